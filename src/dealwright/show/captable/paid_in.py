"""Show what holders paid to the company for what they hold, in money, things, or stages to come; and one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.paid_in import money_of
from dealwright.show import number
from dealwright.show.page import Cell, Head, Row, TableFigure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.equity.holdings import Holdings
    from dealwright.equity.paid_in import MoneyRow
    from dealwright.show.captable.names import TableNames

_HEADS = ("cash", "in kind", "exercised", "to come", "bought", "sold", "got back")


def paid_table(held: Holdings, names: TableNames, most: int) -> TableFigure | None:
    """Return what was paid in, the largest first; None where nothing was.

    Args:
        held: What is outstanding.
        names: What ids are called.
        most: Most holders that have a row of their own.
    """
    amounts = {row.name: _amounts(row) for row in money_of(held).by_holder}
    rows = {name: each for name, each in amounts.items() if any(each.values())}
    if not rows:
        return None
    ordered = sorted(rows, key=lambda name: -(rows[name]["cash"] + rows[name]["in kind"] + rows[name]["bought"]))
    shown = {names.holder(name): rows[name] for name in ordered[:most]}
    if len(ordered) > most:
        shown[f"{len(ordered) - most:,} others"] = _summed([rows[name] for name in ordered[most:]])
    shown["Total"] = _summed(list(rows.values()))
    kept = [head for head in _HEADS if shown["Total"][head]]
    scale = number.scale_of([float(row[head]) for row in shown.values() for head in kept])
    columns = [number.column([float(row[head]) for row in shown.values()], scale) for head in kept]
    figures = zip(*columns, strict=True)
    cells = [(Cell(name), *(Cell(text, number=True) for text in row)) for name, row in zip(shown, figures, strict=True)]
    return TableFigure(
        name="paid-in",
        finding="Money paid in",
        subtitle=f"{scale.title(held.currency)}. Cash, things given and exercises went to the company; bought and sold "
        "is between holders and brought the company nothing.",
        head=(Head("Holder"), *(Head(text, number=True) for text in kept)),
        rows=tuple(Row(row, total=row[0].text == "Total") for row in cells),
        source="Events of the file, replayed",
        sample="",
    )


def _amounts(row: MoneyRow) -> dict[str, Exact]:
    in_kind = sum(row.in_kind.values(), NOTHING)
    back = row.bought_back + row.received
    return dict(zip(_HEADS, (row.cash, in_kind, row.exercised, row.to_come, row.bought, row.sold, back), strict=True))


def _summed(rows: Sequence[Mapping[str, Exact]]) -> dict[str, Exact]:
    return {head: sum((row[head] for row in rows), NOTHING) for head in _HEADS}
