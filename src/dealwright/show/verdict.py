"""Say of one package what it does for those at the table: a sentence, and a number for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.key_numbers import KeyNumber
from dealwright.show.standing import gain_over_no_deal, is_measured, worth_of
from dealwright.show.words import IN_FORCE, capital

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        return f"{capital(_named(story))} is worth {joined(sums)}"
    better = {party: gain for party, gain in gains.items() if is_measured(gain) and gain.value > 0}
    if len(better) == len(gains) > 1 and _alike(list(better.values())):
        who = "Both sides gain" if len(gains) == 2 else "All sides gain"  # noqa: PLR2004
        return f"{who} about {_sum(next(iter(better.values())))} by {_named(story)} over walking away"
    return f"{capital(_named(story))} {brought(story, gains)}, against walking away"


def _named(story: Story) -> str:
    return "the contract in force" if story.focus == IN_FORCE else story.title(story.focus)


def brought(story: Story, changes: Mapping[str, Estimate]) -> str:
    """Say what something brings to whom and costs whom, beyond the error: `brings Ada 1m and costs Ben 2m`.

    Args:
        story: the results that the page is made from.
        changes: the change for each party, in currency.
    """
    more = [party for party, change in changes.items() if is_measured(change) and change.value > 0]
    less = [party for party, change in changes.items() if is_measured(change) and change.value < 0]
    same = [party for party in changes if party not in more and party not in less]

    def sums(parties: list[str]) -> str:
        return joined([f"{story.names.said(party)} {_sum(_positive(changes[party]))}" for party in parties])

    said = [f"brings {sums(more)}"] if more else []
    said += [f"costs {sums(less)}"] if less else []
    said += [f"makes no difference to {joined([story.names.said(party) for party in same])}"] if same else []
    return joined(said)


def verdict_numbers(story: Story) -> list[KeyNumber]:
    """Return the worth to each party at the table, with its gain over no deal."""
    worths = {party: worth_of(story.valuation, story.focus, party) for party in story.at_table}
    scale = number.scale_of(worth.value for worth in worths.values())
    keys = []
    for party, worth in worths.items():
        text, error = in_scale(worth, scale)
        card = f"worth-{story.focus}-{party}"
        keys.append(KeyNumber(story.names.opening(party), text, error, _over(story, party), party, card))
    return keys


def in_scale(worth: Estimate, scale: number.Scale) -> tuple[str, str]:
    """Write a worth and its error in the scale of those beside it; in its own where nothing of it would be left.

    Args:
        worth: the worth, in currency.
        scale: the scale of all.
    """
    text, error = number.uncertain_money(worth.value, worth.standard_error, scale)
    if text == "0" and is_measured(worth):
        scale = number.scale_of([worth.value])
        text, error = number.uncertain_money(worth.value, worth.standard_error, scale)
    own = text == "0" or not text[-1].isdigit()  # it says its own scale, or none
    return (text if own else text + scale.suffix), error


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
    return type(gain)(abs(gain.value), gain.standard_error)


def _alike(gains: list[Estimate]) -> bool:
    values = [gain.value for gain in gains]
    return max(values) - min(values) <= max(_CLOSE * max(values), 2 * max(gain.standard_error for gain in gains))
