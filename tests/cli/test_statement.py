"""`dealwright statement`: what each clause computed, for a lawyer to check by hand."""

import csv
import io
from pathlib import Path

import pytest

from cli.answer import Run

MILL = """\
dealwright: 1
title: A mill and its miller
as_of: 2025-01-01
horizon: 2027-12-31
step: quarter
currency: EUR
risk_free: 3%
parties: {owner: {name: The owner}, miller: {name: The miller}}
facts:
  clause:
    title: What the minimum counts
    readings:
      - {title: the first year only, overlay: {terms.rent.minimum: {2025: 12k EUR, 2026: 0 EUR}}, weight: 40%}
      - {title: every year, overlay: {terms.rent.minimum: {2025: 12k EUR}}, weight: 60%}
drivers:
  flour: {kind: gbm, start: 100k EUR/year, growth: 0%, volatility: 40%}
  sold:  {kind: event, chance: 75% by 2026-12-31}
terms:
  rent: {kind: royalty, payer: miller, payee: owner, on: flour, rate: 10%, period: year, paid: end, ends_on: sold,
         minimum: {2025: 12k EUR}}
  fee:  {kind: payment, payer: owner, payee: miller, amount: 1234.56 EUR, on: 2026-05-17}
  idle: {kind: payment, active: no, payer: owner, payee: miller, amount: 1 EUR, on: 2026-05-17}
scenarios:
  dear: {terms.rent.rate: 20%}
"""


@pytest.fixture
def mill(tmp_path: Path) -> str:
    file = tmp_path / "mill.yaml"
    file.write_text(MILL, encoding="utf-8")
    return str(file)


def stated(run: Run, *words: str) -> dict[str, list[dict[str, float]]]:
    """Give the periods of each term."""
    answer = run("statement", *words, "--json", "--paths", "64")
    assert answer.code == 0, answer.err
    return {term["term"]: term["periods"] for term in answer.json["terms"]}


def test_the_certain_future_is_stated_period_by_period_to_the_cent(run: Run, mill: str) -> None:
    """Half of 75 % by the end of 2026 is reached at the end of 2025, since hazards are even: the rent ends with it."""
    rent, fee = stated(run, mill).values()
    assert [(period["opens"], period["closes"], period["paid_on"]) for period in rent] == [
        ("2025-01-01", "2025-12-31", "2025-12-31")
    ]
    assert rent[0]["paid"] == pytest.approx(12_000)
    assert sum(period["paid"] for period in fee) == pytest.approx(1234.56)
    told = run("statement", mill).out
    assert "ended by sold on 31 December 2025" in told
    assert "1,234.56" in told
    assert "12,000" in told
    assert "every year" in told, "which reading holds is said"


def test_one_future_by_its_number_is_what_the_mean_is_made_of(run: Run, mill: str) -> None:
    paid = [sum(period["paid"] for period in stated(run, mill, "--path", str(n))["rent"]) for n in range(1, 65)]
    mean = sum(period["paid"] for period in stated(run, mill, "--path", "mean")["rent"])
    assert mean == pytest.approx(sum(paid) / 64)
    assert len(set(paid)) > 32


def test_the_median_is_of_the_worth_to_the_party_that_is_named(run: Run, mill: str) -> None:
    low, middle, high = (
        run("statement", mill, "--path", path, "--for", "owner", "--paths", "64", "--json").json
        for path in ("p5", "p50", "p95")
    )
    valued = run("value", mill, "--paths", "64", "--json").json["scenarios"]["in_force"]["parties"]["owner"]
    assert low["worth"] < middle["worth"] < high["worth"]
    assert low["worth"] <= valued["p5"] <= valued["p50"]
    assert middle["worth"] <= valued["p50"] <= high["worth"]
    assert middle["party"] == "owner"
    again = run("statement", mill, "--path", str(middle["number"]), "--paths", "64", "--json").json
    assert again["terms"] == middle["terms"]
    other = run("statement", mill, "--path", "p5", "--for", "miller", "--paths", "64", "--json").json
    assert other["worth"] == pytest.approx(-high["worth"]), "what is dear to one is cheap to the other"


