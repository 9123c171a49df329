"""What was signed, seen from before: in the zone or not, how far from the frontier, which power, how near each rule."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dealwright.bargain.backtest_result import Backtest, Spread
from dealwright.bargain.power import implied_power, nearest_power
from dealwright.bargain.shortfall import explained_by, shortfall, shortfall_with_payments
from dealwright.lang.load import loads
from dealwright.study import Study

HEAD = """
dealwright: 1
title: A fee
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: USD
risk_free: 0%
"""
DEAL = (
    HEAD
    + """
parties: {ada: {name: Ada}, bob: {name: Bob}}
terms:
  fee:  {kind: payment, payer: ada, payee: bob, amount: 10 USD, on: 2025-06-30}
  earn: {kind: flow, payee: ada, amount: 50 USD/year}
scenarios: {no_deal: {terms.fee.active: no, terms.earn.active: no}}
negotiate:
  between: [ada, bob]
  no_deal: no_deal
  over: {terms.fee.amount: 0 USD .. 90 USD by 10 USD}
"""
)
SIGNED = """
talks:
  - {by: bob, on: 2024-12-20, offer: {terms.fee.amount: 80 USD}, answer: refused}
  - {by: ada, on: 2025-01-02, signed: yes, offer: {terms.fee.amount: 35 USD}}
"""


def signed(offer: str) -> str:
    return f"talks:\n  - {{by: ada, on: 2025-01-02, signed: yes, offer: {{{offer}}}}}\n"


def looked_back(text: str, paths: int = 16) -> Backtest:
    loaded = loads(text)
    assert loaded.problems == ()
    return Study(loaded, paths=paths).backtest()


def test_a_package_between_two_of_the_grid_is_valued_as_it_was_signed() -> None:
    """Ada earns 2 x 50 and pays the 35 that no package of the grid has; all of them are in the zone."""
    found = looked_back(DEAL + SIGNED)
    assert {party: each.value for party, each in found.gain.items()} == {"ada": 65.0, "bob": 35.0}
    assert (found.by, found.on, found.in_zone, found.probability_in_zone) == ("ada", "2025-01-02", True, 1.0)
    assert (found.packages, found.zone, found.zone_share, found.empty) == (10, 10, Spread(1.0, 1.0, 1.0), 0.0)
    assert found.draws == 1


def test_where_money_only_changes_hands_every_package_is_on_the_frontier() -> None:
    found = looked_back(DEAL + SIGNED)
    assert (found.distance.left, found.distance.again, found.distance.pie) == (0.0, None, 100.0)
    assert found.distance.could_gain == {"ada": 0.0, "bob": 0.0}
    assert not found.distance.beyond_error


def test_the_power_is_the_interval_between_the_two_packages_beside_it() -> None:
    """With power w for Ada 65^w 35^(1-w) is at least 70^w 30^(1-w) and 60^w 40^(1-w); a free fee would give 65%."""
    power = looked_back(DEAL + SIGNED).power
    assert power is not None
    assert power.interval == pytest.approx(
        (
            log(40 / 35) / (log(40 / 35) + log(65 / 60)),
            log(35 / 30) / (log(35 / 30) + log(70 / 65)),
        )
    )
    assert power.nearest is not None
    assert power.interval is not None
    assert power.interval[0] < 0.65 < power.interval[1]
    assert power.interval[0] <= power.nearest.median <= power.interval[1]
    assert (power.party, power.draws) == ("ada", 1.0)


def test_each_rule_is_as_near_as_by_hand() -> None:
    """Nash: 50; middle: 40; no change: no deal at all, at today's fee of 10; all ten alike: 26 away on average."""
    rules = looked_back(DEAL + SIGNED).rules
    assert list(rules) == [
        "nash",
        "kalai_smorodinsky",
        "egalitarian",
        "utilitarian",
        "no_change",
        "middle",
        "random",
    ]
    assert rules["nash"].apart["bob"].median == 15.0
    assert rules["nash"].of_pie == Spread(0.3, 0.3, 0.3)
    assert rules["nash"].of_terms.median == pytest.approx(15 / 90)
    assert rules["no_change"].apart["ada"].median == 65.0
    assert rules["no_change"].of_pie == Spread(1.0, 1.0, 1.0)
    assert rules["no_change"].of_terms.median == pytest.approx(25 / 90)
    assert rules["middle"].package == {"terms.fee.amount": "40 USD"}
    assert rules["random"].apart["bob"].median == 26.0
    assert rules["random"].of_terms.median == pytest.approx(26 / 90)
    assert [name for name, rule in rules.items() if rule.nearest == 1.0] == ["middle"]


