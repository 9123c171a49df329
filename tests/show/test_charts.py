from __future__ import annotations

import itertools
import json
import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import show_samples as samples
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from dealwright.bargain.beliefs.found import BeliefsFound, Probability, Signing
from dealwright.engine.result import Fan
from dealwright.show import theme
from dealwright.show.charts.densities import POINTS
from dealwright.show.charts.fans import fan_panel, fan_unit, is_certain
from dealwright.show.charts.frontier import MOST_DOTS, frontier_panels
from dealwright.show.charts.frontier_frame import near_hull, zone_outline
from dealwright.show.charts.kernel import density, smooth_and_sure
from dealwright.show.charts.labels import Box, Wanted, placed, point_box
from dealwright.show.charts.layers import ticks
from dealwright.show.charts.picture import Figure, Panel
from dealwright.show.charts.text_width import text_width
from dealwright.show.charts.tornado import _domain
from dealwright.show.number import Scale
from dealwright.show.pictures import svg
from dealwright.show.report import sections_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.show.story import Story

BN = Scale(1e9, "bn")
WIDTHS = {"left": 0.0, "center": 0.5, "right": 1.0}


def figures(story: Story) -> list[Figure]:
    return [figure for section in sections_of(story) for figure in section.figures if isinstance(figure, Figure)]


def panels(story: Story) -> list[Panel]:
    return [panel for figure in figures(story) for panel in figure.panels]


@pytest.fixture(scope="module")
def drawn(story: Story) -> list[Panel]:
    return panels(story)


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)
    elif isinstance(node, str):
        yield node


@pytest.mark.parametrize("narrow", [False, True], ids=["page", "phone"])
def test_every_picture_compiles_and_draws_marks(drawn: list[Panel], *, narrow: bool) -> None:
    assert len(drawn) == 2 + 1 + 2 + 3 + 2 + 1
    for panel in drawn:
        svg = vl_convert.vegalite_to_svg(panel.spec(theme.LIGHT, finding="A finding stands here", narrow=narrow))
        root = ET.fromstring(svg)  # noqa: S314 - drawn by us a line above
        paths = [element for element in root.iter("{http://www.w3.org/2000/svg}path") if element.get("d")]
        assert len(paths) > 4, panel.name
        assert "A finding stands here" in svg
        assert "NaN" not in svg, panel.name
        assert "undefined" not in svg, panel.name


def test_no_picture_names_a_colour(drawn: list[Panel]) -> None:
    named = re.compile(r"#[0-9A-Fa-f]{3,8}\b|\brgba?\(|\bhsl\(")
    for panel in drawn:
        for layout in (panel.wide, panel.narrow):
            assert not [text for text in texts(layout) if named.search(text)], panel.name
            assert not re.search(r'"(color|fill|stroke)"', json.dumps(layout)), panel.name