def test_a_percentile_of_nobodys_worth_is_wrong_usage(run: Run, mill: str) -> None:
    answer = run("statement", mill, "--path", "p50")
    assert (answer.code, answer.out) == (2, "")
    assert "p50 of whose worth? say --for owner or --for miller" in answer.err


def test_the_only_party_need_not_be_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "alone.yaml"
    alone = "\n".join(line for line in MILL.splitlines() if not line.strip().startswith(("fee:", "idle:")))
    alone = alone.replace("parties: {owner: {name: The owner}, miller: {name: The miller}}", "parties: {owner: {}}")
    alone = alone.replace("kind: royalty, payer: miller, payee: owner", "kind: royalty, payer: mill, payee: owner")
    company = "companies: {mill: {enterprise_value: 1m EUR, cost_of_capital: 9%}}"
    stake = "  all: {kind: equity, company: mill, holder: owner, stake: 100%, residual: owner}"
    file.write_text(alone.replace("scenarios:", f"{stake}\nscenarios:").replace("terms:\n", f"{company}\nterms:\n", 1))
    assert run("statement", str(file), "--path", "p50", "--paths", "64", "--json").json["party"] == "owner"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--path", "p50", "--for", "nobody"), "there is no party 'nobody'"),
        (("--for", "owner"), "--for names whose worth a percentile is of"),
        (("--path", "p101"), "is no path"),
        (("--path", "0"), "is no path"),
        (("--path", "median"), "is no path"),
        (("--path", "65", "--paths", "64"), "there is no path 65: there are 64 futures"),
        (("--term", "lease"), "there is no term 'lease' in"),
        (("--term", "idle"), "no term 'idle' in force"),
        (("--scenario", "cheap"), "there is no scenario 'cheap' in"),
        (("--csv", "--json"), "--csv goes with neither"),
        (("--csv", "--readings"), "--csv goes with neither"),
    ],
)
def test_what_cannot_be_stated_is_wrong_usage(run: Run, mill: str, words: tuple[str, ...], told: str) -> None:
    answer = run("statement", mill, *words)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


def test_only_the_terms_that_are_asked_for_are_stated(run: Run, mill: str) -> None:
    assert list(stated(run, mill, "--term", "fee")) == ["fee"]
    assert list(stated(run, mill)) == ["rent", "fee"]


def test_a_scenario_and_a_change_are_stated(run: Run, mill: str) -> None:
    assert stated(run, mill, "--scenario", "dear")["rent"][0]["paid"] == pytest.approx(20_000)
    assert stated(run, mill, "--set", "terms.rent.rate=30%")["rent"][0]["paid"] == pytest.approx(30_000)


def test_each_clause_stands_in_words_above_its_table_as_the_scenario_has_it(run: Run, mill: str) -> None:
    told = run("statement", mill, "--term", "rent", "--paths", "64").out
    assert "The miller shall pay the owner 10% of flour" in told
    dear = run("statement", mill, "--term", "rent", "--paths", "64", "--scenario", "dear").out
    assert "The miller shall pay the owner 20% of flour" in dear


def test_the_rows_are_there_as_csv(run: Run, mill: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("statement", mill, "--csv").out)))
    assert [row["paid"] for row in rows if row["term"] == "rent"] == ["12000"]
    assert "1234.56" in [row["paid"] for row in rows if row["term"] == "fee"]
    assert {row["currency"] for row in rows} == {"EUR"}


