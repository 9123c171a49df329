"""What is true already but not known to all: who knows it, what is central, what is drawn, what that does to worth."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from dealwright.engine.belief_states import error_of_strata
from dealwright.engine.beliefs import constant, doubts, knowers, outer_levels, traits, uncertain_traits
from dealwright.engine.result import ScenarioWorth
from dealwright.engine.valuation import value_deal
from dealwright.lang.load import Loaded, loads
from dealwright.study import Study
from dealwright.world.draws import Draws

Read = Callable[..., Loaded]
Value = Callable[..., ScenarioWorth]

HEAD = """
dealwright: 1
title: Something is not known
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: USD
risk_free: 0%
parties:
  ada: {risk_tolerance: 100}
  bob: {risk_tolerance: none}
"""
HEAD = HEAD.replace("risk_tolerance: 100}", "risk_tolerance: 100 USD}")
TWO = "facts: {{prize: {{{}readings: [{{is: 50 USD, weight: 25%}}, {{is: 250 USD, weight: 75%}}]}}}}\n"
PAY = "terms: {pay: {kind: payment, payer: bob, payee: ada, amount: prize, on: 2025-06-30}}\n"


def equivalent(*outcomes: tuple[float, float], tolerance: float = 100.0) -> float:
    """Compute -rho ln E[exp(-V/rho)] of a lottery of (chance, value)."""
    return -tolerance * math.log(sum(chance * math.exp(-value / tolerance) for chance, value in outcomes))


def test_a_fact_that_nobody_knows_is_inside_the_expectation(value: Value) -> None:
    """Half of two lotteries: mean 25 % x 50 + 75 % x 250 = 200; ada's certainty equivalent that of the lottery."""
    ada = value(HEAD + TWO.format("known_to: [], ") + PAY, paths=4096).parties["ada"]
    assert ada.mean.value == pytest.approx(200.0, abs=0.2)
    assert ada.certainty_equivalent.value == pytest.approx(equivalent((0.25, 50), (0.75, 250)), abs=0.2)
    assert ada.belief_band is None


def test_a_fact_that_a_party_knows_is_an_outer_draw(value: Value) -> None:
    """Ada knows which: her certainty equivalent is 50 or 250; the headline is the mean of both, the band spans them."""
    ada = value(HEAD + TWO.format("known_to: ada, ") + PAY, paths=4096).parties["ada"]
    assert ada.certainty_equivalent.value == pytest.approx(0.25 * 50 + 0.75 * 250, abs=1e-6)
    assert ada.belief_band == pytest.approx((50.0, 250.0))
    assert ada.certainty_equivalent.value > equivalent((0.25, 50), (0.75, 250))
    assert ada.p50 == pytest.approx(250.0), "figures beside the headline are at the central value"


def test_who_does_not_know_and_does_not_mind_sees_the_same_mean_either_way(value: Value) -> None:
    for known in ("known_to: [], ", "known_to: bob, ", "known_to: ada, "):
        bob = value(HEAD + TWO.format(known) + PAY, paths=4096).parties["bob"]
        assert bob.certainty_equivalent.value == pytest.approx(-200.0, abs=0.2)


WORDING = """facts:
  meant: {{{}readings: [
    {{title: gross, weight: 75%, overlay: {{terms.pay.amount: 250 USD}}}},
    {{title: net, weight: 25%, overlay: {{terms.pay.amount: 50 USD}}}}]}}
terms: {{pay: {{kind: payment, payer: bob, payee: ada, amount: 250 USD, on: 2025-06-30}}}}
"""


def test_readings_of_a_clause_are_mixed_or_drawn_as_numbers_are(value: Value) -> None:
    """The same lottery, in words: mixed where ada does not know, drawn outside where she does, as by default."""
    unknown = value(HEAD + WORDING.format("known_to: [], "), paths=4096).parties["ada"]
    assert unknown.certainty_equivalent.value == pytest.approx(equivalent((0.25, 50), (0.75, 250)), abs=0.2)
    assert unknown.mean.value == pytest.approx(200.0, abs=0.2)
    assert sum(unknown.by_term.values()) == pytest.approx(unknown.mean.value, rel=1e-9)
    known = value(HEAD + WORDING.format(""), paths=4096).parties["ada"]
    assert known.certainty_equivalent.value == pytest.approx(200.0, abs=1e-6)
    assert known.belief_band == pytest.approx((50.0, 250.0))


