"""Which value of a path reaches a goal: closed forms, whole valuations, several roots, leaps, what is out of reach."""

from math import sin

import pytest

from dealwright.bargain.trade.goal import NoGoalError
from dealwright.bargain.trade.seek import Crossing, crossings
from dealwright.bargain.trade.sought import Answer, Sought
from dealwright.bargain.trade.variable import NoVariableError
from dealwright.lang.load import Loaded, loads
from dealwright.study import Study

HEAD = """
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
parties: {ada: {}, ben: {}}
"""
CERTAIN = f"""{HEAD}
facts:
  effort: {{is: 30%, status: assumed, range: 0% to 100%, reason: as seen}}
  clerks: {{is: 3, status: assumed, range: 1 to 9, reason: as seen}}
terms:
  share: {{kind: royalty, payer: ben, payee: ada, on: 4m USD/year, rate: 10%, period: year, until: 2025-12-31}}
  fee:   {{kind: payment, payer: ben, payee: ada, amount: 100k USD, on: 2025-06-30}}
  gift:  {{kind: payment, payer: ben, payee: ada, amount: 50k USD, on: 2025-03-31, active: no}}
  work:  {{kind: flow, payee: ada, amount: effort * (1 - effort) * 5m USD/year}}
  prize: {{kind: flow, payee: ada, amount: "if(effort >= 42%, 1m USD/year, 0 USD/year)", active: no}}
  use:   {{kind: flow, payee: ben, amount: 1m USD/year}}
scenarios:
  no_deal: {{terms.share.active: no, terms.fee.active: no, terms.use.active: no, terms.work.active: no}}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  over:
    terms.share.rate: 0% .. 60% by 5%
    terms.fee.amount: 0 USD .. 3m USD by 50k USD
    terms.share.until: 2025-03-31 .. 2026-12-31 by 3 months
    terms.gift.active: [yes, no]
"""


def deal(text: str) -> Loaded:
    loaded = loads(text)
    assert [problem.what for problem in loaded.errors] == []
    return loaded


def sought(text: str, vary: str, until: str, paths: int = 64, **how: object) -> Sought:
    return Study(deal(text), paths=paths).seek(vary, until, **how).sought[0]  # type: ignore[arg-type]


def only(found: Sought) -> Answer:
    (answer,) = found.answers
    return answer


def test_a_root_is_closed_in_on_to_the_last_unit() -> None:
    (found,) = crossings(lambda x: x * x - 2.0, [0.0, 1.0, 2.0], lambda x: round(x * 1e6) / 1e6, 1e-6, 0.0)
    assert found.at == pytest.approx(2**0.5, abs=1e-6)
    assert found.high - found.low <= 1.5e-6


def test_all_roots_between_looked_at_places_are_found_also_where_a_function_turns_back() -> None:
    places = [float(each) for each in range(10)]
    found = crossings(sin, places, lambda x: round(x * 1e5) / 1e5, 1e-5, 0.0)
    assert [each.at for each in found] == pytest.approx([0.0, 3.14159265, 6.2831853], abs=1e-5)
    dips = crossings(lambda x: (x - 4.5) ** 2 - 0.01, places, lambda x: round(x * 1e5) / 1e5, 1e-5, 0.0)
    assert [each.at for each in dips] == pytest.approx([4.4, 4.6], abs=1e-5)


def test_a_leap_over_nothing_is_told_by_its_two_sides() -> None:
    (found,) = crossings(lambda x: -1.0 if x < 0.3 else 2.0, [0.0, 1.0], lambda x: round(x * 1e3) / 1e3, 1e-3, 0.0)
    assert found == Crossing(pytest.approx(0.299), pytest.approx(0.3), pytest.approx(0.299))


def test_a_fee_is_found_by_which_ada_has_what_she_asks() -> None:
    # a year of 10% of 4m, and effort that earns 0.3 x 0.7 x 5m in each of two years
    found = sought(CERTAIN, "terms.fee.amount", "party.ada.mean=3m")
    assert only(found).value == "500k USD"
    assert only(found).figure.value == pytest.approx(3e6)
    assert only(found).error is None
    assert found.now.value == pytest.approx(2.6e6)


