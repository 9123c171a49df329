"""What a range, a list and `refine` let the parties agree on."""

import pytest

import dealwright
from dealwright.bargain import Bargain
from dealwright.lang.load import Loaded, loads

DEAL = """
dealwright: 1
title: A pie
as_of: 2025-01-01
horizon: 2025-12-31
currency: USD
risk_free: 0%
parties:
  market: {}
  ada: {}
  ben: {}
drivers:
  luck: {kind: gbm, start: 1, growth: 0%, volatility: 20%}
facts:
  size: {is: 10m USD}
companies:
  firm: {enterprise_value: 10m * luck, cost_of_capital: 0%, exit: horizon}
terms:
  all: {kind: equity, company: firm, holder: ben, stake: 100%, residual: ben}
  pie: {kind: payment, payer: market, payee: ben, amount: size, on: 2025-06-30, business_days: {after: 0}}
  price: {kind: payment, payer: ben, payee: ada, amount: 0 USD, on: 2025-06-30}
scenarios: {apart: {terms.pie.active: no, terms.price.active: no}}
negotiate:
  between: [ada, ben]
  no_deal: apart
  over:
    terms.price.amount: PRICE
"""


def loaded(price: str = "0 USD .. 9m by 3m", more: str = "") -> Loaded:
    found = loads(DEAL.replace("PRICE", price) + more)
    assert not found.errors, found
    return found


def bargained(price: str = "0 USD .. 9m by 3m", more: str = "", *, refine: bool | None = None) -> Bargain:
    return dealwright.Study(loaded(price, more), paths=64).bargain(refine=refine)


@pytest.mark.parametrize(
    ("price", "package"), [("0 USD .. 9m by 3m", "5m"), ("0 USD .. 9m", "5m"), ("[0 USD, 4m, 9m]", "")]
)
def test_a_range_has_room_between_its_steps_and_a_list_has_none(price: str, package: str) -> None:
    found = bargained(price)
    if not package:
        assert found.refined is None
        return
    assert found.refined is not None
    assert found.refined.solutions["nash"].solution.package == {"terms.price.amount": package}


@pytest.mark.parametrize(
    ("said", "refine", "looks"),
    [("", None, True), ("no", None, False), ("no", True, True), ("yes", False, False)],
)
def test_the_file_says_whether_steps_alone_may_be_agreed_and_the_call_has_the_last_word(
    said: str, *, refine: bool | None, looks: bool
) -> None:
    assert (bargained(more=f"  refine: {said}\n" if said else "", refine=refine).refined is not None) == looks


def test_a_range_without_a_step_is_told_where_steps_alone_may_be_agreed() -> None:
    (told,) = loads(DEAL.replace("PRICE", "0 USD .. 8m") + "  refine: no\n").errors
    assert (told.code, told.mend) == ("bad-range", "write `[0, 1m, 2m, 3m, 4m, 5m, 6m, 7m, 8m]`")


def test_whole_numbers_have_no_room_between_them() -> None:
    days = loaded(more="    terms.pie.business_days.after: 0 .. 10 by 2\n")
    assert list(days.spans()) == ["terms.price.amount"]


def test_what_has_futures_of_its_own_stays_at_its_steps_and_is_named() -> None:
    found = bargained(more="    facts.size.is: 6m USD .. 10m USD by 2m USD\n").refined
    assert found is not None
    assert found.paths == ("terms.price.amount",)
    assert list(found.at_steps) == ["facts.size.is"]
    nash = found.solutions["nash"].solution
    assert nash.package == {"terms.price.amount": "5m", "facts.size.is": "10m USD"}


def test_where_every_range_has_futures_of_its_own_that_is_said() -> None:
    text = DEAL.replace("terms.price.amount: PRICE", "facts.size.is: 6m USD .. 10m USD by 2m USD")
    found = dealwright.Study(loads(text), paths=64).bargain().refined
    assert found is not None
    assert (found.paths, list(found.at_steps), found.packages) == ((), ["facts.size.is"], 0)


def test_a_zone_that_is_empty_at_the_steps_may_open_between_them() -> None:
    """Ben gains at most 10m less the price, and Ada has an offer of 4m elsewhere: prices of 0 and 20m suit nobody."""
    offer = "  outside: {ada: other}\n"
    text = DEAL.replace("PRICE", "0 USD .. 20m by 20m") + offer
    text = text.replace("scenarios: {", "scenarios: {other: {terms.price.amount: 4m}, ")
    found = dealwright.Study(loads(text), paths=64).bargain()
    assert not found.solutions
    assert found.refined is not None
    assert found.refined.solutions["nash"].solution.surplus == pytest.approx({"ada": 5e6, "ben": 5e6})
