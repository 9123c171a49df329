"""A rate is nominal or real, and one that differs from the file is brought to its kind, or is a problem."""

import pytest

from dealwright.deal.expression import Quantity, show_literal
from dealwright.lang.literal import read_literal
from dealwright.lang.load import Loaded, loads

NOMINAL = """
dealwright: 1
title: A licence
as_of: 2025-01-01
horizon: 2029-12-31
currency: USD
inflation: expected
risk_free: 4%
facts:
  expected: {is: 2%, reason: the central bank's aim}
  wacc: {is: 6% real, reason: a survey}
parties:
  ada: {discount: 5% real}
  ben: {discount: wacc}
  eve: {discount: wacc + 1%}
drivers:
  sales: {kind: growth, start: 100m USD/year, growth: {now: 10% nominal, long_run: 1% real, half_life: 2 years},
          volatility: 20%}
  users: {kind: gbm, start: 5, growth: 20%, volatility: 20%}
  price: {kind: gbm, start: 7 USD, growth: -1% real, volatility: 0%}
terms:
  share: {kind: flow, payer: ben, payee: ada, amount: 10% * sales, beyond: perpetuity(0.5% real), until: 2034-12-31}
  users: {kind: flow, payer: ben, payee: ada, amount: users * price / (1 year)}
"""
REAL = (
    NOMINAL.replace("currency: USD", "currency: USD\nprices: real")
    .replace("risk_free: 4%", "risk_free: 4% nominal")
    .replace("wacc + 1%", "wacc + 1% real")
)


def read(text: str, old: str = "", new: str = "") -> Loaded:
    """Read a deal with some words of it exchanged for others."""
    assert old in text
    return loads(text.replace(old, new, 1))


def number(loaded: Loaded, *steps: str) -> float:
    """Compute a certain value of a deal."""
    found = loaded.sound
    for step in steps:
        found = found[step] if isinstance(found, dict) else getattr(found, step)
    value = loaded.draft.constants.number(found)
    assert value is not None
    return value


def test_a_real_rate_in_a_nominal_file_is_raised_by_inflation() -> None:
    # Fisher: 1.05 * 1.02 - 1 = 7.1 %, 1.06 * 1.02 - 1 = 8.12 %.
    loaded = read(NOMINAL)
    assert loaded.problems == ()
    assert number(loaded, "parties", "ada", "discount") == pytest.approx(0.071)
    assert number(loaded, "parties", "ben", "discount") == pytest.approx(0.0812)
    assert number(loaded, "parties", "eve", "discount") == pytest.approx(0.0912)
    growth = loaded.sound.drivers["sales"].growth
    assert loaded.draft.constants.number(growth.now) == pytest.approx(0.10)
    assert loaded.draft.constants.number(growth.long_run) == pytest.approx(0.0302)
    assert number(loaded, "drivers", "price", "growth") == pytest.approx(0.0098)
    beyond = loaded.sound.terms["share"].beyond
    assert loaded.draft.constants.number(beyond.arguments[0]) == pytest.approx(0.0251)


def test_a_nominal_rate_in_a_real_file_is_lowered_by_inflation() -> None:
    loaded = read(REAL)
    assert loaded.errors == ()
    assert number(loaded, "risk_free") == pytest.approx(1.04 / 1.02 - 1)
    assert number(loaded, "parties", "ada", "discount") == pytest.approx(0.05)
    assert number(loaded, "parties", "ben", "discount") == pytest.approx(0.06)


def test_another_inflation_laid_over_the_deal_restates_every_rate() -> None:
    laid = read(NOMINAL).with_overrides({"facts.expected": "10%"})
    assert number(laid, "parties", "ada", "discount") == pytest.approx(0.155)
    assert number(read(NOMINAL).with_overrides({"inflation": "3%"}), "parties", "ada", "discount") == pytest.approx(
        0.0815
    )


def test_a_rate_laid_over_the_deal_may_say_what_it_is() -> None:
    laid = read(NOMINAL).with_overrides({"parties.eve.discount": "3% real"})
    assert number(laid, "parties", "eve", "discount") == pytest.approx(1.03 * 1.02 - 1)


def test_an_uncertain_rate_is_real_if_one_of_its_ends_says_so() -> None:
    loaded = read(NOMINAL, "discount: 5% real", "discount: 5% to 9% real")
    assert loaded.problems == ()
    assert "real" in str(loaded.text_at("parties.ada.discount"))


