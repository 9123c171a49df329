"""Find numbers that no cap table can have: no shares, shares or money below zero, a discount of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from dealwright.equity import events as happens
from dealwright.equity.exact import spoken
from dealwright.ground.place import NOWHERE, Place
from dealwright.ground.problem import Problem, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.equity.captable import CapTable

_MORE_THAN_NOTHING = {
    happens.Issue: ("shares",),
    happens.Transfer: ("shares",),
    happens.Convert: ("shares", "gets", "price"),
    happens.Exercise: ("shares", "price"),
    happens.Cancel: ("shares",),
    happens.Repurchase: ("shares",),
    happens.Split: ("ratio",),
    happens.RatioAdjustment: ("conversion_price",),
    happens.Accelerate: ("shares",),
    happens.Vest: ("shares",),
    happens.Exchange: ("ratio", "shares"),
    happens.Distribution: ("amount",),
}
"""Keys of events that must be above zero; every other number must not be below it."""
_ABOVE_ZERO = ("amount", "count", "cap", "original_issue_price", "conversion_price", "conversion_ratio")
"""Such keys of everything else."""
_SIGNED = ("seniority",)
_BELOW_ALL = ("discount", "fixed_share", "underwriting")
"""Fractions that must be below one."""
_NO_NUMBERS = frozenset({"place", "on", "since", "start", "by", "maturity", "expires", "content"})
"""Keys that hold no numbers."""
_AT_MOST_ALL = ("fee_share", "accelerates", "share", "exercised", "greenshoe")
_PARTS = frozenset(_BELOW_ALL + _AT_MOST_ALL)


def bad_numbers(table: CapTable) -> list[tuple[Problem, object]]:
    """Find every number outside its bounds.

    Args:
        table: A cap table.

    Returns:
        A problem for each, at the place of what it belongs to, with that event or security.
    """
    things: list[tuple[Any, str, tuple[str, ...]]] = [
        (event, _called(event), _MORE_THAN_NOTHING.get(type(event), ())) for event in table.events
    ]
    for section in (table.classes, table.pools, table.convertibles, table.rights):
        things += [(each, name, _ABOVE_ZERO) for name, each in section.items()]
    for plans in (table.rounds, table.financings, table.valuations):
        things += [(each, each.id, ("price",)) for each in plans]
    if table.ipo is not None:
        things.append((table.ipo, "ipo", ("price", "split")))
    found = [(problem, each) for each, name, above in things for problem in _in(each, each.place, name, above)]
    return [*found, *((problem, table.exit) for problem in _in(table.exit, table.place, "exit", (), ("exit",)))]


def _called(event: happens.Event) -> str:
    """Return what a sentence calls an event."""
    return getattr(event, "security", None) or getattr(event, "right", None) or event.id or type(event).__name__.lower()


def _in(
    thing: Any,  # noqa: ANN401 - any dataclass of the model
    place: Place,
    name: str,
    above_zero: tuple[str, ...],
    way: tuple[str | int, ...] = (),
) -> Iterator[Problem]:
    """Find the numbers of one thing, and of what it holds."""
    own = getattr(thing, "place", NOWHERE)
    place, way = (place, way) if own is NOWHERE else (own, ())
    for key in _keys(type(thing)):  # type: ignore[arg-type]  # a class is hashable
        value = getattr(thing, key)
        if value is None or isinstance(value, str | int):
            continue
        if isinstance(value, Fraction):
            yield from _bounds(value, key, (place, name, (*way, key)), above_zero)
        elif isinstance(value, Mapping):
            for inner_key, inner in value.items():
                if isinstance(inner, Fraction):
                    yield from _bounds(inner, f"{key}.{inner_key}", (place, name, (*way, key, inner_key)), above_zero)
        else:
            several = isinstance(value, tuple)
            for position, inner in enumerate(value if several else (value,)):
                if is_dataclass(inner):
                    steps = (*way, key, position) if several else (*way, key)
                    yield from _in(inner, place, name, () if key == "consideration" else _ABOVE_ZERO, steps)


@cache
def _keys(kind: type) -> tuple[str, ...]:
    """Return the keys of a dataclass behind which numbers may stand."""
    return tuple(field.name for field in fields(kind) if field.name not in _NO_NUMBERS)


def _bounds(
    value: Fraction, key: str, where: tuple[Place, str, tuple[str | int, ...]], above_zero: tuple[str, ...]
) -> Iterator[Problem]:
    """Report a number outside the bounds of its key, at its place in the thing of a name."""
    if (value.numerator > 0 and key not in _PARTS) or key in _SIGNED:
        return
    place, name, way = where
    if value < 0 or (value == 0 and key in above_zero):
        least = "more than zero" if key in above_zero else "zero or more"
        what = f"`{key}: {spoken(value)}` of `{name}` is {'below zero' if value < 0 else 'nothing'}"
        yield error(place, "out-of-bounds", what, f"a number that is {least}", _mend(key, value)).within(*way)
    elif (key in _BELOW_ALL and value >= 1) or (key in _AT_MOST_ALL and value > 1):
        limit = "less than 100%" if key in _BELOW_ALL else "at most 100%"
        bare = 1 < value <= 100 and key != "exercised"  # noqa: PLR2004 - a percentage without its sign
        mend = f"write `{key}: {spoken(value)}%`" if bare else f"write {limit} in `{key}:`"
        what = f"`{key}: {spoken(value)}` of `{name}` is {spoken(value * 100)}%"
        yield error(place, "out-of-bounds", what, limit, mend).within(*way)


def _mend(key: str, value: Fraction) -> str:
    """Say what to type."""
    if value < 0 and key in {"shares", "amount", "count"}:
        return f"write `{key}: {spoken(-value)}`, or the kind of event that takes them away"
    return f"write `{key}: {spoken(-value)}`" if value < 0 else f"write how much it is: more than zero in `{key}:`"
