"""What the tabs of the real deal show is what the commands say, number for number."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

from dealwright.lang.load import load
from web.asked import client
from web.served import Watched, served, watching

pytestmark = pytest.mark.browser
STAKE, SIGNED = "terms.stake.stake=30%25", "scenario=signed"
AMOUNT = re.compile(r"([<>]?)([+\u2212]?)([\d,]*\.?\d+)(tn|bn|m|k|%|x)?")
FACTORS = {"tn": 1e12, "bn": 1e9, "m": 1e6, "k": 1e3, "%": 0.01, "x": 1.0, None: 1.0}
BN = 1e9


@pytest.fixture(scope="module")
def command(address: str) -> Iterator[httpx.Client]:
    """Ask what the commands print, byte for byte."""
    with client(address) as asked:
        yield asked


def told(command: httpx.Client, path: str) -> Any:
    answer = command.get(f"/api/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def same(text: str, value: float, factor: float = 1.0) -> None:
    """Hold a number as it is shown against what a command says: alike to half of the last digit shown."""
    found = AMOUNT.match(text)
    assert found is not None, text
    bound, sign, digits, unit = found.groups()
    if bound:
        assert 0 < value < 0.01 if bound == "<" else 0.99 < value < 1, (text, value)
        return
    scale = factor * FACTORS[unit]
    decimals = len(digits.partition(".")[2])
    shown = float(digits.replace(",", "")) * (-1 if sign == "\u2212" else 1)
    assert shown == pytest.approx(value / scale, abs=0.5 * 10.0**-decimals * (1 + 1e-6)), (text, value)


def rows(page: Page, figure: str) -> list[list[str]]:
    """Read a table: of each row the words of its cells, errors and small print after a line's end."""
    script = "all => all.map((row) => [...row.cells].map((cell) => cell.innerText.trim()))"
    found: list[list[str]] = page.eval_on_selector_all(f"#{figure} tbody tr", script)
    return found


def test_the_tab_of_worths_shows_scenarios_side_by_side_with_what_each_changes(
    watched: Watched, command: httpx.Client
) -> None:
    page = watched.page
    watched.open(f"tab=worth&{STAKE}&show=reported_cut")
    every = "&".join(f"scenario={name}" for name in ("no_deal", "signed", "in_force", "reported_cut"))
    said = told(command, f"value?set={STAKE}&{every}")["scenarios"]
    names = {
        "Talks fail": "no_deal",
        "This package": "signed",
        "Contract in force": "in_force",
        "The revenue share falls as OpenAI told investors": "reported_cut",
    }
    table = rows(page, "worth-table")
    assert [row[0].splitlines()[0] for row in table] == ["OpenAI's other holders", *names, "Microsoft", *names]
    for party, shown in (("holders", table[1:5]), ("microsoft", table[6:])):
        held = said["no_deal"]["parties"][party]["certainty_equivalent"]["value"]
        for first, *cells in shown:
            name = names[first.splitlines()[0]]
            worth = said[name]["parties"][party]
            certain = worth["certainty_equivalent"]
            sure, *band = re.split("±[^\n]*\n?", cells[0])
            same(sure, certain["value"], BN)
            for text, value in zip(
                band[0].split("\u2013") if band and band[0] else [], worth["belief_band"] or [], strict=True
            ):
                same(text, value, BN)
            figures = (worth["mean"]["value"], worth["p5"], worth["p50"], worth["p95"], worth["cvar5"])
            for text, value in zip(cells[2:7], figures, strict=True):
                same(text, value, BN)
            same(cells[7], worth["probability_of_loss"])
            if name == "no_deal":
                assert cells[1] == cells[8] == "\u2013"
            else:
                if cells[1] != "0":
                    same(cells[1], certain["value"] - held, BN)
                same(cells[8], worth["probability_worse_than_no_deal"])
    assert page.inner_text("#worth-table tr.now >> nth=0 >> small >> nth=0") == "stake 30%"
    assert "IPO chance 15% by 31 December 2028" in table[1][0]
    assert page.locator("#sliders li.moved").evaluate_all("all => all.map((each) => each.dataset.path)") == [
        "terms.stake.stake"
    ]
    for place, party in enumerate(("holders", "microsoft")):
        drawn = page.locator("#densities .chart").nth(place).locator("svg text").all_text_contents()
        assert set(names) <= {each.replace("…", "") for each in drawn} | {
            "The revenue share falls as OpenAI told investors"
        }
        for name in names.values():
            middle = said[name]["parties"][party]["p50"] / BN
            assert any(each.isdigit() and abs(float(each) - middle) <= 0.5 for each in drawn), (party, name, drawn)
    *terms, together = rows(page, "compare")
    assert [row[:3] for row in terms] == [["Stake", "49%", "30%"]]
    assert [row.split("\n")[0].split("±")[0] for row in together[3:]] == terms[0][3:]