def test_the_readings_of_a_clause_stand_side_by_side(run: Run, mill: str) -> None:
    words = ("--readings", "--set", "drivers.sold.chance=1% by 2026-12-31", "--set", "drivers.flour.start=50k EUR/year")
    told = run("statement", mill, *words)
    assert "A: the first year only (40%)" in told.out
    assert "B: every year (60%)" in told.out
    rows = [line.split() for line in told.out.splitlines() if line.strip().startswith("202")]
    assert [row[3:] for row in rows] == [["12,000", "12,000"], ["5,000", "12,000"], ["5,000", "12,000"]]
    (clause,) = run("statement", mill, *words, "--json").json
    assert (clause["fact"], clause["terms"]) == ("clause", ["rent"])
    totals = [reading["statement"]["terms"][0]["totals"]["paid"] for reading in clause["readings"]]
    assert totals == pytest.approx([22_000, 36_000])


PREFERRED = """dealwright: 1
title: A return that is compounded, or not
as_of: 2025-01-01
horizon: 2027-12-31
step: year
currency: USD
risk_free: 0%
parties: {ada: {discount: 10%}, bob: {discount: 10%}}
facts:
  simple: {reason: the clause is silent, readings: [{is: yes, weight: 50%}, {is: no, weight: 50%}]}
  share:  {reason: two drafts, readings: [{is: 100%, weight: 60%}, {is: 50%, weight: 40%}]}
  start:  {reason: two surveys, readings: [{is: 40k USD/year, weight: 60%}, {is: 50k USD/year, weight: 40%}]}
drivers:
  rent: {kind: derived, is: "if(year == 2027, start, 0 USD/year)"}
terms:
  share:
    kind: profit_participation
    payer: ada
    payee: bob
    on: rent
    invested: {2025-01-01: 10k USD}
    tiers: [{share: share, until_hurdle: 10%, simple: simple}]
    paid: end
"""


def test_readings_of_a_number_and_of_a_yes_or_no_in_a_term_stand_side_by_side(run: Run, tmp_path: Path) -> None:
    """10,000 for three years at 10 %: 13,000 simple, 13,310 compounded. What a driver alone uses is no clause."""
    file = tmp_path / "preferred.yaml"
    file.write_text(PREFERRED, encoding="utf-8")
    (clause,) = run("statement", str(file), "--readings", "--json").json
    totals = [reading["statement"]["terms"][0]["totals"]["paid"] for reading in clause["readings"]]
    assert (clause["fact"], totals) == ("simple", pytest.approx([13_000, 13_310]))
    lower = ("--set", "drivers.rent.is=4k USD/year")
    assert "share" in [each["fact"] for each in run("statement", str(file), "--readings", "--json", *lower).json]


RESIDUAL = """dealwright: 1
title: What comes after the last tier
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: USD
risk_free: 0%
parties: {ada: {discount: 10%}, bob: {discount: 10%}, eve: {discount: 10%}}
facts:
  rest: {reason: two drafts, readings: [{is: 50%, weight: 50%}, {is: 100%, weight: 50%}]}
  leave: {reason: two drafts, readings: [{is: 7k USD, weight: 50%}, {is: 9k USD, weight: 50%}]}
terms:
  share: {kind: profit_participation, payer: ada, payee: bob, on: 100k USD/year,
          tiers: [{share: 50%, until_paid: 10k USD}], residual: eve, residual_share: rest}
  stop: {kind: termination, ends: share, on: 2025-12-30, fee: leave, payer: ada, payee: bob}
"""


def test_readings_show_what_others_than_the_payee_get(run: Run, tmp_path: Path) -> None:
    """80,000 of 100,000, less a day, come after the tier: half of them or all to Eve; Bob has 10,000 either way."""
    file = tmp_path / "residual.yaml"
    file.write_text(RESIDUAL, encoding="utf-8")
    said = run("statement", str(file), "--readings").out
    assert "the same amounts" not in said
    assert ["in", "all", "39,863.01", "79,726.03"] in [line.split() for line in said.splitlines()]
    assert ["in", "all", "7,000", "9,000"] in [line.split() for line in said.splitlines()]


ALONE = """dealwright: 1
title: What a member pays by itself
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: USD
risk_free: 0%
parties: {ada: {discount: 10%}, bob: {discount: 10%}}
terms:
  it: {kind: venture, members: {ada: 60%, bob: 40%}, contributions: {2025-01-01: 100k USD},
       calls: [{on: 2025-12-31, amount: 100k USD, unmet_by: bob, covered: yes}],
       own_contributions: {bob: {2025-06-30: 3k USD, 2026-06-30: 7k USD}}}
"""


