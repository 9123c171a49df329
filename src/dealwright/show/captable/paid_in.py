"""Say what holders paid to the company for what they hold: in money, in things, still to come; and among themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact
from dealwright.show import number
from dealwright.show.page import Cell, Head, Row, TableFigure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.equity.holdings import Holdings
    from dealwright.show.captable.names import TableNames

_CASH = frozenset({"paid_in", "exercise"})
_BACK = frozenset({"distribution", "repurchase", "dividend", "exchange", "interest", "fraction"})


@dataclass(frozen=True, slots=True)
class PaidIn:
    """What one holder paid and got.

    Attributes:
        holder: Stakeholder.
        cash: Money paid to the company, for issues and exercises.
        in_kind: Worth of things given to it.
        to_come: Money still to be paid to it.
        bought: Money paid to other holders, which brought the company nothing.
        sold: Money got from other holders.
        got: Money got from the company.
    """

    holder: str
    cash: Exact = NOTHING
    in_kind: Exact = NOTHING
    to_come: Exact = NOTHING
    bought: Exact = NOTHING
    sold: Exact = NOTHING
    got: Exact = NOTHING


def paid_in(held: Holdings) -> tuple[PaidIn, ...]:
    """Return what each holder paid and got, in the order of the table; those without money are left out.

    Args:
        held: What is outstanding, with the flows up to its day.
    """
    sums: dict[str, dict[str, Exact]] = {}

    def add(holder: str, key: str, amount: Exact) -> None:
        own = sums.setdefault(holder, {})
        own[key] = own.get(key, NOTHING) + amount

    for flow in held.flows:
        if flow.kind == "secondary":
            add(flow.holder, "sold" if flow.amount > 0 else "bought", abs(flow.amount))
        elif flow.kind in _CASH:
            add(flow.holder, "cash", -flow.amount)
        else:
            add(flow.holder, *(("got", flow.amount) if flow.kind in _BACK else ("in_kind", -flow.amount)))
    for owed in held.owed:
        add(owed.holder, "to_come", owed.amount)
    order = [*held.stakeholders, *(holder for holder in sums if holder not in held.stakeholders)]
    return tuple(PaidIn(holder, **sums[holder]) for holder in order if holder in sums)


def paid_table(held: Holdings, names: TableNames, most: int) -> TableFigure | None:
    """Return what was paid in, the largest first; None where nothing was.

    Args:
        held: What is outstanding.
        names: What ids are called.
        most: Most holders that have a row of their own.
    """
    rows = sorted(paid_in(held), key=lambda row: -(row.cash + row.in_kind + row.to_come + row.bought))
    if not rows:
        return None
    total = _summed(rows)
    shown = [*rows[:most], *([_summed(rows[most:])] if len(rows) > most else [])]
    heads = {"cash": "cash", "in_kind": "in kind", "to_come": "to come", "bought": "bought", "sold": "sold",
             "got": "got back"}  # fmt: skip
    kept = {key: text for key, text in heads.items() if getattr(total, key)}
    labels = [names.holder(row.holder) for row in rows[:most]] + ["Others"] * (len(rows) > most) + ["Total"]
    scale = number.scale_of([float(getattr(row, key)) for row in rows for key in kept])
    columns = [number.column([float(getattr(row, key)) for row in [*shown, total]], scale) for key in kept]
    cells = [
        (Cell(label), *(Cell(column[place], number=True) for column in columns)) for place, label in enumerate(labels)
    ]
    return TableFigure(
        name="paid-in",
        finding="Money paid in",
        subtitle=f"{scale.title(held.currency)}. Cash and things given went to the company; bought and sold is between "
        "holders and brought the company nothing.",
        head=(Head("Holder"), *(Head(text, number=True) for text in kept.values())),
        rows=tuple(Row(row, total=place == len(labels) - 1) for place, row in enumerate(cells)),
        source="Events of the file, replayed",
        sample="",
    )


def _summed(rows: Sequence[PaidIn]) -> PaidIn:
    keys = ("cash", "in_kind", "to_come", "bought", "sold", "got")
    return PaidIn("", **{key: sum((getattr(row, key) for row in rows), NOTHING) for key in keys})
