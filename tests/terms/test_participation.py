"""A profit participation pays by closed forms of cumulative profit: tiers, openings, losses, residual."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.engine.books import Books
from dealwright.lang.load import loads

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


HEAD = """
dealwright: 1
title: Shares
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, bob: {}, eve: {}}
"""
WATERFALL = """
terms: {{share: {{kind: profit_participation, payer: ada, payee: bob, on: profit, paid: end{}}}}}
"""


def waterfall(keep: Keep, text: str, more: str, **replaced: str) -> dict[str, Any]:
    """Return the lines of a participation's account on the first path."""
    account = keep(text + WATERFALL.format(more), **replaced).view.outcome("share").account()
    assert account is not None
    return {line.name: line.amounts[0] for line in account.lines}


CARRY = """, invested: 50 USD, tiers: [{shares: {bob: 100%}, until_multiple: 1x},
  {shares: {bob: 100%}, until_hurdle: 8%}, {shares: {eve: 100%}, until_catch_up: 20%},
  {shares: {bob: 80%, eve: 20%}}]"""


def test_a_carry_with_hurdle_and_full_catch_up_goes_the_published_steps(keep: Keep, shared: Path) -> None:
    case = json.loads((shared / "vectors" / "carry_catch_up.json").read_text(encoding="utf-8"))
    assert case["check"]["status"] == "reproduced"
    lines = waterfall(keep, profits(case["inputs"]["proceeds"]), CARRY, horizon="2025-12-31")
    capital, hurdle, catch_up, *split = case["expected"]["steps"]
    assert [lines[f"tier_{n}"].item() for n in (1, 2, 3)] == pytest.approx([capital, hurdle, catch_up])
    assert lines["tier_4"].item() == pytest.approx(sum(split))
    assert lines["paid"].item() == pytest.approx(case["expected"]["LP"])
    assert lines["paid_to_eve"].item() == pytest.approx(case["expected"]["GP"])


@pytest.mark.parametrize(
    "catch_up", ["{share: 0%, until_catch_up: 20%, of: ada}", "{shares: {ada: 100%}, until_catch_up: 20%}"]
)
def test_a_manager_who_pays_can_be_the_one_who_catches_up(keep: Keep, shared: Path, catch_up: str) -> None:
    """The published steps once more, with the manager as the payer: what it keeps is what it would have been paid."""
    case = json.loads((shared / "vectors" / "carry_catch_up.json").read_text(encoding="utf-8"))
    tiers = f", invested: 50 USD, tiers: [{{share: 100%, until_hurdle: 8%}}, {catch_up}, {{share: 80%}}]"
    lines = waterfall(keep, profits(case["inputs"]["proceeds"]), tiers, horizon="2025-12-31")
    assert lines["tier_2"].item() == pytest.approx(case["expected"]["steps"][2])
    assert lines["paid"].item() == pytest.approx(case["expected"]["LP"])
    assert lines["kept_by_ada"].item() == pytest.approx(case["expected"]["GP"])


@given(yearly=st.lists(money, min_size=3, max_size=3), catches=st.integers(30, 100))
def test_a_payer_that_takes_part_keeps_what_a_third_would_be_paid(keep: Keep, yearly: list[int], catches: int) -> None:
    tiers = (
        ", invested: 50 USD, tiers: [{{share: 100%, until_hurdle: 8%}},"
        " {{shares: {{bob: {}%, {}: {}%}}, until_catch_up: 20%, of: {}}}, {{shares: {{bob: 80%, {}: 20%}}}}]"
    )
    third, payer = (
        waterfall(keep, profits(*yearly), tiers.format(100 - catches, who, catches, who, who), horizon="2027-12-31")
        for who in ("eve", "ada")
    )
    assert payer["paid"] == pytest.approx(third["paid"])
    assert payer["kept_by_ada"] == pytest.approx(third["paid_to_eve"])


