"""Show what holders paid to the company for what they hold, in money, things, or stages to come; and one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.tables.paid_in import money_of
from dealwright.show import number
from dealwright.show.captable.figures import column
from dealwright.show.captable.names import told_apart
from dealwright.show.page import Cell, Head, Row, TableFigure

if TYPE_CHECKING:
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.tables.paid_in import MoneyRow
    from dealwright.show.captable.names import TableNames

_HEADS = ("cash", "in kind", "exercised", "to come", "bought", "sold", "got back")


def paid_table(held: Holdings, names: TableNames, most: int) -> TableFigure | None:
    """Return what was paid in, the largest first; None where nothing was.

    Args:
        held: What is outstanding.
        names: What ids are called.
        most: Most holders that have a row of their own.
    """
    money = money_of(held)
    amounts = {row.name: _amounts(row) for row in money.by_holder}
    rows = {name: each for name, each in amounts.items() if any(each.values())}
    if not rows:
        return None
    size = {name: float(each["cash"]) + float(each["in kind"]) + float(each["bought"]) for name, each in rows.items()}
    ordered = sorted(rows, key=lambda name: -size[name])
    total = _amounts(money.total)
    called = told_apart({name: names.holder(name) for name in ordered[:most]})
    shown = {called[name]: rows[name] for name in called}
    if len(ordered) > most:
        kept = list(shown.values())
        others = {head: total[head] - sum((row[head] for row in kept), NOTHING) for head in _HEADS}
        shown[f"{len(ordered) - most:,} others"] = others
    shown["Total"] = total
    heads = [head for head in _HEADS if total[head]]
    scale = number.scale_of([float(row[head]) for row in shown.values() for head in heads])
    columns = [column([float(row[head]) for row in shown.values()], scale) for head in heads]
    figures = zip(*columns, strict=True)
    cells = [(Cell(name), *(Cell(text, number=True) for text in row)) for name, row in zip(shown, figures, strict=True)]
    return TableFigure(
        name="paid-in",
        finding="Money paid in",
        subtitle=f"{scale.title(held.currency)}. Cash, things given and exercises went to the company; bought and sold "
        "is between holders and brought the company nothing.",
        head=(Head("Holder"), *(Head(text, number=True) for text in heads)),
        rows=tuple(Row(row, total=row[0].text == "Total") for row in cells),
        source="Events of the file, replayed",
        sample="",
    )


def _amounts(row: MoneyRow) -> dict[str, Exact]:
    in_kind = sum(row.in_kind.values(), NOTHING) if row.in_kind else NOTHING
    back = row.bought_back + row.received
    return dict(zip(_HEADS, (row.cash, in_kind, row.exercised, row.to_come, row.bought, row.sold, back), strict=True))
