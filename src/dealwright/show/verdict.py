"""Say of one package what it does for those at the table: a sentence, and a number for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.key_numbers import KeyNumber
from dealwright.show.standing import gain_over_no_deal, is_measured, worth_of
from dealwright.show.words import capital

if TYPE_CHECKING:
    from dealwright.engine.result import Estimate
    from dealwright.show.story import Story

_CLOSE = 0.05
"""Gains that differ by less than this part of the larger one are said as one."""


def verdict(story: Story) -> str:
    """Return the sentence on the scenario in focus: who gains and who loses, against walking away."""
    gains = {
        party: gain
        for party in story.at_table
        if (gain := gain_over_no_deal(story.valuation, story.focus, party)) is not None
    }
    if not gains:
        sums = [
            f"{_sum(worth_of(story.valuation, story.focus, party))} to {story.names.said(party)}"
            for party in story.at_table
        ]
        return f"{capital(story.title(story.focus))} is worth {joined(sums)}"
    better = {party: gain for party, gain in gains.items() if is_measured(gain) and gain.value > 0}
    worse = {party: gain for party, gain in gains.items() if is_measured(gain) and gain.value < 0}
    if len(better) == len(gains) > 1 and _alike(list(better.values())):
        who = "Both sides gain" if len(gains) == 2 else "All sides gain"  # noqa: PLR2004
        return f"{who} about {_sum(next(iter(better.values())))} by {story.title(story.focus)} over walking away"
    said = [f"{story.names.said(party)} gains {_sum(gain)}" for party, gain in better.items()]
    said += [f"{story.names.said(party)} loses {_sum(_positive(gain))}" for party, gain in worse.items()]
    still = [story.names.said(party) for party in gains if party not in better and party not in worse]
    if still:
        said.append(f"{joined(still)} {'are' if len(still) > 1 else 'is'} as well off without a deal")
    return f"{capital(joined(said))}, by {story.title(story.focus)} over walking away"


def verdict_numbers(story: Story) -> list[KeyNumber]:
    """Return the worth to each party at the table, with its gain over no deal."""
    worths = {party: worth_of(story.valuation, story.focus, party) for party in story.at_table}
    scale = number.scale_of(worth.value for worth in worths.values())
    keys = []
    for party, worth in worths.items():
        text, error = number.uncertain_money(worth.value, worth.standard_error, scale)
        card = f"worth-{story.focus}-{party}"
        keys.append(KeyNumber(story.names.opening(party), text + scale.suffix, error, _over(story, party), party, card))
    return keys


def _over(story: Story, party: str) -> str:
    gain = gain_over_no_deal(story.valuation, story.focus, party)
    if gain is None:
        return "present value"
    if not is_measured(gain):
        return "no difference from no deal"
    text, error = number.uncertain_money(gain.value, gain.standard_error, change=True)
    return f"{text} {error} over no deal"


def _sum(estimate: Estimate) -> str:
    return number.money(estimate.value, error=estimate.standard_error)


def _positive(gain: Estimate) -> Estimate:
    return type(gain)(-gain.value, gain.standard_error)


def _alike(gains: list[Estimate]) -> bool:
    values = [gain.value for gain in gains]
    return max(values) - min(values) <= max(_CLOSE * max(values), 2 * max(gain.standard_error for gain in gains))
