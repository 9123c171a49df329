"""Money of another currency is told from the deal's own, and every mix of them is a problem with something to type."""

import pytest

from dealwright.lang.load import Loaded, loads

DEAL = """
dealwright: 1
title: A licence paid in euros
as_of: 2025-01-01
horizon: 2029-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, ben: {}}
drivers:
  sales: {kind: gbm, start: 100m EUR/year, growth: 5%, volatility: 20%}
  eur_usd: {kind: mean_reverting, start: 1.10 USD/EUR, long_run: 1.2 USD/EUR, half_life: 2 years, volatility: 10%}
  usd_jpy: {kind: schedule, 2025: 150 JPY/USD, 2030: 140 JPY/USD}
exchange_rates: {EUR: eur_usd, JPY: 1 / usd_jpy}
companies:
  mill: {enterprise_value: "3x * sales * eur_usd * 1 year", cash: 10m, cost_of_capital: 9%}
terms:
  share: {kind: royalty, payer: ben, payee: ada, on: sales, rate: 10%, minimum: 2m, cap: 40m, currency: EUR,
          opening: {paid: 3m}}
  fee: {kind: payment, payer: ben, payee: ada, amount: 900m, on: 2026-06-30, currency: JPY}
  own: {kind: payment, payer: ben, payee: ada, amount: 1m + 2m EUR * eur_usd, on: 2026-06-30}
  next: {kind: flow, payer: ben, payee: ada, amount: 5% * terms.share.paid * eur_usd}
  stake: {kind: equity, company: mill, holder: ada, stake: 30%, residual: ben}
"""


def read(old: str = "", new: str = "") -> Loaded:
    """Read the deal with some words of it exchanged for others."""
    assert old in DEAL
    return loads(DEAL.replace(old, new, 1))


def test_a_deal_in_three_currencies_has_no_problems() -> None:
    assert read().problems == ()


def test_money_without_a_currency_is_in_that_of_its_term() -> None:
    terms = read().sound.terms
    assert [str(unit) for unit in (terms["share"].cap.unit, terms["fee"].amount.unit)] == ["EUR", "JPY"]
    assert str(terms["share"].opening.paid.unit) == "EUR"


def test_another_currency_of_a_term_is_that_of_its_plain_money_again() -> None:
    laid = read().with_overrides({"terms.fee.currency": "EUR"})
    assert str(laid.sound.terms["fee"].amount.unit) == "EUR"
    assert str(laid.with_overrides({"terms.fee.currency": "none"}).sound.terms["fee"].amount.unit) == "USD"


def test_what_uses_a_term_is_read_again_when_its_currency_changes() -> None:
    laid = read().with_overrides({"terms.share.on": "sales * eur_usd", "terms.share.currency": "USD"})
    assert [problem.what for problem in laid.errors] == ["`5% * terms.share.paid * eur_usd` is USD^2/EUR/year"]


def test_a_negotiable_amount_is_in_the_currency_of_its_term() -> None:
    over = "{terms.share.minimum: 2m .. 4m by 1m, terms.fee.amount: 1bn JPY .. 2bn JPY by 1bn JPY}"
    over = f"negotiate: {{between: [ada, ben], over: {over}}}"
    loaded = loads(DEAL + over)
    assert loaded.errors == ()
    assert {str(each.unit) for each in loaded.quantities("terms.share.minimum")} == {"EUR"}


