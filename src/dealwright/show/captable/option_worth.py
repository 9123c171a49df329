"""Show what each class is worth by the option pricing method, on a terminal or as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.exits.claims import by_declared, named
from dealwright.equity.exits.expected_to_vest import expected_to_vest
from dealwright.equity.exits.option_pricing import backsolve, count_of, option_prices
from dealwright.equity.exits.stack import stack_of
from dealwright.show import number
from dealwright.show.captable.as_data import plain
from dealwright.show.captable.figures import shares
from dealwright.show.captable.names import names_of_table, told_apart
from dealwright.show.captable.printed import print_tables
from dealwright.show.captable.terms import right_words
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.tables import say, say_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import Console

    from dealwright.equity.captable import CapTable
    from dealwright.equity.exits.claims import Claim
    from dealwright.equity.exits.option_pricing import Backsolved, Market, OptionPrices
    from dealwright.equity.holdings import Holdings


class Counts(NamedTuple):
    """Which shares the option pricing method counts, as converted.

    Attributes:
        counted: Those outstanding and those that rights give, vested or not; the headline counts them too.
        ungranted: Those that pools have not granted, which nobody holds and nothing counts.
        unvested: Of `counted`, those that have not vested.
    """

    counted: float
    ungranted: float
    unvested: float


NONE = Counts(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class OptionWorth:
    """What the claims on a company are worth.

    Attributes:
        table: The company.
        market: Volatility, years and rate.
        prices: What each claim is worth.
        claims: The claims.
        solved: How the worth of all equity was found; None: it was given.
        security: The class by whose price it was found; empty for none.
        counts: Which shares count.
    """

    table: CapTable
    market: Market
    prices: OptionPrices
    claims: tuple[Claim, ...]
    solved: Backsolved | None = None
    security: str = ""
    counts: Counts = NONE

    @classmethod
    def of(cls, table: CapTable, held: Holdings, market: Market, equity: float) -> OptionWorth:
        """Value every claim at a worth of all equity.

        Args:
            table: The company.
            held: What is outstanding.
            market: Volatility, years and rate.
            equity: Worth of all claims, in money.
        """
        stack = stack_of(expected_to_vest(held), table.exit, max(table.as_of, held.on))
        return cls(table, market, option_prices(stack, equity, market), stack.claims, counts=_counts(held))

    @classmethod
    def backsolved(
        cls, table: CapTable, held: Holdings, market: Market, price: tuple[str, float]
    ) -> OptionWorth | None:
        """Solve for the equity at which a class is worth its price.

        Args:
            table: The company.
            held: What is outstanding.
            market: Volatility, years and rate.
            price: The class, and the price of a share.

        Returns:
            What every claim is then worth; None where no equity makes the class worth as much.
        """
        stack = stack_of(expected_to_vest(held), table.exit, max(table.as_of, held.on))
        if all(price[0] not in {claim.name, claim.security} for claim in stack.claims):
            return None  # nothing of it is outstanding
        solved = backsolve(stack, price[0], price[1], market, fully_diluted=_counts(held).counted)
        if solved is None:
            return None
        return cls(table, market, solved.prices, stack.claims, solved, price[0], counts=_counts(held))

    @property
    def by_security(self) -> dict[str, Any]:
        """Return what each security is worth, under the name that the file gives it, and each heir above a cap."""
        return named(self.claims, self.prices.by_claim)

    @property
    def per_share(self) -> dict[str, float]:
        """Return what a share, right or unit of each security is worth, on average where they are not alike."""
        worth, counts = self.by_security, by_declared(self.claims, {c.name: count_of(c) for c in self.claims})
        return {name: worth[name] / float(count) for name, count in counts.items() if float(count) > 0}

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        found = {
            "company": self.table.company,
            "currency": self.table.currency,
            **plain(self.market),
            "equity": self.prices.equity,
            "by_security": plain(self.by_security),
            "by_claim": plain(self.prices.by_claim),
            "per_share": plain(self.per_share),
            "nobody": self.prices.nobody,
            "breakpoints": [
                {
                    "equity": point.equity,
                    "why": point.why,
                    "shares": plain(named(self.claims, point.shares)),
                    "worth": worth,
                }
                for point, worth in zip(self.prices.points, self.prices.stretches, strict=True)
            ],
        }
        if self.solved is not None:
            found |= {"backsolved": self.security, "post_money": self.solved.post_money}
            found |= {"post_money_with_pools": self.post_money_with_pools}
        return found

    @property
    def post_money_with_pools(self) -> float:
        """Return the headline if it counts what pools have not granted as well; 0 where none was asked for."""
        if self.solved is None or not self.counts.counted:
            return 0.0
        return self.solved.post_money * (self.counts.counted + self.counts.ungranted) / self.counts.counted


def _counts(held: Holdings) -> Counts:
    """Return the shares that are counted, those that pools keep, and those not vested, as converted."""
    lots = sum((lot.unvested * held.counted_ratio_of(lot) for lot in held.lots), NOTHING)
    rights = sum((each.unvested * held.counted_ratio_of_class(each.right.of) for each in held.rights.values()), NOTHING)
    counted = float(held.outstanding + held.granted)
    return Counts(counted, float(held.available), float(lots + rights))


def print_worth(worth: OptionWorth, console: Console) -> None:
    """Print what each claim is worth.

    Args:
        worth: What was worked out.
        console: Where to print.
    """
    table, market = worth.table, worth.market
    told = (
        f"{table.currency}; volatility {number.percent(market.volatility)}, {market.years:g} years, "
        f"risk-free {number.percent(market.rate, decimals=1)}"
    )
    say_title(console, f"{table.company}: option pricing method", told)
    if worth.solved is not None:
        name = names_of_table(table).security(worth.security)
        say(
            console,
            f"At the price of {name} all equity is worth {number.money(worth.solved.equity)}; the headline, that price "
            f"for every share and right outstanding, is {number.money(worth.solved.post_money)}",
        )
        if worth.counts.ungranted:
            with_pools = number.money(worth.post_money_with_pools)
            say(console, f"Shares that pools have not granted count in neither; with them the headline is {with_pools}")
    if worth.counts.unvested:
        counts = f"{shares(Exact(round(worth.counts.unvested)))} not vested among them"
        say(console, f"Counted: every share and right outstanding, {counts}; none is taken to be forfeited")
    print_tables((_claims(worth), _stretches(worth)), console)


def _claims(worth: OptionWorth) -> TableFigure:
    """Return what each claim is worth, in all and per share."""
    prices, each, names = worth.prices, worth.per_share, names_of_table(worth.table)
    called = told_apart({name: names.security(name) for name in worth.by_security})
    rows = [
        Row(
            (
                Cell(called[name]),
                Cell(number.money(value), number=True),
                Cell(f"{each[name]:,.4f}" if name in each else number.NOTHING, number=True),
                Cell(number.percent(value / prices.equity, decimals=1) if prices.equity else "", number=True),
            )
        )
        for name, value in sorted(worth.by_security.items(), key=lambda item: -item[1])
    ]
    whole = (Cell("All equity"), Cell(number.money(prices.equity), number=True), Cell(""), Cell(""))
    rows.append(Row(whole, total=True))
    heads = (Head("Claim"), Head("worth", number=True), Head("a share", number=True), Head("part", number=True))
    return TableFigure("claims", "What each is worth", worth.table.currency, heads, tuple(rows), "", "")


def _stretches(worth: OptionWorth) -> TableFigure:
    """Return the breakpoints, as strikes, with the worth of the equity between each and the next."""
    points, stretches, words = worth.prices.points, worth.prices.stretches, _sayer(worth)
    rows = [
        Row(
            (
                Cell(number.money(point.equity), number=True),
                Cell(number.money(value), number=True),
                Cell(words(point.why)),
            )
        )
        for point, value in zip(points, stretches, strict=True)
    ]
    heads = (Head("from", number=True), Head("worth", number=True), Head("what happens"))
    said = "Worth from each breakpoint to the next."
    return TableFigure("stretches", "Calls on the equity", said, heads, tuple(rows), "", "")


def _sayer(worth: OptionWorth) -> Callable[[str], str]:
    """Return what says why something changes by the names of the claims that readers know."""
    names, rights = names_of_table(worth.table), worth.table.rights
    called = {}
    for claim in worth.claims:
        right = rights.get(next(iter(claim.parts), ""))
        called[claim.name] = (
            names.security(claim.security or claim.name) if right is None else right_words(right, names)
        )
    longest = sorted(called, key=len, reverse=True)
    known = re.compile(r"(?<![\w-])(" + "|".join(re.escape(name) for name in longest) + r")(?![\w-])")
    return lambda why: _each_once(known.sub(lambda found: called[found[1]], why), called.values())


def _each_once(text: str, names: Iterable[str]) -> str:
    """Name claims of one name once where they stand in one list."""
    for name in set(names):
        again = re.escape(name)
        text = re.sub(rf"{again}(?:(?:, | and ){again})+", name, text)
        text = re.sub(rf", {again}(?=$|;| above)", f" and {name}", text)
    return text