def test_every_style_a_picture_names_is_one_of_the_theme(drawn: list[Panel]) -> None:
    known = set(theme.config(theme.LIGHT)["style"])

    def styles(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            style = node.get("style", [])
            yield from [style] if isinstance(style, str) else style
            for value in node.values():
                yield from styles(value)
        elif isinstance(node, list):
            for value in node:
                yield from styles(value)

    used = {style for panel in drawn for style in styles(panel.wide)}
    assert used <= known
    assert "solution" in used


def test_a_figure_has_a_finding_both_feet_and_a_table_that_says_the_same(story: Story) -> None:
    for figure in figures(story):
        assert figure.finding
        assert not figure.finding.endswith(".")
        assert figure.source
        assert figure.sample
        assert figure.table.rows
        assert all(len(row) == len(figure.table.head) for row in figure.table.rows)


def test_panels_beside_each_other_share_their_scale(drawn: list[Panel]) -> None:
    for kind in ("density-", "effect-"):
        shared = [panel.wide["layer"][0]["encoding"]["x"]["scale"] for panel in drawn if panel.name.startswith(kind)]
        assert len(shared) == 2
        assert shared[0] == shared[1]


def test_densities_stay_small(drawn: list[Panel]) -> None:
    for panel in drawn:
        if panel.name.startswith("density-"):
            assert len(panel.data["area"]) == 3 * POINTS
            assert len(json.dumps(panel.data)) < 40_000


def test_at_most_a_thousand_packages_are_drawn_whatever_their_number(story: Story) -> None:
    found = story.found
    assert found is not None
    many = replace(found, cloud=tuple(found.cloud) * 9, frontier=tuple(found.frontier) * 9)
    dots = [row for row in frontier_panels(many, story, BN)[0].data["dots"] if not row.get("s")]
    assert 900 < len(dots) <= MOST_DOTS


def test_without_a_zone_none_is_drawn_and_none_is_named() -> None:
    apart = samples.bargain(north_holds=47, borealis_holds=67)
    panel = frontier_panels(apart, samples.story(found=apart), BN)[0]
    assert panel.data["zone"] == []
    assert "zone of agreement" not in {row["s"] for row in panel.data["labels"]}


def test_a_belief_is_drawn_by_the_measure_of_the_axes_and_ends_with_them(story: Story) -> None:
    assert story.found is not None
    party = story.found.between[0]
    by_mean = replace(story.found, measure="mean_at_discount", reservation_band={party: (1.0, 1e15)})
    panel = frontier_panels(by_mean, story, BN)[0]
    low, high = panel.wide["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert panel.data["bands"] == [
        {"side": 0, "low": pytest.approx(max(1e-9, low), rel=1e-3), "high": pytest.approx(high, rel=1e-3)}
    ]
    assert frontier_panels(replace(by_mean, reservation_band={}), story, BN)[0].data["bands"] == []


def test_an_exchange_rate_far_below_one_keeps_its_digits() -> None:
    few = tuple(date(year, 1, 1) for year in (2025, 2026))
    fan = Fan(
        (1.0, 366.0), few, (0.0039, 0.0039), (0.0054,) * 2, (0.0067,) * 2, (0.0083,) * 2, (0.0113,) * 2, "EUR/JPY"
    )
    written = [row["s"] for row in fan_panel("rate", "", fan, "").data["labels"]]
    assert written == ["95th  0.011", "75th  0.0083", "median  0.0067", "25th  0.0054", "5th  0.0039"]


def test_a_dot_carries_its_package_in_words(story: Story) -> None:
    assert story.found is not None
    panel = frontier_panels(story.found, story, BN)[0]
    tips = panel.wide["layer"][-1]["encoding"]["tooltip"]
    assert [tip["title"] for tip in tips] == [
        "Package",
        "Revenue share rate",
        "Access until",
        "Stake",
        "Compute take or pay",
        "Northwind, USD bn",
        "Borealis, USD bn",
    ]
    looked_up = " ".join(step["calculate"] for step in panel.wide["layer"][-1]["transform"])
    assert "31 December 2034" in looked_up


def test_a_dot_is_said_once_to_who_does_not_see_it_and_the_picture_is_small(story: Story) -> None:
    assert story.found is not None
    (panel,) = frontier_panels(story.found, story, BN)
    drawn = vl_convert.vegalite_to_svg(panel.spec(theme.VARIABLES))
    said = re.findall(r'<path aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="point"', drawn)
    assert len(said) == len(panel.data["dots"]) > 900
    assert all("; Package: " in each for each in said)
    assert len(svg(panel, theme.LIGHT, alone=True)) < 250_000


def test_a_kernel_estimate_of_a_normal_sample_is_its_density() -> None:
    sample = np.random.default_rng(3).normal(40.0, 5.0, 40_000)
    grid = np.linspace(20, 60, 161)
    exact = np.exp(-0.5 * ((grid - 40) / 5) ** 2) / (5 * np.sqrt(2 * np.pi))
    estimate = density(sample, grid)
    # The bias of the kernel and its error together stay within 3 % of the peak at this many values.
    assert np.max(np.abs(estimate - exact)) < 0.03 * exact.max()
    assert np.sum(estimate) * (grid[1] - grid[0]) == pytest.approx(1.0, abs=0.005)


def test_a_sample_that_never_moves_still_shows_a_spike() -> None:
    grid = np.linspace(0, 10, 101)
    spike = density(np.full(1000, 4.0), grid)
    assert grid[int(np.argmax(spike))] == pytest.approx(4.0, abs=0.1)


def test_values_that_are_not_finite_are_passed_over() -> None:
    grid = np.linspace(0, 10, 101)
    sample = np.concatenate([np.linspace(4, 6, 500), [np.inf, np.nan, -np.inf]])
    assert np.all(np.isfinite(density(sample, grid)))


@given(
    st.lists(st.tuples(st.floats(20, 580), st.floats(20, 400)), min_size=1, max_size=7),
    st.lists(st.sampled_from(["Nash", "Kalai-Smorodinsky", "Egalitarian", "Utilitarian"]), min_size=7, max_size=7),
)
def test_labels_never_cover_each_other_or_a_point(points: list[tuple[float, float]], names: list[str]) -> None:
    wanted = [Wanted(name, x, y) for name, (x, y) in zip(names, points, strict=False)]
    frame = Box(0, 0, 620, 470)
    taken = [point_box(x, y) for x, y in points]
    found = [place for place in placed(wanted, frame, taken) if place is not None]
    for number, place in enumerate(found):
        assert place.box.inside(frame)
        assert not any(place.box.meets(other.box) for other in found[number + 1 :])
        assert not any(place.box.meets(box) for box in taken)


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=40), st.floats(0, 5))
def test_the_line_of_the_frontier_keeps_the_outermost_packages(points: list[tuple[float, float]], error: float) -> None:
    kept = near_hull(points, error)
    assert max(points) in kept or max(x for x, _ in points) in {x for x, _ in kept}
    assert set(kept) <= set(points)
    assert [x for x, _ in kept] == sorted(x for x, _ in kept)


