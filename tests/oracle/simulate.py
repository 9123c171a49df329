"""Values a deal by plain loops: an oracle that shares nothing with the engine but the deal file and the manual.

It imports NumPy and nothing of the house. The deal comes as the dictionary that a YAML reader makes of the file, every
scalar a text. Draws are plain; processes run in small steps; each contract period, company and party is a loop. What a
company's terms move after its exit is expected by nested simulation: futures are drawn again from the state at the
exit, many times. It knows the part of the language that its tests use.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from oracle.reading import Deal, evaluate, number, read
from oracle.rules import Entry, entries
from oracle.world import Day, Paths, World

YEAR = 365.0
Later = Callable[[Paths], Iterator[list[Entry]]]


@dataclass
class Figure:
    """An estimate and its standard error."""

    value: float
    error: float


@dataclass
class Worth:
    """What the oracle finds for a party; `lines` are those of the mean at discount."""

    mean: Figure
    risk_free: Figure
    certainty_equivalent: Figure
    lines: dict[str, Figure]


@dataclass
class Closed:
    """A company at its exit; money of that day, one number per path."""

    day: Paths
    rate: float
    own: Paths
    rounds: Paths
    by_term: dict[str, Paths]
    resources: Paths
    unpaid: dict[tuple[str, str], Paths]
    part_unpaid: Paths
    shares: dict[str, Paths]
    bought: list[tuple[str, float, Paths]]

    @property
    def equity(self) -> Paths:
        """Return what the holders share."""
        return np.maximum(self.resources, 0.0)


@dataclass
class Found:
    """What the oracle finds for a deal."""

    parties: dict[str, Worth]
    companies: dict[str, Closed]


def figure(sample: Paths) -> Figure:
    """Estimate a mean."""
    return Figure(float(np.mean(sample)), float(np.std(sample)) / len(sample) ** 0.5)


def equivalent(sample: Paths, tolerance: str) -> Figure:
    """Estimate what a party would take for sure instead; its error by the delta method."""
    if tolerance == "none":
        return figure(sample)
    rho, least = number(tolerance), float(sample.min())
    pain = figure(np.exp(-(sample - least) / rho))
    return Figure(least - rho * float(np.log(pain.value)), rho * pain.error / pain.value)


def simulate(deal: Deal, *, paths: int, seed: int, inner: int = 0, drawn: World | None = None) -> Found:
    """Value a deal.

    Args:
        deal: The file, as `yaml.load(text, yaml.BaseLoader)` gives it.
        paths: Number of futures.
        seed: Seed of the draws.
        inner: How often futures are drawn again from the exits, for companies whose remainder is expected.
        drawn: Futures that were drawn elsewhere; its own where there are none.

    Returns:
        Means, certainty equivalents and lines of every party; the companies at their exits.
    """
    rng = np.random.default_rng(seed)
    world = World(deal, rng, paths) if drawn is None else drawn
    moved = entries(deal, world)
    closed: dict[str, Closed] = {}
    for name, company in deal.get("companies", {}).items():

        def later(day: Paths, realised: bool = company.get("remainder") == "realised") -> Iterator[list[Entry]]:  # noqa: FBT001
            for _ in range(1 if realised else inner):
                yield moved if realised else entries(deal, World(deal, rng, paths, world, day))

        closed[name] = close(deal, name, world, moved, later)
        for holder, share in closed[name].shares.items():
            if holder in deal["companies"]:  # a company that holds shares is paid at the exit of what it holds
                assert holder not in closed, "subsidiaries stand first in the oracle's deals"
                term = stakes(deal, name, holder)[0]
                moved.append(Entry(term, name, holder, closed[name].day, share * closed[name].equity))
    return Found({name: worth(deal, name, moved, closed, paths) for name in deal["parties"]}, closed)


def close(deal: Deal, name: str, world: World, moved: list[Entry], later: Later) -> Closed:
    """Bring a company to its exit and settle what it owes.

    Args:
        deal: The deal.
        name: The company.
        world: The futures.
        moved: What the terms move in them.
        later: Yields what the terms move in futures that agree up to a day; what comes after it counts on average.

    Returns:
        The company at its exit.
    """
    company = deal["companies"][name]
    day, rate = exit_day(company, world), number(company["cost_of_capital"])
    own = business(company, world, day, rate)
    money, dilution, bought, outsiders = later_rounds(company, world, day, rate)
    by_term: dict[str, Paths] = {}
    owed: dict[tuple[str, str], Paths] = {}
    for each in moved:
        if name in (each.payer, each.payee):
            sign = 1.0 if each.payee == name else -1.0
            before = np.where(each.day <= day, each.amount * (1 + rate) ** ((day - each.day) / YEAR), 0.0)
            by_term[each.term] = by_term.get(each.term, np.zeros(world.paths)) + sign * before
    for (term, other, sign), rest in expected(name, day, rate, later).items():
        by_term[term] = by_term.get(term, np.zeros(world.paths)) + sign * rest
        if sign < 0:
            owed[term, other] = np.maximum(rest, 0.0)
    resources = own + money + sum(by_term.values(), np.zeros(world.paths))
    debts = sum(owed.values(), np.zeros(world.paths))
    part = np.minimum(np.maximum(-resources, 0.0), debts) / np.where(debts > 0, debts, 1.0)
    shares = shares_of(deal, name, dilution)
    for who, share in outsiders.items():
        shares[who] = shares.get(who, np.zeros(world.paths)) + share
    unpaid = {key: part * debt for key, debt in owed.items()}
    return Closed(day, rate, own, money, by_term, resources, unpaid, part, shares, bought)


def exit_day(company: Deal, world: World) -> Paths:
    """Return the first of a company's exits."""
    named = [company["exit"]] if isinstance(company["exit"], str) else company["exit"]
    day = np.full(world.paths, world.clock.horizon)
    for event in named:
        if event != "horizon":
            day = np.minimum(day, world.events[event])
    return day


