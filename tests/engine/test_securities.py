"""A company with securities pays its holders by the waterfall on every path, and nothing is lost on the way."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from dealwright.engine.books import Books, keep_books
from dealwright.engine.calibrate import UnmetPriceError, calibrated, modelled_price
from dealwright.engine.lines import Rates, lines, whole
from dealwright.engine.result import ScenarioWorth
from dealwright.engine.trails import trails
from dealwright.engine.valuation import value_deal
from dealwright.lang.load import Loaded, load
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate
from engine.security_deals import BY_PATH, COMMON, FEE, HEAD, OFFERING, PREFERRED, ROUND, STAKES, firm

Keep = Callable[..., Books]
Read = Callable[..., Loaded]
Value = Callable[..., ScenarioWorth]

SECURITIES = {
    "preferred shares, options, a pool": PREFERRED,
    "a later round": PREFERRED + ROUND,
    "a later round priced by the path": PREFERRED + BY_PATH,
    "an offering": PREFERRED + OFFERING,
    "an offering after a round priced by the path": PREFERRED + BY_PATH + OFFERING,
    "what an exit pays first": PREFERRED + ROUND + """
exit: {debt: 4m, fees: 1m, fee_share: 2%, carve_outs: [{to: staff, share: 5%, most: 3m}], accelerates: 50%}
""",
}  # fmt: skip


@pytest.mark.parametrize("paths", [64, 512])
def test_common_shares_pay_what_stakes_of_the_same_size_do(value: Value, paths: int) -> None:
    shares = value(HEAD + firm(COMMON) + FEE, paths=paths)
    stakes = value(HEAD + firm() + FEE + STAKES, paths=paths)
    for party in ("ada", "bob", "eve"):
        mine, other = shares.parties[party], stakes.parties[party]
        assert mine.sample == pytest.approx(other.sample, rel=1e-9, abs=1e-3)
        assert mine.mean.value == pytest.approx(other.mean.value, rel=1e-9)
        assert mine.certainty_equivalent.value == pytest.approx(other.certainty_equivalent.value, rel=1e-9)
        assert {n: v for n, v in mine.by_term.items() if abs(v) > 1e-3} == pytest.approx(
            {n: v for n, v in other.by_term.items() if n != "stake"}, rel=1e-9
        )


def test_a_later_round_of_common_shares_dilutes_as_a_round_with_a_pre_money_does(value: Value) -> None:
    later = "\nrounds: {b: {on: 2026-08-15, new_class: common, investors: {eve: 20m}, pre_money: 60m}}\n"
    shares = value(HEAD + firm(COMMON.replace("bob: {}}", "bob: {}, eve: {}}") + later) + FEE)
    plain = "rounds: [{on: 2026-08-15, new_money: 20m, pre_money: 60m, by: eve}]"
    stakes = value(HEAD + firm(more=plain) + FEE + STAKES)
    for party in ("ada", "bob", "eve"):
        assert shares.parties[party].sample == pytest.approx(stakes.parties[party].sample, rel=1e-9, abs=1e-3)
        assert shares.parties[party].by_term["rounds"] == pytest.approx(stakes.parties[party].by_term["rounds"])
    assert shares.companies["firm"].claims == pytest.approx(stakes.companies["firm"].claims)


@pytest.mark.parametrize("name", SECURITIES)
def test_what_holders_get_with_debt_and_fees_is_the_equity(keep: Keep, name: str) -> None:
    firm_books = keep(HEAD + firm(SECURITIES[name]) + FEE, paths=256).companies["firm"]
    paid = firm_books.paid
    assert paid is not None
    assert sum(paid.holders.values()) + paid.debt + paid.fees == pytest.approx(firm_books.equity, rel=1e-9)
    unpaid = sum(firm_books.unpaid.values(), np.zeros(256))
    assert firm_books.equity == pytest.approx(
        firm_books.resources + unpaid + firm_books.debt_unpaid, rel=1e-9, abs=1e-3
    )
    assert sum(paid.shares.values()) == pytest.approx(1.0)
    assert min(each.min() for each in paid.holders.values()) >= 0.0


@pytest.mark.parametrize("name", SECURITIES)
def test_the_lines_of_every_party_sum_to_its_worth(keep: Keep, name: str) -> None:
    books = keep(HEAD + firm(SECURITIES[name]) + FEE, paths=256)
    for party in ("ada", "bob", "eve"):
        for rates in (Rates(0.04, own_rates=False), Rates(0.12, own_rates=True)):
            split = lines(books, party, rates)
            assert sum(split.values()) == pytest.approx(whole(books, party, rates), rel=1e-9, abs=1e-3)
    assert np.abs(lines(books, "bob", Rates(0.04, own_rates=False))["waterfall"]).max() > 1e6


BUSINESS = HEAD.replace("  sold:", "  business: {kind: gbm, start: 100m USD, growth: 9%, volatility: 60%}\n  sold:")
ALONE = (
    BUSINESS
    + """companies:
  firm:
    enterprise_value: business
    cost_of_capital: 11%
    exit: horizon
    securities:
      stakeholders: {ada: {}, bob: {}}
      classes:
        common: {kind: common}
        series_a: {kind: preferred, converts_into: common, original_issue_price: 10 USD, preference: 1x}
      events:
        - {kind: issue, on: 2024-01-15, of: common, holder: ada, shares: 7_500_000, price: 0.001 USD}
        - {kind: issue, on: 2024-06-01, of: series_a, holder: bob, shares: 2_500_000, price: 10 USD}
