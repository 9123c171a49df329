"""Tell what each holder's money would come back as in an exit at some values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.returns import Return, returns
from dealwright.equity.waterfall import pay
from dealwright.show import number
from dealwright.show.captable.exit_frame import EXACT
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.words import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from dealwright.equity.claims import Number, Stack
    from dealwright.equity.holdings import Holdings
    from dealwright.show.captable.exit_frame import Told
    from dealwright.show.captable.names import TableNames

_TIMES = (0.5, 1.0, 3.0)
_MOST = 20
_MOST_RATE = 10.0
"""Nobody reads a yearly rate above this."""


def returns_table(
    held: Holdings, stack: Stack, when: dt.date, valuation: float, said: tuple[TableNames, Told]
) -> TableFigure | None:
    """Return proceeds, multiples and yearly rates of those who paid for what they hold; None where nobody did.

    Args:
        held: What is outstanding, with the money that moved.
        stack: What an exit pays.
        when: Day of the exit.
        valuation: The last valuation; the exit is worked out at a half, at all and at three times of it.
        said: Names, and what the figures of an exit share.
    """
    names, told = said
    values = [times * valuation for times in _TIMES]
    each = [_by_holder(held, pay(stack, value).by_holder, when) for value in values]
    payers = sorted((row for row in each[1].values() if row.paid > 0), key=lambda row: -row.paid)
    if not payers or valuation <= 0:
        return None
    scale = number.scale_of([row.paid for row in payers] + [row.proceeds for row in each[-1].values()])
    rows = [_row(row, [at.get(row.holder) for at in each], scale, names) for row in payers[:_MOST]]
    left_out = len(payers) - len(rows)
    return TableFigure(
        name=f"{told.key}-returns",
        finding=_finding(each[1], payers, valuation, names),
        subtitle=f"{scale.title(told.currency)}, in an exit on {number.day(when)} at a half of, at and at three times "
        "the last valuation. Below each: money back over money paid, sales and distributions before included; and the "
        "internal rate of return a year.",
        head=(
            Head("Holder"),
            Head("paid", number=True),
            *(Head(f"at {number.money(value)}", number=True) for value in values),
        ),
        rows=tuple(rows),
        source=told.source,
        sample=f"{counted(left_out, 'smaller payer')} left out" if left_out else EXACT,
        width=560,
    )


def _by_holder(held: Holdings, paid: Mapping[str, Number], when: dt.date) -> dict[str, Return]:
    proceeds = {holder: float(money) for holder, money in paid.items()}
    return {row.holder: row for row in returns(held, proceeds, when)}


def _row(row: Return, at: Sequence[Return | None], scale: number.Scale, names: TableNames) -> Row:
    cells = [Cell(_amount(row.paid, scale), number=True)]
    for each in at:
        proceeds = 0.0 if each is None else each.proceeds
        cells.append(Cell(_amount(proceeds, scale), number=True, small="" if each is None else _multiple(each)))
    return Row((Cell(names.holder(row.holder)), *cells))


def _amount(amount: float, scale: number.Scale) -> str:
    text = number.plain(amount / scale.factor, 2)
    return text if text != "0" or amount <= 0 else "<0.01"


def _multiple(row: Return) -> str:
    said = [] if row.moic is None else [times(row.moic)]
    if row.irr is not None:
        said.append("over 1,000% a year" if row.irr > _MOST_RATE else f"{number.percent(row.irr, whole=True)} a year")
    return ", ".join(said)


def times(moic: float) -> str:
    """Write a multiple of money with three digits.

    Example:
        >>> times(0.964), times(23.6), times(51485.5)
        ('0.96x', '23.6x', '51,486x')
    """
    return f"{number.plain(moic, number.decimals_of(moic) if moic >= 1 else 2)}x"


def _finding(at: dict[str, Return], payers: Sequence[Return], valuation: float, names: TableNames) -> str:
    """Say what the holder that paid most gets back at the last valuation."""
    most = at[payers[0].holder]
    value = number.money(valuation)
    back = times(most.moic or 0.0)
    return f"{names.holder(most.holder)} gets {back} its money in an exit at the last valuation, {value}"