def test_a_corner_of_the_frontier_is_kept_however_floats_round() -> None:
    corners = [(0.0, 19.0), (1.0, -13.11213262449029)]
    assert near_hull(corners, 0.0) == corners


def test_the_zone_ends_exactly_where_the_lines_cross_the_frontier() -> None:
    outline = zone_outline([(0.0, 10.0), (10.0, 0.0)], (2.0, 3.0))
    assert outline[0] == {"x": 2.0, "y": 8.0, "lo": 3.0}
    assert outline[-1] == {"x": 7.0, "y": 3.0, "lo": 3.0}


def test_ticks_are_few_and_round() -> None:
    assert ticks(0, 97, 4) == [0, 25, 50, 75]
    assert ticks(-24, 24, 5) == [-20, -10, 0, 10, 20]
    assert ticks(3, 3) == [3]


def test_a_fan_says_its_unit_in_words() -> None:
    assert fan_unit(samples.fan(12e9, 0.1, 0.2)).words == "USD bn a year"
    assert fan_unit(samples.fan(23, 0.0, 0.2, unit="x")).suffix == "x"
    assert fan_unit(samples.fan(0.28, 0.0, 0.0, unit="number")).suffix == "%"
    assert is_certain(samples.fan(0.28, 0.0, 0.0))


def test_a_fan_whose_top_is_far_above_its_median_is_drawn_in_ratios() -> None:
    wide = fan_panel("f", "F", samples.fan(12e9, 0.1, 0.6), "p1")  # the 95th ends at 49 times the median
    assert wide.unit == "USD bn a year, logarithmic"
    scales = [layer["encoding"]["y"]["scale"] for layer in wide.wide["layer"]]
    assert {scale["type"] for scale in scales} == {"log"}
    fan = samples.fan(12e9, 0.1, 0.6)
    kept = [value / 1e9 for value in (*fan.p5, *fan.p95) if value > 0]
    assert scales[0]["domain"] == pytest.approx([min(kept), max(kept)])
    marks = wide.wide["layer"][0]["encoding"]["y"]["axis"]["values"]
    assert marks == [10, 100, 1000]
    heights = [math.log(row["y"]) for row in wide.data["labels"]]
    assert min(np.diff(heights[::-1])) >= 13.4 / 216 * math.log(max(kept) / min(kept))
    named = {row["s"].split("  ")[0]: row["y"] for row in wide.data["labels"]}
    last = max(place for place, value in enumerate(fan.p50) if value > 0)
    assert named["median"] == pytest.approx(fan.p50[last] / 1e9, rel=1e-3)

    small = fan_panel("f", "F", samples.fan(12e6, -0.1, 0.6), "p1").data["labels"]
    assert [row["s"] for row in small if row["s"].startswith("5th")] == ["5th  0.052"]

    narrow = fan_panel("f", "F", samples.fan(12e9, 0.1, 0.2), "p1")
    assert narrow.unit == "USD bn a year"
    assert "type" not in narrow.wide["layer"][0]["encoding"]["y"]["scale"]
    touched = replace(fan, p5=(0.0, *fan.p5[1:]))  # what may be nothing has no logarithm
    assert fan_panel("f", "F", touched, "p1").unit == "USD bn a year"


