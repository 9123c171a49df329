"""Values small certain deals of one or two years, for figures that can be worked out by hand."""

from collections.abc import Callable

import pytest

from dealwright.engine.books import Books, keep_books
from dealwright.engine.lines import Rates, lines
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

HEAD = """
dealwright: 1
title: Two years by hand
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: USD
risk_free: 10%
parties: {ada: {discount: 10%}, bob: {discount: 10%}, eve: {discount: 10%}}
"""

Keep = Callable[..., Books]
Value = Callable[..., dict[str, float]]


@pytest.fixture(scope="session")
def keep() -> Keep:
    """Keep the books of a deal on a few futures; `head` keys given replace those of `HEAD`."""

    def of(text: str, *, paths: int = 2, seed: int = 1, head: str = HEAD, **replaced: str) -> Books:
        kept = [line for line in head.strip().splitlines() if line.split(":")[0] not in replaced]
        changed = [f"{key}: {value}" for key, value in replaced.items()]
        loaded = loads("\n".join([*kept, *changed, text]))
        assert [problem.what for problem in loaded.errors] == []
        assert loaded.deal is not None
        return keep_books(loaded.deal, simulate(loaded.deal, Draws(seed, 2, paths // 2, "plain")))

    return of


@pytest.fixture(scope="session")
def value(keep: Keep) -> Value:
    """Value a deal to a party, at 10 % unless said, line by line, on its first path."""

    def of(text: str, party: str, *, rate: float = 0.10, **replaced: str) -> dict[str, float]:
        found = lines(keep(text, **replaced), party, Rates(rate, own_rates=False))
        return {name: float(line[0]) for name, line in found.items()}

    return of
