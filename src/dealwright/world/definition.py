"""Says what decides a driver, an event or a fact, so that equal ones are simulated once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.driver import Event
from dealwright.deal.expression import Quantity, Uncertain, names, walk
from dealwright.world.beliefs import event_slot, expressions, fact_slot
from dealwright.world.shocks import shocks_of
from dealwright.world.wiring import Part

if TYPE_CHECKING:
    from collections.abc import Hashable

    from dealwright.deal.deal import Deal
    from dealwright.deal.driver import Driver
    from dealwright.deal.source import Fact
    from dealwright.world.futures import Futures
    from dealwright.world.store import Store


def definition(name: str, futures: Futures) -> Hashable:
    """Return all that decides a driver, event or fact: its shape, its draws, and the same of all it depends on.

    Args:
        name: A driver, event or fact.
        futures: The futures that know the deal and what was given in place of its facts.

    Returns:
        What equals another exactly if both lead to the same arrays on the same draws.
    """
    if name in futures.occurrences:
        return comparable(futures.occurrences[name])
    if name in futures.given and name not in futures.deal.drivers:
        return comparable(futures.given[name])
    parts = futures.wiring.parts
    if name not in parts:
        parts[name] = _part(name, futures.deal, futures.store)
    part = parts[name]
    draws = tuple(futures.loadings(shock) for shock in part.shocks)
    drawn = tuple(_drawn(literal, futures) for literal in part.literals)
    return (part.said, draws, drawn, tuple(futures.sign(each) for each in part.inner))


def _part(name: str, deal: Deal, store: Store) -> Part:
    driver, fact = deal.drivers.get(name), deal.facts.get(name)
    if driver is not None:
        return _part_of_driver(name, driver, deal, store)
    return Part(("unknown", name)) if fact is None else _part_of_fact(name, fact, deal)


def _part_of_driver(name: str, driver: Driver, deal: Deal, store: Store) -> Part:
    inside = [expression for _, expression in expressions(driver, "")]
    slot = event_slot(deal, name) if isinstance(driver, Event) else None
    literals = tuple(part for each in inside for part in walk(each) if isinstance(part, Uncertain))
    used = {inner for each in inside for inner in names(each)}
    return Part(("driver", store.shape(driver), slot), shocks_of(name, driver), literals, tuple(sorted(used)))


def _part_of_fact(name: str, fact: Fact, deal: Deal) -> Part:
    if isinstance(fact.is_, Quantity):  # most facts are certain
        return Part(("certain", fact.is_))
    said = (fact.is_, *((reading.is_, reading.weight) for reading in fact.readings or ()))
    used = {inner for _, each in expressions(said, "") for inner in names(each)}
    return Part(("fact", said, fact_slot(deal, name)), inner=tuple(sorted(used)))


def _drawn(literal: Uncertain, futures: Futures) -> Hashable:
    """Return what decides an uncertain literal: where it stands, or what was given in its place."""
    path, slot = futures.literal(literal)
    return comparable(futures.given[path]) if path in futures.given else (path, slot)


def comparable(number: object) -> Hashable:
    """Return something given that compares as a whole: an array by a digest of its bytes, as there may be many."""
    if not isinstance(number, np.ndarray):
        return ("given", number)
    return ("given", number.shape, hashlib.blake2b(number.tobytes(), digest_size=16).digest())
