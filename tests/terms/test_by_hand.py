"""Certain deals of two steps, worked out by hand to the cent. Money at the middle of 2025 is divided by 1.1^0.5."""

from collections.abc import Callable

import pytest

from dealwright.engine.books import Books
from dealwright.engine.lines import Rates, lines

Keep = Callable[..., Books]
Value = Callable[..., dict[str, float]]
CENT = 0.005
MIDDLE, END = 1.1**0.5, 1.1
"""Divisors for money in the middle of the first year (182.5 of 365 days) and at its end."""


def test_a_royalty_pays_its_share_in_the_middle_of_each_year(value: Value) -> None:
    """10 % of 1,000 is 100 a year: 100/1.1^0.5 + 100/1.1^1.5 = 95.35 + 86.68 = 182.02."""
    worth = value(
        """
drivers: {sales: {kind: constant, is: 1000 USD/year}}
terms: {fee: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 10%, period: year}}
""",
        "bob",
    )
    assert worth == {"fee": pytest.approx(182.02, abs=CENT)}
    assert worth["fee"] == pytest.approx(100 / MIDDLE + 100 / (END * MIDDLE), abs=1e-9)


def test_a_royalty_paid_at_the_end_of_its_periods_is_discounted_from_there(value: Value) -> None:
    """100/1.1 + 100/1.21 = 90.91 + 82.64 = 173.55; the payer loses the same."""
    text = """
drivers: {sales: {kind: constant, is: 1000 USD/year}}
terms: {fee: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 10%, period: year, paid: end}}
"""
    assert value(text, "bob")["fee"] == pytest.approx(173.55, abs=CENT)
    assert value(text, "ada")["fee"] == pytest.approx(-173.55, abs=CENT)
    assert not any(value(text, "eve").values())


def test_a_royalty_is_prorated_to_the_day(value: Value) -> None:
    """From 1 July 2025 to 31 March 2026: 184 of 365 days from day 181, 90 of 365 days from day 365.

    50.41 on day 273 and 24.66 on day 410: 50.41/1.1^(273/365) + 24.66/1.1^(410/365) = 46.94 + 22.15 = 69.10.
    """
    worth = value(
        """
drivers: {sales: {kind: constant, is: 1000 USD/year}}
terms: {fee: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 10%, period: year, from: 2025-07-01,
  until: 2026-03-31}}
""",
        "bob",
    )
    first, second = 100 * 184 / 365, 100 * 90 / 365
    by_hand = first / 1.1 ** ((181 + 92) / 365) + second / 1.1 ** ((365 + 45) / 365)
    assert worth["fee"] == pytest.approx(by_hand, abs=1e-9)
    assert worth["fee"] == pytest.approx(69.10, abs=CENT)


def test_a_trigger_inside_a_step_ends_a_royalty_on_its_day(value: Value) -> None:
    """The trigger is pulled at the opening of 1 March 2025, day 59: 100 x 59/365 = 16.16 on day 29.5: 16.04."""
    worth = value(
        """
drivers:
  sales: {kind: constant, is: 1000 USD/year}
  pulled: {kind: event, when: year >= 2025, not_before: 2025-03-01}
terms: {fee: {kind: royalty, payer: ada, payee: bob, on: sales, rate: 10%, period: year, ends_on: pulled}}
""",
        "bob",
    )
    assert worth["fee"] == pytest.approx(100 * 59 / 365 / 1.1 ** (29.5 / 365), abs=1e-9)
    assert worth["fee"] == pytest.approx(16.04, abs=CENT)


def test_minimum_and_period_cap_shrink_with_the_days_of_the_period(value: Value) -> None:
    """A minimum of 150 beats 100 in 2025; of the half year to 30 June 2026 (181 days) it asks 150 x 181/365 = 74.38."""
    terms = "terms: {fee: {kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%, period: year, paid: end"
    least = value(f"{terms}, minimum: 150 USD, until: 2026-06-30}}}}", "bob")["fee"]
    assert least == pytest.approx(150 / 1.1 + 74.38 / 1.1 ** (546 / 365), abs=CENT)
    most = value(f"{terms}, period_cap: 60 USD, until: 2026-06-30}}}}", "bob")["fee"]
    assert most == pytest.approx(60 / 1.1 + 60 * 181 / 365 / 1.1 ** (546 / 365), abs=1e-9)