def test_a_venture_states_what_a_member_contributes_by_itself(run: Run, tmp_path: Path) -> None:
    """Bob pays 40,000 of the first 100,000 and nothing of the second, so that 20% are left to it, and 10,000 alone."""
    file = tmp_path / "alone.yaml"
    file.write_text(ALONE, encoding="utf-8")
    (term,) = run("statement", str(file), "--json").json["terms"]
    on = {row["opens"]: (row["bob: pays alone"], row["bob: share"]) for row in term["periods"]}
    assert term["totals"]["bob: pays alone"] == 10_000
    assert on["2025-06-30"] == pytest.approx((3_000, 0.4))
    assert on["2026-06-30"] == pytest.approx((7_000, 0.2))


def test_a_deal_without_disputed_clauses_says_so(run: Run, deal: Path) -> None:
    assert "no clause has readings" in run("statement", str(deal), "--readings").out


QUARTER_END = """\
dealwright: 1
title: An event on the last day of something
as_of: 2025-01-01
horizon: 2026-12-31
step: quarter
currency: USD
risk_free: 0%
parties: {a: {}, b: {}}
drivers:
  friday: {kind: event, chance: 50% by 2025-10-31}
  year_end: {kind: event, chance: 50% by 2025-12-31}
  january: {kind: event, chance: 50% by 2025-01-30}
  last: {kind: event, chance: 50% by 2026-12-31}
  new_year: {kind: event, when: year >= 2026}
  sales: {kind: constant, is: 1m USD/year}
terms:
  rent: {kind: flow, payer: a, payee: b, amount: 365k USD/year}
"""


@pytest.mark.parametrize(
    ("term", "day", "paid_on"),
    [
        ("milestone, on: friday", "2025-10-31", "2025-10-31"),
        ("milestone, on: friday, business_days: {calendar: US}", "2025-10-31", "2025-10-31"),  # a Friday
        ("milestone, on: year_end, business_days: {calendar: US}", "2025-12-31", "2025-12-31"),
        ("milestone, on: january, after: 1 month", "2025-02-28", "2025-02-28"),
        ("milestone, on: friday, after: 3 months", "2026-01-31", "2026-01-31"),
        ("milestone, on: friday, after: 30 days, business_days: {calendar: US}", "2025-11-30", "2025-12-01"),
        ("milestone, on: last", "2026-12-31", "2026-12-31"),
        ("milestone, on: year_end, until: 2025-12-31", "2025-12-31", "2025-12-31"),
        ("milestone, on: new_year", "2026-01-01", "2026-01-01"),
        ("milestone, when: year >= 2026, from: 2026-03-01", "2026-03-01", "2026-03-01"),
        ("milestone, when: cumulative(sales) >= 1m", "2025-12-31", "2025-12-31"),
        ("payment, stages: [{on: friday}], business_days: {calendar: US}", "2025-10-31", "2025-10-31"),
        ("payment, stages: [{on: january, after: 1 month}]", "2025-02-28", "2025-02-28"),
        ("payment, stages: [{on: 2025-10-31}], business_days: {calendar: US}", "2025-10-31", "2025-10-31"),
        ("termination, ends: rent, on: friday, notice: 1 month", "2025-11-30", "2025-11-30"),
        ("termination, ends: rent, on: [2025-08-31], notice: 6 months", "2026-02-28", "2026-02-28"),
    ],
)
def test_what_happens_at_the_close_of_a_day_is_of_that_day(
    run: Run, tmp_path: Path, term: str, day: str, paid_on: str
) -> None:
    """The probability of 50 % by 31 October is reached on 31 October: a Friday, on which a payment needs no roll."""
    money = "fee: 100 USD" if term.startswith("termination") else "amount: 100 USD"
    term = term.replace("stages: [{on", "stages: [{share: 100%, on")
    file = tmp_path / "deal.yaml"
    file.write_text(f"{QUARTER_END}  it: {{kind: {term}, payer: a, payee: b, {money}}}\n", encoding="utf-8")
    (row,) = stated(run, str(file), "--term", "it")["it"]
    assert (row["opens"], row["closes"], row["paid_on"]) == (day, day, paid_on)