"""
)


def call(forward: float, strike: float, deviation: float) -> float:
    """Return the mean of what a lognormal is over a strike."""
    d1 = np.log(forward / strike) / deviation + deviation / 2.0
    return float(forward * norm.cdf(d1) - strike * norm.cdf(d1 - deviation))


def test_preferred_shares_are_worth_what_black_and_scholes_say(read: Read) -> None:
    """Without participation: all up to the preference, then nothing until a quarter of the equity is worth as much."""
    valuation = value_deal(read(ALONE), Draws(5, 16, 1024), scenarios=["in_force"]).scenarios["in_force"]
    years = (dt.date(2029, 11, 21) - dt.date(2025, 2, 10)).days / 365.0
    forward, deviation = 100e6 * 1.09**years, 0.6 * np.sqrt(years)
    expected = forward - call(forward, 25e6, deviation) + 0.25 * call(forward, 100e6, deviation)
    for party, discounted in (("bob", expected), ("ada", forward - expected)):
        mean = valuation.parties[party].mean
        assert abs(mean.value - discounted / 1.11**years) < 4.0 * mean.standard_error
        assert mean.standard_error < 0.01 * mean.value


def test_a_scenario_takes_a_round_away(value: Value) -> None:
    with_round = value(HEAD + firm(PREFERRED + ROUND) + FEE, {"companies.firm.securities.rounds.series_b": "none"})
    without = value(HEAD + firm(PREFERRED) + FEE)
    for party in ("ada", "bob", "eve"):
        assert with_round.parties[party].mean.value == without.parties[party].mean.value


def test_a_round_that_no_price_makes_possible_does_not_come_about(keep: Keep) -> None:
    """On paths where the pre-money is too low for 20m and a pool of a tenth, nobody pays and nobody gets shares."""
    books = keep(HEAD + firm(PREFERRED + BY_PATH.replace("0.8x", "0.02x")) + FEE, paths=256)
    ((who, day, money),) = books.companies["firm"].exit.paid
    pre_money = 0.02 * books.view.futures.at("sales", np.full(256, day))
    reached = books.companies["firm"].exit.day >= day
    possible = 0.1 * (1.0 + 20e6 / pre_money) < 1.0
    assert who == "eve"
    assert money.tolist() == (20e6 * (reached & possible)).tolist()
    assert (reached & ~possible).any()
    assert (reached & possible).any()
    plain = keep(HEAD + firm(PREFERRED) + FEE, paths=256).companies["firm"]
    nothing = reached & ~possible
    for party in ("ada", "bob"):
        mine, other = books.companies["firm"].payout(party), plain.payout(party)
        assert mine[nothing] == pytest.approx(other[nothing], rel=1e-12)


HELD_BY_A_FIRM = """  mill:
    enterprise_value: 0.5x * sales * 1 year
    cash_flow: 1m USD/year
    cost_of_capital: 9%
    exit: [listed, horizon]
