"""Lists every fact and assumption of a deal: its value, who says so and when, who knows it, and who disagrees."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.expression import Quantity, Uncertain
from dealwright.engine import beliefs as belief
from dealwright.engine.expressions import names_used
from dealwright.engine.trails import trails

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dealwright.bargain.knowing.unknowns import Unknown
    from dealwright.deal.deal import Deal
    from dealwright.deal.source import Fact, Reading
    from dealwright.engine.result import Json
    from dealwright.engine.trail import Trail, TrailSource
    from dealwright.lang.load import Loaded

STALE = 365
"""A fact whose latest source is older than so many days at `as_of` is called stale."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One of several readings of a fact on which sources disagree.

    Attributes:
        title: The reading in words.
        text: Its value as written, or what it words anew.
        weight: How likely it is held to be, 0 to 1.
        number: Its value in plain units; None for another wording.
        sources: Who says so, by the names of the file.
    """

    title: str
    text: str
    weight: float
    number: float | None = None
    sources: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "title": self.title,
            "text": self.text,
            "weight": self.weight,
            "number": self.number,
            "sources": list(self.sources),
        }


@dataclass(frozen=True, slots=True)
class Listed:
    """A fact, an assumption, or an uncertain number that stands elsewhere.

    Attributes:
        path: Where it stands.
        title: What it is called.
        text: Its value as written.
        status: `verified`, `reported`, `disputed` or `assumed`, or what the file says.
        range: How far it could be off, as written; empty where nothing is said.
        grade: The best grade among its sources; empty where none is graded.
        sources: Who says so, by the names of the file.
        publishers: The same as they are called, with their dates.
        dated: Day of its latest source; None where no source has one.
        age: Days from then to `as_of`.
        known_to: The parties that know it.
        readings: What sources disagree on.
        used_by: Paths that name it, directly or through other facts.
        reason: Why an assumption was made as it was.
        line: Line of the file.
        in_doubt: Whether it is drawn: it moves the deal, and is not certain.
    """

    path: str
    title: str
    text: str
    status: str
    range: str = ""
    grade: str = ""
    sources: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    dated: dt.date | None = None
    age: int | None = None
    known_to: tuple[str, ...] = ()
    readings: tuple[Disagreement, ...] = ()
    used_by: tuple[str, ...] = ()
    reason: str = ""
    line: int = 0
    in_doubt: bool = False

    @property
    def stale(self) -> bool:
        """Tell whether its latest source is old."""
        return self.age is not None and self.age > STALE

    @property
    def ungraded(self) -> bool:
        """Tell whether it has sources, none of which says how good it is."""
        return bool(self.sources) and not self.grade

    @property
    def apart(self) -> float | None:
        """Return how far numeric readings lie apart: the largest over the smallest, less one; None for wordings."""
        numbers = [each.number for each in self.readings if each.number is not None]
        if len(numbers) < 2 or min(map(abs, numbers)) == 0:  # noqa: PLR2004 - two to differ
            return None
        return max(numbers, key=abs) / min(numbers, key=abs) - 1.0

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name, and what follows from them."""
        return {
            "path": self.path,
            "title": self.title,
            "text": self.text,
            "status": self.status,
            "range": self.range,
            "grade": self.grade,
            "sources": list(self.sources),
            "publishers": list(self.publishers),
            "dated": None if self.dated is None else self.dated.isoformat(),
            "age": self.age,
            "stale": self.stale,
            "ungraded": self.ungraded,
            "known_to": list(self.known_to),
            "readings": [each.to_json() for each in self.readings],
            "apart": self.apart,
            "used_by": list(self.used_by),
            "reason": self.reason,
            "line": self.line,
            "in_doubt": self.in_doubt,
        }


def listed(loaded: Loaded, unknown: Iterable[Unknown]) -> tuple[Listed, ...]:
    """List every fact and assumption of a deal, and every uncertain number elsewhere.

    Args:
        loaded: The deal.
        unknown: What is drawn.

    Returns:
        Facts in the order of the file, then the numbers elsewhere.
    """
    deal, doubts = loaded.sound, {each.path: each for each in unknown}
    told = {trail.path: trail for trail in trails(loaded)}
    used = _users(told.values())
    facts = [_fact(loaded, deal, told[f"facts.{name}"], fact, doubts, used) for name, fact in deal.facts.items()]
    rest = [each for path, each in doubts.items() if not path.startswith("facts.")]
    return (*facts, *(_elsewhere(loaded, deal, each, told) for each in rest))