def test_a_hurdle_is_met_by_what_is_paid_in_the_same_period(keep: Keep, shared: Path) -> None:
    """900 with 8 % is 972; of the other 1,028 a tenth would be 102.80, but the hurdle is met: a fifth, 205.60."""
    case = json.loads((shared / "vectors" / "irr_hurdle_same_period.json").read_text(encoding="utf-8"))
    assert case["check"]["status"] == "reproduced_approximately"
    inputs = case["inputs"]
    tiers = (
        f", invested: {inputs['lp']} USD, tiers: [{{shares: {{bob: 100%}}, until_hurdle: {inputs['pref']:.0%}}}, "
        f"{{shares: {{bob: 90%, eve: 10%}}, until_hurdle: {inputs['pref'] + 1e-9:.9%}}}, "
        "{shares: {bob: 80%, eve: 20%}}]"
    )
    lines = waterfall(keep, profits(inputs["distribution"]), tiers, horizon="2025-12-31")
    assert lines["paid_to_eve"].item() == pytest.approx(case["check"]["computed"]["twenty_pct"], abs=1e-5)
    assert lines["paid_to_eve"].item() == pytest.approx(case["expected"]["gp_fixed"], abs=case["tolerance"])
    assert abs(lines["paid_to_eve"].item() - case["expected"]["gp_as_shipped"]) > 100


def test_a_capped_profit_returns_at_most_its_multiple_and_the_rest_is_the_residual_partys(
    keep: Keep, shared: Path
) -> None:
    case = json.loads((shared / "vectors" / "capped_profit_100x.json").read_text(encoding="utf-8"))
    inputs, most = case["inputs"], case["expected"]["max_return"]
    tiers = (
        f", invested: {inputs['investment']} USD, residual: eve, "
        f"tiers: [{{share: 100%, until_multiple: {inputs['cap_multiple']}x}}]"
    )
    lines = waterfall(keep, profits(0.4 * most, 0.9 * most), tiers)
    assert lines["paid"] == pytest.approx([0.4 * most, 0.6 * most])
    assert lines["residual"] == pytest.approx([0.0, 0.3 * most])
    assert lines["balance"] == pytest.approx([0.6 * most, 0.0])


def test_the_reported_shares_of_2023_are_paid_to_three(keep: Keep, shared: Path) -> None:
    """75 % until 13bn are recouped, from 17.33bn of profit; of 20bn then 49 % of 2.67bn: 14.31bn in all."""
    case = json.loads((shared / "vectors" / "openai_capped_profit_2023.json").read_text(encoding="utf-8"))
    after, own = case["inputs"]["after"], case["check"]["computed"]
    recouped = case["inputs"]["total_contributed_by_fortune"]
    tiers = (
        f", tiers: [{{share: {case['inputs']['recoup_share']:.0%}, until_paid: {recouped} USD}}, "
        f"{{shares: {{bob: {after['microsoft']:.0%}, eve: {after['others']:.0%}, cid: {after['nonprofit']:.0%}}}}}]"
    )
    parties = "{ada: {discount: 10%}, bob: {discount: 10%}, eve: {discount: 10%}, cid: {discount: 10%}}"
    lines = waterfall(keep, profits(20e9), tiers, horizon="2025-12-31", parties=parties)
    assert lines["tier_1"].item() / 1e9 == pytest.approx(own["profit_needed_to_recoup_13bn"])
    assert lines["paid"].item() / 1e9 == pytest.approx(own["msft_at_20bn"])
    beyond = 20e9 - lines["tier_1"].item()
    assert lines["paid_to_eve"].item() == pytest.approx(after["others"] * beyond)
    assert lines["paid_to_cid"].item() == pytest.approx(after["nonprofit"] * beyond)


