"""Follow a number back: which facts and assumptions it rests on, and how far they can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show.words import counted, value_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dealwright.engine.trail import Trail, TrailReading, TrailSource

STATUS_WORDS = {
    "verified": "verified",
    "reported": "reported",
    "disputed": "sources disagree",
    "assumed": "assumed",
}
GRADE_WORDS = {
    "A": "A, primary",
    "B": "B, reputable press",
    "C": "C, relayed by an aggregator",
    "D": "D, weak or single",
}

_PATHS = ("terms.", "drivers.", "companies.", "parties.")


def status_of(trail: Trail) -> str:
    """Return one of the four statuses of a trail, whatever words its author used.

    A value with readings is disputed; one without a source is assumed; a grade A source verifies it unless the file
    says otherwise.
    """
    if trail.readings or trail.status == "disputed":
        return "disputed"
    if trail.kind == "assumption" or trail.status == "assumed" or (not trail.sources and trail.status != "verified"):
        return "assumed"
    if trail.status in STATUS_WORDS:
        return trail.status
    return "verified" if any(source.grade == "A" for source in trail.sources) else "reported"


def by_path(trails: Sequence[Trail]) -> dict[str, Trail]:
    """Return trails by their paths."""
    return {trail.path: trail for trail in trails}


def rewords(reading: TrailReading) -> bool:
    """Tell whether a reading is another wording of the deal, a path and its value, and no number."""
    return reading.text.startswith(_PATHS)


def rests_on(roots: Iterable[str], trails: Mapping[str, Trail]) -> list[Trail]:
    """Return the facts and assumptions that values at some paths rest on, directly or through others.

    Args:
        roots: paths, or beginnings of paths such as `terms.access`.
        trails: all trails by path.

    Returns:
        Facts and assumptions in the file's order, each once; among them those whose readings reword such a value.
    """
    starts = tuple(roots)
    open_paths = [path for path in trails if path in starts or path.startswith(tuple(f"{start}." for start in starts))]
    seen: set[str] = set()
    while open_paths:
        path = open_paths.pop()
        if path not in seen and path in trails:
            seen.add(path)
            open_paths += [used for name in trails[path].uses for used in _members(name, trails)]
    known = {"fact", "assumption"}
    return [
        trail
        for path, trail in trails.items()
        if trail.kind in known and (path in seen or any(reading.text.startswith(starts) for reading in trail.readings))
    ]


def _members(name: str, trails: Mapping[str, Trail]) -> list[str]:
    """Return the path itself, and every path below it: a driver's name stands for all its keys."""
    return [path for path in trails if path == name or path.startswith(f"{name}.")]


def used_by(trails: Sequence[Trail]) -> dict[str, list[str]]:
    """Return, per path, the paths of the trails that use it."""
    users: dict[str, list[str]] = {}
    for trail in trails:
        for path in trail.uses:
            users.setdefault(path, []).append(trail.path)
    return users


def standing_words(found: Sequence[Trail]) -> str:
    """Say in one phrase how well some values are known.

    Example:
        >>> standing_words(())
        'nothing but what the file states as certain'
    """
    counts = {status: sum(status_of(trail) == status for trail in found) for status in STATUS_WORDS}
    said = [
        counted(counts["verified"], "verified fact"),
        counted(counts["reported"], "reported fact"),
        counted(counts["disputed"], "fact") + " on which sources disagree",
        counted(counts["assumed"], "assumption"),
    ]
    present = [words for words, amount in zip(said, counts.values(), strict=True) if amount]
    return joined(present) or "nothing but what the file states as certain"


def weakest_grade(found: Sequence[Trail]) -> str:
    """Return the weakest grade of source among the facts, in words; nothing if none is graded."""
    grades = [source.grade for trail in found for source in trail.sources if source.grade]
    return GRADE_WORDS.get(max(grades), max(grades)) if grades else ""


def source_words(source: TrailSource) -> str:
    """Name a source: publisher and date.

    Example:
        >>> from dealwright.engine.trail import TrailSource
        >>> source_words(TrailSource("a", "Example Times", date="2025-05-11"))
        'Example Times, 11 May 2025'
    """
    return ", ".join(part for part in (source.publisher or source.id, value_words(source.date)) if part)


def place_words(trail: Trail) -> str:
    """Return `file:line:column`, or nothing for a value that stands in no file."""
    return f"{trail.file}:{trail.line}:{trail.column}" if trail.line else ""


def reading_words(trail: Trail) -> str:
    """Return the value, or all its readings where sources disagree.

    Example:
        >>> from dealwright.engine.trail import Trail, TrailReading
        >>> reading_words(
        ...     Trail("facts.a", "fact", "", readings=(TrailReading("1bn", "60%"), TrailReading("2bn", "40%")))
        ... )
        '1bn or 2bn'
    """
    if not trail.readings:
        return value_words(trail.text)
    if any(rewords(reading) or not reading.text for reading in trail.readings):
        return counted(len(trail.readings), "reading")
    return joined([value_words(reading.text) for reading in trail.readings], "or")
