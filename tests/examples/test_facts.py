"""The real deal's numbers: facts of record or named assumptions, none learnt later, no sentence of the article kept."""

import math
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

DEAL = "examples/openai-microsoft/deal.yaml"
PAGE = "docs/openai-microsoft.md"
ARTICLE = "openai-microsoft-2025-05.txt"

# Fact of the deal file: its value there, the entries of the facts of record that it restates (R11: round 11), and the
# words in one of them that say the value.
OF_RECORD = {
    "invested": ("13bn", ("B03",), "total $13bn"),
    "microsoft_total": ("13.75bn", ("B04",), "$13.75bn"),
    "contract_end": ("2030-12-31", ("B22", "B32"), "through 2030"),
    "revenue_share_rate": ("20%", ("B20",), "20% of revenue through 2030"),
    "revenue_share_plan": ("10%", ("B21",), "only 10%"),
    "first_profit_share": ("75%", ("B10",), "75% of profits"),
    "later_profit_share": ("49%", ("B11",), "49% Microsoft"),
    "nonprofit_share": ("2%", ("B11",), "2% nonprofit"),
    "profit_step": ("92bn", ("B12",), "$92bn"),
    "profit_cap": ("150bn", ("B13",), "$150bn"),
    "agi_amount": ("100bn", ("B41",), "$100bn"),
    "post_money": ("300bn", ("R11",), "'post_money_usd_bn': 300"),
    "round_2025": ("40bn", ("R11",), "'amount_usd_bn': 40.0"),
    "first_tranche": ("10bn", ("R11",), "$10bn mid-April 2025"),
    "restructuring_by": ("2025-12-31", ("B72", "R11"), "31 Dec 2025"),
    "round_2024": ("6.6bn", ("R9",), "'amount_usd_bn': 6.6"),
    "post_money_2024": ("157bn", ("R9",), "'post_money_usd_bn': 157"),
    "claw_back_on": ("2026-10-02", ("B71",), "within two years"),
    "cash_before_2024": ("1bn", ("B56",), "$1bn cash before"),
    "revenue_2025": ("12.7bn", ("B52",), "$12.7bn"),
    "plan_2029": ("125bn", ("B53",), "$125bn"),
    "plan_2030": ("174bn", ("B54",), "$174bn"),
    "burn_2025": ("7bn", ("B58",), "$7bn"),
    "loss_2026": ("14bn", ("B55",), "$14bn in 2026"),
    "loss_2023_28": ("44bn", ("B55",), "$44bn cumulative 2023-28"),
    "loss_2024": ("5bn", ("B51",), "loss about $5bn"),
    "break_even": ("0%", ("B59",), "not before 2029"),
    "gross_margin_2024": ("41%", ("B56",), "41% (2024)"),
    "gross_margin_2028": ("67%", ("B56",), "67% by 2028"),
    "stargate_first": ("100bn", ("B60",), "$100bn at once"),
    "stargate_years": ("4 years", ("B60",), "over four years"),
}
# Conflict of the deal file: the entries of record between which its readings choose.
CONFLICTS = {
    "profit_tiers": ("B10", "B11", "B12"),
    "agi_profit": ("B41",),
    "agi_clause": ("B40", "B42"),
    "round_if_cut": ("B72", "R11"),
    "stargate_launched_by": ("B60", "B61"),
}