def test_a_hurdle_is_counted_by_days_from_each_contribution(keep: Keep) -> None:
    """100 on 1 January 2025 and 50 on 1 July 2026 at 10 %: by the end of 2026, after 60 at the end of 2025.

    100 x 1.1 - 60 = 50, x 1.1 = 55, and 50 x 1.1^(184/365) = 52.46: 107.46 more at the end of 2026.
    """
    put_in = "{2025-01-01: 100 USD, 2026-07-01: 50 USD}"
    tiers = f", invested: {put_in}, residual: eve, tiers: [{{share: 100%, until_hurdle: 10%}}]"
    lines = waterfall(keep, profits(60, 200), tiers)
    assert lines["paid"] == pytest.approx([60, 55 + 50 * 1.1 ** (184 / 365)])
    assert lines["balance"] == pytest.approx([50, 0], abs=1e-9)


def test_what_is_put_in_on_the_day_after_a_payment_does_not_count_for_it(keep: Keep) -> None:
    """100 put in for a year at 8 % are 108 on 31 December; the 100 of 1 January are of the next year."""
    tiers = (
        ", invested: {2025-01-01: 100 USD, 2026-01-01: 100 USD}, tiers: [{share: 100%, until_hurdle: 8%}, {share: 0%}]"
    )
    lines = waterfall(keep, profits(120, 120), tiers, horizon="2026-12-31")
    assert lines["invested"] == pytest.approx([100, 200])
    assert lines["tier_1"] == pytest.approx([108, 108])


@pytest.mark.parametrize("year", [2027, 2028])
def test_what_is_put_in_in_the_middle_of_a_year_counts_for_what_is_paid_there(keep: Keep, year: int) -> None:
    nothing = [0.0] * (year - 2025)
    said = f"invested: {{{year}: 100 USD}}, tiers: [{{share: 100%, until_multiple: 1x}}, {{share: 0%}}]"
    text = (
        profits(*nothing, 150)
        + f"terms: {{share: {{kind: profit_participation, payer: ada, payee: bob, on: profit, {said}}}}}"
    )
    assert paid(keep, text, horizon=f"{year}-12-31")[0][-1] == pytest.approx(100)


@pytest.mark.parametrize(("simple", "due"), [("no", 50 * 1.08), ("yes", 50 * 1.08)])
def test_what_was_paid_before_counts_against_what_is_put_in_at_the_beginning(
    keep: Keep, simple: str, due: float
) -> None:
    tiers = f"[{{share: 100%, until_hurdle: 8%, simple: {simple}}}, {{share: 0%}}], opening: {{paid: 50 USD}}"
    lines = waterfall(keep, profits(120), f", invested: 100 USD, tiers: {tiers}", horizon="2025-12-31")
    assert lines["tier_1"] == pytest.approx([due])


def test_what_was_paid_deal_by_deal_beyond_the_whole_is_clawed_back(keep: Keep) -> None:
    """10 and 10 put into two deals that bring 30 and 4: 20 % of the first one's 20 are 4, of the whole 14 only 2.8."""
    tiers = "tiers: [{share: 100%, until_multiple: 1x}, {shares: {bob: 80%, eve: 20%}}]"
    clause = f"kind: profit_participation, payer: ada, payee: bob, invested: 10 USD, paid: end, {tiers}"
    deals = "".join(
        f"  {name}: {{{clause}, on: {on}}}\n"
        for name, on in (
            ("first", '"if(year == 2025, 30 USD/year, 0)"'),
            ("other", '"if(year == 2026, 4 USD/year, 0)"'),
        )
    )
    whole = "profit - terms.first.paid - terms.other.paid"
    amount = f"max(0, cumulative({whole}) - 20% * max(0, cumulative(profit) - 20 USD))"
    claw = f'  claw: {{kind: payment, payer: eve, payee: bob, on: 2027-01-31, amount: "{amount}"}}\n'
    view = keep(f"{profits(30, 4)}terms:\n{deals}{claw}", horizon="2027-12-31").view
    assert np.sum(view.outcome("first").flows[1].amount[0]) == pytest.approx(4.0)
    assert view.outcome("claw").flows[0].amount[0] == pytest.approx([1.2])


