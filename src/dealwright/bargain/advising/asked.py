"""Say beside which package the doubts of an advised side are weighed, and among how many it may choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.offering.result import Offers
    from dealwright.bargain.talking.result import Talks

CHOICES = 5
"""Packages that the advised side may choose from, beside refusing, once it knows more."""


def advised_package(offers: Offers, talks: Talks | None) -> Mapping[str, str] | None:
    """Return the package that a side is advised to offer: what the talks call for next, else the best offer.

    Args:
        offers: the offers of the side alone.
        talks: what its talks reveal; None where none is logged.

    Returns:
        Its values by path; None where nothing is worth offering.
    """
    if talks is not None and talks.advice is not None:
        return talks.advice.package
    best = offers.sides[0].best
    return None if best is None else best.package