def test_a_minimum_is_due_even_above_the_period_cap(value: Value) -> None:
    """Share 100, cap 60, minimum 80: the cap cuts to 60, then the minimum lifts to 80, as the manual's order says."""
    worth = value(
        """
terms: {fee: {kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%, period: year, paid: end,
  period_cap: 60 USD, minimum: 80 USD}}
""",
        "bob",
    )
    assert worth["fee"] == pytest.approx(80 / 1.1 + 80 / 1.21, abs=1e-9)


def test_a_cumulative_cap_counts_what_was_paid_before(value: Value) -> None:
    """A cap of 180 with 30 paid leaves 150: 100 in 2025, 50 in 2026; with 200 paid nothing is left."""
    terms = "terms: {fee: {kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%, period: year, paid: end"
    assert value(f"{terms}, cap: 180 USD, opening: {{paid: 30 USD}}}}}}", "bob")["fee"] == pytest.approx(
        100 / 1.1 + 50 / 1.21
    )
    assert value(f"{terms}, cap: 180 USD, opening: {{paid: 200 USD}}}}}}", "bob")["fee"] == 0.0


def test_a_yearly_flow_averages_the_two_ends_of_a_step(value: Value) -> None:
    """Growth of 20 % a year from 100: (100 + 120)/2 = 110 and (120 + 144)/2 = 132."""
    worth = value(
        """
drivers: {sales: {kind: gbm, start: 100 USD/year, growth: 20%, volatility: 0%}}
terms: {income: {kind: flow, payee: bob, amount: sales}}
""",
        "bob",
    )
    assert worth["income"] == pytest.approx(110 / MIDDLE + 132 / (END * MIDDLE), abs=1e-9)


def test_payments_are_discounted_from_their_days(value: Value) -> None:
    """100 on day 0, 200 on day 181, 300 on day 364; what lies before, after, or outside the life does not count."""
    worth = value(
        """
terms: {due: {kind: payment, payer: ada, payee: bob, until: 2026-06-30, amount: {2024-12-31: 1000 USD,
  2025-01-01: 100 USD, 2025-07-01: 200 USD, 2025-12-31: 300 USD, 2026-07-01: 1000 USD}}}
""",
        "bob",
    )
    assert worth["due"] == pytest.approx(100 + 200 / 1.1 ** (181 / 365) + 300 / 1.1 ** (364 / 365), abs=1e-9)


def test_a_payment_on_the_last_day_of_its_life_counts_and_one_on_the_next_does_not(value: Value) -> None:
    """The life closes at the end of 30 June; the payment on 1 July is at that very moment, but on the next day."""
    text = "terms: {{due: {{kind: payment, payer: ada, payee: bob, amount: 100 USD, on: {}, until: 2025-06-30}}}}"
    assert value(text.format("2025-06-30"), "bob")["due"] == pytest.approx(100 / 1.1 ** (180 / 365))
    assert value(text.format("2025-07-01"), "bob")["due"] == 0.0
    whole = "terms: {due: {kind: payment, payer: ada, payee: bob, amount: 100 USD, on: 2026-12-31}}"
    assert value(whole, "bob")["due"] == pytest.approx(100 / 1.1 ** (729 / 365))


def test_regular_payments_close_each_period_and_are_prorated_at_both_ends(value: Value) -> None:
    """60 a half year from 1 April 2025 to 31 March 2026: 91/181 of it, all of it, 90/181 of it."""
    worth = value(
        """
terms: {rent: {kind: payment, payer: ada, payee: bob, amount: 60 USD, every: half, from: 2025-04-01, until: 2026-03-31}}
""",
        "bob",
    )
    by_hand = 60 * 91 / 181 / 1.1 ** (181 / 365) + 60 / 1.1 ** (365 / 365) + 60 * 90 / 181 / 1.1 ** ((365 + 90) / 365)
    assert worth["rent"] == pytest.approx(by_hand, abs=1e-9)


