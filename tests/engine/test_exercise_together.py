"""Rights that hang together: one ends, chooses or foresees another, on one day or in windows that overlap."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from dealwright.engine.books import Books, keep_books
from dealwright.engine.lines import Rates, whole
from dealwright.engine.measures import mean
from dealwright.engine.result import Estimate
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

HEAD = """dealwright: 1
title: Rights that hang together
as_of: 2025-01-01
step: year
currency: USD
parties: {ada: {discount: 0%}, bob: {discount: 0%}, eve: {discount: 0%}}
"""
Decide = Callable[[np.ndarray, np.ndarray | None], np.ndarray]
LEVELS = np.linspace(-9.0, 9.0, 200_001)
DENSITY = np.exp(-(LEVELS**2) / 2) / math.sqrt(2 * math.pi)


def percent(rate: float) -> str:
    """Write a continuous rate as the effective yearly one of a deal file."""
    return f"{(math.exp(rate) - 1) * 100!r}%"


def share(start: float, rate: float, volatility: float) -> str:
    """Write a driver that grows at a continuous rate."""
    return f"{{kind: gbm, start: {start} USD, growth: {percent(rate)}, volatility: {volatility * 100!r}%}}"


def opened(text: str, rate: float, paths: int = 32768) -> Books:
    """Keep the books of a deal."""
    loaded = loads(f"{HEAD}risk_free: {percent(rate)}\n{text}")
    assert [problem.what for problem in loaded.errors] == []
    return keep_books(loaded.sound, simulate(loaded.sound, Draws.for_paths(1, paths)))


def worth(books: Books, rate: float, party: str = "ada") -> Estimate:
    """Return what the deal is worth to a party at a continuous rate."""
    found = whole(books, party, Rates(math.exp(rate) - 1, own_rates=False))
    return mean(found, books.view.futures.draws.replicates)


def held(found: Estimate, truth: float) -> None:
    """Hold a worth against its known value."""
    assert abs(found.value - truth) < 4 * found.standard_error
    assert found.value == pytest.approx(truth, rel=0.003)


def call(level: np.ndarray, strike: float, rate: float, volatility: float, years: float) -> np.ndarray:
    """Return the value of a call.

    Source: Black and Scholes, Journal of Political Economy 81(3), 1973.
    """
    spread = volatility * math.sqrt(years)
    first = (np.log(level / strike) + (rate + volatility**2 / 2) * years) / spread
    inside = np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)))
    return level * inside(first) - strike * math.exp(-rate * years) * inside(first - spread)


def after_a_year(start: float, rate: float, volatility: float) -> np.ndarray:
    """Return what a share is worth after a year at each of `LEVELS`."""
    return start * np.exp(rate - volatility**2 / 2 + volatility * LEVELS)


def expected(amounts: np.ndarray, rate: float) -> float:
    """Return the mean of amounts at `LEVELS`, discounted for a year."""
    return math.exp(-rate) * float(np.trapezoid(amounts * DENSITY, LEVELS))


RIGHTS = {
    "give_up": "  give_up: {kind: option, holder: ada, writer: bob, on: 2025-12-31, receives: 50 USD, ends: later}\n",
    "later": "  later: {kind: option, holder: ada, writer: bob, on: 2026-12-31, receives: s, price: 520 USD}\n",
}


@pytest.mark.parametrize("order", [("give_up", "later"), ("later", "give_up")])
def test_a_right_to_give_up_another_is_a_put_on_a_call(order: tuple[str, str]) -> None:
    """To give the call up for 50 is a put on it: Geske, Journal of Financial Economics 7(1), 1979, integrated here."""
    rate, volatility = 0.08, 0.35
    then = call(after_a_year(500.0, rate, volatility), 520.0, rate, volatility, 1.0)
    rights = "".join(RIGHTS[name] for name in order)
    text = f"horizon: 2026-12-31\ndrivers: {{s: {share(500, rate, volatility)}}}\nterms:\n{rights}"
    held(worth(opened(text, rate), rate), expected(np.maximum(then, 50.0), rate))


def test_who_may_choose_between_a_call_and_a_put_has_a_chooser() -> None:
    """Rubinstein's chooser: after a year it becomes a call, or a put, at 50 after another, whichever is worth more."""
    rate, volatility = 0.08, 0.25
    level = after_a_year(50.0, rate, volatility)
    a_call = call(level, 50.0, rate, volatility, 1.0)
    truth = expected(np.maximum(a_call, a_call - level + 50.0 * math.exp(-rate)), rate)
    text = f"""horizon: 2026-12-31
drivers: {{s: {share(50, rate, volatility)}}}
terms:
  choice: {{kind: option, holder: ada, writer: bob, on: 2025-12-31, ends: a_put}}
  a_call: {{kind: option, holder: ada, writer: bob, on: 2026-12-31, starts_on: choice, receives: s, price: 50 USD}}
  a_put:  {{kind: option, holder: ada, writer: bob, on: 2026-12-31, receives: 50 USD, price: s}}
"""
    held(worth(opened(text, rate), rate), truth)