@pytest.mark.parametrize(
    ("old", "new", "code", "mend"),
    [
        (
            ", minimum: 2m, cap: 40m, currency: EUR",
            "",
            "unit-mismatch",
            "write `sales * eur_usd`, or add `currency: EUR` to the term",
        ),
        ("minimum: 2m", "minimum: 2m USD", "unit-mismatch", "remove `currency: EUR`"),
        (
            "on: sales,",
            "on: sales * eur_usd,",
            "unit-mismatch",
            "write `(sales * eur_usd) / eur_usd`, or remove `currency: EUR`",
        ),
        (
            "amount: 900m",
            "amount: 9m EUR",
            "unit-mismatch",
            "multiply `9m EUR` by an exchange rate in JPY/EUR, or write `currency: EUR`",
        ),
        (
            "1m + 2m EUR * eur_usd",
            "2m EUR",
            "unit-mismatch",
            "write `2m EUR * eur_usd`, or add `currency: EUR` to the term",
        ),
        (
            "1m + 2m EUR * eur_usd",
            "2m JPY",
            "unit-mismatch",
            "write `2m JPY / usd_jpy`, or add `currency: JPY` to the term",
        ),
        ("1m + 2m EUR * eur_usd", "1m + 2m EUR", "unit-mismatch", "write `2m EUR * eur_usd`"),
        ("cash: 10m", "cash: 10m EUR", "unit-mismatch", "multiply `10m EUR` by a certain exchange rate in USD/EUR"),
        ("EUR: eur_usd", "EUR: 1 / eur_usd", "unit-mismatch", "write `eur_usd`"),
        ("JPY: 1 / usd_jpy", "JPY: usd_jpy", "unit-mismatch", "write `1 / usd_jpy`"),
        ("JPY: 1 / usd_jpy", "JPY: 150 JPY/USD", "unit-mismatch", "write `1 / 150 JPY/USD`"),
        ("EUR: eur_usd", "EUR: 1.2", "unit-mismatch", "write `1.2 USD/EUR`"),
        ("EUR: eur_usd, ", "", "no-exchange-rate", "add `EUR: eur_usd` to `exchange_rates`"),
        (", JPY: 1 / usd_jpy", "", "no-exchange-rate", "add `JPY: 1 / usd_jpy` to `exchange_rates`"),
        ("EUR: eur_usd", "EUR: eur_usd, USD: 1", "own-exchange-rate", "remove `USD`"),
        (
            "EUR: eur_usd",
            "EUR: eur_usd, GBP: 1.3 USD/GBP",
            "unused-exchange-rate",
            "add `currency: GBP` to a term, or remove the rate",
        ),
        ("EUR: eur_usd", "EUR: eur_usd, EURO: 1.3", "unknown-currency", "write `EUR`"),
        ("currency: JPY", "currency: yen", "unknown-currency", "write `JPY`"),
        ("stake: 30%", "stake: 30%, currency: EUR", "idle-key", "remove `currency`"),
        (
            "5% * terms.share.paid * eur_usd",
            "5% * terms.share.paid",
            "unit-mismatch",
            "write `(5% * terms.share.paid) * eur_usd`, or add `currency: EUR` to the term",
        ),
    ],
)
def test_every_mix_of_currencies_is_a_problem_with_something_to_type(old: str, new: str, code: str, mend: str) -> None:
    problems = read(old, new).problems
    assert (code, mend) in [(problem.code, problem.mend) for problem in problems]


def test_an_exchange_rate_that_only_a_scenario_needs_is_not_unused() -> None:
    text = DEAL.replace(", currency: JPY", "") + "scenarios: {yen: {terms.fee.currency: JPY}}\n"
    assert loads(text).problems == ()


def test_an_option_does_not_switch_the_money_in_which_a_term_counts() -> None:
    option = "  put: {kind: option, holder: ada, on: 2027-01-01, switches: {terms.own.currency: EUR}}\n"
    codes = [(problem.code, problem.place.line) for problem in loads(DEAL + option).errors]
    assert ("other-money", DEAL.count("\n") + 1) in codes


def test_a_term_takes_over_only_from_one_of_the_same_currency() -> None:
    successor = """  later: {kind: royalty, payer: ben, payee: ada, on: sales * eur_usd, rate: 10%, cap: 40m,
          from: 2027-01-01, replaces: share, takes_over: yes}
"""
    assert [problem.code for problem in loads(DEAL + successor).errors] == ["other-money"]
    same = successor.replace("* eur_usd", "").replace("rate:", "currency: EUR, rate:")
    assert loads(DEAL + same).errors == ()


def test_a_scenario_may_bring_a_currency_with_its_rate() -> None:
    scenarios = "scenarios: {pounds: {terms.fee.currency: GBP, exchange_rates.GBP: 1.3 USD/GBP}}\n"
    loaded = loads(DEAL + scenarios)
    assert loaded.errors == ()
    assert set(loaded.scenario("pounds").sound.exchange_rates) == {"EUR", "JPY", "GBP"}


def test_only_what_discounts_the_deals_money_may_be_real_in_a_term_abroad() -> None:
    inflation = DEAL.replace("risk_free", "inflation: 2%\nrisk_free", 1)
    beyond = "beyond: perpetuity(1% real), until: 2031-12-31, currency: EUR,"
    assert loads(inflation.replace("currency: EUR,", "currency: EUR, discount: 5% real,", 1)).problems == ()
    assert [p.code for p in loads(inflation.replace("currency: EUR,", beyond, 1)).errors] == ["prices-abroad"]


def test_a_most_favoured_rate_may_be_that_of_a_royalty_in_another_currency() -> None:
    other = "  us: {kind: royalty, payer: ben, payee: ada, on: sales * eur_usd, rate: 8%, most_favoured: share}\n"
    assert loads(DEAL + other).errors == ()
