"""A refinement is never worse than the grid, stays within the ranges, and reaches what a fine grid reaches."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dealwright
from dealwright.bargain import Bargain
from dealwright.bargain.frontier import frontier
from dealwright.bargain.refinement import Yardstick
from dealwright.lang.load import loads

DEAL = """
dealwright: 1
title: A licence
as_of: 2025-01-01
horizon: 2029-12-31
currency: USD
risk_free: 2%
parties:
  ada: {risk_tolerance: ADA, discount: 5%}
  ben: {risk_tolerance: BEN, discount: 5%}
drivers:
  sales: {kind: gbm, start: 2m USD/year, growth: 5%, volatility: VOLATILITY}
companies:
  firm:
    enterprise_value: 4 * trailing(sales, 1 year)
    cost_of_capital: 8%
    exit: horizon
terms:
  share: {kind: royalty, payer: firm, payee: ada, on: sales, rate: 0%, period: year, minimum: 0 USD}
  fee: {kind: payment, payer: ben, payee: ada, amount: 0 USD, on: 2025-06-30}
  stake: {kind: equity, company: firm, holder: ada, stake: 0%, residual: ben}
scenarios: {apart: {terms.share.active: no, terms.fee.active: no, terms.stake.stake: LEFT}}
negotiate:
  between: [ada, ben]
  no_deal: apart
  over:
    terms.share.rate: 0% .. 20% by RATE
    terms.share.minimum: 0 USD .. 400k by 200k
    terms.fee.amount: 0 USD .. 800k by FEE
    terms.share.until: 2026-12-31 .. 2029-12-31 by 1 year
    terms.stake.stake: [0%, 20%]
"""


def deal(**said: str) -> str:
    text = DEAL
    usual = {"ada": "800k", "ben": "3m", "volatility": "30%", "left": "10%", "rate": "10%", "fee": "400k"}
    for key, value in (usual | said).items():
        text = text.replace(key.upper(), value)
    return text


def bargained(text: str, paths: int = 256) -> Bargain:
    loaded = loads(text)
    assert not loaded.errors, loaded
    return dealwright.Study(loaded, paths=paths).bargain()


@settings(max_examples=4)
@given(
    ada=st.sampled_from(["none", "300k", "2m"]),
    ben=st.sampled_from(["none", "1m", "9m"]),
    volatility=st.sampled_from(["0%", "20%", "60%"]),
    left=st.sampled_from(["0%", "10%", "30%"]),
)
def test_no_solution_is_worse_than_on_the_grid_and_none_leaves_the_ranges(
    ada: str, ben: str, volatility: str, left: str
) -> None:
    found = bargained(deal(ada=ada, ben=ben, volatility=volatility, left=left), 64)
    assert found.refined is not None
    for name, each in found.refined.solutions.items():
        package, surplus = each.solution.package, each.solution.surplus
        assert 0 <= float(package["terms.share.rate"].rstrip("%")) <= 20
        assert "2026-12-31" <= package["terms.share.until"] <= "2029-12-31"
        assert package["terms.stake.stake"] in {"0%", "20%"}
        assert min(surplus.values()) >= -1e-6, "nobody refuses it"
        if each.moved and name in found.solutions:
            assert each.better is not None
            assert each.better.value > 0


def test_a_point_of_the_frontier_between_the_steps_is_beaten_by_nothing() -> None:
    found = bargained(deal())
    assert found.refined is not None
    grid = np.array([list(point.certainty_equivalent.values()) for point in found.frontier]).T
    between = np.array([list(point.certainty_equivalent.values()) for point in found.refined.frontier]).T
    both = np.hstack([grid, between])
    assert set(range(grid.shape[1], both.shape[1])) <= set(frontier(both).tolist())
    for point in found.refined.frontier:
        for party, more in point.more.items():
            (other,) = {"ada", "ben"} - {party}
            as_well = [p for p in found.frontier if p.certainty_equivalent[other] >= point.certainty_equivalent[other]]
            most = max(p.certainty_equivalent[party] for p in as_well)
            assert more == pytest.approx(max(0.0, point.certainty_equivalent[party] - most), abs=1e-6)


def test_the_same_seed_gives_the_same_bytes() -> None:
    one, other = (json.dumps(bargained(deal()).to_json()) for _ in range(2))
    assert one == other


def test_a_coarse_grid_refined_reaches_what_a_fine_grid_reaches() -> None:
    coarse, fine = bargained(deal()), bargained(deal(rate="1%", fee="20k"))
    assert coarse.refined is not None
    for name, each in coarse.refined.solutions.items():
        reached = np.array([list(each.solution.surplus.values()), list(fine.solutions[name].surplus.values())]).T
        refined, on_fine = each.yardstick.of(reached)
        assert refined >= on_fine - 1e-3 * abs(on_fine), name


def test_a_package_between_the_steps_is_worth_what_the_file_that_sets_it_says() -> None:
    found = bargained(deal())
    assert found.refined is not None
    point = found.refined.frontier[len(found.refined.frontier) // 2]
    text = deal()
    text = text[: text.index("  over:")] + "  over:\n" + "".join(f"    {p}: [{v}]\n" for p, v in point.package.items())
    (alone,) = bargained(text).frontier
    assert alone.certainty_equivalent == pytest.approx(dict(point.certainty_equivalent), rel=1e-9)


@pytest.mark.parametrize(
    ("kind", "weight", "measured"),
    [("sum", (1.0, 1.0), 13.0), ("product", (1.0, 1.0), 6.0), ("product", (1.0, 0.0), 4.0), ("least", (1.0, 3.0), 6.0)],
)
def test_a_yardstick_measures_gains_in_money(kind: str, weight: tuple[float, float], measured: float) -> None:
    yardstick = Yardstick(kind, weight)  # type: ignore[arg-type]  # one of the three
    assert yardstick.of(np.array([[4.0], [9.0]])).tolist() == [pytest.approx(measured)]
