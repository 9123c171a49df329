"""`dealwright bargain`: what it says of what is not known to all."""

from pathlib import Path

import pytest

from cli.answer import Run

WELL = """
dealwright: 1
title: A well
as_of: 2026-01-01
horizon: 2027-12-31
currency: USD
risk_free: 0%
worth_by: MEASURE
facts: {quake: {known_to: KNOWN, readings: [{is: 0 USD/year, weight: 80%}, {is: 9m USD/year, weight: 20%}]}}
parties: {owner: {risk_tolerance: 15m to 60m}, driller: {discount: 8% to 12%}}
terms:
  oil: {kind: flow, payee: driller, amount: 30m USD/year - quake}
  fee: {kind: payment, payer: driller, payee: owner, amount: 0 USD, on: 2026-01-01}
scenarios: {idle: {terms.oil.active: no, terms.fee.active: no}}
negotiate: {between: [owner, driller], no_deal: idle, refine: no, over: {terms.fee.amount: [10m, 20m]}}
"""


@pytest.fixture
def well(tmp_path: Path) -> Path:
    return tmp_path / "well.yaml"


def test_belief_and_future_are_told_apart_where_nobody_knows_the_fact(well: Path, run: Run) -> None:
    text = WELL.replace("MEASURE", "certainty_equivalent").replace("15m to 60m", "30m")
    well.write_text(text.replace("8% to 12%", "9%").replace("KNOWN", "nobody"), encoding="utf-8")
    answer = run("bargain", str(well), "--paths", "1024").out
    assert "What is belief, and what is future" in answer
    assert "of it belief" in answer
    assert "Known to some alone" not in answer
    assert "gain over beliefs" not in answer


@pytest.mark.parametrize(
    ("measure", "listed"),
    [("certainty_equivalent", "owner.risk_tolerance"), ("mean_at_discount", "driller.discount")],
)
def test_only_a_trait_that_the_measure_counts_is_listed(well: Path, run: Run, measure: str, listed: str) -> None:
    text = WELL.replace("MEASURE", measure)
    well.write_text(text.replace("KNOWN", "driller"), encoding="utf-8")
    found = run("bargain", str(well), "--paths", "512", "--json").json
    assert [each["name"] for each in found["beliefs"]["unknown"]] == ["quake", listed]
