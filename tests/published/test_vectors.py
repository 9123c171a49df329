"""Every published example in `vectors/` that concerns contracts, as a deal file, stated and valued.

`check` in each file says which of its printed figures are wrong: there the right figure is shown instead.
"""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from published.doors import Doors, by_month, by_year, paid_in


@pytest.fixture
def case(shared: Path, request: pytest.FixtureRequest) -> dict[str, Any]:
    """Give the published example that a test is named after."""
    found: dict[str, Any] = json.loads((shared / "vectors" / f"{request.param}.json").read_text(encoding="utf-8"))
    return found


def of(*names: str) -> pytest.MarkDecorator:
    """Let a test have one of these examples."""
    return pytest.mark.parametrize("case", names, indirect=True, ids=names)


@of("royalty_floor_annual")
def test_a_royalty_with_an_annual_minimum(doors: Doors, case: dict[str, Any]) -> None:
    inputs, due = case["inputs"], case["expected"]["due"]
    said = doors(
        f"""
terms:
  {paid_in("sold", by_year(*inputs["sales"]))}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: {inputs["rate"]:.0%}, period: year,
        minimum: {inputs["minimum"]} USD}}
""",
        horizon="2026-12-31",
    )
    assert said.paid() == pytest.approx(due)
    assert said.line("fee", "base") == pytest.approx(inputs["sales"])
    assert said.worth("bob") == pytest.approx(sum(due))


@of("rbf_fixed_revenue", "rbf_apr_claim")
def test_an_advance_is_repaid_by_a_share_of_revenue(doors: Doors, case: dict[str, Any]) -> None:
    """The yearly rate printed for the second, 9.5 %, is wrong: at it, the lender still gains; at 11.63 % no more."""
    inputs, printed = case["inputs"], case["expected"]
    months, cap = printed["months"], inputs.get("cap", inputs["advance"] * inputs.get("cap_multiple", 0.0))
    text = f"""
terms:
  {paid_in("sold", by_month(*[inputs["monthly_revenue"]] * (months + 6)))}
  lent: {{kind: payment, payer: bob, payee: ada, amount: {inputs["advance"]} USD, on: 2025-01-01}}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: {inputs["rate"]:.0%}, period: month,
        paid: end, cap: {cap} USD}}
"""
    head = {"step": "month", "horizon": f"{2025 + (months + 6) // 12}-12-31"}
    said = doors(text, **head)
    paid = said.paid()
    assert paid[:months] == pytest.approx([cap / months] * months)
    assert sum(paid[months:]) == 0
    assert said.line("fee", "balance")[months - 2 : months] == pytest.approx([cap / months, 0.0])
    assert said.worth("bob") == pytest.approx(cap - inputs["advance"])
    if case["id"] == "rbf_apr_claim":
        assert case["check"]["status"] == "reproduced_except"
        right, wrong = case["check"]["computed"]["apr_effective"], printed["apr_printed"]
        assert doors(text, **head, risk_free=f"{wrong:.1%}").worth("bob") > 2000
        assert doors(text, **head, risk_free=f"{right - 0.0005:%}").worth("bob") > 0
        assert doors(text, **head, risk_free=f"{right + 0.0005:%}").worth("bob") < 0


@of("recoupment_50_50")
def test_an_advance_is_recouped_from_the_artists_half(doors: Doors, case: dict[str, Any]) -> None:
    """With 150,000 of revenue 25,000 are left to recoup: the printed "$50k away" is revenue, not balance."""
    assert case["check"]["status"] == "reproduced_except"
    profits = case["expected"]["label_profit"]
    for which, even, profit in zip(case["inputs"]["cases"], case["expected"]["breakeven"], profits, strict=True):
        revenue = even or which["revenue"]
        said = doors(f"""
terms:
  {paid_in("sold", by_year(revenue))}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.sold.paid, rate: {case["inputs"]["share"]:.0%}, period: year,
        advance: {{amount: {which["advance"]} USD, on: 2025-01-01}}}}
""")
        assert said.worth("ada") == pytest.approx(profit)
        assert said.line("fee", "due")[-1] == pytest.approx(0.0)
        left = said.line("fee", "balance")[-1]
        assert left == pytest.approx(0.0 if even else 1000 * case["check"]["computed"]["unrecouped_at_150"])
        assert left != pytest.approx(50_000)


