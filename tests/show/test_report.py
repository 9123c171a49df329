from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
import show_samples as samples

from dealwright.engine.trail import Trail, TrailReading
from dealwright.show.document import Made
from dealwright.show.provenance import reading_words, rests_on
from dealwright.show.report import report_html, write_report
from dealwright.show.story import Story

if TYPE_CHECKING:
    from pathlib import Path

    from dealwright.bargain.result import Bargain
    from dealwright.engine.result import Valuation

MADE = Made(date(2025, 6, 2), "dealwright report northwind.deal.yaml", "0.1.0")
FILE = "\n".join(f"line {number} of <the> file" for number in range(1, 90))
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """Collect what a page is made of; fail where its elements are not nested."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[dict[str, str]] = []
        self.scripts: list[tuple[dict[str, str], str]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.templates: set[str] = set()
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and what it points at."""
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found)
        if tag == "script":
            self.scripts.append((found, ""))
        if tag == "template":
            self.templates.add(found["id"])
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep scripts with their elements, and everything else as words."""
        if self._open and self._open[-1] == "script":
            found, text = self.scripts.pop()
            self.scripts.append((found, text + data))
        elif self._open and self._open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words of the page, spaces as a reader sees them."""
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def html(valuation: Valuation, found: Bargain) -> str:
    return report_html(Story(valuation, found, samples.trails(), samples.effects(found)), made=MADE, text=FILE)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_the_page_loads_nothing_and_its_policy_forbids_to(page: Page, html: str) -> None:
    for tag, found in page.elements:
        assert "src" not in found, tag
        assert tag not in {"link", "iframe", "object", "embed", "img", "base"}
    policy = next(
        found["content"] for tag, found in page.elements if found.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert "url(" not in html[: html.index("</style>")]


def test_the_policy_allows_exactly_the_two_scripts_inside(page: Page) -> None:
    policy = next(
        found["content"] for tag, found in page.elements if found.get("http-equiv") == "Content-Security-Policy"
    )
    run = [text for found, text in page.scripts if found.get("type") != "application/json"]
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in run}
    assert len(run) == 2
    assert hashes == set(re.findall(r"'sha256-([^']+)'", policy))