EITHER = {
    "pay": "  pay: {kind: option, holder: ada, writer: bob, on: 2025-12-31, receives: 8 USD, ends: buy}\n",
    "buy": "  buy: {kind: option, holder: ada, writer: bob, on: 2025-12-31, receives: s, price: 110 USD, ends: pay}\n",
}


@pytest.mark.parametrize("order", [("pay", "buy"), ("buy", "pay")])
def test_of_two_rights_on_one_day_that_end_each_other_one_is_exercised(order: tuple[str, str]) -> None:
    rights = "".join(EITHER[name] for name in order)
    books = opened(f"horizon: 2025-12-31\ndrivers: {{s: {share(100, 0.03, 0.3)}}}\nterms:\n{rights}", 0.03)
    exercised = [np.isfinite(books.view.event(name)) for name in order]
    assert (exercised[0] ^ exercised[1]).all()
    held(worth(books, 0.03), expected(np.maximum(after_a_year(100.0, 0.03, 0.3) - 110.0, 8.0), 0.03))


def test_a_right_with_notice_is_exercised_where_its_price_is_expected_to_be_earned() -> None:
    """Notice is a year: who gives it buys forward at 105, which is a call at 105 of a year later."""
    text = f"""horizon: 2026-12-31
drivers: {{s: {share(100, 0.05, 0.4)}}}
terms:
  buy: {{kind: option, holder: ada, writer: bob, on: 2025-12-31, notice: 12 months, receives: s, price: 105 USD}}
"""
    gain = np.maximum(after_a_year(100.0, 0.05, 0.4) - 105.0 * math.exp(-0.05), 0.0)
    held(worth(opened(text, 0.05), 0.05), expected(gain, 0.05))


ONE = """  one: {kind: option, holder: ada, writer: eve, on: 2025-12-31, notice: 6 months, receives: s,
       price: 100 USD}
"""
TWO = "  two: {kind: option, holder: bob, writer: eve, on: 2025-12-31, notice: 6 months, receives: 10 USD}\n"


def test_who_gives_notice_second_knows_the_notice_of_the_first() -> None:
    """Bob's right brings 10, and costs 30 where Ada's is exercised, too: by hand he gives notice where she does not."""
    text = f"""horizon: 2027-12-31
drivers: {{s: {share(100, 0.0, 0.4)}}}
terms:
{ONE}{TWO}  fine: {{kind: payment, payer: bob, payee: eve, amount: "30 USD * after(one) * after(two)", on: 2027-06-30}}
"""
    books = opened(text, 0.0, 4096)
    one, two = (np.isfinite(books.view.event(name)) for name in ("one", "two"))
    assert 0.2 < one.mean() < 0.8
    assert (one ^ two).all()


def test_nobody_pays_for_what_a_termination_ended_before() -> None:
    """Where sales were low once the licence is over, and to extend it is worth nothing, however high they are then."""
    text = """horizon: 2027-12-31
drivers: {s: {kind: gbm, start: 100 USD/year, growth: 0%, volatility: 40%}}
terms:
  licence: {kind: flow, payer: bob, payee: ada, amount: s, from: 2027-01-01, until: 2027-06-30}
  lapse:   {kind: termination, ends: licence, when: s < 80 USD/year}
  extend:  {kind: option, holder: ada, writer: bob, on: 2026-12-31, price: 40 USD,
            switches: {terms.licence.until: 2027-12-31}}
"""
    books = opened(text, 0.0, 4096)
    lapsed, extended = (np.isfinite(np.where(books.view.event(e) <= 730.0, 1.0, np.inf)) for e in ("lapse", "extend"))
    assert 0.3 < lapsed.mean() < 0.8
    assert extended.mean() > 0.1
    assert not (lapsed & extended).any()


def on_a_grid(start: float, rate: float, volatility: float, years: int, decide: Decide) -> float:
    """Go back through yearly decisions on a fine grid of a share's logarithm."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    logs = np.linspace(math.log(start) - 4.0, math.log(start) + 4.0, 8001)
    moved = logs[:, None] + rate - volatility**2 / 2 + volatility * nodes
    value = decide(np.exp(logs), None)
    for year in range(years, 0, -1):
        waiting = math.exp(-rate) * np.interp(moved, logs, value) @ weights / math.sqrt(2 * math.pi)
        value = decide(np.exp(logs), waiting) if year > 1 else waiting
    return float(np.interp(math.log(start), logs, value))


GAME = {
    "put": """  put:    {kind: option, holder: ada, writer: bob, until: 2028-12-31, every: year, ends: cancel,
           receives: "max(100 USD - s, 0 USD)"}
