"""Solves one driver value so that the modelled price of a company on an observed round equals the price paid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Name, Quantity, show, show_literal
from dealwright.engine.beliefs import constant
from dealwright.engine.books import keep_books
from dealwright.engine.lines import YEAR
from dealwright.engine.measures import mean
from dealwright.engine.result import RoundPrice
from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, error
from dealwright.world.evaluate import NotFiniteError
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.deal.party import Calibrate
    from dealwright.engine.books import Books
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Point = tuple[float, float]

TOLERANCE = 1e-6
"""Relative distance from the price paid at which a calibration stops."""
TRIES = 40
CLOSE, NEAR, FAR, STEPS = 1e-5, 1e-3, 0.5, 4
"""What ends putting a crossing right on more draws; a small step of a logarithm, the largest one, and how many."""
FURTHEST = 1e5
"""Factor by which the value of a driver is moved at most."""


class UnmetPriceError(ArithmeticError):
    """No value of the driver that a calibration names makes a company worth what was paid for it.

    Args:
        problem: The same for a person: at the calibration, with what may mend it.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(f"{problem}; {problem.mend}")


def modelled_price(books: Books, name: str, *, replicates: int) -> RoundPrice | None:
    """Price a company on the date of its observed round.

    The price is what all holders then there expect of their equity at the exit, later rounds' dilution taken,
    discounted at the cost of capital to the round, over the paths that reach it. Of a company with securities it is
    what those expect who bought that day, per share, times all shares then there.

    Args:
        books: The deal on its futures.
        name: The company.
        replicates: Number of independent scramblings of the futures.

    Returns:
        Modelled beside observed, or `None` where no round was observed.

    Raises:
        UnmetPriceError: If a company with securities sold no shares that day.
    """
    shape, company = books.deal.companies[name], books.companies[name]
    if shape.calibrate is None:
        return None
    on = books.view.calendar_date(shape.calibrate.round)
    paid, solved = float(np.mean(books.view.number(shape.calibrate.post_money))), shape.calibrate.by is not None
    if shape.securities is not None:
        from dealwright.engine.issuers.round_prices import modelled_headline  # which reads much

        headline = modelled_headline(books, name, on)
        if headline is None:
            raise UnmetPriceError(_nothing_sold(shape.calibrate, name))
        return RoundPrice(on, mean(headline, replicates), paid, solved)
    day = (on - books.view.grid.as_of).days
    reached = (company.exit.day >= day).astype(float)
    factor = (
        reached / max(float(np.mean(reached)), 1e-300) * (1.0 + company.exit.rate) ** ((day - company.exit.day) / YEAR)
    )
    price = mean(factor * company.exit.dilution / _diluted_by(books, name, day) * company.equity, replicates)
    return RoundPrice(on, price, paid, solved)


def _nothing_sold(said: Calibrate, name: str) -> Problem:
    """Return the problem of an observed round on whose day a company with securities sold no shares."""
    return error(
        said.round.place,
        "unmet-price",
        f"`{name}` sold no shares on `{show(said.round)}`, so nothing says what the price was paid for",
        "a day on which shares were issued for a price, as an event or a round says",
        f"write the round under `securities.rounds` of `{name}`, or its shares as events of kind `issue`",
    )


def _diluted_by(books: Books, name: str, day: float) -> float:
    """Return what rounds up to a day leave of one share held at `as_of`."""
    view, left = books.view, 1.0
    for each in books.deal.companies[name].rounds:
        on = view.grid.day(view.calendar_date(each.on))
        if each.pre_money is not None and 0 <= on <= day and view.holds(each.if_, otherwise=True):
            pre, new = (float(np.mean(view.number(money))) for money in (each.pre_money, each.new_money))
            left *= pre / (pre + new)
    return left


def calibrated(loaded: Loaded, draws: Draws, whole: Draws | None = None) -> Loaded:
    """Lay the solved driver values over a deal.

    Args:
        loaded: The deal in force, read and checked.
        draws: The draws its futures come from.
        whole: More draws, on which what was found is then put right; none if the first are all.

    Returns:
        The deal with each `calibrate: by` value set; unchanged where nothing is to be solved.

    Raises:
        UnmetPriceError: If no value of the driver meets the price; its problem says how near it comes.
    """
    for name, company in loaded.sound.companies.items():
        if company.calibrate is None or company.calibrate.by is None:
            continue
        try:
            loaded = _solve(loaded, name, driver_path(company.calibrate.by), draws, whole or draws)
        except NotFiniteError:  # an expression of the file has no value, and says so itself
            raise
        except ArithmeticError as reason:
            raise UnmetPriceError(_unmet(loaded, name, str(reason))) from reason
    return loaded


def _unmet(loaded: Loaded, name: str, what: str) -> Problem:
    """Return the problem of a calibration that finds no value."""
    return error(
        loaded.place_of(f"companies.{name}.calibrate") or Place.whole(loaded.file),
        "unmet-price",
        what,
        "a price that the model reaches as that number moves",
        f"correct `post_money`, or what `{name}` has and earns; or name under `by:` a number that moves the price more",
    )