@given(fee=st.integers(0, 9))
def test_a_package_of_the_grid_is_worth_what_the_bargain_says(fee: int) -> None:
    text = DEAL + signed(f"terms.fee.amount: {10 * fee} USD")
    found = looked_back(text)
    assert found.gain["bob"].value == pytest.approx(10.0 * fee)
    assert found.distance.left == 0.0
    assert min(rule.of_terms.low for rule in found.rules.values()) >= 0.0


def test_the_chance_to_be_in_the_zone_is_over_what_a_side_knows() -> None:
    """It costs Bob between 0 and 100, which only he knows: so he refuses 35 in 65% of the cases."""
    text = (
        DEAL.replace(
            "terms:\n", "terms:\n  cost: {kind: payment, payer: bob, payee: world, amount: cost, on: 2025-06-30}\n"
        )
        .replace("parties: {ada: {name: Ada}, bob: {name: Bob}}", "parties: {ada: {}, bob: {}, world: {}}")
        .replace("terms.earn.active: no}", "terms.earn.active: no, terms.cost.active: no}")
    )
    text += 'facts: {cost: {is: "uniform(0 USD, 100 USD)", known_to: bob, reason: nobody told}}\n' + SIGNED
    found = looked_back(text)
    assert found.draws == 64
    assert found.probability_gains["ada"] == 1.0
    assert found.probability_gains["bob"] == found.probability_in_zone
    assert found.probability_in_zone == pytest.approx(0.35, abs=1.5 / 64)
    assert found.empty == pytest.approx(0.1, abs=1.5 / 64)
    assert found.zone_share.median == pytest.approx(0.5, abs=0.1)
    assert found.gain_band["bob"].low == pytest.approx(-60, abs=3)
    assert found.gain_band["bob"].high == pytest.approx(30, abs=3)
    assert found.gain["bob"].value == pytest.approx(-15.0)
    assert found.power is not None
    assert found.power.draws == pytest.approx(0.35, abs=1.5 / 64)
    assert any("64 draws" in note for note in found.notes)


def test_a_clause_read_in_two_ways_counts_by_its_weight() -> None:
    """Bob knows whether he must also pay 60: in two of five cases he refuses 35."""
    text = DEAL.replace(
        "terms:\n",
        "terms:\n  cost: {kind: payment, active: no, payer: bob, payee: world, amount: 60 USD, on: 2025-06-30}\n",
    ).replace("parties: {ada: {name: Ada}, bob: {name: Bob}}", "parties: {ada: {}, bob: {}, world: {}}")
    text = text.replace("terms.earn.active: no}", "terms.earn.active: no, terms.cost.active: no}") + SIGNED
    text += """
facts:
  clause:
    known_to: bob
    reason: as the papers may be read
    readings:
      - {title: he pays, weight: 40%, overlay: {terms.cost.active: yes}}
      - {title: he does not, weight: 60%, overlay: {}}
"""
    found = looked_back(text)
    assert found.probability_in_zone == pytest.approx(0.6, abs=1 / 64)
    assert found.in_zone
    assert (found.gain_band["bob"].low, found.gain_band["bob"].high) == pytest.approx((-25.0, 35.0))


def test_a_mean_is_taken_at_the_rate_that_a_side_knows() -> None:
    """Bob has 35 in two years, at a rate between 5% and 15%; what is left when he waits is Ada's at no rate."""
    text = (
        HEAD
        + """
worth_by: mean_at_discount
parties: {ada: {discount: 0%}, bob: {discount: "uniform(5%, 15%)"}}
terms:
  fee:  {kind: payment, payer: ada, payee: bob, amount: 10 USD, on: 2026-12-31}
  earn: {kind: flow, payee: ada, amount: 50 USD/year}
scenarios: {no_deal: {terms.fee.active: no, terms.earn.active: no}}
negotiate: {between: [ada, bob], no_deal: no_deal, over: {terms.fee.amount: 0 USD .. 90 USD by 10 USD}}
"""
        + signed("terms.fee.amount: 35 USD")
    )
    found = looked_back(text)
    band = found.gain_band["bob"]
    years = 729 / 365
    for told, rate in ((band.high, 0.055), (band.median, 0.10), (band.low, 0.145)):
        assert told == pytest.approx(35 * (1 + rate) ** -years, rel=0.005)
    assert found.gain_band["ada"] == Spread(65.0, 65.0, 65.0)