def business(company: Deal, world: World, day: Paths, rate: float) -> Paths:
    """Return enterprise value, opening cash and operating cash flow, carried to the exit."""
    own = evaluate(read(company["enterprise_value"]), Day(world, day))
    own = own + number(company.get("cash", "0")) * (1 + rate) ** (day / YEAR)
    edges = world.clock.edges
    for step in range(world.clock.steps):
        if "cash_flow" in company:
            closes = np.clip(day, edges[step], edges[step + 1])
            years = (closes - edges[step]) / world.clock.year_length(edges[step])
            grown = (1 + rate) ** ((day - (edges[step] + closes) / 2) / YEAR)
            own = own + world.rate(company["cash_flow"], step) * years * grown
    return np.asarray(own)


def later_rounds(
    company: Deal, world: World, day: Paths, rate: float
) -> tuple[Paths, Paths, list[tuple[str, float, Paths]], dict[str, Paths]]:
    """Return the money of later rounds at the exit, what is left of one old share, who pays when, who holds what."""
    money, left = np.zeros(world.paths), np.ones(world.paths)
    bought: list[tuple[str, float, Paths]] = []
    shares: dict[str, Paths] = {}
    for each in sorted(company.get("rounds", []), key=lambda one: str(one["on"])):
        on, who = world.clock.opening(each["on"]), each.get("by", "others")
        if on < 0 or each.get("if", "yes") != "yes":
            continue
        new = np.where(day >= on, number(each["new_money"]), 0.0)
        money = money + new * (1 + rate) ** ((day - on) / YEAR)
        bought.append((who, on, new))
        if "pre_money" in each:
            kept = number(each["pre_money"]) / (number(each["pre_money"]) + new)
            shares = {other: share * kept for other, share in shares.items()}
            shares[who] = shares.get(who, np.zeros(world.paths)) + 1.0 - kept
            left = left * kept
    return money, left, bought, shares


