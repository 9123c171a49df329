"""Values what has been offered so far, as packages are valued: for the picture of the bargain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.fresh import by_measure, closed, sample
from dealwright.bargain.result import Offer
from dealwright.deal.expression import show
from dealwright.engine import beliefs as belief
from dealwright.engine.scenario import Scene, independent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.deal.deal import Deal
    from dealwright.deal.talk import Talk
    from dealwright.engine.result import Estimate
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


def offers_of(loaded: Loaded, draws: Draws, held: Mapping[str, Estimate]) -> tuple[Offer, ...]:
    """Value every offer of the talks.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        held: What each party that bargains has without a deal.

    Returns:
        The offers in the file's order, each laid over the contract like a package.
    """
    return tuple(
        _offer(loaded, draws, held, number, talk)
        for number, talk in enumerate(loaded.sound.talks)
        if talk.offer is not None
    )


def _offer(loaded: Loaded, draws: Draws, held: Mapping[str, Estimate], number: int, talk: Talk) -> Offer:
    offer = talk.offer or {}
    stands = [f"talks.{number}.offer.{path}" for path in offer]
    package = {path: loaded.text_at(where) or "" for path, where in zip(offer, stands, strict=True)}
    scene = Scene(loaded.package(package), draws)
    deal = scene.loaded.sound
    worth = {}
    for party, refused in held.items():
        found, traits = sample(scene, party)
        own = by_measure(deal, found, traits, independent(draws)).value
        worth[party] = float(closed(deal, traits, np.array([own]), refused.value)[0])
    return Offer(talk.by, show(talk.on), package, worth, _became(deal, talk), talk.to or "")


def _became(deal: Deal, talk: Talk) -> str:
    """Say what became of an offer."""
    signed = talk.signed is not None and bool(belief.constant(deal, talk.signed))
    return "signed" if signed else talk.answer or ""
