"""Three parties between the steps: coarse steps with few or no packages in the zone reach what fine steps reach."""

import numpy as np
import pytest

import dealwright
from dealwright.bargain import Bargain
from dealwright.lang.load import loads

DEAL = """
dealwright: 1
title: Sales that three share
as_of: 2026-01-01
horizon: 2028-12-31
currency: USD
risk_free: 2%
parties: {ada: {risk_tolerance: ADA}, ben: {risk_tolerance: 5m}, cyd: {risk_tolerance: 10m}}
drivers: {sales: {kind: gbm, start: 10m USD/year, growth: 3%, volatility: 40%}}
terms:
  takes: {kind: flow, payee: ada, amount: sales}
  to_ben: {kind: royalty, payer: ada, payee: ben, on: sales, rate: 10%, period: year}
  to_cyd: {kind: royalty, payer: ada, payee: cyd, on: sales, rate: 10%, period: year}
  fee: {kind: payment, payer: ben, payee: cyd, amount: 1m, on: 2026-06-30}
  a: {kind: flow, active: no, payee: ada, amount: A_ALONE USD/year}
  b: {kind: flow, active: no, payee: ben, amount: B_ALONE USD/year}
  c: {kind: flow, active: no, payee: cyd, amount: C_ALONE USD/year}
scenarios:
  apart:
    set:
      terms.takes.active: no
      terms.to_ben.active: no
      terms.to_cyd.active: no
      terms.fee.active: no
      terms.a.active: yes
      terms.b.active: yes
      terms.c.active: yes
negotiate:
  between: [ada, ben, cyd]
  no_deal: apart
  over:
    terms.to_ben.rate: 0% .. 80% by RATE
    terms.to_cyd.rate: 0% .. 80% by RATE
    terms.fee.amount: 0 USD .. 8m USD by FEE
"""


def bargained(alone: tuple[str, str, str], ada: str, rate: str, fee: str, *, refine: bool) -> Bargain:
    text = DEAL.replace("ADA}", ada + "}").replace("RATE", rate).replace("FEE", fee)
    for name, each in zip("ABC", alone, strict=True):
        text = text.replace(f"{name}_ALONE", each)
    loaded = loads(text)
    assert not loaded.errors, loaded
    return dealwright.Study(loaded, paths=128).bargain(refine=refine)


def ideal_gains(coarse: Bargain, fine: Bargain) -> np.ndarray:
    """Say the most that each party gains in any package known that all accept."""
    assert coarse.refined is not None
    held = np.array([each.value for each in fine.reservation.values()])
    points = [list(point.certainty_equivalent.values()) for point in coarse.refined.frontier]
    between = np.array(points).reshape(-1, 3) - held
    inside = between[(between >= 0).all(axis=1)]
    return np.vstack([np.array(list(fine.ideal.values())) - held, inside]).max(axis=0)


@pytest.mark.parametrize(
    ("alone", "ada", "step", "zone"),
    [
        (("4m", "1m", "4m"), "40m", "40%", 0),  # refused wherever rounding leaves a party at its reservation value
        (("1m", "2m", "2m"), "3m", "40%", 2),  # far apart, and strongly bent by ada's fear of risk
        (("3m", "3m", "3m"), "20m", "80%", 0),
    ],
)
def test_steps_that_nobody_would_sign_are_refined_to_what_fine_steps_reach(
    alone: tuple[str, str, str], ada: str, step: str, zone: int
) -> None:
    coarse = bargained(alone, ada, step, "8m USD", refine=True)
    fine = bargained(alone, ada, "4%", "0.4m USD", refine=False)
    assert coarse.zone == zone
    assert coarse.refined is not None
    ideal = ideal_gains(coarse, fine)
    for name, each in coarse.refined.solutions.items():
        both = np.array([list(found.surplus.values()) for found in (each.solution, fine.solutions[name])]).T
        refined, on_fine = (
            (both / ideal[:, None]).min(axis=0) if name == "kalai_smorodinsky" else each.yardstick.of(both)
        )
        assert refined >= on_fine * (1 - 2e-3), name


def test_minimums_whose_optimum_is_at_a_kink_leave_columns_for_equal_shares() -> None:
    """Rate and minimum make one group of columns, so each model of the search costs many of them."""
    text = DEAL.replace("ADA}", "20m}").replace(
        "rate: 10%, period: year}", "rate: 10%, period: year, minimum: 0 USD}", 1
    )
    text = text.replace("A_ALONE", "0").replace("B_ALONE", "0").replace("C_ALONE", "0")
    head, _, _ = text.partition("    terms.to_ben.rate: ")
    ranges = "    terms.to_ben.minimum: 0 USD .. 4m USD by {0}\n    terms.to_cyd.rate: 0% .. 50% by {1}\n"
    ranges += "    terms.to_ben.rate: 0% .. 60% by {2}\n"
    deals = [loads(head + ranges.format(*steps)) for steps in (("0.5m USD", "10%", "30%"), ("0.2m USD", "2%", "3%"))]
    coarse, fine = (
        dealwright.Study(each, paths=128).bargain(refine=refine)
        for each, refine in zip(deals, (True, False), strict=True)
    )
    assert coarse.refined is not None
    ideal = ideal_gains(coarse, fine)
    shares = [
        (np.array(list(found.surplus.values())) / ideal).min()
        for found in (
            coarse.refined.solutions["kalai_smorodinsky"].solution,
            fine.solutions["kalai_smorodinsky"],
        )
    ]
    assert shares[0] >= shares[1] * (1 - 2e-3)
