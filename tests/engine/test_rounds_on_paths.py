"""A round priced by the path comes on each path to what it comes to at that price alone, one round after another."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.engine.issuers.held import Held
from dealwright.engine.issuers.rounds_on_paths import after_round_on_paths
from dealwright.engine.issuers.stages import laid_out
from dealwright.equity.captable import CapTable
from dealwright.equity.events import Issue
from dealwright.equity.exact import exact
from dealwright.equity.exits.stack import stack_of
from dealwright.equity.exits.waterfall import pay
from dealwright.equity.financing import PoolTarget, Round
from dealwright.equity.holdings import Holdings
from dealwright.equity.ledger import holdings_on
from dealwright.equity.rounds.impossible import ImpossibleError
from dealwright.equity.rounds.priced import price_round
from dealwright.equity.securities import AntiDilution, Convertible, ExitTerms, Pool, Right, ShareClass, Stakeholder

START, LATER, LAST, END = dt.date(2025, 1, 1), dt.date(2026, 1, 1), dt.date(2027, 6, 1), dt.date(2030, 1, 1)
HOLDERS = ("founder", "angel", "fund", "late", "staff")


def preferred(name: str, **terms: object) -> ShareClass:
    return ShareClass(name, name, "preferred", converts_into="common", preference=exact(1), **terms)  # type: ignore[arg-type]


def company(protection: str, preference: str = "conversion_price", into: str | None = None) -> CapTable:
    series_a = preferred(
        "series_a", original_issue_price=exact(8), seniority=exact(1),
        anti_dilution=AntiDilution(protection, waived_by=("angel",)),  # type: ignore[arg-type]
    )  # fmt: skip
    return CapTable(
        "firm", "USD", START,
        {name: Stakeholder(name, name) for name in HOLDERS},
        {"common": ShareClass("common", "common"), "series_a": series_a},
        {"plan": Pool("plan", "plan", "common", exact(1_000_000))},
        {
            "safe": Convertible("safe", "safe", "angel", exact(1_000_000), START, cap=exact(20_000_000)),
            "note": Convertible(
                "note", "note", "fund", exact(2_000_000), START, discount=exact("0.2"), rate=exact("0.06"),
                preference=preference, converts_into=into,  # type: ignore[arg-type]
            ),
        },
        {"options": Right("options", "option", "staff", "common", exact(400_000), exact(1), START, "plan")},
        (
            Issue(on=START, of="common", holder="founder", shares=exact(6_000_000), id="i1"),
            Issue(on=START, of="series_a", holder="fund", shares=exact(1_500_000), price=exact(8), id="i2"),
            Issue(on=START, of="series_a", holder="angel", shares=exact(250_000), price=exact(8), id="i3"),
        ),
    )  # fmt: skip


def rounds(pre_money: int, later: int, pool: PoolTarget | None) -> tuple[Round, Round]:
    protected = preferred("series_b", seniority=exact(2), anti_dilution=AntiDilution("broad_based"))
    first = Round("b", LATER, protected, {"late": exact(9_000_000)}, pre_money=exact(pre_money), pool=pool)
    then = Round("c", LAST, preferred("series_c", seniority=exact(3)), {"fund": exact(7_000_000)},
                 pre_money=exact(later), pool=PoolTarget("plan", exact("0.08")))  # fmt: skip
    return first, then


def paid(held: Holdings, money: float) -> dict[str, float]:
    return {who: float(amount) for who, amount in pay(stack_of(held, ExitTerms(), END), money).by_holder.items()}


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(20, 200), st.integers(10, 300)), min_size=2, max_size=4),
    st.sampled_from(["none", "broad_based", "narrow_based", "full_ratchet"]),
    st.sampled_from([None, PoolTarget("plan", exact("0.1")), PoolTarget("plan", exact("0.12"), when="pre"),
                     PoolTarget("plan", exact("0.15"), of="total", in_pre_money=False)]),
    st.sampled_from([5e6, 4e7, 5e8]),
    st.sampled_from([("conversion_price", None), ("round_price", None), ("conversion_price", "series_a"),
                     ("round_price", "series_a"), ("conversion_price", "common")]),
)  # fmt: skip
def test_two_rounds_on_paths_pay_what_they_pay_one_path_at_a_time(
    prices: list[tuple[int, int]], protection: str, pool: PoolTarget | None, money: float, note: tuple[str, str | None]
) -> None:
    start = holdings_on(company(protection, *note), START)
    first, then = rounds(1, 1, pool)
    values = np.array(prices, dtype=float).T * 1e6
    held, price = after_round_on_paths(Held(start), first, "pre_money", values[0])
    held, second = after_round_on_paths(held, then, "pre_money", values[1])
    for path, (one, other) in enumerate(prices):
        a, b = rounds(one * 10**6, other * 10**6, pool)
        try:
            alone = price_round(start, a)
        except ImpossibleError:
            assert np.isnan(price[path])
            continue
        assert price[path] == pytest.approx(float(alone.price), rel=1e-9)
        try:
            last = price_round(alone.after, b)
        except ImpossibleError:
            assert np.isnan(second[path])
            continue
        assert second[path] == pytest.approx(float(last.price), rel=1e-9)
        stack = laid_out(held, ExitTerms(), END, np.array([path]))
        got = {who: float(np.ravel(amount)[0]) for who, amount in pay(stack, np.array([money])).by_holder.items()}
        assert got == pytest.approx(paid(last.after, money), rel=1e-8, abs=1e-2)


def test_a_price_that_leaves_no_room_is_no_number() -> None:
    start = holdings_on(company("none"), START)
    first, _ = rounds(1, 1, PoolTarget("plan", exact("0.1")))
    _, price = after_round_on_paths(Held(start), first, "pre_money", np.array([-1e6, 0.5e6, 60e6]))
    assert np.isfinite(price).tolist() == [False, False, True]
    assert price[2] == pytest.approx(float(price_round(start, rounds(60_000_000, 1, first.pool)[0]).price))


def test_shares_of_a_round_that_never_convert_do_not_count_in_the_next_one() -> None:
    start = holdings_on(company("broad_based"), START)
    first, then = rounds(60_000_000, 90_000_000, None)
    first = replace(first, new_class=replace(first.new_class, converts_into=None, anti_dilution=None))
    held, price = after_round_on_paths(Held(start), first, "pre_money", np.array([60e6]))
    held, second = after_round_on_paths(held, then, "pre_money", np.array([90e6]))
    alone = price_round(start, first)
    last = price_round(alone.after, then)
    assert price[0] == pytest.approx(float(alone.price), rel=1e-9)
    assert second[0] == pytest.approx(float(last.price), rel=1e-9)
    assert float(np.ravel(held.fully_diluted)[0]) == pytest.approx(float(last.after.fully_diluted), rel=1e-9)
    assert all(lot.of != "series_b" or not last.after.counts(lot.of) for lot in last.after.lots)