def test_a_milestone_at_the_end_of_the_last_period_is_paid(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "deal.yaml"
    each = "{kind: milestone, payer: a, payee: b, of: sales, within: year, tiers: [{at: 900k, amount: 1 USD}]"
    text = f"{QUARTER_END}  it: {each}, from: 2026-01-01, paid: end, business_days: {{calendar: US}}}}\n"
    file.write_text(text, encoding="utf-8")
    (row,) = stated(run, str(file), "--term", "it")["it"]
    assert (row["paid_on"], row["paid"]) == ("2026-12-31", 1.0)


def test_a_tail_is_stated_payment_by_payment_and_an_end_without_a_fee_too(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "deal.yaml"
    ends = """
  share: {kind: royalty, payer: a, payee: b, on: sales, rate: 10%, paid: end}
  over: {kind: termination, ends: share, on: friday, payer: a, payee: b, tail: 3 months, tail_share: 50%}
  stop: {kind: termination, ends: rent, on: friday, notice: 1 month}
"""
    file.write_text(QUARTER_END + ends, encoding="utf-8")
    found = stated(run, str(file))
    assert [(row["opens"], round(row["tail"], 2)) for row in found["over"]] == [
        ("2025-10-31", 0.0),
        ("2025-12-31", round(50_000 * 61 / 365, 2)),
        ("2026-01-31", round(50_000 * 31 / 365, 2)),
    ]
    assert [(row["opens"], row["terminated"]) for row in found["stop"]] == [("2025-11-30", 1.0)]


ABROAD = """\
dealwright: 1
title: Rent in euros, and an index
as_of: 2024-02-29
horizon: 2026-12-31
step: quarter
currency: USD
risk_free: 5%
inflation: 3%
exchange_rates: {EUR: eur}
parties: {a: {}, b: {}}
drivers:
  eur: {kind: schedule, 2024-02-29: 1.10 USD/EUR, 2025-03-01: 1.20 USD/EUR, 2026-12-31: 1.00 USD/EUR}
  shaken: {kind: gbm, start: 1.10 USD/EUR, growth: 0%, volatility: 15%}
terms:
  rent: {kind: payment, payer: a, payee: b, amount: 50k EUR, on: 2025-03-01, currency: EUR}
  share: {kind: royalty, payer: a, payee: b, on: 365k EUR/year, rate: 10%, from: 2025-01-01, until: 2025-02-28,
          pays_after: 1 day, currency: EUR}
  aid: {kind: payment, payer: a, payee: b, amount: 1000 USD, on: 2025-02-28, prices: real}
"""


def test_a_term_in_other_money_says_its_rate_and_what_is_paid_at_it(run: Run, tmp_path: Path) -> None:
    """Of 59 days 100 euros each are paid at the close of 1 March: a day of 0.2 / 670 cheaper."""
    file = tmp_path / "deal.yaml"
    file.write_text(ABROAD, encoding="utf-8")
    found = stated(run, str(file))
    (rent,), (aid,) = found["rent"], found["aid"]
    assert (rent["exchange_rate"], rent["paid_in_USD"]) == pytest.approx((1.2, 60_000.0))
    assert found["share"][-1]["paid_in_USD"] == pytest.approx(100 * 59 * (1.2 - 0.2 / 670), abs=0.005)
    assert (aid["price_level"], aid["paid_in_USD"]) == pytest.approx((1.03, 1030.0))


def test_what_is_paid_at_the_rate_is_what_the_median_path_is_worth(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "deal.yaml"
    text = ABROAD.replace("EUR: eur}", "EUR: shaken}").replace("share: {kind", "share: {active: no, kind")
    file.write_text(text, encoding="utf-8")
    answer = run("statement", str(file), "--path", "p50", "--for", "b", "--json", "--paths", "64", "--term", "rent")
    (row,) = answer.json["terms"][0]["periods"]
    aid = 1030.0 * 1.05 ** (-365 / 365)
    assert row["paid_in_USD"] * 1.05 ** (-366 / 365) + aid == pytest.approx(answer.json["worth"], abs=0.005)


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("cumulative(terms.quarterly.paid) >= 40k", "2025-06-30"),  # 24,657.53, and 49,589.04 with the second quarter
        ("cumulative(terms.late.paid) >= 40k", "2025-08-14"),
        ("cumulative(terms.dated.paid) >= 30k", "2025-02-10"),
        ("cumulative(terms.dated.paid) >= 31k", "2025-09-30"),
        ("cumulative(terms.dated.paid + terms.quarterly.paid) >= 79k", "2025-06-30"),
        ("cumulative(50% * terms.dated.paid) + cumulative(terms.quarterly.paid) >= 105k", "2025-12-31"),
        ("cumulative(50% * terms.dated.paid + sales) >= 271_500 * 1 USD", "2025-04-04"),  # between two payments
        ("cumulative(terms.lent.paid) >= 100 USD", "2025-03-31"),
    ],
)
def test_what_was_paid_counts_from_the_day_of_the_payment_on(run: Run, tmp_path: Path, when: str, day: str) -> None:
    file = tmp_path / "deal.yaml"
    terms = f"""
  quarterly: {{kind: royalty, payer: a, payee: b, on: sales, rate: 10%, paid: end}}
  late: {{kind: royalty, payer: a, payee: b, on: sales, rate: 10%, pays_after: 45 days}}
  dated: {{kind: payment, payer: a, payee: b, amount: {{2025-02-10: 30k, 2025-09-30: 30k}}}}
  lent: {{kind: loan, lender: a, borrower: b, principal: 10k, rate: 6%, day_count: 30/360, every: month,
         first: 2025-01-31, maturity: 2026-06-30}}
  it: {{kind: milestone, payer: a, payee: b, amount: 1k, when: "{when}"}}
"""
    file.write_text(QUARTER_END + terms, encoding="utf-8")
    (row,) = stated(run, str(file), "--term", "it")["it"]
    assert (row["opens"], row["paid_on"]) == (day, day)


DAYS = "amount: {2025-10-31: 1 USD, 2025-11-01: 2 USD, 2025-12-31: 4 USD, 2026-01-01: 8 USD, 2026-01-02: 16 USD}"


@pytest.mark.parametrize(
    ("keys", "more", "paid"),
    [
        ("ends_on: friday", "", 1),  # at the close of 31 October
        ("ends_on: new_year", "", 15),  # at the opening of 1 January
        ("starts_on: friday", "", 30),
        ("starts_on: new_year", "", 24),
        ("until: 2025-12-31", "", 7),
        ("title: it", "x: {kind: termination, ends: it, on: friday}", 1),
        ("title: it", "x: {kind: termination, ends: it, on: new_year}", 15),
        ("title: it", "x: {kind: termination, ends: it, when: year >= 2026}", 15),
        ("title: it", "x: {kind: termination, ends: it, on: [2025-12-31]}", 7),
        ("title: it", "x: {kind: option, holder: b, at: new_year, exercise: always, ends: it}", 15),
        ("title: it", "x: {kind: option, holder: b, on: 2025-12-31, exercise: always, ends: it}", 7),
        ("title: it", "x: {kind: payment, payer: a, payee: b, replaces: it, starts_on: new_year, DAYS}", 7),
        ("replaces: x, starts_on: new_year", "x: {kind: payment, payer: a, payee: b, DAYS}", 24),
        ("title: it", "x: {kind: payment, payer: a, payee: b, replaces: it, from: 2026-01-01, DAYS}", 7),
        ("replaces: x, from: 2026-01-01", "x: {kind: payment, payer: a, payee: b, DAYS}", 24),
        ("replaces: x, starts_on: friday", "x: {kind: payment, payer: a, payee: b, DAYS}", 30),
        (
            "title: it",
            "x: {kind: option, holder: b, on: 2025-12-31, exercise: always, switches: {terms.it.payee: b}}",
            31,
        ),
    ],
)
def test_a_payment_on_the_day_of_a_trigger_is_paid_once(
    run: Run, tmp_path: Path, keys: str, more: str, paid: float
) -> None:
    file = tmp_path / "deal.yaml"
    text = f"{QUARTER_END}  it: {{kind: payment, payer: a, payee: b, {DAYS}, {keys}}}\n"
    file.write_text(f"{text}  {more}\n".replace("DAYS", DAYS), encoding="utf-8")
    assert sum(row["paid"] for row in stated(run, str(file), "--term", "it")["it"]) == paid


@pytest.mark.parametrize(
    ("keys", "paid"),
    [
        ("of: terms.quarterly.paid, tiers: [{at: 40k, amount: 1k}]", [("2025-06-30", 1_000)]),  # 49,589.04 by then
        ("of: terms.late.paid, tiers: [{at: 40k, amount: 1k}]", [("2025-08-14", 1_000)]),
        (
            "of: terms.dated.paid, tiers: [{at: 30k, amount: 1k}, {at: 31k, amount: 2k}]",
            [("2025-02-10", 1_000), ("2025-09-30", 2_000)],
        ),
        ("of: terms.dated.paid, from: 2025-02-11, tiers: [{at: 30k, amount: 1k}]", [("2025-09-30", 1_000)]),
        ("of: terms.dated.paid, until: 2025-02-10, tiers: [{at: 30k, amount: 1k}]", [("2025-02-10", 1_000)]),
        ("of: terms.dated.paid, until: 2025-02-09, tiers: [{at: 30k, amount: 1k}]", []),
        ("of: 50% * terms.dated.paid + sales, tiers: [{at: 271_500 USD, amount: 1k}]", [("2025-04-04", 1_000)]),
        (
            "of: terms.quarterly.paid, within: year, tiers: [{at: 40k, amount: 1k}, {at: 90k, amount: 2k}]",
            [("2025-06-30", 1_000), ("2025-12-31", 2_000)],
        ),
        ("of: terms.dated.paid, every: 10k, amount: 1k", [*[("2025-02-10", 1_000)] * 3, *[("2025-09-30", 1_000)] * 3]),
        ("of: terms.dated.paid, every: 100 USD, amount: 1 USD", [("2025-02-10", 300), ("2025-09-30", 300)]),
        ("of: terms.lent.paid, tiers: [{at: 100 USD, amount: 1k}]", [("2025-03-31", 1_000)]),
    ],
)
def test_a_sum_of_what_was_paid_is_reached_on_the_day_of_the_payment(
    run: Run, tmp_path: Path, keys: str, paid: list[tuple[str, float]]
) -> None:
    file = tmp_path / "deal.yaml"
    terms = f"""
  quarterly: {{kind: royalty, payer: a, payee: b, on: sales, rate: 10%, paid: end}}
  late: {{kind: royalty, payer: a, payee: b, on: sales, rate: 10%, pays_after: 45 days}}
  dated: {{kind: payment, payer: a, payee: b, amount: {{2025-02-10: 30k, 2025-09-30: 30k}}}}
  lent: {{kind: loan, lender: a, borrower: b, principal: 10k, rate: 6%, day_count: 30/360, every: month,
         first: 2025-01-31, maturity: 2026-06-30}}
  it: {{kind: milestone, payer: a, payee: b, {keys}}}
"""
    file.write_text(QUARTER_END + terms, encoding="utf-8")
    rows = stated(run, str(file), "--term", "it")["it"]
    assert [(row["paid_on"], pytest.approx(row["paid"])) for row in rows if row["paid"]] == paid