def test_a_milestone_is_paid_on_its_day_or_some_time_after_it(value: Value) -> None:
    """Approved at the opening of 15 March 2025, day 73: 500/1.1^(73/365) = 490.56; 90 days later 500/1.1^(163/365).

    Eighteen months later is 15 September 2026, day 622.
    """
    text = """
drivers: {{approved: {{kind: event, when: year >= 2025, not_before: 2025-03-15}}}}
terms: {{prize: {{kind: milestone, payer: ada, payee: bob, amount: 500 USD, on: approved{}}}}}
"""
    assert value(text.format(""), "bob")["prize"] == pytest.approx(490.56, abs=CENT)
    assert value(text.format(", after: 90 days"), "bob")["prize"] == pytest.approx(500 / 1.1 ** (163 / 365), abs=1e-9)
    assert value(text.format(", after: 18 months"), "bob")["prize"] == pytest.approx(500 / 1.1 ** (622 / 365))
    assert value(text.format(", after: 2 years"), "bob")["prize"] == 0.0


def test_a_milestone_counts_only_inside_its_life(value: Value) -> None:
    """The event of 15 March comes after a life that ends on 13 March, and before one that begins on 16 March."""
    text = """
drivers: {{approved: {{kind: event, when: year >= 2025, not_before: 2025-03-15}}}}
terms: {{prize: {{kind: milestone, payer: ada, payee: bob, amount: 500 USD, on: approved, {}}}}}
"""
    assert value(text.format("until: 2025-03-13"), "bob")["prize"] == 0.0
    assert value(text.format("from: 2025-03-16"), "bob")["prize"] == 0.0
    assert value(text.format("from: 2025-03-15, until: 2025-03-15"), "bob")["prize"] > 490.0


def test_a_milestone_waits_for_the_last_of_its_events(value: Value) -> None:
    """Events on days 59 and 120: the second counts."""
    worth = value(
        """
drivers:
  filed: {kind: event, when: year >= 2025, not_before: 2025-03-01}
  granted: {kind: event, when: year >= 2025, not_before: 2025-05-01}
terms: {prize: {kind: milestone, payer: ada, payee: bob, amount: 500 USD, on: [granted, filed]}}
""",
        "bob",
    )
    assert worth["prize"] == pytest.approx(500 / 1.1 ** (120 / 365), abs=1e-9)


def test_a_milestone_is_reached_when_a_sum_passes_its_threshold(value: Value) -> None:
    """Sales of 1,000 a year pass 1,500 in all on day 365 + 182.5."""
    worth = value(
        """
drivers: {sales: {kind: constant, is: 1000 USD/year}}
terms: {prize: {kind: milestone, payer: ada, payee: bob, amount: 500 USD, when: cumulative(sales) >= 1500 USD}}
""",
        "bob",
    )
    assert worth["prize"] == pytest.approx(500 / 1.1**1.5, abs=1e-9)


def test_a_threshold_passed_before_the_life_of_a_milestone_is_met_when_it_begins(value: Value) -> None:
    """Sales pass 500 in all in the middle of 2025; a milestone of 2026 on it falls due on its first day, day 365."""
    text = """
drivers: {{sales: {{kind: constant, is: 1000 USD/year}}}}
terms: {{prize: {{kind: milestone, payer: ada, payee: bob, amount: 500 USD, when: cumulative(sales) {} 500 USD,
  from: 2026-01-01}}}}
"""
    assert value(text.format(">="), "bob")["prize"] == pytest.approx(500 / 1.1)
    assert value(text.format("<"), "bob")["prize"] == 0.0


def test_a_licence_is_worth_costs_and_pays(value: Value) -> None:
    """Half a year (181 days, middle on day 90.5): worth 80 to the holder, cost 30 to the grantor, fee 20 between."""
    text = """
terms: {access: {kind: licence, grantor: ada, holder: bob, worth: 80 USD/year, costs: 30 USD/year, fee: 20 USD/year,
  until: 2025-06-30}}
"""
    unit = 181 / 365 / 1.1 ** (90.5 / 365)
    assert value(text, "bob")["access"] == pytest.approx(60 * unit, abs=1e-9)
    assert value(text, "ada")["access"] == pytest.approx(-10 * unit, abs=1e-9)


