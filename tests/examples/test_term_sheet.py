"""The Series A: the round by hand, and what its terms are worth in price."""

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from rich.console import Console

import dealwright
from dealwright.bargain.result import Bargain
from dealwright.bargain.trade.prices import Price, Prices
from dealwright.equity.exits.option_pricing import Market
from dealwright.equity.ledger import holdings_on
from dealwright.equity.rounds.planned import planned
from dealwright.lang.cap_tables import cap_table
from dealwright.lang.load import loads
from dealwright.show.captable.option_worth import OptionWorth, print_worth

FILE = Path(__file__).resolve().parents[2] / "examples" / "term-sheet" / "deal.yaml"
PRE_MONEY = "companies.juniper.securities.rounds.series_a.pre_money"
PARTICIPATION = "companies.juniper.securities.classes.series_a.participation"
PREFERENCE = "companies.juniper.securities.classes.series_a.preference"
POOL = "companies.juniper.securities.rounds.series_a.pool.share"
PATHS = 2048


def smaller() -> str:
    """Return the file with fewer packages, those that the page tells of among them."""
    text = FILE.read_text(encoding="utf-8")
    for old, new in {
        "10m USD .. 40m USD by 1m USD": "10m USD .. 35m USD by 1m USD",
        "[1x, 1.5x, 2x]": "[1x, 1.5x]",
        "[none, capped, full]": "[none, full]",
        "series_a.cap: [2x, 3x]": "series_a.cap: [2x]",
        "[10%, 15%, 20%]": "[10%, 15%]",
    }.items():
        assert old in text
        text = text.replace(old, new)
    return text


@cache
def bargained() -> Bargain:
    return dealwright.Study(loads(smaller()), paths=PATHS).bargain()


def prices() -> Prices:
    found = bargained().prices
    assert found is not None
    return found


def price(path: str, value: str, party: str) -> Price:
    return next(each for each in prices().changes if (each.path, each.value, each.party) == (path, value, party))


def test_the_solutions_keep_the_preferred_plain() -> None:
    nash = bargained().solutions["nash"].package
    assert (nash[PRE_MONEY], nash[PREFERENCE], nash[PARTICIPATION]) == ("11m USD", "1x", "none")
    assert all(each.package[PREFERENCE] == "1x" for each in bargained().solutions.values())


@pytest.mark.parametrize(
    ("path", "value", "fund", "founders"),
    [(PREFERENCE, "1.5x", 1.9e6, 7.2e6), (PARTICIPATION, "full", 6.2e6, 20.7e6), (POOL, "15%", 0.9e6, 1.0e6)],
)
def test_what_a_term_is_worth_in_price_is_what_the_page_says(
    path: str, value: str, fund: float, founders: float
) -> None:
    """Within four errors of the fewer futures here, and the last digit of the page."""
    for party, said in (("fund", fund), ("founders", founders)):
        found = price(path, value, party).change
        assert found is not None
        assert found.value == pytest.approx(said, abs=4 * found.standard_error + 0.05e6)


@pytest.mark.parametrize("party", ["fund", "founders"])
def test_a_party_is_as_well_off_at_the_price_of_a_participating_preference(party: str) -> None:
    found = price(PARTICIPATION, "full", party).change
    assert found is not None
    package = dict(prices().package)
    made_good = {**package, PARTICIPATION: "full", PRE_MONEY: f"{11e6 + found.value:.0f} USD"}
    worths = []
    for each in (package, made_good):
        signed = dealwright.Study(loads(smaller()).package(each), paths=PATHS)
        worths.append(signed.value("in_force").scenarios["in_force"].parties[party].certainty_equivalent.value)
    # worth is linear in price only between two values of the range, a million apart
    assert worths[1] == pytest.approx(worths[0], rel=0.001)


def test_the_round_on_the_table_by_hand() -> None:
    """The SAFEs share one capitalization with all that converts; the note's counts the new pool and no convertible."""
    (found,) = planned(cap_table(dealwright.load(FILE).sound, "juniper")).rounds
    note = Fraction(265_000)
    pool, post = found.pool_increases["plan"], found.post_money
    old = Fraction(9_000_000)
    shares_of_note = note / (Fraction(8_000_000) / (old + pool))
    together = (old + shares_of_note) / (1 - Fraction(8, 100) - Fraction(75, 1000))
    by_name = {each.convertible: each.shares for each in found.conversions}
    assert by_name["ridge_note"] == shares_of_note
    assert by_name["scout_safe"] == together * Fraction(8, 100)
    assert by_name["harbour_safe"] == together * Fraction(75, 1000)
    assert found.price == Fraction(18_000_000) / (together + pool)
    assert post == 23_000_000
    assert (600_000 + pool) / found.fully_diluted == Fraction(1, 10)


def test_the_table_of_a_deal_bears_the_name_of_its_company() -> None:
    assert cap_table(dealwright.load(FILE).sound, "juniper").company == "Juniper Robotics"


def test_lots_of_one_class_are_named_once_where_options_are_priced() -> None:
    table = cap_table(dealwright.load(FILE).sound, "juniper")
    market = Market(volatility=0.75, years=4.0, rate=0.04)
    console = Console(record=True, width=120)
    print_worth(OptionWorth.of(table, holdings_on(table), market, 16e6), console)
    said = "\n".join(line.rstrip() for line in console.export_text().splitlines()) + "\n"
    assert "preference of Series A, in proportion" in said
    assert "participation of Common and Series A\n" in said
    assert "Series A, Series A" not in said
