"""The examples valued: the price of the last round, the claims on the companies, what terms are worth to Microsoft."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import dealwright
from dealwright.deal.driver import MeanReverting
from dealwright.deal.expression import Quantity
from dealwright.engine.result import PartyWorth, ScenarioWorth, Valuation
from dealwright.lang.captable import load_table
from dealwright.lang.load import Loaded
from dealwright.lang.reading import is_captable
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
REAL = EXAMPLES / "openai-microsoft" / "deal.yaml"
PATHS = 2048
FEWER = 512
BILLION = 1e9


@cache
def valued() -> Valuation:
    """Value the real deal: the contract in force, signed, and no deal."""
    return dealwright.Study(dealwright.load(REAL), paths=PATHS).value(["in_force", "signed", "no_deal"], fans=True)


@cache
def solved() -> Loaded:
    """Read the real deal with its calibration solved once, so that a package does not move the price paid in March."""
    return dealwright.Study(dealwright.load(REAL), paths=FEWER).deal.with_overrides(
        {"companies.openai.calibrate": "none"}
    )


@cache
def signed(*overrides: str) -> ScenarioWorth:
    """Value the real deal signed with `PATH=VALUE` laid over it, on the same few futures each time."""
    laid = solved().with_overrides(dict(each.split("=", 1) for each in overrides))
    return dealwright.Study(laid, paths=FEWER).value(["signed"], fans=True).scenarios["signed"]


def microsoft(*overrides: str) -> PartyWorth:
    return signed(*overrides).parties["microsoft"]


@pytest.mark.parametrize("example", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda path: str(path.relative_to(EXAMPLES)))
def test_an_example_has_no_problem(example: Path, shared: Path) -> None:
    a_table = is_captable(example.read_text(encoding="utf-8"))
    loaded = load_table(example) if a_table else dealwright.load(example, sources=shared / "articles")
    assert [problem.what for problem in loaded.problems] == []


def test_the_modelled_price_of_the_last_round_is_near_the_price_paid() -> None:
    rounds = valued().scenarios["in_force"].companies["openai"].rounds
    (price,) = (each for each in rounds if each.on == date(2025, 3, 31))
    assert price.observed == pytest.approx((300 - 30) * BILLION)  # the shares there then: 30bn were still to be paid
    assert price.modelled.value == pytest.approx(price.observed, rel=0.10)


def test_the_price_is_met_by_a_multiple_that_mature_firms_have() -> None:
    solved_deal = dealwright.Study(dealwright.load(REAL), paths=4 * PATHS).deal.deal
    assert solved_deal is not None
    multiple = solved_deal.drivers["multiple"]
    assert isinstance(multiple, MeanReverting)
    assert isinstance(multiple.long_run, Quantity)
    assert isinstance(multiple.long_run.value, float)
    assert 5 < multiple.long_run.value < 10


def test_the_whole_company_is_worth_about_what_the_last_round_said() -> None:
    in_force = valued().scenarios["in_force"].companies["openai"]
    assert in_force.equity.value == pytest.approx(300 * BILLION, rel=0.10)
    assert in_force.claims["softbank"] == pytest.approx((10 + 30) * BILLION, rel=0.15)


def test_the_multiple_starts_where_the_price_paid_puts_it() -> None:
    in_force = valued().scenarios["in_force"]
    company, sales = in_force.companies["openai"], in_force.fans["revenue"].p50[0]
    contract = ("revenue_share", "profit_participation", "access", "api_exclusivity", "first_refusal", "azure")
    owners = [in_force.parties[name] for name in company.claims if name != "microsoft"]
    taken = -sum(owner.by_term[term] for owner in owners for term in contract)
    business = (300 - 30) * BILLION - (1 + 6.6 + 10 - 3.6) * BILLION + taken
    assert business / sales == pytest.approx(27, rel=0.03)


def test_it_hardly_matters_when_shares_are_priced_that_can_be_sold() -> None:
    at_once = {
        "companies.openai.calibrate": "none",
        "facts.private_discount.is": "0%",
        "companies.openai.exit": "valued",
    }
    priced = dealwright.Study(dealwright.load(REAL), paths=PATHS).deal.with_overrides(at_once)
    worth = []
    for year in (2026, 2027, 2028, 2029, 2031):
        laid = priced.with_overrides({"drivers.valued.when": f"year >= {year}"})
        found = dealwright.Study(laid, paths=PATHS).value(["in_force"]).scenarios["in_force"]
        worth.append(found.companies["openai"].equity.value)
    assert max(worth) / min(worth) < 1.25


@pytest.mark.parametrize("scenario", ["in_force", "signed", "no_deal"])
@pytest.mark.parametrize("company", ["openai", "stargate"])
def test_all_claims_on_a_company_sum_to_its_modelled_equity(scenario: str, company: str) -> None:
    worth = valued().scenarios[scenario].companies[company]
    assert sum(worth.claims.values()) == pytest.approx(worth.equity.value, rel=1e-9)
    assert worth.equity.value > BILLION


@pytest.mark.parametrize("scenario", ["in_force", "signed", "no_deal"])
def test_the_lines_of_each_party_sum_to_its_mean(scenario: str) -> None:
    for party in valued().scenarios[scenario].parties.values():
        assert sum(party.by_term.values()) == pytest.approx(party.mean.value, rel=1e-9, abs=1.0)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("terms.access.until", ("2027-12-31", "2029-12-31", "2030-12-31", "2033-12-31")),
        ("terms.revenue_share.rate", ("0%", "10%", "20%", "30%")),
        ("terms.stake.stake", ("10%", "30%", "49%", "80%")),
        ("terms.api_exclusivity.until", ("2027-12-31", "2030-12-31", "2033-12-31")),
        ("terms.first_refusal.active", ("no", "yes")),
        ("terms.access.ends_on", ("agi", "none")),
    ],
)
def test_more_of_a_term_is_worth_more_to_microsoft_and_less_to_the_holders(path: str, values: tuple[str, ...]) -> None:
    beyond = () if path == "terms.access.until" else ("terms.access.until=2033-12-31",)
    worth = [signed(*beyond, f"{path}={value}").parties for value in values]
    mine = [each["microsoft"].certainty_equivalent.value for each in worth]
    theirs = [each["holders"].mean.value for each in worth]
    assert mine == sorted(mine)
    assert theirs == sorted(theirs, reverse=True)
    assert mine[-1] > mine[0]
    assert theirs[-1] < theirs[0]


def test_a_year_of_access_is_worth_no_more_than_its_uplift_on_that_years_sales() -> None:
    years = {year: microsoft(f"terms.access.until={year}-12-31", "terms.access.ends_on=none") for year in (2030, 2031)}
    gained = years[2031].mean_at_risk_free.value - years[2030].mean_at_risk_free.value
    assert 0 < gained < 0.12 * sales_of_2031() / 1.045**5.6


def sales_of_2031() -> float:
    """Return what Microsoft's own AI sales of 2031 are expected to be, by themselves."""
    deal = solved().deal
    assert deal is not None
    level = simulate(deal, Draws.for_paths(1, FEWER)).level("office").mean(axis=0)
    fan = signed("terms.access.until=2031-12-31", "terms.access.ends_on=none").fans["office"]
    within = [at for at, day in enumerate(fan.dates) if date(2031, 1, 1) <= day <= date(2032, 1, 1)]
    assert len(within) == 5
    return float(level[within].mean())


