"""How often and when options are exercised, told by scenario."""

import io
from datetime import date
from math import exp, log, sqrt
from statistics import NormalDist

from rich.console import Console

from dealwright.engine.valuation import value_deal
from dealwright.lang.load import loads
from dealwright.show.sections.options import options_section
from dealwright.show.story import Story
from dealwright.show.terminal import print_valuation
from dealwright.world.draws import Draws

DEAL = """dealwright: 1
title: Rights of several kinds
as_of: 2025-01-01
horizon: 2028-12-31
step: year
currency: USD
risk_free: 0%
parties: {ada: {discount: 0%}, bob: {discount: 0%}}
drivers:
  share: {kind: gbm, start: 100 USD, growth: 0%, volatility: 30%}
  launch: {kind: event, chance: 40% by 2028-12-31}
terms:
  call:   {kind: option, title: the call, holder: ada, writer: bob, on: 2026-12-31, receives: share, price: 110 USD}
  gift:   {kind: option, holder: bob, writer: ada, from: 2026-01-01, until: 2028-12-31, every: year, receives: 1 USD,
           exercise: always}
  unused: {kind: option, holder: bob, writer: ada, on: 2026-12-31, receives: 1 USD, exercise: never}
  bonus:  {kind: option, holder: ada, writer: bob, at: launch, receives: 5 USD}
scenarios:
  without: {terms.call.active: no}
  dear:    {terms.call.price: 150 USD}
"""
PATHS = 4096


def above(strike: float) -> float:
    """Return the chance that the share ends above a price, two years on."""
    return 1.0 - NormalDist().cdf((log(strike / 100.0) + 0.09) / (0.3 * sqrt(2.0)))


def test_a_call_is_exercised_as_often_as_the_share_ends_above_its_price() -> None:
    valuation = value_deal(loads(DEAL), Draws.for_paths(1, PATHS))
    for name, strike in (("in_force", 110.0), ("dear", 150.0)):
        call = valuation.scenarios[name].options["call"]
        assert abs(call.share.value - above(strike)) < 4 * call.share.standard_error + 1e-12
        assert call.share.standard_error < 0.01
        assert (call.median, call.mostly, call.on_that_day) == (date(2026, 12, 31), date(2026, 12, 31), 1.0)
    gone = valuation.scenarios["without"].options["call"]
    assert (gone.share.value, gone.median, gone.mostly) == (0.0, None, None)


def test_branches_fixed_in_advance_and_days_of_events_are_told() -> None:
    options = value_deal(loads(DEAL), Draws.for_paths(1, PATHS)).scenarios["in_force"].options
    assert (options["gift"].share.value, options["gift"].mostly) == (1.0, date(2026, 12, 31))
    assert options["unused"].share.value == 0.0
    bonus = options["bonus"]
    assert abs(bonus.share.value - 0.4) < 4 * bonus.share.standard_error + 1e-12
    # By a constant hazard the event comes before t with 1 - 0.6 ** (t / 4): half of its 40 % by 1.747 years.
    assert bonus.median is not None
    assert abs((bonus.median - date(2025, 1, 1)).days - 1461 * log(0.8) / log(0.6)) < 40
    assert exp(-1.0) > bonus.on_that_day > 0.0


def test_json_terminal_and_report_say_it() -> None:
    valuation = value_deal(loads(DEAL), Draws.for_paths(1, PATHS))
    out = io.StringIO()
    print_valuation(valuation, Console(file=out, width=400, no_color=True))
    text = out.getvalue()
    percent = round(100 * above(110.0))
    assert f"Contract in force: exercised on {percent}% of futures, on 31 December 2026" in text
    assert "Without: never exercised" in text
    assert "(a right of Bob): exercised on every future, on 31 December 2026, as the file fixes it." in text
    assert "of futures, half of these by " in text
    told = valuation.to_json()["scenarios"]["in_force"]["options"]["call"]
    assert told["holder"] == "ada"
    assert told["mostly"] == "2026-12-31"
    section = options_section(Story(valuation))
    assert section is not None
    assert [row.cells[2].text for row in section.figures[0].rows[:2]] == [
        f"{round(100 * valuation.scenarios[name].options['call'].share.value)}%" for name in ("in_force", "without")
    ]


def test_a_deal_without_options_says_nothing_of_them() -> None:
    plain = DEAL[: DEAL.index("terms:")] + "terms:\n  fee: {kind: flow, payer: ada, payee: bob, amount: 1 USD/year}\n"
    valuation = value_deal(loads(plain), Draws.for_paths(1, 64))
    assert "options" not in valuation.to_json()["scenarios"]["in_force"]
    assert options_section(Story(valuation)) is None


MIXED = """dealwright: 1
title: A right whose price is read in two ways
as_of: 2025-01-01
horizon: 2027-12-31
step: year
currency: USD
risk_free: 0%
parties: {ada: {discount: 0%}, bob: {discount: 0%}}
facts:
  clause:
    reason: Two memos
    readings:
      - {weight: 25%, overlay: {terms.buy.price: 10 USD}}
      - {weight: 75%, overlay: {terms.buy.price: 90 USD}}
terms:
  buy: {kind: option, holder: ada, writer: bob, on: 2025-12-31, price: 50 USD, receives: 60 USD}
"""


def test_readings_of_an_option_are_mixed_path_by_path() -> None:
    """By hand: at 10 it is exercised and brings 50, at 90 it is not: 12.50 in the mean."""
    (found,) = value_deal(loads(MIXED), Draws.for_paths(1, 1024)).scenarios.values()
    assert abs(found.parties["ada"].mean.value - 12.5) < 1e-9
    assert abs(found.parties["bob"].mean.value + 12.5) < 1e-9
    assert abs(found.options["buy"].share.value - 0.25) < 1e-9