def test_a_commitment_charges_the_price_difference_and_the_shortfall(value: Value) -> None:
    """Usage 100 at list; price 110 %, market 90 %, minimum 150 in 2025 and 100 in 2026.

    Buyer: 20 % x 100 = 20 a year, and in 2025 a shortfall of 150 - 110 = 40: -60/1.1^0.5 - 20/1.1^1.5 = -74.54.
    Seller: the same gained, and 30 % x 90 % x (1 - 60 %) x 100 = 10.80 a year, less 25 % x 40 = 10 in 2025.
    """
    text = """
terms: {compute: {kind: commitment, buyer: ada, seller: bob, usage: 100 USD/year, price: 110%, market_price: 90%,
  minimum: {2025: 150 USD, 2026: 100 USD}, take_or_pay: yes, otherwise_bought: 60%, seller_margin: 30%,
  avoidable_cost: 25%}}
"""
    assert value(text, "ada")["compute"] == pytest.approx(-60 / MIDDLE - 20 / (END * MIDDLE), abs=1e-9)
    assert value(text, "ada")["compute"] == pytest.approx(-74.54, abs=CENT)
    seller = (60 + 10.8 - 10) / MIDDLE + (20 + 10.8) / (END * MIDDLE)
    assert value(text, "bob")["compute"] == pytest.approx(seller, abs=1e-9)


def test_a_commitment_without_take_or_pay_charges_no_shortfall(value: Value) -> None:
    """Only (110 % - 100 %) x 100 a year."""
    worth = value(
        """
terms: {compute: {kind: commitment, buyer: ada, seller: bob, usage: 100 USD/year, price: 110%, market_price: 100%,
  minimum: {2025: 1000 USD}}}
""",
        "bob",
    )
    assert worth["compute"] == pytest.approx(10 / MIDDLE + 10 / (END * MIDDLE), abs=1e-9)


def test_excess_is_carried_forward_for_as_long_as_agreed(value: Value) -> None:
    """Usage 100 a year for four years; minima 60, 60, 130, 200: 40 over, 40 over, 30 short, 100 short.

    Without carrying 30 and 100 are paid. With one year 2027 uses 30 of 2026's 40; the rest is too old for 2028: 100.
    With two years 2027 uses 2025's 40 first, so 2028 still has 2026's 40 and pays 60.
    """
    text = """
terms: {{compute: {{kind: commitment, buyer: ada, seller: bob, usage: 100 USD/year, take_or_pay: yes, paid: end,
  minimum: {{2025: 60 USD, 2027: 130 USD, 2028: 200 USD}}{}}}}}
"""

    def paid(carried: str) -> float:
        return value(text.format(carried), "bob", horizon="2028-12-31", risk_free="0%")["compute"]

    third, fourth = 1.1 ** (1095 / 365), 1.1 ** (1461 / 365)
    assert paid("") == pytest.approx(30 / third + 100 / fourth)
    assert paid(", carry_forward: 6 months") == pytest.approx(30 / third + 100 / fourth)
    assert paid(", carry_forward: 1 year") == pytest.approx(0 / third + 100 / fourth)
    assert paid(", carry_forward: 18 months") == pytest.approx(0 / third + 100 / fourth)
    assert paid(", carry_forward: 2 years") == pytest.approx(0 / third + 60 / fourth)


def test_a_minimum_is_prorated_to_the_days_of_the_commitment(value: Value) -> None:
    """To 30 June 2025: minimum 150 x 181/365 less usage 100 x 181/365, paid on day 90.5."""
    worth = value(
        """
terms: {compute: {kind: commitment, buyer: ada, seller: bob, usage: 100 USD/year, minimum: {2025: 150 USD},
  take_or_pay: yes, until: 2025-06-30}}
""",
        "bob",
    )
    assert worth["compute"] == pytest.approx(50 * 181 / 365 / 1.1 ** (90.5 / 365), abs=1e-9)


