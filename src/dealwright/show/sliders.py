"""Say what can be moved in a deal: each negotiable term with its values, where it stands today, and in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from dealwright.lang.literal import read_literal
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.deal.expression import Quantity
    from dealwright.engine.result import Json
    from dealwright.lang.load import Loaded
    from dealwright.show.names import Names

MOST_SEGMENTS = 3
"""A term of more values is a slider, not a row of buttons."""


@dataclass(frozen=True, slots=True)
class Slider:
    """One negotiable term.

    Attributes:
        path: its path in the deal.
        title: its name in words.
        values: what it may be, as written, in the file's order.
        words: the same as a reader sees it.
        today: what holds while nothing is moved, as written: what signing sets, else what the contract in force says.
        today_words: the same as a reader sees it.
        tick: where that lies between the first value, 0, and the last, 1; None where it lies on no line between them.
        place: index among the values, or None.
        segments: whether it is a row of buttons.
        between: whether the parties may agree on what lies between two values.
    """

    path: str
    title: str
    values: tuple[str, ...]
    words: tuple[str, ...]
    today: str
    today_words: str
    tick: float | None
    place: int | None
    segments: bool
    between: bool

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "path": self.path,
            "title": self.title,
            "values": list(self.values),
            "words": list(self.words),
            "today": self.today,
            "today_words": self.today_words,
            "tick": self.tick,
            "place": self.place,
            "segments": self.segments,
            "between": self.between,
        }


def sliders(loaded: Loaded, names: Names) -> tuple[Slider, ...]:
    """Return every negotiable term of a sound deal, in the file's order; none where nobody bargains.

    Args:
        loaded: the deal.
        names: what its keys are called.
    """
    spans, signed = loaded.spans(), loaded.signed()
    return tuple(_slider(signed, names, path, between=path in spans) for path in loaded.over())


def position(loaded: Loaded, names: Names, path: str, written: str) -> float | None:
    """Say where a value lies between the first that a term may be, 0, and the last, 1.

    Args:
        loaded: the deal.
        names: what its keys are called.
        path: the term's path.
        written: the value.

    Returns:
        The place on a line whose steps all take the same room; None where it lies on no line between them.
    """
    read = read_literal(names.literals.get(written, written), loaded.currency_at(path)) if written else None
    return None if read is None else _tick([_amount(each) for each in loaded.quantities(path)], _amount(read))


def one_step(slider: Slider, now: str, at: float | None) -> int | None:
    """Say which of its values is one step more than where a term stands; one step less where it stands at its last.

    Args:
        slider: the term.
        now: what it says, as written.
        at: where that lies between its first value, 0, and its last, 1; None where it lies on no line between them.

    Returns:
        The index of the value; None where there is no other, or nobody can say which is next.
    """
    last = len(slider.values) - 1
    place: float | None = slider.values.index(now) if now in slider.values else None
    if place is None and now == slider.today:
        place = slider.place
    if place is None and at is not None:
        place = at * last
    if place is None or not last:
        return None
    return int(place) + 1 if place < last else last - 1


def _slider(loaded: Loaded, names: Names, path: str, *, between: bool) -> Slider:
    values = loaded.quantities(path)
    written = tuple(value.written for value in values)
    today = _today(loaded, path, written)
    standing = read_literal(names.literals.get(today, today), loaded.currency_at(path)) if today else None
    amounts = [_amount(value) for value in values]
    now = None if standing is None else _amount(standing)
    return Slider(
        path=path,
        title=capital(names.path(path)),
        values=written,
        words=tuple(names.cell(path, text) for text in written),
        today=today,
        today_words=names.cell(path, today) if today else "",
        tick=position(loaded, names, path, today),
        place=next((place for place, text in enumerate(written) if text == today), _same(amounts, now)),
        segments=len(written) <= MOST_SEGMENTS or any(amount is None for amount in amounts),
        between=between,
    )


def _today(loaded: Loaded, path: str, values: Sequence[str]) -> str:
    """Return what the deal says at a path, as written; by default, or `none`, where nothing is."""
    written = loaded.text_at(path)
    if written is not None:
        return written
    section, _, rest = path.partition(".")
    name, _, key = rest.partition(".")
    standing = getattr(loaded.sound.terms.get(name), key, None) if section == "terms" else None
    if isinstance(standing, bool):
        return _SWITCHED[standing]
    if key == "active":
        return "yes"
    return standing if isinstance(standing, str) and standing in values else _UNWRITTEN if _UNWRITTEN in values else ""


_UNWRITTEN = "none"
"""What a value may be called whose key is not written."""
_SWITCHED = {True: "yes", False: "no"}


def _amount(value: Quantity) -> float | None:
    """Return a value's place on a line: a number, or the day of a date."""
    if isinstance(value.value, bool) or value.value is None or isinstance(value.value, str):
        return None
    return float(value.value.toordinal()) if isinstance(value.value, dt.date) else float(value.value)


def _same(amounts: Sequence[float | None], now: float | None) -> int | None:
    return None if now is None else next((place for place, amount in enumerate(amounts) if amount == now), None)


def _tick(amounts: Sequence[float | None], now: float | None) -> float | None:
    """Return where an amount lies on a line whose steps all take the same room."""
    known = [amount for amount in amounts if amount is not None]
    if now is None or len(known) < len(amounts) or len(known) < 2 or not min(known) <= now <= max(known):  # noqa: PLR2004
        return None
    for place, (before, after) in enumerate(pairwise(known)):
        if min(before, after) <= now <= max(before, after):
            part = 0.0 if after == before else (now - before) / (after - before)
            return (place + part) / (len(known) - 1)
    return None
