"""`dealwright plan`: how the packages of a bargain would be valued, from the text alone."""

from pathlib import Path

import pytest

from cli.answer import Run

MILL = """\
dealwright: 1
title: A mill
as_of: 2025-01-01
horizon: 2029-12-31
step: year
currency: USD
risk_free: 3%
parties:
  ada: {name: Ada, risk_tolerance: 5m}
  bob: {name: Bob, risk_tolerance: 9m}
  eve: {name: Eve}
drivers:
  sales: {kind: gbm, start: 10m USD/year, growth: 5%, volatility: 30%}
companies:
  mill: {enterprise_value: 2x * sales * 1 year, cost_of_capital: 9%, exit: horizon}
terms:
  rent: {kind: flow, payer: mill, payee: eve, amount: 5% * sales}
  fee: {kind: flow, payer: bob, payee: eve, amount: 2% * terms.rent.paid}
  late: {kind: flow, payer: bob, payee: eve, amount: 1% * sales}
  share: {kind: equity, company: mill, holder: ada, stake: 40%, residual: eve}
scenarios:
  poor: {drivers.sales.growth: -5%}
negotiate:
  between: [ada, bob, eve]
  over:
    terms.share.stake: 30% .. 60% by 10%
    terms.rent.amount: [1% * sales, 2% * sales]
    terms.fee.amount: [1% * terms.rent.paid, 2% * terms.rent.paid, 3% * terms.rent.paid]
    terms.late.amount: [1% * sales, 3% * sales]
    drivers.sales.growth: [2%, 5%]
"""


@pytest.fixture
def mill(tmp_path: Path) -> str:
    file = tmp_path / "mill.yaml"
    file.write_text(MILL, encoding="utf-8")
    return str(file)


def test_a_plan_counts_packages_worlds_levels_and_columns(run: Run, mill: str) -> None:
    found = run("plan", mill, "--json").json
    assert found["packages"] == 4 * 2 * 3 * 2 * 2
    assert found["worlds"] == {"count": 2, "over": {"drivers.sales.growth": "drivers"}}
    assert found["stakes"] == {"levels": 4, "over": ["terms.share.stake"], "even": True}
    assert [(each["terms"], each["options"]) for each in found["groups"]] == [(["fee", "rent"], 6), (["late"], 2)]
    assert [each["super_columns"] for each in found["halves"]] == [6, 2]
    assert found["foreseen"]["columns"] == 2 * (6 + 2)


def test_a_plan_says_why_terms_stand_together(run: Run, mill: str) -> None:
    found = run("plan", mill, "--json").json
    assert found["groups"][0]["why"] == [{"first": "fee", "second": "rent", "why": "uses", "key": "amount"}]
    assert "fee uses the result of rent" in run("plan", mill).out


def test_a_plan_says_that_means_are_added_whether_or_not_risk_is_minded(run: Run, mill: str) -> None:
    """Eve minds no risk; by the deal's means nobody's risk counts, though Ada and Bob mind it."""
    said = "its worth is a mean: sums of column means"
    assert [way["way"] for way in run("plan", mill, "--json").json["ways"].values() if way["why"] == said] == ["mean"]
    text = Path(mill).read_text(encoding="utf-8").replace("risk_free", "worth_by: mean_at_discount\nrisk_free")
    Path(mill).write_text(text, encoding="utf-8")
    assert {way["why"] for way in run("plan", mill, "--json").json["ways"].values()} == {said}


def test_a_plan_names_what_a_party_holds_apart_from_what_owes_it(run: Run, mill: str) -> None:
    """Ada holds a part of the mill at levels that are not even, and lends to another, of which she holds nothing."""
    text = Path(mill).read_text(encoding="utf-8").replace("30% .. 60% by 10%", "[30%, 40%, 60%]")
    text = text.replace("exit: horizon}", "exit: horizon}\n  barn: {enterprise_value: 1m, cost_of_capital: 9%}")
    text = text.replace("scenarios:", "  due: {kind: flow, payer: barn, payee: ada, amount: 1% * sales}\n"
                        "  all: {kind: equity, company: barn, holder: eve, stake: 100%}\nscenarios:")  # fmt: skip
    Path(mill).write_text(f"{text}    terms.due.amount: [1% * sales, 2% * sales]\n", encoding="utf-8")
    why = run("plan", mill, "--json").json["ways"]["ada"]["why"]
    assert (
        why == "a part of `mill` at 3 uneven levels, `barn` may leave unpaid what it owes: an exponential for each pair"
    )


