from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from dealwright.show import theme
from dealwright.show.charts.axis import Axis
from dealwright.show.charts.bridge import BridgeStep, bridge_panel
from dealwright.show.charts.columns import Column, Owner, columns_panel
from dealwright.show.charts.edge_names import Named, edge_names
from dealwright.show.charts.stacked import Band, Frame, stacked_panel
from dealwright.show.number import Scale

if TYPE_CHECKING:
    from dealwright.show.charts.picture import Panel

EXITS = (0.0, 10.0, 23.0, 46.0, 60.0)
SENIOR = (0.0, 10.0, 10.0, 10.0, 10.0)
JUNIOR = (0.0, 0.0, 13.0, 13.0, 18.0)
COMMON = (0.0, 0.0, 0.0, 23.0, 32.0)


def axis(*, logarithmic: bool = False) -> Axis:
    marks = {1.0: "1", 10.0: "10"} if logarithmic else {0.0: "0", 20.0: "20", 40.0: "40", 60.0: "60"}
    return Axis(1.0 if logarithmic else 0.0, 60.0, marks, "exit value, USD m", logarithmic=logarithmic)


def stack(marks: tuple[float, ...] = (10.0, 23.0, 46.0)) -> Panel:
    bands = [
        Band(name, token, "strong", values, tuple(f"{value:g}m" for value in values), f"{values[-1]:g}m")
        for name, token, values in (("Series B", "p3", SENIOR), ("Series A", "p2", JUNIOR), ("Common", "p1", COMMON))
    ]
    point = tuple(f"{value:g}m" for value in EXITS)
    return stacked_panel("paid", "", bands, Frame(axis(), axis(), EXITS, marks, point))


def columns() -> Panel:
    owners = [Owner("Common", "p1", "strong"), Owner("Pool", "p1", "soft"), Owner("Series A", "p2", "strong")]
    steps = [("2021", "Founding", (1.0, 0.0, 0.0)), ("2022", "Pool", (0.9, 0.1, 0.0)), ("2023", "A", (0.7, 0.1, 0.2))]
    return columns_panel("owned", "", owners, [Column(when, what, parts, what) for when, what, parts in steps])


def bridge() -> Panel:
    steps = [
        BridgeStep("Headline total", 57.9e9, total=True),
        BridgeStep("To selling holders", -7.5e9),
        BridgeStep("Left out of it", 0.1e9),
        BridgeStep("Cash that came in", 50.5e9, total=True),
    ]
    return bridge_panel("raised", "", steps, Scale(1e9, "bn"), "USD bn")