@pytest.mark.parametrize(
    ("invested", "due"),
    [("100 USD", 40 * 1.08), ("{2024-01-01: 100 USD}", 40 * 1.08), ("{2025-01-01: 100 USD}", 140 * 1.08)],
)
def test_what_is_still_to_be_paid_holds_what_was_invested_before(keep: Keep, invested: str, due: float) -> None:
    """A balance of 40 at `as_of` is all that is left of the one amount; what a schedule dates then comes besides."""
    tiers = "[{share: 100%, until_hurdle: 8%}, {share: 0%}], opening: {balance: 40 USD}"
    lines = waterfall(keep, profits(200), f", invested: {invested}, tiers: {tiers}", horizon="2025-12-31")
    assert lines["tier_1"] == pytest.approx([due])


def test_the_statement_says_what_the_residual_party_gets_of_what_is_left(keep: Keep) -> None:
    said = ", residual: eve, residual_share: 30%, tiers: [{share: 50%, until_base: 100 USD}]"
    lines = waterfall(keep, profits(120), said, horizon="2025-12-31")
    assert (lines["after_the_tiers"].item(), lines["residual"].item()) == (pytest.approx(20), pytest.approx(6))


def test_a_simple_return_is_paid_before_what_was_invested(keep: Keep) -> None:
    """100 at 10 %: 10 and 5 of the capital at the end of 2025, then 9.50 on 95: 104.50."""
    tiers = ", invested: 100 USD, residual: eve, tiers: [{share: 100%, until_hurdle: 10%, simple: yes}]"
    assert waterfall(keep, profits(15, 200), tiers)["paid"] == pytest.approx([15, 104.5])
    nothing = waterfall(keep, profits(0, 200), tiers)["paid"]
    assert nothing == pytest.approx([0, 120]), "no return on a return that was not paid"


def test_a_later_contribution_opens_a_tier_again(keep: Keep) -> None:
    """1.2 x 50 is paid out of 2025; another 50 in 2026 wants 60 more before eve gets anything again."""
    put_in = "{2025-01-01: 50 USD, 2026-06-30: 50 USD}"
    tiers = f", invested: {put_in}, residual: eve, tiers: [{{share: 100%, until_multiple: 1.2x}}]"
    lines = waterfall(keep, profits(80, 80), tiers)
    assert lines["paid"] == pytest.approx([60, 60])
    assert lines["residual"] == pytest.approx([20, 20])


def test_a_partial_catch_up_takes_longer(keep: Keep) -> None:
    """With half of what comes after the 54, eve has a fifth of all profit when 0.5 x = 0.2 (4 + x): x = 8/3."""
    tiers = CARRY.replace("{eve: 100%}, until_catch_up", "{eve: 50%, bob: 50%}, until_catch_up")
    lines = waterfall(keep, profits(100), tiers, horizon="2025-12-31")
    assert lines["tier_3"].item() == pytest.approx(8 / 3)
    assert lines["paid_to_eve"].item() == pytest.approx(10.0), "a fifth of 50 of profit all the same"


def test_what_others_were_paid_before_counts_for_their_catching_up(keep: Keep) -> None:
    tiers = CARRY + ", opening: {paid: 54 USD, base: 54.5 USD, paid_to: {eve: 0.5 USD}}"
    lines = waterfall(keep, profits(1), tiers, horizon="2025-12-31")
    assert lines["tier_3"].item() == pytest.approx(0.5)
    assert lines["paid_to_eve"].item() == pytest.approx(0.5 + 0.1)


shares = st.lists(st.integers(1, 98), min_size=2, max_size=4)
yearly_profits = st.lists(st.integers(-50, 200), min_size=3, max_size=3)
ENDS = ("until_base: 40 USD", "until_paid: 30 USD", "until_multiple: 1.2x", "until_hurdle: 12%", "until_catch_up: 1%")


