"""Tests that drivers which use others more than once are found in a time in proportion to how many there are."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

import dealwright

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
dealwright: 1
title: A chain of drivers
as_of: 2025-01-01
horizon: 2029-12-31
step: quarter
currency: USD
risk_free: 4%
parties: {a: {discount: 10%}, b: {discount: 10%}}
drivers:
  d0: {kind: gbm, start: 100m USD/year, growth: 3%, volatility: 20%}
  e: {kind: event, chance: 50% by 2028-12-31}
"""
LINKS = {
    "before": "x * before(e) + x * after(e)",
    "if": "if(after(e) > 0, x, x)",
    "at": "x + 0 * at(x, 2028-06-30)",
    "at event": "x * before(e) + x * after(e) + 0 * at(x, e)",
    "trailing": "x + 0 * trailing(x, 3 months) / (3 months)",
    "cumulative": "x + 0 * cumulative(x) / (1 year) + 0 * x",
}


def worth(folder: Path, link: str, length: int) -> float:
    """Value a flow of the last driver of a chain.

    Args:
        folder: Where the file goes.
        link: How each driver, other than the first, is made of the one before it, `x`.
        length: Number of drivers after the first.
    """
    drivers = "".join(
        f'  d{i}: {{kind: derived, is: "{link.replace("x", f"d{i - 1}")}"}}\n' for i in range(1, length + 1)
    )
    text = f"{HEAD}{drivers}terms: {{f: {{kind: flow, payer: a, payee: b, amount: d{length}}}}}\n"
    path = folder / f"chain{length}.yaml"
    path.write_text(text, encoding="utf-8")
    return dealwright.Study(dealwright.load(path), paths=64).value().scenarios["in_force"].parties["b"].mean.value


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_a_chain_that_uses_each_driver_twice_takes_no_exponential_time(tmp_path: Path, link: str) -> None:
    first = worth(tmp_path, link, 0)
    begun = time.process_time()
    assert worth(tmp_path, link, 30) == pytest.approx(first, rel=1e-12)
    assert time.process_time() - begun < 20


def test_a_window_over_what_never_moves_reaches_behind_the_first_day(tmp_path: Path) -> None:
    flat = "x + 0 * trailing(if(year > 0, trailing(50m USD/year, 1 year), 50m) / (1 year), 1 year) / (1 year)"
    assert worth(tmp_path, flat, 2) == pytest.approx(worth(tmp_path, flat, 0), rel=1e-12)
