"""`dealwright captable`: who owns what, what a round costs, what an exit pays, an IPO; as tables and as JSON."""

import json
import shlex
from pathlib import Path

import pytest

from cli.answer import Run
from dealwright.cli.console import print_json
from dealwright.equity.ocf import read_ocf

ACME = """captable: 1
company: Acme
currency: USD
as_of: 2025-06-30
stakeholders:
  ana: {name: Ana Alvarez, relationship: founder}
  ben: {name: Ben Bell}
  fund_one: {name: Fund One}
classes:
  common: {authorised: 20_000_000}
  series_seed: {kind: preferred, original_issue_price: 1 USD, converts_into: common, seniority: 1, preference: 1x}
  series_a: {kind: preferred, converts_into: common, seniority: 2, preference: 1x}
pools: {plan: {of: common, reserved: 1_000_000}}
events:
  - {kind: issue, on: 2021-01-15, of: common, holder: ana, shares: 5_000_000, price: 0.0001 USD}
  - {kind: issue, on: 2021-01-15, of: common, holder: ben, shares: 2_000_000, price: 0.0001 USD}
  - {kind: issue, on: 2022-03-01, of: series_seed, holder: fund_one, shares: 2_000_000, price: 1 USD}
  - {kind: transfer, on: 2023-03-01, of: common, holder: ben, to: fund_one, shares: 100_000, price: 2 USD}
rounds:
  series_a: {on: 2025-09-30, pre_money: 20m USD, investors: {fund_one: 5m USD}}
ipo: {on: 2027-06-01, price: 12 USD, primary: 1_000_000, underwriting: 7%}
"""


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "captable.yaml"
    file.write_text(ACME, encoding="utf-8")
    return file


def test_who_holds_what_by_hand(acme: Path, run: Run) -> None:
    del acme
    found = run("captable", "show", "--json").json
    assert (found["outstanding"], found["fully_diluted"]) == (9_000_000, 10_000_000)
    assert {row["holder"]: row["as_converted"] for row in found["holders"]} == {
        "ana": 5_000_000,
        "fund_one": 2_100_000,
        "ben": 1_900_000,
    }
    assert {row["of"]: row["outstanding"] for row in found["preferences"]} == {"series_seed": 2_000_000}
    assert found["pools"][0]["available"] == 1_000_000


def test_money_between_holders_is_no_money_paid_in(acme: Path, run: Run) -> None:
    del acme
    money = run("captable", "show", "--json").json["paid_in"]
    paid = {row["name"]: row for row in money["by_holder"]}
    assert money["total"]["bought"] == money["total"]["sold"] == 200_000
    assert (paid["fund_one"]["cash"], paid["fund_one"]["bought"]) == (2_000_000, 200_000)
    assert paid["ben"]["sold"] == 200_000
    shown = run("captable", "show").out
    assert "Ana Alvarez" in shown
    assert "Money paid in" in shown


def test_another_day_is_shown_by_the_events_up_to_it(acme: Path, run: Run) -> None:
    del acme
    found = run("captable", "show", "--on", "2021-12-31", "--json").json
    assert found["outstanding"] == 7_000_000
    assert run("captable", "show", "--on", "2021-13-31").code == 2


def test_a_round_by_hand(acme: Path, run: Run) -> None:
    del acme
    (found,) = run("captable", "round", "--json").json
    assert found["price"] == 2  # 20m over 10m shares fully diluted
    assert found["investments"] == [{"holder": "fund_one", "money": 5_000_000, "shares": 2_500_000, "pro_rata": False}]
    assert found["post_money"] == 25_000_000
    assert found["after"]["fully_diluted"] == 12_500_000
    assert "Series A raises 5m at 2.00 a share, 25m post-money" in run("captable", "round").out