@given(yearly_profits, shares, st.permutations(ENDS), st.sampled_from(["yes", "no"]))
def test_all_that_is_distributed_is_paid_to_somebody_or_left(
    keep: Keep, yearly: list[int], parts: list[int], ends: list[str], carry: str
) -> None:
    """Whatever the tiers, in each period: what tiers take and what is left sum to the profit, and shares to them."""
    tiers = ", ".join(
        f"{{shares: {{bob: {part}%, eve: {100 - part}%}}, {end}}}" for part, end in zip(parts, ends, strict=False)
    )
    text = f", invested: 50 USD, residual: cid, carry_losses: {carry}, tiers: [{tiers}]"
    parties = "{ada: {discount: 10%}, bob: {discount: 10%}, eve: {discount: 10%}, cid: {discount: 10%}}"
    lines = waterfall(keep, profits(*yearly), text, horizon="2027-12-31", parties=parties)
    taken = sum(lines[f"tier_{n}"] for n in range(1, len(parts) + 1))
    assert lines["paid"] + lines["paid_to_eve"] == pytest.approx(taken, abs=1e-9)
    shared_out = np.diff(np.maximum.accumulate(np.maximum(np.cumsum(yearly), 0)), prepend=0)
    expected = shared_out if carry == "yes" else np.maximum(yearly, 0)
    assert taken + lines["residual"] == pytest.approx(expected, abs=1e-9)


@given(yearly_profits, st.integers(1, 99), st.integers(10, 60), st.integers(1, 60))
def test_more_tiers_of_the_same_share_change_nothing(
    keep: Keep, yearly: list[int], part: int, first: int, more: int
) -> None:
    one = f", tiers: [{{share: {part}%, until_paid: {first + more} USD}}, {{share: 7%}}]"
    two = (
        f", tiers: [{{share: {part}%, until_paid: {first} USD}}, {{share: {part}%, until_paid: {first + more} USD}}, "
        "{share: 7%}]"
    )
    whole = waterfall(keep, profits(*yearly), one, horizon="2027-12-31")["paid"]
    assert waterfall(keep, profits(*yearly), two, horizon="2027-12-31")["paid"] == pytest.approx(whole, abs=1e-9)


@given(yearly_profits, st.sampled_from([CARRY, CARRY.replace("8%}", "8%, simple: yes}")]))
def test_a_successor_of_the_same_words_goes_on_where_the_first_stood(keep: Keep, yearly: list[int], tiers: str) -> None:
    clause = f"kind: profit_participation, payer: ada, payee: bob, on: profit, paid: end{tiers}"
    alone = keep(profits(*yearly) + f"terms: {{a: {{{clause}}}}}", horizon="2027-12-31").view.outcome("a")
    later = clause.replace("invested: 50 USD", "invested: {2025-01-01: 50 USD}")
    both = keep(
        f"{profits(*yearly)}terms:\n  a: {{{later}}}\n"
        f"  b: {{{later}, from: 2026-01-01, replaces: a, takes_over: yes}}\n",
        horizon="2027-12-31",
    ).view
    for who in (0, 1):
        first, then = (both.outcome(name).flows[who].amount[0] for name in "ab")
        assert float(np.sum(first)) == pytest.approx(float(alone.flows[who].amount[0, 0]), abs=1e-6)
        assert then == pytest.approx(alone.flows[who].amount[0, 1:], abs=1e-6)


@pytest.mark.parametrize(
    ("day_count", "due"),
    [
        ("", 100 * 1.1 ** (1461 / 365)),
        (", day_count: 30/360", 146.41),
        (", day_count: actual/360", 100 * 1.1 ** (1461 / 360)),
    ],
)
def test_a_return_is_counted_by_the_day_count_of_the_contract(keep: Keep, day_count: str, due: float) -> None:
    """Four years, one of them with 29 February: 100 x 1.1^4 to the cent where each year counts as one."""
    tiers = f", invested: 100 USD, tiers: [{{share: 100%, until_hurdle: 10%}}, {{share: 50%}}]{day_count}"
    lines = waterfall(keep, profits(0, 0, 0, 200), tiers, horizon="2028-12-31")
    assert lines["tier_1"][-1] == pytest.approx(due, abs=1e-6)


