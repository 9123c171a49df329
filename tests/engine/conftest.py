"""Keeps the books of small deals, and values them, for tests of the engine."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from dealwright.engine.books import Books, keep_books
from dealwright.engine.result import ScenarioWorth
from dealwright.engine.valuation import value_deal
from dealwright.lang.load import Loaded, loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

Keep = Callable[..., Books]
Read = Callable[..., Loaded]
Value = Callable[..., ScenarioWorth]


def sound(text: str, laid: Mapping[str, str] | None = None) -> Loaded:
    """Read a deal and see that it has no errors."""
    loaded = loads(text)
    loaded = loaded.with_overrides(laid) if laid else loaded
    assert [problem.what for problem in loaded.errors] == []
    return loaded


@pytest.fixture(scope="session")
def read() -> Read:
    """Read a deal that has no errors, with values laid over it if any are given."""
    return sound


@pytest.fixture(scope="session")
def keep() -> Keep:
    """Keep the books of a deal on a few futures."""

    def of(text: str, laid: Mapping[str, str] | None = None, *, paths: int = 64, seed: int = 1) -> Books:
        deal = sound(text, laid).deal
        assert deal is not None
        return keep_books(deal, simulate(deal, Draws(seed, 4, paths // 4)))

    return of


@pytest.fixture(scope="session")
def value() -> Value:
    """Value a deal in force to every party."""

    def of(text: str, laid: Mapping[str, str] | None = None, *, paths: int = 256, seed: int = 1) -> ScenarioWorth:
        return value_deal(sound(text, laid), Draws(seed, 8, paths // 8), scenarios=["in_force"]).scenarios["in_force"]

    return of
