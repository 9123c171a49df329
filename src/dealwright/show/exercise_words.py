"""Say in words how often and when an option is exercised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.words import capital

if TYPE_CHECKING:
    from dealwright.engine.exercising.told import Exercises
    from dealwright.show.story import Story

_MOST = 0.5
"""The part of its exercises from which on one day is told as that on which they mostly fall."""
_OFTEN = 0.1
"""The part from which on the commonest day is told at all."""
_FIXED = {"always": ", as the file fixes it", "never": ", as the file fixes it"}


def exercise_words(found: Exercises) -> str:
    """Say how often an option is exercised, and when.

    Args:
        found: how often and when it is.
    """
    fixed = _FIXED.get(found.branch, "")
    share = found.share.value
    if found.mostly is None or found.median is None:
        return f"never exercised{fixed}"
    often = "exercised on every future" if share == 1.0 else f"exercised on {number.probability(share)} of futures"
    return f"{often}, {when_words(found)}{fixed}"


def when_words(found: Exercises) -> str:
    """Say when an option is exercised, where it is: on one day, mostly on one, or half of the times by one."""
    if found.mostly is None or found.median is None:
        return number.NOTHING
    if found.on_that_day == 1.0:
        return f"on {number.day(found.mostly)}"
    if found.on_that_day >= _MOST:
        return f"mostly on {number.day(found.mostly)}"
    most = f", most often on {number.day(found.mostly)}" if found.on_that_day >= _OFTEN else ""
    return f"half of these by {number.day(found.median)}{most}"


def option_sentences(story: Story) -> list[str]:
    """Say of each option how often and when it is exercised, in each scenario, once where that is the same in all."""
    return [_sentence(name, story) for name in story.scenario.options]


def _sentence(name: str, story: Story) -> str:
    found = {key: scenario.options.get(name) for key, scenario in story.valuation.scenarios.items()}
    by_words: dict[str, list[str]] = {}
    for key in story.scenarios:
        each = found.get(key)
        by_words.setdefault("no right at all" if each is None else exercise_words(each), []).append(key)
    head = f"{capital(story.names.line(name))} (a right of {story.names.said(story.scenario.options[name].holder)})"
    if len(by_words) == 1:
        return f"{head}: {next(iter(by_words))}."
    told = (f"{', '.join(capital(story.title(key)) for key in keys)}: {words}" for words, keys in by_words.items())
    return f"{head}. {'; '.join(told)}."
