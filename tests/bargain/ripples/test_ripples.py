"""What packages do to those who are not at the table: sums by hand, and a second computation."""

import re

import numpy as np
import pytest

from dealwright.bargain.ripples.ripples_result import Ripples
from dealwright.engine.measures import exponential_equivalent
from dealwright.engine.scenario import Scene
from dealwright.lang.load import loads
from dealwright.study import Study

DEAL = """\
dealwright: 1
title: A fee that the firm pays, and a third who holds a part of it
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: EUR
risk_free: 0%
parties:
  ada: {name: Ada, discount: 0%, risk_tolerance: none}
  bruno: {name: Bruno, discount: 0%, risk_tolerance: none}
  carl: {name: Carl, discount: 0%, risk_tolerance: none}
  dora: {name: Dora, discount: 0%, risk_tolerance: none}
companies:
  firm: {enterprise_value: 1000 EUR, cost_of_capital: 0%, exit: horizon}
terms:
  stake: {kind: equity, company: firm, holder: ada, stake: 75%, residual: carl}
  fee: {kind: payment, payer: firm, payee: bruno, amount: 0 EUR, on: 2025-06-30}
  help: {kind: flow, active: no, payee: firm, amount: 200 EUR/year}
scenarios:
  no_deal: {terms.fee.amount: 0 EUR}
  signed: {terms.help.active: yes}
signed: signed
negotiate:
  between: [ada, bruno]
  no_deal: no_deal
  over: {terms.fee.amount: 0 EUR .. 240 EUR by 40 EUR}
"""
RISKY = DEAL.replace("1000 EUR, cost", "1000 EUR * size, cost").replace(
    "companies:", "drivers:\n  size: {kind: gbm, start: 1, growth: 0%, volatility: 40%}\ncompanies:"
)
RISKY = RISKY.replace(
    "name: Carl, discount: 0%, risk_tolerance: none", "name: Carl, discount: 0%, risk_tolerance: 100 EUR"
)


def ripples(text: str, **settings: object) -> Ripples:
    found = Study(loads(text), **{"paths": 256} | settings).ripples()  # type: ignore[arg-type]
    assert found is not None
    return found


def test_an_outsider_bears_its_part_of_the_fee_and_of_the_help() -> None:
    found = ripples(DEAL)
    assert found.outsiders == ("carl", "dora")
    assert found.no_deal["carl"].value == pytest.approx(250.0)
    # signing brings the firm 200, of which Carl has a quarter; so does he bear a quarter of the fee
    assert len(found.frontier) == found.on_frontier == 7
    for each in found.frontier:
        fee = float(each.package["terms.fee.amount"].split()[0])
        assert each.outsiders["carl"].value == pytest.approx(50.0 - fee / 4)
        assert each.outsiders["dora"].value == 0.0
        assert each.bill.value == pytest.approx(50.0 - fee / 4)
        assert each.table["ada"].value == pytest.approx(150.0 - 0.75 * fee)
        assert each.surplus.value == pytest.approx(150.0 + fee / 4)
        assert each.bill.value + each.surplus.value == pytest.approx(200.0)
    assert found.best["carl"].package == {"terms.fee.amount": "0"}
    assert found.best["carl"].fresh.value == pytest.approx(50.0)
    assert found.worst["carl"].package == {"terms.fee.amount": "240 EUR"}
    assert found.worst["carl"].gain.value == pytest.approx(-10.0)
    assert found.today is not None
    assert found.today.outsiders["carl"].value == pytest.approx(0.0)
    nash = found.solutions["nash"]
    assert nash.table["ada"].value > 0.0
    assert nash.bill.value == pytest.approx(200.0 - nash.surplus.value)


def test_the_gain_of_who_minds_risk_is_that_of_its_own_certainty_equivalents() -> None:
    found, study = ripples(RISKY, paths=512), Study(loads(RISKY), paths=512)
    for each in (found.frontier[0], found.frontier[-1]):
        offer = study.deal.package(dict(each.package))
        worths = []
        for deal in (study.deal.no_deal(), offer):
            sample = Scene(deal, study.randomness).present_values("carl", {})
            worths.append(exponential_equivalent(sample.reshape(study.randomness.replicates, -1), 100.0))
        whole = [-100.0 * np.log(np.mean(np.exp(-each / 100.0))) for each in worths]
        assert each.outsiders["carl"].value == pytest.approx(whole[1] - whole[0], rel=1e-9)
        blocks = worths[1] - worths[0]
        error = float(np.std(blocks, ddof=1)) / np.sqrt(len(blocks))
        assert each.outsiders["carl"].standard_error == pytest.approx(error, rel=0.2, abs=1e-9)


def test_on_plain_draws_the_error_is_there_too() -> None:
    text = RISKY.replace("200 EUR/year", "200 EUR/year * size")
    each = ripples(text, draws="plain", paths=1024).frontier[0]
    assert 0.0 < each.outsiders["carl"].standard_error < 0.1 * abs(each.outsiders["carl"].value)


def test_another_unit_of_money_scales_every_figure_and_another_name_none() -> None:
    scaled = re.sub(r"\b([1-9]\d*)( EUR)", lambda found: f"{found[1]}000{found[2]}", RISKY)
    renamed = re.sub(r"\bcarl\b", "zoe", RISKY)
    one, large, other = (ripples(text) for text in (RISKY, scaled, renamed))
    for mine, scaled_up, same in zip(one.frontier, large.frontier, other.frontier, strict=True):
        assert scaled_up.bill.value == pytest.approx(1000.0 * mine.bill.value)
        assert scaled_up.bill.standard_error == pytest.approx(1000.0 * mine.bill.standard_error, rel=1e-6)
        assert same.outsiders["zoe"] == mine.outsiders["carl"]


def test_fewer_packages_are_spread_over_the_frontier_with_both_ends() -> None:
    study = Study(loads(DEAL), paths=64)
    few, every = study.ripples(most=3), study.ripples()
    assert few is not None
    assert every is not None
    assert (len(few.frontier), few.on_frontier) == (3, 7)
    assert [few.frontier[place].package for place in (0, -1)] == [every.frontier[place].package for place in (0, -1)]


def test_where_all_are_at_the_table_nobody_is_told_of() -> None:
    text = re.sub(r"  (carl|dora): .*\n", "", DEAL).replace("residual: carl", "residual: ada")
    assert Study(loads(text), paths=64).ripples() is None


def test_a_deal_that_may_not_close_does_less_to_all() -> None:
    found = ripples(DEAL.replace("signed: signed", "signed: signed\nclosing: 50% by 2025-06-30"), paths=4096)
    first = next(each for each in found.frontier if each.package == {"terms.fee.amount": "0"})
    assert first.outsiders["carl"].value == pytest.approx(25.0, abs=4 * first.outsiders["carl"].standard_error)
