"""Published worked examples of royalties and recoupment; `check` in each file says which of its figures are wrong."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dealwright.engine.books import Books
from dealwright.engine.lines import Rates, lines

Keep = Callable[..., Books]


def published(shared: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "vectors" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def paid(books: Books, term: str = "fee") -> Any:
    return books.view.outcome(term).flows[0].amount[0]


def test_a_royalty_with_an_annual_minimum(keep: Keep, shared: Path) -> None:
    case = published(shared, "royalty_floor_annual")
    assert case["check"]["status"] == "reproduced"
    inputs, (first, second) = case["inputs"], case["inputs"]["sales"]
    books = keep(f"""
drivers: {{sales: {{kind: derived, is: "if(year == 2025, {first} USD/year, {second} USD/year)"}}}}
terms: {{fee: {{kind: royalty, payer: ada, payee: bob, on: sales, rate: {inputs["rate"]:.0%}, period: year,
  minimum: {inputs["minimum"]} USD}}}}
""")
    assert paid(books) == pytest.approx(case["expected"]["due"])


def revenue_based(keep: Keep, rate: float, monthly: float, cap: float) -> Any:
    """Repay an advance by a share of revenue up to a cap, month by month; revenue is even over the year."""
    return paid(
        keep(
            f"""
terms: {{fee: {{kind: royalty, payer: ada, payee: bob, on: {12 * monthly} USD/year, rate: {100 * rate}%, period: month,
  cap: {cap} USD}}}}
""",
            horizon="2039-12-31",
            step="month",
        )
    )


@pytest.mark.parametrize("name", ["rbf_fixed_revenue", "rbf_apr_claim"])
def test_an_advance_is_repaid_by_a_share_of_revenue_in_the_published_months(
    keep: Keep, shared: Path, name: str
) -> None:
    case = published(shared, name)
    inputs = case["inputs"]
    cap = inputs.get("cap", inputs["advance"] * inputs.get("cap_multiple", 0.0))
    months = revenue_based(keep, inputs["rate"], inputs["monthly_revenue"], cap)
    published_months, even = case["expected"]["months"], inputs["rate"] * inputs["monthly_revenue"]
    assert np.sum(months[:12]) == pytest.approx(12 * even)
    left = cap - float(np.sum(months[:published_months]))
    assert 0 <= left < 2 * even * 12 / 365  # a year's first months have two days less than so many twelfths of it
    assert float(np.sum(months[: published_months - 1])) < cap - even / 2
    assert float(np.sum(months)) == pytest.approx(cap)
    if "cap" in case["expected"]:
        assert cap == case["expected"]["cap"]
    else:
        assert float(np.sum(months)) - inputs["advance"] == pytest.approx(case["expected"]["cost"])


def test_the_yearly_rate_printed_for_an_advance_is_not_the_one_its_payments_imply(keep: Keep, shared: Path) -> None:
    case = published(shared, "rbf_apr_claim")
    assert case["check"]["status"] == "reproduced_except"
    inputs = case["inputs"]
    months = revenue_based(keep, inputs["rate"], inputs["monthly_revenue"], inputs["cap"])[: case["expected"]["months"]]
    low, high = 0.0, 1.0
    for _ in range(60):
        rate = (low + high) / 2
        worth = sum(float(money) / (1 + rate / 12) ** n for n, money in enumerate(months, start=1))
        low, high = (rate, high) if worth > inputs["advance"] else (low, rate)
    assert rate == pytest.approx(case["check"]["computed"]["apr_nominal"], abs=1e-3)  # months of 28 to 31 days
    assert rate != pytest.approx(case["expected"]["apr_printed"], abs=0.01)


def label(keep: Keep, advance: float, revenue: float) -> tuple[float, float]:
    """Let the label keep all until half of it has recouped the advance, then half; return its money, the artist's."""
    books = keep(f"""
terms: {{fee: {{kind: profit_participation, payer: ada, payee: bob, on: {revenue} USD/year, until: 2025-12-31,
  tiers: [{{share: 100%, until_base: {2 * advance} USD}}, {{share: 50%}}]}}}}
""")
    label_income = float(np.sum(paid(books)))
    return label_income, revenue - label_income


