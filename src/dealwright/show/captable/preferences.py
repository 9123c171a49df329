"""Show what each class is paid before the shares that have no preference, the most senior first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.tables.liquidation import liquidation_preferences
from dealwright.show import number
from dealwright.show.page import Cell, Head, Row, TableFigure

if TYPE_CHECKING:
    from dealwright.equity.holdings import Holdings
    from dealwright.show.captable.names import TableNames

_HEADS = ("preference", "paid off", "dividends", "outstanding", "ahead of it")


def preferences_table(held: Holdings, names: TableNames) -> TableFigure | None:
    """Return the preferences with dividends accrued; None where no class has one.

    Args:
        held: What is outstanding, on its day.
        names: What ids are called.
    """
    found = liquidation_preferences(held)
    if not found:
        return None
    money = [(row.preference, row.paid_off, row.dividends, row.outstanding, row.ahead) for row in found]
    kept = [place for place in range(len(_HEADS)) if any(row[place] for row in money) or place in {0, 3}]
    scale = number.scale_of([float(each) for row in money for each in row])
    columns = [number.column([float(row[place]) for row in money], scale) for place in kept]
    rows = [
        Row((Cell(names.security(row.of)), *(Cell(column[place], number=True) for column in columns)))
        for place, row in enumerate(found)
    ]
    return TableFigure(
        name="preferences",
        finding="What is paid before common",
        subtitle=f"{scale.title(held.currency)}; the most senior first, dividends accrued by {number.day(held.on)}.",
        head=(Head("Class"), *(Head(_HEADS[place], number=True) for place in kept)),
        rows=tuple(rows),
        source="Terms of the file",
        sample="",
    )
