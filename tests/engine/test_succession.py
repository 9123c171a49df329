"""Terms that follow, end and switch each other while a company stands on one side and may be sold before they do."""

import numpy as np

from dealwright.engine.books import keep_books
from dealwright.engine.exit import find_exit
from dealwright.engine.lines import Rates, whole
from dealwright.engine.succession import whole_life
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

DEAL = """
dealwright: 1
title: A company whose terms change
as_of: 2025-01-01
horizon: 2032-12-31
step: half
currency: USD
risk_free: 5%
parties: {owner: {discount: 5%}, investor: {discount: 5%, risk_tolerance: 500m}}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 5%, volatility: 25%}
  sold: {kind: event, chance: 70% by 2030-12-31}
  launch: {kind: event, chance: 60% by 2028-12-31}
companies:
  firm: {enterprise_value: 4 years * sales, cash: 50m, cash_flow: 20% * sales, cost_of_capital: 5%,
         exit: [sold, horizon], remainder: realised}
terms:
  stake: {kind: equity, company: firm, holder: investor, stake: 20%, residual: owner}
  old: {kind: royalty, payer: firm, payee: investor, on: sales, rate: 10%, cap: 60m}
  new: {kind: royalty, payer: firm, payee: investor, on: sales, rate: 4%, cap: 60m, starts_on: launch, replaces: old,
        takes_over: yes}
  supply: {kind: flow, payer: firm, payee: investor, amount: 3% * sales, until: 2028-12-31}
  longer: {kind: option, holder: investor, writer: firm, on: 2027-12-31, price: 1m,
           switches: {terms.supply.until: 2031-12-31, terms.supply.amount: 1% * sales}}
  buyer: {kind: option, holder: owner, writer: investor, from: 2026-01-01, until: 2029-12-31, every: year, price: 8m,
          ends: [new, old]}
"""


def test_transfers_between_two_sides_cancel_on_every_path_whoever_acts_on_whom() -> None:
    deal = loads(DEAL).sound
    books = keep_books(deal, simulate(deal, Draws(3, 4, 256)))
    free = Rates(0.05, own_rates=False)
    total = whole(books, "owner", free) + whole(books, "investor", free)
    exit_ = find_exit(deal, "firm", books.view)
    firm = books.companies["firm"]
    short = np.maximum(-firm.resources, 0.0)
    unpaid = sum(firm.unpaid.values(), np.zeros(1024))
    business = (exit_.own + short - unpaid) * exit_.discount(0.05)
    np.testing.assert_allclose(total, business, rtol=0, atol=1e-6 * np.abs(business).max())


def test_expected_remainders_move_no_value_between_the_sides() -> None:
    known, expected = (
        keep_books(deal, simulate(deal, Draws(3, 4, 256)))
        for deal in (loads(DEAL).sound, loads(DEAL.replace("remainder: realised", "remainder: expected")).sound)
    )
    free = Rates(0.05, own_rates=False)
    for party in ("owner", "investor"):
        one, other = (float(whole(books, party, free).mean()) for books in (known, expected))
        assert abs(one - other) < 1e-3 * abs(one)


def test_a_term_ended_by_others_is_known_to_be_over_at_the_exit() -> None:
    deal = loads(DEAL).sound
    view = keep_books(deal, simulate(deal, Draws(3, 4, 256))).view
    launch, bought = view.event("launch"), view.event("buyer")
    ends = np.broadcast_to(np.ravel(whole_life("old", view).end), (1024,))
    np.testing.assert_allclose(ends, np.minimum(np.minimum(launch, bought), view.grid.edges[-1]))
    longer = np.isfinite(view.event("longer"))
    assert 0 < longer.mean() < 1
    supply = np.ravel(whole_life("supply", view).end)
    np.testing.assert_allclose(supply, np.where(longer, 7 * 365 + 1, 4 * 365 + 1))  # a leap day in 2028
