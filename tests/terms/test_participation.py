"""A profit participation pays by closed forms of cumulative profit: tiers, openings, losses, residual."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.engine.books import Books

Keep = Callable[..., Books]
money = st.integers(0, 400)


def paid(keep: Keep, text: str, **replaced: str) -> tuple[Any, Any]:
    """Return what the payee and the residual party are paid period by period, on the first path."""
    flows = keep(text, **replaced).view.outcome("share").flows
    return tuple(flow.amount[0] for flow in flows) if len(flows) == 2 else (flows[0].amount[0], None)


def profits(*yearly: float) -> str:
    """Write a driver of certain profits, one for each year from 2025."""
    nested = "0 USD/year"
    for year, profit in reversed(list(enumerate(yearly, start=2025))):
        nested = f"if(year == {year}, {profit} USD/year, {nested})"
    return f'drivers: {{profit: {{kind: derived, is: "{nested}"}}}}\n'


def share(tiers: str, more: str = "") -> str:
    return (
        f"terms: {{share: {{kind: profit_participation, payer: ada, payee: bob, on: profit, tiers: [{tiers}]{more}}}}}"
    )


def test_three_quarters_until_recouped_then_half_until_a_cap_then_the_rest_to_a_third(keep: Keep) -> None:
    """75 % until 60 are paid (after 80 of profit), then 50 % until 90 are (after 60 more), then all to eve.

    Profits 50, 50, 50: 37.50; then 30 x 75 % + 20 x 50 % = 32.50; then 40 x 50 % = 20 and the last 10 to eve.
    """
    text = profits(50, 50, 50) + share(
        "{share: 75%, until_paid: 60 USD}, {share: 50%, until_paid: 90 USD}", ", residual: eve"
    )
    bob, eve = paid(keep, text, horizon="2027-12-31")
    assert bob == pytest.approx([37.5, 32.5, 20.0])
    assert eve == pytest.approx([0.0, 0.0, 10.0])


def test_a_residual_share_leaves_the_rest_with_the_payer(keep: Keep) -> None:
    """The 10 of profit past the last tier: 40 % of it to eve."""
    text = profits(50, 60) + share("{share: 50%, until_base: 100 USD}", ", residual: eve, residual_share: 40%")
    bob, eve = paid(keep, text)
    assert bob == pytest.approx([25.0, 25.0])
    assert eve == pytest.approx([0.0, 4.0])


def test_a_tier_ends_at_whichever_of_its_ends_comes_first(keep: Keep) -> None:
    """Until 60 paid or 70 of profit at 75 %: the profit comes first, with 52.50 paid; then 10 %."""
    text = profits(50, 50) + share("{share: 75%, until_paid: 60 USD, until_base: 70 USD}, {share: 10%}")
    bob, _ = paid(keep, text)
    assert bob == pytest.approx([37.5, 0.75 * 20 + 0.1 * 30])


def test_an_opening_stands_where_the_contract_stood(keep: Keep) -> None:
    """40 of 60 are paid, out of 100 of profit: 75 % of the next 26.67 repays the rest, then 50 %."""
    text = profits(50, 50) + share(
        "{share: 75%, until_paid: 60 USD}, {share: 50%}", ", opening: {paid: 40 USD, base: 100 USD}"
    )
    bob, _ = paid(keep, text)
    assert bob == pytest.approx([20 + 0.5 * (50 - 20 / 0.75), 25.0])


def test_an_opening_past_a_tier_begins_in_the_next(keep: Keep) -> None:
    text = profits(50, 50) + share(
        "{share: 75%, until_paid: 60 USD}, {share: 50%, until_base: 150 USD}", ", opening: {paid: 60 USD, base: 90 USD}"
    )
    bob, _ = paid(keep, text)
    assert bob == pytest.approx([25.0, 5.0])


def test_losses_pay_nothing_and_are_carried_only_where_agreed(keep: Keep) -> None:
    """Profits 40, -60, 100: at 50 % it is 20, 0, 50; with losses carried the 100 first makes good 60: 20, 0, 20."""
    text = profits(40, -60, 100) + share("{share: 50%}")
    assert paid(keep, text, horizon="2027-12-31")[0] == pytest.approx([20, 0, 50])
    carried = profits(40, -60, 100) + share("{share: 50%}", ", carry_losses: yes")
    assert paid(keep, carried, horizon="2027-12-31")[0] == pytest.approx([20, 0, 20])


def expected(base: float, tiers: list[tuple[float, float]]) -> float:
    """Integrate the tiers' shares over profit: the closed form, one tier after another by cumulative profit."""
    total, low = 0.0, 0.0
    for rate, end in tiers:
        total += rate * (min(base, end) - min(base, low))
        low = max(low, end)
    return total


@given(
    st.lists(st.integers(-100, 200), min_size=3, max_size=3),
    st.lists(st.tuples(st.integers(0, 100), st.integers(1, 300)), min_size=1, max_size=3),
)
def test_what_was_paid_in_all_is_a_function_of_cumulative_profit(
    keep: Keep, yearly: list[int], tiers: list[tuple[int, int]]
) -> None:
    bounds = np.cumsum([width for _, width in tiers])
    written = ", ".join(
        f"{{share: {rate}%, until_base: {end} USD}}" for (rate, _), end in zip(tiers, bounds, strict=True)
    )
    text = profits(*yearly) + share(written, ", residual: eve, residual_share: 100%")
    bob, eve = paid(keep, text, horizon="2027-12-31")
    base = float(np.sum(np.maximum(yearly, 0)))
    by_form = expected(base, [(rate / 100, float(end)) for (rate, _), end in zip(tiers, bounds, strict=True)])
    assert float(np.sum(bob)) == pytest.approx(by_form, abs=1e-9)
    assert float(np.sum(eve)) == pytest.approx(max(base - float(bounds[-1]), 0.0), abs=1e-9)
    assert np.all(bob >= -1e-12)


@given(st.integers(1, 100), st.integers(1, 150), money, st.integers(1, 100))
def test_recoupment_stops_where_the_amount_is_repaid(keep: Keep, first: int, due: int, profit: int, later: int) -> None:
    text = profits(profit, profit) + share(f"{{share: {first}%, until_paid: {due} USD}}, {{share: {later}%}}")
    bob, _ = paid(keep, text)
    needed = due / (first / 100)
    total = 2 * profit
    by_form = min(total, needed) * first / 100 + max(total - needed, 0.0) * later / 100
    assert float(np.sum(bob)) == pytest.approx(by_form, abs=1e-9)