def test_a_year_of_access_adds_its_uplift_and_nothing_else() -> None:
    shorter, longer = (
        microsoft(f"terms.access.until={year}-12-31", "terms.access.ends_on=none") for year in (2030, 2031)
    )
    gained = longer.by_term["access"] - shorter.by_term["access"]
    assert gained == pytest.approx(longer.mean.value - shorter.mean.value, rel=0.05)
    years = ("terms.access.until=2031-12-31", "terms.access.ends_on=none")
    doubled = microsoft(*years, "facts.access_uplift.is=24%").by_term["access"]
    own_part_of_the_cost = doubled - 2 * longer.by_term["access"]
    claims, theirs = signed(*years).companies["openai"].claims, signed(*years).parties["holders"].by_term["access"]
    assert own_part_of_the_cost == pytest.approx(-theirs * claims["microsoft"] / claims["holders"], rel=1e-6)


def test_the_agi_clause_cannot_bite_before_the_contract_ends() -> None:
    kept, dropped = (microsoft(f"terms.access.ends_on={event}") for event in ("agi", "none"))
    assert kept.certainty_equivalent.value == pytest.approx(dropped.certainty_equivalent.value, rel=1e-3)


def test_no_deal_leaves_the_participation_and_converts_nothing() -> None:
    in_force, failed, agreed = (valued().scenarios[name] for name in ("in_force", "no_deal", "signed"))
    assert failed.parties["microsoft"].by_term["profit_participation"] > BILLION
    assert failed.parties["microsoft"].by_term.get("stake", 0.0) == 0.0
    stakes = {name: failed.companies["openai"].claims[name] for name in ("microsoft", "investors_2024")}
    assert stakes["microsoft"] / stakes["investors_2024"] == pytest.approx(0.75 / (6.6 - 0.75))  # of October 2024 only
    assert agreed.parties["microsoft"].by_term.get("profit_participation", 0.0) == 0.0
    assert failed.parties["investors_2024"].by_term["claw_back"] > 0
    assert agreed.parties["investors_2024"].by_term.get("claw_back", 0.0) == 0.0
    assert agreed.companies["openai"].claims["microsoft"] > 0.4 * agreed.companies["openai"].equity.value
    assert failed.companies["openai"].exit_chances["ipo"] < in_force.companies["openai"].exit_chances["ipo"]
    assert -failed.parties["softbank"].by_term["rounds"] < -agreed.parties["softbank"].by_term["rounds"]