@pytest.mark.parametrize("narrow", [False, True], ids=["page", "phone"])
@pytest.mark.parametrize("panel", [stack(), columns(), bridge()], ids=["stacked", "columns", "bridge"])
def test_every_picture_of_a_cap_table_compiles_and_names_no_colour(panel: Panel, *, narrow: bool) -> None:
    svg = vl_convert.vegalite_to_svg(panel.spec(theme.DARK, finding="A finding", narrow=narrow))
    root = ET.fromstring(svg)  # noqa: S314 - drawn by us a line above
    assert len([path for path in root.iter("{http://www.w3.org/2000/svg}path") if path.get("d")]) > 4
    assert "NaN" not in svg
    assert "undefined" not in svg
    layout = json.dumps(panel.narrow if narrow else panel.wide)
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b|\brgba?\(", layout)
    assert not re.search(r'"(color|fill|stroke)"', layout)
    used = {
        name for text in re.findall(r'"style": ("[^"]+"|\[[^\]]+\])', layout) for name in re.findall(r"[\w-]+", text)
    }
    assert used <= set(theme.config(theme.LIGHT)["style"])


def drawn(panel: Panel, *, narrow: bool = False) -> list[str]:
    """Return every text that is drawn, each once."""
    svg = vl_convert.vegalite_to_svg(panel.spec(theme.LIGHT, narrow=narrow))
    root = ET.fromstring(svg)  # noqa: S314 - drawn by us a line above
    return list(dict.fromkeys("".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")))


def test_each_band_begins_where_the_one_below_it_ends_and_is_named_at_its_end() -> None:
    panel = stack()
    for at in range(len(EXITS)):
        rows = [row for row in panel.data["bands"] if row["x"] == EXITS[at]]
        assert rows[0]["lo"] == 0
        assert all(above["lo"] == below["hi"] for below, above in pairwise(rows))
        assert rows[-1]["hi"] == EXITS[at]  # payouts sum to the proceeds
    assert {"Series B, 10m", "Series A, 18m", "Common, 32m"} <= set(drawn(panel))


def test_verticals_are_numbered_and_those_without_room_share_a_place() -> None:
    assert [row["n"] for row in stack().data["marks-640"] if row["n"]] == ["1", "2", "3"]
    close = stack((10.0, 10.5, 11.0, 46.0))
    assert [text for text in (row["n"] for row in close.data["marks-640"]) if text] == ["1–3", "4"]


def test_who_points_at_an_exit_value_is_told_what_everybody_gets() -> None:
    panel = stack()
    tips = panel.wide["layer"][-1]["encoding"]["tooltip"]
    assert [tip["title"] for tip in tips] == ["exit value, USD m", "Common", "Series A", "Series B"]
    strip = panel.data["slices"][3]
    assert [strip["at"], strip["t0"], strip["t1"], strip["t2"]] == ["46m", "10m", "13m", "23m"]


def test_columns_write_the_shares_inside_and_the_names_at_the_right() -> None:
    words = drawn(columns())
    assert {"100", "90", "10", "70", "20"} <= set(words)
    assert {"Common, 70%", "Pool, 10%", "Series A, 20%"} <= set(words)
    assert {"2021Founding", "2022Pool"} <= set(words)  # two lines of one label


def test_a_phone_gets_the_first_the_last_and_some_columns_between() -> None:
    steps = [Column(str(2000 + place), "", (1.0,), "") for place in range(23)]
    panel = columns_panel("owned", "", [Owner("All", "p1", "strong")], steps)
    assert len({row["x"] for row in panel.data["parts-wide"]}) == 23
    words = drawn(panel, narrow=True)
    assert len({row["x"] for row in panel.data["parts-narrow"]}) == 6
    assert {"2000", "2022"} <= set(words)


def test_each_step_of_a_bridge_begins_where_the_one_before_it_ended() -> None:
    rows = bridge().data["steps"]
    assert [row["e"] for row in rows] == pytest.approx([57.9, 50.4, 50.5, 50.5])
    assert [row["s"] for row in rows] == ["57.90", "−7.50", "+0.10", "50.50"]
    words = drawn(bridge())
    assert {"Headline total", "To selling holders", "Left out of it", "Cash that came in"} <= set(words)


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=14))
def test_names_at_an_edge_stand_apart_and_in_the_order_of_their_areas(sizes: list[float]) -> None:
    edges = np.cumsum([0.0, *sizes]) / max(sum(sizes), 1e-9)
    middles = (edges[:-1] + edges[1:]) / 2
    areas = [Named(f"area {place}", "p1", float(middle)) for place, middle in enumerate(middles)][::-1]
    rows, room = edge_names(areas, 1.0, Axis(0.0, 1.0, {}, ""), (640, 300))
    heights = [(1 - row["lo"]) * 300 for row in rows]
    assert all(lower - upper >= 13 for upper, lower in pairwise(heights))
    assert room <= 0.45 * 640


def test_marks_far_apart_are_written_as_they_should_be() -> None:
    marks = {0.00003: "30k", 0.003: "3m", 1.0: "1bn", 3_000_000.0: "3m bn"}
    across = Axis(0.00001, 1e7, marks, "exit value", logarithmic=True)
    bands = [Band("Common", "p1", "strong", (1.0, 1.0), ("1", "1"))]
    panel = stacked_panel("far", "", bands, Frame(across, Axis(0.0, 1.0, {0.0: "0", 1.0: "all"}, ""), (0.00001, 1e7)))
    assert {"30k", "3m", "1bn", "3m bn", "all"} <= set(drawn(panel))


def test_a_whole_name_goes_before_its_figure_where_there_is_no_room_for_both() -> None:
    areas = [
        Named("Options at 0.20 USD", "p1", 0.9, "5.22m"),
        Named("Common", "p1", 0.5, "58.5m"),
        Named("A very long name of some partnership", "p2", 0.2, "1m"),
    ]
    rows, _ = edge_names(areas, 1.0, Axis(0.0, 1.0, {}, ""), (335, 300))
    said = [str(row["s"]) for row in rows]
    assert said[:2] == ["Options at 0.20 USD", "Common, 58.5m"]
    assert said[2].startswith("A very")
    assert said[2].endswith("…, 1m")


@given(st.floats(0.01, 0.99))
def test_a_logarithmic_axis_has_equal_lengths_for_equal_ratios(part: float) -> None:
    wanted = 1.0 * 60.0**part
    assert axis(logarithmic=True).part(wanted) == pytest.approx(part)
    assert axis().part(60.0 * part) == pytest.approx(part)