def test_a_loss_without_bound_is_told() -> None:
    """Bob bears a lognormal load for his fee: his certainty equivalent is no number, and the mean of it would be."""
    text = DEAL.replace("terms:\n", "terms:\n  load: {kind: flow, payer: bob, amount: load_a_year}\n")
    text = text.replace("terms.earn.active: no}", "terms.earn.active: no, terms.load.active: no}")
    text = text.replace("bob: {name: Bob}", "bob: {name: Bob, risk_tolerance: 50 USD}")
    text += "drivers: {load_a_year: {kind: gbm, start: 5 USD/year, growth: 0%, volatility: 60%}}\n" + SIGNED
    found = looked_back(text, paths=1024)
    assert [
        note for note in found.notes if note.startswith("bob with what was signed: losses through load have no bound")
    ]
    assert not [note for note in found.notes if note.startswith(("ada", "bob with no deal"))]
    by_mean = looked_back(text.replace("risk_free: 0%", "risk_free: 0%\nworth_by: mean_at_discount"), paths=1024)
    assert by_mean.notes == ()


def test_what_is_wasted_is_the_distance_from_the_frontier() -> None:
    """Signed with a quarrel that costs Ada 2 x 10: 20 of the pie of 100 is left, as Ada's alone or as anyone's."""
    text = DEAL.replace("terms:\n", "terms:\n  quarrel: {kind: flow, payer: ada, amount: 10 USD/year}\n")
    text = text.replace("terms.earn.active: no}", "terms.earn.active: no, terms.quarrel.active: no}")
    text = text.replace("by 10 USD}", "by 10 USD, terms.quarrel.active: [yes, no]}")
    text += signed("terms.fee.amount: 40 USD, terms.quarrel.active: yes")
    found = looked_back(text)
    assert found.distance.left == pytest.approx(20.0)
    assert found.distance.could_gain == pytest.approx({"ada": 20.0, "bob": 20.0})
    assert found.distance.of_pie == Spread(0.2, 0.2, 0.2)
    assert found.distance.again is not None
    assert found.distance.again.value == pytest.approx(20.0)
    assert found.distance.beyond_error
    assert found.distance.better["terms.quarrel.active"] == "no"
    assert found.power is not None
    assert found.power.interval is None
    assert found.power.nearest is not None


def test_who_is_left_as_it_was_but_for_rounding_loses_nothing() -> None:
    """A package that leaves one side what it had and the other 7 more is better, whatever the last bit says."""
    gain, signed_one = np.array([[12.0, 8.0], [0.1 + 0.2, 0.2]]), np.array([5.0, 0.3 + 1e-15])
    assert shortfall(gain[:, :1] - [[0.0], [2e-16]], signed_one, rounding=1e-12).left == pytest.approx(7.0)
    assert shortfall(gain, signed_one, rounding=1e-12).could_gain == pytest.approx([7.0, 0.0])


def test_a_package_that_changes_nothing_is_told_as_such() -> None:
    text = DEAL.replace("terms.fee.active: no, terms.earn.active: no", "terms.fee.active: yes")
    told = " ".join(str(looked_back(text + signed("terms.fee.amount: 10 USD"))).split())
    assert "It brings everyone what no deal brings" in told
    assert "what no deal brings" not in str(looked_back(DEAL + SIGNED))


def test_what_would_be_better_stands_beside_what_was_signed_in_the_words_of_the_file() -> None:
    """A fact goes by its title, a term that is switched by its own, and the name of a fact by what the fact says."""
    text = DEAL.replace("terms:\n", "terms:\n  fight: {kind: flow, title: The quarrel, payer: ada, amount: loss}\n")
    text = text.replace("terms.earn.active: no}", "terms.earn.active: no, terms.fight.active: no}")
    text = text.replace("by 10 USD}", "by 10 USD, terms.fight.active: [yes, no], facts.loss.is: [10 USD/year, most]}")
    facts = "loss: {is: 10 USD/year, reason: a guess, title: What it costs}, most: {is: 12 USD/year, reason: a guess}"
    text = text.replace("terms:\n", f"facts: {{{facts}}}\nterms:\n", 1)
    told = str(looked_back(text + signed("terms.fee.amount: 40 USD, terms.fight.active: yes, facts.loss.is: most")))
    rows = [line.split("  ") for line in told.splitlines()]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    assert ["signed", "better for all"] in cells
    assert ["The quarrel", "yes", "no"] in cells
    assert any(row[:2] == ["What it costs", "12 USD/year"] for row in cells)
    assert "by the package `better for all`" in " ".join(told.split())