def test_an_exit_by_hand(acme: Path, run: Run) -> None:
    del acme
    found = run("captable", "waterfall", "--exit", "1m,9m", "--exit", "18m USD", "--json").json
    assert found["exits"] == [1e6, 9e6, 18e6]
    # the preference alone; then it is one dollar a share either way; then all convert, two dollars a share
    assert found["by_holder"]["fund_one"] == pytest.approx([1e6, 2e6 + 1e5, 4e6 + 2e5])
    assert found["by_holder"]["ana"] == pytest.approx([0, 5e6, 10e6])
    assert found["common_price"] == pytest.approx([0, 1, 2])
    assert found["unpaid_preference"]["series_seed"][0] == pytest.approx(1e6)
    assert "Paid to each holder" in run("captable", "waterfall", "--from", "0", "--to", "20m", "--steps", "4").out


def test_exit_values_are_evenly_spaced(acme: Path, run: Run) -> None:
    del acme
    found = run("captable", "waterfall", "--from", "10m", "--to", "20m", "--steps", "4", "--json").json
    assert found["exits"] == [10e6, 12.5e6, 15e6, 17.5e6, 20e6]


@pytest.mark.parametrize(
    "words",
    [
        ("--exit", "5x"),
        ("--exit", "5m EUR"),
        ("--from", "5m"),
        ("--from", "9m", "--to", "5m"),
        ("--exit", "-5m"),
        ("--exit", ""),
        ("--steps", "3"),
        ("--from", "1m", "--to", "2m", "--steps", "100000"),
        ("--company", "other"),
    ],
)
def test_exit_values_that_are_none_are_wrong_usage(acme: Path, run: Run, words: tuple[str, ...]) -> None:
    del acme
    assert run("captable", "waterfall", *words).code == 2


def test_an_offering_by_hand(acme: Path, run: Run) -> None:
    del acme
    found = run("captable", "ipo", "--json").json
    assert (found["gross"], found["underwriting"], found["net"]) == (12_000_000, 840_000, 11_160_000)
    assert found["value"]["fund_one"] == (2_100_000 + 2_500_000) * 12  # the round has closed by then
    assert found["market_value"] == (9_000_000 + 2_500_000 + 1_000_000) * 12
    assert "The company keeps 11.2m of its offering" in run("captable", "ipo", "--after-rounds").out


PLANNED = """rounds:
  series_b: {on: 2025-07-01, investors: {fund_one: 5m USD}, pre_money: 40m USD, pro_forma: yes,
             new_class: {kind: preferred, converts_into: common, preference: 1x}}
"""


def test_what_a_planned_round_would_change_is_said(acme: Path, run: Run) -> None:
    text = acme.read_text(encoding="utf-8")
    acme.write_text(text[: text.index("rounds:")] + PLANNED + text[text.index("ipo:") :], encoding="utf-8")
    for words in (("waterfall",), ("ipo",), ("opm", "--equity", "20m")):
        assert "without series_b, which is planned: say --after-rounds\n" in run("captable", *words).err
        assert "say --after-rounds" not in run("captable", *words, "--after-rounds").err
        assert run("captable", *words, "--json").err == ""


def test_an_offering_before_the_table_s_day_is_a_problem(acme: Path, run: Run) -> None:
    text = acme.read_text(encoding="utf-8")
    at = text.index("on: ", text.index("ipo:")) + len("on: ")
    acme.write_text(f"{text[:at]}2019-06-01{text[at + 10 :]}", encoding="utf-8")
    answer = run("captable", "ipo")
    assert answer.code == 1
    assert "error[date-passed]: the offering is on 2019-06-01, before `as_of`" in answer.err


def test_an_offering_may_be_typed(acme: Path, run: Run) -> None:
    del acme
    typed = ("--on", "2025-06-30", "--price", "3 USD", "--primary", "2_000_000", "--json")
    found = run("captable", "ipo", *typed).json
    assert found["gross"] == 6_000_000
    assert run("captable", "ipo", "--primary", "many").code == 2


