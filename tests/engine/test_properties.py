"""What may not change a worth, and what must: currency, order, dates, terms of nothing, better exits."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.engine.books import Books
from dealwright.engine.lines import Rates, lines
from dealwright.engine.result import ScenarioWorth
from engine.deals import PARTIES, deals
from oracle.everything import EVERYTHING

Keep = Callable[..., Books]
Value = Callable[..., ScenarioWorth]

DEAL = """
dealwright: 1
title: A firm between two parties
as_of: 2025-02-10
horizon: 2029-11-20
step: quarter
currency: USD
risk_free: 4%
parties:
  ada: {discount: 12%, risk_tolerance: 90m}
  bob: {discount: 9%, risk_tolerance: 200m}
  eve: {discount: 7%, risk_tolerance: none}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 8%, volatility: 45%}
  sold:  {kind: event, chance: 60% by 2028-06-30}
  ended: {kind: event, chance: 50% by 2028-06-30}
companies:
  firm: {enterprise_value: 2x * sales * 1 year, cash_flow: -10% * sales, cash: -120m, cost_of_capital: 11%,
         exit: [sold, horizon], rounds: [{on: 2026-08-15, new_money: 20m, pre_money: 90m, by: eve}]}
terms:
  fee:     {kind: royalty, payer: firm, payee: bob, on: sales, rate: 9%, cap: 30m, minimum: 1m, ends_on: ended,
            until: 2028-12-31}
  access:  {kind: licence, grantor: firm, holder: bob, worth: 6% * sales, costs: 2% * sales, until: 2028-05-17}
  compute: {kind: commitment, buyer: firm, seller: bob, usage: 20% * sales, minimum: {2025: 20m, 2027: 35m},
            take_or_pay: yes, seller_margin: 30%, until: 2028-12-31}
  prize:   {kind: milestone, payer: firm, payee: eve, amount: 15m, on: ended}
  upfront: {kind: payment, payer: bob, payee: firm, amount: 10m, on: 2025-06-30}
  stake:   {kind: equity, company: firm, holder: bob, stake: 30%, residual: ada}
