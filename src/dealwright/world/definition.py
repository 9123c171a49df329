"""Says what decides a driver, an event or a fact, so that equal ones are simulated once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.driver import Event
from dealwright.deal.expression import Quantity, Uncertain, names, walk
from dealwright.world.beliefs import event_slot, expressions, fact_slot
from dealwright.world.drivers import shocks_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from dealwright.deal.driver import Driver
    from dealwright.deal.expression import Expression
    from dealwright.world.futures import Futures


def definition(name: str, futures: Futures) -> Hashable:
    """Return all that decides a driver, event or fact: its shape, its draws, and the same of all it depends on.

    Args:
        name: A driver, event or fact.
        futures: The futures that know the deal and what was given in place of its facts.

    Returns:
        What equals another exactly if both lead to the same arrays on the same draws.
    """
    deal = futures.deal
    driver, fact = deal.drivers.get(name), deal.facts.get(name)
    if driver is not None:
        inside = [expression for _, expression in expressions(driver, "")]
        drawn = tuple(_drawn(part, futures) for each in inside for part in walk(each) if isinstance(part, Uncertain))
        return ("driver", futures.store.shape(driver), _draws(name, driver, futures), drawn, _inner(inside, futures))
    if name in futures.given:
        return ("given", _comparable(futures.given[name]))
    if fact is None:
        return ("unknown", name)
    if isinstance(fact.is_, Quantity):  # most facts are certain: not worth a walk
        return ("certain", fact.is_)
    said = (fact.is_, *((reading.is_, reading.weight) for reading in fact.readings or ()))
    return ("fact", said, fact_slot(deal, name), _inner([each for _, each in expressions(said, "")], futures))


def _draws(name: str, driver: Driver, futures: Futures) -> Hashable:
    if isinstance(driver, Event):
        return event_slot(futures.deal, name)
    return tuple(futures.loadings(shock) for shock in shocks_of(name, driver))


def _inner(inside: list[Expression], futures: Futures) -> tuple[int, ...]:
    """Return the signs of the names that some expressions use."""
    return tuple(futures.sign(name) for name in sorted({name for each in inside for name in names(each)}))


def _drawn(literal: Uncertain, futures: Futures) -> Hashable:
    """Return what decides an uncertain literal: where it stands, or what was given in its place."""
    path, slot = futures.literal(literal)
    return _comparable(futures.given[path]) if path in futures.given else (path, slot)


def _comparable(number: object) -> Hashable:
    """Return something that compares as a whole: an array by its bytes."""
    return number.tobytes() if isinstance(number, np.ndarray) else number