# Put together here, so that this file is not itself found: what became known only after 14 May 2025.
LATER = [
    r"\b27(\.\d)?\s?(%|percent|per cent)",
    r"\b32\.5\s?(%|percent)",
    r"\b250\s?(bn|billion)",
    r"\b135\s?(bn|billion)",
    r"\b20" + r"32\b",
    r"\b(June|July|August|September|Sept|October|November|December)\s+2025\b(?! round)",
    r"\b(late|autumn|fall|summer|end of summer) 2025\b",
    r"recapitali[sz]",
    r"expert panel",
    r"memorandum of understanding|\bMOU\b",
    r"OpenAI Foundation|OpenAI Group",
    r"OpenAI Global",
    r"\b500\s?(bn|billion) valuation|valued at \$?500",
    r"incremental",
    r"\bCoreWeave\b|\bBroadcom\b|\bAMD\b",
]


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / DEAL).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def deal(text: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes nothing but texts
    return read


@pytest.fixture(scope="module")
def record(shared: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((shared / "facts" / "facts.yaml").read_text(encoding="utf-8"))
    return read


def money(text: str) -> float:
    """Read `13bn` or `75%` as the facts of record write it: billions, and shares as fractions."""
    match = re.fullmatch(r"([\d.]+)(bn|%)", text)
    assert match, text
    return float(match[1]) / (100 if match[2] == "%" else 1)


def test_every_fact_has_a_source_or_is_an_assumption_with_a_reason_and_a_range(deal: dict[str, Any]) -> None:
    for name, fact in deal["facts"].items():
        if fact.get("status") == "assumed":
            assert fact.get("reason"), name
            assert "range" in fact or re.search(r" to ", fact["is"]), name
        else:
            told = [fact, *fact.get("readings", [])]
            assert any(each.get("source") for each in told), name
            assert all(each.get("source") for each in fact.get("readings", [])), name


def test_every_source_named_is_listed_and_every_source_listed_is_named(deal: dict[str, Any]) -> None:
    named: set[str] = set()
    for entry in [*deal["facts"].values(), *deal["terms"].values()]:
        for each in [entry, *entry.get("readings", [])]:
            source = each.get("source", [])
            named |= set(source if isinstance(source, list) else [source])
    assert named == set(deal["sources"])


@pytest.fixture(scope="module")
def entries(record: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The facts of record by their names; rounds, which have no status, were reported on their day."""
    known = record["openai_microsoft"]
    rounds = {
        f"R{each['n']}": {**each, "known_by": each["date"], "status": "reported"} for each in known["funding_rounds"]
    }
    return {entry["id"]: entry for entry in known["before"]} | rounds


def sources_of(entry: dict[str, Any]) -> set[str]:
    source = entry.get("source", [])
    return set(source if isinstance(source, list) else [source])


def test_every_fact_is_one_of_record_an_assumption_or_a_conflict(deal: dict[str, Any]) -> None:
    kinds = {"facts": set(), "assumed": set(), "conflicts": set()}
    for name, fact in deal["facts"].items():
        kinds["conflicts" if "readings" in fact else "assumed" if fact["status"] == "assumed" else "facts"].add(name)
    assert kinds["facts"] == set(OF_RECORD)
    assert kinds["conflicts"] == set(CONFLICTS)
    assert all(deal["facts"][name]["status"] == "disputed" for name in CONFLICTS)
    assert all(deal["facts"][name]["reason"] for name in CONFLICTS if name != "stargate_launched_by")


@pytest.mark.parametrize("name", OF_RECORD)
def test_a_fact_is_as_the_record_has_it(deal: dict[str, Any], entries: dict[str, dict[str, Any]], name: str) -> None:
    value, restated, words = OF_RECORD[name]
    fact, told = deal["facts"][name], [entries[each] for each in restated]
    assert fact["is"] == value
    assert any(words in f"{entry.get('statement', '')} {entry}" for entry in told)
    assert sources_of(fact) - {"article"} <= {source for entry in told for source in entry["sources"]}
    assert fact["known_by"] in {str(entry["known_by"]) for entry in told}
    assert fact["confidence"] in {entry["confidence"] for entry in told}
    assert any(fact["status"] in entry["status"] for entry in told)


@pytest.mark.parametrize("name", CONFLICTS)
def test_a_conflict_names_the_sources_of_record(
    deal: dict[str, Any], entries: dict[str, dict[str, Any]], name: str
) -> None:
    allowed = {source for each in CONFLICTS[name] for source in entries[each]["sources"]} | {"article"}
    for reading in deal["facts"][name]["readings"]:
        assert sources_of(reading) <= allowed


def test_sources_are_those_of_record(deal: dict[str, Any], record: dict[str, Any]) -> None:
    for name, source in deal["sources"].items():
        if name != "article":
            assert source.get("url") == record["sources"][name]["url"], name
            assert source["grade"] == record["sources"][name]["grade"], name


def test_no_source_is_younger_than_the_deal(deal: dict[str, Any]) -> None:
    as_of = date.fromisoformat(deal["as_of"])
    for name, source in deal["sources"].items():
        assert "date" not in source or date.fromisoformat(source["date"]) <= as_of, name
        assert "2026" not in source.get("url", ""), name
    for name, fact in deal["facts"].items():
        assert fact.get("known_by", "") <= deal["as_of"][: len(fact.get("known_by", ""))], name


@pytest.mark.parametrize("file", [DEAL, PAGE])
@pytest.mark.parametrize("words", LATER)
def test_nothing_learnt_later_has_entered(root: Path, file: str, words: str) -> None:
    found = re.search(words, (root / file).read_text(encoding="utf-8"), flags=re.IGNORECASE)
    assert found is None, found


def test_words_to_find_stand_in_the_article(deal: dict[str, Any], shared: Path) -> None:
    article = (shared / "articles" / ARTICLE).read_text(encoding="utf-8")
    looked_for = []
    for name, fact in deal["facts"].items():
        for each in [fact, *fact.get("readings", [])]:
            if "find" in each:
                assert "article" in each["source"], name
                assert each["find"] in article, name
                looked_for.append(each["find"])
    assert len(looked_for) >= 5


def test_the_words_to_find_are_only_a_few_of_the_article(deal: dict[str, Any]) -> None:
    for fact in deal["facts"].values():
        for each in [fact, *fact.get("readings", [])]:
            assert len(each.get("find", "").split()) < 8


def test_no_eight_words_of_the_article_stand_anywhere_in_the_repository(root: Path, shared: Path) -> None:
    def words(written: str) -> list[str]:
        return re.findall(r"[\w$%]+", written.lower())

    every = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if shutil.which("git") is None:
        pytest.skip("no git here")
    listed = subprocess.run(every, cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    article = words((shared / "articles" / ARTICLE).read_text(encoding="utf-8"))
    runs = {tuple(article[at : at + 8]) for at in range(len(article) - 7)}
    assert len(runs) > 300
    for name in filter(None, listed.stdout.split("\0")):
        path = root / name
        if path.suffix in {".yaml", ".md", ".py", ".txt", ".html", ".toml", ".json", ".j2"} and path.is_file():
            own = words(path.read_text(encoding="utf-8", errors="replace"))
            shared_runs = [run for at in range(len(own) - 7) if (run := tuple(own[at : at + 8])) in runs]
            assert shared_runs == [], name


def test_the_article_is_no_file_of_the_repository(root: Path) -> None:
    assert list((root / "examples").rglob("*.txt")) == []


def test_the_conflict_over_stargate_stays_visible(deal: dict[str, Any]) -> None:
    readings = deal["facts"]["stargate_launched_by"]["readings"]
    by_weight = {each["weight"]: each for each in readings}
    assert "Microsoft" in by_weight["0%"]["title"]
    assert set(by_weight["0%"]["overlay"].values()) == {"microsoft"}
    assert by_weight["0%"]["source"] == "article"
    assert by_weight["100%"]["title"] == "OpenAI, SoftBank, Oracle and MGX"
    assert by_weight["100%"]["overlay"] == {}
    assert deal["terms"]["stargate_openai"]["payer"] == deal["terms"]["site_openai"]["holder"] == "openai"
    holders = {term["holder"] for term in deal["terms"].values() if term.get("company") == "stargate"}
    assert holders | {"softbank"} == {"openai", "softbank", "oracle", "mgx"}
    of_stargate = [term for name, term in deal["terms"].items() if name.startswith(("site", "stargate"))]
    assert len(of_stargate) == 7
    assert not any("microsoft" in term.values() for term in of_stargate)


def test_the_plan_told_to_investors_is_the_curve_of_the_assumptions(deal: dict[str, Any]) -> None:
    facts = deal["facts"]
    names = ("long_run_growth", "plan_growth")
    long_run, planned = (math.log1p(float(facts[name]["is"].rstrip("%")) / 100) for name in names)
    fading = math.log(2) / float(facts["plan_half_life"]["is"].split()[0])

    def revenue(years: float) -> float:
        grown = long_run * years + (planned - long_run) * (1 - math.exp(-fading * years)) / fading
        return money(facts["revenue_2025"]["is"]) * math.exp(grown)

    assert revenue(4) == pytest.approx(money(facts["plan_2029"]["is"]), rel=0.02)
    assert revenue(5) == pytest.approx(money(facts["plan_2030"]["is"]), rel=0.02)
    assert revenue(1) == pytest.approx(money(facts["plan_2026"]["is"]), rel=0.02)
