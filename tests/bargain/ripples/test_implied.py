"""The power that a package implies, and how unsure it is: closed forms, and a search over weights in every case."""

import math

import numpy as np
import pytest

from dealwright.bargain.beliefs.model import belief_model
from dealwright.bargain.ripples.implied_result import Implied
from dealwright.lang.load import loads
from dealwright.study import Asking, Study

SPLIT = """\
dealwright: 1
title: A hundred to be split
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: EUR
risk_free: 0%
parties:
  ada: {discount: 0%, risk_tolerance: none}
  ben: {discount: 0%, risk_tolerance: none}
drivers:
  luck: {kind: constant, is: 1}
terms:
  pie: {kind: flow, payee: ben, amount: 100 EUR/year * luck}
  share: {kind: payment, payer: ben, payee: ada, amount: 50 EUR, on: 2025-06-30}
  burnt: {kind: flow, active: no, payer: ben, amount: 10 EUR/year}
scenarios:
  no_deal: {terms.pie.active: no, terms.share.active: no}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  over:
    terms.share.amount: 5 EUR .. 95 EUR by 5 EUR
    terms.burnt.active: [yes, no]
"""
RISKY = SPLIT.replace(
    "luck: {kind: constant, is: 1}", "luck: {kind: gbm, start: 1, growth: 0%, volatility: 40%}"
).replace("ben: {discount: 0%, risk_tolerance: none}", "ben: {discount: 0%, risk_tolerance: 40 EUR to 400 EUR}")


def implied(text: str, paths: int = 64, **package: str) -> Implied:
    asked = {f"terms.{path.replace('__', '.')}": value for path, value in package.items()}
    found = Study(loads(text), paths=paths).bargain(asking=Asking(implied_by=asked or None)).implied
    assert found is not None
    return found


def test_of_a_sure_split_it_is_the_interval_between_the_packages_beside_it() -> None:
    found = implied(SPLIT, share__amount="65 EUR", burnt__active="no")
    low = math.log(40 / 35) / (math.log(40 / 35) + math.log(65 / 60))
    high = math.log(35 / 30) / (math.log(35 / 30) + math.log(70 / 65))
    ada = found.parties["ada"]
    assert ada.range == pytest.approx((low, high))
    assert ada.central == pytest.approx((low + high) / 2)
    assert found.parties["ben"].range == pytest.approx((1 - high, 1 - low))
    assert (found.defined, found.off_frontier, found.refused, found.forgone) == (1.0, 0.0, 0.0, 0.0)
    for spread in (ada.over_error, ada.over_cases, ada.nearest):
        assert spread is not None
        assert (spread.low, spread.high) == pytest.approx(((low + high) / 2,) * 2)
    assert (ada.least, ada.most) == pytest.approx((low, high))


def test_off_the_frontier_there_is_none_and_the_distance_is_told() -> None:
    found = implied(SPLIT, share__amount="50 EUR", burnt__active="yes")
    assert found.parties["ada"].range is None
    assert (found.defined, found.off_frontier) == (0.0, 1.0)
    # nobody's share is burnt, and the share a step higher: both have 5 more
    assert found.forgone == pytest.approx(5.0)
    assert found.forgone_over_cases is not None
    assert found.forgone_over_cases.median == pytest.approx(5.0)
    assert found.parties["ada"].nearest is not None
    assert 0.45 < found.parties["ada"].nearest.median < 0.65


def test_what_is_not_said_stays_as_signing_leaves_it() -> None:
    assert implied(SPLIT, share__amount="65 EUR").package == {
        "terms.share.amount": "65 EUR",
        "terms.burnt.active": "no",
    }


def test_over_all_cases_it_is_what_a_search_over_weights_finds_in_each() -> None:
    found = implied(RISKY, paths=512, share__amount="50 EUR", burnt__active="no")
    study = Study(loads(RISKY), paths=512)
    menu = [{"terms.share.amount": f"{share} EUR", "terms.burnt.active": "no"} for share in range(5, 100, 5)]
    cases = belief_model(study.deal, study.randomness, menu).cases(scrambled=True)
    weights, middles, none = np.linspace(0.0, 1.0, 2001), [], 0
    for gains in cases.gains:
        inside = (gains > 0).all(axis=1)
        if not inside[9]:
            none += 1
            continue
        score = weights[:, None] * np.log(gains[inside, 0]) + (1 - weights)[:, None] * np.log(gains[inside, 1])
        place = int(inside[:9].sum())
        best = weights[score[:, place] >= score.max(axis=1) - 1e-12]
        middles.append((best[0] + best[-1]) / 2)
    assert found.cases == len(cases.gains) == 512
    assert found.refused == pytest.approx(none / 512)
    over = found.parties["ada"].over_cases
    assert over is not None
    assert (over.low, over.median, over.high) == pytest.approx(np.quantile(middles, [0.05, 0.5, 0.95]), abs=1e-3)
    error = found.parties["ada"].over_error
    assert error is not None
    assert over.high - over.low > 10 * (error.high - error.low) > 0.0


def test_what_was_signed_in_the_talks_is_looked_at_unasked_also_between_the_steps() -> None:
    offer = "{terms.share.amount: 62 EUR, terms.burnt.active: no}"
    found = implied(f"{SPLIT}talks:\n  - {{by: ada, on: 2025-02-01, signed: yes, offer: {offer}}}\n")
    assert found.origin == "signed"
    low = math.log(40 / 38) / (math.log(40 / 38) + math.log(62 / 60))
    high = math.log(38 / 35) / (math.log(38 / 35) + math.log(65 / 62))
    assert found.parties["ada"].range == pytest.approx((low, high), rel=1e-6)
    assert Study(loads(SPLIT), paths=64).bargain().implied is None


def test_of_three_parties_each_has_a_range_that_holds_the_equal_powers_of_an_equal_split() -> None:
    text = (
        SPLIT.replace("  ben: {discount", "  cyd: {discount: 0%, risk_tolerance: none}\n  ben: {discount")
        .replace("between: [ada, ben]", "between: [ada, ben, cyd]")
        .replace(
            "terms:\n", "terms:\n  third: {kind: payment, payer: ben, payee: cyd, amount: 30 EUR, on: 2025-06-30}\n"
        )
    )
    text = text.replace("terms.share.active: no}", "terms.share.active: no, terms.third.active: no}").replace(
        "5 EUR .. 95 EUR by 5 EUR", "30 EUR .. 40 EUR by 5 EUR\n    terms.third.amount: 30 EUR .. 40 EUR by 5 EUR"
    )
    found = implied(text, share__amount="35 EUR", third__amount="35 EUR", burnt__active="no")
    for party in ("ada", "ben", "cyd"):
        low, high = found.parties[party].range or (1.0, 0.0)
        assert low < 1 / 3 < high
    assert found.defined == 1.0
