"""What a company's equity is worth in one scenario, who has a claim on it, and how its futures look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import measures
from dealwright.engine.books import OUTSIDE
from dealwright.engine.calibrate import modelled_price
from dealwright.engine.ownership import owned_over_time
from dealwright.engine.result import CompanyWorth, ExitBand, Fan, RoundPrice
from dealwright.ground.unit import Unit
from dealwright.terms.option import Option

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.party import Company
    from dealwright.engine.books import Books, CompanyBooks
    from dealwright.engine.exit import Exit
    from dealwright.ground.calendar import TimeGrid
    from dealwright.terms import Outcome

LEVELS = (5, 25, 50, 75, 95)
BANDS = 20
"""Bands into which futures are parted by what an exit is worth."""
OUTSIDERS, OTHERS = "later investors", "other holders"
"""How holders that are not in the deal are named among the claims; the second where a company has securities."""
LENDERS, FEES = "lenders at the exit", "fees of the exit"
"""What an exit pays before the holders of securities, among the claims."""


def company_worth(books: Books, name: str, *, replicates: int, pictures: bool = False) -> CompanyWorth:
    """Put together the figures of a company.

    Args:
        books: The deal on its futures.
        name: The company.
        replicates: Number of independent scramblings.
        pictures: Whether it is told too what an exit pays to whom, by its worth.

    Returns:
        Its equity discounted at its cost of capital, what stays unpaid, its exit, the claims on it.
    """
    shape, company = books.deal.companies[name], books.companies[name]
    factor = company.exit.discount(company.exit.rate)
    worth = factor * company.equity
    percentiles = np.percentile(worth, LEVELS)
    price = modelled_price(books, name, replicates=replicates)
    unpaid: dict[str, float] = {}
    for (term, _), lost in company.unpaid.items():
        unpaid[term] = unpaid.get(term, 0.0) + float(np.mean(factor * lost))
    return CompanyWorth(
        shape.name or name,
        measures.mean(worth, replicates),
        p5=float(percentiles[0]),
        p25=float(percentiles[1]),
        p50=float(percentiles[2]),
        p75=float(percentiles[3]),
        p95=float(percentiles[4]),
        probability_at_floor=float(np.mean(company.resources < 0)),
        unpaid={term: lost for term, lost in unpaid.items() if lost > 0},
        debt_unpaid=float(np.mean(factor * company.debt_unpaid)),
        exit_dates=_dates(books.view.grid, np.percentile(company.exit.day, [5, 50, 95])),
        exit_chances=_exit_chances(shape, company.exit),
        claims=_claims(company, factor),
        rounds=(*(() if price is None else (price,)), *_later(books, name, replicates=replicates)),
        exits=_exit_bands(company) if pictures else (),
        owned=owned_over_time(books, name, outside=OUTSIDERS) if shape.securities is None else (),
    )


def _later(books: Books, name: str, *, replicates: int) -> list[RoundPrice]:
    """Price later rounds: what they sell of securities, or the whole of a company that has stakes."""
    if books.deal.companies[name].securities is None:
        return later_rounds(books, name, replicates=replicates)
    from dealwright.engine.issuers.round_prices import prices_of_later_rounds  # which reads much

    return prices_of_later_rounds(books, name, replicates=replicates)


def _claims(company: CompanyBooks, factor: Float[ndarray, " path"]) -> dict[str, float]:
    """Say what everyone's claim on the equity is worth; they sum to it."""
    return {who: float(np.mean(factor * money)) for who, money in _paid_at_exit(company).items()}


def _paid_at_exit(company: CompanyBooks) -> dict[str, Float[ndarray, " path"]]:
    """Say what an exit pays to everyone; it sums to the equity."""
    paid = company.paid
    others = OUTSIDERS if paid is None else OTHERS
    payouts = {others if who == OUTSIDE else who: company.payout(who) for who in company.holders}
    if paid is not None:
        payouts |= {name: money for name, money in {LENDERS: paid.debt, FEES: paid.fees}.items() if money.any()}
    return payouts


def _exit_bands(company: CompanyBooks) -> tuple[ExitBand, ...]:
    """Part the futures into bands of like worth at the exit, and say what is paid to whom in each."""
    equity = company.equity
    payouts = {who: np.broadcast_to(money, equity.shape) for who, money in _paid_at_exit(company).items()}
    bands = np.array_split(np.argsort(equity, kind="stable"), min(BANDS, len(equity)))
    return tuple(
        ExitBand(float(np.mean(equity[band])), {who: float(np.mean(money[band])) for who, money in payouts.items()})
        for band in bands
    )