@pytest.mark.parametrize(
    ("tiers", "code"),
    [
        ("[{share: 50%, shares: {bob: 50%}}]", "one-too-many"),
        ("[{until_paid: 5 USD}]", "none-of"),
        ("[{shares: {bob: 50%, nobody: 50%}}]", "unknown-party"),
        ("[{shares: {bob: 50%, ada: 40%}}]", "under-whole"),
        ("[{share: 0%, until_catch_up: 20%}], invested: 5 USD", "tier-without-end"),
        ("[{share: 80%, until_catch_up: 20%, of: ada}], invested: 5 USD", "tier-without-end"),
        ("[{shares: {bob: 60%, eve: 50%}}]", "over-whole"),
        ("[{share: 50%, until_multiple: 2x}]", "missing-key"),
        ("[{shares: {eve: 50%}, until_paid: 5 USD}]", "tier-without-end"),
        ("[{shares: {bob: 80%, eve: 20%}, until_catch_up: 30%}], invested: 5 USD", "tier-without-end"),
        ("[{share: 50%, until_hurdle: 8%}, {share: 9%, until_hurdle: 7%}], invested: 5 USD", "out-of-order"),
        ("[{share: 50%, simple: yes}]", "idle-key"),
        ("[{share: 50%}], invested: 5 USD", "idle-key"),
        ("[{share: 50%}], residual_share: 5%", "idle-key"),
        ("[{share: 50%}], day_count: 30/360", "idle-key"),
        ("[{share: 50%, until_base: 9 USD}], residual: ada", "idle-key"),
    ],
)
def test_tiers_that_contradict_themselves_are_problems(tiers: str, code: str) -> None:
    text = f"{HEAD}terms: {{t: {{kind: profit_participation, payer: ada, payee: bob, on: 1 USD/year, tiers: {tiers}}}}}"
    assert code in [problem.code for problem in loads(text).problems]


LEFT_BEHIND = (
    ", tiers: [{share: 100%, until_multiple: 1.1x}, {shares: {eve: 100%}, until_catch_up: 50%},"
    " {shares: {bob: 90%, eve: 10%}}]"
)


@pytest.mark.parametrize("period", ["year", "half", "quarter", "month"])
def test_who_has_caught_up_does_not_catch_up_again_behind_a_later_tier(keep: Keep, period: str) -> None:
    """110 to bob; eve gets x until it is half of 10 + x, 10. Then 90 to 10: eve falls behind and stays there."""
    lines = waterfall(keep, profits(120, 120), f", period: {period}, invested: 100 USD{LEFT_BEHIND}")
    assert float(np.sum(lines["paid"])) == pytest.approx(110 + 0.9 * 120)
    assert float(np.sum(lines["paid_to_eve"])) == pytest.approx(10 + 0.1 * 120)
    assert float(np.sum(lines["tier_2"])) == pytest.approx(10)


def test_a_later_contribution_lets_who_has_fallen_behind_catch_up_again(keep: Keep) -> None:
    """2025: 110 to bob, 10 to eve, then 90 and 10 of 100. With 50 more in 2026, 1.1 x 150 is 165, and bob has 200.

    With 200 more he wants 330, 130 of the next profit; then eve has 20 of 50 beyond 300, and takes x until 20 + x is
    half of 50 + x, 10. Of the last 60 she gets a tenth.
    """
    put_in = ", invested: {{2025-01-01: 100 USD, 2026-03-01: {} USD}}"
    covered = waterfall(keep, profits(220, 200), put_in.format(50) + LEFT_BEHIND)
    assert covered["tier_2"] == pytest.approx([10, 0])
    opened = waterfall(keep, profits(220, 200), put_in.format(200) + LEFT_BEHIND)
    assert opened["tier_1"] == pytest.approx([110, 130])
    assert opened["tier_2"] == pytest.approx([10, 10])
    assert opened["paid_to_eve"] == pytest.approx([20, 10 + 6])


