"""What a deal is worth to a party, path by path and line by line, at given rates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial, reduce
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.engine.executors.abreast import abreast, pays
from dealwright.engine.exit import until_sale
from dealwright.engine.issuers.owners import stake_options
from dealwright.engine.unpaid import lost
from dealwright.engine.worths import worth_of
from dealwright.terms.equity import Equity

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.books import Books, CompanyBooks
    from dealwright.engine.exit import Exit
    from dealwright.engine.view import FuturesView

YEAR = 365.0
EXIT, ROUNDS, LIMITED_LIABILITY, WATERFALL = "exit", "rounds", "limited_liability", "waterfall"
"""Lines that are no term: the business itself, money of later rounds, what limited liability spares the holders, and
what securities pay over or under their share as converted."""
ROUNDING = 1e-14
"""Part of a sum's gross size that may be nothing but rounding."""

RateOrRates = "float | Float[ndarray, ' path']"


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates one measure discounts at.

    Args:
        party: Rate for the party's own flows, effective yearly.
        own_rates: Whether terms and companies keep rates of their own (the mean at discount) or everything is at
            `party` (risk-free).
    """

    party: float | Float[ndarray, " path"]
    own_rates: bool


def lines(books: Books, party: str, rates: Rates) -> dict[str, Float[ndarray, " path"]]:
    """Split a party's present value into lines.

    Args:
        books: The deal on its futures.
        party: The party.
        rates: What to discount at.

    Returns: Present value by term on each path, with `exit`, `rounds`, `limited_liability` and `waterfall`; the lines
        sum to the party's worth.
    """
    own, paths = _own_flows(books, party, rates)
    found = dict(zip(own, abreast(list(own.values()), paths), strict=True))
    out = {name: found[name] if name in own else np.zeros(books.view.paths) for name in books.view.terms}
    for name, company in books.companies.items():
        _add_equity(out, books, name, company, party, rates)
        _add_rounds(out, company, party, rates)
        _take_unpaid(out, books, name, company, party, rates)
    kept = kept_after_tax(books.deal, party, books.view)
    return {name: line if kept == 1.0 else kept * line for name, line in out.items() if np.any(line) or name in own}


def whole(books: Books, party: str, rates: Rates) -> Float[ndarray, " path"]:
    """Sum a party's present value without splitting it: equity at the floor is then exactly nothing.

    Args:
        books: The deal on its futures.
        party: The party.
        rates: What to discount at.

    Returns:
        Present value on each path; equal to the sum of the lines up to rounding, and 0 where only rounding is left of
        larger parts that cancel.
    """
    return wholes(books, {party: rates})[party]


def wholes(books: Books, rates: Mapping[str, Rates]) -> dict[str, Float[ndarray, " path"]]:
    """Sum the present values of several parties, all that reaches any of them computed side by side.

    Args:
        books: The deal on its futures.
        rates: What each party discounts at.

    Returns:
        For each party what `whole` finds of it.
    """
    own = {party: _own_flows(books, party, each) for party, each in rates.items()}
    asked: list[tuple[str, Callable[[], list[Any]]]] = [
        (party, partial(through, books, name, party, each)) for party, each in rates.items() for name in books.companies
    ]
    asked += [
        (party, partial(_if_any, books, name, party, compute))
        for party, (flows, _) in own.items()
        for name, compute in flows.items()
    ]
    paths = max(over for _, over in own.values())
    found = list(zip([party for party, _ in asked], abreast([compute for _, compute in asked], paths), strict=True))
    sums = [partial(_summed, books, party, [part for whose, part in found if whose == party]) for party in rates]
    return dict(zip(rates, abreast(sums, paths), strict=True))


def _if_any(
    books: Books, name: str, party: str, compute: Callable[[], Float[ndarray, " path"]]
) -> list[Float[ndarray, " path"]]:
    """Compute what a term moves to and from a party; nothing needs to be added up where no flow does."""
    worth, flows = compute(), books.view.outcome(name).flows
    return [worth] if any(party in (flow.payer, flow.payee) for flow in flows) else []


def _summed(books: Books, party: str, parts: Sequence[Sequence[Any]]) -> Float[ndarray, " path"]:
    """Add up what reaches a party, after its tax; only rounding of larger parts that cancel counts as nothing."""
    total, gross = np.zeros((2, books.view.paths))
    for part in chain.from_iterable(parts):
        total += part
        gross += np.abs(part)
    total[np.abs(total) <= ROUNDING * gross] = 0.0
    kept = kept_after_tax(books.deal, party, books.view)
    return total if kept == 1.0 else kept * total


def through(books: Books, name: str, party: str, rates: Rates) -> list[Float[ndarray, "*#reading path"]]:
    """Discount what reaches a party through a company: its part of the equity, less what it pays in and goes without.

    Args:
        books: The deal on its futures.
        name: The company.
        party: The party.
        rates: What to discount at.

    Returns:
        Present values on each path, that sum to all that the company is to the party.
    """
    company, parts = books.companies[name], []
    if company.paid is not None:
        if party in company.paid.holders:
            parts.append(equity_factor(books.deal, name, company.exit, books.view, rates) * company.payout(party))
    elif (weight := holding_weight(books, name, party, rates)) is not None:
        parts.append(weight * company.equity)
    settled: dict[str, Float[ndarray, "*#reading path"]] = {}
    _add_rounds(settled, company, party, rates)
    _take_unpaid(settled, books, name, company, party, rates)
    return [*parts, *settled.values()]


def _own_flows(books: Books, party: str, rates: Rates) -> tuple[dict[str, Callable[[], Float[ndarray, " path"]]], int]:
    """Say how to discount what terms move to and from a party, and over how many paths: none where all is known."""
    view, names = books.view, [name for name, term in books.view.terms.items() if party in term.sides]

    def known(name: str) -> bool:
        rate = own_rate(view, name, rates)
        return not np.ndim(rate) and view.futures.store.knows((("present value", party, rate), (view.signed(name),)))

    paths = view.paths if pays(view.paths) and not all(known(name) for name in names) else 0
    return {name: partial(direct, books, name, party, rates) for name in names}, paths


def kept_after_tax(deal: Deal, party: str, view: FuturesView) -> float:
    """Return what a party keeps of everything after its tax, 0 to 1; losses are taken to save as much tax."""
    tax = deal.parties[party].tax
    return 1.0 if tax is None else 1.0 - float(np.mean(view.number(tax)))


def direct(books: Books, name: str, party: str, rates: Rates) -> Float[ndarray, " path"]:
    """Discount a term's own flows to and from a party; (path,)."""
    view, term = books.view, books.view.terms[name]
    if party not in term.sides:
        return np.zeros(view.paths)
    rate = own_rate(view, name, rates)

    def compute() -> Float[ndarray, " path"]:
        parts: list[Float[ndarray, " _"]] = []
        for place, flow in enumerate(view.outcome(name).flows):
            sign = float(flow.payee == party) - float(flow.payer == party)
            if sign:
                worth = figures(("worth", place, rate), partial(worth_of, flow, rate))
                parts.append(worth if sign > 0 else -worth)
        total = reduce(np.add, parts, np.zeros(1)) if len(parts) != 1 else parts[0]
        return total if len(total) == view.paths else np.full(view.paths, total[0])

    def figures(what: Hashable, find: Callable[[], Float[ndarray, " path"]]) -> Float[ndarray, " path"]:
        return find() if np.ndim(rate) else view.figures(what, (view.signed(name),), find)

    return figures(("present value", party, rate), compute)


