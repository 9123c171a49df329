"""Say that a round or an offering cannot be: no price makes its terms true together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import error

if TYPE_CHECKING:
    from dealwright.ground.place import Place
    from dealwright.ground.problem import Problem


class ImpossibleError(Exception):
    """Carry the problem of a round or an offering that has no answer, to be shown at its place.

    Attributes:
        problem: What is wrong, what was expected, and how to mend it.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem

    def within(self, *steps: str | int) -> ImpossibleError:
        """Return it for something within what stands at the problem's place, such as one key of a round."""
        return ImpossibleError(self.problem.within(*steps))


def impossible(place: Place, code: str, what: str, expected: str, mend: str) -> ImpossibleError:
    """Return the exception for a problem that stops a round."""
    return ImpossibleError(error(place, code, what, expected, mend))