""",
    "cancel": """  cancel: {kind: option, holder: bob, writer: ada, until: 2028-12-31, every: year, ends: put,
           price: "max(100 USD - s, 0 USD) + 5 USD"}
""",
}


@pytest.mark.parametrize("order", [("put", "cancel"), ("cancel", "put")])
@pytest.mark.parametrize("start", [90.0, 100.0])
def test_a_put_that_its_writer_may_cancel_for_a_penalty_is_a_game_option(start: float, order: tuple[str, str]) -> None:
    """Each foresees the other: Kifer, Finance and Stochastics 4, 2000; by backward induction on a grid."""

    def decide(level: np.ndarray, waiting: np.ndarray | None) -> np.ndarray:
        paid = np.maximum(100.0 - level, 0.0)
        return paid if waiting is None else np.minimum(np.maximum(waiting, paid), paid + 5.0)

    truth = on_a_grid(start, 0.06, 0.4, 4, decide)
    rights = "".join(GAME[name] for name in order)
    found = worth(
        opened(f"horizon: 2028-12-31\ndrivers: {{s: {share(start, 0.06, 0.4)}}}\nterms:\n{rights}", 0.06), 0.06
    )
    assert abs(found.value - truth) < 4 * found.standard_error
    assert found.value == pytest.approx(truth, rel=0.005)


def test_one_project_that_may_be_abandoned_enlarged_or_made_smaller_has_one_value() -> None:
    """Three rights of one holder in one window, each of which ends the others: on a grid, the best of all at any time.

    Source: T. Copeland and V. Antikarov, Real Options, 2001, chapter 5, whose "chooser" has these three rights.
    """

    def decide(level: np.ndarray, waiting: np.ndarray | None) -> np.ndarray:
        kept = level if waiting is None else waiting
        return np.maximum.reduce([kept, np.full_like(level, 100.0), 1.3 * level - 20.0, 0.9 * level + 25.0])

    window = "holder: ada, writer: bob, from: 2025-01-01, until: 2027-12-31, every: year"
    text = f"""horizon: 2028-12-31
drivers: {{v: {share(100, 0.05, 0.25)}}}
terms:
  project: {{kind: payment, payer: bob, payee: ada, amount: v, on: 2028-01-01}}
  abandon: {{kind: option, {window}, receives: 100 USD, price: v, ends: [enlarge, shrink]}}
  enlarge: {{kind: option, {window}, receives: 0.3 * v, price: 20 USD, ends: [abandon, shrink]}}
  shrink:  {{kind: option, {window}, receives: 25 USD, price: 0.1 * v, ends: [abandon, enlarge]}}
"""
    books = opened(text, 0.05)
    assert sum(np.isfinite(books.view.event(name)).astype(int) for name in ("abandon", "enlarge", "shrink")).max() == 1
    held(worth(books, 0.05), on_a_grid(100.0, 0.05, 0.25, 3, decide))


def test_five_renewals_each_of_which_needs_the_one_before_are_worth_what_a_grid_says() -> None:
    """Each year costs 4 to renew and brings what sales are over 100; who stops once has no right any more."""
    rights, before = "", ""
    for year in range(2026, 2031):
        rights += f"  r{year}: {{kind: option, holder: ada, writer: bob, on: {year - 1}-12-31, price: 4 USD{before}}}\n"
        rights += (
            f"  g{year}: {{kind: flow, payer: bob, payee: ada, amount: sales - 100 USD/year, starts_on: r{year},\n"
        )
        rights += f"          from: {year}-01-01, until: {year}-12-31}}\n"
        before = f", starts_on: r{year}"
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    weights = weights / weights.sum()
    logs = np.linspace(math.log(100.0) - 5.0, math.log(100.0) + 5.0, 8001)
    value = np.zeros_like(logs)
    for _ in range(5):
        after = np.interp(logs[:, None] - 0.08 + 0.4 * nodes, logs, value) @ weights
        value = np.maximum(0.0, np.exp(logs) - 104.0 + after)
    truth = float(np.interp(math.log(100.0) - 0.08 + 0.4 * nodes, logs, value) @ weights)
    sales = "{kind: gbm, start: 100 USD/year, growth: 0%, volatility: 40%}"
    found = worth(opened(f"horizon: 2030-12-31\ndrivers: {{sales: {sales}}}\nterms:\n{rights}", 0.0, 16384), 0.0)
    assert abs(found.value - truth) < 4 * found.standard_error
    assert found.value == pytest.approx(truth, rel=0.01)
