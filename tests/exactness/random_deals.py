"""Writes whole random deals as text, with every kind of term and of driver, and what is negotiated in them."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from exactness import cash, rights
from exactness.firms import firms, stakes
from exactness.written import Cast, Clause, often, one, percent, quoted, some, two_sides

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from exactness.written import Draw

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
MOST_PACKAGES, MOST_WORLDS = 144, 3
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


@dataclass(frozen=True)
class RandomDeal:
    """A random deal.

    Args:
        text: Its file.
        kinds: Which kinds of terms are in it.
        table: The parties at the table.
    """

    text: str
    kinds: frozenset[str]
    table: tuple[str, ...]


@st.composite
def random_deals(draw: Draw) -> RandomDeal:
    """Write a deal of two to four parties, up to three companies and up to eight clauses, and what is negotiated."""
    cast = _cast(draw)
    places = range(draw(st.integers(2, 5)))
    for place in places:
        _add(cast, draw_kind(draw, KINDS)(draw, cast, f"t{place}"))
    for firm in cast.firms:
        if firm not in cast.issuers:
            cast.clauses += stakes(draw, cast, firm, f"{firm}_stake")
    for place in range(draw(st.integers(0, 2))):
        _add(cast, draw_kind(draw, LATER)(draw, cast, f"u{place}"))
    _begin_with_rights(draw, cast)
    facts, companies = _facts(draw, cast), firms(draw, cast)
    over = _over(draw, cast)
    text = (
        _head(draw)
        + facts
        + _parties(draw, cast)
        + _drivers(draw)
        + companies
        + "terms:\n"
        + "".join(clause.written for clause in cast.clauses)
        + _negotiation(draw, cast, over)
    )
    return RandomDeal(text, frozenset(clause.kind for clause in cast.clauses), cast.table)


def _begin_with_rights(draw: Draw, cast: Cast) -> None:
    """Now and then write a flow that begins with a right's exercise, or with the end of other terms."""
    rights_ = [clause.name for clause in cast.clauses if clause.kind in ("option", "termination")]
    if rights_ and often(draw, of_ten=4):
        payer, payee = two_sides(draw, cast)
        name = one(draw, rights_)
        keys = {"kind": "flow", "payer": payer, "payee": payee}
        keys |= (
            {"amount": f"after({name}) * 5m USD/year"} if often(draw) else {"amount": "4m USD/year", "starts_on": name}
        )
        cast.clauses.append(Clause("then", keys, {"active": ["yes", "no"]}))


def draw_kind(draw: Draw, kinds: tuple[Callable[..., Clause | None], ...]) -> Callable[..., Clause | None]:
    """Choose which kind of clause is written next."""
    return kinds[draw(st.integers(0, len(kinds) - 1))]


def _add(cast: Cast, clause: Clause | None) -> None:
    cast.clauses += [] if clause is None else [clause]


def _cast(draw: Draw) -> Cast:
    parties = PARTIES[: draw(st.integers(2, 4))]
    table = parties[: draw(st.integers(2, len(parties)))]
    companies = FIRMS[: draw(st.integers(0, 9)) % 4] if often(draw, of_ten=9) else FIRMS[:1]
    plain = often(draw)
    issuers = tuple(firm for firm in companies if not plain and often(draw, of_ten=3))
    return Cast(parties, table, companies, plain, issuers)


def _head(draw: Draw) -> str:
    as_of, horizon = one(draw, ("2025-02-10 2029-11-20", "2025-01-01 2029-12-31")).split()
    more = "worth_by: mean_at_discount\n" if often(draw, of_ten=2) else ""
    return HEAD.format(as_of=as_of, horizon=horizon, step=one(draw, ("quarter", "half", "year")), more=more)


def _parties(draw: Draw, cast: Cast) -> str:
    lines = []
    for party in cast.parties:
        tolerance = one(draw, ("5m", "25m", "90m", "200m", "40m to 150m", "none"))
        tax = one(draw, ("", "", ", tax: 25%"))
        discount = one(draw, (percent(draw, 4, 14), "8%", "5% real"))
        lines.append(f"  {party}: {{discount: {discount}, risk_tolerance: {tolerance}{tax}}}\n")
        cast.choices[f"parties.{party}.risk_tolerance"] = ["20m", "300m"]
    return "parties:\n" + "".join(lines)


