"""Five real deals before they were renegotiated: numbers of record, or assumptions made by the rules of the manual."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import dealwright
from dealwright.deal.talk import MOST_PACKAGES
from dealwright.lang.load import loads

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
# What was signed: the day in words of the record, and of each path its value and the record's words for it.
SIGNED = {
    "yahoo-microsoft": {
        "terms.share.rate": ("93%", "93% from the amendment"),
        "facts.bound.is": ("51%", "51% of desktop traffic minimum"),
        "terms.handover.active": ("yes", "Microsoft takes over Bing ad sales"),
    },
    "bms-otsuka": {
        "terms.share.rate": (
            "if(year < 2011, 58%, if(year < 2012, 53.5%, 51.5%))",
            "BMS share 58% 2010, 53.5% 2011, 51.5% 2012",
        ),
        "terms.bears.rate": ("70%", "Otsuka pays 30% of expenses"),
        "terms.later_share.rate": ("50%", "50% up to $2.7bn, lower tiers above"),
        "terms.later_bears.rate": ("50%", "Otsuka pays 50%"),
        "terms.upfront.amount": ("400m", "$400m upfront to Otsuka"),
    },
    "sanofi-regeneron": {
        "terms.split.rate": ("before(2022-07-01)", "Regeneron books world sales from 1 Jul 2022"),
        "terms.royalty.rate": ("11%", "11% royalty on world sales"),
        "terms.upfront.amount": ("900m", "$900m upfront"),
        "terms.approval.amount": ("100m", "$100m regulatory milestone"),
        "terms.one_hand.active": ("yes", "Regeneron books world sales from 1 Jul 2022"),
    },
    "bms-imclone": {
        "terms.acceptance.amount": ("0 USD", "$300m milestone replaced by $140m now + $60m in a year"),
        "terms.now.amount": ("140m", "$140m now"),
        "terms.in_a_year.amount": ("60m", "$60m in a year"),
        "terms.approval.amount": ("250m", "$250m first indication"),
        "terms.second_use.amount": ("250m", "$250m second"),
        "terms.share.rate": ("39%", "flat 39% of North American revenue"),
    },
    "renault-nissan": {
        "facts.renault_votes.is": ("15%", "15% each with votes capped at 15%"),
        "terms.nissan_votes.active": ("yes", "15% each with votes"),
        "terms.ampere.amount": ("600m", "Nissan up to EUR 600m in Ampere"),
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


@pytest.mark.parametrize("name", DEALS)
def test_what_was_signed_is_as_the_record_has_it(root: Path, name: str, record: dict[str, Any]) -> None:
    of_record = next(deal for deal in record["deals"] if deal["id"] == DEALS[name])
    deal = raw(root, name)
    (talk,) = deal["talks"]
    assert talk["signed"] == "yes"
    assert talk["on"] in of_record["renegotiated"]
    assert set([talk["source"]] if isinstance(talk["source"], str) else talk["source"]) <= set(of_record["sources"])
    assert set(talk["offer"]) == set(SIGNED[name]) == set(deal["negotiate"]["over"])
    after = "\n".join(of_record["after"])
    for path, (value, words) in SIGNED[name].items():
        assert value in talk["offer"][path], path
        assert words in after, path


@pytest.mark.parametrize("name", DEALS)
def test_nothing_of_the_deal_but_the_talks_rests_on_what_was_signed(root: Path, name: str) -> None:
    text = (root / "examples" / name / "deal.yaml").read_text(encoding="utf-8")
    whole, before = loads(text), loads(text.partition("# What was signed")[0])
    assert before.errors == ()
    assert before.sound.talks == []
    assert before.ranges() == whole.ranges()
    for section in ("parties", "drivers", "companies", "terms", "scenarios", "negotiate"):
        assert getattr(before.sound, section) == getattr(whole.sound, section)
