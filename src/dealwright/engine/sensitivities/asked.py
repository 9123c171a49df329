"""Chooses which numbers of a deal are moved: those asked for, or all but long lists of what was issued."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dealwright.engine.sensitivities.result import LeftOut
from dealwright.lang.numbers import numbers_at, numbers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.lang.load import Loaded
    from dealwright.lang.numbers import Number

LONG = 60
"""Numbers from which on a section of a company's securities is left out unless it is asked for."""


def asked(loaded: Loaded, of: Sequence[str] | None) -> tuple[tuple[Number, ...], tuple[LeftOut, ...]]:
    """Choose the numbers to be moved.

    Args:
        loaded: The deal.
        of: Paths of the numbers wanted, or of what holds them; all by default.

    Returns:
        The numbers, and what is left out of all.

    Raises:
        KeyError: If no number stands at one of the paths.
    """
    if of is not None:
        return numbers_at(loaded, of), ()
    every = numbers_of(loaded)
    sections = Counter(filter(None, (_section(each) for each in every)))
    long = {section: count for section, count in sections.items() if count > LONG}
    left_out = tuple(
        LeftOut(section, "", f"it holds {count:,} numbers of what was issued; `--of {section}` moves them")
        for section, count in long.items()
    )
    return tuple(each for each in every if _section(each) not in long), left_out


def _section(number: Number) -> str:
    """Name the section of a company's securities in which a number stands; empty where it stands in none."""
    keys = number.path.split(".")
    return ".".join(keys[:4]) if keys[0] == "companies" and keys[2:3] == ["securities"] else ""