PASSED = """, invested: 50 USD, tiers: [{share: 80%, until_hurdle: 0%},
  {shares: {bob: 30%, eve: 50%}, until_catch_up: 20%}, {shares: {bob: 90%, eve: 5%}}]"""


@given(yearly_profits, st.sampled_from([date(2026, 1, 1), date(2026, 7, 1), date(2027, 4, 1)]))
def test_a_successor_of_the_same_words_remembers_who_has_caught_up(keep: Keep, yearly: list[int], since: date) -> None:
    clause = f"kind: profit_participation, payer: ada, payee: bob, on: profit, paid: end, period: quarter{PASSED}"
    alone = keep(profits(*yearly) + f"terms: {{a: {{{clause}}}}}", horizon="2027-12-31").view.outcome("a")
    later = clause.replace("invested: 50 USD", "invested: {2025-01-01: 50 USD}")
    both = keep(
        f"{profits(*yearly)}terms:\n  a: {{{later}}}\n  b: {{{later}, from: {since}, replaces: a, takes_over: yes}}\n",
        horizon="2027-12-31",
    ).view
    for who in (0, 1):
        paid = sum(float(np.sum(both.outcome(name).flows[who].amount[0])) for name in "ab")
        assert paid == pytest.approx(float(np.sum(alone.flows[who].amount[0])), abs=1e-6)


parts_of_two = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(
    lambda both: (both[0], both[1] * (100 - both[0]) // 100)
)
first_ends = ("until_hurdle: 0%", "until_multiple: 1x", "until_paid: 30 USD", "until_base: 40 USD")
later_ends = ("until_multiple: 3x", "until_paid: 170 USD", "until_base: 250 USD")
falling_behind = st.tuples(parts_of_two.filter(lambda each: each[0] > 0), st.sampled_from(later_ends))
catching_up_further = st.tuples(parts_of_two.filter(lambda each: each[1] > 31), st.just("until_catch_up: 30%, of: eve"))


@given(
    yearly=st.lists(st.integers(0, 200), min_size=3, max_size=3),
    first=st.tuples(st.integers(1, 100), st.sampled_from(first_ends)),
    catch=st.tuples(st.integers(25, 100), st.integers(1, 24)),
    third=falling_behind | catching_up_further,
    last=parts_of_two,
    several=st.sampled_from(["half", "quarter", "month"]),
)
def test_the_same_cash_in_one_period_or_in_several_gives_the_same_shares(
    keep: Keep,
    yearly: list[int],
    first: tuple[int, str],
    catch: tuple[int, int],
    third: tuple[tuple[int, int], str],
    last: tuple[int, int],
    several: str,
) -> None:
    """Where no time passes for a hurdle, all that anybody is paid hangs on how much there was, not on when."""
    share, end = first
    (bob, eve), then = third
    tiers = (
        f"{{share: {share}%, {end}}}, {{shares: {{bob: {100 - catch[0]}%, eve: {catch[0]}%}}, until_catch_up: "
        f"{catch[1]}%}}, {{shares: {{bob: {bob}%, eve: {eve}%}}, {then}}}, "
        f"{{shares: {{bob: {last[0]}%, eve: {last[1]}%}}}}"
    )
    text = f", invested: 50 USD, tiers: [{tiers}], period: "
    once, often = (waterfall(keep, profits(*yearly), text + each, horizon="2027-12-31") for each in ("year", several))
    for line in ("paid", "paid_to_eve", "tier_1", "tier_2", "tier_3", "tier_4"):
        assert float(np.sum(often[line])) == pytest.approx(float(np.sum(once[line])), abs=1e-6)
