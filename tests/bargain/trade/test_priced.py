"""What a change of one term is worth in another."""

import pytest

from dealwright.bargain.trade.prices import Price, Prices
from dealwright.lang.load import loads
from dealwright.study import Study

DEAL = """
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 0%
parties:
  ada: {}
  ben: {}
drivers:
  sales: {kind: gbm, start: 1m USD/year, growth: 0%, volatility: VOLATILITY}
terms:
  share: {kind: royalty, payer: ben, payee: ada, on: sales, rate: 10%, period: year}
  fee: {kind: payment, payer: ben, payee: ada, amount: 100k USD, on: 2025-06-30}
  own: {kind: flow, payee: ben, amount: 1.5 * sales}
scenarios:
  no_deal: {terms.share.active: no, terms.fee.active: no, terms.own.active: no}
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  priced_in: PRICED_IN
  over:
    terms.share.rate: 5% .. 20% by 5%
    terms.fee.amount: 50k USD .. 3m USD by 50k USD
    terms.share.until: [2025-12-31, 2026-06-30, 2026-12-31]
"""


def prices(priced_in: str = "terms.fee.amount", volatility: str = "0%", paths: int = 1024, **changes: str) -> Prices:
    text = DEAL.replace("PRICED_IN", priced_in).replace("VOLATILITY", volatility)
    for old, new in changes.items():
        text = text.replace(old, new)
    found = Study(loads(text), paths=paths).bargain().prices
    assert found is not None
    return found


def change(found: Prices, path: str, value: str, party: str) -> Price:
    return next(each for each in found.changes if (each.path, each.value, each.party) == (path, value, party))


def test_a_higher_share_of_certain_sales_is_worth_what_it_pays() -> None:
    found = prices()
    paid = {"2025-12-31": 1.0, "2026-06-30": 1.0 + 181 / 365, "2026-12-31": 2.0}
    years = paid[found.package["terms.share.until"]]
    rate = float(found.package["terms.share.rate"].rstrip("%")) / 100
    for value in ("5%", "10%", "15%", "20%"):
        if value != found.package["terms.share.rate"]:
            for party in ("ada", "ben"):
                price = change(found, "terms.share.rate", value, party)
                assert price.change is not None
                assert price.change.value == pytest.approx(-(float(value.rstrip("%")) / 100 - rate) * years * 1e6)
                assert price.change.standard_error == pytest.approx(0.0, abs=1e-3)


def test_a_price_of_something_uncertain_has_an_error_that_holds_the_closed_form() -> None:
    found = prices(volatility="30%", paths=8192)
    rate = float(found.package["terms.share.rate"].rstrip("%")) / 100
    other = "5%" if found.package["terms.share.rate"] != "5%" else "20%"
    years = {"2025-12-31": 1.0, "2026-06-30": 1.0 + 181 / 365, "2026-12-31": 2.0}[found.package["terms.share.until"]]
    price = change(found, "terms.share.rate", other, "ada")
    assert price.change is not None
    expected = -(float(other.rstrip("%")) / 100 - rate) * years * 1e6
    assert price.change.standard_error > 0
    assert abs(price.change.value - expected) < 4 * price.change.standard_error


def test_a_price_in_days_of_a_date() -> None:
    found = prices("terms.share.until", **{"2025-12-31, 2026-06-30": "2025-12-31, 2026-03-31, 2026-06-30"})
    assert found.kind == "date"
    start = found.package["terms.share.until"]
    assert all(each.path != "terms.share.until" for each in found.changes)
    assert any(each.change is None or abs(each.change.value) < 400 for each in found.changes), start


def test_where_no_value_of_the_range_makes_good_the_side_is_told() -> None:
    found = prices(**{"50k USD .. 3m USD by 50k USD": "50k USD .. 60k USD by 10k USD"})
    sides = {each.beyond for each in found.changes if each.path == "terms.share.rate"}
    assert sides
    assert sides <= {"lower", "higher"}
    rate = float(found.package["terms.share.rate"].rstrip("%"))
    for each in found.changes:
        if each.path == "terms.share.rate":
            more = float(each.value.rstrip("%")) > rate
            assert each.beyond == ("lower" if more else "higher")


def test_prices_are_plain_data() -> None:
    written = prices().to_json()
    assert written["path"] == "terms.fee.amount"
    assert written["unit"] == "USD"
    assert set(written["package"]) == {"terms.share.rate", "terms.fee.amount", "terms.share.until"}  # type: ignore[arg-type]
