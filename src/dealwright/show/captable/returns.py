"""Tell what each holder's money would come back as in an exit at some values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exits.returns import Return, returns
from dealwright.equity.exits.waterfall import pay
from dealwright.show import number
from dealwright.show.captable.exit_frame import EXACT
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.words import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from dealwright.equity.exits.claims import Stack
    from dealwright.equity.exits.waterfall import Payouts
    from dealwright.equity.holdings import Holdings
    from dealwright.show.captable.exit_frame import Told
    from dealwright.show.captable.names import TableNames

_TIMES = (0.5, 1.0, 3.0)
_MOST = 30
_TINY = 1e-9
_MOST_RATE = 10.0
"""Nobody reads a yearly rate above this."""


def returns_table(
    held: Holdings, stack: Stack, when: dt.date, valuation: float, said: tuple[TableNames, Told]
) -> TableFigure | None:
    """Return what each holder gets of some exits, with multiples and yearly rates; None without a valuation.

    Args:
        held: What is outstanding, with the money that moved.
        stack: What an exit pays.
        when: Day of the exit.
        valuation: The last valuation; the exit is worked out at a half, at all and at three times of it.
        said: Names, and what the figures of an exit share.
    """
    names, told = said
    if valuation <= 0:
        return None
    values = [times_ * valuation for times_ in _TIMES]
    paid = [pay(stack, value) for value in values]
    each = [_by_holder(held, payouts, when) for payouts in paid]
    ranked = sorted(each[1].values(), key=lambda row: (-row.paid, -row.proceeds))
    scale = number.scale_of([row.paid for row in ranked] + [row.proceeds for row in each[-1].values()])
    rows = [_row(row, [at.get(row.holder) for at in each], scale, names) for row in ranked[:_MOST]]
    rest = ranked[_MOST:]
    if rest:
        sums = [sum(at[row.holder].proceeds for row in rest if row.holder in at) for at in each]
        rows.append(_plain(counted(len(rest), "other holder").capitalize(), sum(row.paid for row in rest), sums, scale))
    for name, amounts in (
        ("Debt", [float(payouts.debt) for payouts in paid]),
        ("Fees", [float(payouts.fees) for payouts in paid]),
        ("Nobody's", [float(np.ravel(payouts.left)[0]) for payouts in paid]),
    ):
        if any(amount > _TINY * valuation for amount in amounts):
            rows.append(_plain(name, 0.0, amounts, scale))
    rows.append(replace(_plain("Total", sum(row.paid for row in ranked), values, scale), total=True))
    return TableFigure(
        name=f"{told.key}-returns",
        finding=_finding(each[1], ranked, valuation, names),
        subtitle=f"{scale.title(told.currency)}: what each holder paid, and gets in an exit on {number.day(when)} at a "
        "half of, at and at three times the last valuation. Below: money back over money paid, earlier sales and "
        "distributions included; and the internal rate of return a year.",
        head=(
            Head("Holder"),
            Head("paid", number=True),
            *(Head(f"at {number.money(value)}", number=True) for value in values),
        ),
        rows=tuple(rows),
        source=told.source,
        sample=EXACT,
        width=560,
    )


def _by_holder(held: Holdings, payouts: Payouts, when: dt.date) -> dict[str, Return]:
    proceeds = {holder: float(money) for holder, money in payouts.by_holder.items()}
    return {row.holder: row for row in returns(held, proceeds, when)}


def _row(row: Return, at: Sequence[Return | None], scale: number.Scale, names: TableNames) -> Row:
    plain = _plain(names.holder(row.holder), row.paid, [0.0 if each is None else each.proceeds for each in at], scale)
    told = ["", "", *("" if each is None else _multiple(each) for each in at)]
    return replace(plain, cells=tuple(replace(cell, small=text) for cell, text in zip(plain.cells, told, strict=True)))


def _plain(name: str, paid: float, amounts: Sequence[float], scale: number.Scale) -> Row:
    figures = [number.NOTHING if not paid else _amount(paid, scale), *(_amount(amount, scale) for amount in amounts)]
    return Row((Cell(name), *(Cell(text, number=True) for text in figures)))


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


def _finding(at: Mapping[str, Return], ranked: Sequence[Return], valuation: float, names: TableNames) -> str:
    """Say what the holder that paid most gets back at the last valuation; who gets most, where nobody paid."""
    value = number.money(valuation)
    first = at[ranked[0].holder] if ranked else None
    if first is None or first.moic is None:
        return f"What each holder gets in an exit at the last valuation, {value}"
    return f"{names.holder(first.holder)} gets {times(first.moic)} its money in an exit at the last valuation, {value}"
