"""Collect what is found wrong in Open Cap Format files, and place it at the end, all at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, final

from dealwright.equity.ocf.positions import Path, places, way
from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, Severity, error, in_file_order, warning

if TYPE_CHECKING:
    from collections.abc import Hashable

MOST_OF_A_KIND = 100
"""How many problems of one code are shown; a file of ten thousand like mistakes says so once more."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: a file, and the way to a value in it."""

    file: str
    path: Path = ()

    def at(self, *steps: str | int) -> Spot:
        """Return the spot of something inside."""
        return Spot(self.file, self.path + steps)


@dataclass(frozen=True, slots=True)
class _Finding:
    spot: Spot
    severity: Severity
    code: str
    what: str
    expected: str
    mend: str


@final
@dataclass(slots=True)
class Findings:
    """Hold what was found so far.

    Attributes:
        texts: Text of each file that was read, by its name.
        shown: How a file's name is shown.
        starts: Where each of a file's items begins and ends.
    """

    texts: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    starts: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    _found: list[_Finding] = field(default_factory=list)
    _placed: list[Problem] = field(default_factory=list)
    _said: set[Hashable] = field(default_factory=set)

    def error(self, spot: Spot, code: str, what: str, expected: str = "", mend: str = "") -> None:
        """Keep something that makes the table wrong."""
        self._found.append(_Finding(spot, "error", code, what, expected, mend))

    def warn(self, spot: Spot, code: str, what: str, expected: str = "", mend: str = "") -> None:
        """Keep something that is odd, and changes no number or is read in a way that is told."""
        self._found.append(_Finding(spot, "warning", code, what, expected, mend))

    def warn_once(self, about: Hashable, spot: Spot, code: str, what: str, expected: str = "") -> None:
        """Keep a warning about something that many objects may have, at the first of them."""
        if about not in self._said:
            self._said.add(about)
            self.warn(spot, code, what, expected)

    def add(self, problem: Problem) -> None:
        """Keep a problem that has its place already."""
        self._placed.append(problem)

    @property
    def count(self) -> int:
        """Return how much was found."""
        return len(self._found) + len(self._placed)

    @property
    def fatal(self) -> bool:
        """Return whether an error was found."""
        return any(f.severity == "error" for f in self._found) or any(p.severity == "error" for p in self._placed)

    def problems(self) -> tuple[Problem, ...]:
        """Return everything found, each at its line and column, in the order of the files."""
        wanted: dict[str, set[Path]] = {}
        for finding in self._found:
            wanted.setdefault(finding.spot.file, set()).add(finding.spot.path)
        where = {
            name: places(self.shown.get(name, name), self.texts[name], paths)
            for name, paths in wanted.items()
            if name in self.texts
        }
        counts: dict[str, int] = {}
        result = list(self._placed)
        for finding in self._found:
            counts[finding.code] = counts.get(finding.code, 0) + 1
            if counts[finding.code] > MOST_OF_A_KIND:
                continue
            shown = Place.whole(self.shown.get(finding.spot.file, finding.spot.file))
            place = where.get(finding.spot.file, {}).get(finding.spot.path, shown)
            make = error if finding.severity == "error" else warning
            what = f"`{way(finding.spot.path)}`: {finding.what}" if finding.spot.path else finding.what
            result.append(make(place, finding.code, what, finding.expected, finding.mend))
        for code, count in counts.items():
            if count > MOST_OF_A_KIND:
                first = next(f for f in self._found if f.code == code)
                make = error if first.severity == "error" else warning
                place = Place.whole(self.shown.get(first.spot.file, first.spot.file))
                result.append(make(place, code, f"there are {count - MOST_OF_A_KIND} more like this", "", ""))
        return tuple(in_file_order(result))