def test_breakpoints_and_returns_stand_beside_an_exit(acme: Path, run: Run) -> None:
    del acme
    found = run("captable", "waterfall", "--exit", "18m", "--json").json
    assert [point["exit_value"] for point in found["breakpoints"]] == pytest.approx([0, 2e6, 9e6])
    assert found["breakpoints"][2]["shares"] == pytest.approx({"common": 7 / 9, "series_seed": 2 / 9})
    fund = next(each for each in found["returns"][0]["holders"] if each["holder"] == "fund_one")
    assert (fund["paid"], fund["proceeds"]) == pytest.approx((2.2e6, 4.2e6))
    assert fund["moic"] == pytest.approx(4.2 / 2.2)
    shown = run("captable", "waterfall").out
    assert "Where it changes" in shown
    assert "What came of each holder's money" in shown


def test_breakpoints_count_what_runs_ahead_and_a_forced_conversion(acme: Path, run: Run) -> None:
    """By hand: debt 1m, 2 % fees, so the preference begins at 1m / 0.98; converted, 7 of 9 shares are common."""
    acme.write_text(ACME + "exit: {debt: 1m USD, fee_share: 2%}\n", encoding="utf-8")
    found = run("captable", "waterfall", "--json").json["breakpoints"]
    assert [point["exit_value"] for point in found[:3]] == pytest.approx([0, 1e6, 1e6 / 0.98])
    assert [point["outside"] for point in found[:3]] == [{"debt": 1}, {"fees": 1}, {"fees": pytest.approx(0.02)}]
    assert found[2]["shares"] == pytest.approx({"fees": 0.02, "series_seed": 0.98})
    assert found[2]["by_holder"] == pytest.approx({"fund_one": 0.98})
    acme.write_text(ACME, encoding="utf-8")
    [forced] = run("captable", "waterfall", "--must-convert", "--json").json["breakpoints"]
    assert forced["shares"] == pytest.approx({"common": 7 / 9, "series_seed": 2 / 9})
    shown = run("captable", "waterfall", "--must-convert").out
    assert "All that comes in is shared alike" in shown
    assert "78% Common, 22% Series seed" in " ".join(shown.split())


def test_without_risk_and_interest_options_are_worth_what_an_exit_pays(acme: Path, run: Run) -> None:
    del acme
    sure = ("--volatility", "0.01%", "--rate", "0%", "--years", "1", "--json")
    found = run("captable", "opm", "--equity", "18m", *sure).json
    assert found["by_claim"] == pytest.approx({"common": 14e6, "series_seed": 4e6})
    assert found["per_share"] == pytest.approx({"common": 2, "series_seed": 2})


def test_the_equity_behind_a_price_gives_that_price_back(acme: Path, run: Run) -> None:
    del acme
    found = run("captable", "opm", "--backsolve", "series_seed", "--json").json
    assert found["per_share"]["series_seed"] == pytest.approx(1)
    assert found["post_money"] == pytest.approx(9e6)  # shares outstanding, at 1.00
    assert found["post_money_with_pools"] == pytest.approx(10e6)
    assert found["equity"] < found["post_money"]
    again = run("captable", "opm", "--equity", f"{found['equity']:.6f} USD", "--json").json
    assert again["per_share"]["series_seed"] == pytest.approx(1)
    assert "What each is worth" in run("captable", "opm", "--backsolve", "series_seed").out


@pytest.mark.parametrize(
    "words",
    [(), ("--equity", "1m", "--backsolve", "common"), ("--backsolve", "none"), ("--backsolve", "common"),
     ("--backsolve", "series_a", "--price", "3 USD"), ("--backsolve", "series_seed", "--price", "0 USD"),
     ("--equity", "1m", "--volatility", "0%"), ("--equity", "1m", "--years", "soon")],
)  # fmt: skip
def test_option_pricing_says_what_it_needs(acme: Path, run: Run, words: tuple[str, ...]) -> None:
    del acme
    assert run("captable", "opm", *words).code == 2


