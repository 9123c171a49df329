"""Deals of other shapes than the examples: three at the table, dates and choices, nothing negotiated, long names."""

import json
import re
import shlex
import sys
from pathlib import Path
from subprocess import run

import pytest
from playwright.sync_api import Browser

from dealwright.show.number import scale_of, uncertain_money
from show.opened_page import OVERLAPS
from web.served import Watched, served, shown_at, until, watching

pytestmark = pytest.mark.browser
HEAD = """dealwright: 1
title: Drei am Tisch
as_of: 2026-01-01
horizon: 2033-12-31
step: year
currency: EUR
risk_free: 3%
parties:
  mueller:
    {name: "Müller & Söhne Beteiligungsgesellschaft mbH, Zweigniederlassung Österreich", short: Müller, discount: 8%}
  ann: {name: Ann, discount: 6%, risk_tolerance: 5m}
  bob: {name: Bob, discount: 7%}
drivers:
  sales: {kind: gbm, title: Umsatz, start: 3m EUR/year, growth: 2%, volatility: 25%}
  fire: {kind: event, chance: 20% by 2030-12-31}
"""
FACTS = """facts:
  grows: {is: 2%, range: -3% to 6%, status: assumed, title: Wie viel im Jahr dazukommt, reason: so war es bisher}
  swings: {is: 25%, range: 15% to 40%, status: assumed, title: Wie sehr es schwankt, reason: so war es bisher}
"""
TERMS = """terms:
  share: {kind: royalty, title: Lizenzgebühr, payer: bob, payee: ann, on: sales, rate: 10%, until: 2030-12-31}
  bonus: {kind: payment, title: Bonus, active: no, payer: bob, payee: mueller, amount: 400k, on: 2027-12-31}
  use: {kind: flow, payee: bob, amount: 30% * sales}
  work: {kind: flow, payer: mueller, amount: 50k EUR/year}
"""
TABLE = """signed: signed
scenarios:
  signed: {title: Es gilt, set: {terms.bonus.active: yes}}
  no_deal: {terms.share.active: no, terms.use.active: no, terms.work.active: no}
negotiate:
  between: [mueller, ann, bob]
  no_deal: no_deal
  over:
    terms.share.rate: 5% .. 15% by 5%
    terms.share.until: [2028-12-31, 2030-12-31, 2033-12-31]
    terms.share.ends_on: [none, fire]
    terms.bonus.active: [yes, no]
"""
CUT = """() => [...document.querySelectorAll('.chart svg')].flatMap((svg) => {
  const around = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter((text) => {
    const box = text.getBoundingClientRect();
    return text.textContent && (box.right > around.right + 2 || box.left < around.left - 2);
  }).map((text) => text.textContent);
})"""
"""Finds words of a picture that are cut at its edge."""


@pytest.fixture
def deal(tmp_path: Path) -> Path:
    file = tmp_path / "deal.yaml"
    doubted = HEAD.replace("growth: 2%", "growth: grows").replace("volatility: 25%", "volatility: swings")
    file.write_text(doubted + FACTS + TERMS + TABLE, encoding="utf-8")
    return file


def standing(watched: Watched) -> list[str]:
    """Read what the boxes of the terms say."""
    return [str(each.input_value()) for each in watched.page.locator("#sliders .lab input").all()]


def test_a_term_that_signing_sets_stands_there_and_can_be_moved_from_there(deal: Path, browser: Browser) -> None:
    with served(deal, "--paths", "128") as address, watching(browser, address) as watched:
        page = watched.page
        watched.open("tab=worth")
        assert standing(watched) == ["10%", "31 December 2030", "no event", "yes"]
        assert page.locator("#sliders input:checked").count() == 4
        signed = page.inner_text("#numbers dd[data-party=mueller]")
        page.locator("#sliders [data-path='terms.bonus.active'] label:has-text('no')").click()
        until(lambda: page.inner_text("#numbers dd[data-party=mueller]") != signed)
        assert "terms.bonus.active=no" in shown_at(page)
        watched.answered()
        assert page.inner_text("#compare tbody tr >> nth=0").split("\t")[:3] == ["Bonus", "yes", "no"]
        page.click("#compare tbody tr.sum td a >> nth=0")
        said = page.inner_text("#trail dd.mono")
        page.keyboard.press("Escape")
        assert said.startswith(
            "dealwright value deal.yaml --scenario signed --set scenarios.signed.set.terms.bonus.active"
        )
        typed = run(
            [sys.executable, "-m", *shlex.split(said), "--json"], cwd=deal.parent, capture_output=True, check=True
        )
        told = json.loads(typed.stdout)["scenarios"]["signed"]["parties"]
        worths = {party: told[party]["certainty_equivalent"] for party in ("mueller", "ann", "bob")}
        scale = scale_of(each["value"] for each in worths.values())
        for party, each in worths.items():
            text, _ = uncertain_money(each["value"], each["standard_error"], scale)
            assert page.inner_text(f"#numbers dd[data-party={party}] a") == text + scale.suffix
        page.click("#write")
        page.click("dialog .pri")
        until(lambda: "active: no}}" in deal.read_text(encoding="utf-8"))
        page.wait_for_selector("#sliders [data-path='terms.bonus.active'] label.now:has-text('no')")
        until(lambda: standing(watched)[-1] == "no")
        assert "terms.bonus" not in shown_at(page)


