"""Writes whole random deals as text, with every kind of term and of driver, and what is negotiated in them."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from random import Random
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from exactness import cash, rights
from exactness.firms import firms, stakes
from exactness.written import Cast, Clause, often, one, percent, quoted, some, two_sides

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PARTIES = ("ada", "bob", "eve", "dan")
FIRMS = ("firm", "site", "mill")
KINDS: tuple[Callable[..., Clause | None], ...] = (
    cash.royalty,
    cash.payment,
    cash.milestone,
    rights.licence,
    rights.exclusivity,
    cash.commitment,
    cash.profit_participation,
    cash.loan,
    cash.flow,
    rights.venture,
    cash.royalty,
    cash.flow,
)
LATER: tuple[Callable[..., Clause | None], ...] = (
    rights.termination, rights.option, rights.option, rights.replacement,
)  # fmt: skip
MOST_PACKAGES, MOST_WORLDS = 64, 3
"""What a random grid has at most: enough for several groups and levels, few enough for a second."""

HEAD = """dealwright: 1
title: A random deal
as_of: {as_of}
horizon: {horizon}
step: {step}
currency: USD
risk_free: 4%
inflation: 2%
{more}exchange_rates: {{EUR: eur_usd}}
"""
DRIVERS = """drivers:
  sales: {sales}
  rent: {{kind: mean_reverting, start: 50m USD/year, long_run: {long_run}m USD/year, half_life: 2 years,
         volatility: 40%}}
  price: {{kind: mean_reverting, start: 2x, long_run: 1x, half_life: 18 months, volatility: 35%}}
  plan: {{kind: schedule, 2025: 10m USD/year, 2028: 35m USD/year}}
  margin: {{kind: schedule, 2026: -20%, 2029: 30%}}
  fixed: {{kind: constant, is: 5m USD/year}}
  both: {{kind: derived, is: sales + rent}}
  eur_usd: {{kind: gbm, start: 1.1 USD/EUR, growth: 0%, volatility: 12%}}
  sold: {{kind: event, chance: {sold} by 2028-06-30}}
  listed: {{kind: event, chance: 40% by 2028-06-30}}
  ended: {{kind: event, hazard: 20%}}
  rival: {{kind: event, chance: 50% by 2029-03-31, not_before: 2026-03-01}}
  closed: {{kind: event, when: cumulative(both) >= 320m}}
"""
SALES = (
    "{kind: gbm, start: 100m USD/year, growth: growing, volatility: 45%}",
    (
        "{kind: growth, total: {2025: 90m USD}, growth: {now: 30%, long_run: 4%, half_life: 2 years, volatility: 10%}, "
        "volatility: {now: 60%, long_run: 20%, half_life: 1 year}}"
    ),
)
FACTS = """facts:
  share: {{is: {share}{share_known}}}
  burn: {{is: {burn}, known_to: {burn_known}}}
  growing: {{known_to: {growing_known}, readings: [{{is: 20%, weight: 30%}}, {{is: 5%, weight: 70%}}]}}
  day: {{is: {day}{day_known}}}
