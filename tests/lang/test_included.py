"""A deal may name a cap table of its own: problems keep their places, and what is laid over the deal reaches in."""

import shutil
import zipfile
from pathlib import Path

import pytest

from dealwright.lang.cap_tables import cap_table
from dealwright.lang.load import Loaded, load, loads, loads_again

ACME = """captable: 1
company: acme
currency: USD
as_of: 2024-12-31
stakeholders: {ana: {}, fund_one: {name: Fund One}}
classes:
  common: {authorised: 9_000_000}
  series_a: {kind: preferred, original_issue_price: 1.25 USD, converts_into: common, seniority: 1, preference: 1x}
events:
  - {kind: issue, on: 2021-01-15, of: common, holder: ana, shares: 5_000_000, price: 0.0001 USD}
  - {kind: issue, on: 2022-03-01, of: series_a, holder: fund_one, shares: 2_000_000, price: 1.25 USD}
"""
DEAL = """dealwright: 1
title: Series B
as_of: 2025-06-30
horizon: 2030-12-31
currency: USD
risk_free: 4%
parties: {ana: {discount: 20%}, fund: {discount: 15%}}
companies:
  acme:
    enterprise_value: 20m USD
    cost_of_capital: 15%
    securities:
      file: acme.captable.yaml
      holders: {fund_one: fund}
      classes: {series_b: {kind: preferred, converts_into: common, seniority: 2, preference: 1x}}
      events:
        - {kind: issue, on: 2025-01-15, of: common, holder: ana, shares: 100_000, price: 0.5 USD}
      rounds:
        series_b: {on: 2025-09-30, pre_money: 18m USD, investors: {fund_one: 4m USD}}
"""
PREFERENCE = "companies.acme.securities.classes.series_a.preference"


def written(folder: Path, deal: str = DEAL, table: str = ACME) -> Loaded:
    (folder / "acme.captable.yaml").write_text(table, encoding="utf-8")
    (folder / "deal.yaml").write_text(deal, encoding="utf-8")
    return load(folder / "deal.yaml")


def told(loaded: Loaded) -> list[tuple[str, int, str]]:
    return [(Path(problem.place.file).name, problem.place.line, problem.code) for problem in loaded.problems]


def test_a_cap_table_stands_where_its_file_is_named_and_the_deal_adds_to_it(tmp_path: Path) -> None:
    loaded = written(tmp_path)
    assert told(loaded) == []
    table = cap_table(loaded.sound, "acme")
    assert [event.on.year for event in table.events] == [2021, 2022, 2025]
    assert list(table.classes) == ["common", "series_a", "series_b"]
    assert [holder.party for holder in table.stakeholders.values()] == ["ana", "fund"]
    assert table.rounds[0].pre_money == 18_000_000


def test_what_is_laid_over_the_deal_reaches_into_the_file(tmp_path: Path) -> None:
    over = f"negotiate: {{between: [ana, fund], over: {{{PREFERENCE}: [1x, 2x]}}}}\n"
    loaded = written(tmp_path, DEAL + over)
    assert told(loaded) == []
    assert cap_table(loaded.package({PREFERENCE: "2x"}).sound, "acme").classes["series_a"].preference == 2


def test_a_problem_in_the_file_keeps_its_place_there(tmp_path: Path) -> None:
    loaded = written(tmp_path, table=ACME.replace("holder: fund_one", "holder: fundone").replace("9_000_000", "1_000"))
    assert told(loaded) == [
        ("acme.captable.yaml", 10, "over-authorised"),
        ("acme.captable.yaml", 11, "unknown-stakeholder"),
    ]
    assert loaded.line(loaded.problems[0].place).startswith("  - {kind: issue, on: 2021-01-15")


@pytest.mark.parametrize(
    ("named", "code"),
    [("nothing.yaml", "missing-file"), ("../acme.yaml", "outside-folder"), ("deal.yaml", "not-a-cap-table")],
)
def test_a_file_that_is_none_is_a_problem_where_it_is_named(tmp_path: Path, named: str, code: str) -> None:
    assert told(written(tmp_path, DEAL.replace("acme.captable.yaml", named))) == [("deal.yaml", 13, code)]


def test_a_deal_that_is_no_file_cannot_name_one() -> None:
    assert [problem.code for problem in loads(DEAL).problems] == ["outside-folder"]


def test_a_cap_table_in_another_currency_is_a_problem(tmp_path: Path) -> None:
    loaded = written(tmp_path, table=ACME.replace("currency: USD", "currency: EUR"))
    assert ("deal.yaml", 13, "currency-mix") in told(loaded)
    assert loaded.deal is None


def test_a_name_stands_in_the_file_or_in_the_deal(tmp_path: Path) -> None:
    loaded = written(tmp_path, DEAL.replace("classes: {series_b:", "classes: {common: {}, series_b:"))
    assert told(loaded) == [("deal.yaml", 15, "name-taken")]


def test_the_problems_of_a_package_of_the_open_cap_format_are_those_of_the_deal(tmp_path: Path, root: Path) -> None:
    samples = root.parent / "shared" / "ocf" / "samples"
    if not samples.is_dir():
        pytest.skip("the samples of the Open Cap Format are not there")
    packed = tmp_path / "acme.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in samples.rglob("*.json"):
            archive.write(path, path.relative_to(samples))
    deal = DEAL[: DEAL.index("      holders")].replace("acme.captable.yaml", "acme.zip")
    loaded = written(tmp_path, f"{deal}      others: fund\n")
    assert {code[:4] for _, _, code in told(loaded)} == {"ocf-"}
    assert loaded.deal is None


@pytest.mark.parametrize("foreign", [False, True])
def test_a_deal_is_loaded_again_where_its_cap_table_is_not(
    tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch, *, foreign: bool
) -> None:
    if foreign:
        package = shared / "ocf" / "extra" / "ocf-tools" / "sample_ocf_folders" / "acme_holdings_limited"
        shutil.copytree(package, tmp_path / "acme")
        deal = DEAL[: DEAL.index("      holders")].replace("acme.captable.yaml", "acme") + "      others: fund\n"
        (tmp_path / "deal.yaml").write_text(deal, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    loaded = load("deal.yaml") if foreign else written(Path())
    assert loaded.deal is not None, loaded
    for each in list(tmp_path.iterdir()):
        each.rename(each.with_name(f"moved {each.name}"))
    again = loads_again(loaded.texts["deal.yaml"], "deal.yaml", loaded.beside, loaded.layers)
    assert again.sound == loaded.sound
