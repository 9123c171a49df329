"""A long list of packages reads like a tuple of them, and writes the words of those alone that are asked for."""

import numpy as np
import pytest

from dealwright.bargain import Point, Points, bargain


def listed() -> tuple[Points, list[int]]:
    asked: list[int] = []

    def describe(number: int) -> dict[str, str]:
        asked.append(number)
        return {"terms.fee.amount": f"{number}m"}

    return Points(("a", "b"), np.array([7, 3, 5]), np.array([[1.0, 2.0, 3.0], [6.0, 5.0, 4.0]]), describe), asked


def test_a_package_is_described_when_it_is_asked_for() -> None:
    points, asked = listed()
    assert len(points) == 3
    assert asked == []
    assert points[1] == Point({"terms.fee.amount": "3m"}, {"a": 2.0, "b": 5.0}, 3)
    assert asked == [3]


def test_it_reads_like_a_tuple() -> None:
    points, _ = listed()
    plain = tuple(points)
    assert points == plain
    assert points[-1] == plain[-1]
    assert points[::2] == plain[::2]
    assert points[:2] != plain
    assert points != [plain[0], plain[2], plain[1]]
    assert points != 3
    assert hash(points) == hash(listed()[0])
    with pytest.raises(IndexError):
        points[3]


def test_a_frontier_of_forty_thousand_divisions_of_a_price_describes_only_what_is_named() -> None:
    price = np.arange(40_000.0)
    asked = []
    found = bargain(
        np.array([price, price[::-1]]),
        {"buyer": 0.0, "seller": 0.0},
        describe=lambda number: {"price": str(asked.append(number) or number)},
    )
    assert len(found.frontier) == 40_000
    assert found.solutions["nash"].number == 19_999
    assert found.solutions["nash"].tied == 2
    assert found.solutions["utilitarian"].tied == 40_000
    assert len(asked) < 100
    assert found.frontier[12_345].certainty_equivalent == {"buyer": 12_345.0, "seller": 27_654.0}
