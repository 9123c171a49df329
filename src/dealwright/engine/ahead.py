"""Tells how far ahead each driver is likely to be read, so that what lies beyond need not be drawn.

It decides no result: who reads on has the rest drawn, the same numbers. So it may look at what is written alone.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal import expression as ast
from dealwright.deal.driver import Derived, Event, GeometricBrownian, Growth, MeanReverting
from dealwright.engine.expressions import expressions
from dealwright.terms.payment import Payment
from dealwright.world.movement import Ahead
from dealwright.world.trajectory import edges_until

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from dealwright.deal.deal import Deal
    from dealwright.engine.view import FuturesView
    from dealwright.terms import Term

_ADDED_UP = frozenset({"cumulative", "trailing"})


def ahead(deal: Deal, view: FuturesView, concerned: Collection[str]) -> dict[str, Ahead]:
    """Say how far ahead drivers are read by some terms, by all companies, and by the events that both name.

    Args:
        deal: The deal.
        view: Its futures.
        concerned: The terms.

    Returns:
        The last edges of each driver's level and of its growth, which is looked at where companies are priced; of
        drivers that nothing reads, nothing.
    """
    horizon = view.grid.edges[-1]
    priced = max((_last_exit(deal, name, view) for name in deal.companies), default=0.0)
    days: dict[str, float] = {}
    for name in concerned:
        last = horizon if any(term.HAPPENS for term in view.terms.values()) else _last_day(view.terms[name], view)
        for driver, whole in _read(deal, view, view.terms[name]):
            days[driver] = max(days.get(driver, priced), horizon if whole else last)
    for company in deal.companies.values():
        for driver, whole in _read(deal, view, company):
            days[driver] = max(days.get(driver, priced), horizon if whole else priced)
    edge = {day: edges_until(view.grid, day) - 1 for day in {*days.values(), priced}}
    return {name: Ahead(edge[days[name]], edge[priced]) for name in deal.drivers if name in days}


def _last_exit(deal: Deal, company: str, view: FuturesView) -> float:
    """Return the last day of a company's exit on any path; the horizon where that hangs on drivers."""
    events = [deal.drivers.get(event) for event in deal.companies[company].exits]
    if any(True for event in events if event is not None for _ in _read(deal, view, event)):
        return view.grid.edges[-1]
    return float(np.max(view.exit_day(company)))


def _last_day(term: Term, view: FuturesView) -> float:
    """Return the last day on which a term looks at drivers, by its own words."""
    if isinstance(term, Payment) and term.on is not None and view.is_date(term.on):
        return view.grid.closing(view.calendar_date(term.on))
    if term.until is None or term.beyond is not None:
        return view.grid.edges[-1]
    return min(view.grid.edges[-1], view.grid.closing(view.calendar_date(term.until)))


def _read(deal: Deal, view: FuturesView, shape: object) -> Iterator[tuple[str, bool]]:
    """Yield the drivers that a declared shape reads, by others too, and whether it reads them up to the horizon.

    That is so of what is added up over time, of what an event hangs on, and of what other terms do.
    """
    events = (getattr(shape, key, ()) for key in ("events", "start_events", "awaited", "exits"))
    waiting = [*_named(shape, view), *((name, False) for name in chain.from_iterable(events))]
    seen: set[tuple[str, bool]] = set()
    while waiting:
        name, whole = waiting.pop()
        if not seen.isdisjoint({(name, True), (name, whole)}):
            continue
        seen.add((name, whole))
        driver, term = deal.drivers.get(name), view.terms.get(name)
        if isinstance(driver, Growth | MeanReverting | GeometricBrownian):
            yield name, whole
        elif isinstance(driver, Derived | Event):
            on = whole or isinstance(driver, Event)
            waiting += [(each, on or inside) for each, inside in _named(driver, view)]
        elif term is not None:
            waiting += [(each, True) for each, _ in _named(term, view)]


def _named(shape: object, view: FuturesView) -> frozenset[tuple[str, bool]]:
    """Return what the expressions of a shape name, and whether that is added up over time there; looked up once."""
    return view.once(("named", id(shape)), lambda: (shape, frozenset(_names(expressions(shape)))))[1]


def _names(inside: Iterable[ast.Expression]) -> Iterator[tuple[str, bool]]:
    waiting = [(each, False) for each in inside]
    while waiting:
        expression, whole = waiting.pop()
        if isinstance(expression, ast.Name):
            yield expression.name, whole
        elif isinstance(expression, ast.TermField):
            yield expression.term, whole
        else:
            on = whole or (isinstance(expression, ast.Call) and expression.function in _ADDED_UP)
            waiting += [(each, on) for each in ast.children(expression)]
