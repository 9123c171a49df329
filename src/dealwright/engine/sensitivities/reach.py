"""Tells whether a number moves the futures themselves, or only what terms make of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dealwright.lang.load import Loaded
    from dealwright.lang.numbers import Number

_STILL = frozenset({"terms", "parties", "risk_free"})
"""Where a number stands that moves no futures."""


def moves_futures(loaded: Loaded, number: Number) -> bool:
    """Tell whether drivers, companies or what ties them together must be computed anew when a number moves.

    Args:
        loaded: The deal.
        number: One of its numbers.
    """
    section, _, rest = number.path.partition(".")
    if section != "facts":
        return section not in _STILL
    return bool(_users(loaded, rest.partition(".")[0]) - _STILL)


def _users(loaded: Loaded, fact: str) -> set[str]:
    """Name the sections that use a fact, directly or through other facts."""
    assert loaded.draft is not None  # noqa: S101 - the deal is sound
    using: dict[str, set[tuple[str, str]]] = {}
    for entry in loaded.draft.every():
        for name in entry.uses:
            using.setdefault(name, set()).add((str(entry.path[0]) if entry.path else "risk_free", entry.name))
    waiting, seen, sections = [fact], {fact}, set[str]()
    while waiting:
        for section, name in using.get(waiting.pop(), ()):
            if section != "facts":
                sections.add(section)
            elif name not in seen:
                seen.add(name)
                waiting.append(name)
    return sections
