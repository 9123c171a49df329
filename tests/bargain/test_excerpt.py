"""What a bargain says of an excerpt is what it says of all packages, however they were cut."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dealwright.bargain.bargaining import bargain
from dealwright.bargain.certainty import candidates
from dealwright.bargain.excerpt import Aim, Excerpt, excerpt, glance
from dealwright.bargain.frontier import frontier
from dealwright.bargain.table import Rules

PARTIES = ("ada", "bruno", "carla")


@st.composite
def grids(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool, list[np.ndarray]]:
    """Draw worths with many ties, what is held, what is outside, and how the packages are cut."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    parties, packages = draw(st.integers(2, 3)), draw(st.integers(1, 4000))
    coarse = draw(st.sampled_from([2, 10, 1000, 10**12]))
    worth = np.round(random.normal(size=(parties, packages)) * coarse) / coarse * draw(st.sampled_from([1.0, 1e11]))
    held = worth.mean(axis=1) + draw(st.sampled_from([-3, -0.5, 0, 3])) * worth.std(axis=1)
    outside = np.where(random.random(parties) < 0.3, held + worth.std(axis=1), -np.inf)
    cut = random.integers(0, draw(st.integers(1, 7)), packages)
    return worth, held, outside, draw(st.booleans()), [np.flatnonzero(cut == part) for part in np.unique(cut)]


def taken(worth: np.ndarray, held: np.ndarray, outside: np.ndarray, cuts: list[np.ndarray], *, paying: bool) -> Excerpt:
    aim = Aim(worth.shape[1], held, outside, paying, worth.min(axis=1), worth.max(axis=1))
    return excerpt([glance(numbers, worth[:, numbers], aim) for numbers in cuts], aim)


@given(grids())
def test_a_bargain_over_an_excerpt_is_the_bargain_over_all(
    grid: tuple[np.ndarray, np.ndarray, np.ndarray, bool, list[np.ndarray]],
) -> None:
    worth, held, outside, paying, cuts = grid
    some = taken(worth, held, outside, cuts, paying=paying)
    names = PARTIES[: len(worth)]
    reserved = dict(zip(names, held.tolist(), strict=True))
    elsewhere = {name: each for name, each in zip(names, outside.tolist(), strict=True) if each > -np.inf}
    whole, part = (
        bargain(each, reserved, outside=elsewhere, rules=Rules(side_payments=paying)) for each in (worth, some)
    )
    assert part.to_json() == whole.to_json()
    assert part.cloud == whole.cloud
    gains = worth - held[:, None]
    few = some.worth - held[:, None]
    if paying:
        gains, few = gains.sum(axis=0, keepdims=True), few.sum(axis=0, keepdims=True)
    near = candidates(few, frontier(few), some.spread)
    assert some.numbers[near].tolist() == candidates(gains, frontier(gains))


@given(grids())
def test_an_excerpt_hangs_on_no_cut(grid: tuple[np.ndarray, np.ndarray, np.ndarray, bool, list[np.ndarray]]) -> None:
    worth, held, outside, paying, cuts = grid
    one, other = (taken(worth, held, outside, each, paying=paying) for each in (cuts, [np.arange(worth.shape[1])]))
    assert one.numbers.tolist() == other.numbers.tolist()
    assert (one.worth == other.worth).all()
    assert (one.acceptable, one.cloud.tolist()) == (other.acceptable, other.cloud.tolist())
    assert np.allclose(one.spread, other.spread, rtol=1e-12)


def test_an_excerpt_of_many_packages_is_small() -> None:
    random = np.random.default_rng(1)
    worth = random.normal(size=(2, 200_000))
    some = taken(worth, np.zeros(2), np.full(2, -np.inf), np.array_split(np.arange(200_000), 7), paying=False)
    assert some.packages == 200_000
    assert len(some.numbers) < 2000
