"""Say where certainty equivalents should not be trusted: losses without bound, or a handful of paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.measures import rests_on_few
from dealwright.engine.tails import unbounded_losses
from dealwright.ground.speech import joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.circumstances import Stage
    from dealwright.engine.books import Books


def doubt(books: Books, party: str, sample: Float[ndarray, " path"], tolerance: float | None) -> str:
    """Say why a certainty equivalent rests on the sample.

    Args:
        books: The deal on its futures.
        party: Whose it is.
        sample: Its present values at the risk-free rate, in currency.
        tolerance: Its risk tolerance, in currency; none of a party that minds no risk.

    Returns:
        The rest of a sentence; empty where it can be relied on.
    """
    endless = unbounded_losses(books, party, sample) if tolerance is not None else []
    if endless:
        through = joined([name.replace("_", " ") for name in endless])
        return f"losses through {through} have no bound, so its certainty equivalent rests on the sample"
    if tolerance is not None and rests_on_few(sample, tolerance):
        return "its certainty equivalent rests on few of the futures"
    return ""


def told(doubts: Iterable[tuple[str, str, str]]) -> list[str]:
    """Write doubts as sentences, one for what is the same of a party in several cases.

    Args:
        doubts: Party, case and doubt; an empty doubt is none.
    """
    cases: dict[tuple[str, str], list[str]] = {}
    for party, case, why in doubts:
        if why and case not in cases.setdefault((party, why), []):
            cases[party, why].append(case)
    return [f"{party} with {joined(each)}: {why}" for (party, why), each in cases.items()]


def mistrusted(stage: Stage) -> list[str]:
    """Name the certainty equivalents of a backtest that rest on the sample.

    Args:
        stage: The deal, the signed package and no deal, on all futures.

    Returns:
        Sentences, for the signed package and for no deal; none where the measure is no certainty equivalent.
    """
    if stage.loaded.sound.worth_by == "mean_at_discount":
        return []
    known, traits = stage.central_facts(), stage.central_traits()
    return told(
        (party, case, doubt(scene.books(known)[0][1], party, scene.present_values(party, known), tolerance))
        for case, scene in (("what was signed", stage.signed), ("no deal", stage.refusing))
        for party in stage.table
        for tolerance in (traits[party].risk_tolerance,)
    )
