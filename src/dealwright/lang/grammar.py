"""Fix what may stand in a value: its grammar's switches, its names, its limits, and its problems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from dealwright.deal.expression import BUILT_IN_NAMES, FAIR_VALUE, FUNCTIONS
from dealwright.ground.problem import Problem, error

if TYPE_CHECKING:
    from dealwright.ground.place import Place

TEXT_LIMIT = 4000
"""Most characters of a value."""
NODE_LIMIT = 500
"""Most literals, names, operators and calls of an expression."""
DEPTH_LIMIT = 100
"""Most operations inside each other."""
NEST_LIMIT = 100
"""Most parentheses and signs inside each other."""
RANGE_LIMIT = 10_000
"""Most values of a negotiable range."""

UNCERTAIN_FAMILIES = ("normal", "lognormal", "beta", "pert", "uniform", "one_of")
KEYWORDS = frozenset({"and", "or", "not", "yes", "no", "none", "to", "by"})
RESERVED = KEYWORDS | BUILT_IN_NAMES | frozenset(FUNCTIONS) | frozenset(UNCERTAIN_FAMILIES) | {"terms", FAIR_VALUE}
"""Words that nothing in a deal may be named."""

_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What may stand in a value.

    Args:
        currency: Code of the deal's currency, which money has that names none.
        terms: Whether results of terms may be used, as in `terms.share.paid`.
        schedule: Whether a mapping of years or dates to values may stand here.
        uncertain: Whether an uncertain quantity may stand here.
    """

    currency: str = "USD"
    terms: bool = False
    schedule: bool = False
    uncertain: bool = True


def is_name(text: str) -> bool:
    """Say whether something declared in a deal may bear a name: letters, digits, underscores, not reserved."""
    return _NAME.fullmatch(text) is not None and text not in RESERVED


class Refusal(Exception):  # noqa: N818 - no fault of the program: it ends the reading of one value
    """Carry the problem for which the reading of a value was given up."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def refuse(place: Place, code: str, what: str, expected: str, mend: str) -> NoReturn:
    """Give up reading a value.

    Raises:
        Refusal: Always.
    """
    raise Refusal(error(place, code, what, expected, mend))
