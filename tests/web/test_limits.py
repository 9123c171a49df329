"""What is too much, too long or no answer at all is refused in words that say what is possible; nothing hangs."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from websockets.exceptions import ConnectionClosed

from cli.answer import TWO_STAKES
from web.asked import client, heard, lined, told
from web.served import served, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

LIBRARY = ("validation", "pydantic", "should", "input", "literal", "base 10", "Traceback", "[key]", "error for")
"""Words of libraries, which no refusal has."""
FEE = "{{kind: payment, payer: ada, payee: bob, amount: 5m, on: 2026-0{}-01}}"
PAID = "\n".join(f"  fee{n}: {FEE.format(n)}" for n in range(1, 9))
OVER = "\n".join(f"    terms.fee{n}.amount: 1m EUR .. 8m EUR by 1m EUR" for n in range(1, 9))
MANY = f"""\
dealwright: 1
title: Eight fees of eight sizes
as_of: 2025-01-01
horizon: 2026-12-31
currency: EUR
risk_free: 3%
parties:
  ada: {{name: Ada, discount: 8%}}
  bob: {{discount: 8%}}
terms:
{PAID}
scenarios:
  apart: {{set: {{terms.fee1.active: no}}}}
negotiate:
  between: [ada, bob]
  no_deal: apart
  over:
{OVER}
"""
CLASH = (
    "with `terms.first.stake: 60%` and `terms.second.stake: 50%`: the stakes in `firm` sum to 110%;"
    " so 1 of the 30 packages cannot stand"
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a deal with more packages than are valued for a page."""
    file = tmp_path_factory.mktemp("many") / "many.yaml"
    file.write_text(MANY, encoding="utf-8")
    with served(file, "--paths", "64") as address:
        yield address


@pytest.fixture(scope="module")
def asked(kettle: str) -> Iterator[httpx.Client]:
    with client(kettle) as opened:
        yield opened


def in_our_words(what: str) -> bool:
    return what.strip() != "" and not any(word in what for word in LIBRARY)


# ------------------------------------------------------------------------------------------------------ many packages


@pytest.mark.parametrize("part", ["bargain", "solutions", "offers", "doubts", "dependence"])
def test_a_part_that_needs_too_many_packages_says_the_limit_and_what_to_do(many: str, part: str) -> None:
    kind, found = told(many, part)
    assert kind == "refused"
    assert found["what"] == "the ranges make 16,777,216 packages; a page values 2,000,000 at most"
    (problem,) = found["problems"]
    assert MANY.splitlines()[problem["line"] - 1].strip() in {"over:", OVER.splitlines()[0].strip()}
    assert problem["expected"] == "at most 2,000,000 packages on a page"
    assert problem["mend"].startswith("take larger steps, or ask on the command line: `dealwright bargain ")


@pytest.mark.parametrize("name", ["report.html", "workbook.xlsx", "bargain.json"])
def test_so_does_what_is_taken_away(many: str, name: str) -> None:
    with client(many) as opened:
        answer = opened.get(f"/download/{name}")
    assert answer.status_code == 422
    assert "16,777,216 packages" in answer.json()["what"]


def test_what_needs_no_packages_is_answered_all_the_same(many: str) -> None:
    kind, found = told(many, "verdict", package={"terms.fee1.amount": "2m EUR"})
    assert (kind, found["preview"]) == ("answer", False)
    assert told(many, "steps")[0] == "answer"


@pytest.mark.parametrize("name", ["bargain", "trade", "offers", "facts", "dependence", "advice?for=ada"])
def test_rest_says_the_limit_on_packages(many: str, name: str) -> None:
    with client(many) as opened:
        answer = opened.get(f"/api/{name}")
    assert answer.status_code == 422
    assert "has 16,777,216 packages; 2,000,000 are valued here at most: take larger steps" in answer.json()["what"]


# ------------------------------------------------------------------------------------------ packages that cannot stand