def test_an_advance_recouped_from_the_artists_half_breaks_even_at_twice_its_amount(keep: Keep, shared: Path) -> None:
    case = published(shared, "recoupment_50_50")
    first, second, third = case["inputs"]["cases"]
    for which, even, profit in ((first, 200_000.0, 100_000.0), (third, 400_000.0, 200_000.0)):
        assert even in case["expected"]["breakeven"]
        assert profit in case["expected"]["label_profit"]
        income, artist = label(keep, which["advance"], even)
        assert income - which["advance"] == pytest.approx(profit)
        assert artist == pytest.approx(0.0, abs=1e-6)
        assert label(keep, which["advance"], even + 1000)[1] == pytest.approx(500.0)
    income, _ = label(keep, second["advance"], second["revenue"])
    assert income - second["advance"] == case["expected"]["label_profit"][1]


def test_the_artist_is_not_still_as_far_away_as_published(keep: Keep, shared: Path) -> None:
    case = published(shared, "recoupment_50_50")
    assert case["check"]["status"] == "reproduced_except"
    advance, revenue = case["inputs"]["cases"][1]["advance"], case["inputs"]["cases"][1]["revenue"]
    books = keep(f"""
terms: {{fee: {{kind: royalty, payer: ada, payee: bob, on: {revenue} USD/year, rate: 50%, period: year,
  cap: {advance} USD, until: 2025-12-31}}}}
""")
    left = float(books.view.outcome("fee").statement["balance"][0, -1])
    assert left == pytest.approx(1000 * case["check"]["computed"]["unrecouped_at_150"])
    assert left != pytest.approx(50_000.0)


def test_a_return_capped_at_a_multiple_stops_there(keep: Keep, shared: Path) -> None:
    case = published(shared, "capped_profit_100x")
    cap = case["inputs"]["investment"] * case["inputs"]["cap_multiple"]
    books = keep(f"""
terms: {{fee: {{kind: profit_participation, payer: ada, payee: bob, residual: eve, on: 3bn USD/year,
  tiers: [{{share: 40%, until_paid: {cap} USD}}]}}}}
""")
    bob, eve = (flow.amount[0] for flow in books.view.outcome("fee").flows)
    assert float(np.sum(bob)) == pytest.approx(case["expected"]["max_return"])
    assert float(np.sum(eve)) == pytest.approx(6e9 - cap / 0.4)


def test_the_reported_participation_of_2023(keep: Keep, shared: Path) -> None:
    """Terms only were published: 13bn at 75 % take 17.33bn of profit, and of 20bn the payee has 14.31bn."""
    case = published(shared, "openai_capped_profit_2023")
    assert case["check"]["status"] == "terms_only"
    inputs, computed = case["inputs"], case["check"]["computed"]

    def of(profit: float) -> float:
        books = keep(f"""
terms: {{fee: {{kind: profit_participation, payer: ada, payee: bob, on: {profit}bn USD/year, until: 2025-12-31,
  tiers: [{{share: {inputs["recoup_share"]:.0%}, until_paid: {inputs["total_contributed_by_fortune"]} USD}},
          {{share: {inputs["after"]["microsoft"]:.0%}}}]}}}}
""")
        return float(np.sum(paid(books))) / 1e9

    assert of(20) == pytest.approx(computed["msft_at_20bn"])
    needed = computed["profit_needed_to_recoup_13bn"]
    assert of(needed) == pytest.approx(13.0)
    assert of(needed + 1) - of(needed) == pytest.approx(inputs["after"]["microsoft"])
    assert of(needed) - of(needed - 1) == pytest.approx(inputs["recoup_share"])


def test_chained_rights_share_what_those_before_them_left(keep: Keep, shared: Path) -> None:
    """Half of the income to the first, half of what is left to the second; the pool is what both have."""
    case = published(shared, "film_chain_shares")
    first, second = (right["pct"] for right in case["inputs"]["rights"])
    books = keep(f"""
drivers: {{income: {{kind: constant, is: {case["inputs"]["income"]} USD/year}}}}
terms:
  first: {{kind: royalty, payer: ada, payee: bob, on: income, rate: {first:.0%}, period: year, until: 2025-12-31}}
  second: {{kind: royalty, payer: ada, payee: eve, on: income - terms.first.paid, rate: {second:.0%}, period: year,
    until: 2025-12-31}}
""")
    got = [float(paid(books, term)[0]) for term in ("first", "second")]
    assert got == pytest.approx(case["expected"]["right_revenue"])
    assert sum(got) == pytest.approx(case["expected"]["pool_revenue"])


