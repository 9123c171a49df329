"""Adjusted winner divides items so that both think they got the same."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dealwright.bargain import adjusted_winner

POINTS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8)


def hundred(pairs: list[tuple[int, int]]) -> dict[str, tuple[float, float]]:
    """Let both hand out the same number of points: what is missing goes on one more item."""
    first, second = (sum(each) for each in zip(*pairs, strict=True))
    rest = (max(0, second - first), max(0, first - second))
    return {f"item {place}": pair for place, pair in enumerate([*pairs, rest])}


@given(POINTS)
def test_both_get_the_same_and_at_most_one_item_is_split(pairs: list[tuple[int, int]]) -> None:
    items = hundred(pairs)
    total = sum(first for first, _ in items.values())
    assume(total > 0)
    division = adjusted_winner(items)
    assert division.points[0] == division.points[1]
    assert 2 * division.points[0] >= total  # free of envy
    assert sum(0 < share < 1 for share in division.first_gets.values()) <= 1
    assert all(0 <= share <= 1 for share in division.first_gets.values())


@given(POINTS)
def test_no_swap_of_parts_of_two_items_is_better_for_both(pairs: list[tuple[int, int]]) -> None:
    items = hundred(pairs)
    division = adjusted_winner(items)
    for mine, held in division.first_gets.items():
        for theirs, other in division.first_gets.items():
            if held > 0 and other < 1:
                # giving a little of `mine` for a little of `theirs` must not suit both
                assert items[mine][0] * items[theirs][1] >= items[mine][1] * items[theirs][0]


@given(POINTS)
def test_who_is_named_first_does_not_matter(pairs: list[tuple[int, int]]) -> None:
    items = hundred(pairs)
    turned = adjusted_winner({name: (second, first) for name, (first, second) in items.items()})
    assert turned.points == adjusted_winner(items).points


def test_equal_halves_are_left_whole() -> None:
    division = adjusted_winner({"house": (60, 40), "boat": (40, 60)})
    assert division.first_gets == {"house": 1, "boat": 0}
    assert division.split is None
    assert division.points == (Fraction(60), Fraction(60))


@pytest.mark.parametrize("items", [{"a": (1, 2)}, {"a": (-1, -1)}])
def test_points_that_cannot_be_compared_are_refused(items: dict[str, tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="points"):
        adjusted_winner(items)
