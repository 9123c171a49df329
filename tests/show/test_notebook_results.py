"""Every answer of a study as a notebook asks for it: its own HTML, its pictures, nothing from anywhere else."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

import dealwright
from dealwright.lang.load import Loaded, loads
from dealwright.show.plain import PRINTERS, result_text
from dealwright.study import Study

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from dealwright.ground.drawn import Drawn

ROOT = Path(__file__).resolve().parents[2]
HELLO = str(ROOT / "examples" / "hello.yaml")
ASKED = {
    "value": "study.value(fans=True)",
    "bargain": "study.bargain()",
    "trade": "study.trade()",
    "offers": "study.offers('ada')",
    "dependence": "study.dependence()",
    "effect": "dealwright.Study(deal, paths=64, overrides={'terms.royalty.rate': '10%'}).effect()",
    "facts": "study.facts('ada')",
    "sensitivities": "study.sensitivities(of='terms.royalty')",
    "statement": "study.statement()",
    "advice": "study.advice('ada')",
    "plan": "study.plan()",
    "seek": "study.seek('terms.royalty.rate', 'party.ada.gain=700k')",
    "break_even": "study.break_even('terms.royalty.rate')",
    "agents_scenario": "study.agents_scenario()",
    "agreed": "study.agreed({'terms.royalty.rate': '5%', 'terms.upfront.amount': '500k EUR'})",
    "talks": "dealwright.Study(three, paths=64).talks('ann')",
    "ripples": "dealwright.Study(three, paths=64).ripples(most=2)",
    "backtest": "dealwright.Study(three, paths=64).backtest()",
    "captable": "dealwright.load_table('examples/acme-robotics/captable.yaml').table",
}
"""What is typed for each kind of answer."""
DRAWN = {"value", "bargain", "trade", "offers", "dependence", "effect", "advice", "talks", "captable"}
"""Those that have pictures of these deals."""
DATA = {"readings"}
"""What answers with plain data: wordings of a contract to compare."""
THREE = """
dealwright: 1
title: A lease and a lender
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 3%
parties: {ann: {name: Ann, discount: 8%}, bea: {name: Bea, discount: 8%}, cas: {name: Cas, discount: 8%}}
terms:
  rent: {kind: payment, payer: ann, payee: bea, amount: 2m, on: 2025-06-30}
  fee: {kind: payment, payer: bea, payee: cas, amount: 100k, on: 2025-06-30}
  gain: {kind: flow, payee: ann, amount: 3m USD/year}
scenarios: {no_deal: {terms.rent.active: no, terms.fee.active: no, terms.gain.active: no}}
negotiate: {between: [ann, bea], no_deal: no_deal, over: {terms.rent.amount: [1m, 2m, 3m]}}
talks:
  - {on: 2024-12-08, by: bea, offer: {terms.rent.amount: 3m}, answer: refused}
  - {on: 2024-12-15, by: ann, offer: {terms.rent.amount: 2m}, signed: yes}
