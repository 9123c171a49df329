"""Slopes of what is laid over a deal, of weights, correlations and tolerances, and how far their errors reach."""

import numpy as np
import pytest

from dealwright.engine.result import Estimate
from dealwright.engine.sensitivities.moves import step_of
from dealwright.engine.sensitivities.slopes import Slopes
from dealwright.lang.numbers import numbers_at
from dealwright.study import Study
from engine.sensitivity_deals import HEAD, deal, told


def by_text(text: str, old: str, *new: str, paths: int = 512) -> list[float]:
    """Value a deal for ada with other words in its text."""
    assert text.count(old) == 1
    texts = (text.replace(old, each) for each in new)
    return [
        Study(deal(each), paths=paths).value("in_force").scenarios["in_force"].parties["ada"].mean.value
        for each in texts
    ]


LAID = f"""{HEAD}
facts:
  later: {{is: 12%, reason: agreed}}
  clause: {{reason: lawyers, readings: [
    {{weight: 70%, overlay: {{}}}}, {{weight: 30%, overlay: {{terms.rent.amount: 40 USD/year}}}}]}}
drivers: {{sales: {{kind: gbm, start: 900 USD/year, growth: 5%, volatility: 30%}}}}
terms:
  rent:   {{kind: flow, payer: bob, payee: ada, amount: 60 USD/year}}
  share:  {{kind: royalty, payer: bob, payee: ada, on: sales, rate: 10%, until: 2025-12-31}}
  longer: {{kind: option, holder: ada, writer: bob, on: 2025-12-30, price: 90 USD,
    switches: {{terms.share.until: 2026-12-31, terms.share.rate: later}}}}
"""


@pytest.mark.parametrize(
    ("path", "old", "up", "down"),
    [
        ("terms.longer.switches.terms.share.until", "until: 2026-12-31", "until: 2027-01-30", "until: 2026-12-01"),
        ("facts.clause.readings.1.overlay.terms.rent.amount", "40 USD/year", "40.4 USD/year", "39.6 USD/year"),
        ("facts.later.is", "is: 12%", "is: 12.12%", "is: 11.88%"),
    ],
)
def test_what_an_option_or_a_reading_lays_over_the_deal_moves_worth_as_the_edited_text_does(
    path: str, old: str, up: str, down: str
) -> None:
    found = told(LAID, paths=512, of=path, party="ada").at(path)
    above, below = by_text(LAID, old, up, down)
    slope = found.unit_size * (above - below) / (2 * found.step)
    assert found.parties["ada"].mean.value == pytest.approx(slope, rel=1e-6)
    assert slope != 0.0
    assert found.in_use
    assert [each.path for each in Study(deal(LAID), paths=64).sensitivities().numbers].count(path) == 1


def test_a_share_that_a_reading_lays_at_nothing_is_moved_to_one_side() -> None:
    text = LAID.replace("terms.rent.amount: 40 USD/year", "terms.share.rate: 0%")
    found = told(text, paths=64, party="ada")
    assert found.left_out == ()
    assert found.at("facts.clause.readings.1.overlay.terms.share.rate").difference == "upwards"


def test_a_weight_and_a_correlation_are_moved_far_enough_for_futures_to_differ() -> None:
    text = LAID.replace("drivers: {", "drivers: {cost: {kind: gbm, start: 1, growth: 0%, volatility: 20%}, ")
    text = text.replace("terms:\n", "correlations: {sales ~ cost: 1%}\nterms:\n")

    def step(path: str, said: str) -> float:
        (number,) = numbers_at(deal(said), [path])
        return step_of(number, 1.0)

    assert step("correlations.sales ~ cost", text) == pytest.approx(0.02)
    assert step("facts.clause.readings.1.weight", text) == pytest.approx(0.05)
    few = text.replace("70%", "96%").replace("30%,", "4%,")
    assert step("facts.clause.readings.1.weight", few) == pytest.approx(0.02)  # half the way to nothing


def test_the_ends_of_an_uncertain_risk_tolerance_move_worth_as_a_valuation_s_many_draws_do() -> None:
    text = f"""{HEAD.replace("ada: {", "ada: {risk_tolerance: 50 USD to 150 USD, ")}
drivers: {{sales: {{kind: gbm, start: 30 USD/year, growth: 5%, volatility: 30%}}}}
terms: {{share: {{kind: flow, payer: bob, payee: ada, amount: sales}}}}
"""
    loaded = deal(text)
    quick, exact = (
        Study(loaded, paths=4096)
        .sensitivities(of="parties.ada.risk_tolerance", party="ada", exact=each)
        .at("parties.ada.risk_tolerance", 1)
        .parties["ada"]
        .certainty_equivalent.value
        for each in (False, True)
    )
    assert quick == pytest.approx(exact, rel=0.01)  # at the midpoints of 16 equal parts it is 1.5 % more


def test_a_wider_move_is_no_surer_than_half_of_what_sets_it_apart() -> None:
    near, far = (
        Slopes(np.zeros((2, 1)), Estimate(value, error), Estimate(value, error)) for value, error in ((8, 4), (2, 4))
    )
    assert far.unlike(near).mean == Estimate(2, 5.0)


UNSURE = f"""{HEAD}
terms: {{pay: {{kind: payment, payer: bob, payee: ada, amount: 60 USD, on: 2026-01-01}}}}
closing: 75% by 2025-12-31
signed: agreed
scenarios: {{agreed: {{terms.pay.amount: 100 USD}}}}
negotiate: {{between: [ada, bob], over: {{terms.pay.amount: [60 USD, 100 USD]}}}}
"""


def test_what_does_not_close_leaves_the_contract_in_force_where_no_other_no_deal_is_named() -> None:
    worth = Study(deal(UNSURE), paths=1024).value("agreed").scenarios["agreed"].parties["ada"].mean.value
    assert worth == pytest.approx((0.75 * 100 + 0.25 * 60) / 1.05, rel=2e-3)
    found = told(UNSURE, paths=1024, scenario="agreed", party="ada")
    assert found.at("terms.pay.amount").parties["ada"].mean.value == pytest.approx(0.75 / 1.05, rel=2e-3)
    assert found.at("closing").parties["ada"].mean.value == pytest.approx(0.4 / 1.05, rel=0.2)


def test_a_fact_beside_the_year_is_a_year() -> None:
    text = f"""{HEAD}
facts:
  launch: {{is: 2026, reason: plan}}
  delay:  {{is: 2, reason: plan}}
  later:  {{is: launch + 1, reason: plan}}
  places: {{is: 2000, reason: a count}}
terms:
  rent: {{kind: flow, payer: bob, payee: ada, amount: "if(year >= later, 1 USD/year, 3 USD/year) * places / 100"}}
  more: {{kind: flow, payer: bob, payee: ada, amount: "if(year >= 2025 + delay, 1 USD/year, 0 USD/year)"}}
"""
    found = told(text, paths=8, party="ada")
    assert [found.at(f"facts.{name}.is").unit for name in ("launch", "places")] == ["year", "1k"]
    later = found.at("facts.launch.is")
    assert later.step == 1.0
    assert later.parties["ada"].mean.value == pytest.approx(40 / 1.05**2, rel=0.05)
