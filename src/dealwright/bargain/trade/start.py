"""Find the package from which terms are traded: today's terms, one that was given, or what a solution names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.bargain.negotiation import bargain_among, compare
from dealwright.bargain.result import SOLUTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


def package_named(loaded: Loaded, draws: Draws, name: str) -> Mapping[str, str]:
    """Return the package of the grid that a solution names.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        name: The solution, such as `nash`.

    Raises:
        LookupError: If there is no such solution, or no package suits everyone.
    """
    negotiate = loaded.sound.negotiate
    if name not in SOLUTIONS or negotiate is None:
        message = f"there is no solution {name!r}; there are {', '.join(SOLUTIONS)}"
        raise LookupError(message if negotiate is not None else "the deal negotiates nothing, so no solution names one")
    found = bargain_among(loaded, draws, compare(loaded, draws, lambda _done, _of: None))
    if name not in found.solutions:
        message = f"no package suits everyone, so {name} names none to start from"
        raise LookupError(message)
    return found.solutions[name].package