def test_a_plan_chooses_a_way_for_each_party(run: Run, mill: str) -> None:
    """Ada holds a stake; Bob neither holds the mill nor is owed by it; Eve minds no risk."""
    ways = run("plan", mill, "--json").json["ways"]
    assert {party: way["way"] for party, way in ways.items()} == {"ada": "ladder", "bob": "product", "eve": "mean"}


def test_uneven_levels_of_a_stake_are_no_ladder(run: Run, mill: str) -> None:
    file = Path(mill)
    file.write_text(MILL.replace("30% .. 60% by 10%", "[30%, 40%, 60%]"), encoding="utf-8")
    found = run("plan", mill, "--json").json
    assert (found["ways"]["ada"]["way"], found["stakes"]["even"]) == ("pairs", False)


def test_terms_that_are_all_in_one_group_are_valued_package_by_package(run: Run, mill: str) -> None:
    file = Path(mill)
    only = MILL.partition("    terms.share.stake")[0] + "    terms.fee.amount: [1% * terms.rent.paid, 2% * sales]\n"
    file.write_text(only, encoding="utf-8")
    assert run("plan", mill, "--json").json["ways"]["bob"]["way"] == "direct"


def test_a_plan_in_a_scenario_or_with_other_values_is_one_of_that_deal(run: Run, mill: str) -> None:
    assert run("plan", mill, "--scenario", "poor", "--json").json["packages"] == 96
    assert run("plan", mill, "--set", "terms.fee.amount=1% * sales", "--json").code == 0
    assert run("plan", mill, "--paths", "1024", "--json").json["paths"] == 1024


def test_a_deal_that_negotiates_nothing_has_no_plan(run: Run, mill: str) -> None:
    Path(mill).write_text(MILL.partition("negotiate:")[0], encoding="utf-8")
    answer = run("plan", mill)
    assert answer.code == 2
    assert "nothing to bargain over" in answer.err


DECIDED = """
  more: {kind: option, holder: bob, writer: eve, from: 2026-01-01, until: 2027-12-31, every: half, price: 2m USD,
         switches: {terms.late.amount: 2% * sales}}
negotiate:
  between: [ada, bob, eve]
  over:
    terms.more.price: 0 USD .. 19m USD by 1m USD
    terms.late.amount: 0 USD/year .. LASTm USD/year by 1m USD/year
"""


@pytest.mark.parametrize(("last", "told"), [(24, False), (25, True)])
def test_the_plan_counts_what_check_warns_of(run: Run, mill: str, last: int, *, told: bool) -> None:
    """An option is found anew in each column of its group: `check` warns of more than 500."""
    head = MILL.partition("companies:")[0] + "terms:" + MILL.partition("terms:")[2].partition("  rent:")[0]
    late = "  late: {kind: flow, payer: bob, payee: eve, amount: 1% * sales}"
    Path(mill).write_text(head + late + DECIDED.replace("LAST", str(last)), encoding="utf-8")
    found = run("plan", mill, "--json").json
    (group,) = (each for each in found["groups"] if "more" in each["terms"])
    assert group["options"] == 20 * (last + 1)
    assert ("decided-often" in run("check", mill).out + run("check", mill).err) == told
    advice = " ".join(found["advice"])
    assert "drop the range of `terms.late.amount`" in advice
    assert "the holder of `more` decides anew in each" in advice


def test_a_plan_of_too_much_says_what_to_do(run: Run, mill: str) -> None:
    """A group of 91 columns in two worlds, on four million futures."""
    text = MILL.replace("[1% * sales, 3% * sales]", "0 USD/year .. 9m USD/year by 0.1m USD/year")
    Path(mill).write_text(text, encoding="utf-8")
    advice = run("plan", mill, "--paths", "4000000", "--json").json["advice"]
    assert any(each.startswith("the columns take ") and "fewer `--paths`" in each for each in advice)
    assert any(
        "drop the range of `terms.late.amount`: it multiplies the columns of `late` by 91" in each for each in advice
    )
    assert run("plan", mill, "--json").json["advice"] == []


def test_a_bargain_says_how_its_packages_were_valued(run: Run, mill: str) -> None:
    answer = run("bargain", mill, "--paths", "64")
    assert "ada by ladders of a stake; bob by matrix products; eve by means; double precision" in " ".join(
        answer.out.split()
    )
    plan = run("bargain", mill, "--paths", "64", "--json").json["plan"]
    assert plan == run("plan", mill, "--paths", "64", "--json").json