def test_what_lies_outside_the_ranges_is_valued_and_told() -> None:
    found = looked_back(DEAL + signed("terms.fee.amount: 95 USD, terms.earn.amount: 60 USD/year"))
    assert found.gain["ada"].value == pytest.approx(120.0 - 95.0)
    assert found.beyond == ("terms.fee.amount",)
    assert found.not_negotiated == ("terms.earn.amount",)
    told = str(found)
    assert "95 USD *" in told
    assert "60 USD/year **" in told
    assert "outside the range that is negotiated" in told


def test_a_bargain_shows_the_signed_package_as_an_offer_that_was_signed() -> None:
    found = Study(loads(DEAL + SIGNED), paths=16).bargain()
    assert [(offer.on, offer.answer) for offer in found.offers] == [("2024-12-20", "refused"), ("2025-01-02", "signed")]


def test_a_deal_that_may_not_close_gains_less() -> None:
    found = looked_back(DEAL + SIGNED + "closing: 50% by 2025-03-31\n")
    assert found.gain["ada"].value == pytest.approx(32.5)
    assert found.gain["bob"].value == pytest.approx(17.5)


def test_who_may_pay_each_other_leave_the_largest_total() -> None:
    """Worth 100 whatever the fee: nothing is left. With half of it wasted by what was signed, the half is."""
    text = DEAL.replace("  no_deal: no_deal\n", "  no_deal: no_deal\n  side_payments: yes\n")
    assert looked_back(text + SIGNED).distance.left == 0.0
    found = looked_back(text + signed("terms.fee.amount: 30 USD, terms.earn.amount: 25 USD/year"))
    assert found.distance.left == pytest.approx(50.0)
    assert found.power is None


def test_three_at_the_table_have_a_distance_and_a_power_each() -> None:
    """Ada pays Bob and Cy; a fee for each. Signed 20 and 35: nobody could have more without another's loss."""
    text = (
        HEAD
        + """
parties: {ada: {}, bob: {}, cy: {}}
terms:
  fee:   {kind: payment, payer: ada, payee: bob, amount: 10 USD, on: 2025-06-30}
  other: {kind: payment, payer: ada, payee: cy, amount: 10 USD, on: 2025-06-30}
  earn:  {kind: flow, payee: ada, amount: 50 USD/year}
scenarios: {no_deal: {terms.fee.active: no, terms.other.active: no, terms.earn.active: no}}
negotiate:
  between: [ada, bob, cy]
  no_deal: no_deal
  over: {terms.fee.amount: 0 USD .. 90 USD by 10 USD, terms.other.amount: 0 USD .. 90 USD by 10 USD}
talks:
  - {by: ada, on: 2025-01-02, signed: yes, offer: {terms.fee.amount: 20 USD, terms.other.amount: 35 USD}}
"""
    )
    found = looked_back(text)
    assert {party: each.value for party, each in found.gain.items()} == {"ada": 45.0, "bob": 20.0, "cy": 35.0}
    power = found.power
    assert power is not None
    # moves of 5 or 10 between two of the three leave the powers near the shares of what all gain
    for party, share in {"ada": 0.45, "bob": 0.2, "cy": 0.35}.items():
        each = power.each[party]
        assert each.interval is not None
        assert each.interval[0] < share < each.interval[1]
        assert each.central == pytest.approx(share, abs=0.01)
        assert each.nearest is not None
        assert each.interval[0] <= each.nearest.median <= each.interval[1]
    assert sum(each.central or 0.0 for each in power.each.values()) == pytest.approx(1.0)
    told = " ".join(str(found).split())
    assert "It implies that ada has 40% to 51% of the bargaining power, bob " in told
    assert "% of the power at ada, 20% at bob and 35% at cy, over the 100% of the draws in which all gain." in told
    assert found.distance.left == 0.0
    assert found.in_zone
    # fees that sum to more than 100 are refused by Ada: 90 + 20 and so on, 36 pairs of the hundred
    assert found.zone == 64