"""


def worths(found: ScenarioWorth) -> dict[str, list[float]]:
    """Take every figure of every party that is money."""
    return {
        name: [
            *(each.value for each in (party.mean, party.mean_at_risk_free, party.certainty_equivalent)),
            *(party.p5, party.p50, party.p95, party.cvar5),
        ]
        for name, party in found.parties.items()
    }


@pytest.mark.parametrize("text", [DEAL, EVERYTHING], ids=["small", "everything"])
def test_the_lines_sum_to_the_mean(value: Value, text: str) -> None:
    for party in value(text).parties.values():
        assert sum(party.by_term.values()) == pytest.approx(party.mean.value, rel=1e-9)


@settings(max_examples=15)
@given(deals())
def test_the_lines_of_any_deal_sum_to_its_means(value: Value, text: str) -> None:
    for party in value(text, paths=32).parties.values():
        largest = max((abs(line) for line in party.by_term.values()), default=1.0)
        assert sum(party.by_term.values()) == pytest.approx(party.mean.value, abs=1e-9 * largest)
        assert float(np.mean(party.sample)) == pytest.approx(party.mean_at_risk_free.value, abs=1e-9 * largest)


@settings(max_examples=12)
@given(deals(), st.sampled_from(["k", "bn"]))
def test_scaling_the_currency_scales_every_figure(value: Value, text: str, unit: str) -> None:
    scaled = re.sub(r"(\d)m\b", rf"\1{unit}", text)
    factor = {"k": 1e-3, "bn": 1e3}[unit]
    small, large = (worths(value(each, paths=64)) for each in (text, scaled))
    for party, figures in small.items():
        assert large[party] == pytest.approx([factor * each for each in figures], rel=1e-7, abs=1e-7 * 1e8 * factor)


def test_scaling_the_currency_scales_worths_at_a_risk_tolerance(value: Value) -> None:
    small, large = (worths(value(each)) for each in (DEAL, re.sub(r"(\d)m\b", r"\1bn", DEAL)))
    for party, figures in small.items():
        assert large[party] == pytest.approx([1000 * each for each in figures], rel=1e-7)


def reversed_section(text: str, section: str) -> str:
    """Write the entries of a section the other way round."""
    head, rest = text.split(f"\n{section}:\n")
    match = re.match(r"((?:  .*\n)+)", rest)
    assert match
    entries = re.findall(r"  \w.*\n(?:    .*\n)*", match[1])
    return f"{head}\n{section}:\n{''.join(reversed(entries))}{rest[match.end() :]}"


@pytest.mark.parametrize("section", ["parties", "terms"])
def test_the_order_of_parties_and_of_terms_does_not_matter(value: Value, section: str) -> None:
    turned = reversed_section(DEAL, section)
    assert turned != DEAL
    found, other = worths(value(DEAL)), worths(value(turned))
    for party, figures in found.items():
        assert other[party] == pytest.approx(figures, rel=1e-9)


@pytest.mark.parametrize(
    "nothing",
    [
        "{kind: royalty, payer: firm, payee: bob, on: sales, rate: 0%}",
        "{kind: flow, payer: firm, payee: eve, amount: 0 USD/year}",
        "{kind: payment, payer: firm, payee: eve, amount: 0m, on: 2026-01-01}",
        "{kind: milestone, payer: firm, payee: ada, amount: 0m, on: ended}",
        "{kind: licence, grantor: firm, holder: bob}",
        "{kind: commitment, buyer: firm, seller: bob, usage: 20% * sales}",
        "{kind: profit_participation, payer: firm, payee: bob, on: sales, tiers: [{share: 0%}]}",
        "{kind: equity, company: firm, holder: eve, stake: 0%}",
        "{kind: flow, payer: firm, payee: bob, amount: 5m USD/year, active: no}",
    ],
)
def test_a_term_of_nothing_changes_nothing(value: Value, nothing: str) -> None:
    found, other = worths(value(DEAL)), worths(value(f"{DEAL}  nothing: {nothing}\n"))
    for party, figures in found.items():
        assert other[party] == pytest.approx(figures, rel=1e-9)


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(value: Value) -> None:
    def written(seed: int) -> str:
        found = value(DEAL, seed=seed)
        samples = {name: party.sample.tobytes().hex()[:4096] for name, party in found.parties.items()}
        return json.dumps([found.to_json(), samples])

    assert written(1) == written(1)
    assert written(1) != written(2)


@settings(max_examples=15)
@given(deals(remainder="realised"), st.integers(1, 100))
def test_a_higher_exit_never_lowers_equity(keep: Keep, text: str, more: int) -> None:
    low = keep(text, paths=32)
    high = keep(text.replace("2x * sales", f"(2x + {more}%) * sales"), paths=32)
    assert np.all(high.companies["firm"].equity >= low.companies["firm"].equity)
    assert np.all(high.companies["firm"].debt_unpaid <= low.companies["firm"].debt_unpaid)


def test_a_lower_chance_only_delays_an_event(keep: Keep) -> None:
    often, seldom = (keep(DEAL, {"drivers.sold.chance": f"{chance}% by 2028-06-30"}, paths=256) for chance in (60, 20))
    early, late = (books.view.event("sold") for books in (often, seldom))
    assert np.all(late >= early)
    assert np.mean(np.isinf(late)) > np.mean(np.isinf(early))
    same = np.isfinite(late)
    assert np.corrcoef(early[same], late[same])[0, 1] > 0.99


def books_worth(books: Books) -> list[np.ndarray]:
    """Discount a deal to every party at 8 %."""
    return [np.sum(list(lines(books, who, Rates(0.08, own_rates=False)).values()), axis=0) for who in PARTIES]


def by_day(keep: Keep, path: str, first: str, days: int, text: str = DEAL) -> np.ndarray:
    """Value a deal to each party as a date moves on day by day: (day, party)."""
    out = []
    for moved in range(days):
        on = date.fromisoformat(first) + timedelta(days=moved)
        books = keep(text, {path: str(on)}, paths=64)
        worth = [
            np.mean(np.sum(list(lines(books, who, Rates(0.08, own_rates=False)).values()), axis=0)) for who in PARTIES
        ]
        out.append(worth)
    return np.array(out)


@pytest.mark.parametrize(
    ("path", "first", "most"),
    [
        ("terms.fee.until", "2027-12-10", 40_000),  # 9 % of some 130m a year is 32,000 a day
        ("terms.access.until", "2027-06-10", 40_000),
        ("terms.compute.until", "2027-12-10", 110_000),  # 35m a year is 96,000 a day
        ("terms.fee.from", "2025-12-10", 40_000),
        ("terms.access.from", "2025-12-10", 40_000),
        ("terms.compute.from", "2026-12-10", 110_000),
    ],
)
def test_worth_moves_by_a_days_flow_when_a_date_moves_by_a_day(keep: Keep, path: str, first: str, most: float) -> None:
    """Over the end of a month, a quarter and a year, or their middle: no jump, and something each day."""
    text = DEAL.replace("cost_of_capital", "remainder: realised, cost_of_capital")
    moves = np.abs(np.diff(by_day(keep, path, first, 45, text), axis=0))
    assert np.max(moves) < most
    assert np.min(moves[:, 1]) > 0


@pytest.mark.parametrize("path", ["drivers.sold.not_before", "drivers.ended.not_before"])
def test_worth_does_not_jump_when_an_event_may_come_a_day_later(keep: Keep, path: str) -> None:
    """A day of all that runs is some 300,000 for the firm; a snap to the quarter would move ninety times that."""
    moves = np.abs(np.diff(by_day(keep, path, "2026-03-01", 45), axis=0))
    assert np.max(moves) < 400_000
    assert np.max(moves) > 0


def test_worth_does_not_jump_when_a_chance_has_a_day_more(keep: Keep) -> None:
    worth = []
    for day in range(1, 31):
        books = keep(DEAL, {"drivers.sold.chance": f"60% by 2028-06-{day:02}"}, paths=64)
        worth.append([np.mean(each) for each in books_worth(books)])
    moves = np.abs(np.diff(np.array(worth), axis=0))
    assert 0 < np.max(moves) < 200_000


def test_a_later_horizon_moves_worth_by_a_days_flow(keep: Keep) -> None:
    text = DEAL.replace("exit: [sold, horizon], rounds", "exit: horizon, rounds")
    out = []
    for moved in range(20):
        on = date(2029, 12, 20) + timedelta(days=moved)
        books = keep(text.replace("horizon: 2029-11-20", f"horizon: {on}"), paths=64)
        out.append([np.mean(each) for each in books_worth(books)])
    moves = np.abs(np.diff(np.array(out), axis=0))
    assert np.max(moves) < 400_000


def test_expected_and_realised_remainders_have_the_same_mean_where_nothing_binds(value: Value) -> None:
    rich = (
        DEAL.replace("cash: -120m", "cash: 900m")
        .replace(", rounds: [{on: 2026-08-15, new_money: 20m,", "}")
        .replace(" pre_money: 90m, by: eve}]}", "")
    )
    expected, realised = (value(each) for each in (rich, rich.replace("cost_of", "remainder: realised, cost_of")))
    assert expected.companies["firm"].probability_at_floor == 0.0
    assert expected.companies["firm"].equity.value == pytest.approx(realised.companies["firm"].equity.value, rel=1e-9)
    for name, party in expected.parties.items():
        assert party.mean.value == pytest.approx(realised.parties[name].mean.value, rel=1e-9)
    assert expected.companies["firm"].p5 != pytest.approx(realised.companies["firm"].p5, rel=1e-9)


def test_a_price_at_the_exit_knows_less_than_the_future(keep: Keep) -> None:
    """What a term is expected to move varies less than what it does move, and leaves a rest that nothing predicts."""
    term = keep(DEAL, paths=2048).companies["firm"].terms["fee"]
    expected, realised = next(iter(term.owed.values())), -term.realised
    assert 0.2 * np.std(realised) < np.std(expected) < 0.98 * np.std(realised)
    assert abs(np.corrcoef(expected, realised - expected)[0, 1]) < 0.1
