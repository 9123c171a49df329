"""Finds what a deal does not know for sure (uncertain literals, facts with readings) and gives everything its slots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from dealwright.deal.deal import Deal
from dealwright.deal.driver import Event, GeometricBrownian, Growth, MeanReverting
from dealwright.deal.expression import Expression, Uncertain, walk
from dealwright.deal.once import once_for_each_deal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dealwright.deal.driver import Driver

SHAKEN = (Growth, MeanReverting, GeometricBrownian)
"""Kinds of drivers that chance moves."""
LANES = 4
"""Kinds of things that take one uniform a path: events, facts, literals in drivers, other literals."""
_EVENTS, _FACTS, _DRIVERS, _OTHERS = range(LANES)
_NOT_VALUED = frozenset({"facts", "drivers", "scenarios", "negotiate", "talks"})
_SECTIONS = {_DRIVERS: ("drivers",), _OTHERS: tuple(name for name in Deal.model_fields if name not in _NOT_VALUED)}
"""Where the literals of a lane stand."""


@dataclass(frozen=True, slots=True)
class Literal:
    """An uncertain literal that stands elsewhere than in a fact.

    Args:
        path: Where it stands, such as `parties.borealis.discount`; keys its draw.
        slot: Its place among what takes one uniform a path, in the file as it is written; None where the file has no
            uncertain literal there, but what was laid over it.
        uncertain: The literal.
    """

    path: str
    slot: int | None
    uncertain: Uncertain


@once_for_each_deal
def literals(deal: Deal) -> tuple[Literal, ...]:
    """Return the uncertain literals of a deal outside its facts, in the order of the file.

    What is laid over a deal moves no draw: whoever takes one literal away leaves the others their own.
    """
    found = _by_slot(deal)
    if deal is deal.as_written or not found:
        return tuple(Literal(path, slot, each) for path, slot, each in found)
    slots = {path: slot for path, slot, _ in _by_slot(deal.as_written)}
    return tuple(Literal(path, slots.get(path), each) for path, _, each in found)


def _by_slot(deal: Deal) -> list[tuple[str, int, Uncertain]]:
    """List the uncertain literals of a deal with the slots that they have in a file which says just this."""
    found = []
    for lane, sections in _SECTIONS.items():
        inside = (each for section in sections for each in _uncertain(getattr(deal, section), section))
        found += [(path, LANES * place + lane, each) for place, (path, each) in enumerate(inside)]
    return found


def fact_slot(deal: Deal, fact: str) -> int:
    """Return the slot of a fact's uniform: its place among the facts of the file."""
    return LANES * list(deal.facts).index(fact) + _FACTS


def event_slot(deal: Deal, event: str) -> int:
    """Return the slot of an event's uniform: its own `slot`, or its place among the events of the file."""
    return LANES * _places(deal, (Event,))[event] + _EVENTS


def shock_slot(deal: Deal, driver: str, *, of_growth: bool) -> int:
    """Return the slot of a driver's shock: its own `slot`, or its place among the drivers that have shocks.

    Every such driver has room for two, so that none moves when another gets a growth that moves, or loses it.
    """
    return 2 * _places(deal, SHAKEN)[driver] + int(of_growth)


@once_for_each_deal
def _places(deal: Deal, kinds: tuple[type, ...]) -> dict[str, int]:
    """Number the drivers of some kinds."""
    return places(_as_written(deal, kinds))


def _as_written(deal: Deal, kinds: tuple[type, ...]) -> dict[str, Driver]:
    """Return the drivers of some kinds in the order of the file as it is written, then those that became of one.

    One that is of another kind now keeps its place, so that no other moves.
    """
    first = {name: each for name, each in deal.as_written.drivers.items() if isinstance(each, kinds)}
    return first | {name: each for name, each in deal.drivers.items() if isinstance(each, kinds)}


def places(drivers: Mapping[str, Driver]) -> dict[str, int]:
    """Number drivers in the order of the file; one with a `slot` has that number, and the others pass over it."""
    own = {name: int(getattr(each.slot, "value", 0)) for name, each in drivers.items() if each.slot is not None}
    free = (number for number in range(len(drivers) + len(own)) if number not in own.values())
    return {name: own[name] if name in own else next(free) for name in drivers}


def expressions(shape: Any, path: str) -> Iterator[tuple[str, Expression]]:  # noqa: ANN401 - a declared shape of any kind
    """Yield every expression in a declared shape, with its path."""
    if isinstance(shape, BaseModel):
        for name, field in type(shape).model_fields.items():
            yield from expressions(getattr(shape, name), f"{path}.{field.alias or name}")
    elif isinstance(shape, dict):
        for key, each in shape.items():
            yield from expressions(each, f"{path}.{key}")
    elif isinstance(shape, list | tuple):
        for index, each in enumerate(shape):
            yield from expressions(each, f"{path}.{index}")
    elif isinstance(shape, Expression):
        yield path, shape


def _uncertain(shape: Any, path: str) -> Iterator[tuple[str, Uncertain]]:  # noqa: ANN401 - a declared shape of any kind
    """Yield every uncertain literal in a declared shape, with its path."""
    for place, expression in expressions(shape, path):
        inside = [part for part in walk(expression) if isinstance(part, Uncertain)]
        for index, part in enumerate(inside):
            yield (place if len(inside) == 1 else f"{place}.{index}"), part
