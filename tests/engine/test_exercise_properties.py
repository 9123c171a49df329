"""An option is never worth less to its holder than a branch fixed in advance, whatever the deal.

Exactly so on the training futures, on which it is decided how it is exercised; within four standard errors on others.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.engine.books import keep_books
from dealwright.engine.exercising.policies import fitted
from dealwright.engine.exercising.taste import Taste
from dealwright.engine.exercising.weighed import what_is_weighed
from dealwright.engine.measures import certainty_equivalent
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

PATHS = 1024
RIGHTS = {
    "switch": "on: 2026-12-31, switches: {{terms.share.rate: {high}%}}, price: {price} USD",
    "extend": "on: 2026-12-31, switches: {{terms.licence.until: 2029-12-31}}, price: {price} USD",
    "leave": "from: 2026-01-01, until: 2028-12-31, every: year, ends: share, price: {price} USD",
    "leave with notice": "from: 2026-01-01, until: 2028-06-30, every: half, ends: share, notice: 6 months",
    "call": "from: 2026-01-01, until: 2029-12-31, every: half, receives: 3 * sales * 1 year, price: {price} USD",
    "at an event": "at: launch, ends: share, price: {price} USD",
    "if": "from: 2026-01-01, until: 2029-12-31, every: year, ends: share, if: sales > 90 USD/year",
    "begin": "on: 2027-12-31, price: {price} USD",
}


def deal(right: str, holder: str, worth_by: str, high: int, price: int, volatility: int, tolerance: str) -> str:
    """Write a deal with one option."""
    other = "bob" if holder == "ada" else "ada"
    fee = "  fee: {kind: flow, payer: ada, payee: bob, amount: 30% * sales, starts_on: right}\n" * (right == "begin")
    return f"""dealwright: 1
title: One option
as_of: 2025-01-01
horizon: 2029-12-31
step: half
currency: USD
risk_free: 3%
worth_by: {worth_by}
parties:
  ada: {{discount: 8%, risk_tolerance: {tolerance}}}
  bob: {{discount: 12%, risk_tolerance: {tolerance}}}
drivers:
  sales: {{kind: gbm, start: 100 USD/year, growth: 4%, volatility: {volatility}%}}
  launch: {{kind: event, chance: 60% by 2028-12-31}}
terms:
  share: {{kind: royalty, payer: ada, payee: bob, on: sales, rate: 20%, cap: 90 USD}}
  licence: {{kind: licence, grantor: bob, holder: ada, until: 2027-12-31, worth: 30% * sales, fee: 25 USD/year}}
{fee}  right: {{kind: option, holder: {holder}, writer: {other}, {RIGHTS[right].format(high=high, price=price)}}}
"""


@settings(max_examples=25)
@given(
    right=st.sampled_from(sorted(RIGHTS)),
    holder=st.sampled_from(["ada", "bob"]),
    worth_by=st.sampled_from(["certainty_equivalent", "mean_at_discount"]),
    high=st.integers(10, 35),
    price=st.integers(0, 350),
    volatility=st.integers(0, 60),
    tolerance=st.sampled_from(["none", "20 USD", "100 USD"]),
)
def test_an_option_is_never_worth_less_than_a_branch_fixed_in_advance(
    right: str, holder: str, worth_by: str, high: int, price: int, volatility: int, tolerance: str
) -> None:
    loaded = loads(deal(right, holder, worth_by, high, price, volatility, tolerance))
    assert [problem.what for problem in loaded.errors] == []
    draws, taste = Draws.for_paths(1, PATHS), Taste.of(loaded.sound, holder)
    policies = fitted(loaded.sound, simulate(loaded.sound, draws))
    for branch in ("always", "never"):
        fixed = loaded.with_overrides({"terms.right.exercise": branch}).sound
        on = {}
        for name, futures in (("training", draws.training()), ("fresh", draws)):
            best = taste.worth(keep_books(loaded.sound, simulate(loaded.sound, futures), policies=policies))
            on[name] = best, taste.worth(keep_books(fixed, simulate(fixed, futures)))
        found, held = (taste.measure(each) for each in on["training"])
        assert found >= held - 1e-12 * abs(held)
        found, held = (certainty_equivalent(each, taste.tolerance, draws.replicates).value for each in on["fresh"])
        difference = np.array([
            taste.measure(best) - taste.measure(other)
            for best, other in zip(*(each.reshape(draws.replicates, -1) for each in on["fresh"]), strict=True)
        ])  # fmt: skip
        error = float(np.std(difference, ddof=1)) / draws.replicates**0.5
        assert found >= held - 4 * error - 1e-9 * abs(held)


CHAIN = """dealwright: 1
title: Two renewals
as_of: 2025-01-01
horizon: 2027-12-31
step: year
currency: USD
risk_free: 0%
parties: {ada: {discount: 0%}, bob: {discount: 0%}}
drivers:
  sales: {kind: gbm, start: 100 USD/year, growth: 0%, volatility: 40%}
terms:
  first:  {kind: option, holder: ada, writer: bob, on: 2025-12-31, price: 10 USD}
  second: {kind: option, holder: ada, writer: bob, on: 2026-12-31, starts_on: first}
  gain:   {kind: flow, payer: bob, payee: ada, amount: sales - 104 USD/year, from: 2027-01-01, starts_on: second}
