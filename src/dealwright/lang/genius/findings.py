"""Collect what is found wrong in the files of a scenario, all at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, final

from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, error, in_file_order, warning

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_OF_A_KIND = 50
"""Problems of one code that are shown of one file."""


@final
@dataclass(slots=True)
class Findings:
    """Hold what was found so far.

    Attributes:
        texts: Text of each file that was read, by its name.
    """

    texts: dict[str, str] = field(default_factory=dict)
    _found: list[Problem] = field(default_factory=list)
    _counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def error(self, place: Place, code: str, what: str, expected: str = "", mend: str = "") -> None:
        """Keep something for which nothing is computed."""
        self._keep(error, place, code, (what, expected, mend))

    def warn(self, place: Place, code: str, what: str, expected: str = "", mend: str = "") -> None:
        """Keep something that is odd, and is read in a way that is told."""
        self._keep(warning, place, code, (what, expected, mend))

    def _keep(
        self, make: Callable[[Place, str, str, str, str], Problem], place: Place, code: str, words: tuple[str, str, str]
    ) -> None:
        key = (place.file, code)
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] <= MOST_OF_A_KIND:
            self._found.append(make(place, code, *words))

    @property
    def fatal(self) -> bool:
        """Whether an error was found."""
        return any(problem.severity == "error" for problem in self._found)

    def problems(self) -> tuple[Problem, ...]:
        """Return everything found, in the order of the files."""
        more = [
            (file, code, count - MOST_OF_A_KIND)
            for (file, code), count in self._counts.items()
            if count > MOST_OF_A_KIND
        ]
        said = [
            warning(Place.whole(file), code, f"there are {count} more like `{code}` in this file", "", "")
            for file, code, count in more
        ]
        return tuple(in_file_order([*self._found, *said]))