"""
CERTAIN = "facts: {share: {is: 20%}, burn: {is: 10%}, growing: {is: 7%}, day: {is: 2027-09-30}}\n"


@dataclass(frozen=True)
class RandomDeal:
    """A random deal.

    Args:
        text: Its file.
        kinds: Which kinds of terms are in it.
        table: The parties at the table.
        others: Other values that its paths may have, negotiated or not.
    """

    text: str
    kinds: frozenset[str]
    table: tuple[str, ...]
    others: Mapping[str, list[str]]


def random_deals(*, certain: bool = False) -> st.SearchStrategy[RandomDeal]:
    """Draw random deals that are independent of each other, as Hypothesis's own mutations of a deal are not.

    Args:
        certain: Whether everybody knows all that is to be known already, and nothing is laid under the packages.
    """
    seeds = st.integers(0, 2**63)
    return seeds.map(lambda seed: random_deal(Random(seed), certain=certain))  # noqa: S311 - no secret


def random_deal(dice: Random, *, certain: bool = False) -> RandomDeal:
    """Write a deal of two to four parties, up to three companies and up to eight clauses, and what is negotiated.

    Args:
        dice: What decides all that is random.
        certain: Whether everybody knows all that is to be known already, and nothing is laid under the packages.
    """
    cast = _cast(dice, certain=certain)
    places = range(dice.randint(2, 5))
    for place in places:
        _add(cast, dice.choice(KINDS)(dice, cast, f"t{place}"))
    for firm in cast.firms:
        if firm not in cast.issuers:
            cast.clauses += stakes(dice, cast, firm, f"{firm}_stake")
    for place in range(dice.randint(0, 2)):
        _add(cast, dice.choice(LATER)(dice, cast, f"u{place}"))
    _begin_with_rights(dice, cast)
    facts, companies = _facts(dice, cast), firms(dice, cast)
    over = _over(dice, cast)
    text = (
        _head(dice)
        + facts
        + _parties(dice, cast)
        + _drivers(dice, cast)
        + companies
        + "terms:\n"
        + "".join(clause.written for clause in cast.clauses)
        + _negotiation(dice, cast, over)
    )
    kinds = frozenset(clause.kind for clause in cast.clauses)
    return RandomDeal(text, kinds, cast.table, {**_paths(cast), **cast.choices})


def _begin_with_rights(dice: Random, cast: Cast) -> None:
    """Now and then write a flow that begins with a right's exercise, or with the end of other terms."""
    rights_ = [clause.name for clause in cast.clauses if clause.kind in ("option", "termination")]
    if rights_ and often(dice, of_ten=4):
        payer, payee = two_sides(dice, cast)
        name = one(dice, rights_)
        keys = {"kind": "flow", "payer": payer, "payee": payee}
        keys |= (
            {"amount": f"after({name}) * 5m USD/year"} if often(dice) else {"amount": "4m USD/year", "starts_on": name}
        )
        cast.clauses.append(Clause("then", keys, {"active": ["yes", "no"]}))


def _add(cast: Cast, clause: Clause | None) -> None:
    if clause is not None:
        cast.clauses.append(clause)


def _cast(dice: Random, *, certain: bool) -> Cast:
    parties = PARTIES[: dice.randint(2, 4)]
    table = parties[: dice.randint(2, len(parties))]
    companies = FIRMS[: dice.randint(0, 9) % 4] if often(dice, of_ten=9) else FIRMS[:1]
    plain = often(dice)
    issuers = tuple(firm for firm in companies if not plain and often(dice, of_ten=3))
    return Cast(parties, table, companies, plain, certain, issuers)


def _head(dice: Random) -> str:
    as_of, horizon = one(dice, ("2025-02-10 2029-11-20", "2025-01-01 2029-12-31")).split()
    more = "worth_by: mean_at_discount\n" if often(dice, of_ten=2) else ""
    return HEAD.format(as_of=as_of, horizon=horizon, step=one(dice, ("quarter", "half", "year")), more=more)


def _parties(dice: Random, cast: Cast) -> str:
    lines = []
    for party in cast.parties:
        tolerance = one(dice, ("5m", "25m", "90m", "200m", "none", *(() if cast.certain else ("40m to 150m",))))
        tax = one(dice, ("", "", ", tax: 25%"))
        discount = one(dice, (percent(dice, 4, 14), "8%", "5% real"))
        lines.append(f"  {party}: {{discount: {discount}, risk_tolerance: {tolerance}{tax}}}\n")
        cast.choices |= {f"parties.{party}.risk_tolerance": ["20m", "300m"], f"parties.{party}.discount": ["6%", "16%"]}
    return "parties:\n" + "".join(lines)


def _facts(dice: Random, cast: Cast) -> str:
    cast.choices |= {"facts.burn": ["5%", "25%"], "drivers.sold.chance": ["20% by 2028-06-30", "80% by 2028-06-30"]}
    if cast.certain:
        return CERTAIN

    def known() -> str:
        return one(dice, ("nobody", "everyone", *(f"[{party}]" for party in cast.parties)))

    return FACTS.format(
        share=one(dice, ("20%", "30%") if cast.plain else ("20%", "10% to 40%")),
        share_known=one(dice, ("", f", known_to: {known()}")),
        burn=one(dice, ("10%", "5% to 30%")),
        burn_known=known(),
        growing_known=known(),
        day=one(dice, ("2027-09-30", '"one_of({2026-03-31: 30%, 2028-03-31: 70%})"')),
        day_known=one(dice, ("", f", known_to: {known()}")),
    ) + _clause_fact(dice, cast)


