"""Print who gets what of an exit on a terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.show import number
from dealwright.show.captable.breakpoints import breakpoints_table
from dealwright.show.captable.breaks import breaks_of
from dealwright.show.captable.colours import security_colours
from dealwright.show.captable.exit_frame import Break, Told
from dealwright.show.captable.exits import Grouping, exits_of
from dealwright.show.captable.names import told_apart
from dealwright.show.captable.printed import print_in_groups, print_tables
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.tables import say, say_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Float
    from numpy import ndarray
    from rich.console import Console

    from dealwright.equity.exits.returns import Return
    from dealwright.show.captable.paid_out import PaidOut

_MOST_ROWS = 30
_MOST_DECIMALS = 6
_NEAR = 5e-4


def print_exit(paid: PaidOut, console: Console) -> None:
    """Print what an exit pays.

    Args:
        paid: What was worked out.
        console: Where to print.
    """
    table = paid.table
    say_title(console, f"{table.company}: an exit on {number.day(paid.on)}", f"{table.currency}, exact")
    if not paid.paid.stack.claims:
        say(console, "There are no shares, rights or convertibles: what debt, fees and tiers leave is nobody's")
    print_in_groups(_by_holder(paid), console)
    if not paid.paid.stack.claims:
        return
    print_in_groups(_by_security(paid), console)
    print_tables((_breakpoints(paid),), console)
    returns = _returns(paid)
    if returns is not None:
        print_in_groups(returns, console, lasting=2)


def _by_holder(paid: PaidOut) -> TableFigure:
    """Return what each holder gets."""
    called = told_apart({name: paid.names.holder(name) for name in paid.by_holder})
    rows = {called[name]: money for name, money in paid.by_holder.items()}
    ahead = {"Debt": paid.paid.debt, "Fees": paid.paid.fees, "Nobody": paid.paid.left}
    price = [number.plain(float(each), 4) for each in _each(paid, paid.paid.common_price)]
    last = Row((Cell("Common share, as converted"), *(Cell(text, number=True) for text in price)), total=True)
    unit = number.scale_of([float(value) for value in paid.values]).title(paid.table.currency)
    found = _table(paid, "Paid to each holder", rows, ahead)
    said = f"Exit value at the head, {unit}; the last line in {paid.table.currency}."
    return replace(found, rows=(*found.rows, last), subtitle=said)


def _by_security(paid: PaidOut) -> TableFigure:
    """Return what each class, right and convertible gets."""
    called = told_apart({name: paid.names.security(name) for name in paid.by_security})
    rows = {called[name]: money for name, money in paid.by_security.items()}
    unpaid: dict[str, Any] = {}
    for claim in paid.paid.stack.claims:
        if claim.name in paid.paid.unpaid:
            name = f"{paid.names.security(claim.security or claim.name)}, unpaid"
            unpaid[name] = unpaid.get(name, 0.0) + _each(paid, paid.paid.unpaid[claim.name])
    return _table(paid, "Paid to each class, right and convertible", rows, unpaid)


def _breakpoints(paid: PaidOut) -> TableFigure | None:
    """Return where it changes who shares, in words."""
    grouping = Grouping(paid.held, paid.names, security_colours(paid.held, {}))
    breaks = breaks_of(paid.paid.stack, grouping)
    if not breaks:
        if not paid.paid.stack.claims:
            return None
        breaks = (Break(0.0, None, "All that comes in is shared alike, whatever the exit value"),)
    exits = exits_of(paid.paid.stack, [each.at for each in breaks], grouping)
    return replace(breakpoints_table(exits, breaks, Told("exit", paid.table.currency, "")), finding="Where it changes")


def _returns(paid: PaidOut) -> TableFigure | None:
    """Return what came of each holder's money."""
    places = range(len(paid.values))
    payers = dict.fromkeys(flow.holder for flow in paid.held.flows if flow.amount < 0 and flow.on <= paid.on)
    holders = list(payers)[:_MOST_ROWS]
    if not holders:
        return None
    each = {place: {one.holder: one for one in paid.returns(place, holders)} for place in places}
    scale = number.scale_of([float(value) for value in paid.values])
    rows = [
        Row(
            (
                Cell(paid.names.holder(name)),
                Cell(number.money(each[0][name].paid), number=True),
                *(Cell(_return(each[place][name]), number=True) for place in places),
            )
        )
        for name in holders
    ]
    return TableFigure(
        name="returns",
        finding="What came of each holder's money",
        subtitle=f"Multiple of what was paid, and yearly rate; exit value at the head, "
        f"{scale.title(paid.table.currency)}.",
        head=(Head(""), Head("paid", number=True), *_heads(paid)),
        rows=tuple(rows),
        source="",
        sample="",
    )


def _return(one: Return) -> str:
    if one.moic is None:
        return number.NOTHING
    rate = "" if one.irr is None else f" {number.percent(one.irr)}"
    return f"{one.moic:,.2f}x{rate}"


def _table(paid: PaidOut, finding: str, rows: Mapping[str, Any], beside: Mapping[str, Any]) -> TableFigure:
    """Return rows of money, a column for each exit value."""
    scale = number.scale_of([float(value) for value in paid.values])
    money = {name: _each(paid, each) for name, each in rows.items()}
    kept = dict(sorted(money.items(), key=lambda item: -float(item[1].max(initial=0.0)))[:_MOST_ROWS])
    rest = [each for name, each in money.items() if name not in kept]
    if rest:
        kept[f"{len(rest)} others"] = np.sum(rest, axis=0)
    under = {name: each for name, value in beside.items() if (each := _each(paid, value)).any()}
    return TableFigure(
        name="paid-out",
        finding=finding,
        subtitle="",
        head=(Head(""), *_heads(paid)),
        rows=tuple(_row(name, each, scale) for name, each in [*kept.items(), *under.items()]),
        source="",
        sample="",
    )


def _heads(paid: PaidOut) -> list[Head]:
    """Write the exit values above every table alike, with the decimals that tell what each is."""
    values = [float(value) for value in paid.values]
    factor = number.scale_of(values).factor
    scaled = [value / factor for value in values]

    def tells(decimals: int) -> bool:
        written = [round(each, decimals) for each in scaled]
        near = all(abs(there - each) <= _NEAR * each for there, each in zip(written, scaled, strict=True))
        return near and len(set(written)) == len(set(scaled))

    decimals = next((each for each in range(_MOST_DECIMALS) if tells(each)), _MOST_DECIMALS)
    return [Head(number.plain(each, decimals), number=True) for each in scaled]


def _each(paid: PaidOut, money: Any) -> Float[ndarray, " exit"]:  # noqa: ANN401 - one number, or one for each exit value
    return np.broadcast_to(np.asarray(money, dtype=float), paid.values.shape)


def _row(name: str, money: Float[ndarray, " exit"], scale: number.Scale) -> Row:
    figures = number.column([float(each) for each in money], scale)
    return Row((Cell(name), *(Cell(text, number=True) for text in figures)))