def test_carry_with_a_full_catch_up(keep: Keep, shared: Path) -> None:
    """The investor has his money and the hurdle, nothing while the manager catches up, then four fifths."""
    case = published(shared, "carry_catch_up")
    assert case["check"]["status"] == "reproduced"
    inputs, expected = case["inputs"], case["expected"]
    preferred = inputs["contribution"] * (1 + inputs["hurdle"])
    caught_up = preferred + inputs["contribution"] * inputs["hurdle"] * inputs["carry"] / (1 - inputs["carry"])
    tiers = f"{{share: 100%, until_paid: {preferred} USD}}, {{share: 0%, until_base: {caught_up} USD}}, {{share: 80%}}"
    books = keep(f"""
terms: {{fee: {{kind: profit_participation, payer: ada, payee: bob, on: {inputs["proceeds"]} USD/year,
  until: 2025-12-31, tiers: [{tiers}]}}}}
""")
    investor = float(np.sum(paid(books)))
    assert investor == pytest.approx(expected["LP"])
    assert inputs["proceeds"] - investor == pytest.approx(expected["GP"])


def test_marginal_tiers_of_a_price(keep: Keep, shared: Path) -> None:
    """Tiers of 10, 9 and 8 a box are 100 %, 90 % and 80 % of 10: of 150,000 boxes 1,450,000, not 150,000 x 9.67."""
    case = published(shared, "marginal_tiers")
    first, second, last = (tier["price"] for tier in case["inputs"]["tiers"])
    ends = [tier["to"] for tier in case["inputs"]["tiers"][:2]]
    boxes = case["inputs"]["expected_units"]
    books = keep(f"""
terms: {{fee: {{kind: profit_participation, payer: ada, payee: bob, on: {boxes} USD/year, until: 2025-12-31,
  tiers: [{{share: 100%, until_base: {ends[0]} USD}}, {{share: {second / first:.0%}, until_base: {ends[1]} USD}},
          {{share: {last / first:.0%}}}]}}}}
""")
    total = first * float(np.sum(paid(books)))
    assert total == pytest.approx(case["expected"]["total_expected"])
    assert total != pytest.approx(boxes * case["expected"]["average_printed"], abs=100)


def test_a_yearly_flow_counts_its_days_by_the_days_of_their_years(keep: Keep, shared: Path) -> None:
    """ISDA Actual/Actual: one unit a year from one date to the day before another, whatever the steps."""
    case = published(shared, "act_act_isda")
    assert case["check"]["status"] == "reproduced"
    for (first, second), fraction in zip(case["inputs"]["cases"], case["expected"]["year_fraction"], strict=True):
        last = dt.date.fromisoformat(second) - dt.timedelta(1)
        for step in ("month", "year"):
            dates = {"as_of": f"{first[:4]}-01-01", "horizon": f"{second[:4]}-12-31", "step": step}
            life = f"amount: 1 USD/year, from: {first}, until: {last}"
            books = keep(f"terms: {{unit: {{kind: flow, payer: ada, payee: bob, {life}}}}}", **dates)
            assert float(np.sum(paid(books, "unit"))) == pytest.approx(fraction, abs=case["tolerance"])


def test_dated_payments_are_worth_nothing_at_their_published_internal_rate(keep: Keep, shared: Path) -> None:
    case = published(shared, "xirr_manual")
    assert case["check"]["status"] == "reproduced"
    flows = case["inputs"]["flows"]
    amounts = ", ".join(f"{day}: {money} USD" for day, money in flows)
    books = keep(
        f"terms: {{loan: {{kind: payment, payer: ada, payee: bob, amount: {{{amounts}}}}}}}",
        as_of=flows[0][0],
        horizon="1992-12-31",
    )

    def worth(rate: float) -> float:
        return float(lines(books, "bob", Rates(rate, own_rates=False))["loan"][0])

    assert worth(case["expected"]["xirr"] - case["tolerance"]) > 0 > worth(case["expected"]["xirr"] + case["tolerance"])
    assert worth(case["check"]["computed"]) == pytest.approx(0, abs=1e-4)