"""
MILL = """    securities:
      stakeholders: {firm: {}, eve: {}}
      classes: {common: {kind: common}}
      events:
        - {kind: issue, on: 2024-01-15, of: common, holder: eve, shares: 3_000_000}
        - {kind: issue, on: 2024-01-15, of: common, holder: firm, shares: 2_000_000}
"""


def test_a_company_is_paid_for_securities_of_another_as_for_a_stake_in_it(value: Value) -> None:
    stakes = "  part: {kind: equity, company: mill, holder: firm, stake: 40%, residual: eve}\n"
    with_stakes = value(HEAD + firm() + HELD_BY_A_FIRM + FEE + STAKES + stakes)
    with_shares = value(HEAD + firm(COMMON) + HELD_BY_A_FIRM + MILL + FEE)
    for party in ("ada", "bob", "eve"):
        mine, other = with_shares.parties[party], with_stakes.parties[party]
        assert mine.sample == pytest.approx(other.sample, rel=1e-9, abs=1e-3)
        assert mine.by_term.get("companies.mill", 0.0) == pytest.approx(other.by_term.get("part", 0.0), abs=1e-3)
    assert abs(with_shares.parties["bob"].by_term["companies.mill"]) > 1e5


def test_a_company_that_invests_in_another_pays_for_its_shares(value: Value) -> None:
    """It buys at a price a hundred times too high: what its holders lose is what the other company's gain."""
    dear = """      rounds:
        later: {on: 2026-08-15, new_class: common, investors: {firm: 10m}, pre_money: 100bn}
"""
    rate = HEAD.replace("12%", "9%").replace("7%", "9%").replace("risk_free: 4%", "risk_free: 9%")
    rich = firm(COMMON).replace("11%", "9%").replace("[sold, listed, horizon]", "horizon").replace("-10m", "90m")
    deal = rate + rich + HELD_BY_A_FIRM + MILL
    before, after = value(deal), value(deal + dear)
    lost = sum(before.parties[p].mean.value - after.parties[p].mean.value for p in ("ada", "bob"))
    gained = after.parties["eve"].mean.value - before.parties["eve"].mean.value
    assert after.parties["bob"].by_term["companies.mill.rounds"] < -1e6
    assert lost == pytest.approx(gained, rel=1e-6)
    assert lost > 1e6


def test_an_observed_round_of_common_shares_is_met_as_with_stakes(value: Value) -> None:
    """Whoever bought all shares that day holds the company: a headline of common shares is its equity."""
    said = "calibrate: {round: 2024-01-15, post_money: 90m, by: sales.start}"
    shares = value(HEAD + firm(COMMON, more=said).replace("cash: -10m", "cash: 10m") + FEE).companies["firm"]
    stakes = value(HEAD + firm(more=said).replace("cash: -10m", "cash: 10m") + FEE + STAKES).companies["firm"]
    assert shares.rounds[0].modelled.value == pytest.approx(stakes.rounds[0].modelled.value, rel=1e-9)
    assert shares.rounds[0].observed == 90e6


def test_a_calibration_meets_the_price_of_the_preferred_shares_sold(read: Read) -> None:
    said = "calibrate: {round: 2024-06-01, post_money: 120m, by: sales.start}"
    draws = Draws(1, 4, 256)
    solved = calibrated(read(HEAD + firm(PREFERRED + ROUND + OFFERING, more=said) + FEE), draws)
    books = keep_books(solved.sound, simulate(solved.sound, draws))
    price = modelled_price(books, "firm", replicates=4)
    assert price is not None
    assert price.modelled.value == pytest.approx(120e6, rel=1e-5)
    paid = books.companies["firm"].payout("bob") - 0.0
    exits, reached = books.companies["firm"].exit.day, books.companies["firm"].exit.day >= -254.0
    expected = np.mean(reached * paid * 1.11 ** ((-254.0 - exits) / 365.0)) / 3e6 * 10e6
    assert price.modelled.value == pytest.approx(expected, rel=1e-9)


def test_an_observed_round_on_a_day_without_a_sale_says_so(read: Read) -> None:
    said = "calibrate: {round: 2024-06-02, post_money: 120m, by: sales.start}"
    with pytest.raises(UnmetPriceError, match="sold no shares on `2024-06-02`") as told:
        calibrated(read(HEAD + firm(PREFERRED, more=said) + FEE), Draws(1, 4, 16))
    assert told.value.problem.place.line > 0


