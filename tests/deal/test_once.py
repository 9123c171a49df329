"""What follows from a deal alone is found once for the very same deal, and anew for another that says the same."""

from dealwright.deal.deal import Deal
from dealwright.deal.once import once_for_each_deal
from dealwright.lang.load import loads

DEAL = """
dealwright: 1
title: A sale
as_of: 2025-01-01
horizon: 2026-01-01
currency: USD
risk_free: 3%
parties: {ada: {}, bob: {}}
terms: {price: {kind: payment, payer: bob, payee: ada, amount: 1m, on: 2025-06-30}}
"""


def test_the_same_deal_is_looked_up_and_an_equal_one_is_not() -> None:
    asked = []

    @once_for_each_deal
    def terms_with(deal: Deal, letter: str, *, last: bool) -> list[str]:
        asked.append(letter)
        return [name for name in deal.terms if (name[-1] if last else name[0]) == letter]

    one, other = loads(DEAL).sound, loads(DEAL).sound
    assert terms_with(one, "p", last=False) == ["price"]
    assert terms_with(one, "p", last=False) is terms_with(one, "p", last=False)
    assert terms_with(one, "e", last=True) == ["price"]
    assert terms_with(other, "p", last=False) == ["price"]
    assert asked == ["p", "e", "p"]
