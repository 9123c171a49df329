"""REST beside the page: each answer is what the command prints, and has the shape that the schema says."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from dealwright.cli.answering import ASKED, answer, questions
from dealwright.web.api.asking import Asking
from dealwright.web.api.questions import Answered, Door
from dealwright.web.api.schema import answer_schemas
from web.asked import client
from web.served import served
from web.slow import slow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import httpx

FEW = ["--paths", "128"]
NEED_NO_FUTURES = {"check", "terms", "captable", "explain"}
KETTLE, TERM_SHEET, OPTION, TRADE = (
    "hello.yaml",
    "term-sheet/deal.yaml",
    "terms/option.yaml",
    "three-at-the-table/deal.yaml",
)

BROKEN = """\
dealwright: 1
title: A broken deal
as_of: 2025-01-01
horizon: 2026-12-31
currency: EUR
risk_free: 3%
parties:
  ada: {discount: 8%}
  bob: {discount: 8%}
terms:
  fee: {kind: payment, payer: ada, payee: nobody, amount: 5m, on: 2026-01-01}
  rent: {kind: paymnt, payer: ada, payee: bob, amount: 5m, on: 2026-01-01}
"""


@cache
def shapes() -> tuple[dict[str, Any], dict[str, Any]]:
    return answer_schemas()


def wrong_with(name: str, told: object) -> list[str]:
    schemas, answers = shapes()
    validator = Draft202012Validator({**answers[name], "components": {"schemas": schemas}})
    return [f"{list(each.absolute_path)}: {each.message[:200]}" for each in validator.iter_errors(told)]


@pytest.mark.parametrize(
    ("file", "name", "more"),
    [
        *((KETTLE, name, ()) for name in ASKED if name not in {"talks", "captable", "seek", "explain", "advice"}),
        (KETTLE, "advice", ("--for", "ada")),
        (
            KETTLE,
            "bargain",
            ("--tails", "--side-payments", "both", "--refine", "--implied-by", "terms.royalty.rate=5%"),
        ),
        (KETTLE, "seek", ("--break-even", "terms.royalty.rate")),
        (KETTLE, "seek", ("--vary", "terms.royalty.rate", "--until", "party.ada.gain=300k")),
        (KETTLE, "explain", ()),
        ("beliefs.yaml", "bargain", ()),
        ("beliefs.yaml", "facts", ()),
        ("beliefs.yaml", "readings", ()),
        (TRADE, "talks", ()),
        (TRADE, "dependence", ()),
        (OPTION, "value", ()),
        (OPTION, "statement", ("--path", "mean")),
        (TERM_SHEET, "captable", ()),
        (TERM_SHEET, "value", ()),
        (TERM_SHEET, "terms", ()),
        (TERM_SHEET, "plan", ()),
        (TERM_SHEET, "statement", ()),
    ],
)
def test_each_answer_has_the_shape_that_the_schema_says(root: Path, file: str, name: str, more: Sequence[str]) -> None:
    of = [] if name == "explain" else [str(root / "examples" / file)]
    found = answer([*ASKED[name].says, *([] if name in NEED_NO_FUTURES else FEW), *more, "--json", "--", *of])
    assert found.told, found
    assert wrong_with(name, json.loads(found.told)) == []


def test_an_answer_with_a_key_more_or_less_does_not_fit(root: Path) -> None:
    told = json.loads(answer(["value", *FEW, "--json", "--", str(root / "examples" / KETTLE)]).told)
    worth = told["scenarios"]["in_force"]["parties"]["ada"]
    worth["extra"] = 1
    assert any("extra" in each for each in wrong_with("value", told))
    del worth["extra"], worth["mean"]
    assert any("'mean' is a required" in each for each in wrong_with("value", told))
    worth["mean"] = {"value": "1", "standard_error": 0}
    assert any("'1' is not of type" in each for each in wrong_with("value", told))


def test_problems_and_refusals_have_the_shape_that_the_schema_says(tmp_path: Path) -> None:
    file = tmp_path / "deal.yaml"
    file.write_text(BROKEN)
    assert wrong_with("check", json.loads(answer(["check", "--json", "--", str(file)]).told)) == []
    found = answer(["value", *FEW, "--json", "--", str(file)])
    refusal = {"what": found.what, "problems": list(found.problems)}
    schema = {"$ref": "#/components/schemas/Refusal", "components": {"schemas": shapes()[0]}}
    assert list(Draft202012Validator(schema).iter_errors(refusal)) == []
    assert [(each["line"], each["code"]) for each in found.problems] == [(11, "unknown-party"), (12, "unknown-kind")]


def test_every_key_of_every_shape_has_a_meaning() -> None:
    def silent(name: str, shape: dict[str, Any]) -> Iterator[str]:
        for key, each in shape.get("properties", {}).items():
            if not each.get("description"):
                yield f"{name}.{key}"
            yield from silent(f"{name}.{key}", each)

    schemas, _ = shapes()
    assert [each for name, shape in schemas.items() for each in silent(name, shape)] == []
    for shape in schemas.values():
        assert shape["description"]
        Draft202012Validator.check_schema(shape)


def test_what_can_be_said_is_what_the_command_line_has_but_for_what_is_this_machines_own() -> None:
    """A new option of a verb is offered here only once it stands in this list."""
    futures = ["seed", "paths", "draws"]
    said = {each.name: [option.name for option in each.options] for each in questions({})}
    assert said == {
        "check": ["set"],
        "terms": ["set"],
        "value": ["set", "scenario", *futures],
        "sensitivities": ["set", "of", "party", "scenario", "exact", *futures],
        "dependence": ["set", "scenario", "losing", "on", "packages", *futures],
        "statement": ["set", "path", "for", "scenario", "term", *futures],
        "readings": ["set", "path", "for", "scenario", "term", *futures],
        "plan": ["set", "scenario", *futures, "tails", "precision"],
        "bargain": [
            "set", "scenario", *futures, "refine", "power", "side-payments", "lotteries", "implied-by", "tails",
            "precision",
        ],
        "trade": ["set", "at", "for", "only", "exact", *futures],
        "seek": ["set", "at", "vary", "until", "break-even", "range", *futures],
        "offers": ["set", "for", "count", "worth", "gain", "from", "at-most-lose", "on", *futures],
        "facts": ["set", "for", "of", "at", "choices", "as-written", *futures],
        "talks": ["set", "for", *futures],
        "advice": ["set", "for", *futures],
        "captable": ["company", "set", "on"],
        "explain": [],
    }  # fmt: skip


# ----------------------------------------------------------------------------------------------------- over the wire


@pytest.fixture(scope="module")
def asked(kettle: str) -> Iterator[httpx.Client]:
    """Give a client of a small deal that is served on few futures."""
    with client(kettle) as opened:
        yield opened


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            "value?paths=256&seed=9&set=terms.royalty.rate=5%25&set=terms.upfront.amount=100k%20EUR&scenario=in_force",
            ["value", "--paths", "256", "--seed", "9", "--set", "terms.royalty.rate=5%", "--set",
             "terms.upfront.amount=100k EUR", "--scenario", "in_force"],
        ),
        ("bargain?refine=false&tails=true", ["bargain", "--no-refine", "--tails", "--paths", "128", "--seed", "3"]),
        ("explain/royalty", ["explain", "royalty"]),
    ],
)  # fmt: skip
def test_an_answer_is_what_the_command_prints_byte_for_byte(
    root: Path, asked: httpx.Client, path: str, words: list[str]
) -> None:
    file = [] if words[0] == "explain" else [str(root / "examples" / KETTLE)]
    command = [sys.executable, "-m", "dealwright", *words, *file, "--json"]
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    answered = asked.get(f"/api/{path}")
    assert answered.status_code == 200
    assert answered.headers["content-type"] == "application/json"
    assert answered.content == printed


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("value?pathz=1", "`value` has no option `pathz`; `paths` is near"),
        ("value?workers=2", "`value` has no option `workers`; there are set, scenario, seed, paths, draws"),
        ("bargain?keep=/tmp", "`bargain` has no option `keep`"),
        ("value?sources=/etc", "`value` has no option `sources`"),
        ("value?paths=none", "`paths` is 'none'; say a whole number from 1 to 262,144"),
        ("value?paths=0", "`paths` is '0'; say a whole number from 1 to 262,144"),
        ("value?seed=-1", "`seed` is '-1'; say a whole number from 0 to 9,223,372,036,854,775,807"),
        ("advice", "`advice` needs `for`, the side that is advised"),
        ("explain/" + "a" * 500, "`word` has more than 400 letters"),
        ("value?paths=262145", "`paths` is 262,145; 262,144 futures are drawn for one answer at most"),
        ("value?seed=1&seed=2", "`seed` is said more than once"),
        ("value?" + "&".join(["set=a=1"] * 65), "`set` is said more than 64 times"),
        ("value?set=" + "a" * 401, "`set` has 401 letters; 400 are read at most"),
        ("value?scenario=nowhere", "there is no scenario 'nowhere'"),
        ("value?scenario=--help", "there is no scenario '--help'"),
        ("statement?scenario=", "there is no scenario ''"),
        ("readings?scenario=", "there is no scenario ''"),
        ("bargain?tails=1", "`tails` is '1'; say true or false"),
        ("seek", "`seek` needs one of vary, until, break-even"),
        ("seek?vary=terms.royalty.rate", "say --until GOAL, too"),
        ("talks", "has no offer in `talks:`"),
        ("captable", "no company of"),
        ("explain/nonsense", "nothing is known about 'nonsense'"),
        ("explain/--version", "nothing is known about '--version'"),
        ("value?set=nonsense", "'nonsense' is no PATH=VALUE"),
    ],
)
def test_what_cannot_be_meant_is_answered_with_a_sentence(asked: httpx.Client, path: str, what: str) -> None:
    answered = asked.get(f"/api/{path}")
    assert answered.status_code == 422
    assert what in answered.json()["what"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_every_refusal_has_the_shape_that_the_schema_says(asked: httpx.Client, method: str) -> None:
    schema = {"$ref": "#/components/schemas/Refusal", "components": {"schemas": shapes()[0]}}
    for path in ("value", "explain/royalty", "nothing", "openapi.json"):
        answered = asked.request(method, f"/api/{path}")
        assert answered.status_code == 405
        assert list(Draft202012Validator(schema).iter_errors(answered.json())) == []
        assert answered.json()["what"] == f"{method} is not understood here"


def test_the_schema_knows_every_refusal_whatever_its_status(asked: httpx.Client) -> None:
    for path, methods in asked.get("/api/openapi.json").json()["paths"].items():
        said = methods["get"]["responses"]
        assert set(said) == {"200", "422", "500", "default"}, path
        assert said["default"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Refusal"}


@pytest.mark.parametrize("path", ["/api", "/api/"])
def test_the_address_without_a_question_leads_to_the_page_that_explains_them(asked: httpx.Client, path: str) -> None:
    answered = asked.get(path, follow_redirects=True)
    assert (answered.status_code, answered.url.path) == (200, "/api/docs")
    assert "/api/value" in answered.text


def test_the_schema_says_what_must_be_said_and_how_large_a_number_may_be(asked: httpx.Client) -> None:
    paths = asked.get("/api/openapi.json").json()["paths"]

    def said(name: str) -> dict[str, dict[str, Any]]:
        return {each["name"]: each for each in paths[f"/{name}"]["get"]["parameters"]}

    needed = {(path, each["name"]) for path, of in paths.items() for each in of["get"].get("parameters", ())
              if each["in"] == "query" and each["required"]}  # fmt: skip
    assert needed == {("/advice", "for")}
    assert paths["/seek"]["get"]["description"] == "One of vary, until, break-even must be said."
    bounds = {
        (name, option): (each["minimum"], each["maximum"])
        for name, option in (("value", "paths"), ("value", "seed"), ("offers", "count"), ("dependence", "packages"))
        for each in [said(name)[option]["schema"]]
    }
    assert bounds == {
        ("value", "paths"): (1, 262_144),
        ("value", "seed"): (0, 2**63 - 1),
        ("offers", "count"): (1, 9),
        ("dependence", "packages"): (0, 2**63 - 1),
    }
    for path, option, (least, most) in ((f"{name}?{option}=", option, each) for (name, option), each in bounds.items()):
        for wrong in (least - 1, most + 1):
            answered = asked.get(f"/api/{path}{wrong}")
            assert answered.status_code == 422, path
            assert option in answered.json()["what"]


def test_nothing_in_a_shape_may_be_anything() -> None:
    """Of the ends of a range it is said that they are numbers or days."""
    ends = shapes()[0]["Sensitivity"]["properties"]["range"]
    assert {"items": {"type": ["number", "string"]}, "type": "array"} in ends["anyOf"]


def test_a_value_that_cannot_stand_is_a_problem_in_its_place(asked: httpx.Client) -> None:
    answered = asked.get("/api/value", params={"set": "terms.royalty.rate=13%%"})
    assert answered.status_code == 422
    problem = answered.json()["problems"][0]
    assert problem["file"] == "<set terms.royalty.rate>"
    assert problem["mend"]


def test_the_file_is_answered_for_as_it_is_now(tmp_path: Path, root: Path) -> None:
    file = tmp_path / "deal.yaml"
    file.write_text((root / "examples" / KETTLE).read_text())
    with served(file, "--paths", "128") as address, client(address) as asked:
        assert asked.get("/api/check").json() == []
        file.write_text(BROKEN)
        answered = asked.get("/api/value")
        assert answered.status_code == 422
        assert [each["line"] for each in answered.json()["problems"]] == [11, 12]
        assert [each["line"] for each in asked.get("/api/check").json()] == [11, 12]


def test_the_page_that_explains_it_is_whole_and_needs_nothing_from_elsewhere(asked: httpx.Client) -> None:
    described = asked.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    page = asked.get("/api/docs").text
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!#|/static/theme\.css|/static/icon\.svg|/api/openapi\.json)[^"]*"', page) == []
    for path in described["paths"]:
        assert f"GET /api{path}<" in page
    for name, shape in described["components"]["schemas"].items():
        assert f'id="shape-{name}"' in page
        for key in shape["properties"]:
            assert f"<td>{key}</td>" in page, (name, key)
    known = set(described["components"]["schemas"])
    assert set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(described))) <= known


def test_what_nobody_waits_for_is_ended(root: Path) -> None:
    door = Door(questions({}), slow, str(root / "examples" / KETTLE))
    by_name = {each.name: each for each in door.questions}

    async def leave() -> tuple[float, int, Answered]:
        asking = Asking(door)
        waiting = asyncio.create_task(asking.ask(by_name["value"], []))
        await asyncio.sleep(0.5)
        waiting.cancel()
        began = time.monotonic()
        answered = await asking.ask(by_name["explain"], [], "royalty")
        took, begun = time.monotonic() - began, asking._worker(by_name["value"]).begun
        await asking.end()
        return took, begun, answered

    took, begun, answered = asyncio.run(leave())
    assert answered == Answered(told="{}")
    assert begun == 2
    assert took < 60