def test_every_value_of_securities_leads_to_its_place(read: Read) -> None:
    loaded = read(HEAD + firm(PREFERRED + BY_PATH) + FEE)
    known = {trail.path: trail for trail in trails(loaded)}
    price = known["companies.firm.securities.rounds.series_b.pre_money"]
    assert price.text == "0.8x * sales * 1 year"
    assert price.uses == ("drivers.sales",)
    at = loaded.place_of(price.path)
    assert at is not None
    assert (at.line, at.column) == (price.line, price.column)
    assert loaded.line(at)[price.column - 1 :].startswith("0.8x * sales")
    assert known["companies.firm.securities.classes.series_a.preference"].text == "1x"
    assert "companies.firm.securities" not in known


READ = HEAD.replace(
    "parties:",
    """facts:
  meant: {known_to: [bob], readings: [
            {weight: 60%, overlay: {companies.firm.securities.classes.series_a.participation: full}},
            {weight: 40%, overlay: {companies.firm.securities.classes.series_a.participation: none}}]}
  growth: {is: 5% to 12%, known_to: bob}
parties:""",
).replace("growth: 8%", "growth: growth")


def test_a_clause_of_securities_that_is_read_in_two_ways_is_valued_both_ways(value: Value) -> None:
    """Whoever does not know the reading expects the mean of both; who knows it has a band."""
    doubted = value(READ + firm(PREFERRED + ROUND) + FEE, paths=512)
    kinds = [
        value(
            READ + firm(PREFERRED + ROUND) + FEE,
            {
                "facts.meant.readings": "none",
                "facts.meant.is": "1",
                "companies.firm.securities.classes.series_a.participation": how,
            },
            paths=512,
        )
        for how in ("full", "none")
    ]
    means = [each.parties["ada"].mean.value for each in kinds]
    assert min(means) < doubted.parties["ada"].mean.value < max(means)
    assert doubted.parties["ada"].belief_band is None
    band = doubted.parties["bob"].belief_band
    assert band is not None
    assert band[1] - band[0] > 1e5


def test_interest_that_does_not_convert_is_paid_where_the_note_does(keep: Keep) -> None:
    """A note of 5m at 8 % since 2024-06-01: whoever holds it is paid two years and 75 days of interest in the round."""
    note = (
        "convertibles: {note: {kind: note, holder: eve, amount: 5m, on: 2024-06-01, rate: 8%, interest_converts: no}}\n"
    )
    interest = 5e6 * 0.08 * (dt.date(2026, 8, 15) - dt.date(2024, 6, 1)).days / 365
    for priced in (ROUND, BY_PATH):
        exit_ = keep(HEAD + firm(PREFERRED + note + priced) + FEE).companies["firm"].exit
        paid = [(who, day, float(money[exit_.day >= day].max())) for who, day, money in exit_.paid]
        assert paid == [("eve", 551.0, pytest.approx(20e6 - interest))]


def test_securities_of_a_file_of_their_own_pay_what_they_pay_inline(value: Value, tmp_path: Path) -> None:
    table = PREFERRED.replace("others: eve\n", "") + ROUND
    head = "captable: 1\ncompany: Firm\ncurrency: USD\nas_of: 2025-02-10\n"
    (tmp_path / "firm.yaml").write_text(head + table.replace("{party: ada}", "{}"), encoding="utf-8")
    named = firm("file: firm.yaml\nholders: {founder: ada}\nothers: eve\n")
    (tmp_path / "deal.yaml").write_text(HEAD.lstrip() + named + FEE, encoding="utf-8")
    loaded = load(tmp_path / "deal.yaml")
    assert [problem.what for problem in loaded.errors] == []
    found = value_deal(loaded, Draws(1, 8, 32), scenarios=["in_force"]).scenarios["in_force"]
    inline = value(HEAD + firm(PREFERRED + ROUND) + FEE)
    for party in ("ada", "bob", "eve"):
        assert found.parties[party].sample == pytest.approx(inline.parties[party].sample, rel=1e-12)
