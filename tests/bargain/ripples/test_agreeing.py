"""Weights, payments and draws that are asked for, and what each adds: sums by hand."""

import math

import numpy as np
import pytest

from dealwright.bargain.lots import mixed_parts, mixed_worth
from dealwright.bargain.result import Bargain
from dealwright.bargain.ripples.asked_package import PackageError
from dealwright.bargain.ripples.weights import WeightsError, weights_of
from dealwright.lang.load import loads
from dealwright.study import Asking, Study

PIE = """\
dealwright: 1
title: Who gets the ten
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: EUR
risk_free: 0%
parties:
  ada: {discount: 0%, risk_tolerance: none}
  ben: {discount: 0%, risk_tolerance: none}
terms:
  for_ada: {kind: flow, payee: ada, amount: 10 EUR/year}
  for_ben: {kind: flow, active: no, payee: ben, amount: 6 EUR/year}
  both: {kind: flow, payee: ada, amount: 0 EUR/year}
scenarios:
  no_deal: {terms.for_ada.active: no, terms.for_ben.active: no}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  over:
    terms.for_ada.active: [yes, no]
    terms.for_ben.active: [yes, no]
"""
EITHER = PIE.replace(
    "    terms.for_ada.active: [yes, no]\n    terms.for_ben.active: [yes, no]\n",
    "    terms.for_ada.payee: [ada, ben]\n",
)


def found(text: str, **asked: object) -> Bargain:
    return Study(loads(text), paths=64).bargain(asking=Asking(**asked))  # type: ignore[arg-type]


def test_weights_are_completed_by_what_is_left() -> None:
    assert weights_of({"ada": 0.6}, ["ada", "ben"]) == {"ada": 0.6, "ben": 0.4}
    assert weights_of({"ada": 1.0}, ["ada", "ben"]) == {"ada": 1.0, "ben": 0.0}
    assert weights_of({"ada": 0.5, "ben": 0.5}, ["ada", "ben"]) == {"ada": 0.5, "ben": 0.5}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"eve": 0.5}, "`eve` is not at the table; there are ada, ben"),
        ({"ada": -0.2}, "the weight of ada is -20%"),
        ({"ada": math.nan}, "give a share from 0% to 100%"),
        ({"ada": 0.6, "ben": 0.6}, "sum to 120%, not to 100%"),
        ({"ada": 0.3, "ben": 0.6}, "sum to 90%, not to 100%"),
        ({"ada": 1.5}, "sum to 150%, not to 100%"),
    ],
)
def test_weights_that_cannot_be_meant_are_refused(given: dict[str, float], said: str) -> None:
    with pytest.raises(WeightsError, match=said):
        weights_of(given, ["ada", "ben"])


def test_a_weight_shares_the_joint_gain_where_the_parties_pay() -> None:
    one = found(PIE, power={"ada": 0.75}, side_payments=True)
    assert one.power == {"ada": 0.75, "ben": 0.25}
    assert one.solutions["nash"].surplus == pytest.approx({"ada": 12.0, "ben": 4.0})
    assert found(PIE, side_payments=True).solutions["nash"].surplus == pytest.approx({"ada": 8.0, "ben": 8.0})


def test_what_is_asked_for_takes_the_place_of_what_the_file_says() -> None:
    written = PIE.replace(
        "  no_deal: no_deal\n", "  no_deal: no_deal\n  side_payments: yes\n  power: {ada: 3, ben: 1}\n"
    )
    assert found(written).solutions["nash"].surplus == pytest.approx({"ada": 12.0, "ben": 4.0})
    assert found(written, power={"ada": 0.5}).solutions["nash"].surplus == pytest.approx({"ada": 8.0, "ben": 8.0})
    assert found(written, side_payments=False).space == "money"
    assert found(written, lotteries=True).space == "lotteries"
    with pytest.raises(WeightsError, match="pays-and-draws"):
        found(written, lotteries=True, side_payments=True)


def test_a_draw_gives_each_its_share_of_what_only_one_can_have() -> None:
    for text in (EITHER, EITHER.replace("  over:", "  lotteries: yes\n  over:")):
        drawn = found(text, lotteries=True).solutions["nash"]
        assert sorted(each.probability for each in drawn.lottery) == pytest.approx([0.5, 0.5])
        assert drawn.surplus == pytest.approx({"ada": 5.0, "ben": 5.0})
        assert drawn.fresh_surplus is not None
        assert {party: each.value for party, each in drawn.fresh_surplus.items()} == pytest.approx(
            {"ada": 5.0, "ben": 5.0}
        )
        assert drawn.probability_signs == {"ada": 1.0, "ben": 1.0}


def test_a_draw_is_called_one_where_its_gains_are_said() -> None:
    drawn = str(found(EITHER, lotteries=True))
    assert "The Nash draw gives " in drawn
    assert "over walking away: most likely " in " ".join(drawn.split())
    assert "The Nash package gives " in str(found(PIE))