def test_readings_that_are_dates_are_mixed_path_by_path(value: Value) -> None:
    """A flow of 100 a year to the end of March (90 days) or of June (181): 25 % and 75 % of 24.66 and 49.59."""
    text = """facts: {{ends: {{{}readings: [{{is: 2025-03-31, weight: 25%}}, {{is: 2025-06-30, weight: 75%}}]}}}}
terms: {{pay: {{kind: flow, payer: bob, payee: ada, amount: 100 USD/year, until: ends}}}}
"""
    mixed = 0.25 * 100 * 90 / 365 + 0.75 * 100 * 181 / 365
    unknown = value(HEAD + text.format("known_to: [], "), paths=4096).parties["ada"]
    assert unknown.mean.value == pytest.approx(mixed, abs=0.05)
    known = value(HEAD + text.format("known_to: ada, "), paths=4096).parties["ada"]
    assert known.certainty_equivalent.value == pytest.approx(mixed, abs=1e-6)
    assert known.belief_band == pytest.approx((100 * 90 / 365, 100 * 181 / 365))


@pytest.mark.parametrize(
    ("fact", "key", "outcomes"),
    [
        ("2025-03-31: 25%, 2025-06-30: 75%", "until", ((0.25, 100 * 90 / 365), (0.75, 100 * 181 / 365))),
        ("yes: 25%, no: 75%", "active", ((0.25, 100.0), (0.75, 0.0))),  # whole strata of the 64 outer draws
    ],
)
def test_one_of_several_dates_or_answers_is_drawn_as_readings_are(
    value: Value, fact: str, key: str, outcomes: tuple[tuple[float, float], ...]
) -> None:
    text = f"""facts: {{which: {{is: "one_of({{{fact}}})", known_to: nobody}}}}
terms: {{pay: {{kind: flow, payer: bob, payee: ada, amount: 100 USD/year, {key}: which}}}}
"""
    mean = sum(chance * paid for chance, paid in outcomes)
    unknown = value(HEAD + text, paths=4096).parties["ada"]
    assert unknown.mean.value == pytest.approx(mean, abs=0.1)
    assert unknown.certainty_equivalent.value == pytest.approx(equivalent(*outcomes), abs=0.1)
    known = value(HEAD + text.replace("nobody", "ada"), paths=4096).parties["ada"]
    assert known.certainty_equivalent.value == pytest.approx(mean, abs=1e-6)
    assert known.belief_band == pytest.approx(tuple(sorted(paid for _, paid in outcomes)))


def test_readings_of_yes_and_no_are_mixed_and_not_put_to_the_vote(value: Value) -> None:
    """A term in force by 30 % pays 30 of 100 in the mean; a round that comes by 30 % brings 30 % of its money."""
    text = """facts: {holds: {known_to: [], readings: [{is: yes, weight: 30%}, {is: no, weight: 70%}]}}
companies: {firm: {enterprise_value: 100 USD, cost_of_capital: 0%, exit: horizon,
  rounds: [{on: 2025-06-30, new_money: 50 USD, if: holds, by: bob}]}}
terms:
  pay: {kind: payment, payer: bob, payee: ada, amount: 100 USD, on: 2025-06-30, active: holds}
  all: {kind: equity, company: firm, holder: ada, stake: 100%, residual: ada}
"""
    ada = value(HEAD + text, paths=4096).parties["ada"]
    assert ada.by_term["pay"] == pytest.approx(30.0, abs=0.1)
    assert ada.by_term["rounds"] == pytest.approx(15.0, abs=0.05)
    assert ada.certainty_equivalent.value == pytest.approx(equivalent((0.3, 250), (0.7, 100)), abs=0.2)


def test_by_default_a_clause_is_known_to_its_parties_and_anything_else_to_nobody(read: Read) -> None:
    deal = read(
        HEAD
        + """  eve: {}
facts:
  clause: {readings: [{weight: 50%, overlay: {terms.pay.amount: 1 USD}},
                      {weight: 50%, overlay: {terms.pay.amount: 2 USD}}]}
  price:  {readings: [{is: 1 USD, weight: 50%}, {is: 2 USD, weight: 50%}]}
  market: {is: 5 USD to 9 USD}
  growth: {readings: [{is: 1%, weight: 50%}, {is: 2%, weight: 50%}]}
  told:   {known_to: eve, readings: [{is: 1%, weight: 50%}, {is: 2%, weight: 50%}]}
  open:   {known_to: everyone, is: 5 USD to 9 USD}
  hidden: {known_to: nobody, is: 5 USD to 9 USD}
drivers: {sales: {kind: gbm, start: market / 1 year, growth: growth + told, volatility: 10%}}
terms:
  pay: {kind: payment, payer: bob, payee: ada, amount: price + open + hidden, on: 2025-06-30}
  use: {kind: flow, payee: eve, amount: sales}
"""
    ).deal
    assert deal is not None
    known = {name: knowers(deal, name, fact) for name, fact in deal.facts.items()}
    assert known["clause"] == known["price"] == {"ada", "bob"}
    assert known["market"] == known["growth"] == frozenset()
    assert known["told"] == {"eve"}
    assert known["open"] == {"ada", "bob", "eve"}
    assert known["hidden"] == frozenset()
    assert [doubt.name for doubt in doubts(deal)] == list(deal.facts)