def _clause_fact(dice: Random, cast: Cast) -> str:
    """Write a clause that is read in two ways, by someone at the table, someone else or nobody."""
    paths = list(_paths(cast))
    if not paths or cast.certain or not often(dice, of_ten=4):
        return ""
    owned = [path for path in paths if "_stake" in path]
    path = one(dice, owned if owned and often(dice, of_ten=2) else paths)
    first, second = (_paths(cast)[path] * 2)[:2]
    known = one(dice, ("", "known_to: nobody, ", f"known_to: [{cast.parties[-1]}], ", "known_to: everyone, "))
    readings = (
        f"{{weight: 60%, overlay: {{{path}: {quoted(first)}}}}}, {{weight: 40%, overlay: {{{path}: {quoted(second)}}}}}"
    )
    return f"  meant: {{{known}readings: [{readings}]}}\n"


def _paths(cast: Cast) -> dict[str, list[str]]:
    """List every path of a term that may have another value."""
    return {
        f"terms.{clause.name}.{key}": values
        for clause in cast.clauses
        for key, values in clause.choices.items()
        if values
    }


def _drivers(dice: Random, cast: Cast) -> str:
    cast.choices |= {
        "drivers.rent.volatility": ["20%", "70%"],
        "drivers.rent.long_run": ["15m USD/year", "90m USD/year"],
        "drivers.price.start": ["1x", "3x"],
        "drivers.fixed.is": ["1m USD/year", "30m USD/year"],
        "drivers.both.is": ["sales - 0.5 * rent", "2 * rent"],
        "drivers.closed.when": ["cumulative(both) >= 150m", "trailing(rent, 1 year) >= 45m"],
    }
    text = DRIVERS.format(sales=one(dice, SALES), long_run=dice.randint(20, 60), sold=percent(dice, 20, 80))
    pairs = some(dice, ("sales ~ rent: 30%", "sales ~ price: -40%", "rent ~ price: 20%", "sales ~ eur_usd: -25%"), 1, 3)
    return text + f"correlations: {{{', '.join(pairs)}}}\n"


def _over(dice: Random, cast: Cast) -> dict[str, list[str]]:
    """Choose what is negotiated: up to six paths, few of which change the futures."""
    inside = _paths(cast)
    securities = {path: values for path, values in cast.choices.items() if ".securities." in path}
    outside = {path: values for path, values in cast.choices.items() if path not in securities}
    sizes = {path: values for path, values in inside.items() if path.endswith("_stake.stake")}
    over = _taken(dice, sizes, 1, MOST_PACKAGES) if cast.plain else {}
    over |= _taken(dice, inside | securities, dice.randint(2, 6), MOST_PACKAGES)
    worlds = _taken(dice, outside, one(dice, ("0", "0", "1", "2")), MOST_WORLDS)
    while prod(map(len, (over | worlds).values())) > MOST_PACKAGES and len(over) > 1:
        over.popitem()
    return over | worlds


def _taken(dice: Random, paths: Mapping[str, list[str]], count: int | str, most: int) -> dict[str, list[str]]:
    """Choose some paths, none inside another, whose values make no more than so many packages."""
    taken: dict[str, list[str]] = {}
    for path in dice.sample(sorted(paths), min(len(paths), 2 * int(count))):
        values = list(dict.fromkeys(paths[path]))
        apart = not any(path.startswith(f"{each}.") or each.startswith(f"{path}.") for each in taken)
        if len(taken) < int(count) and apart and prod(map(len, taken.values())) * len(values) <= most:
            taken[path] = values
    return taken


def _negotiation(dice: Random, cast: Cast, over: Mapping[str, list[str]]) -> str:
    """Write what is negotiated, with a scenario that signing lays under every package, or not, and one of no deal."""
    scenarios, names, refused = "", "", ""
    free = {path: values for path, values in _paths(cast).items() if path not in over}
    laid = _taken(dice, free, 2, 100)
    if laid and not cast.certain and often(dice, of_ten=4):
        pairs = ", ".join(f"{path}: {quoted(one(dice, values))}" for path, values in laid.items())
        scenarios, names = f"scenarios:\n  as_signed: {{{pairs}}}\n", "signed: as_signed\n"
        if often(dice):
            scenarios += f"  apart: {{{pairs}}}\n"
            refused = "  no_deal: apart\n"
    lines = "".join(f"    {path}: [{', '.join(map(quoted, values))}]\n" for path, values in over.items())
    return f"{names}{scenarios}negotiate:\n  between: [{', '.join(cast.table)}]\n{refused}  over:\n{lines}"