def test_names_at_the_edge_of_a_fan_stand_apart_and_lines_that_meet_share_one() -> None:
    apart = fan_panel("f", "F", samples.fan(12e9, 0.01, 0.002), "p1").data["labels"]
    fan = samples.fan(12e9, 0.1, 0.2)
    top = max(fan.p95) / 1e9
    pixels = sorted(row["y"] / top for row in apart)
    assert len(apart) >= 3
    assert all(later > earlier for earlier, later in itertools.pairwise(pixels))
    ended = replace(fan, p5=(0.0,) * len(fan.days), p25=(0.0,) * len(fan.days), p50=(0.0,) * len(fan.days))
    words = [row["s"] for row in fan_panel("g", "G", ended, "p1").data["labels"]]
    assert words[-1] == "median to 5th  0"


def test_a_package_of_the_frontier_is_the_fuller_the_likelier_all_sign_it() -> None:
    plain = samples.bargain()
    count = len(plain.frontier)
    together = np.linspace(0.0, 1.0, count)
    signing = Signing(plain.between, np.stack([together, np.ones(count)], axis=1), together, 64)
    told = BeliefsFound(64, 8, count, Probability(0.97, 0.02), (), signing, {})
    found = replace(plain, beliefs=told)
    panel = frontier_panels(found, samples.story(found=found), BN)[0]
    full = [row["a"] for row in panel.data["dots"] if "a" in row]
    assert full == sorted(full)
    assert len(set(full)) > 2
    layers = [each for each in panel.wide["layer"] if each["mark"].get("style") == "signed"]
    assert [each["encoding"]["opacity"]["field"] for each in layers] == ["a"]
    assert all("a" not in row for row in frontier_panels(plain, samples.story(found=plain), BN)[0].data["dots"])


def test_an_amount_that_is_sure_in_many_futures_is_a_spike_and_not_spread_over_what_nobody_gets() -> None:
    sample = np.concatenate([np.full(700, -160.0), np.random.default_rng(4).lognormal(6.5, 0.6, 300)])
    grid = np.linspace(-400, 2000, 121)
    smooth, sure, part = smooth_and_sure(sample, grid)
    assert part == pytest.approx(0.7)
    step = grid[1] - grid[0]
    assert np.sum(sure) * step == pytest.approx(0.7, abs=0.01)
    assert sure[np.abs(grid + 160) > 4 * step].max() < 1e-3 * sure.max()
    assert smooth[grid < -100].max() < 0.02 * smooth.max()
    assert np.sum(smooth) * step == pytest.approx(0.3, abs=0.02)


def test_every_value_at_a_bar_of_the_tornado_has_room_on_its_axis() -> None:
    rows = [
        {"v": -9.0, "l": "31 Dec 2028"},
        {"v": 4.0, "l": "31 Dec 2033"},
        {"v": 0.1, "l": "3.3m"},
        {"v": 0.0, "l": ""},
    ]
    low, high = _domain(rows, 250.0)
    for row in rows:
        end = float(str(row["v"])) * 250.0 / (high - low)
        room = text_width(str(row["l"])) + 2 if row["v"] else 0.0
        assert low * 250.0 / (high - low) <= (end - room if end < 0 else end)
        assert (end + room if end > 0 else end) <= high * 250.0 / (high - low)
