"""Draw what a quantity may be over time: two bands and a median, each named at the right edge."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.charts.labels import spread
from dealwright.show.charts.layers import haloed, number_labels, position, power_ticks, ticks, year_ticks
from dealwright.show.charts.picture import Panel, Table, significant
from dealwright.show.charts.text_width import text_width
from dealwright.show.number import Scale, scale_of
from dealwright.show.theme import NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dealwright.engine.result import Fan
    from dealwright.show.charts.picture import Rows, Spec

_LINES = ("p95", "p75", "p50", "p25", "p5")
_NAMES = {"p95": "95th", "p75": "75th", "p50": "median", "p25": "25th", "p5": "5th"}
_HEIGHT = 216
_APART = 13.5
_WIDE = 430
_NARROW = 300
_SHARES = 100.0
_PURE = frozenset({"", "number", "share", "rate"})
_CURRENCY = 3
"""Letters of a currency's code."""
_MOST_SHARE = 3.0
"""A pure number up to this reads best in per cent."""
_SMALL = 0.1
"""Below this two decimals say too little of a value, such as an exchange rate."""
_MOST_DECIMALS = {"%": 0, "x": 1}


_SKEWED = 10.0
"""From this ratio of the 95th percentile to the median on, a positive quantity is drawn on a logarithmic axis."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The upright axis of a fan.

    Attributes:
        low: lower end.
        high: upper end.
        logarithmic: whether equal heights are equal ratios.
    """

    low: float
    high: float
    logarithmic: bool = False

    def height(self, value: float) -> float:
        """Return how far below the top of the plot a value stands, in pixels."""
        low, high, at = (math.log(each) if self.logarithmic else each for each in (self.low, self.high, value))
        return (high - at) / (high - low) * _HEIGHT

    def value(self, height: float) -> float:
        """Return the value that stands so far below the top."""
        part = height / _HEIGHT
        return (
            self.high * (self.low / self.high) ** part
            if self.logarithmic
            else self.high - part * (self.high - self.low)
        )


@dataclass(frozen=True, slots=True)
class FanUnit:
    """How the values of a fan are written.

    Attributes:
        scale: divides the values.
        words: the unit as the figure says it, such as `USD bn a year`; empty where every number carries it.
        suffix: stands after every number, such as `%` or `x`.
        fine: whether small values keep their digits, as where they are drawn in ratios.
    """

    scale: Scale
    words: str
    suffix: str = ""
    fine: bool = False


def fan_unit(fan: Fan) -> FanUnit:
    """Choose how to write a fan's values from its unit and size.

    Example:
        >>> from dealwright.engine.result import Fan
        >>> fan_unit(Fan((), (), (), (), (), (), (30e9,), "USD/year")).words
        'USD bn a year'
    """
    values = [value for line in _LINES for value in getattr(fan, line)]
    money, _, per = fan.unit.partition("/")
    if len(money) == _CURRENCY and money.isupper():
        scale = scale_of(values)
        return FanUnit(scale, f"{scale.title(money)} a {per}" if per else scale.title(money))
    if fan.unit in {"x", "multiple"}:
        return FanUnit(Scale(1.0, ""), "", "x")
    if fan.unit not in _PURE:
        return FanUnit(scale_of(values), fan.unit)
    share = max((abs(value) for value in values), default=0.0) <= _MOST_SHARE
    return FanUnit(Scale(1 / _SHARES, ""), "", "%") if share else FanUnit(scale_of(values), "")


def is_certain(fan: Fan) -> bool:
    """Tell whether a fan has no width anywhere: the quantity is known in advance."""
    return all(
        abs(high - low) <= 1e-9 * max(abs(high), abs(low), 1e-300) for low, high in zip(fan.p5, fan.p95, strict=True)
    )


def alive(fan: Fan) -> int:
    """Return how many of a fan's dates matter: those up to the last at which anything may still happen."""
    last = max((place for place, line in enumerate(zip(fan.p5, fan.p95, strict=True)) if any(line)), default=-1)
    return min(len(fan.days), last + 1)


def year_of(moment: date) -> float:
    """Return a date as a year with its fraction.

    Example:
        >>> from datetime import date
        >>> year_of(date(2025, 7, 2))
        2025.4983
    """
    return round(moment.year + (moment.timetuple().tm_yday - 1) / 365.25, 4)


def fan_panel(name: str, heading: str, fan: Fan, token: str, *, ends: float | None = None, card: str = "") -> Panel:
    """Draw one fan.

    Args:
        name: unique on the page.
        heading: what it shows.
        fan: the percentiles.
        token: whose colour it takes: the payee's for a flow, slate for what belongs to nobody.
        card: the card the heading opens; empty for none.
        ends: last year of the axis, so that fans beside each other share it; the fan's own by default.
    """
    unit = fan_unit(fan)
    kept = max(2, alive(fan))
    years = [year_of(moment) for moment in fan.dates[:kept]]
    lines = {line: [value / unit.scale.factor for value in getattr(fan, line)[:kept]] for line in _LINES}
    rows = [
        {"t": year, **{line: significant(lines[line][place]) for line in _LINES}} for place, year in enumerate(years)
    ]
    axis = _axis(lines)
    unit = replace(unit, fine=axis.logarithmic)
    shown = ("p50",) if is_certain(fan) else _LINES
    labels = _labels(shown, {line: lines[line][-1] for line in shown}, years[-1], axis, unit)
    last = max(ends or years[-1], years[-1])
    return Panel(
        name=name,
        heading=heading,
        token="" if token == NOBODY else token,
        wide=_layout(token, (years[0], last), axis, labels, _WIDE, unit),
        narrow=_layout(token, (years[0], last), axis, labels, _NARROW, unit),
        data={"fan": rows, "labels": labels},
        width=_WIDE,
        unit=", ".join(part for part in (unit.words, "logarithmic" if axis.logarithmic else "") if part),
        card=card,
    )


