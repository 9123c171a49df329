"""Wordings that say the same in a form of a deal are valued once, and nothing changes by that."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dealwright.bargain.knowing.forms import Sampler, compared, rates_of
from dealwright.bargain.knowing.unknowns import unknowns
from dealwright.lang.load import load
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from pathlib import Path

DEAL = """dealwright: 1
title: wordings
as_of: 2026-01-01
horizon: 2030-12-31
currency: USD
risk_free: 0%
parties:
  ada: {discount: 5%, tax: 20%}
  ben: {discount: 5%}
terms:
  fee: {kind: payment, payer: ben, payee: ada, amount: 100 USD, on: 2026-01-01, active: no}
  sure: {kind: payment, payer: ben, payee: ada, amount: 1000 USD, on: 2026-01-01}
facts:
"""
TAXES = """  regime:
    readings:
      - {weight: 50%, overlay: {parties.ada.tax: 10%}}
      - {weight: 50%, overlay: {parties.ada.tax: 60%}}
"""
CERTAIN = """  clause:
    readings:
      - {weight: 100%, overlay: {terms.fee.active: no}}
      - {weight: 0%, overlay: {terms.fee.active: yes}}
  size:
    readings:
      - {weight: 50%, overlay: {terms.fee.amount: 100 USD}}
      - {weight: 50%, overlay: {terms.fee.amount: 500 USD}}
"""
REAL = "examples/openai-microsoft/deal.yaml"
PACKAGE = {
    "terms.stake.stake": "30%",
    "terms.revenue_share.rate": "10%",
    "terms.access.until": "2032-12-31",
    "terms.access.ends_on": "none",
}


def test_wordings_that_say_the_same_are_valued_once(root: Path) -> None:
    """Each wording laid on all futures by a sampler of its own, and put together by which is true on each."""
    loaded = load(str(root / REAL))
    package = {path: value for path, value in PACKAGE.items() if path in loaded.over()}
    opened = [loaded.no_deal().sound, loaded.package(package).sound]
    unknown, parties = unknowns(loaded, opened), ("holders", "microsoft")
    forms = compared(loaded, unknown.laid, {"package": ("the package", package)})

    def sampler() -> Sampler:
        return Sampler(forms, parties, unknown, rates_of(loaded, parties))

    draws, kept = Draws(1, 4, 16), sampler()
    levels = unknown.levels(draws)
    found, again = (kept.values(draws, levels) for _ in range(2))
    wordings = [each for each in unknown.every if each.structural]
    apart = np.full_like(found, np.nan)
    for chosen in product(*(each.readings for each in wordings)):
        laid = {each.name: place for each, place in zip(wordings, chosen, strict=True)}
        true = np.all([each.reading(levels[each.name]) == laid[each.name] for each in wordings], axis=0)
        np.copyto(apart, sampler().values(draws, levels, laid), where=true)
    assert np.array_equal(found, apart)
    assert np.array_equal(again, apart)
    merged = {form: len(set(alike.values())) for (form, _), alike in kept.alike.items()}
    assert merged["no_deal"] > merged["package"]


def twice(path: Path, facts: str, forced: dict[str, int]) -> tuple[float, float]:
    """Return what is kept on average by ada as the facts are, and then with readings that are true on all paths."""
    file = path / "deal.yaml"
    file.write_text(DEAL + facts, encoding="utf-8")
    loaded, parties = load(str(file)), ("ada", "ben")
    unknown = unknowns(loaded, [loaded.sound, loaded.with_overrides({"terms.fee.active": "yes"}).sound])
    sampler = Sampler(compared(loaded, unknown.laid, {}), parties, unknown, rates_of(loaded, parties))
    draws = Draws(1, 4, 64)
    levels = unknown.levels(draws)
    first, again = (float(sampler.values(draws, levels, each)[0, 0].mean()) for each in ({}, forced))
    return first, again


def test_wordings_of_a_tax_are_not_taken_for_one(tmp_path: Path) -> None:
    """No term differs, and what is kept does: 1,000 less 10 % or 60 %, half each."""
    assert twice(tmp_path, TAXES, {}) == pytest.approx((650.0, 650.0))


def test_wordings_that_say_the_same_may_differ_once_a_certain_fact_is_read_otherwise(tmp_path: Path) -> None:
    """The fee is off, whatever its size; if it is on it is 100 or 500, half each, less a tax of 20 %."""
    assert twice(tmp_path, CERTAIN, {"clause": 1}) == pytest.approx((800.0, 800.0 + 0.8 * 300.0))