def test_the_cap_tab_shows_equity_claims_exits_and_rounds(watched: Watched, command: httpx.Client) -> None:
    page = watched.page
    watched.open(f"tab=cap-table&{STAKE}")
    companies = told(command, f"value?set={STAKE}&{SIGNED}")["scenarios"]["signed"]["companies"]
    table = {tuple(row[0].splitlines()): row[1:] for row in rows(page, "company-worth")}
    openai, stargate = companies["openai"], companies["stargate"]
    for key, company in ((("OpenAI", "This package"), openai), (("Stargate", "the same in every scenario"), stargate)):
        cells = table[key]
        same(cells[0].split("±")[0], company["equity"]["value"], BN)
        for text, figure in zip(cells[1:4], ("p5", "p50", "p95"), strict=True):
            same(text, company[figure], BN)
        same(cells[4], company["probability_at_floor"])
        assert cells[5] == "0"
    page.click("#claims-of-openai summary")
    claims = {name: (amount, share) for name, amount, share in rows(page, "claims-of-openai")}
    whose = {
        "SoftBank and the other investors of 2025": "softbank",
        "Investors of the October 2024 round": "investors_2024",
        "Microsoft": "microsoft",
        "OpenAI's other holders": "holders",
    }
    assert set(claims) == set(whose)
    for name, (amount, share) in claims.items():
        same(amount, openai["claims"][whose[name]], BN)
        same(share, openai["claims"][whose[name]] / sum(openai["claims"].values()))
    assert page.locator("#owned-openai .chart svg path").count() > 4
    page.click("#owned-openai summary")
    holders = page.locator("#owned-openai .astable thead th").all_inner_texts()[3:]
    assert {whose[holder] for holder in holders if holder in whose} >= {"microsoft", "holders"}
    for (_, _, standing, *shares), told_of in zip(rows(page, "owned-openai"), openai["owned"], strict=True):
        same(standing, told_of["standing"])
        assert sum(float(each.rstrip("%")) for each in shares) == pytest.approx(100, abs=0.05 * len(shares))
        for holder, share in zip(holders, shares, strict=True):
            if holder in whose:
                same(share, told_of["shares"][whose[holder]])
    assert page.locator("#owned-stargate .chart").count() == 0
    assert sum(float(share.rstrip("%")) for _, share in rows(page, "owned-stargate")) == pytest.approx(100, abs=0.2)
    page.click("#exits-of-openai summary")
    heads = page.locator("#exits-of-openai .astable thead th").all_inner_texts()[1:]
    paid_out = rows(page, "exits-of-openai")
    assert {row[0] for row in paid_out} >= {"Microsoft", "OpenAI's other holders"}
    for place, head in enumerate(heads, 1):
        parts = [row[place].split(", ") for row in paid_out]
        total = sum(float(amount.replace(",", "")) for amount, _ in parts)
        found = AMOUNT.match(head.removeprefix("exit at "))
        assert found is not None
        assert total == pytest.approx(float(found.group(3)) * FACTORS[found.group(4)] / BN, rel=0.006)
        assert sum(int(share.rstrip("%")) for _, share in parts) == pytest.approx(100, abs=2)
    assert page.locator("#exits-of-openai .chart svg path").count() > 4
    for (name, modelled, paid, _), said in zip(rows(page, "rounds"), openai["rounds"], strict=True):
        assert name.startswith("OpenAI, ")
        same(modelled.split("±")[0], said["modelled"]["value"], BN)
        same(paid, said["observed"], BN)
    page.click("#company-worth tr.now td a >> nth=0")
    page.wait_for_selector("#trail:visible")
    card = page.inner_text("#trail")
    ends = re.search("Ends by\n(.*)", card)
    assert ends is not None
    for words, event in (("OpenAI goes public", "ipo"), ("The present contract is over", "valued")):
        found = re.search(f"{words} (\\d+%)", ends.group(1))
        assert found is not None, ends.group(1)
        same(found.group(1), openai["exit_chances"][event])


