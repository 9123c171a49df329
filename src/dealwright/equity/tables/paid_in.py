"""Lay out the money that moved: paid in by class and holder, in kind, still to come, between holders, and paid out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dealwright.equity.holdings import Holdings

_OUT = frozenset({"distribution", "repaid", "dividend", "interest", "exchange", "fraction"})


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """What was paid for securities and got on them, in money.

    Attributes:
        name: Stakeholder, class, or kind of convertible.
        cash: Paid to the company for securities.
        in_kind: Worth of what was given instead, by what it is.
        to_come: Promised, and not yet paid.
        exercised: Paid to the company in exercises.
        bought: Paid to other holders.
        sold: Got from other holders.
        bought_back: Got from the company for shares that it bought back.
        received: Got from the company in distributions, dividends, interest, for notes repaid, and beside exchanged
            shares.
    """

    name: str
    cash: Exact
    in_kind: Mapping[str, Exact]
    to_come: Exact
    exercised: Exact
    bought: Exact
    sold: Exact
    bought_back: Exact
    received: Exact

    @property
    def raised(self) -> Exact:
        """Return what the company has got by now: money and things, and nothing from sales between holders."""
        return self.cash + sum(self.in_kind.values(), NOTHING) + self.exercised


@dataclass(frozen=True, slots=True)
class Money:
    """The money that moved up to a day.

    Attributes:
        by_holder: By stakeholder, in the order of the table.
        by_class: By class, and by kind of convertible, as it was when the money was paid.
        total: All of it; what holders bought of one another is what they sold.
    """

    by_holder: tuple[MoneyRow, ...]
    by_class: tuple[MoneyRow, ...]
    total: MoneyRow


def money_of(held: Holdings) -> Money:
    """Lay out the money that moved up to the day of some holdings.

    Args:
        held: What is outstanding, with its flows.

    Returns:
        Rows by holder and by class, and the total.
    """
    classes = dict.fromkeys([*held.classes, *(flow.of for flow in held.flows if flow.of)])
    by_class: list[tuple[str, str, Exact, str]] = [(f.of, f.kind, f.amount, f.thing) for f in held.flows if f.of]
    by_class += [(owed.of, "owed", owed.amount, "") for owed in held.owed]
    whole = _rows([("total", kind, amount, thing) for _, kind, amount, thing in _moved(held)], ["total"])
    return Money(money_by_holder(held), _rows(by_class, classes), whole[0])


def money_by_holder(held: Holdings) -> tuple[MoneyRow, ...]:
    """Lay out the money that each holder paid and got, in the order of the table.

    Args:
        held: What is outstanding, with its flows.
    """
    return _rows(_moved(held), dict.fromkeys([*held.stakeholders, *(flow.holder for flow in held.flows)]))


def _moved(held: Holdings) -> list[tuple[str, str, Exact, str]]:
    """Return what moved: whose, of what kind, how much, and what thing."""
    moved: list[tuple[str, str, Exact, str]] = [(f.holder, f.kind, f.amount, f.thing) for f in held.flows]
    return [*moved, *((owed.holder, "owed", owed.amount, "") for owed in held.owed)]


def _rows(moved: Iterable[tuple[str, str, Exact, str]], names: Iterable[str]) -> tuple[MoneyRow, ...]:
    """Add what moved up by name and kind."""
    sums: dict[str, dict[str, Exact]] = defaultdict(dict)
    things: dict[str, dict[str, Exact]] = defaultdict(dict)
    for name, kind, amount, thing in moved:
        into, key = (things, thing or "in kind") if kind == "in_kind" else (sums, kind)
        if kind == "secondary":
            key = "sold" if amount > 0 else "bought"
        elif kind in _OUT:
            key = "received"
        before = into[name].get(key)
        into[name][key] = amount if before is None else before + amount
    return tuple(_row(name, sums.get(name, {}), things.get(name, {})) for name in names)


def _row(name: str, sums: Mapping[str, Exact], things: Mapping[str, Exact]) -> MoneyRow:
    """Return a row; what was paid stands above zero in it."""
    return MoneyRow(
        name=name,
        cash=-sums.get("paid_in", NOTHING),
        in_kind={thing: -worth for thing, worth in things.items()},
        to_come=sums.get("owed", NOTHING),
        exercised=-sums.get("exercise", NOTHING),
        bought=-sums.get("bought", NOTHING),
        sold=sums.get("sold", NOTHING),
        bought_back=sums.get("repurchase", NOTHING),
        received=sums.get("received", NOTHING),
    )