def test_the_claw_back_is_worth_little_but_not_nothing() -> None:
    worth = valued().scenarios["no_deal"].parties["investors_2024"].by_term["claw_back"]
    assert 0 < worth < 6.6 * BILLION


def test_stargate_is_worth_what_it_costs() -> None:
    scenario = valued().scenarios["in_force"]
    for partner in ("oracle", "mgx"):
        assert abs(scenario.parties[partner].mean.value) < 0.05 * 7 * BILLION


def test_the_middle_future_loses_about_what_openai_told_investors() -> None:
    profit = valued().scenarios["in_force"].fans["profit"]
    spent, last = 0.0, 0
    for at, day in enumerate(profit.dates):
        if at and day.year <= 2028:
            spent -= (profit.p50[at] + profit.p50[at - 1]) / 2 * (profit.days[at] - profit.days[at - 1]) / 365
            last = day.year
    assert last == 2028
    in_2024, early_2025 = 5.0, 7.0 * 134 / 365
    assert spent / BILLION + in_2024 + early_2025 == pytest.approx(44, rel=0.15)


def test_what_the_contract_takes_is_paid_once_so_that_2029_breaks_even() -> None:
    fans = valued().scenarios["in_force"].fans
    (middle,) = (at for at, day in enumerate(fans["profit"].dates) if day == date(2029, 7, 1))
    assert abs(fans["profit"].p50[middle]) < 0.01 * fans["revenue"].p50[middle]


def test_the_figures_on_the_deals_page_are_the_programs(root: Path) -> None:
    page = (root / "docs" / "openai-microsoft.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| ([\w ]+) \| (\d+) \|$", page, flags=re.MULTILINE))
    lines = valued().scenarios["no_deal"].parties["microsoft"].by_term
    found = {name.replace("_", " ").capitalize(): value for name, value in lines.items()}
    extras = found["Api exclusivity"] + found["First refusal"]
    expected = {
        "revenue share": found["Revenue share"],
        "profit participation": found["Profit participation"],
        "access": found["Access"],
        "Azure": found["Azure"],
        "API exclusivity and first refusal": extras,
    }
    expected["its shares of October 2024"] = sum(lines.values()) - sum(expected.values())
    assert set(told) == set(expected)
    for line, value in expected.items():
        assert abs(float(told[line]) - value / BILLION) < 1, line
    assert sum(lines.values()) / BILLION == pytest.approx(100, abs=1.5)


def warned(scenario: ScenarioWorth, *parties: str) -> bool:
    return any("exponent tail" in words for party in parties for words in scenario.parties[party].warnings)


def test_one_example_warns_of_a_heavy_exponent_tail_and_the_others_do_not() -> None:
    drug = dealwright.Study(dealwright.load(EXAMPLES / "drug-licence" / "deal.yaml"), paths=PATHS).value()
    assert warned(drug.scenarios["in_force"], "heron")
    assert not warned(drug.scenarios["in_force"], "larch")
    assert not any(warned(scenario, "holders", "microsoft") for scenario in valued().scenarios.values())
    hello = dealwright.Study(dealwright.load(EXAMPLES / "hello.yaml"), paths=PATHS).value()
    assert not any(warned(scenario, "ada", "bruno") for scenario in hello.scenarios.values())
