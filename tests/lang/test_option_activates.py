"""An option cannot switch on a term that is no part of the contract; the mend says what does."""

from dealwright.lang.load import loads

DEAL = """dealwright: 1
title: A fee that an option begins
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: USD
risk_free: 0%
parties: {ada: {discount: 0%}, bob: {discount: 0%}}
terms:
  fee:   {kind: flow, payer: ada, payee: bob, amount: 10 USD/year, MARK}
  right: {kind: option, holder: bob, writer: ada, on: 2025-12-31SWITCHES}
"""


def test_switching_an_inactive_term_on_is_a_problem_and_its_mend_works() -> None:
    wrong = DEAL.replace("MARK", "active: no").replace("SWITCHES", ", switches: {terms.fee.active: yes}")
    (problem,) = loads(wrong).errors
    assert (problem.code, problem.place.line) == ("bad-switch", 11)
    assert "starts_on: right" in problem.mend
    assert loads(DEAL.replace("MARK", "starts_on: right").replace("SWITCHES", "")).errors == ()