@pytest.fixture(scope="module")
def clashing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a deal of which some packages cannot stand: two stakes together may be more than the whole."""
    file = tmp_path_factory.mktemp("clashing") / "clashing.yaml"
    file.write_text(TWO_STAKES, encoding="utf-8")
    with served(file, "--paths", "64") as address:
        yield address


def _says_what_clashes(found: dict[str, Any]) -> None:
    (problem,) = found["problems"]
    assert problem["what"] == CLASH
    assert TWO_STAKES.splitlines()[problem["line"] - 1].strip() == "terms.second.stake: 10% .. 50% by 10%"
    assert problem["code"] == "bad-stakes"
    assert problem["mend"].startswith("write `terms.first.stake: 10% .. 50% by 10%` or `terms.second.stake: 10% .. 40%")


@pytest.mark.parametrize("part", ["bargain", "solutions", "offers", "talks", "doubts", "dependence"])
def test_a_part_that_needs_every_package_says_which_values_clash(clashing: str, part: str) -> None:
    kind, found = told(clashing, part)
    assert kind == "refused"
    _says_what_clashes(found)


@pytest.mark.parametrize("name", ["bargain", "offers", "talks", "facts", "dependence", "advice?for=ada"])
def test_rest_says_which_values_clash(clashing: str, name: str) -> None:
    with client(clashing) as opened:
        answer = opened.get(f"/api/{name}")
    assert answer.status_code == 422
    _says_what_clashes(answer.json())


def test_what_needs_one_package_is_answered_all_the_same(clashing: str) -> None:
    assert told(clashing, "verdict", package={"terms.first.stake": "60%"})[0] == "answer"


# --------------------------------------------------------------------------------------------- what cannot be meant


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ([(f"a.b{n}", "1") for n in range(80)], "`package` has more than 64 entries"),
        ([("a.b", "1" * 500)], "`package.a.b` has more than 400 letters"),
        ([("a." + "b" * 300, "1")], "a name in `package` has more than 200 letters"),
        ([("show", "x" * 200)], "`scenarios.0` has more than 100 letters"),
    ],
)
def test_a_download_of_too_much_is_refused_in_words(
    asked: httpx.Client, query: list[tuple[str, str]], what: str
) -> None:
    answer = asked.get("/download/worth.json", params=query)
    assert answer.status_code == 422
    assert what in answer.json()["what"]
    assert in_our_words(answer.json()["what"])


@pytest.mark.parametrize(
    ("state", "what"),
    [
        ({"package": {"": "1"}}, "a name in `package` is empty"),
        ({"package": {"a.b": "1" * 500}}, "`package.a.b` has more than 400 letters"),
        ({"package": {f"a.b{n}": "1" for n in range(100)}}, "`package` has more than 64 entries"),
        ({"package": {"a.b": 3}}, "`package.a.b` is no text"),
        ({"package": []}, "`package` is no object"),
        ({"scenarios": "no"}, "`scenarios` is no list"),
        ({"unknown": 1}, "`unknown` is nothing that can be said here"),
        ({"preview": "perhaps"}, "`preview` is neither true nor false"),
        ({"settled": {"worths": {"ada": [1, None]}}}, "`settled.worths.ada.1` is no number"),
        ({"a" * 99: 1, "b": 1, "c": 1, "d": 1}, "; and 1 more"),
    ],
)
def test_a_state_that_cannot_be_is_refused_in_words(kettle: str, state: dict[str, object], what: str) -> None:
    with lined(kettle) as line:
        line.send(json.dumps({"number": 3, "part": "verdict", "state": state}))
        said = heard(line)
        assert (said["number"], said["kind"]) == (3, "refused")
        assert what in said["told"]["what"]
        assert in_our_words(said["told"]["what"])


@pytest.mark.parametrize("part", ["offers", "talks", "trade", "contract"])
def test_a_party_that_there_is_not_is_said_with_those_that_there_are(kettle: str, part: str) -> None:
    kind, found = told(kettle, part, party="nobody")
    assert kind == "refused"
    assert found["what"] == "nobody is called `nobody` here; there are Ada (`ada`) and Bruno (`bruno`)"


@pytest.mark.parametrize("future", ["nan", "²", "1e3", "-1", "p", "p101", "median", ""])
def test_a_future_that_there_is_not_is_said_with_those_that_there_are(kettle: str, future: str) -> None:
    kind, found = told(kettle, "contract", path=future)
    assert kind == "refused"
    assert found["what"] == f"{future!r} is no path: give certain, mean, a percentile such as p50, or a number from 1"
    assert "there are 128 futures" in told(kettle, "contract", path="129")[1]["what"]


def test_a_value_that_cannot_stand_is_a_problem_with_its_place_and_how_to_mend_it(kettle: str) -> None:
    for part in ("verdict", "worth", "trade", "steps"):
        kind, found = told(kettle, part, package={"terms.royalty.rate": "abc"})
        assert kind == "refused"
        assert found["what"] == "nothing is named `abc`"
        problem = found["problems"][0]
        assert (problem["file"], problem["line"], problem["column"]) == ("<set terms.royalty.rate>", 1, 1)
        assert problem["code"] == "unknown-name"
        assert problem["expected"]
        assert problem["mend"]


# ------------------------------------------------------------------------------------------------- hostile addresses


@pytest.mark.parametrize("word", ["%00", "a%00b", "%ff", "a" * 300, "..%2f..%2fetc%2fpasswd"])
def test_a_word_that_is_no_word_is_not_looked_for_as_a_file(asked: httpx.Client, word: str) -> None:
    answer = asked.get(f"/api/explain/{word}")
    assert answer.status_code in {404, 422}
    assert set(answer.json()) == {"what"}


def test_a_message_that_is_none_is_refused_and_the_line_goes_on(kettle: str) -> None:
    with lined(kettle) as line:
        for message in ("[" * 30_000, '{"a":' * 10_000, "9" * 10_000, "null", "", b"\x00\xff", b'{"number": 1}'):
            line.send(message)
            said = heard(line)
            assert said["kind"] == "refused", message[:20]
            assert in_our_words(said["told"]["what"])
        line.send('{"number": 7, "part": "verdict"}')
        assert heard(line)["number"] == 7


def test_so_many_pages_may_listen_and_the_next_is_told_so(kettle: str) -> None:
    with ExitStack() as open_pages:
        for _ in range(128):
            assert json.loads(open_pages.enter_context(lined(kettle)).recv())["file"]["sound"]
        with lined(kettle) as line:
            refused = json.loads(line.recv())["file"]
            assert refused["trouble"].startswith("128 pages are open on this deal")
            assert not refused["sound"]
            with pytest.raises(ConnectionClosed) as ended:
                line.recv(10)
            assert ended.value.rcvd is not None
            assert ended.value.rcvd.code == 1013  # try again later
    until(lambda: _listens(kettle))


def _listens(address: str) -> bool:
    with lined(address) as line:
        return bool(json.loads(line.recv())["file"]["sound"])


# --------------------------------------------------------------------------------------------------- no regular file


def test_what_is_no_file_or_too_large_is_said_and_the_page_recovers(tmp_path: Path, root: Path) -> None:
    text = (root / "examples" / "hello.yaml").read_text(encoding="utf-8")
    file = tmp_path / "deal.yaml"
    file.write_text(text, encoding="utf-8")

    def pipe() -> None:
        os.mkfifo(file)

    def device() -> None:
        file.symlink_to("/dev/zero")

    def large() -> None:
        with file.open("wb") as stream:
            stream.truncate(3_000_000_000)

    with served(file, "--paths", "64") as address, lined(address) as line, client(address) as asked:
        assert json.loads(line.recv())["file"]["sound"]
        assert told(address, "verdict")[0] == "answer"
        for act, code, what in (
            (pipe, "not-a-file", "is not a regular file"),
            (device, "not-a-file", "is not a regular file"),
            (large, "too-large", "is larger than 2 MB"),
        ):
            file.unlink()
            act()
            state = _state(line, sound=False, code=code)
            assert what in state["problems"][0]["what"]
            assert told(address, "verdict")[0] == "answer"  # of the deal that was read last
            refused = asked.get("/api/value")
            assert (refused.status_code, refused.json()["problems"][0]["code"]) == (422, code)
            file.unlink()
            file.write_text(text, encoding="utf-8")
            assert _state(line, sound=True)["problems"] == []
            assert asked.get("/api/value").status_code == 200


def _state(line: ClientConnection, *, sound: bool, code: str = "") -> dict[str, Any]:
    """Hear how the file stands until it stands so."""
    while True:
        state: dict[str, Any] = json.loads(line.recv(20))["file"]
        if state["sound"] is sound and (sound or code in {each["code"] for each in state["problems"]}):
            return state


def test_a_part_of_a_file_that_was_never_good_is_answered_with_what_is_wrong_and_where(tmp_path: Path) -> None:
    file = tmp_path / "deal.yaml"
    file.write_text(MANY.replace("currency: EUR", "currncy: EUR"), encoding="utf-8")
    with served(file, "--paths", "64") as address:
        kind, found = told(address, "worth")
    assert kind == "refused"
    assert found["what"].startswith(f"the file has errors: {file}:5:1: ")
    assert found["problems"][0]["line"] == 5
    assert found["problems"][0]["mend"] == "rename it to `currency`"