def own_rate(view: FuturesView, name: str, rates: Rates) -> float | Float[ndarray, " path"]:
    """Return the rate at which a party counts a term's own flows."""
    discount = view.terms[name].discount
    if not rates.own_rates or discount is None:
        return rates.party
    rate = np.squeeze(view.number(discount))
    return rate if rate.ndim else float(rate)


def holding_weight(books: Books, name: str, party: str, rates: Rates) -> Float[ndarray, "*#reading path"] | None:
    """Return what a unit of a company's equity at its exit is worth now to a holder, its share taken, if it has one."""
    company, view = books.companies[name], books.view
    share = company.shares.get(party)
    if share is None:
        return None
    usual = equity_factor(books.deal, name, company.exit, view, rates)
    weight = share * usual
    for term in view.terms.values() if rates.own_rates else ():
        if isinstance(term, Equity) and term.company == name and term.holder == party and term.discount is not None:
            own = equity_factor(books.deal, name, company.exit, view, rates, np.squeeze(view.number(term.discount)))
            stake = np.squeeze(view.number(term.stake)) * part_kept(books, name, party)
            weight = weight + stake * company.exit.dilution * (own - usual)
    found: Float[ndarray, "*#reading path"] | None = weight
    return found


def part_kept(books: Books, name: str, party: str) -> float | Float[ndarray, "*#reading path"]:
    """Return which part of all that a holder had of a company it has not sold by options: of each stake alike."""
    company, view = books.companies[name], books.view
    sold: float | Float[ndarray, "*#reading path"] = 0.0
    for right, option in stake_options(name, view.terms).items():
        if option.trades[0] == party and option.stake is not None:
            gone = view.event(right) <= company.exit.day
            sold = sold + np.squeeze(view.number(option.stake)) * company.exit.dilution * gone
    if not np.any(sold):
        return 1.0
    held = np.maximum(company.shares[party], 0.0)
    found: Float[ndarray, "*#reading path"] = held / np.maximum(held + sold, np.finfo(float).tiny)
    return found


