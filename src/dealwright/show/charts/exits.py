"""Draw what an exit pays to whom, by what it is worth: areas stacked over the futures' exits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.charts.axis import Axis
from dealwright.show.charts.claimants import claimant_colours
from dealwright.show.charts.layers import ticks
from dealwright.show.charts.picture import Panel, Table
from dealwright.show.charts.stacked import Band, Frame, stacked_panel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.engine.result import CompanyWorth, ExitBand
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

_ABOUT = 6
_LOWEST, _MIDDLE, _HIGHEST = 1, 10, 18
"""Bands of the table: about the 5th, the 50th and the 95th percentile of twenty."""


def drawn_exits(company: CompanyWorth) -> tuple[ExitBand, ...]:
    """Return the bands that are drawn: those of which each is worth more than the one before, and none is owed.

    Args:
        company: its worth, with its exits.
    """
    kept: list[ExitBand] = []
    for band in company.exits:
        if band.equity > (kept[-1].equity if kept else 0.0) and min(band.payouts.values(), default=0.0) >= 0.0:
            kept.append(band)
    return tuple(kept) if len(kept) > 2 else ()  # noqa: PLR2004 - two points show no shape


def exits_scale(bands: Sequence[ExitBand]) -> Scale:
    """Return the scale in which exits are written."""
    return number.scale_of(band.equity for band in bands)


def exits_panel(key: str, bands: Sequence[ExitBand], story: Story, scale: Scale) -> Panel:
    """Draw the exits of a company.

    Args:
        key: the company's key in the file.
        bands: futures of like worth, by rising worth.
        story: the results that the page is made from.
        scale: the scale of both axes.
    """
    places = tuple(band.equity / scale.factor for band in bands)
    across = Axis(places[0], places[-1], _marks(places[0], places[-1]), f"equity at exit, {story.unit(scale)}")
    upright = Axis(0.0, places[-1], _marks(0.0, places[-1]), "")
    point = tuple(f"Exit at {number.money(band.equity)}" for band in bands)
    frame = Frame(across, upright, places, point=point)
    return stacked_panel(f"exits-{key}", "", _areas(bands, story, scale), frame)


def _areas(bands: Sequence[ExitBand], story: Story, scale: Scale) -> list[Band]:
    """Return an area for each claimant, the largest at the highest exit lowest."""
    last, areas = bands[-1], []
    paid = [who for who in last.payouts if any(band.payouts[who] for band in bands)]
    order = sorted(paid, key=lambda each: -last.payouts[each])
    for who, (token, shade) in claimant_colours(order, story).items():
        amounts = [band.payouts[who] for band in bands]
        told = tuple(number.money(amount) for amount in amounts)
        values = tuple(amount / scale.factor for amount in amounts)
        areas.append(Band(story.names.opening(who), token, shade, values, told, told[-1]))
    return areas


def _marks(low: float, high: float) -> dict[float, str]:
    steps = [step for step in ticks(low, high, _ABOUT) if low <= step <= high]
    decimals = max((len(f"{step:g}".partition(".")[2]) for step in steps), default=0)
    return {step: number.plain(step, decimals) for step in steps}


def exits_table(bands: Sequence[ExitBand], story: Story, scale: Scale) -> Table:
    """Return what each claimant is paid at a low, a middle and a high exit, and what part of it that is."""
    shown = [bands[min(place, len(bands) - 1)] for place in (_LOWEST, _MIDDLE, _HIGHEST)]
    head = ("Claimant", *(f"exit at {number.money(band.equity)}" for band in shown))
    rows = [
        (story.names.opening(who), *(_written(band.payouts[who], band.equity, scale) for band in shown))
        for who in sorted(shown[-1].payouts, key=lambda each: -shown[-1].payouts[each])
    ]
    return Table(head, tuple(rows))


def _written(amount: float, equity: float, scale: Scale) -> str:
    text = number.plain(amount / scale.factor, number.decimals_of(amount / scale.factor))
    return f"{text}, {number.percent(amount / equity, whole=True)}"