def test_a_company_pays_its_holders_at_its_exit(value: Value) -> None:
    """Worth 300 at the end of two years, cash 100 at first and -50 a year, cost of capital 10 %, a fee of 20 a year.

    At the exit: 300 + 100 x 1.21 - 70 x 1.1^1.5 - 70 x 1.1^0.5 = 300 + 121 - 80.76 - 73.42 = 266.82. A quarter of it,
    discounted: 66.71/1.21 = 55.13.
    """
    text = """
companies:
  firm: {enterprise_value: 300 USD, cash: 100 USD, cash_flow: -50 USD/year, cost_of_capital: 10%, exit: horizon}
terms:
  fee: {kind: flow, payer: firm, payee: eve, amount: 20 USD/year}
  stake: {kind: equity, company: firm, holder: bob, stake: 25%, residual: ada}
"""
    lines = value(text, "bob")
    assert sum(lines.values()) == pytest.approx(55.13, abs=CENT)
    fees = 20 * (1.1**1.5 + 1.1**0.5)
    assert lines["fee"] == pytest.approx(-0.25 * fees / 1.21, abs=1e-9)
    assert lines["exit"] == pytest.approx(0.25 * (421 - 50 / 20 * fees) / 1.21, abs=1e-9)
    assert sum(value(text, "ada").values()) == pytest.approx(3 * sum(lines.values()), abs=1e-9)
    assert sum(value(text, "eve").values()) == pytest.approx(fees / 1.21)


def test_a_later_round_with_a_price_dilutes_and_one_without_does_not(value: Value) -> None:
    """At the end of 2025 eve pays 100 into a firm then priced at 300: she holds a quarter, bob 75 % of his 40 %.

    At the exit there are 400 + 100 x 1.1 = 510. Bob: 30 % x 510/1.21 = 126.45. Eve: 127.50/1.21 - 100/1.1 = 14.46.
    Without a price bob keeps 40 % of the 510, and eve has only paid.
    """
    text = """
companies: {{firm: {{enterprise_value: 400 USD, cost_of_capital: 10%, exit: horizon,
  rounds: [{{on: 2026-01-01, new_money: 100 USD{}, by: eve}}]}}}}
terms: {{stake: {{kind: equity, company: firm, holder: bob, stake: 40%, residual: ada}}}}
"""
    priced, free = text.format(", pre_money: 300 USD"), text.format("")
    assert sum(value(priced, "bob").values()) == pytest.approx(126.45, abs=CENT)
    assert sum(value(priced, "eve").values()) == pytest.approx(14.46, abs=CENT)
    assert sum(value(free, "bob").values()) == pytest.approx(0.4 * 510 / 1.21, abs=1e-9)
    assert sum(value(free, "eve").values()) == pytest.approx(-100 / 1.1, abs=1e-9)


def test_what_a_company_in_want_still_owes_is_paid_in_part(value: Value) -> None:
    """Exit at the end of 2025, worth 50, with 60 owed to bob and 40 to eve one year after it, cost of capital 10 %.

    At the exit 100/1.1 = 90.91 are owed and 50 are there: 40.91 of 90.91, 45 %, stay unpaid. Bob is paid 55 % of
    60/1.21 = 27.27, eve 55 % of 40/1.21 = 18.18; the holder ada gets nothing, and loses nothing.
    """
    text = """
drivers: {sold: {kind: event, when: year >= 2025, not_before: 2026-01-01}}
companies: {firm: {enterprise_value: 50 USD, cost_of_capital: 10%, exit: sold}}
terms:
  first: {kind: payment, payer: firm, payee: bob, amount: 60 USD, on: 2027-01-01}
  second: {kind: payment, payer: firm, payee: eve, amount: 40 USD, on: 2027-01-01}
  stake: {kind: equity, company: firm, holder: ada, stake: 100%, residual: ada}
"""
    longer = {"horizon": "2027-12-31"}
    assert sum(value(text, "bob", **longer).values()) == pytest.approx(27.27, abs=CENT)
    assert sum(value(text, "eve", **longer).values()) == pytest.approx(18.18, abs=CENT)
    assert sum(value(text, "ada", **longer).values()) == pytest.approx(0.0, abs=1e-9)
    ranked = text.replace("first: {kind: payment, ", "first: {kind: payment, rank: 2, ")
    assert sum(value(ranked, "bob", **longer).values()) == pytest.approx(50 / 1.1, abs=1e-9)
    assert sum(value(ranked, "eve", **longer).values()) == pytest.approx(0.0, abs=1e-9)