def equity_factor(
    deal: Deal,
    name: str,
    exit_: Exit,
    view: FuturesView,
    rates: Rates,
    instead: float | Float[ndarray, ""] | Float[ndarray, " path"] | None = None,
) -> Float[ndarray, " path"]:
    """Return the discount factor of a company's equity, lock-up and illiquidity taken.

    Args:
        deal: The deal.
        name: The company.
        exit_: Its exit.
        view: The futures.
        rates: The risk-free rate, or the company's own cost of capital where rates of their own count.
        instead: A stake's own rate in its place.

    Returns:
        Worth at `as_of` of one unit at the exit.
    """
    rate = exit_.rate if rates.own_rates else rates.party
    rate = rate if instead is None else instead
    kept, waiting = until_sale(deal.companies[name], view)
    found: Float[ndarray, " path"] = exit_.discount(rate) * kept * (1.0 + rate) ** -waiting
    return found


def _add_equity(
    out: dict[str, Float[ndarray, " path"]], books: Books, name: str, company: CompanyBooks, party: str, rates: Rates
) -> None:
    weight = holding_weight(books, name, party, rates)
    if weight is None and company.paid is not None and party in company.paid.holders:
        weight = np.zeros(books.view.paths)  # a claim without shares, such as a carve-out
    if weight is None:
        return
    _add(out, EXIT, weight * company.exit.own)
    _add(out, ROUNDS, weight * company.exit.rounds)
    for term, added in company.terms.items():
        _add(out, term, weight * added.value)
    _add(out, LIMITED_LIABILITY, weight * (company.equity - company.resources))
    if company.paid is not None:
        factor = equity_factor(books.deal, name, company.exit, books.view, rates)
        _add(out, WATERFALL, factor * company.payout(party) - weight * company.equity)


def _add_rounds(
    out: dict[str, Float[ndarray, "*#reading path"]], company: CompanyBooks, party: str, rates: Rates
) -> None:
    for who, day, money in company.exit.paid:
        if who == party:
            _add(out, ROUNDS, -money * (1.0 + rates.party) ** (-day / YEAR))


def _take_unpaid(
    out: dict[str, Float[ndarray, "*#reading path"]],
    books: Books,
    name: str,
    company: CompanyBooks,
    party: str,
    rates: Rates,
) -> None:
    """Charge what stays unpaid to its payee; what is owed to a company whose books lack it is lost to its holders."""
    for (term, payee), unpaid in company.unpaid.items():
        if payee == party:
            added, rate = company.terms[term], own_rate(books.view, term, rates)
            _add(out, term, -lost((term, payee), unpaid, added, company.exit.time, rate, books.view))
        elif payee in books.companies and party in books.companies[payee].shares and not books.followed(name, payee):
            holder = books.companies[payee]
            rate = holder.exit.rate if rates.own_rates else rates.party
            _add(out, term, -unpaid * holder.shares[party] * company.exit.discount(rate))


def _add(out: dict[str, Float[ndarray, "*#reading path"]], name: str, line: Float[ndarray, "*#reading path"]) -> None:
    out[name] = out[name] + line if name in out else line