"""


@pytest.fixture(scope="module")
def answers() -> dict[str, Drawn]:
    deal = dealwright.load(HELLO)
    known = {"dealwright": dealwright, "deal": deal, "study": Study(deal, paths=64), "three": loads(THREE)}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return {name: eval(line, known) for name, line in ASKED.items()}  # noqa: S307 - lines of this file


@pytest.fixture(scope="module")
def pages(answers: dict[str, Drawn]) -> dict[str, str]:
    return {name: answer._repr_html_() for name, answer in answers.items()}


def test_every_question_to_a_study_has_an_answer_that_draws_itself(answers: dict[str, Drawn]) -> None:
    questions = [
        name
        for name, method in inspect.getmembers(Study, inspect.isfunction)
        if not name.startswith("_") and "-> " in str(inspect.signature(method))
    ]
    assert len(questions) >= 17
    assert set(questions) - DATA <= set(answers)
    kinds = {type(answer).__name__ for answer in answers.values()}
    assert kinds == set(PRINTERS), "what prints is asked for here, and what is asked for prints"


def test_what_a_notebook_shows_needs_no_script_and_asks_nobody_for_anything(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        assert html.startswith('<div class="dealwright">'), name
        assert "<script" not in html
        assert "javascript:" not in html
        loaded = re.findall(r'(?:src|href|url)\s*[=(]\s*["\']?([^"\')\s>]+)', html)
        assert [each for each in loaded if not each.startswith(("#", "data:"))] == [], name
        assert ("<svg" in html) == (name in DRAWN), name


def test_an_answer_without_a_picture_shows_what_is_printed(answers: dict[str, Drawn], pages: dict[str, str]) -> None:
    for name, answer in answers.items():
        if name not in DRAWN:
            assert answer.pictures() == {}
            assert pages[name].count("<pre") == 1
            first = result_text(answer).splitlines()[0]
            assert first.replace("'", "&#39;") in pages[name]


def test_a_change_that_moves_nobody_is_told_in_words() -> None:
    idle = {"terms.rival.amount": "5% * sales"}  # not in force
    effect = Study(dealwright.load(HELLO), paths=64, overrides=idle).effect()
    assert effect.pictures() == {}
    assert "changes nothing in the contract in force" in effect._repr_html_()


def test_pictures_stand_alone_in_light_in_dark_and_in_both(answers: dict[str, Drawn]) -> None:
    answer = answers["bargain"]
    light, dark, both = (answer.pictures(colours)["frontier"] for colours in ("light", "dark", "both"))
    for drawn in (light, dark, both):
        assert ET.fromstring(drawn).tag.endswith("svg")  # noqa: S314 - our own
    assert "var(--" not in light + dark
    assert "#FFFFFF" in light
    assert "#161A1E" in dark
    assert "prefers-color-scheme:dark" in both
    with pytest.raises(ValueError, match="there are light, dark and both"):
        answer.pictures("sepia")


def test_two_pictures_on_one_page_share_no_inner_name(pages: dict[str, str]) -> None:
    for name in DRAWN:
        inner = re.findall(r'<(?:clipPath|linearGradient|radialGradient)[^>]* id="([^"]+)"', pages[name])
        assert len(inner) == len(set(inner)), name


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_answer_is_drawn_in_both_themes_without_a_network(
    browser: Browser, pages: dict[str, str], tmp_path: Path, scheme: str
) -> None:
    page = tmp_path / "notebook.html"
    page.write_text(f"<!doctype html><meta charset=utf-8>{''.join(pages.values())}", encoding="utf-8")
    opened = browser.new_context(offline=True, color_scheme=scheme, viewport={"width": 900, "height": 900}).new_page()
    asked: list[str] = []
    complaints: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda said: complaints.append(said.text))
    opened.goto(page.as_uri())
    ground = "getComputedStyle(document.querySelector('.dealwright')).backgroundColor"
    colours = {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 26, 30)"}
    assert opened.evaluate(ground) == colours[scheme]
    # The notebook's own choice, of marimo and of Jupyter, stands above that of the system.
    opened.evaluate("document.body.dataset.theme = 'dark'")
    assert opened.evaluate(ground) == colours["dark"]
    opened.evaluate("delete document.body.dataset.theme; document.body.setAttribute('data-jp-theme-light', 'true')")
    assert opened.evaluate(ground) == colours["light"]
    shown = opened.evaluate("[...document.querySelectorAll('svg')].filter(e => e.getBoundingClientRect().width > 200)")
    assert len(shown) == sum(html.count("<svg") for html in pages.values())
    assert opened.evaluate("document.documentElement.scrollWidth") <= 900
    assert asked == [page.as_uri()]
    assert complaints == []
    opened.context.close()


def test_a_marimo_notebook_shows_every_answer(tmp_path: Path, pages: dict[str, str]) -> None:
    deal = f"dealwright.load({HELLO!r})"
    cells = [f"    study = dealwright.Study({deal}, paths=64)\n    return (study,)\n"]
    shown = ["value", "bargain", "dependence", "sensitivities"]
    cells += [f"    {ASKED[name]}\n    return\n" for name in shown]
    table = str(ROOT / "examples" / "acme-robotics" / "captable.yaml")
    cells += [f"    dealwright.load_table({table!r}).table\n    return\n"]
    head = "    import dealwright\n    return (dealwright,)\n"
    known = ["", "dealwright", *["study"] * len(shown), "dealwright"]
    body = "".join(f"\n\n@app.cell\ndef _({names}):\n{cell}" for names, cell in zip(known, [head, *cells], strict=True))
    notebook = tmp_path / "kettle.py"
    notebook.write_text(f"import marimo\n\napp = marimo.App()\n{body}", encoding="utf-8")
    export = [sys.executable, "-m", "marimo", "-y", "export", "html", str(notebook), "-o", str(tmp_path / "out.html")]
    done = subprocess.run(export, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    outputs = [json.loads(f'"{text}"') for text in re.findall(r'"text/html": "((?:[^"\\]|\\.)*)"', page)]
    assert outputs == [pages[name] for name in [*shown, "captable"]]


def test_jupyter_is_given_html_and_text(answers: dict[str, Drawn]) -> None:
    # The display protocol: methods by name, no error, and a text for where HTML is not shown.
    for answer in answers.values():
        assert isinstance(answer._repr_html_(), str)
        assert repr(answer).startswith(f"<{type(answer).__name__} of ")
        assert str(answer) == result_text(answer)


def test_what_load_returns_shows_its_problems_with_places(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    path.write_text("dealwright: 1\ntitle: A\npayr: x\n", encoding="utf-8")
    loaded = dealwright.load(str(path))
    assert isinstance(loaded, Loaded)
    assert ":3:1: error[" in repr(loaded)
