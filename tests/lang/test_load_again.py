"""A deal is loaded again from its texts alone, as another machine does that has none of its files."""

import pickle
from pathlib import Path

import pytest

from dealwright.lang.load import Loaded, load, loads, loads_again

DEALS = sorted(Path(__file__).resolve().parents[2].glob("examples/*/deal.yaml"))


def sent(loaded: Loaded) -> Loaded:
    """Return the deal as another machine loads it."""
    parts = loaded.texts[loaded.file], loaded.file, dict(loaded.beside), loaded.layers
    return loads_again(*pickle.loads(pickle.dumps(parts)))  # noqa: S301 - our own bytes


@pytest.mark.parametrize("file", DEALS, ids=lambda file: file.parent.name)
def test_a_real_deal_is_the_same_from_its_text(file: Path) -> None:
    loaded = load(file)
    assert sent(loaded).sound == loaded.sound
    for name in loaded.sound.scenarios:
        assert sent(loaded.scenario(name)).sound == loaded.scenario(name).sound


def test_what_was_laid_over_it_goes_with_it_and_no_reading_changes_it_again() -> None:
    deal = loads(
        """dealwright: 1
title: A fee that is read in two ways
as_of: 2025-01-01
horizon: 2026-12-31
currency: EUR
risk_free: 3%
parties: {ada: {discount: 5%}, bruno: {discount: 5%}}
terms:
  fee: {kind: payment, payer: bruno, payee: ada, amount: 100 EUR, on: 2025-06-30}
facts:
  meant:
    readings:
      - {title: once, weight: 60%, overlay: {terms.fee.amount: 100 EUR}}
      - {title: twice, weight: 40%, overlay: {terms.fee.amount: 200 EUR}}
scenarios:
  late: {terms.fee.on: 2025-12-31}
"""
    )
    assert deal.deal is not None, deal
    laid = deal.scenario("late").with_overrides({"terms.fee.amount": "300 EUR"})
    again = sent(laid)
    assert again.sound == laid.sound
    assert again.text_at("terms.fee.on") == "2025-12-31"
    assert again.reading("meant", 1).text_at("terms.fee.amount") == "300 EUR", "what was laid settles the clause"
    assert sent(deal).reading("meant", 1).text_at("terms.fee.amount") == "200 EUR"
