"""Draw what a deal may be worth: one panel per party, one ridge per scenario, one scale for all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.show import number
from dealwright.show.charts.kernel import smooth_and_sure
from dealwright.show.charts.layers import number_labels, position, text_layer, ticks
from dealwright.show.charts.picture import Panel, Table, significant
from dealwright.show.charts.text_width import text_width, wrapped
from dealwright.show.number import scale_of
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jaxtyping import Float

    from dealwright.engine.result import PartyWorth, Valuation
    from dealwright.show.charts.picture import Rows, Spec
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

POINTS = 120
_RIDGE = 104
_GAP = 1.7
_SPIKE = 2.8
"""A curve that holds most of its mass within this many points of the grid is a spike."""
_UNDER_NAME = 0.7
"""A ridge that is higher than this part of its room goes through a name above it."""
_LABEL = 0.11
"""Part of the width that a label behind the line takes."""
_LONGER = 1.5
"""A tail is cut where it is this much longer than the middle one of all tails."""
_STEPS = 5
"""So many round steps make up a scale at least, and ten times as many at most."""
_WIDE = 430
_NARROW = 300


def density_scale(valuation: Valuation, scenarios: Sequence[str], parties: Sequence[str]) -> Scale:
    """Choose the scale that all panels share."""
    worths = [valuation.scenarios[name].parties[party] for name in scenarios for party in parties]
    return scale_of([*_domain(worths), *(value for worth in worths for value in (worth.p5, worth.p50, worth.p95))])


def density_panels(story: Story, scale: Scale) -> tuple[Panel, ...]:
    """Draw the value densities of each party at the table, in the file's order, with the scale of all panels."""
    worths = [story.valuation.scenarios[name].parties[party] for name in story.scenarios for party in story.at_table]
    low, high = _domain(worths)
    frame = _Frame(tuple(story.scenarios), story.focus, (low / scale.factor, high / scale.factor), scale)
    return tuple(_panel(story, party, frame) for party in story.at_table)


class _Frame:
    """What all panels of the figure share."""

    def __init__(self, scenarios: tuple[str, ...], focus: str, domain: tuple[float, float], scale: Scale) -> None:
        self.scenarios = scenarios
        self.focus = focus
        self.domain = domain
        self.scale = scale
        self.top = len(scenarios)

    def base(self, row: int) -> float:
        """Return the height of a ridge's floor."""
        return (self.top - 1 - row) * _GAP