def test_a_day_is_found_to_the_day() -> None:
    found = sought(CERTAIN, "terms.share.until", "party.ada.mean=2.4m")
    # 200k of the share less than until the end of 2025: half a year of days, of 365
    assert only(found).value == "2025-07-01"
    assert only(found).figure.value == pytest.approx(2.6e6 - 184 / 365 * 4e5 * 1.0, abs=1200)
    assert [at.value for at in only(found).steps] == ["2025-06-30", "2025-09-30"]


def test_several_values_that_reach_a_goal_are_all_told() -> None:
    found = sought(CERTAIN, "facts.effort", "party.ada.mean=2.1m")  # 500k, and 10m e (1 - e) = 1.6m
    assert [each.value for each in found.answers] == ["20%", "80%"]


def test_a_goal_that_is_leapt_over_is_told_by_the_values_on_both_sides() -> None:
    text = CERTAIN.replace("active: no}\n  use", "active: yes}\n  use").replace("effort * (1 - effort) * 5m", "0 * 5m")
    (answer,) = sought(text, "facts.effort", "party.ada.mean=1.5m").answers
    assert answer.between is not None
    low, high = answer.between
    assert (low.value, high.value) == ("41.99%", "42%")
    assert (low.figure.value, high.figure.value) == pytest.approx((0.5e6, 2.5e6))


def test_a_goal_beyond_the_range_says_how_far_its_ends_come() -> None:
    found = sought(CERTAIN, "terms.fee.amount", "party.ada.gain=9m")
    assert found.answers == ()
    low, high = found.ends
    assert (low.value, high.value) == ("0", "3m USD")
    assert found.short_by == pytest.approx(9e6 - high.figure.value)


def test_yes_or_no_reaches_a_goal_only_where_one_of_them_does() -> None:
    found = sought(CERTAIN, "terms.gift.active", "party.ada.mean=2.65m")
    assert only(found).value == "yes"
    between = only(sought(CERTAIN, "terms.gift.active", "party.ada.mean=2.62m")).between
    assert between is not None
    assert {at.value for at in between} == {"yes", "no"}


def test_a_range_that_is_asked_for_takes_the_place_of_the_files_own() -> None:
    found = sought(CERTAIN, "terms.fee.amount", "party.ada.mean=6.6m", within="1m USD .. 5m USD")
    assert only(found).value == "4.1m USD"
    with pytest.raises(NoVariableError, match="no range to vary"):
        sought(CERTAIN, "terms.fee.amount", "party.ada.mean=6.6m", within="plenty")


UNCERTAIN = f"""{HEAD.replace("{ada: {}, ben: {}}", "{ada: {risk_tolerance: 1m}, ben: {risk_tolerance: 3m}}")}
drivers: {{sales: {{kind: gbm, start: 2m USD/year, growth: 4%, volatility: 40%}}}}
facts:
  part: {{readings: [{{is: 90%, weight: 60%}}, {{is: 50%, weight: 40%}}], known_to: ben, status: disputed}}
terms:
  share: {{kind: royalty, payer: ben, payee: ada, on: part * sales, rate: 10%, period: year}}
  fee:   {{kind: payment, payer: ben, payee: ada, amount: 100k USD, on: 2025-06-30}}
  use:   {{kind: flow, payee: ben, amount: 30% * sales}}
scenarios:
  no_deal: {{terms.share.active: no, terms.fee.active: no, terms.use.active: no}}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  over: {{terms.share.rate: 0% .. 60% by 5%, terms.fee.amount: 0 USD .. 3m USD by 50k USD}}
"""