def expected(name: str, day: Paths, rate: float, later: Later) -> dict[tuple[str, str, float], Paths]:
    """Average what a company's terms move after its exit: by term, other side, and sign."""
    total: dict[tuple[str, str, float], Paths] = {}
    worlds = 0
    for moved in later(day):
        worlds += 1
        for each in moved:
            if name in (each.payer, each.payee):
                sign = 1.0 if each.payee == name else -1.0
                key = (each.term, (each.payer if sign > 0 else each.payee) or "", sign)
                rest = np.where(each.day > day, each.amount * (1 + rate) ** ((day - each.day) / YEAR), 0.0)
                total[key] = total.get(key, np.zeros(len(day))) + rest
    return {key: rest / worlds for key, rest in total.items()}


def stakes(deal: Deal, company: str, holder: str | None = None) -> list[str]:
    """Name the stakes in a company, of one holder or of all."""
    return [
        name
        for name, term in deal["terms"].items()
        if term["kind"] == "equity"
        and term["company"] == company
        and term.get("active", "yes") == "yes"
        and holder in (None, term["holder"], term.get("residual"))
    ]


def shares_of(deal: Deal, company: str, left: Paths) -> dict[str, Paths]:
    """Return who holds a company at its exit, later investors apart."""
    terms = [deal["terms"][name] for name in stakes(deal, company)]
    given = sum(number(term["stake"]) for term in terms)
    shares: dict[str, Paths] = {}
    for term in terms:
        shares[term["holder"]] = shares.get(term["holder"], np.zeros(len(left))) + number(term["stake"]) * left
    for term in terms:
        if "residual" in term:
            shares[term["residual"]] = shares.get(term["residual"], np.zeros(len(left))) + (1.0 - given) * left
    return shares


def worth(deal: Deal, party: str, moved: list[Entry], closed: dict[str, Closed], paths: int) -> Worth:
    """Put together a party's figures."""
    shape, free = deal["parties"][party], number(deal["risk_free"])
    lines = by_line(party, moved, closed, number(shape.get("discount", deal["risk_free"])), None, paths)
    sample = sum(by_line(party, moved, closed, free, free, paths).values(), np.zeros(paths))
    return Worth(
        figure(sum(lines.values(), np.zeros(paths))),
        figure(sample),
        equivalent(sample, shape.get("risk_tolerance", "none")),
        {name: figure(line) for name, line in lines.items()},
    )


def by_line(
    party: str, moved: list[Entry], closed: dict[str, Closed], rate: float, equity_rate: float | None, paths: int
) -> dict[str, Paths]:
    """Split a party's present value; equity is discounted at its company's rate unless another is given."""
    lines: dict[str, Paths] = {}

    def add(name: str, sample: Paths) -> None:
        lines[name] = lines.get(name, np.zeros(paths)) + sample

    for each in moved:
        sign = float(each.payee == party) - float(each.payer == party)
        if sign:
            add(each.term, sign * each.amount * (1 + rate) ** (-each.day / YEAR))
        if each.payee == party and each.payer in closed:  # of what is due after the exit a part stays unpaid
            firm = closed[each.payer]
            lost = firm.part_unpaid * np.where(each.day > firm.day, each.amount, 0.0)
            add(each.term, -lost * (1 + rate) ** (-each.day / YEAR))
    for company in closed.values():
        for _, on, money in (each for each in company.bought if each[0] == party):
            add("rounds", -money * (1 + rate) ** (-on / YEAR))
        if party in company.shares:
            discount = company.rate if equity_rate is None else equity_rate
            weight = company.shares[party] * (1 + discount) ** (-company.day / YEAR)
            add("exit", weight * company.own)
            add("rounds", weight * company.rounds)
            add("limited_liability", weight * (company.equity - company.resources))
            for term, added in company.by_term.items():
                add(term, weight * added)
    return lines