@of("capped_profit_100x")
def test_a_return_stops_at_its_multiple_and_the_rest_is_anothers(doors: Doors, case: dict[str, Any]) -> None:
    put_in, multiple = case["inputs"]["investment"], case["inputs"]["cap_multiple"]
    said = doors(
        f"""
terms:
  {paid_in("profit", by_year(0.7e9, 0.8e9, 0.5e9))}
  fee: {{kind: profit_participation, payer: ada, payee: bob, on: terms.profit.paid, residual: eve,
        invested: {put_in} USD, tiers: [{{share: 100%, until_multiple: {multiple}x}}]}}
""",
        horizon="2027-12-31",
    )
    assert said.paid() == pytest.approx([0.7e9, 0.3e9, 0.0])
    assert said.worth("bob") == pytest.approx(case["expected"]["max_return"])
    assert said.worth("eve") == pytest.approx(1e9 - 2e9)  # she also pays the profit in


@of("openai_capped_profit_2023")
def test_the_shares_reported_in_2023(doors: Doors, case: dict[str, Any]) -> None:
    """Terms only were published: 13bn at 75 % take 17.33bn of profit, and of 20bn one party has 14.31bn."""
    assert case["check"]["status"] == "terms_only"
    inputs, computed = case["inputs"], case["check"]["computed"]
    after = inputs["after"]
    needed = computed["profit_needed_to_recoup_13bn"]
    said = doors(
        f"""
terms:
  {paid_in("profit", by_year(needed * 1e9, (20 - needed) * 1e9))}
  fee:
    kind: profit_participation
    payer: ada
    payee: microsoft
    on: terms.profit.paid
    tiers:
      - {{share: {inputs["recoup_share"]:.0%}, until_paid: {inputs["total_contributed_by_fortune"]} USD}}
      - shares: {{microsoft: {after["microsoft"]:.0%}, others: {after["others"]:.0%},
                  nonprofit: {after["nonprofit"]:.0%}}}
""",
        horizon="2026-12-31",
        parties="{ada: {}, eve: {}, microsoft: {}, others: {}, nonprofit: {}}",
    )
    rest = (20 - needed) * 1e9
    assert said.worth("microsoft") == pytest.approx(computed["msft_at_20bn"] * 1e9)
    assert said.worth("others") == pytest.approx(after["others"] * rest)
    assert said.worth("nonprofit") == pytest.approx(after["nonprofit"] * rest)
    assert said.worth("ada") == pytest.approx((1 - inputs["recoup_share"]) * needed * 1e9)


@of("film_chain_shares")
def test_chained_rights_take_their_part_of_what_the_one_before_was_paid(doors: Doors, case: dict[str, Any]) -> None:
    first, second = (f"{right['pct']:.0%}" for right in case["inputs"]["rights"])
    said = doors(f"""
terms:
  {paid_in("income", by_year(case["inputs"]["income"]))}
  first: {{kind: royalty, payer: ada, payee: bob, on: terms.income.paid, rate: {first}, period: year}}
  second: {{kind: royalty, payer: ada, payee: bob, on: terms.income.paid - terms.first.paid, rate: {second},
           period: year}}
""")
    assert said.paid("first") + said.paid("second") == pytest.approx(case["expected"]["right_revenue"])
    assert said.worth("bob") == pytest.approx(case["expected"]["pool_revenue"])
    assert case["expected"]["pool_revenue"] == case["expected"]["horizontal_50_25"]


