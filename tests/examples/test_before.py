"""Five real deals before they were renegotiated: numbers of record, or assumptions made by the rules of the manual."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import dealwright
from dealwright.deal.talk import MOST_PACKAGES

DEALS = {
    "yahoo-microsoft": "yahoo_microsoft_2015",
    "bms-otsuka": "bms_otsuka_abilify_2009",
    "sanofi-regeneron": "sanofi_regeneron_libtayo_2022",
    "bms-imclone": "bms_imclone_2002",
    "renault-nissan": "renault_nissan_2023",
}
# Fact of a deal file: the words of the record's `before` or `drivers` that say it.
SAYS = {
    "yahoo-microsoft": {
        "first_share": "88% of net search revenue",
        "share_unchanged": "90% if nothing changes",
        "share_sales_back": "93% if Microsoft ends sales exclusivity",
        "share_sales_kept": "83% if Yahoo",
        "contract_end": "from 23 Feb 2010, 10-year term",
        "search_2014": "2014 search $1.8bn",
        "bound": "Microsoft exclusive on desktop",
    },
    "bms-otsuka": {
        "us_sales_2008": "2008 US sales $1.67bn",
        "growth_2008": "(+28%)",
        "bms_share": "BMS keeps 65% of US net sales",
        "contract_end": "ends Nov 2012",
        "patent_end": "patent to Apr 2015",
        "otsuka_bears": "Otsuka bears no commercial expense",
    },
    "sanofi-regeneron": {
        "us_sales_2020": "$270.7m 2020",
        "us_sales_2021": "$306.3m 2021",
        "sanofi_part": "profits split 50/50 worldwide",
    },
    "bms-imclone": {
        "acceptance_money": "$300m on FDA acceptance",
        "approval_money": "$500m on approval",
        "imclone_share": "39% was kept",
        "bms_stake": "19.9% tender",
    },
    "renault-nissan": {
        "renault_part": "Renault about 43.4% of Nissan with votes",
        "nissan_part": "Nissan 15% of Renault without votes",
        "renault_votes": "Renault about 43.4% of Nissan with votes",
        "nissan_price_july": "Nissan 653.7 yen",
        "renault_price_july": "Renault EUR 39.52",
    },
}


def raw(root: Path, name: str) -> dict[str, Any]:
    text = (root / "examples" / name / "deal.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes only texts
    return read


@pytest.fixture(scope="module")
def record(shared: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((shared / "facts" / "facts.yaml").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def rules(root: Path) -> set[str]:
    return set(re.findall(r"^(\d+)\. ", (root / "docs" / "priors.md").read_text(encoding="utf-8"), flags=re.MULTILINE))


@pytest.mark.parametrize("name", DEALS)
def test_a_file_before_has_no_problem(root: Path, name: str) -> None:
    loaded = dealwright.load(root / "examples" / name / "deal.yaml")
    assert loaded.problems == ()
    packages = 1
    for values in loaded.ranges().values():
        packages *= len(values)
    assert 1 < packages <= 100_000 < MOST_PACKAGES


@pytest.mark.parametrize("name", DEALS)
def test_every_assumption_names_the_rule_that_made_it_and_has_a_range(root: Path, name: str, rules: set[str]) -> None:
    for fact, entry in raw(root, name)["facts"].items():
        if entry["status"] == "assumed":
            made = re.match(r"priors ((\d+)(, \d+)*( and \d+)?): ", entry["reason"])
            assert made, fact
            assert set(re.findall(r"\d+", made[1])) <= rules, fact
            assert "range" in entry or " to " in entry["is"] or "one_of" in entry["is"], fact


@pytest.mark.parametrize("name", DEALS)
def test_every_other_fact_is_one_of_record(root: Path, name: str, record: dict[str, Any]) -> None:
    of_record = next(deal for deal in record["deals"] if deal["id"] == DEALS[name])
    notes = [record["sources"][source]["note"] for source in of_record["sources"]]
    told = "\n".join([*of_record["before"], *of_record["drivers"], *notes])
    facts = {fact: entry for fact, entry in raw(root, name)["facts"].items() if entry["status"] != "assumed"}
    assert set(facts) == set(SAYS[name])
    for fact, entry in facts.items():
        assert SAYS[name][fact] in told, fact
        source = entry["source"]
        assert set([source] if isinstance(source, str) else source) <= set(of_record["sources"]), fact


@pytest.mark.parametrize("name", DEALS)
def test_the_number_of_a_fact_stands_in_the_words_of_the_record(root: Path, name: str) -> None:
    for fact, words in SAYS[name].items():
        written = raw(root, name)["facts"][fact]["is"]
        number = re.match(r"[\d.]+", written)
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", written) and fact not in {"bound", "otsuka_bears"}:
            assert number, fact
            assert number[0] in words, fact


@pytest.mark.parametrize("name", DEALS)
def test_sources_are_those_of_record_and_each_is_named(root: Path, name: str, record: dict[str, Any]) -> None:
    deal = raw(root, name)
    for source, entry in deal["sources"].items():
        assert entry.get("url") == record["sources"][source]["url"], source
        assert entry["grade"] == record["sources"][source]["grade"], source


@pytest.mark.parametrize("name", DEALS)
def test_what_was_known_by_then_is_older_than_the_day(root: Path, name: str) -> None:
    deal = raw(root, name)
    for fact, entry in deal["facts"].items():
        if entry["status"] != "assumed" and "younger than the day" not in entry.get("note", ""):
            assert entry["known_by"] <= deal["as_of"][: len(entry["known_by"])], fact
