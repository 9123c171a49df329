"""Moves money by the terms of a deal, one contract period after another: the oracle's own reading of each kind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from oracle.reading import Deal, evaluate, number, read
from oracle.world import Day, Paths, World

Term = dict[str, Any]


@dataclass
class Entry:
    """Money that moves on a day, each its own on every path; `None` is the world outside."""

    term: str
    payer: str | None
    payee: str | None
    day: Paths
    amount: Paths


def entries(deal: Deal, world: World) -> list[Entry]:
    """List everything that the terms in force move."""
    running_terms = {name: term for name, term in deal["terms"].items() if term.get("active", "yes") == "yes"}
    return [each for name, term in running_terms.items() for each in RULES[term["kind"]](name, term, world)]


def life(term: Term, world: World) -> tuple[float, Paths]:
    """Return the first day of a term, and its last on each path."""
    clock = world.clock
    start = max(0.0, clock.opening(term["from"])) if "from" in term else 0.0
    last = min(clock.horizon, clock.closing(term["until"])) if "until" in term else clock.horizon
    ends = np.full(world.paths, max(last, start))
    named = term.get("ends_on", [])
    for event in [named] if isinstance(named, str) else named:
        ends = np.clip(world.events[event], start, ends)
    return start, ends


def periods(term: Term, world: World, period: str) -> Iterator[tuple[float, Paths, Paths]]:
    """Cut a term's life by the calendar: the length of each whole period, the term's first and last day in it."""
    start, ends = life(term, world)
    bounds = world.clock.openings(period, start, float(np.max(ends)))
    for one, other in pairwise(bounds):
        opens = max(one, start)
        yield other - one, np.full(world.paths, opens), np.clip(ends, opens, other)


def royalty(name: str, term: Term, world: World) -> Iterator[Entry]:
    """Share, period cap, minimum, cumulative cap; one payment per period."""
    so_far = np.full(world.paths, number(term.get("opening", {}).get("paid", "0")))
    for length, opens, closes in periods(term, world, term.get("period", "quarter")):
        part = (closes - opens) / length
        due = number(term["rate"]) * world.money(term["on"], opens, closes)
        if "period_cap" in term:
            due = np.minimum(due, number(term["period_cap"]) * part)
        if "minimum" in term:
            due = np.maximum(due, number(term["minimum"]) * part)
        if "cap" in term:
            due = np.minimum(due, np.maximum(number(term["cap"]) - so_far, 0.0))
        so_far = so_far + due
        day = closes if term.get("paid") == "end" else (opens + closes) / 2
        yield Entry(name, term["payer"], term["payee"], day, due)


def payment(name: str, term: Term, world: World) -> Iterator[Entry]:
    """Pay on a date, or on several."""
    dated = term["amount"] if isinstance(term["amount"], dict) else {term["on"]: term["amount"]}
    for when, text in dated.items():
        day = np.full(world.paths, world.clock.opening(when))
        amount = evaluate(read(text), Day(world, day)) + np.zeros(world.paths)
        yield Entry(name, term["payer"], term["payee"], day, amount)


def milestone(name: str, term: Term, world: World) -> Iterator[Entry]:
    """Pay when an event happens inside the term's life."""
    start, ends = life(term, world)
    day = world.events[term["on"]]
    happens = (day >= start) & (day <= ends)
    amount = np.where(happens, number(term["amount"]), 0.0)
    yield Entry(name, term["payer"], term["payee"], np.where(happens, day, world.clock.horizon), amount)


def running(
    name: str, term: Term, world: World, parts: list[tuple[str | None, str | None, str | None]]
) -> Iterator[Entry]:
    """Move yearly amounts from one side to the other, step by step."""
    start, ends = life(term, world)
    for step, (first, last) in enumerate(pairwise(world.clock.edges)):
        opens = np.full(world.paths, min(max(start, first), last))
        closes = np.clip(ends, opens, last)
        years = (closes - opens) / world.clock.year_length(first)
        for payer, payee, text in parts:
            if text is not None and np.any(years > 0):
                yield Entry(name, payer, payee, (opens + closes) / 2, world.rate(text, step) * years)


