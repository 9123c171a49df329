"""Show who gets what share of an exit: of the whole of it, and of the next unit of money."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dealwright.show import number
from dealwright.show.captable.exit_frame import EXACT, band_of, exit_axis, exit_frame, exit_scale
from dealwright.show.captable.exits import next_parts
from dealwright.show.captable.terms import is_many
from dealwright.show.charts.axis import Axis
from dealwright.show.charts.picture import Figure, Panel, Table
from dealwright.show.charts.stacked import Frame, stacked_panel

if TYPE_CHECKING:
    from dealwright.show.captable.exit_frame import Told
    from dealwright.show.captable.exits import Exits
    from dealwright.show.charts.stacked import Band

_UPRIGHT = Axis(0.0, 1.0, {0.0: "0", 0.25: "25%", 0.5: "50%", 0.75: "75%", 1.0: "100%"}, "")
_SIZE = {"width": 430, "height": 240}
_MARKS = 4
_SHOWS = 1e-6
"""A smaller part is none."""


def shares_figure(exits: Exits, told: Told) -> Figure:
    """Return two pictures side by side: each group's share of the whole exit, and of the next unit of money."""
    ratios = " Exit values are drawn in ratios." if exits.wide else ""
    return Figure(
        name=f"{told.key}-exit-shares",
        finding=_finding(exits),
        subtitle="Share of each class by exit value: of all that is paid, and of the next unit of money, which changes "
        f"only at the breakpoints.{ratios}",
        panels=(_whole_panel(exits, told), _next_panel(exits, told)),
        source=told.source,
        sample=EXACT,
        table=_table(exits, told),
    )


def _finding(exits: Exits) -> str:
    """Say whose share grows most from a small exit to a large one."""
    if not exits.groups:
        return "Nobody is paid anything"
    ends = [[float(group.amounts[at] / exits.values[at]) for at in (1, -1)] for group in exits.groups]
    most = max(range(len(ends)), key=lambda row: ends[row][1] - ends[row][0])
    first, last = (number.percent(part) for part in ends[most])
    if first == last:
        return "Everybody's share is the same at any exit value"
    high = number.money(float(exits.values[-1]))
    first = "nothing" if first == "0%" else first
    name = exits.groups[most].name
    return f"{name} {'get' if is_many(name) else 'gets'} {first} of a small exit, and {last} of one at {high}"


def _whole_panel(exits: Exits, told: Told) -> Panel:
    frame, kept = exit_frame(exits, exit_axis(exits, told, wide=exits.wide, about=_MARKS), _UPRIGHT)
    whole = exits.values[kept]
    bands: list[Band] = []
    for group in exits.groups:
        parts = np.divide(group.amounts[kept], whole, out=np.zeros_like(whole), where=whole > 0)
        if whole[0] <= 0:  # of nothing nobody has a share: the picture begins with what the first money does
            parts[0] = parts[1]
        bands.append(band_of(group, list(parts), _written(list(parts)), number.percent(float(parts[-1]))))
    return stacked_panel(f"{told.key}-share", "Of the whole exit", bands, frame, **_SIZE)


def _next_panel(exits: Exits, told: Told) -> Panel:
    across, factor = exit_axis(exits, told, wide=exits.wide, about=_MARKS), exit_scale(exits).factor
    marks = tuple(at / factor for at in exits.breaks)
    places = [edge for stretch in pairwise([across.low, *marks, across.high]) for edge in stretch]
    parts = next_parts(exits)
    bands: list[Band] = []
    for row, group in enumerate(exits.groups):
        heights = [stretch[row] for stretch in parts for _ in range(2)]
        bands.append(band_of(group, heights, _written(heights), number.percent(heights[-1])))
    point = tuple(number.money(place * factor) for place in places)
    frame = Frame(across, _UPRIGHT, tuple(places), marks, point)
    shown = [replace(band, end=band.end if band.values[-1] > _SHOWS else "0") for band in bands]
    return stacked_panel(f"{told.key}-next", "Of the next unit of money", shown, frame, **_SIZE)


def _written(parts: list[float]) -> list[str]:
    return [number.percent(float(part), decimals=1) if part > _SHOWS else "0" for part in parts]


def _table(exits: Exits, told: Told) -> Table:
    edges = [0.0, *exits.breaks]
    names = [f"{number.money(low) if low else '0'} to {number.money(high)}" for low, high in pairwise(edges)]
    names.append(f"over {number.money(edges[-1])}" if exits.breaks else "any")
    head = (f"Of the next unit at an exit value of, {told.currency}", *(group.name for group in exits.groups))
    return Table(head, tuple((name, *_written(parts)) for name, parts in zip(names, next_parts(exits), strict=True)))
