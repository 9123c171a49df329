"""Say where a backtest's certainty equivalents should not be trusted: losses without bound, or a handful of paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.measures import rests_on_few
from dealwright.engine.tails import unbounded_losses
from dealwright.ground.speech import joined

if TYPE_CHECKING:
    from dealwright.bargain.circumstances import Stage


def mistrusted(stage: Stage) -> list[str]:
    """Name the certainty equivalents that rest on the sample.

    Args:
        stage: The deal, the signed package and no deal, on all futures.

    Returns:
        Sentences, for the signed package and for no deal; none where the measure is no certainty equivalent.
    """
    if stage.loaded.sound.worth_by == "mean_at_discount":
        return []
    scenes = (("what was signed", stage.signed), ("no deal", stage.refusing))
    known, traits = stage.central_facts(), stage.central_traits()
    found = []
    for words, scene in scenes:
        for party in stage.table:
            tolerance = traits[party].risk_tolerance
            if tolerance is None:
                continue
            sample = scene.present_values(party, known)
            endless = unbounded_losses(scene.books(known)[0][1], party, sample)
            if endless:
                through = joined([name.replace("_", " ") for name in endless])
                what = f"losses through {through} have no bound, so its certainty equivalent rests on the sample"
                found.append(f"{party} with {words}: {what}")
            elif rests_on_few(sample, tolerance):
                found.append(f"{party} with {words}: its certainty equivalent rests on few of the futures")
    return found