def licence(name: str, term: Term, world: World) -> Iterator[Entry]:
    """Give the holder a worth, cost the grantor something, and let the one pay the other a fee."""
    grantor, holder = term["grantor"], term["holder"]
    worth = (None, holder, term.get("worth"))
    costs, fee = (grantor, None, term.get("costs")), (holder, grantor, term.get("fee"))
    yield from running(name, term, world, [worth, costs, fee])


def flow(name: str, term: Term, world: World) -> Iterator[Entry]:
    """Move one yearly amount."""
    yield from running(name, term, world, [(term.get("payer"), term.get("payee"), term["amount"])])


def commitment(name: str, term: Term, world: World) -> Iterator[Entry]:
    """Charge price against market on usage, and what each year falls short of its minimum."""
    price = number(term.get("price", "100%"))
    market = number(term.get("market_price", term.get("price", "100%")))
    caused = number(term.get("seller_margin", "0")) * market * (1.0 - number(term.get("otherwise_bought", "0")))
    buyer, seller, usage = term["buyer"], term["seller"], term["usage"]
    charged = (buyer, seller, f"{price - market} * ({usage})")
    yield from running(name, term, world, [charged, (None, seller, f"{caused} * ({usage})")])
    if term.get("take_or_pay", "no") != "yes":
        return
    promised = {int(year): number(text) for year, text in term["minimum"].items()}
    carried = np.zeros(world.paths)
    for length, opens, closes in periods(term, world, "year"):
        since = [year for year in promised if year <= world.clock.date(opens[0]).year]
        least = promised[max(since)] if since else 0.0
        over = price * world.money(usage, opens, closes) - least * (closes - opens) / length
        short = np.maximum(-over - carried, 0.0)
        carried = np.maximum(over, 0.0) * float(term.get("carry_forward") == "1 year")
        yield Entry(name, buyer, seller, (opens + closes) / 2, short)
        yield Entry(name, seller, None, (opens + closes) / 2, number(term.get("avoidable_cost", "0")) * short)


def profit_participation(name: str, term: Term, world: World) -> Iterator[Entry]:
    """Pay shares of cumulative profit in tiers, spending each period's profit on the tiers in their order."""
    opening = term.get("opening", {})
    base = np.full(world.paths, number(opening.get("base", "0")))
    paid = np.full(world.paths, number(opening.get("paid", "0")))
    for _, opens, closes in periods(term, world, term.get("period", "year")):
        left, due = np.maximum(world.money(term["on"], opens, closes), 0.0), np.zeros(world.paths)
        for tier in term["tiers"]:
            room = np.full(world.paths, np.inf)
            if "until_paid" in tier:
                room = np.minimum(room, np.maximum(number(tier["until_paid"]) - paid, 0.0) / number(tier["share"]))
            if "until_base" in tier:
                room = np.minimum(room, np.maximum(number(tier["until_base"]) - base, 0.0))
            taken = np.minimum(left, room)
            gained = number(tier["share"]) * taken
            base, paid, due, left = base + taken, paid + gained, due + gained, left - taken
        base = base + left
        yield Entry(name, term["payer"], term["payee"], (opens + closes) / 2, due)
        if "residual" in term:
            rest = number(term["residual_share"]) * left
            yield Entry(name, term["payer"], term["residual"], (opens + closes) / 2, rest)


def equity(name: str, term: Term, world: World) -> Iterator[Entry]:
    """Move nothing: a company pays its holders at its exit."""
    del name, term, world
    yield from ()


RULES: dict[str, Callable[[str, Term, World], Iterator[Entry]]] = {
    "royalty": royalty,
    "payment": payment,
    "milestone": milestone,
    "licence": licence,
    "flow": flow,
    "commitment": commitment,
    "profit_participation": profit_participation,
    "equity": equity,
}