def test_terms_are_apart_by_their_ranges() -> None:
    """A day, a yes or no, and a rate that changes: half a range, another choice, and the mean over the term's life."""
    text = (
        HEAD.replace("2026-12-31", "2028-12-31")
        + """
parties: {ada: {}, bob: {}}
drivers: {sales: {kind: constant, is: 100 USD/year}}
terms:
  share: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 10%, until: 2026-12-31}
  help:  {kind: flow, payer: bob, payee: ada, amount: 1 USD/year}
  late:  {kind: payment, payer: ada, payee: bob, amount: 1 USD, on: 2026-01-01}
negotiate:
  between: [ada, bob]
  over:
    terms.share.rate: 0% .. 40% by 10%
    terms.help.active: [yes, no]
    terms.late.on: 2026-01-01 .. 2028-01-01 by 1 year
talks:
  - by: ada
    on: 2025-01-02
    signed: yes
    offer: {terms.share.rate: "if(year < 2026, 20%, 10%)", terms.help.active: no, terms.late.on: 2027-01-01}
"""
    )
    found = looked_back(text)
    # today's 10% for two years against 20% and then 10%; help goes; a year of two
    assert found.rules["no_change"].of_terms.median == pytest.approx((0.05 / 0.4 + 1 + 365 / 730) / 3)
    assert found.rules["middle"].package == {
        "terms.share.rate": "20%",
        "terms.help.active": "yes",
        "terms.late.on": "2027-01-01",
    }


def test_a_key_that_is_left_out_stands_where_the_language_has_it() -> None:
    """A term is active unless said; a choice that is not made is none, and a switch that is not set is no."""
    text = DEAL.replace("by 10 USD}", "by 10 USD, terms.earn.active: [yes, no], terms.fee.ends_on: [none, storm]}")
    text += "drivers: {storm: {kind: event, chance: 10% by 2026-12-31}}\n" + signed("terms.fee.amount: 35 USD")
    found = looked_back(text)
    assert found.beyond == ()
    assert found.rules["no_change"].of_terms.median == pytest.approx(25 / 90 / 3)


def test_without_a_signed_package_there_is_nothing_to_look_back_at() -> None:
    with pytest.raises(ValueError, match="signed: yes"):
        Study(loads(DEAL), paths=16).backtest()


def test_the_same_seed_gives_the_same_bytes() -> None:
    text = DEAL + SIGNED
    assert Study(loads(text), paths=16).backtest().to_json() == Study(loads(text), paths=16).backtest().to_json()


GAIN = arrays.arrays(np.float64, st.tuples(st.just(2), st.integers(1, 25)), elements=st.integers(1, 30).map(float))


@given(gain=GAIN)
def test_nothing_is_left_exactly_where_nothing_is_better(gain: np.ndarray) -> None:
    for own in gain.T:
        found = shortfall(gain, own)
        better = ((gain >= own[:, None]).all(axis=0) & (gain > own[:, None]).any(axis=0)).any()
        assert (found.left > 0) == better == (found.better is not None)
        assert found.left >= found.could_gain.max() * float(better) or not better
        assert shortfall_with_payments(gain, own).left >= found.left


@given(gain=GAIN)
def test_the_nearest_power_is_one_that_explains_where_one_does(gain: np.ndarray) -> None:
    implied = implied_power(gain, 0)
    if implied.low is not None and implied.high is not None:
        nearest = nearest_power(gain, gain[:, 0])[0]
        assert implied.low - 1e-6 <= nearest <= implied.high + 1e-6


@given(gain=GAIN, share=st.floats(0.01, 0.99))
def test_the_nearest_power_is_as_near_as_any(gain: np.ndarray, share: float) -> None:
    def excess(power: float) -> float:
        products = power * np.log(gain[0]) + (1 - power) * np.log(gain[1])
        return float(products.max() - products[0])

    assert excess(nearest_power(gain, gain[:, 0])[0]) <= excess(share) + 1e-9


@given(gain=GAIN)
def test_a_package_on_the_frontier_is_explained_as_by_itself(gain: np.ndarray) -> None:
    implied = implied_power(gain, 0)
    if implied.forgone == 0.0 and not (np.delete(gain, 0, axis=1) >= gain[:, [0]]).all(axis=0).any():
        found = explained_by(np.delete(gain, 0, axis=1), gain[:, 0])
        assert found.ranges == (None if implied.ranges is None else pytest.approx(np.array(implied.ranges)))