RIGHTS = """rights:
  first: {kind: rsu, holder: ana, of: common, count: 300_000, on: 2023-01-01}
  second: {kind: rsu, holder: ben, of: common, count: 200_000, on: 2023-01-01}
  third: {kind: rsu, holder: ben, of: common, count: 500_000, on: 2024-01-01}
"""


def test_rights_of_like_terms_are_told_by_the_names_that_they_have(acme: Path, run: Run) -> None:
    acme.write_text(ACME + RIGHTS, encoding="utf-8")
    found = run("captable", "waterfall", "--exit", "20m", "--json").json  # 10 million shares, so 2.00 each
    assert found["by_security"] == {
        "common": [pytest.approx(14e6)],
        "series_seed": [pytest.approx(4e6)],
        "first": [pytest.approx(600e3)],
        "second": [pytest.approx(400e3)],
        "third": [pytest.approx(1e6)],
    }
    sure = ("--volatility", "0.01%", "--rate", "0%", "--years", "1")
    worth = run("captable", "opm", "--equity", "20m", *sure, "--json").json
    assert worth["by_security"] == pytest.approx({name: money[0] for name, money in found["by_security"].items()})
    assert worth["per_share"] == pytest.approx(dict.fromkeys(found["by_security"], 2))
    for told in (found, worth):
        last = told["breakpoints"][-1]["shares"]
        assert set(last) == set(found["by_security"])
        assert last["third"] == pytest.approx(0.05)
    shown = run("captable", "opm", "--equity", "20m", *sure).out, run("captable", "waterfall", "--exit", "20m").out
    for text in shown:
        assert "rsus of common" not in text
        assert "of Ana Alvarez" in text
        assert "Series seed" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("opm --equity 20m --volatility 60", "--volatility: 1 or more is written with its sign: '60%', or 6000%"),
        ("opm --equity 20m --rate 4", "--rate: 1 or more is written with its sign: '4%', or 400%"),
        ("opm --equity 20", "--equity: money without a suffix names its currency: write '20 USD', or '20m'"),
        ("opm --equity -5m", "'-5m' is no amount of money in USD for --equity, such as 50m or '2.50 USD'"),
        ("opm --equity 20m --years soon", "'soon' is no time for --years, such as 5, '5 years' or '18 months'"),
        ("opm --backsolve series_seed --price '0 USD'", "--price must be above zero"),
        ("waterfall --exit 5", "--exit: money without a suffix names its currency: write '5 USD', or '5m'"),
        ("ipo --exercised 2", "--exercised: 1 or more is written with its sign: '2%', or 200%"),
    ],
)
def test_what_is_typed_is_refused_as_in_a_file(acme: Path, run: Run, words: str, said: str) -> None:
    del acme
    part = words.split(maxsplit=1)[0]
    answer = run("captable", *shlex.split(words))
    assert answer.code == 2
    assert answer.err.splitlines() == [
        f"dealwright captable {part}: {said}", f"dealwright captable {part} --help shows what can be said",
    ]  # fmt: skip


def test_a_rate_below_zero_and_a_time_in_words_are_read(acme: Path, run: Run) -> None:
    """Without volatility to speak of, 18m in 18 months at -2 % a year is 18m today: each gets its part of it."""
    del acme
    typed = ("--equity", "18m", "--rate", "-2%", "--volatility", "0.01%", "--json")
    found = [run("captable", "opm", "--years", said, *typed).json["by_claim"] for said in ("18 months", "1.5")]
    assert found[0] == pytest.approx(found[1])
    assert sum(found[0].values()) == pytest.approx(18e6)


NOTES = """convertibles:
  large: {kind: note, holder: ben, amount: 1m USD, on: 2021-09-30, rate: 8%, maturity: 2023-09-30,
          qualified_financing: 6m USD}
  paid: {kind: note, holder: ben, amount: 500k USD, on: 2024-09-30, rate: 2.5%, interest_converts: no, cap: 10m USD}
  small: {kind: note, holder: ana, amount: 200k USD, on: 2022-09-30, rate: 8%, cap: 10m USD}
"""


