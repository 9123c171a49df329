"""The line of a page: who gets one, what is answered on it, and what is given up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from web.asked import heard, lined, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.client import ClientConnection


@pytest.fixture
def line(kettle: str) -> Iterator[ClientConnection]:
    """Give a line of a small deal."""
    with lined(kettle) as opened:
        yield opened


def test_only_a_page_of_ours_gets_a_line(kettle: str) -> None:
    for known, origin in ((False, ""), (True, "http://elsewhere.example"), (True, "null"), (True, None)):
        with pytest.raises(InvalidStatus), lined(kettle, known=known, origin=origin):
            pass


def test_each_question_is_answered_by_its_number(line: ClientConnection) -> None:
    for number, state in ((7, {}), (8, {"package": {"terms.royalty.rate": "5%"}})):
        line.send(json.dumps({"number": number, "part": "verdict", "state": state}))
    first, second = (heard(line, number)["told"] for number in (7, 8))
    assert first["sentence"] != second["sentence"]
    assert "128 futures, seed 3" in first["sample"]


@pytest.mark.parametrize("part", ["verdict", "densities"])
def test_who_asks_for_a_first_look_at_what_is_known_exactly_is_told_that(line: ClientConnection, part: str) -> None:
    state = {"package": {"terms.royalty.rate": f"{3 + len(part)}%"}}
    answers = []
    for number, more in enumerate([{"preview": True}, {}, {"preview": True}]):
        line.send(json.dumps({"number": number, "part": part, "state": state | more}))
        answers.append(heard(line, number)["told"])
    assert [each["preview"] for each in answers] == [True, False, False]
    assert answers[1] == answers[2]


def test_too_many_questions_at_once_are_told_the_limit_and_giving_them_up_makes_room(line: ClientConnection) -> None:
    for number in range(65):
        state = {"package": {"terms.royalty.rate": f"{number / 10 + 1}%"}}
        line.send(json.dumps({"number": number, "part": "trade", "state": state}))
    assert heard(line, 64)["told"] == {"what": "a page may have 64 questions open"}
    line.send(json.dumps({"number": 0, "part": "verdict"}))  # in place of the question before
    assert "sentence" in heard(line, 0)["told"]
    for number in range(65):
        line.send(json.dumps({"number": number}))
    line.send(json.dumps({"number": 99, "part": "verdict"}))
    assert heard(line, 99)["kind"] == "answer"


def test_too_long_a_message_ends_the_line_and_no_other(line: ClientConnection, kettle: str) -> None:
    line.send("x" * 70_000)
    with pytest.raises(ConnectionClosed):
        heard(line)
    assert told(kettle, "verdict")[0] == "answer"
