"""Show what an exit pays to whom in money, over exit values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.show import number
from dealwright.show.captable.breakpoints import breakpoints_table
from dealwright.show.captable.exit_frame import EXACT, amount_axis, band_of, exit_axis, exit_frame, exit_scale
from dealwright.show.captable.exit_shares import shares_figure
from dealwright.show.charts.picture import Figure, Table
from dealwright.show.charts.stacked import stacked_panel
from dealwright.show.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.captable.exit_frame import Break, Told
    from dealwright.show.captable.exits import Exits, Group
    from dealwright.show.charts.stacked import Band
    from dealwright.show.page import TableFigure

_MOST_NOTES = 6
_TABLE_ROWS = 6


def paid_figures(exits: Exits, breaks: Sequence[Break], told: Told) -> list[Figure | TableFigure]:
    """Return the pictures of an exit and the table of its breakpoints.

    Args:
        exits: What everybody gets over exit values.
        breaks: What happens at each breakpoint.
        told: Names, currency and foot.
    """
    figures: list[Figure | TableFigure] = [_money(exits, breaks, told), shares_figure(exits, told)]
    return figures + ([breakpoints_table(exits, breaks, told)] if breaks else [])


def _money(exits: Exits, breaks: Sequence[Break], told: Told) -> Figure:
    scale = exit_scale(exits)
    upright = amount_axis(float(exits.values[-1]) / scale.factor)
    frame, _ = exit_frame(exits, exit_axis(exits, told, wide=False, about=6), upright)
    bands = [_band(group, scale) for group in exits.groups]
    return Figure(
        name=f"{told.key}-exit",
        finding=_finding(breaks),
        subtitle=f"Paid to each class at each exit value, {scale.title(told.currency)}. First paid lies lowest; a "
        "dotted line marks where somebody begins, stops or changes how it is paid.",
        panels=(stacked_panel(f"{told.key}-exit", "", bands, frame),),
        source=told.source,
        sample=EXACT,
        table=_table(exits, scale, told),
        notes=_notes(breaks),
    )


def _band(group: Group, scale: number.Scale) -> Band:
    told = [number.money(float(amount)) for amount in group.amounts]
    return band_of(group, list(group.amounts / scale.factor), told, told[-1])


def _finding(breaks: Sequence[Break]) -> str:
    if not breaks:
        return "Every share is paid alike at any exit value"
    number_of = counted(len(breaks), "breakpoint").capitalize()
    verb = "decides" if len(breaks) == 1 else "decide"
    return f"{number_of} {verb} who is paid; from {number.money(breaks[-1].at)} on nothing changes any more"


def _notes(breaks: Sequence[Break]) -> tuple[tuple[str, str], ...]:
    notes = [(f"{place}  at {number.money(each.at)}", each.what) for place, each in enumerate(breaks, 1)]
    if len(notes) > _MOST_NOTES + 1:
        return (*notes[:_MOST_NOTES], ("And more", f"{len(notes) - _MOST_NOTES} others, in the table below"))
    return tuple(notes)


def _table(exits: Exits, scale: number.Scale, told: Told) -> Table:
    """Return what each group gets at every breakpoint, at the end, and at some values between where those are few."""
    wanted = [*exits.breaks, float(exits.values[-1])]
    if len(wanted) < _TABLE_ROWS:
        wanted += [float(each) for each in np.linspace(0, exits.values[-1], _TABLE_ROWS + 1)[1:]]
    places = sorted({int(np.argmin(np.abs(exits.values - at))) for at in wanted})
    head = (f"Exit value, {scale.title(told.currency)}", *(group.name for group in exits.groups))
    columns = [exits.values, *(group.amounts for group in exits.groups)]
    written = [number.column([float(column[place]) for place in places], scale) for column in columns]
    return Table(head, tuple(tuple(column[row] for column in written) for row in range(len(places))))
