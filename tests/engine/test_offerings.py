"""A public offering converts what must convert, at the price at which all holders then share the equity."""

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from dealwright.engine.books import Books
from dealwright.engine.issuers.issuer import issuer_of
from dealwright.equity.financing import Ipo
from dealwright.equity.offerings.ipo import hold_ipo
from engine.security_deals import HEAD, firm

Keep = Callable[..., Books]

TABLE = """
stakeholders: {ada: {}, bob: {}, eve: {}}
classes:
  common: {kind: common}
  series_a: {kind: preferred, converts_into: common, original_issue_price: 10 USD, preference: 1x, seniority: 1}
  series_b: {kind: preferred, converts_into: common, original_issue_price: 20 USD, preference: 2x, seniority: 2}
events:
  - {kind: issue, on: 2024-01-15, of: common, holder: ada, shares: 6_000_000, price: 0.001 USD}
  - {kind: issue, on: 2024-06-01, of: series_a, holder: bob, shares: 3_000_000, price: 10 USD}
  - {kind: issue, on: 2024-09-01, of: series_b, holder: eve, shares: 1_000_000, price: 20 USD}
exit: {ipo: [listed]}
"""


def deal(business: str, table: str = TABLE, exits: str = "listed") -> str:
    """Write a firm of one certain worth whose shares are listed for sure, or that is sold."""
    head = HEAD.replace("listed: {kind: event, chance: 40% by 2028-06-30}", "listed: {kind: event, when: year >= 2027}")
    company = (
        firm(table).replace("1x * sales * 1 year", business).replace("cash_flow: -10% * sales", "cash_flow: 0 USD/year")
    )
    return head + company.replace("cash: -10m", "cash: 0 USD").replace("[sold, listed, horizon]", exits)


def paid(keep: Keep, text: str) -> dict[str, float]:
    """Return what each party is paid; the same on every path."""
    holders = keep(text, paths=8).companies["firm"].paid.holders  # type: ignore[union-attr]
    assert all(np.ptp(money) == 0.0 for money in holders.values())
    return {who: float(money[0]) for who, money in holders.items()}


def test_no_preference_is_paid_at_an_offering(keep: Keep) -> None:
    """Of 50m, a sale pays 40m to series B and 10m to series A first; listed, all get 5 a share."""
    assert paid(keep, deal("50m", TABLE.replace("exit: {ipo: [listed]}", ""), "horizon")) == pytest.approx(
        {"eve": 40e6, "bob": 10e6, "ada": 0.0}
    )
    assert paid(keep, deal("50m")) == pytest.approx({"ada": 30e6, "bob": 15e6, "eve": 5e6})


def test_a_class_whose_conditions_are_not_met_is_paid_as_in_a_sale(keep: Keep) -> None:
    """At 5 a share, series B waits for 6: it is paid its 40m, and the others share 10m."""
    for asked in ("price: 6 USD", "price_multiple: 0.3x", "valuation: 51m"):
        waits = TABLE.replace("preference: 2x,", f"preference: 2x, qualified_ipo: {{{asked}}},")
        assert paid(keep, deal("50m", waits)) == pytest.approx({"eve": 40e6, "ada": 10e6 * 2 / 3, "bob": 10e6 / 3})
    for asked in ("price: 5 USD", "price_multiple: 0.25x", "valuation: 50m"):
        comes = TABLE.replace("preference: 2x,", f"preference: 2x, qualified_ipo: {{{asked}}},")
        assert paid(keep, deal("50m", comes)) == pytest.approx({"ada": 30e6, "bob": 15e6, "eve": 5e6})


def test_proceeds_count_the_shares_that_the_offering_sells(keep: Keep) -> None:
    """Two million new shares at 5 bring 10m."""
    for asked, got in (("10m", 5e6), ("11m", 40e6)):
        waits = TABLE.replace("preference: 2x,", f"preference: 2x, qualified_ipo: {{proceeds: {asked}}},")
        sold = waits + "ipo: {on: 2027-01-01, price: 1 USD, primary: 2_000_000}\n"
        assert paid(keep, deal("50m", sold))["eve"] == pytest.approx(got)


@pytest.mark.parametrize("worth", [30, 50, 60, 150, 400])
def test_a_ratchet_gives_what_the_offering_itself_gives(keep: Keep, worth: int) -> None:
    """Series A is promised 1.5 times its price: 45m of the 60m, say, in as many shares as that takes."""
    ratchet = TABLE.replace("preference: 1x,", "preference: 1x, participation: full, ipo_ratchet: 1.5x,")
    text = deal(f"{worth}m", ratchet)
    got = paid(keep, text)
    assert sum(got.values()) == pytest.approx(worth * 1e6)
    if worth < 45:
        assert got == pytest.approx({"ada": 0.0, "bob": worth * 1e6, "eve": 0.0})
        return
    books = keep(text, paths=8)
    held = issuer_of(books.deal, "firm", books.view).held
    offering = hold_ipo(held, Ipo(dt.date(2027, 1, 1), pre_money=Fraction(worth * 10**6)))
    assert got == pytest.approx({who: float(value) for who, value in offering.value.items()})


def test_dividends_due_on_conversion_are_paid_beside_the_shares(keep: Keep) -> None:
    """Series A accrued 8 % of 30m for 944 days; what is left is shared."""
    due = "dividend: {rate: 8%, on_conversion: paid}, seniority: 1"
    got = paid(keep, deal("50m", TABLE.replace("seniority: 1}", f"{due}}}")))
    dividends = 30e6 * 0.08 * (dt.date(2027, 1, 1) - dt.date(2024, 6, 1)).days / 365
    assert got["bob"] == pytest.approx(dividends + 0.3 * (50e6 - dividends))
    assert got["ada"] == pytest.approx(0.6 * (50e6 - dividends))


def test_tiers_on_cumulative_amounts_come_before_the_stack(keep: Keep) -> None:
    """Of 100m: 25m until Bob has 30m with his 10m of before; 25m by halves up to 60m in all; then preferences."""
    tiers = TABLE.replace(
        "exit: {ipo: [listed]}",
        "exit: {opening: {bob: 10m}, tiers: [{shares: {ada: 20%, bob: 80%}, until: bob, reach: 30m}, "
        "{shares: {ada: 50%, bob: 50%}, up_to: 60m}]}",
    )
    assert paid(keep, deal("100m", tiers, "horizon")) == pytest.approx({"bob": 42.5e6, "ada": 17.5e6, "eve": 40e6})
