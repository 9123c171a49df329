"""A driver value is solved so that the modelled price of a round is the price paid; where none does, that is said."""

import math
from collections.abc import Callable

import pytest

from dealwright.engine.calibrate import calibrated, modelled_price, put_right, root
from dealwright.engine.result import RoundPrice
from dealwright.engine.scenario import Scene
from dealwright.lang.load import Loaded
from dealwright.study import Study
from dealwright.world.draws import Draws

Read = Callable[..., Loaded]

DEAL = """
dealwright: 1
title: A firm with an observed price
as_of: 2025-02-10
horizon: 2029-11-20
step: quarter
currency: USD
risk_free: 4%
facts: {first_multiple: {is: 2x, reason: a guess}}
parties:
  ada: {discount: 12%}
  bob: {discount: 9%}
drivers:
  sales:    {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}
  wages:    {kind: gbm, start: 40m USD/year, growth: 3%, volatility: 5%}
  multiple: {kind: mean_reverting, start: first_multiple, long_run: 2x, half_life: 2 years, volatility: 30%}
  drag:     {kind: constant, is: -5m USD/year}
  sold:     {kind: event, chance: 60% by 2028-06-30}
companies:
  firm: {enterprise_value: multiple * sales * 1 year, cash_flow: 30% * sales - wages, cash: 20m, cost_of_capital: 11%,
         exit: [sold, horizon], rounds: [{on: 2025-06-30, new_money: 50m, pre_money: 200m},
                                         {on: 2026-06-30, new_money: 50m, pre_money: 400m}],
         calibrate: {round: 2025-01-15, post_money: 300m, by: multiple.long_run}}
terms:
  fee:   {kind: royalty, payer: firm, payee: bob, on: sales, rate: 9%, cap: 30m}
  stake: {kind: equity, company: firm, holder: bob, stake: 30%, residual: ada}
"""
DRAWS = Draws(5, 4, 256)


def price(loaded: Loaded) -> RoundPrice:
    (books,) = (books for _, books in Scene(loaded, DRAWS).books({}))
    found = modelled_price(books, "firm", replicates=4)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "by",
    [
        "multiple.long_run",
        "drivers.multiple.start",
        "sales.start",
        "sales.growth",
        "wages.start",  # a value whose rise lowers the price
        "multiple.half_life",
    ],
)
def test_the_modelled_price_is_the_price_paid(read: Read, by: str) -> None:
    now = price(read(DEAL)).modelled.value
    loaded = read(DEAL, {"companies.firm.calibrate.by": by, "companies.firm.calibrate.post_money": f"{1.04 * now} USD"})
    solved = calibrated(loaded, DRAWS)
    assert solved.errors == ()
    assert price(solved).modelled.value == pytest.approx(1.04 * now, rel=2e-6)
    assert price(solved).calibrated
    path = by if by.startswith("drivers.") else f"drivers.{by}"
    assert solved.text_at(path) != loaded.text_at(path)


def test_the_terms_in_force_count_in_the_price(read: Read) -> None:
    dear, free = (read(DEAL, {"terms.fee.rate": rate}) for rate in ("9%", "0%"))
    assert price(dear).modelled.value < price(free).modelled.value - 1e6
    assert calibrated(dear, DRAWS).text_at("drivers.multiple.long_run") != calibrated(free, DRAWS).text_at(
        "drivers.multiple.long_run"
    )


def test_a_price_counts_the_holders_then_there(read: Read) -> None:
    """Who buys on the very day of the price is among the holders: a round of that day takes nothing off it."""
    deal = DEAL.replace("{on: 2025-06-30", "{on: 2025-02-10")
    before, after = (read(deal, {"companies.firm.calibrate.round": f"2025-02-{day}"}) for day in ("09", "10"))
    ratio = price(after).modelled.value / price(before).modelled.value
    assert ratio == pytest.approx(250 / 200 * 1.11 ** (1 / 365), rel=1e-9)


@pytest.mark.parametrize("paths", [256, 2048, 16384])
def test_a_study_values_the_calibrated_deal_at_the_price_that_was_paid(read: Read, paths: int) -> None:
    """Solved on fewer futures than it is valued on, it would be off by several of the standard errors shown."""
    study = Study(read(DEAL), paths=paths)
    (found,) = study.value(["in_force"]).scenarios["in_force"].companies["firm"].rounds[:1]
    assert found.observed == pytest.approx(300e6)
    assert found.modelled.value == pytest.approx(300e6, rel=1e-4)


def test_a_crossing_is_put_right_for_a_function_that_hardly_differs() -> None:
    assert put_right(lambda x: math.tanh(x) - 0.3, 0.3, 1.0) == pytest.approx(math.atanh(0.3), abs=2e-5)
    assert put_right(lambda x: x + 9.0, 0.3, 1.0) == 0.3, "too far to be the same function"
    assert put_right(lambda x: x - 0.4, 0.3, 0.0) == 0.3


@pytest.mark.parametrize(
    ("laid", "said"),
    [
        ({"companies.firm.calibrate.by": "wages.start", "companies.firm.calibrate.post_money": "900bn"}, "no value of"),
        ({"companies.firm.calibrate.by": "drag.is"}, "must start above zero"),
        ({"companies.firm.calibrate.by": "wages.volatility", "drivers.wages.start": "1 USD/year"}, "no value of"),
    ],
)
def test_a_price_that_nothing_meets_is_said_so(read: Read, laid: dict[str, str], said: str) -> None:
    loaded = read(DEAL, laid)
    with pytest.raises(ArithmeticError, match=said) as raised:
        calibrated(loaded, DRAWS)
    assert "drivers." in str(raised.value)


def test_a_root_is_found_of_rising_and_falling_functions() -> None:
    for function, crossing in (
        (lambda x: x - 3.0, 3.0),
        (lambda x: 3.0 - x, 3.0),
        (lambda x: math.tanh(x + 6.0), -6.0),
        (lambda x: math.exp(-x) - 5.0, -math.log(5.0)),
    ):
        assert function(root(function, 0.4, what="x")) == pytest.approx(0.0, abs=1e-6)
        assert root(function, 0.4, what="x") == pytest.approx(crossing, abs=1e-5)
    with pytest.raises(ArithmeticError, match=r"no value of x meets the price paid: at .* it comes to 2\.\d+ times it"):
        root(lambda x: 1.0 + 0.01 * x * x, 0.4, what="x")
