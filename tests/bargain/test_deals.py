"""Bargains over whole deal files whose figures are sums done by hand."""

import json

import pytest

import dealwright
from dealwright.bargain import Bargain
from dealwright.lang.load import loads

HEAD = """
dealwright: 1
title: A pie of ten
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
parties:
  ada: {risk_tolerance: none}
  bob: {risk_tolerance: none}
  sink: {risk_tolerance: none}
drivers:
  luck: {kind: gbm, start: 1, growth: 0%, volatility: 30%}
"""
PIE = """terms:
  share: {kind: payment, payer: sink, payee: ada, amount: 0 USD, on: 2025-06-30}
  rest:  {kind: payment, payer: sink, payee: bob, amount: 0 USD, on: 2025-06-30}
"""
OVER = """negotiate:
  between: [ada, bob]
  over:
    terms.share.amount: [0 USD, 3m, 6m]
    terms.rest.amount: [0 USD, 4m, 7m]
"""


def bargained(text: str, paths: int = 64) -> Bargain:
    loaded = loads(HEAD + text)
    assert not loaded.errors
    return dealwright.Study(loaded, paths=paths).bargain()


def test_packages_at_the_reservation_value_are_in_the_zone_for_all_rounding() -> None:
    """Nine packages of payments beside a risky flow that every one of them leaves as it is; none is refused."""
    risky = "  risk: {kind: flow, payer: bob, payee: ada, amount: 7m USD/year * luck}\n"
    averse = HEAD.replace("ada: {risk_tolerance: none}", "ada: {risk_tolerance: 3m}")
    loaded = loads(averse.replace("bob: {risk_tolerance: none}", "bob: {risk_tolerance: 40m}") + PIE + risky + OVER)
    found = dealwright.Study(loaded, paths=64).bargain()
    assert found.zone == 9
    assert found.probability_zone_empty == 0.0


def test_an_empty_zone_is_an_answer_with_all_its_keys() -> None:
    found = bargained(PIE + OVER.replace("[0 USD, 4m, 7m]", "[-4m, -1m]"))
    written = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert written["zone"] == {"packages": 0, "probability_empty": 1.0}
    assert written["solutions"] == {}
    assert written["reservation"] == {"ada": 0.0, "bob": 0.0}
    assert [point["certainty_equivalent"] for point in written["frontier"]] == [{"ada": 6e6, "bob": -1e6}]


def test_an_outside_option_above_every_package_empties_the_zone_for_sure() -> None:
    """Bob could have 8m elsewhere, and no package gives him more than 7m."""
    found = bargained(PIE + "scenarios: {other: {terms.rest.amount: 8m}}\n" + OVER + "  outside: {bob: other}\n")
    assert (found.zone, found.probability_zone_empty) == (0, 1.0)
    assert found.reservation["bob"].value == 0.0


def test_an_outside_option_decides_whether_a_party_signs() -> None:
    found = bargained(PIE + "scenarios: {other: {terms.rest.amount: 5m}}\n" + OVER + "  outside: {bob: other}\n")
    assert found.zone == 3
    nash = found.solutions["nash"]
    assert nash.surplus == {"ada": 6e6, "bob": 7e6}
    assert nash.probability_signs == {"ada": 1.0, "bob": 1.0}


@pytest.mark.parametrize("loss", ["-2m", "-9m"])
def test_with_payments_the_zone_is_empty_where_the_parties_lose_together(loss: str) -> None:
    """Ada loses 2m or 9m where Bob gains 7m: a payment mends the one and not the other."""
    found = bargained(PIE + OVER.replace("[0 USD, 3m, 6m]", f"[{loss}]") + "  side_payments: yes\n")
    assert found.probability_zone_empty == (0.0 if loss == "-2m" else 1.0)
    assert bool(found.solutions) == (loss == "-2m")
    for solution in found.solutions.values():
        assert solution.surplus == pytest.approx({"ada": 2.5e6, "bob": 2.5e6})
        assert solution.payments == pytest.approx({"ada": 4.5e6, "bob": -4.5e6})
        assert solution.probability_signs == {"ada": 1.0, "bob": 1.0}
        assert solution.fresh_surplus is not None
        assert solution.fresh_surplus["ada"].value == pytest.approx(2.5e6), "payments count on fresh futures, too"


def test_packages_by_which_nobody_gains_in_sum_are_acceptable_with_payments() -> None:
    """What Bob gets Ada pays: each of the thirty packages moves money and makes none."""
    transfer = "terms:\n  share: {kind: payment, payer: ada, payee: bob, amount: 0 USD, on: 2025-06-30}\n"
    transfer += "  fee: {kind: flow, payer: bob, payee: ada, amount: 7m USD/year * luck}\n"
    over = "negotiate:\n  between: [ada, bob]\n  over: {terms.share.amount: 0.1m .. 3m by 0.1m}\n  side_payments: yes\n"
    found = bargained(transfer + over)
    assert found.zone == found.packages == 30
    assert found.probability_zone_empty == 0.0