"""


def test_a_first_renewal_that_pays_only_through_the_second_is_worth_a_compound_option() -> None:
    """The second is worth a call on what sales will then bring; the first a call on that, at 10.

    By backward induction on a fine grid. Sales of a year are the mean of those at its two ends.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(200)
    step = np.exp(0.4 * nodes - 0.08)
    chances = weights / weights.sum()
    grid = np.exp(np.linspace(np.log(5), np.log(2000), 6001))
    second = np.maximum(grid - 104.0, 0.0)  # 0 % growth: a year's sales are expected to be those at its opening
    first = np.interp(np.outer(grid, step), grid, second) @ chances - 10.0
    truth = float(np.maximum(np.interp(100.0 * step, grid, first), 0.0) @ chances)
    loaded = loads(CHAIN)
    assert [problem.what for problem in loaded.errors] == []
    draws = Draws.for_paths(1, 32768)
    worth = Taste.of(loaded.sound, "ada").worth(keep_books(loaded.sound, simulate(loaded.sound, draws)))
    found = certainty_equivalent(worth, None, draws.replicates)
    assert abs(found.value - truth) < 4 * found.standard_error
    assert found.value == pytest.approx(truth, rel=0.005)


def test_a_clause_read_in_two_ways_stands_beside_an_option() -> None:
    text = CHAIN.replace(
        "drivers:",
        "facts: {read: {readings: [{weight: 50%, overlay: {terms.first.price: 10 USD}}, "
        "{weight: 50%, overlay: {terms.first.price: 12 USD}}]}}\ndrivers:",
    )
    loaded = loads(text)
    assert [problem.what for problem in loaded.errors] == []
    assert set(fitted(loaded.sound, simulate(loaded.sound, Draws.for_paths(1, 64)))) == {"first", "second"}


def test_a_window_that_an_event_opens_has_the_same_days_of_decision_on_all_futures() -> None:
    text = deal("leave", "ada", "mean_at_discount", 10, 0, 20, "none").replace(
        "ends: share,", "ends: share, starts_on: launch,"
    )
    loaded = loads(text)
    assert [problem.what for problem in loaded.errors] == []
    for seed in (1, 2):
        books = keep_books(loaded.sound, simulate(loaded.sound, Draws.for_paths(seed, 64)))
        exercised = np.isfinite(books.view.event("right"))
        assert (books.view.event("right") >= books.view.event("launch"))[exercised].all()
        assert exercised.any()


@pytest.mark.parametrize(
    ("tolerance", "weighed"), [("none", {"right", "share"}), ("100 USD", {"right", "share", "licence"})]
)
def test_what_a_holder_does_not_weigh_decides_nothing(tolerance: str, weighed: set[str]) -> None:
    """Packages that differ in the licence alone share their policy; who minds risk weighs the licence, too."""
    loaded = loads(deal("leave", "ada", "certainty_equivalent", 10, 5, 30, tolerance))
    assert what_is_weighed(loaded.sound).terms.keys() == weighed
    draws = Draws.for_paths(1, 256)
    dearer = loaded.with_overrides({"terms.licence.fee": "40 USD/year"}).sound
    days = [keep_books(each, simulate(each, draws)).view.event("right") for each in (loaded.sound, dearer)]
    assert np.array_equal(*days) or tolerance != "none"


FIRM = """dealwright: 1
title: A company that may end what it pays
as_of: 2025-01-01
horizon: 2028-12-31
step: half
currency: USD
risk_free: 3%
parties: {{ada: {{discount: 8%}}, bob: {{discount: 8%}}}}
drivers:
  value: {{kind: gbm, start: 100 USD, growth: 5%, volatility: {volatility}%}}
  costs: {{kind: gbm, start: 10 USD/year, growth: 0%, volatility: 50%}}
  listed: {{kind: event, chance: 50% by 2028-06-30}}
companies:
  firm: {{enterprise_value: value, cost_of_capital: 10%, exit: [listed, horizon]}}
terms:
  shares: {{kind: equity, company: firm, holder: ada, stake: 70%, residual: bob}}
  debt: {{kind: payment, payer: firm, payee: bob, amount: {debt} USD, on: 2028-12-31}}
  supply: {{kind: flow, payer: firm, payee: bob, amount: costs, until: 2028-12-31}}
  right: {{kind: option, holder: firm, writer: bob, from: 2026-01-01, until: 2027-12-31, every: half, ends: supply,
          price: {price} USD{notice}}}
"""


@settings(max_examples=12)
@given(
    volatility=st.integers(0, 80),
    debt=st.integers(0, 150),
    price=st.integers(0, 25),
    notice=st.sampled_from(["", ", notice: 6 months"]),
)
def test_a_company_that_holds_an_option_never_has_less_at_its_exit_than_by_a_fixed_branch(
    volatility: int, debt: int, price: int, notice: str
) -> None:
    """It goes by its resources, debts taken, whatever of them limited liability spares its owners."""
    loaded = loads(FIRM.format(volatility=volatility, debt=debt, price=price, notice=notice))
    assert [problem.what for problem in loaded.errors] == []
    draws, taste = Draws.for_paths(1, PATHS), Taste.of(loaded.sound, "firm")
    policies = fitted(loaded.sound, simulate(loaded.sound, draws))
    for name, futures in (("training", draws.training()), ("fresh", draws)):
        best = taste.worth(keep_books(loaded.sound, simulate(loaded.sound, futures), policies=policies))
        for branch in ("always", "never"):
            fixed = loaded.with_overrides({"terms.right.exercise": branch}).sound
            held = taste.worth(keep_books(fixed, simulate(fixed, futures)))
            gain = (best - held).reshape(draws.replicates, -1).mean(axis=1)
            error = 0.0 if name == "training" else float(np.std(gain, ddof=1)) / draws.replicates**0.5
            assert float(np.mean(gain)) >= -4 * error - 1e-9
