"""Lay out the money that moved: paid in by class and holder, in kind, still to come, between holders, and paid out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dealwright.equity.holdings import Holdings

_OUT = frozenset({"distribution", "dividend", "interest", "exchange", "fraction"})


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
        received: Got from the company in distributions, dividends, interest, and beside exchanged shares.
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
    holders = dict.fromkeys([*held.stakeholders, *(flow.holder for flow in held.flows)])
    classes = dict.fromkeys([*held.classes, *(flow.of for flow in held.flows if flow.of)])
    by_holder: list[tuple[str, str, Exact, str]] = [
        (flow.holder, flow.kind, flow.amount, flow.thing) for flow in held.flows
    ]
    by_holder += [(owed.holder, "owed", owed.amount, "") for owed in held.owed]
    by_class: list[tuple[str, str, Exact, str]] = [
        (flow.of, flow.kind, flow.amount, flow.thing) for flow in held.flows if flow.of
    ]
    by_class += [(owed.of, "owed", owed.amount, "") for owed in held.owed]
    whole = _rows([("total", kind, amount, thing) for _, kind, amount, thing in by_holder], ["total"])
    return Money(_rows(by_holder, holders), _rows(by_class, classes), whole[0])


def _rows(moved: Iterable[tuple[str, str, Exact, str]], names: Iterable[str]) -> tuple[MoneyRow, ...]:
    """Add what moved up by name and kind."""
    sums: dict[str, dict[str, Exact]] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    things: dict[str, dict[str, Exact]] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    for name, kind, amount, thing in moved:
        if kind == "in_kind":
            things[name][thing or "in kind"] -= amount
        elif kind == "secondary":
            sums[name]["sold" if amount > 0 else "bought"] += abs(amount)
        else:
            sums[name]["received" if kind in _OUT else kind] += amount
    return tuple(
        MoneyRow(
            name=name,
            cash=-sums[name]["paid_in"],
            in_kind=dict(things[name]),
            to_come=sums[name]["owed"],
            exercised=-sums[name]["exercise"],
            bought=sums[name]["bought"],
            sold=sums[name]["sold"],
            bought_back=sums[name]["repurchase"],
            received=sums[name]["received"],
        )
        for name in names
    )