def test_a_valuation_of_the_deal_with_the_answer_laid_over_it_has_what_was_asked() -> None:
    for vary, figure, target in (
        ("terms.share.rate", "certainty_equivalent", "500k"),
        ("terms.fee.amount", "mean", "600k"),
    ):
        found = only(sought(UNCERTAIN, vary, f"party.ada.{figure}={target}", paths=2048))
        again = Study(deal(UNCERTAIN), paths=2048, overrides={vary: found.value}).value("in_force")
        worth = getattr(again.scenarios["in_force"].parties["ada"], figure)
        assert worth.value == pytest.approx(found.figure.value, rel=1e-9)
        assert worth.value == pytest.approx(float(target[:-1]) * 1e3, rel=1e-3)


def test_the_error_of_a_value_is_that_of_the_figure_over_its_slope() -> None:
    found = only(sought(UNCERTAIN, "terms.share.rate", "party.ada.mean=500k", paths=1024))
    # the mean rises by the same with each point of the rate
    slope = (found.figure.value - 1e5) / (float(found.value.rstrip("%")) / 100)
    assert found.error == pytest.approx(found.figure.standard_error / slope, rel=1e-3)


def test_a_path_of_the_valuations_json_can_be_reached() -> None:
    goal = "scenarios.in_force.parties.ada.mean=500k"
    by_path = only(sought(UNCERTAIN, "terms.share.rate", goal, paths=1024))
    of_party = only(sought(UNCERTAIN, "terms.share.rate", "party.ada.mean=500k", paths=1024))
    assert by_path.value == of_party.value
    assert by_path.figure.value == pytest.approx(of_party.figure.value)


def test_a_break_even_is_where_a_party_gains_nothing_over_no_deal() -> None:
    found = {each.party: each for each in Study(deal(CERTAIN), paths=64).break_even("terms.share.rate").sought}
    # Ben: 2m of his own, less the fee and a year of 4m times the rate
    assert only(found["ben"]).value == "47.5%"
    assert found["ada"].answers == ()
    assert found["ada"].ends[0].figure.value > 0.0


def test_a_fact_moves_no_deal_as_well_and_a_term_only_what_is_signed() -> None:
    text = CERTAIN.replace("terms.work.active: no", "terms.gift.active: no")  # Ada works with and without a deal
    with pytest.raises(NoVariableError, match="moves nothing"):
        Study(deal(text), paths=64).break_even("facts.effort")


@pytest.mark.parametrize(
    ("vary", "until", "why"),
    [
        ("terms.fee.amount", "party.ada", "no goal"),
        ("terms.fee.amount", "=3m", "no goal"),
        ("terms.fee.amount", "party.eve.mean=3m", "no party 'eve'; there are ada, ben"),
        ("terms.fee.amount", "party.ada.maen=3m", "no 'maen'; say mean"),
        ("terms.fee.amount", "party.ada.mean=plenty", "no amount"),
        ("terms.fee.amount", "worth=3m", "nothing that can be reached"),
        ("terms.fee.amount", "scenarios.in_force.parties.ada.p6=3m", "has no `scenarios.in_force.parties.ada.p6`"),
        ("terms.fee.amount", "scenarios.signed.parties.ada.p5=3m", "no scenario 'signed'"),
        ("terms.fee.amount", "scenarios.in_force.title=3m", "no number"),
    ],
)
def test_what_is_no_goal_says_what_would_be_one(vary: str, until: str, why: str) -> None:
    with pytest.raises(NoGoalError) as told:
        sought(CERTAIN, vary, until)
    assert why in str(told.value.args[0])


@pytest.mark.parametrize(
    ("vary", "why"),
    [
        ("terms.fees.amount", "there is no `terms.fees.amount` to vary; `terms.fee.amount` is near"),
        ("terms.work.amount", "vary facts.effort"),
        ("facts.clerks", "moves nothing"),
    ],
)
def test_what_cannot_be_varied_says_what_can(vary: str, why: str) -> None:
    with pytest.raises(NoVariableError) as told:
        sought(CERTAIN, vary, "party.ada.mean=3m")
    assert why in str(told.value.args[0])