def test_the_contract_is_stated_by_period_for_the_term_and_the_future_that_are_chosen(
    watched: Watched, command: httpx.Client
) -> None:
    page = watched.page
    watched.open(f"tab=contract&{STAKE}")
    assert page.locator("#contract-values").count() == 1
    page.select_option("label:has-text('Statement of') select", "revenue_share")
    page.select_option("label:text-is('on') select", "p95")
    page.wait_for_selector("#part-contract:has(#clause-revenue_share details[open]):not(:has(#clause-access))")
    watched.answered()
    asked = f"statement?set={STAKE}&{SIGNED}&term=revenue_share&path=p95&for=holders"
    (term,) = told(command, asked)["terms"]
    *shown, total = rows(page, "clause-revenue_share")
    for row, period in zip(shown, term["periods"], strict=True):
        assert row[:2] == [f"{period['opens']} to {period['closes']}", period["paid_on"]]
        same(row[3], period["rate"])
        for text, line in zip((row[2], *row[4:]), ("base", "share", "due", "paid"), strict=True):
            same(text, period[line], 1e6)
    same(total[-1], term["totals"]["paid"], 1e6)
    assert "p95 of them all" in page.inner_text("#clauses .why")
    assert "certain" not in page.inner_text("#clause-revenue_share figcaption")


def test_facts_stand_with_their_sources_and_every_reading_and_doubts_with_their_worth(
    watched: Watched, root: Path
) -> None:
    page = watched.page
    deal = load(root / "examples" / "openai-microsoft" / "deal.yaml").sound
    watched.open("tab=facts")
    table = rows(page, "facts-table")
    facts = deal.facts.values()
    sourced = [fact for fact in facts if fact.readings or (fact.source is not None and fact.status != "assumed")]
    assert len(table) == len(sourced) + sum(len(fact.readings or ()) for fact in sourced)
    for fact in sourced:
        place = next(place for place, row in enumerate(table) if row[0].splitlines()[0] == fact.title)
        if not fact.readings:
            named = [fact.source] if isinstance(fact.source, str) else fact.source or []
            assert str(deal.sources[named[0]].publisher) in table[place][3], fact.title
            assert f"confidence {fact.confidence}" in table[place][2]
            continue
        assert "sources disagree" in table[place][2]
        for row, reading in zip(table[place + 1 :], fact.readings, strict=False):
            assert row[0].startswith(reading.title or "a reading")
            assert re.search(r"read at \d+%", row[0])
    assert page.inner_text("#facts h2") == "Sources disagree on five facts"
    assert "nothing by name" not in page.inner_text("#cards")
    doubts = rows(page, "doubts-table")
    assert len(doubts) > 4
    heads = [each.replace("\n", " ") for each in page.locator("#doubts-table thead th").all_inner_texts()]
    assert heads[3:] == ["OpenAI's holders: share", "worth knowing", "Microsoft: share", "worth knowing"]
    most = re.search("“(.*)”: knowing it is worth (\\d+)m", page.inner_text("#part-doubts h2"))
    assert most is not None
    worth = {row[0].splitlines()[0]: row[4].split("±")[0] for row in doubts}
    assert worth[most.group(1)] == most.group(2)
    assert not [name for name in worth if "." in name or "_" in name or name[0].islower()]  # words, no paths


def test_a_table_of_shares_stands_with_its_history_its_waterfall_and_every_breakpoint(
    root: Path, browser: Browser
) -> None:
    with (
        served(root / "examples" / "term-sheet" / "deal.yaml", "--paths", "128") as address,
        watching(browser, address) as watched,
        client(address) as command,
    ):
        page = watched.page
        watched.open("tab=cap-table")
        said = told(command, "captable")
        holders = {row[0].splitlines()[0]: row for row in rows(page, "captable-juniper-holders")}
        for each in said["holders"]:
            same(holders[each["name"]][-2], each["share_fully_diluted"])
        page.evaluate("document.querySelectorAll('#cards details').forEach((each) => { each.open = true; })")
        for figure in ("captable-juniper-owned-by-class", "captable-juniper-owned-by-holder"):
            for _, _, *shares in rows(page, figure):
                assert sum(float(each.rstrip("%")) for each in shares) == pytest.approx(100, abs=0.05 * len(shares))
        for exit_value, *paid in rows(page, "captable-juniper-exit"):
            assert sum(map(float, paid)) == pytest.approx(float(exit_value), abs=0.06 * len(paid))
        breaks = rows(page, "captable-juniper-breakpoints")
        assert page.inner_text("#captable-juniper-breakpoints h3").startswith(f"{len(breaks)} breakpoints")
        values = [float(row[1]) for row in breaks]
        assert values == sorted(values)
        drawn = page.locator("#captable-juniper-exit svg text").all_text_contents()
        marks = [each.split("\u2013") for each in drawn if re.fullmatch(r"\d+(\u2013\d+)?", each)]
        numbered = {place for each in marks for place in range(int(each[0]), int(each[-1]) + 1)}
        assert set(range(1, len(breaks) + 1)) <= numbered
        assert any(each.startswith("Series A, ") for each in drawn)