def test_a_grid_that_is_larger_than_memory_is_kept_on_disk(run: Run, mill: str) -> None:
    text = MILL.replace("30% .. 60% by 10%", "10% .. 60% by 0.01%")
    text = text.replace("[1% * sales, 3% * sales]", "0 USD/year .. 9m USD/year by 0.1m USD/year")
    Path(mill).write_text(text, encoding="utf-8")
    found = run("plan", mill, "--json").json
    assert (found["packages"], found["on_disk"]) == (5001 * 2 * 3 * 91 * 2, True)
    assert any("kept on disk" in each for each in found["advice"])
    assert "disk for results" in run("plan", mill).out


def test_more_worlds_than_are_opened_are_told(run: Run, mill: str) -> None:
    worlds = "growth: 2% .. 5% by 0.01%\n    drivers.sales.volatility: 10% .. 50% by 0.1%"
    text = MILL.replace("growth: [2%, 5%]", worlds).replace("30% .. 60% by 10%", "[30%, 40%]")
    Path(mill).write_text(text, encoding="utf-8")
    advice = run("plan", mill, "--json").json["advice"]
    assert advice[0].endswith("take larger steps in `drivers.sales.growth` and `drivers.sales.volatility`")
    assert advice[0].startswith("120,701 worlds are more than the 100,000 ")


def test_a_plan_and_a_bargain_take_the_precision_that_is_asked_for(run: Run, mill: str) -> None:
    assert run("plan", mill, "--json").json["precision"] == "double"
    assert run("plan", mill, "--precision", "single", "--json").json["precision"] == "single"
    assert "single precision, one tile" in run("plan", mill, "--precision", "single").out
    wary = run("bargain", mill, "--paths", "64", "--precision", "single", "--set", "parties.ada.risk_tolerance=1m")
    assert "single precision" in " ".join(wary.out.split())
    assert run("plan", mill, "--precision", "half").code == 2


def test_a_plan_foresees_what_is_tried_between_the_steps_unless_steps_alone_may_be_agreed(run: Run, mill: str) -> None:
    """Only the stake has room between its steps: a hundred packages, each in a thousandth of a second or two."""
    steps = Path(mill).with_name("steps.yaml")
    steps.write_text(MILL.replace("  over:\n", "  refine: no\n  over:\n"), encoding="utf-8")
    tried, none = (
        run("plan", str(file), "--json").json["foreseen"]["seconds_by_part"]["refinement"] for file in (mill, steps)
    )
    assert 0.05 < tried < 0.5
    assert none == 0.0


def test_a_plan_says_of_the_disk_what_the_bargain_asks_for(run: Run, tmp_path: Path) -> None:
    """Over two million packages go to disk: 8.2 bytes for each of two parties, and 0.1 for each of four columns."""
    names = ("one", "two", "three")
    terms = "".join(f"  {name}: {{kind: royalty, payer: ada, payee: bob, on: sales, rate: 1%}}\n" for name in names)
    over = "".join(f"    terms.{name}.rate: 0% .. 20% by 0.1%\n" for name in names)
    head, _ = MILL.split("companies:")
    file = tmp_path / "large.yaml"
    file.write_text(f"{head}terms:\n{terms}negotiate:\n  between: [ada, bob]\n  over:\n{over}", encoding="utf-8")
    planned = run("plan", str(file), "--json").json
    foreseen = planned["foreseen"]["bytes"]
    assert planned["packages"] == 201**3
    assert foreseen["results"] == pytest.approx(201**3 * (2 * 8.2 + 4 * 0.1) + 8192 * planned["tiles"], abs=1)
    assert foreseen["halves"] < 4096 * 2 * 2 * 2032 * 8 * 2


def test_tails_are_foreseen_where_they_are_asked_for(run: Run, mill: str, tmp_path: Path) -> None:
    plain, asked = (run("plan", mill, "--json", *more).json["foreseen"] for more in ((), ("--tails",)))
    assert "tails" not in plain["seconds_by_part"]
    assert asked["seconds_by_part"]["tails"] > 0
    fine = tmp_path / "fine.yaml"
    many = "0 USD/year .. 40m USD/year by 1m USD/year"
    text = MILL.replace("60% by 10%", "60% by 0.004%").replace("[1% * sales, 3% * sales]", many)
    fine.write_text(text, encoding="utf-8")
    lean, rich = (run("plan", str(fine), "--json", *more).json["foreseen"] for more in ((), ("--tails",)))
    assert rich["bytes"]["results"] > 4 * lean["bytes"]["results"], "five figures a package on disk in place of one"


