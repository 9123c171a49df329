"""Find the known word that a mistyped one was meant to be, and list known words for a sentence."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dealwright.ground.speech import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_LISTED = 8
"""So many words are listed in full."""
_FIRST_LISTED = 5
_ALIKE = 0.6
_SURE = 0.75
_MANY = 40
_LONGER = 3


def closest(word: str, known: Iterable[str], *, surely: bool = False) -> str | None:
    """Return the known word that looks most like another.

    Args:
        word: What was written.
        known: What could have been meant.
        surely: Whether it must be a slip of a letter or two, not a guess.

    Returns:
        A known word, or None where none looks alike.

    Example:
        >>> closest("payr", ["kind", "payer", "payee"])
        'payer'
    """
    return _closest(word, tuple(_likely(word, list(known))), _SURE if surely else _ALIKE)


@lru_cache(maxsize=1024)
def _closest(word: str, known: tuple[str, ...], alike: float) -> str | None:
    from difflib import get_close_matches

    plain, meant = {_plain(name): name for name in reversed(known)}, _plain(word)
    may_be = [name for name in plain if 2 * sum(map(name.__contains__, meant)) >= alike * (len(meant) + len(name))]
    found = get_close_matches(meant, may_be, n=1, cutoff=alike)
    return plain[found[0]] if found else None


def _likely(word: str, known: list[str]) -> list[str]:
    """Return the known words worth comparing: all of a few, of very many those that begin alike and are as long."""
    if len(known) <= _MANY:
        return known
    alike = [name for name in known if name[:1] == word[:1] and abs(len(name) - len(word)) <= _LONGER]
    return alike[:_MANY]


def _plain(word: str) -> str:
    """Return a word without what people spell differently."""
    return word.lower().replace("-", "_").replace(" ", "_")


def listed(words: Sequence[str]) -> str:
    """Write all words if they are eight or fewer, else the first five and three dots.

    Example:
        >>> listed(["month", "quarter", "half", "year"])
        'month, quarter, half, year'
    """
    shown = list(words) if len(words) <= MOST_LISTED else [*words[:_FIRST_LISTED], "..."]
    return ", ".join(shown)


def quoted(words: Iterable[str]) -> str:
    """Write names in backquotes as a phrase: `a`, `b` and `c`."""
    return joined([f"`{word}`" for word in words])