def test_a_range_of_real_rates_is_real_at_every_step() -> None:
    text = NOMINAL + "negotiate: {between: [ada, ben], over: {terms.share.discount: 3% real .. 5% real by 1%}}\n"
    loaded = read(text)
    assert loaded.errors == ()
    assert loaded.ranges() == {"terms.share.discount": ("3% real", "4% real", "5% real")}


@pytest.mark.parametrize(
    ("text", "old", "new", "code", "mend"),
    [
        (NOMINAL, "inflation: expected\n", "", "no-inflation", "add `inflation: 2%`, or write nominal prices"),
        (NOMINAL, "volatility: 20%}\n  price", "volatility: 20% real}\n  price", "misplaced-prices", "write `20%`"),
        (NOMINAL, "start: 5, growth: 20%", "start: 5, growth: 20% real", "misplaced-prices", "write `20%`"),
        (NOMINAL, "10% * sales", "10% real * sales", "misplaced-prices", "write `10%`"),
        (NOMINAL, "wacc: {is: 6% real,", "wacc: {is: 6% to 9% real,", "mixed-prices",
         "write it in nominal prices, or where it is used"),
        (NOMINAL, "inflation: expected", "inflation: 1% to 3%", "uncertain-inside",
         "make it a fact, and write its name here"),
        (NOMINAL, "inflation: expected", "inflation: 2% real", "misplaced-prices", "write `2%`"),
        (NOMINAL, "expected: {is: 2%,", "expected: {is: 2% real,", "definition-cycle", ""),
        (REAL, "4% nominal", "4%", "ambiguous-rate", "write `4% real`, or `4% nominal`"),
        (REAL, "wacc: {is: 6% real,", "wacc: {is: 6%,", "ambiguous-rate", "write `6% real`, or `6% nominal`"),
        (REAL, "wacc + 1% real", "wacc + 1%", "ambiguous-rate", "write `1% real`, or `1% nominal`"),
        (REAL, "long_run: 1% real", "long_run: 1%", "ambiguous-rate", "write `1% real`, or `1% nominal`"),
        (REAL, "0.5% real", "0.5%", "ambiguous-rate", "write `0.5% real`, or `0.5% nominal`"),
        (REAL, "discount: 5% real", "discount: 5% to 9%", "ambiguous-rate",
         "write `5% to 9% real`, or `5% to 9% nominal`"),
        (REAL, "prices: real", "prices: actual", "unknown-word", "write `nominal`"),
    ],
)  # fmt: skip
def test_what_may_be_either_or_is_neither_is_a_problem(text: str, old: str, new: str, code: str, mend: str) -> None:
    problems = read(text, old, new).problems
    assert code in [problem.code for problem in problems], problems
    assert not mend or mend in [problem.mend for problem in problems]


TERMS = """
dealwright: 1
title: A licence
as_of: 2025-01-01
horizon: 2029-12-31
currency: USD
prices: real
inflation: 2%
risk_free: 1% real
facts: {fee: {is: 8m, reason: the contract}}
parties: {ada: {}, ben: {}}
drivers:
  sales: {kind: gbm, start: 100m USD/year, growth: 1% real, volatility: 20%}
terms:
  share: {kind: royalty, payer: ben, payee: ada, on: inflated(sales), rate: 10%, minimum: 2m, prices: nominal}
  rent: {kind: payment, payer: ben, payee: ada, amount: fee, on: 2027-01-01, prices: real}
  part: {kind: flow, payer: ben, payee: ada, amount: 10% * sales + deflated(terms.share.paid)}
"""


FIXED = "add `prices: nominal` if the contract says the amount itself, or `prices: real` if it rises with inflation"


def test_a_file_of_real_prices_whose_terms_say_their_own_has_no_problems() -> None:
    assert read(TERMS).problems == ()