def test_what_the_parties_know_is_foreseen_to_be_gone_through_again(run: Run, mill: str, tmp_path: Path) -> None:
    """Each state of it moves the rent and the fee, and nothing else."""
    known = tmp_path / "known.yaml"
    text = MILL.replace("5% * sales", "part * sales").replace("scenarios:", "facts:\n  part: FACT\nscenarios:")
    known.write_text(text.replace("FACT", "{is: 2% to 8%, known_to: ada}"), encoding="utf-8")
    sure = run("plan", mill, "--json").json["foreseen"]["seconds_by_part"]["solutions"]
    assert run("plan", str(known), "--json").json["foreseen"]["seconds_by_part"]["solutions"] > 2 * sure


def test_a_plan_foresees_what_the_interpreter_takes_for_each_column(run: Run, tmp_path: Path) -> None:
    """A hundred times as many values of a fee are a hundred times the columns: seconds even with few futures."""
    seconds = {}
    for many in (30, 3000):
        file = tmp_path / f"{many}.yaml"
        ranges = f"  over: {{terms.late.amount: 1k USD/year .. {many}k USD/year by 1k USD/year}}\n"
        file.write_text(MILL[: MILL.index("  over:")] + ranges, encoding="utf-8")
        found = run("plan", str(file), "--paths", "64", "--json").json
        seconds[many] = found["foreseen"]["seconds_by_part"]["columns"]
    assert 1.0 < seconds[3000] < 10.0
    assert seconds[3000] > 30 * seconds[30]


def test_an_option_costs_more_the_more_days_there_are_on_which_it_is_weighed(run: Run, mill: str) -> None:
    """On a date or at an event it is one day; in a window to 2029 from 2026 on 16 quarters, or 4 years."""
    text = Path(mill).read_text(encoding="utf-8").replace("residual: eve}", "residual: eve}\n  leave: OPTION")

    def spent(when: str) -> float:
        option = f"{{kind: option, holder: bob, writer: eve, {when}, price: 1k USD, ends: fee}}"
        Path(mill).write_text(text.replace("OPTION", option), encoding="utf-8")
        return float(run("plan", mill, "--json").json["foreseen"]["seconds_by_part"]["columns"])

    never, once = spent("on: 2027-12-31, exercise: never"), spent("on: 2027-12-31")
    assert once > never
    by_quarter, by_year = (spent(f"from: 2026-01-01, every: {every}") for every in ("quarter", "year"))
    assert (by_quarter - never) / (once - never) == pytest.approx(16, rel=0.1)
    assert (by_year - never) / (once - never) == pytest.approx(4, rel=0.1)


def test_a_range_that_moves_nobody_at_the_table_is_named_by_plan_and_bargain(run: Run, mill: str) -> None:
    text = Path(mill).read_text(encoding="utf-8")
    text = text.replace(
        "scenarios:", "  off: {kind: flow, active: no, payer: bob, payee: eve, amount: 1% * sales}\nscenarios:"
    )
    Path(mill).write_text(f"{text}    terms.off.amount: [1% * sales, 2% * sales]\n", encoding="utf-8")
    said = "leave out `terms.off.amount`: it moves nobody at the table, and without it there are 96 packages"
    assert said in run("plan", mill, "--json").json["advice"]
    notes = run("bargain", mill, "--paths", "64", "--no-refine", "--json").json["notes"]
    assert "terms.off.amount moves nobody at the table, whichever value they agree on" in notes
    assert (
        "moves nobody" not in run("bargain", mill, "--paths", "64", "--no-refine", "--set", "terms.off.active=yes").out
    )


def test_one_package_is_one(run: Run, mill: str) -> None:
    text = Path(mill).read_text(encoding="utf-8").partition("  over:\n")[0]
    Path(mill).write_text(f"{text}  over:\n    terms.fee.amount: [1% * terms.rent.paid]\n", encoding="utf-8")
    assert run("plan", mill).out.strip().startswith("How 1 package would be valued: A mill")
    assert "1 package, " in run("bargain", mill, "--paths", "64", "--no-refine").out