def driver_path(by: str) -> str:
    """Return the path of the driver value that a calibration may move."""
    return by if by.startswith("drivers.") else f"drivers.{by}"


def _solve(loaded: Loaded, name: str, path: str, draws: Draws, whole: Draws) -> Loaded:
    start = _quantity(loaded, path)

    def laid(value: float) -> Loaded:
        return loaded.with_overrides({path: show_literal(Quantity(value, start.unit, start.kind, prices=start.prices))})

    def gap(log_value: float, draws: Draws = draws) -> float:
        deal = laid(math.exp(log_value)).deal
        if deal is None:
            message = f"`{path}` may not be {math.exp(log_value):.4g}"
            raise ArithmeticError(message)
        with np.errstate(over="ignore", invalid="ignore"):
            books = keep_books(deal, simulate(deal, draws))
        price = modelled_price(books, name, replicates=draws.replicates)
        assert price is not None and price.observed is not None  # noqa: S101, PT018 - the company has a calibration
        if not math.isfinite(price.modelled.value):
            message = f"the price of `{name}` is not finite"
            raise ArithmeticError(message)
        return math.log(max(price.modelled.value, 1e-300) / price.observed)

    value = float(start.value)  # type: ignore[arg-type]
    if value <= 0:
        message = f"`{path}` is {start.written or value}: a calibration scales a value, so it must start above zero"
        raise ArithmeticError(message)
    found = root(gap, math.log(value), what=f"`{path}`")
    if whole is not draws:
        slope = (gap(found + NEAR) - gap(found)) / NEAR
        found = put_right(lambda log_value: gap(log_value, whole), found, slope)
    return laid(math.exp(found))


def put_right(gap: Callable[[float], float], found: float, slope: float) -> float:
    """Move a crossing found for one function to that of another that hardly differs, by its slope.

    Args:
        gap: The other function.
        found: Where the first crosses zero.
        slope: Its slope there.

    Returns:
        The crossing of the other, to `CLOSE` in the function; where the first was found if it is not near.

    Source:
        The chord method: Newton's with one slope (Ortega and Rheinboldt, 1970, section 7.1).
    """
    at = found
    for _ in range(STEPS):
        apart = gap(at)
        if abs(apart) < CLOSE:
            return at
        if slope == 0.0 or abs(apart / slope) > FAR:
            break
        at -= apart / slope
    return at if abs(gap(at)) < abs(gap(found)) else found


def _quantity(loaded: Loaded, path: str) -> Quantity:
    """Return the number that a calibration starts from, with the unit in which it is written."""
    deal = loaded.sound
    shape: object = deal
    for key in path.split("."):
        shape = shape[key] if isinstance(shape, dict) else getattr(shape, "is_" if key == "is" else key)
    while isinstance(shape, Name) and shape.name in deal.facts:
        shape = deal.facts[shape.name].is_
    if isinstance(shape, Quantity):
        return shape
    return Quantity(constant(deal, shape))  # type: ignore[arg-type]


def root(gap: Callable[[float], float], start: float, *, what: str) -> float:
    """Find where a rising or falling function crosses zero, by secants kept inside a bracket once there is one.

    Args:
        gap: The function; it may raise `ArithmeticError` where it has no value.
        start: Where to begin.
        what: What is sought, for the message.

    Returns:
        The crossing, to `TOLERANCE` in the function.

    Raises:
        ArithmeticError: If it is not found within a factor of `FURTHEST`; the message says how near it comes.

    Source:
        Regula falsi with the Illinois rule (Dowell and Jarratt, BIT 11, 1971), after a search outward by growing steps.
    """
    seen = [(start, gap(start))]
    if abs(seen[0][1]) < TOLERANCE:
        return start
    low, high = _bracket(gap, seen) or (seen[0], seen[0])
    for _ in range(TRIES):
        if low[1] * high[1] >= 0:
            break
        middle = high[0] - high[1] * (high[0] - low[0]) / (high[1] - low[1])
        new = (middle, gap(middle))
        if abs(new[1]) < TOLERANCE:
            return middle
        low = high if new[1] * high[1] < 0 else (low[0], low[1] / 2.0)
        high = new
        seen.append(new)
    nearest = min(seen, key=lambda point: abs(point[1]))
    message = (
        f"no value of {what} meets the price paid: at {math.exp(nearest[0]):.4g} it comes to {math.exp(nearest[1]):.3g}"
    )
    raise ArithmeticError(f"{message} times it, and nothing tried comes nearer")


def _bracket(gap: Callable[[float], float], seen: list[Point]) -> tuple[Point, Point] | None:
    """Search outward from a first point, in the direction in which the gap closes, until its sign changes."""
    first = seen[0]
    for direction in (-1.0, 1.0) if first[1] > 0 else (1.0, -1.0):
        last, step = first, 0.5
        while abs(last[0] - first[0]) < math.log(FURTHEST):
            try:
                new = (last[0] + direction * step, gap(last[0] + direction * step))
            except ArithmeticError:
                break
            seen.append(new)
            if new[1] * first[1] <= 0:
                return last, new
            if abs(new[1]) > abs(last[1]):
                break
            last, step = new, 1.6 * step
    return None