def test_owners_of_a_company_know_its_clauses(read: Read) -> None:
    deal = read(
        HEAD
        + """  eve: {}
facts: {price: {readings: [{is: 1 USD, weight: 50%}, {is: 2 USD, weight: 50%}]}}
companies: {firm: {enterprise_value: 9 USD, cost_of_capital: 5%, exit: horizon}}
terms:
  pay: {kind: payment, payer: firm, payee: ada, amount: price, on: 2025-06-30}
  all: {kind: equity, company: firm, holder: eve, stake: 100%, residual: eve}
"""
    ).deal
    assert deal is not None
    assert knowers(deal, "price", deal.facts["price"]) == {"ada", "eve"}


def test_what_only_a_trait_rests_on_is_no_doubt_about_the_deal(read: Read) -> None:
    deal = read(
        HEAD.replace("100 USD", "like") + "facts: {like: {is: 80 USD to 120 USD}}\n" + PAY.replace("prize", "9 USD")
    ).deal
    assert deal is not None
    assert doubts(deal) == ()
    assert uncertain_traits(deal, "ada") == ("risk_tolerance",)
    assert uncertain_traits(deal, "bob") == ()


TRAITS = """facts:
  sure: {is: 10%}
  wide: {is: 6% to 14%}
  both: {readings: [{is: 6%, weight: 30%}, {is: 14%, weight: 70%}]}
  loose: {readings: [{is: 6% to 8%, weight: 60%}, {is: 14%, weight: 40%}]}
"""


@pytest.mark.parametrize(
    ("written", "low", "middle", "high"),
    [
        ("10%", 0.10, 0.10, 0.10),
        ("sure", 0.10, 0.10, 0.10),
        ("sure + 2%", 0.12, 0.12, 0.12),
        ("6% to 14%", 0.06, None, 0.14),
        ("wide", 0.06, None, 0.14),
        ("wide + 2%", 0.08, None, 0.16),
        ("both", 0.06, 0.14, 0.14),
        ("2 * both", 0.12, 0.28, 0.28),
        ("loose", 0.07, 0.07, 0.14),
    ],
)
def test_a_trait_is_a_number_a_fact_or_an_expression_of_them(
    read: Read, written: str, low: float, middle: float | None, high: float
) -> None:
    text = HEAD.replace("ada: {", f"ada: {{discount: {written}, ") + TRAITS + PAY.replace("prize", "9 USD")
    deal = read(text).deal
    assert deal is not None
    at = {level: traits(deal, "ada", level).discount for level in (0.05, 0.5, 0.95)}
    apart = 2e-3 if written == "loose" else 1e-6  # the median of 6 % to 8 % is near 7 %
    assert at[0.95] == pytest.approx(high, abs=1e-6)
    assert at[0.05] == pytest.approx(low, abs=apart)
    assert at[0.5] == pytest.approx(middle, abs=apart) if middle is not None else at[0.05] < at[0.5] < at[0.95]
    assert uncertain_traits(deal, "ada") == (("discount", "risk_tolerance") if at[0.05] < at[0.95] else ())[:1]


def test_central_values_do_not_depend_on_any_draw(read: Read) -> None:
    deal = read(HEAD.replace("risk_free: 0%", "risk_free: wide / 2") + TRAITS + PAY.replace("prize", "9 USD")).deal
    assert deal is not None
    low, middle, high = (constant(deal, deal.risk_free, level) for level in (0.05, 0.5, 0.95))
    assert (low, high) == pytest.approx((0.03, 0.07), abs=1e-6)
    assert low < middle < high
    assert middle == constant(deal, deal.risk_free) == traits(deal, "bob").discount


def test_an_uncertain_trait_moves_the_headline_and_gives_a_band(value: Value) -> None:
    """A fair bet on 100 or -100 at a risk tolerance of 50 to 200: the mean over draws of -rho ln cosh(100/rho)."""
    bet = """facts: {prize: {known_to: [], readings: [{is: -100 USD, weight: 50%}, {is: 100 USD, weight: 50%}]}}
terms: {pay: {kind: flow, payer: bob, payee: ada, amount: prize / 1 year}}
"""
    sure = value(HEAD + bet, paths=8192).parties["ada"].certainty_equivalent.value
    assert sure == pytest.approx(-100 * math.log(math.cosh(1.0)), abs=0.1)
    text = HEAD.replace("risk_tolerance: 100 USD", 'risk_tolerance: "uniform(50 USD, 200 USD)"') + bet
    ada = value(text, paths=8192).parties["ada"]
    rho = np.linspace(50, 200, 20001)
    by_form = -rho * np.log(np.cosh(100 / rho))
    assert ada.certainty_equivalent.value == pytest.approx(float(np.mean(by_form)), abs=0.3)
    assert ada.belief_band is not None
    low, high = ada.belief_band
    assert low == pytest.approx(float(np.percentile(by_form, 5)), abs=1.0)
    assert high == pytest.approx(float(np.percentile(by_form, 95)), abs=1.0)