def test_how_likely_a_party_signs_is_the_share_of_its_possible_risk_tolerances() -> None:
    """A risk of plus or minus 10m and 2m for sure: who can bear more than 24.7m, half of all that may be, signs.

    A coin gives Ada 12m or -8m: 2m is what -rho ln cosh(10m / rho) costs at rho = 24.664m.
    """
    text = HEAD.replace("ada: {risk_tolerance: none}", 'ada: {risk_tolerance: "uniform(4.664m, 44.664m)"}').replace(
        "  luck:", "  heads: {kind: event, chance: 50% by 2026-12-31}\n  luck:"
    )
    text += """terms:
  prize: {kind: milestone, payer: sink, payee: ada, amount: 20m, on: heads}
  stake: {kind: payment, payer: ada, payee: sink, amount: 8m, on: 2026-12-31}
  extra: {kind: payment, payer: sink, payee: bob, amount: 0 USD, on: 2026-12-31}
scenarios: {apart: {terms.prize.active: no, terms.stake.active: no}}
negotiate:
  between: [ada, bob]
  no_deal: apart
  over: {terms.extra.amount: [1m]}
"""
    loaded = loads(text)
    assert not loaded.errors
    found = dealwright.Study(loaded, paths=16_384).bargain()
    assert found.probability_zone_empty == pytest.approx(0.5, abs=0.02)


def test_a_payment_from_a_company_that_pays_dearly_for_time_is_a_gain_of_rates_alone() -> None:
    """Ada's firm pays Bob 1m in place of 5m, a year before its exit, to which it carries money at 10 %.

    Bob loses 4m, and Ada gains 4m x 1.1^(366/365) at the close of the horizon's last day. Together that is 0.4m, of
    which no cent is more cash: all of it rests on the firm's rate beside the risk-free one of 0 %.
    """
    text = """companies:
  firm: {enterprise_value: 50m, cost_of_capital: 10%, exit: horizon}
terms:
  fee: {kind: payment, payer: firm, payee: bob, amount: 5m, on: 2025-12-31}
  all: {kind: equity, company: firm, holder: ada, stake: 100%, residual: ada}
negotiate:
  between: [ada, bob]
  over: {terms.fee.amount: [1m]}
  side_payments: yes
"""
    found = bargained(text)
    gain = 4e6 * (1.1 ** (366 / 365) - 1)
    assert found.split is not None
    assert found.solutions["nash"].total_surplus == pytest.approx(gain, rel=1e-9)
    assert found.split.discount_rates == pytest.approx(gain, rel=1e-9)
    assert found.split.cash_flow == pytest.approx(0.0, abs=1e-3)
    assert found.split.risk_sharing == pytest.approx(0.0, abs=1e-3)
    assert found.split.rests_on_rates


def test_paths_that_every_solution_takes_at_an_end_are_named_as_in_speech() -> None:
    found = bargained(PIE + OVER)
    said = "every solution takes terms.share.amount and terms.rest.amount at an end of their ranges"
    assert said in found.notes


def test_a_list_of_clauses_has_no_ends_nor_has_what_moves_nobody_at_the_table() -> None:
    """Both sides share alike whatever the outsider gets; of three clauses the last brings most, and is no end."""
    text = PIE.replace(
        "share:", "aside: {kind: payment, payer: sink, payee: sink2, amount: 0 USD, on: 2025-06-30}\n  share:"
    )
    over = OVER.replace("terms.share.amount: [0 USD, 3m, 6m]", "terms.share.amount: [1m * luck, 2m * luck, 6m]")
    over += "    terms.aside.amount: [0 USD, 4m, 7m]\n"
    loaded = loads((HEAD + text + over).replace("sink: {", "sink2: {risk_tolerance: none}\n  sink: {"))
    notes = dealwright.Study(loaded, paths=64).bargain().notes
    assert "every solution takes terms.rest.amount at an end of its range" in notes


def test_packages_that_differ_in_what_moves_nobody_at_the_table_are_tied_to_the_last_byte() -> None:
    """Nine values of what an outsider gets, of luck that rounds: each package of the frontier is there nine times."""
    text = """companies:
  firm: {enterprise_value: 9m * luck, cash: -8m, cost_of_capital: 3%, exit: horizon}
terms:
  share: {kind: payment, payer: firm, payee: ada, amount: 0 USD, on: 2025-06-30}
  aside: {kind: flow, payee: sink, amount: 0 USD/year}
  all: {kind: equity, company: firm, holder: bob, stake: 30%, residual: ada}
scenarios: {apart: {terms.all.stake: 0%}}
negotiate:
  between: [ada, bob]
  no_deal: apart
  over:
    terms.aside.amount: 0 USD/year .. 8m USD/year by 1m USD/year
    terms.share.amount: 0 USD .. 3m by 0.1m
    terms.all.stake: 0% .. 40% by 1%
"""
    loaded = loads((HEAD + text).replace("{risk_tolerance: none}", "{risk_tolerance: 1m}"))
    assert not loaded.errors, loaded
    found = dealwright.Study(loaded, paths=256).bargain(refine=False)
    assert found.plan is not None
    assert found.plan.idle == ("terms.aside.amount",)
    assert found.packages == 9 * 31 * 41
    aside = [point.package["terms.aside.amount"] for point in found.frontier]
    assert {aside.count(value) for value in loaded.ranges()["terms.aside.amount"]} == {len(aside) // 9}
    assert found.solutions["egalitarian"].tied == 9
    assert found.solutions["egalitarian"].package["terms.aside.amount"] == "0"


def test_without_a_scenario_of_no_deal_the_bargain_says_what_is_compared_with() -> None:
    note = "the file names no `no_deal` scenario, so the contract in force is what each side has if talks fail"
    assert note in bargained(PIE + OVER).notes
    named = OVER.replace("  over:", "  no_deal: apart\n  over:") + "scenarios: {apart: {terms.share.active: no}}\n"
    assert note not in bargained(PIE + named).notes