def test_a_milestone_after_the_exit_is_a_debt_of_the_company(value: Value) -> None:
    """Sold on 1 January 2026 for 500; the prize of 110 falls due a year later: 500 - 100 = 400 at the exit."""
    text = """
drivers:
  sold: {kind: event, when: year >= 2025, not_before: 2026-01-01}
  proven: {kind: event, when: year >= 2025, not_before: 2027-01-01}
companies: {firm: {enterprise_value: 500 USD, cost_of_capital: 10%, exit: sold}}
terms:
  prize: {kind: milestone, payer: firm, payee: bob, amount: 110 USD, on: proven}
  stake: {kind: equity, company: firm, holder: ada, stake: 100%, residual: ada}
"""
    assert sum(value(text, "ada", horizon="2027-12-31").values()) == pytest.approx(400 / 1.1, abs=1e-9)
    assert sum(value(text, "bob", horizon="2027-12-31").values()) == pytest.approx(110 / 1.21, abs=1e-9)


def test_a_party_that_pays_and_holds_shares_pays_partly_itself(value: Value) -> None:
    """Bob pays the firm 100 now and holds 40 % of it: at 10 % everywhere he loses 60, ada gains 60."""
    text = """
companies: {firm: {enterprise_value: 0 USD, cost_of_capital: 10%, exit: horizon}}
terms:
  fee: {kind: payment, payer: bob, payee: firm, amount: 100 USD, on: 2025-01-01}
  stake: {kind: equity, company: firm, holder: bob, stake: 40%, residual: ada}
"""
    assert value(text, "bob")["fee"] == pytest.approx(-60.0, abs=1e-9)
    assert value(text, "ada")["fee"] == pytest.approx(60.0, abs=1e-9)


def test_a_holding_company_is_worth_what_it_holds_and_owes_nothing_for_it(value: Value) -> None:
    """The site is worth 200 - 300 of debt, nothing; then the firm, which holds half of it, has its own 100 alone.

    With the site worth 500 the firm has 100 + 100 and ada, who holds the firm, 200/1.21.
    """
    text = """
companies:
  site: {{enterprise_value: {} USD, cash: -247.93 USD, cost_of_capital: 10%, exit: horizon}}
  firm: {{enterprise_value: 100 USD, cost_of_capital: 10%, exit: horizon}}
terms:
  half: {{kind: equity, company: site, holder: firm, stake: 50%, residual: bob}}
  all: {{kind: equity, company: firm, holder: ada, stake: 100%, residual: ada}}
"""
    assert sum(value(text.format(200), "ada").values()) == pytest.approx(100 / 1.21, abs=CENT)
    assert sum(value(text.format(500), "ada").values()) == pytest.approx(200 / 1.21, abs=CENT)
    assert sum(value(text.format(500), "bob").values()) == pytest.approx(100 / 1.21, abs=CENT)
    assert value(text.format(500), "ada")["half"] == pytest.approx(100 / 1.21, abs=CENT)


def test_a_royalty_on_a_loss_pays_nothing(value: Value) -> None:
    """A profit of -1,000 in 2025 and 500 in 2026: nothing, then 10 % of 500."""
    worth = value(
        """
drivers: {profit: {kind: derived, is: "if(year < 2026, -1000 USD/year, 500 USD/year)"}}
terms: {fee: {kind: royalty, payer: ada, payee: bob, on: profit, rate: 10%, period: year, paid: end}}
""",
        "bob",
    )
    assert worth["fee"] == pytest.approx(50 / 1.21, abs=1e-9)


