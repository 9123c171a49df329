"""Solves one driver value so that the modelled price of a company on an observed round equals the price paid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Name, Quantity, show_literal
from dealwright.engine.beliefs import constant
from dealwright.engine.books import keep_books
from dealwright.engine.lines import YEAR
from dealwright.engine.measures import mean
from dealwright.engine.result import RoundPrice
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.deal.party import Company
    from dealwright.engine.books import Books
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

TOLERANCE = 1e-6
"""Relative distance from the price paid at which a calibration stops."""
TRIES = 40


def modelled_price(books: Books, name: str, *, replicates: int) -> RoundPrice | None:
    """Price a company on the date of its observed round.

    The price is what all holders then there expect of their equity at the exit, later rounds' dilution taken,
    discounted at the cost of capital to the round.

    Args:
        books: The deal on its futures.
        name: The company.
        replicates: Number of independent scramblings of the futures.

    Returns:
        Modelled beside observed, or `None` where no round was observed.
    """
    shape, company = books.deal.companies[name], books.companies[name]
    if shape.calibrate is None:
        return None
    on = books.view.calendar_date(shape.calibrate.round)
    day = (on - books.view.grid.as_of).days
    factor = (1.0 + company.exit.rate) ** ((day - company.exit.day) / YEAR)
    price = mean(factor * company.exit.dilution * company.equity, replicates)
    return RoundPrice(
        on, price, float(np.mean(books.view.number(shape.calibrate.post_money))), shape.calibrate.by is not None
    )


def calibrated(loaded: Loaded, draws: Draws) -> Loaded:
    """Lay the solved driver values over a deal.

    Args:
        loaded: The deal in force, read and checked.
        draws: The draws its futures come from.

    Returns:
        The deal with each `calibrate: by` value set; unchanged where nothing is to be solved.

    Raises:
        ArithmeticError: If no value of the driver meets the price; the message says how near it comes.
    """
    deal = loaded.deal
    assert deal is not None  # noqa: S101 - only checked deals come here
    for name, company in deal.companies.items():
        if company.calibrate is not None and company.calibrate.by is not None:
            loaded = _solve(loaded, name, company, draws)
    return loaded


def driver_path(by: str) -> str:
    """Return the path of the driver value that a calibration may move."""
    return by if by.startswith("drivers.") else f"drivers.{by}"


def _solve(loaded: Loaded, name: str, company: Company, draws: Draws) -> Loaded:
    calibrate = company.calibrate
    assert calibrate is not None and calibrate.by is not None and loaded.deal is not None  # noqa: S101, PT018 - the caller has looked
    path = driver_path(calibrate.by)
    start = _quantity(loaded, path)
    shared = simulate(loaded.deal, draws)

    def laid(value: float) -> Loaded:
        return loaded.with_overrides({path: show_literal(Quantity(value, start.unit, start.kind))})

    def gap(log_value: float) -> float:
        deal = laid(math.exp(log_value)).deal
        assert deal is not None  # noqa: S101 - a number was put where a number stood
        price = modelled_price(keep_books(deal, simulate(deal, draws, share=shared)), name, replicates=draws.replicates)
        assert price is not None and price.observed is not None  # noqa: S101, PT018 - the company has a calibration
        return math.log(max(price.modelled.value, 1e-300) / price.observed)

    return laid(math.exp(root(gap, math.log(float(start.value)), what=f"{path} for the round of {name}")))  # type: ignore[arg-type]


def _quantity(loaded: Loaded, path: str) -> Quantity:
    """Return the number that a calibration starts from, with the unit in which it is written."""
    deal = loaded.deal
    shape: object = deal
    for key in path.split("."):
        shape = shape[key] if isinstance(shape, dict) else getattr(shape, key)
    assert deal is not None  # noqa: S101 - only checked deals come here
    while isinstance(shape, Name) and shape.name in deal.facts:
        shape = deal.facts[shape.name].is_
    if isinstance(shape, Quantity):
        return shape
    return Quantity(constant(deal, shape))  # type: ignore[arg-type]


def root(gap: Callable[[float], float], start: float, *, what: str) -> float:
    """Find where a rising or falling function crosses zero, by secants kept inside a bracket once there is one.

    Args:
        gap: The function.
        start: Where to begin.
        what: What is sought, for the message.

    Returns:
        The crossing, to `TOLERANCE` in the function.

    Raises:
        ArithmeticError: If it is not found.

    Source: regula falsi with the Illinois rule (Dowell and Jarratt, BIT 11, 1971), after a search outward by steps
        that double.
    """
    low, low_gap = start, gap(start)
    high, high_gap, step = start, low_gap, -0.5 if low_gap > 0 else 0.5
    for _ in range(TRIES):
        if abs(high_gap) < TOLERANCE:
            return high
        if low_gap * high_gap < 0:
            break
        low, low_gap = high, high_gap
        high = high + max(min(step, 3.0), -3.0)
        high_gap, step = gap(high), step * 1.6
    for _ in range(TRIES):
        if low_gap * high_gap >= 0:
            break
        middle = high - high_gap * (high - low) / (high_gap - low_gap)
        middle_gap = gap(middle)
        if abs(middle_gap) < TOLERANCE:
            return middle
        if middle_gap * high_gap < 0:
            low, low_gap = high, high_gap
        else:
            low_gap /= 2.0
        high, high_gap = middle, middle_gap
    message = f"no value of {what} meets the price paid: the nearest tried comes to {math.exp(high_gap):.3g} times it"
    raise ArithmeticError(message)