def _exit_chances(shape: Company, exit_: Exit) -> dict[str, float]:
    """Say how often each exit event comes first, and how often none does up to the horizon."""
    events = [name for name in shape.exits if name != "horizon"]
    chances = {name: float(np.mean(exit_.cause == i)) for i, name in enumerate([*events, "horizon"])}
    return {name: chance for name, chance in chances.items() if chance > 0.0 or name in shape.exits}


def later_rounds(books: Books, name: str, *, replicates: int) -> list[RoundPrice]:
    """Price a company on the dates of its later rounds, beside what is to be paid there.

    Args:
        books: The deal on its futures.
        name: The company.
        replicates: Number of independent scramblings.

    Returns:
        For each round with a pre-money: modelled equity after the money, expected over the paths that reach it before
        the exit, discounted at the cost of capital to its date, the share of the rounds after it taken off; and the
        price asked.
    """
    view, exit_, equity = books.view, books.companies[name].exit, books.companies[name].equity
    out, kept = [], np.ones(view.paths)
    for each in sorted(books.deal.companies[name].rounds, key=lambda r: view.calendar_date(r.on)):
        day = view.grid.day(view.calendar_date(each.on))
        reached = (exit_.day >= day).astype(float)
        if each.pre_money is None or day < 0 or not view.holds(each.if_, otherwise=True) or not reached.any():
            continue
        pre, new = np.squeeze(view.number(each.pre_money)), np.squeeze(view.number(each.new_money)) * reached
        kept = kept * pre / (pre + new)
        factor = (1.0 + exit_.rate) ** ((day - exit_.day) / 365.0) / np.mean(reached)
        worth = reached * equity * factor * exit_.dilution / kept
        paid = float(np.mean(view.number(each.pre_money) + view.number(each.new_money)))
        out.append(RoundPrice(view.calendar_date(each.on), measures.mean(worth, replicates), paid))
    return out


def _dates(grid: TimeGrid, days: Float[ndarray, " level"]) -> tuple[date, date, date]:
    low, middle, high = (min(grid.date(float(day)), grid.horizon) for day in days)
    return low, middle, high


def driver_fans(books: Books, units: Mapping[str, object]) -> dict[str, Fan]:
    """Take percentiles of every driver that has a level, at each date.

    Args:
        books: The books of a scenario.
        units: The unit of each name of the deal, where it is known.
    """
    futures, grid = books.view.futures, books.view.grid
    dates = tuple(min(grid.date(edge), grid.horizon) for edge in grid.edges)
    out = {}
    for name, driver in books.deal.drivers.items():
        if driver.kind != "event":
            levels = np.broadcast_to(futures.level(name), (books.view.paths, len(grid.edges)))
            unit = units.get(name)
            out[name] = _fan(levels, grid.edges, dates, str(unit) if isinstance(unit, Unit) else "")
    return out


def term_fans(books: Books) -> dict[str, Fan]:
    """Take percentiles of what every term pays per year, step by step; what an option costs is paid once, at most."""
    grid = books.view.grid
    edges = np.array(grid.edges)
    years = np.diff(edges) / np.array(grid.days_of_year)
    middle = (edges[:-1] + edges[1:]) / 2
    dates = tuple(grid.date(float(day)) for day in middle)
    out = {}
    for name, term in books.view.terms.items():
        paid = None if isinstance(term, Option) else _yearly(books.view.outcome(name), years)
        if paid is not None:
            out[name] = _fan(paid, tuple(float(day) for day in middle), dates, f"{books.deal.currency}/year")
    return out


def _yearly(outcome: Outcome, years: Float[ndarray, " step"]) -> Float[ndarray, "path step"] | None:
    line = outcome.statement.get("paid", outcome.statement.get("due"))
    return None if line is None or not np.any(line) else line / years


def _fan(values: Float[ndarray, "path time"], days: tuple[float, ...], dates: tuple[date, ...], unit: str) -> Fan:
    lines = np.percentile(values, LEVELS, axis=0)
    p5, p25, p50, p75, p95 = (tuple(float(each) for each in line) for line in lines)
    return Fan(tuple(days), dates, p5, p25, p50, p75, p95, unit)
