"""Say in words what a reader must know before relying on the figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.cards import sentence
from dealwright.show.words import capital, value_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.story import Story

_WORD = re.compile(r"\w+")
_PATH = re.compile(r"\b(?:terms|drivers|facts|companies|parties|scenarios)(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<!\w)-?\d+(?:[.,]\d+)*(?:e[+-]?\d+)?(?:tn|bn|m|k)?(?!\w)")
FEW_PATHS = 4_096
"""Fewer futures than this leave the tails rough."""


def warnings_of(story: Story) -> list[str]:
    """Return the warnings of a valuation, each once, with whom and what it concerns.

    Returns:
        Sentences, the general ones first.
    """
    valuation = story.valuation
    said = [_read(story, warning) for warning in valuation.warnings]
    if 0 < valuation.paths < FEW_PATHS:
        said.append(
            f"Only {number.count(valuation.paths)} futures were drawn: the errors are large and the tails rough.",
        )
    said += [_read(story, note) for note in story.found.notes] if story.found is not None else []
    return said + [f"{'; '.join(where)}: {_read(story, warning)}" for warning, where in _concerned(story).items()]


def _concerned(story: Story) -> dict[str, list[str]]:
    """Return what is said of worths, with whose they are: what a party is told of several scenarios is told once."""
    alike: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for scenario in story.valuation.scenarios.values():
        for party, worth in scenario.parties.items():
            for warning in worth.warnings:
                told = alike.setdefault((party, _NUMBER.sub("#", warning)), [])
                told.append((f"“{capital(scenario.title)}”", warning))
    out: dict[str, list[str]] = {}
    for (party, _), told in alike.items():
        titles, warnings = zip(*told, strict=True)
        turn = ", in turn" if len(set(warnings)) > 1 else ""
        out.setdefault(_as_one(warnings), []).append(f"{story.names.opening(party)} in {joined(titles)}{turn}")
    return out


def _as_one(warnings: Sequence[str]) -> str:
    """Write sentences that differ in figures alone as one, with the figures of each in turn."""
    columns = zip(*map(_NUMBER.findall, warnings), strict=True)
    figures = (column[0] if len(set(column)) == 1 else joined(column) for column in columns)
    return _NUMBER.sub(lambda _: next(figures), warnings[0])


def _read(story: Story, warning: str) -> str:
    """Read an engine's remark as a sentence, with the titles of the terms it names."""
    keys = {
        line
        for scenario in story.valuation.scenarios.values()
        for worth in scenario.parties.values()
        for line in worth.by_term
        if "_" in line
    }
    pathless = _PATH.sub(lambda path: f"“{story.names.path(path.group())}”", warning)
    named = _WORD.sub(lambda word: story.names.line(word.group()) if word.group() in keys else word.group(), pathless)
    return sentence(value_words(named).replace(" %", "%"))