def test_a_round_names_what_stays_outstanding_and_the_interest_that_is_paid(acme: Path, run: Run) -> None:
    acme.write_text(ACME.replace("pre_money: 20m", "pre_money: 21.25m") + NOTES, encoding="utf-8")
    found = run("captable", "round", "--json").json[0]
    (stays,) = found["staying"]
    assert {key: stays[key] for key in ("convertible", "reason", "needs", "overdue", "maturity")} == {
        "convertible": "large", "reason": "too_little_money", "needs": 6_000_000, "overdue": True,
        "maturity": "2023-09-30",
    }  # fmt: skip
    assert stays["owed"] == pytest.approx(1e6 * (1 + 0.08 * 1461 / 365))  # four years, one of them a leap year
    paid = {each["convertible"]: each["interest_paid"] for each in found["conversions"]}
    assert paid == {"paid": pytest.approx(12_500), "small": 0}
    shown = " ".join(run("captable", "round").out.split())
    assert "One convertible stays outstanding" in shown
    assert "1.320219m 1m principal and 320.219k interest" in shown
    assert "converts in a round of 6m or more; this one raises 5m" in shown
    assert "was due on 30 September 2023" in shown
    assert "12.5k interest is paid in money" in shown
    assert "248.044k 200k principal and 48.044k interest" in shown
    assert "26.25m post-money" in shown


def test_a_convertible_that_a_round_does_not_name_stays(acme: Path, run: Run) -> None:
    named = ACME.replace("investors: {fund_one: 5m USD}", "investors: {fund_one: 5m USD}, converts: [small]")
    acme.write_text(named + NOTES, encoding="utf-8")
    stays = run("captable", "round", "--json").json[0]["staying"]
    assert [(each["convertible"], each["reason"]) for each in stays] == [("large", "not_named"), ("paid", "not_named")]
    assert "the round names what converts, and not this" in " ".join(run("captable", "round").out.split())


def test_a_most_favoured_nation_says_whose_terms_it_might_have_taken(acme: Path, run: Run) -> None:
    safes = """convertibles:
  first: {kind: safe, holder: ben, amount: 100k USD, on: 2022-01-01, mfn: yes}
  second: {kind: safe, holder: ana, amount: 100k USD, on: 2023-01-01, cap: 10m USD}
  third: {kind: safe, holder: fund_one, amount: 100k USD, on: 2024-01-01, cap: 12m USD, discount: 20%}
"""
    acme.write_text(ACME + safes, encoding="utf-8")
    shown = " ".join(run("captable", "round").out.split())
    assert "the cap of SAFE of Ana Alvarez the round's price would be" in shown
    assert "the cap of SAFE of Fund One would be" in shown
    assert "the discount of SAFE of Fund One would be" in shown


def test_safes_of_one_holder_are_told_apart_by_the_day_and_else_by_their_name(acme: Path, run: Run) -> None:
    safes = """convertibles:
  first: {kind: safe, holder: ben, amount: 100k USD, on: 2022-01-01, mfn: yes}
  second: {kind: safe, holder: ana, amount: 100k USD, on: 2023-01-05, cap: 10m USD}
  third: {kind: safe, holder: ana, amount: 100k USD, on: 2023-01-05, cap: 12m USD}
  fourth: {kind: safe, holder: ana, amount: 100k USD, on: 2023-01-09, cap: 14m USD}
"""
    acme.write_text(ACME + safes, encoding="utf-8")
    shown = " ".join(run("captable", "round").out.split())
    assert "the cap of SAFE of Ana Alvarez, 5 Jan 2023 (second) the round's price would be" in shown
    assert "the cap of SAFE of Ana Alvarez, 5 Jan 2023 (third) would be" in shown
    assert "the cap of SAFE of Ana Alvarez, 9 Jan 2023 would be" in shown