def test_while_a_term_moves_or_cannot_stand_nothing_that_is_of_the_package_before_looks_like_its_own(
    deal: Path, browser: Browser
) -> None:
    text = deal.read_text(encoding="utf-8").replace("5% .. 15% by 5%", "5% .. 15% by 1%")
    deal.write_text(text, encoding="utf-8")
    with served(deal, "--paths", "128") as address, watching(browser, address) as watched:
        page = watched.page
        watched.open("tab=worth")
        figures = page.locator("#cards figure").count()
        box = page.locator("#term-terms-share-rate").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=4)
        page.wait_for_selector("h1.waits")
        assert page.locator("#numbers dd + dd.waits").count() == 3
        page.mouse.up()
        page.wait_for_selector("h1:not(.waits)")
        watched.answered()
        page.fill("#term-terms-share-rate-box", "lots")
        page.keyboard.press("Enter")
        page.wait_for_selector("body.unvalued", state="attached")
        page.wait_for_selector("#cards:not(:has([aria-busy=true]))")
        assert page.locator("#cards .state.err").count() == 0
        assert page.locator("#cards figure").count() == figures
        page.fill("#term-terms-share-rate-box", "7%")
        page.keyboard.press("Enter")
        page.wait_for_selector("body:not(.unvalued)", state="attached")


def test_a_save_leaves_each_control_once_and_who_is_at_one_stays_there(deal: Path, browser: Browser) -> None:
    with served(deal, "--paths", "128") as address, watching(browser, address) as watched:
        page = watched.page
        for tab, control in (
            ("worth", "#compare .pick select"),
            ("contract", ".picks label:has-text('on') select >> nth=0"),
        ):
            watched.open(f"tab={tab}&terms.share.rate=5%25")
            page.focus(control)
            shown = page.get_attribute("html", "data-exact")
            deal.write_text(deal.read_text(encoding="utf-8") + "# nothing\n", encoding="utf-8")
            until(lambda shown=shown: page.get_attribute("html", "data-exact") != shown)
            watched.answered()
            assert page.locator(control.removesuffix(" >> nth=0")).count() <= 2
            assert page.evaluate("document.activeElement.tagName") == "SELECT", tab
        page.select_option("label:has-text('Statement of') select", "work")
        page.wait_for_selector("#clause-work details[open]")
        watched.answered()
        assert page.locator(".picks").count() == 1


def test_nothing_is_cut_or_covered_where_words_are_long_and_three_sit_at_the_table(
    deal: Path, browser: Browser
) -> None:
    with served(deal, "--paths", "128") as address, watching(browser, address, 1280) as watched:
        page = watched.page
        for tab in ("worth", "trade", "futures", "facts", "bargain"):
            watched.open(f"tab={tab}&terms.share.rate=5%25")
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                until(lambda width=width: page.evaluate("document.documentElement.scrollWidth") <= width)
                until(lambda: page.evaluate(CUT) == [])  # drawn anew at this width
                assert page.evaluate(CUT) == [], (tab, width)
                assert page.evaluate(OVERLAPS) == [], (tab, width)
            page.set_viewport_size({"width": 1280, "height": 900})
        heights = {round(each.bounding_box()["y"]) for each in page.locator("#compare thead th").all()[1:]}  # type: ignore[index]
        assert len(heights) == 1, "each side has its column"


def test_without_a_negotiation_the_page_says_how_to_begin_one(tmp_path: Path, browser: Browser) -> None:
    file = tmp_path / "deal.yaml"
    tiny = TERMS.replace("50k EUR/year", "2 EUR/year")
    file.write_text(HEAD.replace("3m EUR/year", "30tn EUR/year") + tiny, encoding="utf-8")
    with served(file, "--paths", "128") as address, watching(browser, address) as watched:
        page = watched.page
        watched.open()
        assert page.is_visible("aside .none pre")
        assert not page.is_visible("#write")
        assert re.fullmatch(r"−1\d\.\d", page.inner_text("#numbers dd[data-party=mueller] a"))
        page.set_viewport_size({"width": 390, "height": 844})
        watched.open("tab=facts")
        assert page.inner_text("#part-doubts h2") == "Nothing is in doubt"
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.inner_text("#sheet-button") == "Seek, download"