def test_a_term_of_other_prices_has_money_of_its_own() -> None:
    loaded = read(TERMS)
    assert str(loaded.sound.terms["share"].minimum.unit) == "USD nominal"
    assert str(loaded.draft.units["terms.share.paid"]) == "USD nominal/year"
    same = loaded.with_overrides({"terms.share.minimum": "2m USD"})
    assert same.problems == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "mend"),
    [
        (", prices: real}", "}", "fixed-amount", FIXED),
        ("on: inflated(sales)", "on: sales", "unit-mismatch", "write `inflated(sales)`"),
        ("on: inflated(sales)", "on: deflated(sales)", "unit-mismatch", "write `inflated(sales)`"),
        ("10% * sales", "10% * inflated(sales)", "unit-mismatch", ""),
        ("deflated(terms.share.paid)", "terms.share.paid", "unit-mismatch", "write `deflated(terms.share.paid)`"),
        ("deflated(terms.share.paid)", "deflated(20% * 1)", "unit-mismatch", "write `20% * 1` alone"),
        ("inflation: 2%\n", "", "no-inflation", "add `inflation: 2%`"),
        ("inflation: 2%\n", "", "no-inflation", "add `inflation: 2%`, or write real prices"),
        (", prices: nominal}", ", prices: nominal, currency: EUR}", "prices-abroad",
         "write the file in nominal prices: `prices: nominal`"),
        ("100m USD/year", "100m EUR/year", "prices-abroad", "write the file in nominal prices: `prices: nominal`"),
        ("minimum: 2m", "minimum: inflated(fee)", "moving-value", "write the schedule itself here"),
        ("prices: nominal}", "prices: nominal, beyond: perpetuity(1%), until: 2031-12-31}", "none", ""),
        ("prices: real}", "prices: real, discount: 3%}", "ambiguous-rate", "write `3% real`, or `3% nominal`"),
    ],
)  # fmt: skip
def test_amounts_of_the_day_and_of_as_of_are_never_mixed(old: str, new: str, code: str, mend: str) -> None:
    problems = read(TERMS, old, new).problems
    assert code in [problem.code for problem in problems] or (code == "none" and not problems), problems
    assert not mend or mend in [problem.mend for problem in problems]


def test_a_cap_table_in_a_file_of_real_prices_is_refused() -> None:
    company = """companies:
  mill:
    enterprise_value: 3x * sales * 1 year
    cost_of_capital: 9% real
    securities:
      holders: {ann: ada, bob: ben}
      stakeholders: {ann: {}, bob: {}}
      classes: {common: {kind: common}}
      events:
        - {kind: issue, on: 2024-01-15, of: common, holder: ann, shares: 100, price: 1 USD}
"""
    assert [problem.code for problem in loads(TERMS + company).errors] == ["fixed-amount"]


def test_prices_of_a_term_laid_over_the_deal_are_those_of_its_amounts() -> None:
    laid = read(TERMS).with_overrides({"terms.share.prices": "real"})
    assert laid.errors[0].mend == "write `sales`"


@pytest.mark.parametrize("value", [0.05, 0.0512345678901234, 1.2, -0.013, 1e-7])
def test_a_rate_that_says_what_it_is_reads_back_exactly(value: float) -> None:
    text = show_literal(Quantity(value, prices="real"))
    assert text.endswith("% real")
    assert read_literal(text, "USD") == Quantity(value, prices="real")


LOAN = """  loan: {kind: loan, lender: ada, borrower: ben, principal: 5m, from: 2026-01-01, maturity: 2028-01-01,
         rate: 3% real, discount: 6% nominal, prices: nominal}
"""


def test_interest_is_of_the_prices_of_its_term_and_a_discount_of_those_of_the_file() -> None:
    # The file is real: 3 % real on nominal money is 1.03 * 1.02 - 1, and 6 % nominal discounts by 1.06 / 1.02 - 1.
    loaded = loads(TERMS + LOAN)
    assert loaded.problems == ()
    loan = loaded.sound.terms["loan"]
    assert loaded.draft.constants.number(loan.rate) == pytest.approx(0.0506)
    assert loaded.draft.constants.number(loan.discount) == pytest.approx(1.06 / 1.02 - 1)


def test_interest_on_amounts_of_as_of_must_say_what_it_is() -> None:
    real = LOAN.replace("prices: nominal", "prices: real")
    assert loads(TERMS + real).problems == ()
    assert [p.code for p in loads(TERMS + real.replace("3% real", "3%")).problems] == ["ambiguous-rate"]
    assert loads(TERMS + LOAN.replace("3% real", "3%")).problems == ()


@pytest.mark.parametrize("prices", ["nominal", "real"])
@pytest.mark.parametrize("unit", ["", " USD"])
def test_amounts_of_a_term_that_says_its_prices_are_negotiated_over_a_range(prices: str, unit: str) -> None:
    loaded = loads(f"""{TERMS}  let: {{kind: flow, payer: ben, payee: ada, amount: 3m/year, prices: {prices}}}
negotiate:
  between: [ada, ben]
  over: {{terms.let.amount: 2m{unit}/year .. 4m{unit}/year by 1m{unit}/year}}
""")
    assert loaded.errors == ()
    assert loaded.ranges()["terms.let.amount"] == tuple(f"{many}m{unit}/year" for many in (2, 3, 4))
    assert loaded.package({"terms.let.amount": f"4m{unit}/year"}).errors == ()
