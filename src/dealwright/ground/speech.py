"""Puts words together as in speech."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def joined(words: Sequence[str], joint: str = "and") -> str:
    """Join words as in speech.

    Example:
        >>> joined(["OpenAI", "Microsoft", "others"]), joined(["Microsoft"])
        ('OpenAI, Microsoft and others', 'Microsoft')
    """
    *first, last = words or [""]
    return f"{', '.join(first)} {joint} {last}" if first else last