def test_every_link_inside_the_page_leads_somewhere(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    inside = [link["href"][1:] for link in page.links if link["href"].startswith("#")]
    assert len(inside) > 300
    assert set(inside) <= set(page.ids)


def test_every_number_of_the_results_opens_a_card_that_exists(page: Page) -> None:
    opened = {link["data-card"] for link in page.links if "data-card" in link}
    assert {f"card-{name}" for name in opened} <= page.templates
    for wanted in ("worth-in_force-northwind", "worth-no_deal-borealis", "package-nash", "bargain-zone"):
        assert wanted in opened
    assert "line-of-revenue_share" in opened
    assert "company-in_force-northwind" in opened
    assert "at-facts-profit_test" in opened


def test_a_card_says_source_publisher_grade_words_to_find_and_place(html: str) -> None:
    card = html[html.index('<template id="card-at-facts-invested">') :]
    card = card[: card.index("</template>")]
    for wanted in ("13bn", "verified", "Borealis, 30 June 2024", "grade A, primary", "“13 billion”"):
        assert wanted in card
    assert 'href="https://example.org/b"' in card
    assert 'href="#L14"' in card
    assert "northwind.deal.yaml:14:15" in card


def test_a_computed_number_says_what_it_is_made_of_and_what_that_rests_on(html: str) -> None:
    card = html[html.index('<template id="card-worth-in_force-borealis">') :]
    card = card[: card.index("</template>")]
    for wanted in (
        "Mean made of",
        "revenue share",
        "discount 9% to 11%",
        "16,384 futures, seed 7",
        "Rests on",
        "grade D",
    ):
        assert wanted in card


def test_conflicting_sources_stay_in_sight_with_their_weights(page: Page) -> None:
    for wanted in ("sources disagree", "100bn or 92bn", "read at 60%", "read at 40%", "Profit after repayment"):
        assert wanted in page.text


def test_another_wording_of_a_clause_is_a_reading_of_that_clause() -> None:
    clause = Trail("terms.access.ends_on", "term", "agi")
    readings = (TrailReading("terms.access.ends_on: none", "30%"), TrailReading("", "70%"))
    fact = Trail("facts.clause", "fact", "", readings=readings)
    trails = {each.path: each for each in (clause, fact)}
    assert rests_on(("terms.access",), trails) == [fact]
    assert rests_on(("terms.stake",), trails) == []
    assert reading_words(fact) == "two readings"


def test_the_words_come_first_and_tax_is_said(page: Page) -> None:
    text = page.text
    title = text.index("Northwind and Borealis can both sign: 53% of the packages beat no deal for both")
    assert title < text.index("Of 4,704 packages") < text.index("Northwind: gain, Nash package")
    assert text.index("Northwind: gain, Nash package") < text.index("Worth to each party")
    assert "Amounts in nominal USD, before tax" in text


def test_the_foot_says_how_to_make_the_page_again(page: Page) -> None:
    foot = page.text[page.text.rindex("File northwind.deal.yaml") :]
    for wanted in ("9f3c 71ab … 04de", "7, 16,384", "14 May 2025; 2 June 2025", "Dealwright 0.1.0", MADE.command):
        assert str(wanted) in foot


def test_print_carries_hash_seed_tax_and_page_number_in_the_margin(html: str) -> None:
    style = html[html.index("<style>") : html.index("</style>")]
    margin = style[style.index("@bottom-left") :]
    assert "seed 7" in margin
    assert "before tax" in margin
    assert 'counter(page) " of " counter(pages)' in margin


def test_the_sections_are_those_that_the_results_fill(page: Page) -> None:
    names = [found["href"] for tag, found in page.elements if tag == "a" and found["href"].startswith("#")]
    contents = names[1 : names.index("#file") + 1]
    sections = ["worth", "bargain", "packages", "futures", "companies", "contract", "facts", "assumptions", "file"]
    assert contents[-len(sections) :] == [f"#{name}" for name in sections]


def test_each_picture_has_an_alternative_and_a_table(page: Page, html: str) -> None:
    charts = [found for _, found in page.elements if found.get("class") == "chart"]
    data = json.loads(next(text for found, text in page.scripts if found.get("id") == "charts"))
    assert {found["id"] for found in charts} == {f"chart-{name}" for name in data}
    assert all(found["role"] == "img" and len(found["aria-label"]) > 30 for found in charts)
    assert html.count("<summary>Show as table</summary>") == 6


def test_the_page_stays_small(html: str) -> None:
    library = max(len(text) for text in re.findall(r"<script>(.*?)</script>", html, re.DOTALL))
    assert len(html) - library < 450_000


def test_the_same_results_make_the_same_bytes(html: str, valuation: Valuation, found: Bargain) -> None:
    assert html == report_html(Story(valuation, found, samples.trails(), samples.effects(found)), made=MADE, text=FILE)


def test_no_word_of_the_file_becomes_markup(valuation: Valuation, found: Bargain) -> None:
    hostile = "</script><script>alert(1)</script>"
    cards = valuation.parties | {"northwind": replace(valuation.parties["northwind"], name=hostile)}
    trails = (*samples.trails(), Trail("facts.x", "fact", hostile, note=hostile, find=hostile, file=hostile, line=3))
    named = replace(valuation, title=hostile, file=hostile, parties=cards)
    page = Page(report_html(Story(named, found, trails), made=Made(MADE.date, hostile, "0"), text=hostile))
    assert len(page.scripts) == 4
    assert not [text for _, text in page.scripts if text == "alert(1)"]


def test_a_source_that_is_no_web_address_is_not_a_link(valuation: Valuation) -> None:
    bad = replace(samples.PRESS, url="javascript:alert(1)")
    trail = Trail("facts.x", "fact", "1bn", "reported", sources=(bad,))
    assert "javascript:" not in report_html(Story(valuation, trails=(trail,)), made=MADE).split("<script")[0]


def test_a_deal_that_negotiates_nothing_has_a_page_without_a_bargain(valuation: Valuation) -> None:
    page = Page(report_html(Story(valuation, trails=samples.trails()), made=MADE))
    assert "bargain" not in page.ids
    assert "Contract in force is worth 40.9bn to Northwind and 47.0bn to Borealis" in page.text
    assert {link["href"][1:] for link in page.links if link["href"].startswith("#")} <= set(page.ids)


def test_one_scenario_without_trails_or_fans_still_makes_a_page(valuation: Valuation) -> None:
    bare = replace(valuation.scenarios["in_force"], fans={}, term_fans={}, companies={})
    page = Page(report_html(Story(replace(valuation, scenarios={"in_force": bare}, no_deal=None)), made=MADE))
    assert {"futures", "companies", "contract", "facts", "assumptions"}.isdisjoint(page.ids)


def test_without_a_zone_the_page_says_how_far_apart_the_sides_are(valuation: Valuation) -> None:
    apart = samples.bargain(north_holds=47, borealis_holds=67)
    text = Page(report_html(Story(valuation, apart, samples.trails()), made=MADE)).text
    assert "No package on the table beats no deal for Northwind and Borealis" in text
    assert "How far apart 7.0bn" in text


def test_warnings_stand_before_the_findings_in_words(valuation: Valuation, found: Bargain) -> None:
    heavy = samples.party_worth(
        1, 55, 0.55, warnings=("the certainty equivalent rests on 31 paths; read mean and CVaR",)
    )
    scenario = replace(
        valuation.scenarios["in_force"], parties={**valuation.scenarios["in_force"].parties, "northwind": heavy}
    )
    warned = replace(valuation, paths=512, scenarios={**valuation.scenarios, "in_force": scenario})
    text = Page(report_html(Story(warned, found, samples.trails()), made=MADE)).text
    assert "Only 512 futures were drawn" in text
    assert "Northwind in “Contract in force”: The certainty equivalent rests on 31 paths; read mean and CVaR." in text
    assert "Frontier and zone are at central beliefs" in text
    assert text.index("Before you rely on this") < text.index("Worth to each party")


def test_six_parties_of_whom_two_bargain_keep_the_others_in_their_own_table(
    valuation: Valuation, found: Bargain
) -> None:
    extra = {f"holder_{n}": samples.party_worth(n + 5, 3 + n, 0.3) for n in range(4)}
    scenarios = {
        name: replace(scenario, parties={**scenario.parties, **extra}) for name, scenario in valuation.scenarios.items()
    }
    cards = {
        **valuation.parties,
        **{key: replace(samples.CARDS["northwind"], name=f"Holder {key[-1]}") for key in extra},
    }
    many = replace(valuation, scenarios=scenarios, parties=cards)
    html = report_html(Story(many, found, samples.trails()), made=MADE)
    assert html.count('class="chart" id="chart-density-') == 2
    assert 'id="others"' in html
    assert "Holder 3" in html


def test_the_report_is_written_as_utf_8_with_plain_line_ends(tmp_path: Path, valuation: Valuation) -> None:
    out = tmp_path / "report.html"
    write_report(Story(valuation), out, made=MADE)
    data = out.read_bytes()
    assert b"\r" not in data
    assert data.decode("utf-8").startswith("<!doctype html>")