def _fact(
    loaded: Loaded,
    deal: Deal,
    trail: Trail,
    fact: Fact,
    doubts: Mapping[str, Unknown],
    used: Mapping[str, tuple[str, ...]],
) -> Listed:
    sources = tuple(dict.fromkeys((*trail.sources, *(s for reading in trail.readings for s in reading.sources))))
    dated = _latest(deal, sources)
    name = trail.path.removeprefix("facts.")
    known = doubts[trail.path].known_to if trail.path in doubts else belief.knowers(deal, name, fact)
    return Listed(
        path=trail.path,
        title=trail.title or _spoken(deal, name),
        text=trail.text,
        status="disputed" if trail.readings else trail.status,
        range=loaded.text_at(f"{trail.path}.range") or "",
        grade=min((each.grade for each in sources if each.grade), default=""),
        sources=tuple(each.id for each in sources),
        publishers=tuple(", ".join(p for p in (each.publisher or each.id, each.date) if p) for each in sources),
        dated=dated,
        age=None if dated is None else (deal.dates[0] - dated).days,
        known_to=tuple(party for party in deal.parties if party in known),
        readings=tuple(_reading(deal, trail, i, reading) for i, reading in enumerate(fact.readings or ())),
        used_by=used.get(trail.path, ()),
        reason=trail.reason,
        line=trail.line,
        in_doubt=trail.path in doubts,
    )


def _spoken(deal: Deal, key: str) -> str:
    """Read a key as words, a party or company in it by the word that its name begins with."""
    names = {each: shape.name for each, shape in deal.companies.items()}
    names |= {each: shape.name for each, shape in deal.parties.items()}
    known = {each: (name or "").partition(" ")[0] for each, name in names.items()}
    words = key.replace("_", " ").split(" ")
    return " ".join(known[word] if known.get(word, "").lower() == word else word for word in words)


def _reading(deal: Deal, trail: Trail, place: int, reading: Reading) -> Disagreement:
    told = trail.readings[place]
    number = None
    if reading.is_ is not None and not isinstance(reading.is_, Uncertain) and _is_number(deal, reading):
        number = belief.constant(deal, reading.is_)
    weight = belief.constant(deal, reading.weight)
    return Disagreement(told.title or told.text, told.text, weight, number, tuple(each.id for each in told.sources))


def _is_number(deal: Deal, reading: Reading) -> bool:
    """Tell whether a reading is a number, or made of numbers."""
    if names_used(reading.is_) & set(deal.drivers):
        return False
    value = reading.is_.value if isinstance(reading.is_, Quantity) else 0.0
    return isinstance(value, int | float) and not isinstance(value, bool)


def _elsewhere(loaded: Loaded, deal: Deal, unknown: Unknown, told: Mapping[str, Trail]) -> Listed:
    """List an uncertain number that stands in a driver, a company or a term."""
    path = unknown.path
    trail = next((told[key] for key in _up(path) if key in told), None)
    place = loaded.place_of(path)
    text = loaded.text_at(path) or ("" if trail is None else trail.text)
    known = tuple(party for party in deal.parties if party in unknown.known_to)
    line = place.line if place is not None else 0 if trail is None else trail.line
    title = _spoken(deal, " ".join(path.split(".")[1:]))
    return Listed(path, title, text, "assumed", known_to=known, line=line, in_doubt=True)


def _up(path: str) -> list[str]:
    """Return a path and those above it, the nearest first."""
    parts = path.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 1, -1)]


def _latest(deal: Deal, sources: Sequence[TrailSource]) -> dt.date | None:
    found = []
    for each in sources:
        date = deal.sources[each.id].date
        if isinstance(date, Quantity) and isinstance(date.value, dt.date):
            found.append(date.value)
    return max(found, default=None)


def _users(told: Iterable[Trail]) -> dict[str, tuple[str, ...]]:
    """Return of each fact the drivers, terms, companies and parties that use it, directly or through other facts."""
    direct: dict[str, list[str]] = {}
    for trail in told:
        for path in trail.uses:
            direct.setdefault(path, []).append(trail.path)
    found = {}
    for path in direct:
        seen: dict[str, None] = {}
        waiting = [path]
        reached: set[str] = set()
        while waiting:
            for user in direct.get(waiting.pop(), ()):
                if user.startswith("facts.") and user not in reached:
                    reached.add(user)
                    waiting.append(user)
                elif not user.startswith("facts."):
                    seen[".".join(user.split(".")[:2])] = None
        found[path] = tuple(seen)
    return found