@of("carry_catch_up")
def test_a_carry_with_a_full_catch_up(doors: Doors, case: dict[str, Any]) -> None:
    inputs, expected = case["inputs"], case["expected"]
    said = doors(f"""
terms:
  {paid_in("sale", {"2025-12-31": inputs["proceeds"]})}
  fee:
    kind: profit_participation
    payer: ada
    payee: bob
    on: terms.sale.paid
    period: year
    paid: end
    invested: {inputs["contribution"]} USD
    tiers:
      - {{share: 100%, until_hurdle: {inputs["hurdle"]:.0%}}}
      - {{shares: {{eve: {inputs["catch_up"]:.0%}}}, until_catch_up: {inputs["carry"]:.0%}, of: eve}}
      - {{shares: {{bob: {1 - inputs["carry"]:.0%}, eve: {inputs["carry"]:.0%}}}}}
""")
    assert said.worth("bob") == pytest.approx(expected["LP"])
    assert said.worth("eve") == pytest.approx(expected["GP"] - inputs["proceeds"])  # she also pays the proceeds in


@of("marginal_tiers")
def test_marginal_tiers_of_a_price(doors: Doors, case: dict[str, Any]) -> None:
    """Boxes at 10, 9 and 8 are 100, 90 and 80 % of 10. The average is 9.667, so 30,000 are 290,000, not 290,100."""
    inputs, printed, right = case["inputs"], case["expected"], case["check"]["computed"]
    first, second, third = inputs["tiers"]
    price = first["price"]
    said = doors(f"""
terms:
  {paid_in("boxes", by_year(inputs["expected_units"] * price))}
  fee: {{kind: royalty, payer: ada, payee: bob, on: terms.boxes.paid, period: year, tiers: [
        {{up_to: {first["to"] * price} USD, rate: 100%}}, {{up_to: {second["to"] * price} USD,
        rate: {second["price"] / price:.0%}}}, {{rate: {third["price"] / price:.0%}}}]}}
""")
    assert said.worth("bob") == pytest.approx(printed["total_expected"])
    of_thirty = said.line("fee", "rate")[0] * price * inputs["sold"]
    assert of_thirty == pytest.approx(right["revenue"])
    assert printed["invoiced"] - of_thirty == pytest.approx(right["liability"])
    assert abs(of_thirty - printed["revenue_printed"]) == pytest.approx(100)


@of("act_act_isda")
@pytest.mark.parametrize("place", range(7))
def test_interest_by_actual_days_of_each_year(doors: Doors, case: dict[str, Any], place: int) -> None:
    """A loan of one unit at 100 % owes the year fraction; a flow of one unit a year up to the day before moves it."""
    (first, last), fraction = case["inputs"]["cases"][place], case["expected"]["year_fraction"][place]
    said = doors(
        f"""
terms:
  loan: {{kind: loan, lender: bob, borrower: ada, principal: 1 USD, from: {first}, maturity: {last}, rate: 100%,
         day_count: actual/actual}}
  unit: {{kind: flow, payer: eve, payee: bob, amount: 1 USD/year, from: {first}, until: {last} - 1 day}}
""",
        as_of=f"{first[:4]}-01-01",
        horizon=f"{last[:4]}-12-31",
    )
    assert sum(said.line("loan", "interest")) == pytest.approx(fraction, abs=case["tolerance"])
    assert sum(said.paid("unit")) == pytest.approx(fraction, abs=case["tolerance"])
    assert said.worth("bob") == pytest.approx(2 * fraction, abs=2 * case["tolerance"])


@of("actus_pam01")
def test_a_loan_with_monthly_interest(doors: Doors, case: dict[str, Any]) -> None:
    inputs, events = case["inputs"], case["expected"]["results"]
    begins, ends = (inputs[key][:10] for key in ("initialExchangeDate", "maturityDate"))
    said = doors(
        f"""
terms:
  loan: {{kind: loan, lender: bob, borrower: ada, principal: {inputs["notionalPrincipal"]} USD, from: {begins},
         maturity: {ends}, rate: {float(inputs["nominalInterestRate"]):.0%}, day_count: actual/365, every: month}}
""",
        as_of="2012-12-30",
        horizon="2014-12-31",
    )
    interest = {row["eventDate"][:10]: row["payoff"] for row in events if row["eventType"] == "IP" and row["payoff"]}
    stated = {row["paid_on"]: row["interest"] for row in said.periods("loan") if row["interest"]}
    assert stated == {day: pytest.approx(amount, abs=1e-9) for day, amount in interest.items()}
    assert said.worth("bob") == pytest.approx(sum(row["payoff"] for row in events))