def _facts(draw: Draw, cast: Cast) -> str:
    def known() -> str:
        return one(draw, ("nobody", "everyone", *(f"[{party}]" for party in cast.parties)))

    return FACTS.format(
        share=one(draw, ("20%", "30%") if cast.plain else ("20%", "10% to 40%")),
        share_known=one(draw, ("", f", known_to: {known()}")),
        burn=one(draw, ("10%", "5% to 30%")),
        burn_known=known(),
        growing_known=known(),
        day=one(draw, ("2027-09-30", '"one_of({2026-03-31: 30%, 2028-03-31: 70%})"')),
        day_known=one(draw, ("", f", known_to: {known()}")),
    ) + _clause_fact(draw, cast)


def _clause_fact(draw: Draw, cast: Cast) -> str:
    """Write a clause that is read in two ways, by someone at the table, someone else or nobody."""
    cast.choices |= {"facts.burn": ["5%", "25%"], "drivers.sold.chance": ["20% by 2028-06-30", "80% by 2028-06-30"]}
    paths = list(_paths(cast))
    if not paths or not often(draw, of_ten=4):
        return ""
    path = one(draw, paths)
    first, second = (_paths(cast)[path] * 2)[:2]
    known = one(draw, ("", "known_to: nobody, ", f"known_to: [{cast.parties[-1]}], ", "known_to: everyone, "))
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


def _drivers(draw: Draw) -> str:
    text = DRIVERS.format(sales=one(draw, SALES), long_run=draw(st.integers(20, 60)), sold=percent(draw, 20, 80))
    pairs = some(draw, ("sales ~ rent: 30%", "sales ~ price: -40%", "rent ~ price: 20%", "sales ~ eur_usd: -25%"), 1, 3)
    return text + f"correlations: {{{', '.join(pairs)}}}\n"


def _over(draw: Draw, cast: Cast) -> dict[str, list[str]]:
    """Choose what is negotiated: up to six paths, few of which change the futures."""
    inside = _paths(cast)
    securities = {path: values for path, values in cast.choices.items() if ".securities." in path}
    outside = {path: values for path, values in cast.choices.items() if path not in securities}
    over = _taken(draw, inside | securities, draw(st.integers(2, 6)), MOST_PACKAGES)
    worlds = _taken(draw, outside, one(draw, ("0", "0", "1", "2")), MOST_WORLDS)
    while prod(map(len, (over | worlds).values())) > MOST_PACKAGES and len(over) > 1:
        over.popitem()
    return over | worlds


def _taken(draw: Draw, paths: Mapping[str, list[str]], count: int | str, most: int) -> dict[str, list[str]]:
    """Choose some paths, none inside another, whose values make no more than so many packages."""
    taken: dict[str, list[str]] = {}
    for path in draw(st.permutations(sorted(paths)))[: 2 * int(count)] if paths else ():
        values = list(dict.fromkeys(paths[path]))
        apart = not any(path.startswith(f"{each}.") or each.startswith(f"{path}.") for each in taken)
        if len(taken) < int(count) and apart and prod(map(len, taken.values())) * len(values) <= most:
            taken[path] = values
    return taken


def _negotiation(draw: Draw, cast: Cast, over: Mapping[str, list[str]]) -> str:
    """Write what is negotiated, with a scenario that signing lays under every package, or not, and one of no deal."""
    scenarios, names, refused = "", "", ""
    free = {path: values for path, values in _paths(cast).items() if path not in over}
    laid = _taken(draw, free, 2, 100)
    if laid and often(draw, of_ten=4):
        pairs = ", ".join(f"{path}: {quoted(one(draw, values))}" for path, values in laid.items())
        scenarios, names = f"scenarios:\n  as_signed: {{{pairs}}}\n", "signed: as_signed\n"
        if often(draw):
            scenarios += f"  apart: {{{pairs}}}\n"
            refused = "  no_deal: apart\n"
    lines = "".join(f"    {path}: [{', '.join(map(quoted, values))}]\n" for path, values in over.items())
    return f"{names}{scenarios}negotiate:\n  between: [{', '.join(cast.table)}]\n{refused}  over:\n{lines}"
