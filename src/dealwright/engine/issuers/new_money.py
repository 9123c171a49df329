"""What investors pay into a company in the priced rounds of its securities, and what it pays out there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.issuers.issuer import issuer_of
from dealwright.engine.issuers.later_rounds import later_rounds
from dealwright.engine.issuers.owners import owner_of

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.exit import ExitTime
    from dealwright.engine.view import FuturesView


def paid_by_investors(
    deal: Deal, name: str, exit_: ExitTime, view: FuturesView
) -> list[tuple[str, float, Float[ndarray, " path"]]]:
    """Return what each investor pays into a company in rounds that come before its exit, less interest that it is paid.

    Args:
        deal: The deal.
        name: The company, which has securities.
        exit_: When its exit comes.
        view: The futures.

    Returns:
        Party or company, day, and money on each path.
    """
    securities = deal.companies[name].securities
    assert securities is not None  # noqa: S101 - the caller has looked
    found: list[tuple[str, float, Float[ndarray, " path"]]] = []
    for each in later_rounds(issuer_of(deal, name, view)):
        comes = np.asarray((exit_.day >= each.later.day) & each.came, dtype=float)
        for stakeholder, money in each.paid.items():
            found.append((owner_of(stakeholder, securities, deal), each.later.day, money * comes))
    return found