@pytest.mark.parametrize("verb", ["value", "bargain"])
def test_who_values_a_cap_table_is_sent_to_what_can_be_asked_of_it(acme: Path, run: Run, verb: str) -> None:
    answer = run(verb, str(acme))
    assert answer.code == 2
    assert "is a cap table, not a deal: `dealwright captable waterfall" in answer.err
    assert "unknown key" not in answer.err


def test_a_company_of_which_only_financings_are_told(run: Run, root: Path) -> None:
    """The record of `examples/openai-microsoft/funding.yaml`: no shares, what came in, a published total reconciled."""
    file = str(root / "examples" / "openai-microsoft" / "funding.yaml")
    shown = run("captable", "show", file).out
    assert "Nobody holds anything yet" in shown
    assert "Who holds what" not in shown
    assert "Published total" in shown
    data = run("captable", "show", file, "--json").json
    assert len(data["financings"]) > 5
    for bridge in data["headlines"]:
        steps = ("secondary", "to_come", "never", "in_kind", "left_out")
        total = bridge["headline"]["total"] - bridge["unexplained"] + sum(bridge[step] for step in steps)
        assert total == pytest.approx(bridge["cash"])
    exit_ = run("captable", "waterfall", file, "--exit", "5bn").out
    assert "There are no shares, rights or convertibles" in exit_
    assert "Paid to each class" not in exit_