def test_a_draw_is_worth_its_certainty_equivalent_to_who_minds_risk() -> None:
    minds = EITHER.replace(
        "ada: {discount: 0%, risk_tolerance: none}", "ada: {discount: 0%, risk_tolerance: 8 EUR to 30 EUR}"
    )
    drawn = found(minds, lotteries=True).solutions["utilitarian"]
    fair = found(minds, lotteries=True).solutions["kalai_smorodinsky"]
    assert fair.fresh_surplus is not None
    chance = next(each.probability for each in fair.lottery if each.package["terms.for_ada.payee"] == "ada")
    rho = math.sqrt(8.0 * 30.0)
    central = -rho * math.log(chance * math.exp(-10.0 / rho) + 1.0 - chance)
    assert fair.surplus["ada"] == pytest.approx(central, rel=1e-6)
    low, high = (-r * math.log(chance * math.exp(-10.0 / r) + 1.0 - chance) for r in (8.0, 30.0))
    assert low < fair.fresh_surplus["ada"].value < high
    assert fair.belief_band["ada"] == pytest.approx((low, high), rel=0.03)
    assert drawn.total_surplus == pytest.approx(10.0)


def test_a_mixture_of_worths_is_that_of_the_mixture_of_samples() -> None:
    random = np.random.default_rng(5)
    samples, rho, chances = random.normal(size=(2, 4000)) * 3.0 + np.array([[2.0], [5.0]]), 4.0, [0.3, 0.7]
    worths = np.array([-rho * np.log(np.mean(np.exp(-each / rho))) for each in samples])
    mean = sum(chance * np.mean(np.exp(-each / rho)) for chance, each in zip(chances, samples, strict=True))
    assert float(mixed_worth(worths, chances, rho)) == pytest.approx(-rho * math.log(mean), rel=1e-12)
    assert float(mixed_worth(worths, chances, None)) == pytest.approx(float(np.dot(chances, worths)))
    shares, step = mixed_parts(worths, chances, rho), np.array([1e-6, 0.0])
    moved = (mixed_worth(worths + step, chances, rho) - mixed_worth(worths - step, chances, rho)) / 2e-6
    assert shares[0] == pytest.approx(float(moved), rel=1e-6)
    assert shares.sum() == pytest.approx(1.0)


def test_side_by_side_says_what_payments_and_draws_add_and_to_whom() -> None:
    spaces = found(EITHER, side_by_side=True).spaces
    assert spaces is not None
    alone, paying, drawing = spaces.solutions.values()
    assert alone["egalitarian"].surplus["ada"].value == 10.0
    assert paying["egalitarian"].added is not None
    assert {p: each.value for p, each in paying["egalitarian"].added.items()} == pytest.approx(
        {"ada": -5.0, "ben": 5.0}
    )
    assert paying["egalitarian"].total_added is not None
    assert paying["egalitarian"].total_added.value == pytest.approx(0.0)
    assert drawing["nash"].surplus["ben"].value == pytest.approx(5.0)
    assert found(EITHER).spaces is None


def test_side_by_side_says_where_only_payments_let_anybody_agree() -> None:
    text = PIE.replace(
        "both: {kind: flow, payee: ada, amount: 0 EUR/year}", "both: {kind: flow, payer: ben, amount: 7 EUR/year}"
    )
    text = text.replace("terms.for_ben.active: no}", "terms.for_ben.active: no, terms.both.active: no}")
    spaces = found(text, side_by_side=True).spaces
    assert spaces is not None
    assert set(spaces.reasons) == {"money", "lotteries"}
    assert spaces.solutions["money with side payments"]["nash"].surplus["ben"].value == pytest.approx(4.5)
    assert spaces.solutions["money with side payments"]["nash"].added is None


def test_an_error_beside_a_difference_is_that_of_the_difference() -> None:
    risky = PIE.replace("10 EUR/year", "10 EUR/year * luck").replace(
        "terms:", "drivers:\n  luck: {kind: gbm, start: 1, growth: 0%, volatility: 50%}\nterms:"
    )
    spaces = Study(loads(risky), paths=1024).bargain(asking=Asking(side_by_side=True)).spaces
    assert spaces is not None
    nash = spaces.solutions["money with side payments"]["nash"]
    alone = spaces.solutions["money"]["nash"]
    assert nash.added is not None
    # half of the joint gain less all of her own: the error of her half
    assert nash.added["ada"].standard_error == pytest.approx(alone.surplus["ada"].standard_error / 2, rel=1e-6)
    assert nash.added["ben"].standard_error == pytest.approx(alone.surplus["ada"].standard_error / 2, rel=1e-6)


def test_a_package_that_is_not_negotiated_is_refused() -> None:
    with pytest.raises(
        PackageError, match=r"`terms\.both\.amount` is not negotiated; there are terms\.for_ada\.active"
    ):
        found(PIE, implied_by={"terms.both.amount": "1 EUR/year"})
    with pytest.raises(PackageError, match=r"`terms\.for_ada\.active` is perhaps, no step|cannot stand"):
        found(PIE, implied_by={"terms.for_ada.active": "perhaps"})