def _domain(worths: Sequence[PartyWorth]) -> tuple[float, float]:
    """Cover the bulk of every ridge; a tail longer than most is cut, and an arrow says so."""
    low = min(min(worth.p5, _quantile(worth.sample, 0.01)) for worth in worths)
    tails = sorted(max(worth.p95, _quantile(worth.sample, 0.96)) for worth in worths)
    longest = tails[len(tails) // 2] * _LONGER if tails[-1] > 0 else tails[-1]
    high = min(max(longest, *(worth.p75 for worth in worths)), tails[-1])
    span = max(high - low, abs(high) * 1e-6, 1e-6)
    # Room on both sides for the labels of the 5th and 95th percentile, up to round numbers: a package that is moved
    # a little is drawn to the same scale, and only its curve moves.
    step = 10.0 ** math.floor(math.log10(span / _STEPS))
    return math.floor((low - 0.1 * span) / step) * step, math.ceil((high + 0.12 * span) / step) * step


def _quantile(sample: Float[np.ndarray, " path"], share: float) -> float:
    finite = sample[np.isfinite(sample)]
    return float(np.quantile(finite, share)) if len(finite) else 0.0


def _panel(story: Story, party: str, frame: _Frame) -> Panel:
    worths = [story.valuation.scenarios[name].parties[party] for name in frame.scenarios]
    area, marks = _rows([capital(story.title(name)) for name in frame.scenarios], worths, frame)
    token = story.token(party)
    unit = f"present value, {story.unit(frame.scale)}"
    return Panel(
        name=f"density-{party}",
        heading=story.names.party(party),
        token=token,
        wide=_layout(token, frame, unit, _WIDE),
        narrow=_layout(token, frame, unit, _NARROW),
        data={"area": area, "marks": marks},
        width=_WIDE,
    )


def _rows(titles: Sequence[str], worths: Sequence[PartyWorth], frame: _Frame) -> tuple[Rows, Rows]:
    grid = np.linspace(*frame.domain, POINTS)
    heights = _heights([smooth_and_sure(worth.sample / frame.scale.factor, grid) for worth in worths])
    names = [{"name": wrapped(title, 0.55 * _WIDE), "short": wrapped(title, 0.6 * _NARROW)} for title in titles]
    reach = [max(map(text_width, name["name"])) / _WIDE for name in names]
    left = _names_go_left(heights, reach)
    sides = [_goes_left(curve, width, left=left) for curve, width in zip(heights, reach, strict=True)]
    xs = [significant(float(x), 5) for x in grid]
    area: Rows = []
    marks: Rows = []
    for row, (scenario, worth) in enumerate(zip(frame.scenarios, worths, strict=True)):
        base = frame.base(row)
        same = {"k": row, "f": int(scenario == frame.focus), "b": base}
        ys = [significant(base + float(height)) for height in heights[row]]
        area += [same | {"x": x, "y": y} for x, y in zip(xs, ys, strict=True)]
        side = {"nx": frame.domain[0 if sides[row] else 1], "al": "left" if sides[row] else "right"}
        marks.append(_mark(worth, frame, base) | names[row] | side)
    return area, marks


def _heights(
    curves: Sequence[tuple[Float[np.ndarray, " point"], Float[np.ndarray, " point"], float]],
) -> list[Float[np.ndarray, " point"]]:
    """Scale curves to one highest peak; what is sure, whose spike would flatten the others, is drawn as high.

    What spreads beside a sure amount is drawn as high as it is likely, so that it does not look like all there is.
    """
    broad = [float(smooth.max()) / (1 - part) for smooth, _, part in curves if part < 1 and not _is_spike(smooth)]
    peak = max(broad or [float((smooth + sure).max()) for smooth, sure, _ in curves]) or 1.0
    return [np.maximum(np.minimum(smooth / peak, 1.0), sure / (float(sure.max()) or 1.0)) for smooth, sure, _ in curves]


def _is_spike(smooth: Float[np.ndarray, " point"]) -> bool:
    return float(smooth.max()) * _SPIKE > float(smooth.sum())


def _names_go_left(heights: Sequence[Float[np.ndarray, " point"]], widths: Sequence[float]) -> bool:
    """Tell whether the ridges leave more room for their names, of these parts of the width, at the left."""
    reach = [min(POINTS, int((width + 0.03) * POINTS) + 1) for width in widths]
    left = max(float(curve[:points].max()) for curve, points in zip(heights, reach, strict=True))
    right = max(float(curve[-points:].max()) for curve, points in zip(heights, reach, strict=True))
    return left < right


def _goes_left(curve: Float[np.ndarray, " point"], width: float, *, left: bool) -> bool:
    """Tell on which side a ridge's name stands: on that of all names, unless the ridge itself leaves no room there."""
    points = min(POINTS, int((width + 0.03) * POINTS) + 1)
    at_left, at_right = float(curve[:points].max()), float(curve[-points:].max())
    here, there = (at_left, at_right) if left else (at_right, at_left)
    return left if here < _UNDER_NAME or here <= there else not left


def _mark(worth: PartyWorth, frame: _Frame, base: float) -> dict[str, Any]:
    factor, (low, high) = frame.scale.factor, frame.domain
    numbers = {"p5": worth.p5, "p25": worth.p25, "p50": worth.p50, "p75": worth.p75, "p95": worth.p95}
    numbers["ce"] = worth.certainty_equivalent.value
    scaled = {name: min(max(value / factor, low), high) for name, value in numbers.items() if np.isfinite(value)}
    texts = {name: number.plain(value / factor, number.decimals_of(value / factor)) for name, value in numbers.items()}
    certain = texts["p5"] == texts["p95"]
    over = {"l5": worth.p5 / factor < low, "l95": worth.p95 / factor > high}
    return {
        **{name: significant(value, 5) for name, value in scaled.items()},
        "base": base,
        "y": base - 0.13,
        "yn": base + 0.92,
        "lab": texts["p50"],
        "l5": "" if certain else ("← " if over["l5"] else "") + texts["p5"],
        "l95": "" if certain else texts["p95"] + (" →" if over["l95"] else ""),
        "cut": int(over["l95"] or scaled["p95"] > high - _LABEL * (high - low)),
    }


def _layout(token: str, frame: _Frame, unit: str, width: int) -> Spec:
    values = ticks(*frame.domain, max(2, min(6, width // 70)))
    axis = {"title": unit, "values": values, "labelExpr": number_labels()}
    x = position("x", frame.domain, axis)
    heights = (-0.5, (frame.top - 1) * _GAP + 1.12)
    y = {name: position(name, heights, None) for name in ("b", "y", "yn")}

    def across(field: str) -> Spec:
        return position(field, frame.domain, axis)

    return {
        "height": frame.top * _RIDGE + 8,
        "padding": {"left": 0, "right": 2, "top": 4, "bottom": 6},
        "layer": [*_ridge(token, x, y), *_middle(token, across, y["y"]), *_labels(token, across, y, width)],
    }


def _ridge(token: str, x: Spec, y: dict[str, Spec]) -> list[Spec]:
    """Draw the density: its area, the middle half of it stronger, and the line above."""
    ridge = {"x": x, "y": y["b"], "y2": {"field": "y"}, "detail": {"field": "k"}}
    line = {
        "data": {"name": "area"},
        "mark": {"type": "line", "style": token, "strokeWidth": 1, "strokeCap": "butt"},
        "encoding": {"x": x, "y": y["y"], "detail": {"field": "k"}},
    }
    return [_area(f"{token}-soft", 0, ridge), _area(f"{token}-mid", 1, ridge), line]


def _middle(token: str, across: Callable[[str], Spec], y: Spec) -> list[Spec]:
    """Mark the percentiles on the base line, the median and the certainty equivalent."""

    def marked(style: str | list[str], encoding: Spec, **mark: object) -> Spec:
        return {"data": {"name": "marks"}, "mark": {"style": style, **mark}, "encoding": {"y": y, **encoding}}

    nine, half = ({"x": across(low), "x2": {"field": high}} for low, high in (("p5", "p95"), ("p25", "p75")))
    dot = {"type": "point", "shape": "circle", "size": 62, "opacity": 1, "strokeWidth": 2}
    return [
        marked("baseline", nine, type="rule", strokeWidth=1),
        marked(f"{token}-line", half, type="rule", strokeWidth=5, strokeCap="butt"),
        marked(["halo", token], {"x": across("p50")}, **dot),
        marked("ce", {"x": across("ce")}, type="point"),
    ]


def _labels(token: str, across: Callable[[str], Spec], y: dict[str, Spec], width: int) -> list[Spec]:
    """Write the percentiles beside their marks, and whose density it is."""
    middle = {"x": across("p50"), "y": y["y"], "text": {"field": "lab"}}
    low = {"x": across("p5"), "y": y["y"], "text": {"field": "l5"}}
    whose = {"x": across("nx"), "y": y["yn"], "text": {"field": "name" if width == _WIDE else "short"}}
    return [
        text_layer("marks", f"{token}-label", middle, dy=15, align="center"),
        text_layer("marks", "note", low, align="right", dx=-6),
        _upper(across("p95"), y["y"], 0, align="left", dx=6),
        _upper(across("p95"), y["y"], 1, align="right", dy=12),
        text_layer("marks", "label", whose, align={"expr": "datum.al"}, lineHeight=15),
    ]


def _upper(x: Spec, y: Spec, cut: int, **mark: object) -> Spec:
    """Label the 95th percentile: behind its line, or above it where the line goes on beyond the picture."""
    layer = text_layer("marks", "note", {"x": x, "y": y, "text": {"field": "l95"}}, **mark)
    return layer | {"transform": [{"filter": f"datum.cut === {cut}"}]}


def _area(style: str, focus: int, encoding: Spec) -> Spec:
    return {
        "data": {"name": "area"},
        "transform": [{"filter": f"datum.f === {focus}"}],
        "mark": {"type": "area", "style": style},
        "encoding": encoding,
    }


def density_table(story: Story, scale: Scale) -> Table:
    """Return the same percentiles as a table, one row per party and scenario."""
    rows = [
        (story.names.party(party), capital(story.title(name)), *_percentiles(worth, scale))
        for party in story.at_table
        for name in story.scenarios
        for worth in (story.valuation.scenarios[name].parties[party],)
    ]
    return Table(("Party", "Scenario", "5th", "25th", "median", "75th", "95th", "certain"), tuple(rows))


def _percentiles(worth: PartyWorth, scale: Scale) -> list[str]:
    values = (worth.p5, worth.p25, worth.p50, worth.p75, worth.p95, worth.certainty_equivalent.value)
    return number.column(values, scale)