def _axis(lines: dict[str, list[float]]) -> Axis:
    low, high = min(lines["p5"]), max(lines["p95"])
    if low > 0 and max(top / middle for top, middle in zip(lines["p95"], lines["p50"], strict=True)) > _SKEWED:
        return Axis(low, high, logarithmic=True)
    low, high = min(0.0, low), max(0.0, high)
    return Axis(low, high if high > low else low + 1.0)


def _labels(
    shown: Sequence[str],
    ends: dict[str, float],
    year: float,
    axis: Axis,
    unit: FanUnit,
) -> Rows:
    """Name the lines at their right ends, pushed apart so far that each can be read; lines that meet share a name."""
    groups = _met(shown, ends, unit)
    places = spread([axis.height(ends[group[0]]) for group in groups], _APART, _HEIGHT - 8.0)
    return [
        {
            "t": year,
            "y": significant(axis.value(place), 5),
            "s": f"{_group_name(group)}  {_written(ends[group[0]], unit)}",
            "m": int("p50" in group),
        }
        for group, place in zip(groups, places, strict=True)
    ]


def _met(shown: Sequence[str], ends: dict[str, float], unit: FanUnit) -> list[list[str]]:
    """Group neighbouring lines whose ends read the same."""
    groups: list[list[str]] = []
    for line in shown:
        if groups and _written(ends[groups[-1][0]], unit) == _written(ends[line], unit):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _group_name(group: Sequence[str]) -> str:
    if len(group) == 1:
        return _NAMES[group[0]]
    return f"{_NAMES[group[0]]} to {_NAMES[group[-1]]}"


def _written(value: float, unit: FanUnit) -> str:
    decimals = min(number.decimals_of(value), _MOST_DECIMALS.get(unit.suffix, 2))
    small = abs(value) < _SMALL and unit.scale.factor == 1.0 and not unit.suffix
    if value and (unit.fine or small):
        decimals = max(decimals, 1 - math.floor(math.log10(abs(value))))
    return number.plain(value, decimals) + unit.suffix


def _layout(
    token: str,
    years: tuple[float, float],
    upright: Axis,
    labels: Rows,
    width: int,
    unit: FanUnit,
) -> Spec:
    room = max(text_width(row["s"]) for row in labels) + 14
    plot = max(80.0, width - room - 34)
    x_domain = (years[0], years[1] + (years[1] - years[0]) * room / plot)
    marks = year_ticks(years[0], years[1], max(2, int(plot // 64)))
    x = position("t", x_domain, {"title": None, "format": "d", "values": marks})
    domain, logarithmic = (upright.low, upright.high), upright.logarithmic
    values = power_ticks(*domain) if logarithmic else ticks(*domain, 4)
    axis = {"title": None, "values": values, "labelExpr": number_labels(suffix=unit.suffix)}
    y = {line: position(line, domain, axis, logarithmic=logarithmic) for line in (*_LINES, "y")}
    band = {"data": {"name": "fan"}}
    return {
        "height": _HEIGHT,
        "padding": {"left": 0, "right": 2, "top": 8, "bottom": 6},
        "layer": [
            {
                **band,
                "mark": {"type": "area", "style": f"{token}-faint"},
                "encoding": {"x": x, "y": y["p5"], "y2": {"field": "p95"}},
            },
            {
                **band,
                "mark": {"type": "area", "style": f"{token}-soft"},
                "encoding": {"x": x, "y": y["p25"], "y2": {"field": "p75"}},
            },
            {**band, "mark": {"type": "line", "style": f"{token}-line"}, "encoding": {"x": x, "y": y["p50"]}},
            *_names(x, y["y"], "label-strong", 1),
            *_names(x, y["y"], "label", 0),
        ],
    }


def _names(x: Spec, y: Spec, style: str, middle: int) -> list[Spec]:
    texts = haloed("labels", style, {"x": x, "y": y, "text": {"field": "s"}}, align="left", dx=6, clip=False)
    return [text | {"transform": [{"filter": f"datum.m === {middle}"}]} for text in texts]


def fan_table(fans: dict[str, Fan]) -> Table:
    """Return fans as a table: each at the end of some years, median with the 5th and 95th percentile."""
    rows = []
    for name, fan in fans.items():
        unit = fan_unit(fan)
        for place in _year_ends(fan):
            cells = [_written(getattr(fan, line)[place] / unit.scale.factor, unit) for line in reversed(_LINES)]
            rows.append((", ".join(part for part in (name, unit.words) if part), number.day(fan.dates[place]), *cells))
    return Table(("Quantity", "Date", "5th", "25th", "median", "75th", "95th"), tuple(rows))


def _year_ends(fan: Fan, most: int = 6) -> list[int]:
    """Return places of a few dates spread over the fan's life, first and last included."""
    kept = max(1, alive(fan))
    if kept <= most:
        return list(range(kept))
    return sorted({round(step * (kept - 1) / (most - 1)) for step in range(most)})
