"""Say by which key the word or the number stands in an event that is wrong in it."""

from __future__ import annotations

import re
from dataclasses import fields
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from dealwright.equity.exact import spoken

if TYPE_CHECKING:
    from dealwright.ground.place import Place


class HasPlace(Protocol):
    """Anything that knows where it stands."""

    @property
    def place(self) -> Place:
        """Return where it stands."""


_QUOTED = re.compile(r"`([^`]+)`")
_COUNTS = ("shares", "gets", "ratio", "count", "reserved", "authorised", "amount")


def key_quoted(event: object, what: str) -> tuple[str, ...]:
    """Return the key of an event whose value a sentence quotes, as the steps to it; a number before a name.

    Args:
        event: An event.
        what: What is wrong with it, with the user's words in backquotes.

    Returns:
        One key, or none where none of the event's values is quoted.
    """
    values = {field.name: getattr(event, field.name) for field in fields(event)}  # type: ignore[arg-type]  # a dataclass
    numbers = {spoken(value): key for key, value in values.items() if isinstance(value, Fraction)}
    names = {value: key for key, value in values.items() if isinstance(value, str)}
    said = numbers | names
    said |= {f"{key}: {words}": key for words, key in said.items()}
    quoted = [each for each in _QUOTED.findall(what) if each in said]
    quoted.sort(key=lambda words: words not in numbers)
    return (said[quoted[0]],) if quoted else ()


def key_of_count(thing: object) -> tuple[str, ...]:
    """Return the key by which an event or a right says how many shares there are, as the steps to it.

    Args:
        thing: What made them.
    """
    return next(((key,) for key in _COUNTS if getattr(thing, key, None) is not None), ())