def test_names_stand_beside_numbers_however_wide_those_are(
    acme: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme.write_text(ACME.replace("authorised: 20_000_000", "").replace("5_000_000", "1e25"), encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    shown = run("captable", "show").out
    owners = shown[shown.index("Who holds what") : shown.index("outstanding, with what each carries")]
    assert owners.count("Ana Alvarez") == owners.count("Ben Bell") > 1
    assert "10,000,000,000,000,000,000,000,000" in owners
    assert "…" not in owners


def test_little_that_was_paid_is_not_nothing(acme: Path, run: Run) -> None:
    acme.write_text(ACME.replace("price: 0.0001 USD", "price: 0.0000001 USD"), encoding="utf-8")
    shown = run("captable", "show").out
    paid = shown[shown.index("Money paid in") :]
    assert [line.split()[2] for line in paid.splitlines() if line.startswith(("Ana", "Ben"))] == ["0.0005", "0.0002"]


def test_what_is_typed_is_laid_over_the_table(acme: Path, run: Run) -> None:
    del acme
    over = ("--set", "classes.series_seed.participation=full", "--json")
    found = run("captable", "waterfall", "--exit", "18m", *over).json
    assert found["by_security"]["series_seed"] == pytest.approx([2e6 + 16e6 * 2 / 9])
    wrong = run("captable", "show", "--set", "classes.series_sed.participation=full")
    assert wrong.code == 1
    assert "unknown-path" in wrong.err


def test_nothing_is_computed_while_a_problem_stands(acme: Path, run: Run) -> None:
    acme.write_text(ACME.replace("holder: ana", "holder: anna"), encoding="utf-8")
    for part in ("show", "round", "waterfall", "ipo"):
        answer = run("captable", part)
        assert (answer.code, answer.out) == (1, "")
        assert "captable.yaml:15:55: error[unknown-stakeholder]" in answer.err
        assert answer.err.endswith("captable.yaml: 1 error; nothing was computed\n")
    answer = run("captable", "show", "--json")
    assert '"code": "unknown-stakeholder"' in answer.err


def test_a_round_without_an_answer_is_a_problem_at_its_place(acme: Path, run: Run) -> None:
    acme.write_text(
        ACME.replace("{fund_one: 5m USD}", "{fund_one: 5m USD}, pool: {pool: plan, share: 99%}"), encoding="utf-8"
    )
    answer = run("captable", "round")
    assert answer.code == 1
    assert "captable.yaml:20:41: error[" in answer.err


def test_the_securities_of_a_deal_are_shown_as_well(tmp_path: Path, run: Run, acme: Path) -> None:
    del acme
    deal = tmp_path / "deal.yaml"
    deal.write_text(
        "dealwright: 1\ntitle: Acme\nas_of: 2025-06-30\nhorizon: 2030-12-31\ncurrency: USD\nrisk_free: 4%\n"
        "parties: {fund: {}}\ncompanies:\n  acme:\n    enterprise_value: 20m USD\n    cost_of_capital: 15%\n"
        "    securities: {file: captable.yaml, others: fund}\n",
        encoding="utf-8",
    )
    found = run("captable", "show", str(deal), "--json").json
    assert found["outstanding"] == 9_000_000
    assert run("captable", "round", str(deal), "--json").json[0]["price"] == 2
    assert run("captable", "show", str(deal), "--company", "other").code == 2


def test_a_price_that_drivers_move_is_to_be_said(tmp_path: Path, run: Run, acme: Path) -> None:
    del acme
    deal = tmp_path / "deal.yaml"
    deal.write_text(
        "dealwright: 1\ntitle: Acme\nas_of: 2025-06-30\nhorizon: 2030-12-31\ncurrency: USD\nrisk_free: 4%\n"
        "parties: {fund: {}}\ndrivers: {worth: {kind: gbm, start: 20m USD, growth: 10%, volatility: 50%}}\n"
        "companies:\n  acme:\n    enterprise_value: worth\n    cost_of_capital: 15%\n"
        "    securities:\n      file: captable.yaml\n      others: fund\n      rounds:\n"
        "        series_b: {on: 2026-06-30, pre_money: 90% * worth, investors: {fund_one: 5m USD},\n"
        "                   new_class: {kind: preferred, converts_into: common, seniority: 3, preference: 1x}}\n",
        encoding="utf-8",
    )
    answer = run("captable", "round", str(deal))
    assert answer.code == 1
    assert "deal.yaml:17:9: error[round-without-price]: the price of round `series_b` moves" in answer.err
    typed = "companies.acme.securities.rounds.series_b.pre_money=20m"
    assert f"say `--set {typed}`" in answer.err
    found = run("captable", "round", str(deal), "--set", typed, "--json").json
    assert [each["id"] for each in found] == ["series_a", "series_b"]


def test_check_takes_a_cap_table(acme: Path, run: Run) -> None:
    answer = run("check", str(acme))
    assert answer.out == f"{acme}: no problems (3 stakeholders, 3 classes, 4 events, 1 round)\n"
    acme.write_text(ACME.replace("shares: 5_000_000", "shares: 50_000_000"), encoding="utf-8")
    assert "error[over-authorised]" in run("check", str(acme)).err


def test_a_table_goes_out_to_the_open_cap_format_and_comes_back(acme: Path, run: Run) -> None:
    assert run("captable", "export").code == 0
    assert (acme.parent / "ocf" / "Manifest.ocf.json").is_file()
    before = run("captable", "show", "--json").json
    assert run("captable", "show", "ocf", "--json").json["holders"] == before["holders"]
    assert run("captable", "import", "ocf", "--out", "back.yaml").code == 0
    assert run("captable", "show", "back.yaml", "--json").json["holders"] == before["holders"]
    assert run("check", "back.yaml").code == 0
    assert run("check", "ocf").code == 0


def test_nothing_that_is_there_is_written_over_unless_it_is_said(acme: Path, run: Run) -> None:
    assert run("captable", "export", "--out", "out").code == 0
    assert run("captable", "export", "--out", "out").code == 2
    assert run("captable", "export", "--out", "out", "--force").code == 0
    assert run("captable", "import", "out").code == 2
    assert acme.read_text(encoding="utf-8") == ACME
    assert run("captable", "import", "out", "--force").code == 0
    assert acme.read_text(encoding="utf-8") != ACME


def test_a_package_that_is_none_is_a_problem(tmp_path: Path, run: Run) -> None:
    answer = run("captable", "import", str(tmp_path / "none.zip"))
    assert (answer.code, answer.out) == (1, "")
    assert "error[ocf-not-found]" in answer.err


def test_a_value_of_a_cap_table_is_set_in_place(acme: Path, run: Run) -> None:
    assert run("set", str(acme), "classes.series_seed.preference", "2x").code == 0
    assert acme.read_text(encoding="utf-8") == ACME.replace(
        "preference: 1x}\n  series_a", "preference: 2x}\n  series_a"
    )
    refused = run("set", str(acme), "events.0.holder", "anna")
    assert refused.code == 1
    assert "unknown-stakeholder" in refused.err
    assert run("set", str(acme), "classes.series_seed.cap", "3x").code == 0
    assert run("check", str(acme)).code == 0


def test_a_package_that_was_read_goes_out_as_it_was(acme: Path, run: Run) -> None:
    assert run("captable", "export", str(acme), "--out", "first").code == 0
    objects = read_ocf("first").objects
    assert run("captable", "export", "first", "--out", "second").code == 0
    assert read_ocf("second").objects == objects
    assert run("captable", "export", "first", "--out", "third", "--set", "classes.common.votes=2").code == 0
    assert read_ocf("third").objects != objects


def test_thousands_of_rows_are_written_a_row_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"holder": f"é{number}", "share": number / 7} for number in range(1001)]
    print_json({"company": "Acme", "holders": rows, "pools": [], "notes": {"a": None}})
    text = capsys.readouterr().out
    assert json.loads(text) == {"company": "Acme", "holders": rows, "pools": [], "notes": {"a": None}}
    assert text.splitlines()[1:4] == ['  "company": "Acme",', '  "holders": [', '    {"holder": "é0", "share": 0.0},']
    print_json({"holders": rows[:2]})
    assert len(capsys.readouterr().out.splitlines()) == 12