@of("xirr_manual")
def test_dated_payments_are_worth_nothing_at_their_internal_rate(doors: Doors, case: dict[str, Any]) -> None:
    amounts = ", ".join(f"{day}: {money} USD" for day, money in case["inputs"]["flows"] if money > 0)
    (first, out), rate = case["inputs"]["flows"][0], case["check"]["computed"]
    text = f"""
terms:
  lent: {{kind: payment, payer: bob, payee: ada, amount: {-out} USD, on: {first}}}
  back: {{kind: payment, payer: ada, payee: bob, amount: {{{amounts}}}}}
"""
    head = {"as_of": first, "horizon": "1992-12-31"}
    assert doors(text, **head, risk_free=f"{rate!r}").worth("bob") == pytest.approx(0.0, abs=1e-6)
    printed, half = case["expected"]["xirr"], case["tolerance"]
    assert doors(text, **head, risk_free=f"{printed - half:.4%}").worth("bob") > 0
    assert doors(text, **head, risk_free=f"{printed + half:.4%}").worth("bob") < 0


@of("irr_hurdle_same_period")
def test_a_hurdle_is_met_by_what_is_paid_in_the_same_period(doors: Doors, case: dict[str, Any]) -> None:
    """900 and 100 in, 2,000 a year later: what is left after 8 % is divided 80 to 20, not 90 to 10.

    The source divides all 2,000 as if they were the 900's: 1,028 are left after its 8 %, a fifth of which is 205.60.
    The mistaken program took a tenth of it.
    """
    inputs = case["inputs"]
    assert case["check"]["status"] == "reproduced_approximately"
    preferred = inputs["lp"] * (1 + inputs["pref"])
    said = doors(f"""
terms:
  {paid_in("sale", {"2025-12-31": inputs["distribution"]})}
  fee:
    kind: profit_participation
    payer: ada
    payee: bob
    on: terms.sale.paid
    period: year
    paid: end
    invested: {inputs["lp"]} USD
    tiers: [{{share: 100%, until_hurdle: {inputs["pref"]:.0%}}}, {{share: 80%}}]
""")
    left = inputs["distribution"] - preferred
    promote = left - (said.worth("bob") - preferred)
    assert promote == pytest.approx(case["check"]["computed"]["twenty_pct"])
    assert promote == pytest.approx(case["expected"]["gp_fixed"], abs=case["tolerance"])
    assert promote == pytest.approx(2 * case["expected"]["gp_as_shipped"], abs=2 * case["tolerance"])


@of("black_scholes_haug")
@pytest.mark.parametrize("row", range(14))
def test_a_european_option_on_a_share(doors: Doors, case: dict[str, Any], row: int) -> None:
    """Only r T, q T and volatility times the root of T count, so each is written as an option of one year."""
    kind, strike, spot, yields, rate, years, volatility = case["inputs"]["rows"][row]
    grows, costs = (f"{math.expm1(each * years)!r}" for each in (rate - yields, rate))
    price, receives = (f"{strike} USD", "share") if kind == "C" else ("share", f"{strike} USD")
    said = doors(
        f"""
drivers: {{share: {{kind: gbm, start: {spot} USD, growth: {grows}, volatility: {volatility * math.sqrt(years)!r}}}}}
terms: {{right: {{kind: option, holder: ada, writer: bob, on: 2025-12-31, price: {price}, receives: {receives}}}}}
""",
        paths=16_384,
        risk_free=costs,
    )
    worth = said.party("ada")["certainty_equivalent"]
    wrong = abs(worth["value"] - case["expected"]["values"][row])
    assert wrong < 4 * worth["standard_error"] + case["tolerance"]
    assert worth["standard_error"] < 0.01


def test_every_published_example_is_held_by_a_test(root: Path, shared: Path) -> None:
    written = "".join(file.read_text(encoding="utf-8") for file in (root / "tests").rglob("test_*.py"))
    assert [file.stem for file in (shared / "vectors").glob("*.json") if f'"{file.stem}' not in written] == []
