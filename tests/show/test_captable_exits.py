"""Pictures of an exit say what the waterfall says."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.equity.exits.claims import Claim, Stack
from dealwright.equity.holdings import HeldRight, Holdings
from dealwright.equity.securities import Right, ShareClass
from dealwright.show.captable.breakpoints import breakpoints_table
from dealwright.show.captable.colours import free_tokens, holder_colours, security_colours
from dealwright.show.captable.exit_frame import Break, Told
from dealwright.show.captable.exits import Exits, Grouping, exits_of, next_parts
from dealwright.show.captable.names import TableNames, class_words
from dealwright.show.captable.paid import paid_figures
from dealwright.show.charts.picture import Figure
from dealwright.show.charts.stacked import number_groups

TOLD = Told("acme", "USD", "Securities of the file")
CLASSES = {
    "common": ShareClass("common", "Common Stock"),
    "a": ShareClass("a", "Series A Preferred Stock", kind="preferred"),
}
RIGHTS = {
    "o1": Right("o1", "option", "eve", "common", Fraction(1000), Fraction("0.2")),
    "w1": Right("w1", "warrant", "bank", "common", Fraction(1000), Fraction(1)),
}
HELD = Holdings(
    date(2025, 1, 1), "USD", {}, CLASSES, rights={key: HeldRight(each, each.count) for key, each in RIGHTS.items()}
)
NAMES = TableNames({}, {key: class_words(each.name) for key, each in CLASSES.items()}, only_common="common")
GROUPING = Grouping(HELD, NAMES, security_colours(HELD, {}))
BREAKS = (
    Break(1500, 0.0, "Series A has its preference back"),
    Break(1700, 0.2, "options exercise"),
    Break(3300, 1.0, "warrants exercise"),
    Break(4800, 1.5, "Series A converts"),
)
"""Source: vector opm_breakpoints_warrants_options."""
STACK = Stack(
    (
        Claim("a", {"vc": 1.0}, shares=1000, preference=1500, security="a"),
        Claim("common", {"ana": 1.0}, shares=1000, security="common"),
        Claim("o1", {"eve": 1.0}, shares=1000, strike=0.2, security="o1"),
        Claim("w1", {"bank": 1.0}, shares=1000, strike=1.0, security="w1"),
    )
)


def published() -> Exits:
    return exits_of(STACK, [each.at for each in BREAKS], GROUPING)


def test_groups_are_the_securities_by_name_and_sum_to_the_exit() -> None:
    exits = published()
    assert [group.name for group in exits.groups] == ["Series A", "Common", "Options at 0.20", "Warrants at 1.00"]
    assert sum(group.amounts for group in exits.groups) == pytest.approx(exits.values)
    assert {1500.0, 1700.0, 3300.0, 4800.0} <= set(exits.values)


def test_the_next_unit_of_money_is_shared_by_those_who_take_part() -> None:
    """By hand: first Series A alone, then common alone, with options, with warrants, then all four alike."""
    expected = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 1 / 2, 1 / 2, 0], [0, 1 / 3, 1 / 3, 1 / 3], [1 / 4] * 4]
    assert np.array(next_parts(published())) == pytest.approx(np.array(expected), abs=1e-9)


def test_the_table_of_breakpoints_says_what_happens_and_who_shares_from_there() -> None:
    table = breakpoints_table(published(), BREAKS, TOLD)
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["1  Series A has its preference back", "1.50", "0", "100% Common"]
    assert rows[1][3] == "50% Common, 50% Options at 0.20"
    assert rows[3] == [
        "4  Series A converts",
        "4.80",
        "1.50",
        "25% Series A, 25% Common, 25% Options at 0.20, 25% Warrants at 1.00",
    ]


def test_the_pictures_tell_the_breakpoints_in_words_beside_them() -> None:
    money, shares, _ = paid_figures(published(), BREAKS, TOLD)
    assert isinstance(money, Figure)
    assert money.finding == "Four breakpoints decide who is paid; from 4.80k on nothing changes any more"
    assert money.notes[1] == ("2  at 1.70k", "options exercise")
    assert ("1.50", "1.50", "0", "0", "0") in money.table.rows
    assert isinstance(shares, Figure)
    assert [panel.heading for panel in shares.panels] == ["Of the whole exit", "Of the next unit of money"]
    assert shares.table.rows[-1][1:] == ("25.0%", "25.0%", "25.0%", "25.0%")


def test_exit_values_are_drawn_in_ratios_where_that_sets_more_breakpoints_apart() -> None:
    even, skewed = [10.0, 20.0, 30.0], [1.0, 10.0, 100.0, 10_000.0]
    assert not exits_of(STACK, even, GROUPING).wide
    assert exits_of(STACK, skewed, GROUPING).wide
    assert not exits_of(STACK, [], GROUPING, reach=5000.0).wide
    assert exits_of(STACK, [], GROUPING, reach=5000.0).values[-1] == 6000.0


def test_many_strikes_are_one_band_and_many_classes_are_put_together() -> None:
    many = [
        Claim(f"r{place}", {"eve": 1.0}, shares=10, strike=float(place), security=f"r{place}") for place in range(9)
    ]
    exits = exits_of(Stack((Claim("common", {"ana": 1.0}, shares=10, security="common"), *many)), [90.0], GROUPING)
    assert [group.name for group in exits.groups] == ["Common", "Options and other rights"]
    classes = {f"c{place}": ShareClass(f"c{place}", f"Series {place}", kind="preferred") for place in range(20)}
    held = Holdings(date(2025, 1, 1), "USD", {}, classes)
    claims = tuple(Claim(key, {"vc": 1.0}, shares=place + 1.0, security=key) for place, key in enumerate(classes))
    names = TableNames({}, {key: each.name for key, each in classes.items()})
    exits = exits_of(Stack(claims), [], Grouping(held, names, security_colours(held, {})), reach=100.0)
    assert len(exits.groups) == 16
    assert exits.groups[-1].name == "5 others"
    assert sum(group.amounts for group in exits.groups) == pytest.approx(exits.values)


def test_debt_fees_carve_outs_and_what_goes_above_a_cap_have_bands_of_their_own() -> None:
    capped = Claim("a", {"vc": 1.0}, shares=50, security="a", return_cap=100.0, rest_to="trust")
    common = Claim("common", {"ana": 1.0}, shares=50, security="common")
    names = TableNames({"trust": "The Trust", "ana": "Ana"}, NAMES.securities)
    stack = Stack((capped, common), debt=10.0, fee_share=0.01, carve_outs=(("ana", 0.1, 5.0),))
    exits = exits_of(stack, [10.0], Grouping(HELD, names, GROUPING.colours), reach=1000.0)
    said = [group.name for group in exits.groups]
    assert said == ["Debt", "Fees", "Carve-out of Ana", "Series A", "Common", "The Trust above caps"]
    assert sum(group.amounts for group in exits.groups) == pytest.approx(exits.values)


@given(st.lists(st.floats(0.0, 600.0), min_size=1, max_size=20))
def test_numbers_over_verticals_never_meet(places: list[float]) -> None:
    places = sorted(places)
    groups = number_groups(places)
    assert [first for first, _ in groups] == [0, *(last + 1 for _, last in groups[:-1])]
    centres = [(places[first] + places[last]) / 2 for first, last in groups]
    assert all(right - left >= 12 for left, right in pairwise(centres))


def test_a_party_keeps_its_colour_and_nobody_else_has_it() -> None:
    found = holder_colours(["vc", "ana", "bob"], {"vc": "p2"})
    assert (found["vc"].token, found["ana"].token, found["bob"].token) == ("p2", "p1", "p3")
    assert "p2" not in free_tokens({"vc": "p2"})
    assert len({(each.token, each.shade) for each in security_colours(HELD, {}).values()}) == len(CLASSES) + 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Series A-1 Preferred Stock", "Series A-1"),
        ("Preferred Stock", "Preferred"),
        ("Class B Common Stock", "Class B Common"),
        ("Stock", "Stock"),
        ("Capped profit units", "Capped profit units"),
    ],
)
def test_classes_go_without_the_words_that_all_of_them_carry(name: str, said: str) -> None:
    assert class_words(name) == said