def test_a_file_that_is_not_there_says_how_to_start_one(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run("captable", "show")
    assert answer.code == 1
    typed = answer.err.partition("mend: start one with `dealwright ")[2].partition("`")[0]
    assert run(*typed.split()).code == 0
    assert run("captable", "show").code == 0


EMPTY = "captable: 1\ncompany: none yet\ncurrency: USD\nas_of: 2025-01-01\n"


@pytest.mark.parametrize(
    "words",
    ["show", "show --json", "waterfall", "waterfall --json", "waterfall --exit 0 --json", "opm --equity 5m --json",
     "opm --equity 0", "export"],
)  # fmt: skip
def test_a_company_that_has_issued_nothing_is_no_bug(words: str, acme: Path, run: Run) -> None:
    acme.write_text(EMPTY, encoding="utf-8")
    assert run("captable", *words.split()).code == 0


def test_holders_of_one_name_are_told_apart(acme: Path, run: Run) -> None:
    acme.write_text(ACME.replace("ben: {name: Ben Bell}", "ben: {name: Ana Alvarez}"), encoding="utf-8")
    for part in ("show", "waterfall --exit 18m"):
        shown = run("captable", *part.split()).out
        assert "Ana Alvarez (ana)" in shown
        assert "Ana Alvarez (ben)" in shown


def test_of_many_warnings_the_first_are_told_and_the_others_counted(acme: Path, run: Run) -> None:
    dear = [
        f"  - {{kind: issue, on: 2024-01-{day:02}, of: series_seed, holder: ana, shares: 10, price: 3 USD}}\n"
        for day in range(1, 15)
    ]
    text = ACME.replace("events:\n", "events:\n" + "".join(dear))
    acme.write_text(text, encoding="utf-8")
    answer = run("captable", "show", str(acme))
    assert answer.code == 0
    assert answer.err.count("warning[") == 10
    assert "more warnings; `dealwright check` tells them all" in answer.err
    assert run("check", str(acme)).err.count("warning[issued-at-another-price]") == 14
