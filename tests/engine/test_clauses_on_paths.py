"""What holds for every clause on every path: equal tiers, caps, a day more, and usage that is paid at least."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.engine.books import Books
from dealwright.engine.lines import Rates, lines
from engine.deals import FIRM, HEAD, PARTIES, ending, life

Keep = Callable[..., Books]
WHOLE = FIRM.format(
    rate="7%",
    cash=-40,
    site_cash=20,
    margin=5,
    firm_exit="sold, horizon",
    site_exit="horizon",
    remainder="realised",
    rounds="",
)
OWNERS = """  stake: {kind: equity, company: firm, holder: bob, stake: 30%, residual: ada}
  holding: {kind: equity, company: site, holder: firm, stake: 40%, residual: eve}
"""
payers = st.sampled_from(["ada", "firm"])
periods = st.sampled_from(["month", "quarter", "half", "year"])


def deal(term: str, payer: str = "ada") -> str:
    """Write a deal with one clause between a payer and Bob."""
    clause = term.replace("SIDES", f"payer: {payer}, payee: bob")
    return f"{HEAD.format(rate='7%')}{WHOLE}terms:\n  it: {{{clause}}}\n{OWNERS}"


def moved(books: Books) -> np.ndarray:
    """Give what the clause moves, entry by entry, on each path."""
    amount = books.view.outcome("it").flows[0].amount
    return np.broadcast_to(amount, (books.view.paths, amount.shape[1]))


# ------------------------------------------------------------------------------------------------------------- tiers

ROYALTY = "kind: royalty, SIDES, period: PERIOD"
PROFIT = "kind: profit_participation, SIDES, period: PERIOD, on: sales - 90m USD/year"
MORE = "{up_to: PARTm, rate: 8%}, "
TIERED = {
    "marginal": (f"{ROYALTY}, on: sales, tiers: [FIRST{{up_to: 60m, rate: 8%}}, {{rate: 12%}}]", MORE),
    "retroactive": (
        (
            f"{ROYALTY}, on: sales, tier_method: retroactive, tier_period: year, "
            "tiers: [FIRST{up_to: 60m, rate: 8%}, {rate: 6%}]"
        ),
        MORE,
    ),
    "cumulative": (
        (
            f"{ROYALTY}, on: sales, tiers_on: cumulative, opening: {{base: 20m}}, minimum: 1m, "
            "tiers: [FIRST{up_to: 60m, rate: 8%}, {rate: 12%}]"
        ),
        MORE,
    ),
    "bases": (
        (
            f"{ROYALTY}, bases: [{{on: rent, rate: 3%}}, {{on: sales, tiers: [FIRST{{up_to: 60m, rate: 8%}}, "
            "{rate: 4%}]}], advance: {amount: 5m}"
        ),
        MORE,
    ),
    "changed": (
        (
            f"{ROYALTY}, on: sales, tiers: [{{up_to: 30m, rate: 4%}}, {{rate: 5%}}], cap: 30m, "
            "rate_changes: [{on: closed, "
            "tiers: [FIRST{up_to: 60m, rate: 8%}, {rate: 12%}]}]"
        ),
        MORE,
    ),
    "until paid": (
        f"{PROFIT}, tiers: [FIRST{{share: 30%, until_paid: 60m}}, {{share: 9%}}]",
        "{share: 30%, until_paid: PARTm}, ",
    ),
    "until base": (
        f"{PROFIT}, carry_losses: yes, residual: eve, tiers: [FIRST{{share: 30%, until_base: 60m}}]",
        "{share: 30%, until_base: PARTm}, ",
    ),
    "until multiple": (
        f"{PROFIT}, invested: 20m, tiers: [FIRST{{share: 30%, until_multiple: 3x}}, {{share: 9%}}]",
        "{share: 30%, until_paid: PARTm}, ",
    ),
    "until hurdle": (
        (
            f"{PROFIT}, invested: 20m, tiers: [FIRST{{shares: {{bob: 30%, eve: 10%}}, until_hurdle: 8%}}, "
            "{shares: {bob: 5%, eve: 35%}}]"
        ),
        "{shares: {bob: 30%, eve: 10%}, until_multiple: 0.PARTx}, ",
    ),
}


@pytest.mark.parametrize("kind", TIERED)
@settings(max_examples=12)
@given(part=st.integers(1, 59), period=periods, payer=payers, lives=life)
def test_one_more_tier_of_the_same_share_changes_nothing(
    keep: Keep, kind: str, part: int, period: str, payer: str, lives: str
) -> None:
    """To nobody, on no path, whoever pays and whatever ends the clause."""
    clause, more = TIERED[kind]
    worths = []
    for first in (more.replace("PART", f"{part}"), ""):
        books = keep(deal(clause.replace("PERIOD", period).replace("FIRST", first) + lives, payer), paths=16)
        worths.append([sum(lines(books, who, Rates(0.08, own_rates=False)).values()) for who in PARTIES])
    assert worths[0] == pytest.approx(np.array(worths[1]), abs=0.01)


# -------------------------------------------------------------------------------------------------------------- caps

INDEXED = "kind: payment, SIDES, amount: 1m, every: PERIOD, indexed_by: sales, index_floor: -20%"
PRICED = "kind: option, holder: bob, writer: ada, on: 2027-03-31, exercise: always, price: 40% * sales * 1 year"
CAPPED = {
    "cap": (f"{ROYALTY}, on: sales, rate: 9%", ", cap: LIMITm"),
    "cap after an advance": (f"{ROYALTY}, on: sales, rate: 9%, advance: {{amount: 4m}}, minimum: 2m", ", cap: LIMITm"),
    "cap on retroactive tiers": (
        (
            f"{ROYALTY}, on: sales, tier_method: retroactive, tier_period: year, tiers: [{{up_to: 70m, rate: 9%}}, "
            "{rate: 4%}]"
        ),
        ", cap: LIMITm",
    ),
    "period cap": (f"{ROYALTY}, on: sales, rate: 9%, minimum: 1m", ", period_cap: LIMITm"),
    "period cap before recoupment": (
        f"{ROYALTY}, on: sales, rate: 9%, advance: {{amount: 9m}}, recoupment: 50%",
        ", period_cap: LIMITm",
    ),
    "paid in all": (f"{PROFIT}, tiers: [{{share: 30%}}]", "{share: 30%, until_paid: LIMITm}"),
    "a multiple": (f"{PROFIT}, invested: 5m, tiers: [{{share: 30%}}]", "{share: 30%, until_multiple: 1.LIMITx}"),
    "an index": (INDEXED, ", index_cap: LIMIT%"),
    "so often": ("kind: milestone, SIDES, of: sales, every: 40m, amount: 1m", ", most: LIMIT"),
    "the price of a right": (PRICED, ", price_cap: LIMITm"),
}


@pytest.mark.parametrize("kind", CAPPED)
@settings(max_examples=12)
@given(limit=st.integers(1, 60), period=periods, lives=ending)
def test_a_cap_never_raises_what_was_paid_up_to_any_day(
    keep: Keep, kind: str, limit: int, period: str, lives: str
) -> None:
    plain, cap = (each.replace("PERIOD", period).replace("LIMIT", str(limit)) for each in CAPPED[kind])
    capped = plain.replace("{share: 30%}", cap) if cap.startswith("{") else plain + cap
    lives = "" if "option" in plain else lives
    free, less = (moved(keep(deal(each + lives))) for each in (plain, capped))
    if free.shape == less.shape:
        assert np.all(np.cumsum(less, axis=1) <= np.cumsum(free, axis=1) * (1 + 1e-12) + 1e-6)
    assert np.all(less.sum(axis=1) <= free.sum(axis=1) * (1 + 1e-12) + 1e-6)


# ------------------------------------------------------------------------------------------------------------- dates

BOUGHT = "kind: commitment, buyer: ada, seller: bob, usage: 30% * sales, minimum: 40m, take_or_pay: yes"
LENT = "kind: loan, lender: bob, borrower: ada, principal: 20m, rate: 6%, from: 2025-03-01"
RUNNING = {
    "royalty with a yearly minimum": f"{ROYALTY}, on: sales, rate: 9%, minimum: 12m, minimum_period: year",
    "royalty trued up": f"{ROYALTY}, on: sales, rate: 9%, minimum: 3m, true_up: year",
    "royalty in tiers of a year": f"{ROYALTY}, on: sales, tiers: [{{up_to: 9m, rate: 5%}}, {{rate: 9%}}]",
    "royalty of contract years": f"{ROYALTY}, on: sales, rate: 9%, minimum: 5m, year_starts: 04-15",
    "royalty that recoups": f"{ROYALTY}, on: sales, rate: 9%, period_cap: 4m, advance: {{amount: 9m}}, recoupment: 50%",
    "participation with a hurdle": f"{PROFIT}, invested: 9m, tiers: [{{share: 60%, until_hurdle: 8%}}, {{share: 20%}}]",
    "participation with losses": f"{PROFIT}, carry_losses: yes, tiers: [{{share: 40%}}]",
    "commitment": f"{BOUGHT}, period: PERIOD, price: 105%, market_price: 95%",
    "commitment carried forward": f"{BOUGHT}, carry_forward: 1 year, carry_forward_most: 50%",
    "commitment rolled over": f"{BOUGHT}, roll_over: 30%, make_up: 2 years",
    "commitment by a ramp": "kind: commitment, buyer: ada, seller: bob, usage: 30% * sales, take_or_pay: 90%, "
    "ramp: {from: 30m, growth: 10%}",
    "licence with a minimum fee": "kind: licence, grantor: bob, holder: ada, fee: 5% * sales, minimum_fee: 6m",
    "parts of a licence": "kind: licence, grantor: bob, holder: ada, parts: {a: {fee: 5% * sales}, "
    "b: {fee: 2% * rent, minimum_fee: 3m}}",
    "exclusivity": "kind: exclusivity, grantor: bob, holder: ada, fee: 5% * sales, minimum_fee: 6m",
    "flow": "kind: flow, SIDES, amount: 10% * rent",
    "interest": "kind: payment, SIDES, amount: 6m USD/year, every: PERIOD, day_count: actual/365",
    "rent": "kind: payment, SIDES, amount: 1m, every: PERIOD, indexed_by: sales",
    "venture": "kind: venture, members: {ada: 60%, bob: 40%}, cash_flow: 20% * rent",
}


def paid_up_to(keep: Keep, clause: str, until: dt.date) -> np.ndarray:
    """Sum what a clause that ends on a day moves from Ada, on each path."""
    books = keep(deal(f"{clause}, until: {until}"), paths=16)
    flows = books.view.outcome("it").flows
    total = np.zeros(books.view.paths)
    for flow in flows:
        sign = float(flow.payer == "ada") - float(flow.payee == "ada")
        total = total + sign * np.sum(np.broadcast_to(flow.amount, (books.view.paths, flow.amount.shape[1])), axis=1)
    return total


@pytest.mark.parametrize("kind", RUNNING)
@settings(max_examples=12)
@given(until=st.dates(dt.date(2025, 3, 1), dt.date(2029, 11, 18)), period=periods)
def test_a_day_more_moves_no_more_than_some_days_of_money(keep: Keep, kind: str, until: dt.date, period: str) -> None:
    """Each kind comes to 60m a year at most on a path of sales of 400m: a snap to a quarter would move 15m."""
    clause = RUNNING[kind].replace("PERIOD", period)
    one, more = (paid_up_to(keep, clause, until + dt.timedelta(days=days)) for days in (0, 1))
    assert np.max(np.abs(more - one)) < 1.5e6


# ------------------------------------------------------------------------------------------------------- take or pay

PROMISES = st.builds(
    ", ".join,
    st.tuples(
        st.sampled_from(["minimum: 40m", "minimum: {2025: 20m, 2027: 60m}", "ramp: {from: 20m, growth: 40%}"]),
        st.sampled_from(["take_or_pay: yes", "take_or_pay: 80%", "take_or_pay: no"]),
        st.sampled_from(["price: 90%", "price: 110%, market_price: 95%", "price: 100%"]),
        st.sampled_from(["roll_over: 0%", "roll_over: 40%"]),
        st.sampled_from(["make_up: 0 years", "make_up: 2 years, refund: 50%"]),
        st.sampled_from(["carry_forward: 0 years", "carry_forward: 1 year, carry_forward_most: 30%"]),
        st.sampled_from(["shortfall: 100%", "shortfall: 60%"]),
        st.sampled_from(["period: year", "period: quarter", "period: year, year_starts: 10-01"]),
    ),
)


@settings(max_examples=40)
@given(promise=PROMISES, lives=life)
def test_a_promise_to_buy_costs_at_least_what_is_used(keep: Keep, promise: str, lives: str) -> None:
    """In all, on every path, at the price of usage; what is made up was paid for before."""
    term = f"kind: commitment, buyer: ada, seller: bob, usage: 30% * sales, {promise}"
    books = keep(deal(term + lives))
    account = books.view.outcome("it").account()
    assert account is not None
    stated = {line.name: line.amounts for line in account.lines}
    due = np.sum(np.atleast_2d(books.view.outcome("it").statement["due"]), axis=1)
    used = np.sum(stated["used"], axis=1)
    assert np.all(due >= used * (1 - 1e-9))
    short = np.sum(stated.get("shortfall_paid", np.zeros((1, 1))), axis=1)
    assert np.all(due <= used + short + 1e-6 * used + 1e-6)