def test_levels_of_belief_lie_one_in_each_stratum_and_differ_by_name() -> None:
    levels, other = outer_levels(1, "rate", 64), outer_levels(1, "life", 64)
    assert sorted((64 * levels).astype(int)) == list(range(64))
    assert not np.array_equal(levels, other)
    assert np.array_equal(levels, outer_levels(1, "rate", 64))
    assert not np.array_equal(levels, outer_levels(2, "rate", 64))


@pytest.mark.parametrize(
    ("quantities", "what"),
    [
        (1, lambda a: a[:, 0]),
        (1, lambda a: np.log(a[:, 0] / (1 - a[:, 0]))),
        (2, lambda a: a[:, 0] + 3 * a[:, 1] ** 2),
        (2, lambda a: (a[:, 0] - 0.5) * (a[:, 1] - 0.5)),
        (3, lambda a: np.exp(a[:, 0] + a[:, 1]) * a[:, 2]),
    ],
)
def test_the_error_of_what_is_drawn_is_what_other_seeds_differ_by(
    quantities: int, what: Callable[[np.ndarray], np.ndarray]
) -> None:
    """Over 40 seeds: the root mean square of the errors said is within a half and twice the spread of the means."""
    drawn = [np.array([outer_levels(seed, str(name)) for name in range(quantities)]).T for seed in range(40)]
    values = [what(levels) for levels in drawn]
    said = [error_of_strata(each, levels) for each, levels in zip(values, drawn, strict=True)]
    assert 0.5 < np.sqrt(np.mean(np.square(said))) / np.std([each.mean() for each in values], ddof=1) < 2.0


def test_what_a_party_knows_counts_whether_a_deal_closes_or_not(read: Read) -> None:
    """Ada knows whether the prize is 50 or 250. Signed and closed (50 %) she gets it and 30, otherwise 10 alone.

    Her certainty equivalent is the mean over both prizes of that of the two outcomes; the mean, seen by all, is
    50 % x (200 + 30) + 50 % x 10 = 120, and bob pays it.
    """
    text = (
        HEAD
        + TWO.format("known_to: ada, ")
        + PAY.replace("}\n", ", ")
        + """more: {kind: payment, payer: bob, payee: ada, amount: 30 USD, on: 2025-06-30}}
closing: 50% by 2025-12-31
signed: agreed
scenarios:
  refused: {terms.pay.amount: 0 USD, terms.more.amount: 10 USD}
  agreed: {terms.more.amount: 30 USD}
negotiate: {between: [ada, bob], no_deal: refused, over: {terms.more.amount: [10 USD, 30 USD]}}
"""
    )
    found = value_deal(read(text), Draws(1, 8, 1024), scenarios=["agreed"]).scenarios["agreed"].parties
    low, high = (equivalent((0.5, prize + 30.0), (0.5, 10.0)) for prize in (50.0, 250.0))
    assert found["ada"].certainty_equivalent.value == pytest.approx(0.25 * low + 0.75 * high, abs=0.3)
    assert found["ada"].belief_band == pytest.approx((low, high), abs=0.3)
    assert found["ada"].mean.value == pytest.approx(120.0, abs=0.5)
    assert found["bob"].mean.value == pytest.approx(-found["ada"].mean.value, rel=1e-9)


def test_the_error_of_what_a_party_would_take_counts_the_fewer_futures_on_which_its_knowledge_is_taken_otherwise() -> (
    None
):
    text = """
dealwright: 1
title: A royalty by a disputed clause
as_of: 2025-01-01
horizon: 2029-12-31
currency: USD
risk_free: 4%
parties: {ada: {risk_tolerance: 4m}, bob: {}}
facts: {clause: {known_to: [ada], readings: [{is: 8%, weight: 60%}, {is: 16%, weight: 40%}]}}
drivers: {sales: {kind: gbm, start: 10m USD/year, growth: 8%, volatility: 45%}}
terms: {share: {kind: royalty, payer: bob, payee: ada, on: sales, rate: clause, until: 2029-12-31}}
"""
    loaded = loads(text)
    found = [
        Study(loaded, paths=2048, seed=seed).value("in_force").scenarios["in_force"].parties["ada"].certainty_equivalent
        for seed in range(1, 17)
    ]
    spread = float(np.std([each.value for each in found], ddof=1))
    told = float(np.sqrt(np.mean([each.standard_error**2 for each in found])))
    assert told > 0.8 * spread  # two thirds of it before what the states differ by was counted
