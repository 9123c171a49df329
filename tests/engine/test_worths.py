"""What entries are worth by compiled loops is what NumPy adds up, whichever way their days are told."""

from dataclasses import replace

import numpy as np
import pytest

from dealwright.engine import worths
from dealwright.terms.days.periods import Cells
from dealwright.terms.outcome import Flow

PATHS, ENTRIES = 700, 9
SOME = np.random.default_rng(5)
AMOUNTS = SOME.normal(3.0, 5.0, (PATHS, ENTRIES))
STARTS, ENDS = SOME.uniform(0.0, 200.0, PATHS), SOME.uniform(200.0, 900.0, PATHS)
WHICH, OPENS, NINETY = np.arange(ENTRIES), np.arange(ENTRIES) * 90.0, np.full(ENTRIES, 90.0)
RATES = SOME.uniform(0.01, 0.2, PATHS)


def lived(start: np.ndarray | None, end: np.ndarray) -> Cells:
    """Return quarters of a life."""
    return Cells(WHICH, WHICH, OPENS, OPENS + 90.0, start, end, NINETY * 0.0 + 365.0, WHICH, NINETY, OPENS)


MOMENTS = {
    "days": OPENS + 3.0,
    "one row": OPENS[None, :] + 3.0,
    "days of each path": OPENS + SOME.uniform(0.0, 90.0, (PATHS, ENTRIES)),
    "a life": lived(None, np.array([640.0])),
    "lives that end": lived(None, ENDS),
    "lives that end with a period or before the first": lived(None, np.round(ENDS / 90.0) * 90.0 * (ENDS > 300.0)),
    "lives that begin and end": lived(STARTS, ENDS),
}


@pytest.mark.parametrize("lasting", [None, 0.01])
@pytest.mark.parametrize("rate", [0.07, RATES])
@pytest.mark.parametrize("when", MOMENTS)
def test_compiled_loops_add_up_what_entries_are_worth(
    when: str, rate: float | np.ndarray, lasting: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow, found = Flow("ann", "bob", AMOUNTS, MOMENTS[when], lasting=lasting), []
    for much in (False, True):
        monkeypatch.setattr(worths, "pays_now", lambda _, much=much: much)
        monkeypatch.setattr(worths, "PART", 512)
        found.append([worths.worth_of(flow, rate), *worths.worth_up_to(flow, rate, ENDS[::-1])])
    for plain, compiled in zip(*found, strict=True):
        np.testing.assert_array_equal(compiled, plain)
    np.testing.assert_allclose(found[1][0], found[1][1], rtol=0, atol=1e-11)


def test_amounts_alike_on_all_paths_are_worth_the_same_up_to_days_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = replace(Flow(None, "bob", AMOUNTS[:1], OPENS))
    monkeypatch.setattr(worths, "pays_now", lambda _: True)
    total, before = worths.worth_up_to(flow, 0.07, ENDS)
    counts = ENDS[:, None] >= OPENS
    np.testing.assert_allclose(before, np.sum(AMOUNTS[:1] * 1.07 ** (-OPENS / 365.0) * counts, axis=1), rtol=1e-13)
    np.testing.assert_allclose(total, np.sum(AMOUNTS[:1] * 1.07 ** (-OPENS / 365.0)), rtol=1e-13)


def test_days_of_a_life_are_laid_out_only_where_somebody_asks_for_them() -> None:
    flow = Flow(None, "bob", AMOUNTS, lived(None, ENDS))
    assert flow.by_path
    assert flow.nbytes < 2 * AMOUNTS.nbytes
    np.testing.assert_array_equal(flow.days, lived(None, ENDS).middle)


def test_days_of_a_life_on_some_paths_are_those_of_all() -> None:
    for when in MOMENTS.values():
        flow = Flow(None, "bob", AMOUNTS, when)
        every = np.broadcast_to(flow.days, (PATHS, ENTRIES))
        some = flow.days_on(slice(None, None, 7))
        np.testing.assert_array_equal(np.broadcast_to(some, every[::7].shape), every[::7])
