"""An amount that some future makes infinite is told with its place, and nothing is valued."""

from pathlib import Path

import pytest

from cli.answer import Run

DEAL = """
dealwright: 1
title: A rent that moves with an index that begins at nothing
as_of: 2025-01-01
horizon: 2027-12-31
step: year
currency: EUR
risk_free: 0%
parties: {owner: {}, tenant: {}}
drivers: {prices: {kind: schedule, 2025-01-01: 0, 2026-01-01: 102, 2027-01-01: 104}}
terms:
  rent: {kind: payment, payer: tenant, payee: owner, amount: 10k EUR, every: year, indexed_by: prices}
"""


@pytest.mark.parametrize("verb", ["value", "statement"])
def test_an_index_that_begins_at_nothing_is_told_and_nothing_is_valued(run: Run, tmp_path: Path, verb: str) -> None:
    file = tmp_path / "rent.yaml"
    file.write_text(DEAL, encoding="utf-8")
    answer = run(verb, str(file), "--paths", "64")
    assert answer.code == 1
    assert "rent.yaml:12:9: error[undefined-number]: `rent` moves no finite amount in 100.000%" in answer.err
    assert "Warning" not in answer.err
    assert "worth" not in answer.out