def test_what_a_period_has_paid_already_counts_in_it_and_not_in_the_next(value: Value) -> None:
    """As of 1 July 2025 (181 days gone) 30 of this year's cap of 70 is paid: 40 is left, then 70 again.

    Of a minimum of 150 with 30 paid 120 are due. Without `used_this_period` both shrink to the 184 days to come.
    """
    text = """
terms: {{fee: {{kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%, period: year, paid: end, {}}}}}
"""

    def paid(limit: str) -> float:
        return value(text.format(limit), "bob", as_of="2025-07-01")["fee"]

    first, second = 1.1 ** (184 / 365), 1.1 ** (549 / 365)
    used = ", opening: {used_this_period: 30 USD}"
    assert paid(f"period_cap: 70 USD{used}") == pytest.approx(40 / first + 70 / second)
    assert paid("period_cap: 70 USD") == pytest.approx(70 * 184 / 365 / first + 70 / second)
    assert paid(f"minimum: 150 USD{used}") == pytest.approx(120 / first + 150 / second)
    assert paid("minimum: 150 USD") == pytest.approx(150 * 184 / 365 / first + 150 / second)
    assert paid(f"period_cap: 70 USD, from: 2025-04-02{used}") == pytest.approx(
        (70 * (90 + 184) / 365 - 30) / first + 70 / second
    )


def test_a_flow_goes_on_after_the_horizon_as_a_perpetuity(value: Value) -> None:
    """100 a year for two years, then 2 % more each year for ever: the middle of year n is divided by 1.1^(n - 1/2).

    After the horizon: 100 x 1.02/1.1^2.5 x 1/(1 - 1.02/1.1) = 1,105.35.
    """
    text = "terms: {{income: {{kind: flow, payee: bob, amount: 100 USD/year, beyond: {}}}}}"
    two_years = 100 / MIDDLE + 100 / (END * MIDDLE)
    assert value(text.format("cut"), "bob")["income"] == pytest.approx(two_years)
    after = 102 / 1.1**2.5 / (1 - 1.02 / 1.1)
    assert value(text.format("perpetuity(2%)"), "bob")["income"] == pytest.approx(two_years + after, rel=1e-6)
    three = "until: 2027-12-31, beyond: perpetuity(2%)"
    limited = text.replace("beyond: {}", three).format()
    assert value(limited, "bob")["income"] == pytest.approx(two_years + 102 / 1.1**2.5, rel=1e-9)


def test_a_cumulative_cap_holds_after_the_horizon_and_lump_sums_do_not_go_on(value: Value) -> None:
    """A cap of 350 leaves 150 after two years of 100: 100 in the third, 50 in the fourth. A prize comes once."""
    worth = value(
        """
drivers: {won: {kind: event, when: year >= 2025, not_before: 2026-07-01}}
terms:
  fee: {kind: royalty, payer: ada, payee: bob, on: 1000 USD/year, rate: 10%, period: year, cap: 350 USD,
    beyond: perpetuity(0%)}
  prize: {kind: milestone, payer: ada, payee: bob, amount: 100 USD, on: won, beyond: perpetuity(0%)}
""",
        "bob",
    )
    assert worth["fee"] == pytest.approx(sum(money / 1.1 ** (n + 0.5) for n, money in enumerate((100, 100, 100, 50))))
    assert worth["prize"] == pytest.approx(100 / 1.1 ** (546 / 365))


def test_a_stake_with_a_discount_of_its_own_is_discounted_at_that(keep: Keep) -> None:
    """200 in two years, half to each. At the company's 10 % a half is 82.64; at the stake's own 25 % it is 64.00."""
    text = """
companies: {{firm: {{enterprise_value: 200 USD, cost_of_capital: 10%, exit: horizon}}}}
terms: {{stake: {{kind: equity, company: firm, holder: bob, stake: 50%, residual: ada{}}}}}
"""

    def worth(more: str, party: str, *, own_rates: bool = True) -> float:
        return float(sum(line[0] for line in lines(keep(text.format(more)), party, Rates(0.04, own_rates)).values()))

    assert worth("", "bob") == pytest.approx(82.64, abs=CENT)
    assert worth(", discount: 25%", "bob") == pytest.approx(64.00, abs=CENT)
    assert worth(", discount: 25%", "ada") == pytest.approx(82.64, abs=CENT)
    assert worth(", discount: 25%", "bob", own_rates=False) == pytest.approx(100 / 1.04**2)
