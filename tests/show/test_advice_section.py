"""The report's memo of one side says what `dealwright advice` says, from the results that the page holds."""

from pathlib import Path

import pytest

from dealwright.bargain.advising.result import Advice
from dealwright.lang.load import load
from dealwright.show.advice_words import memo
from dealwright.show.sections.advice import advice_section
from dealwright.show.story import Story, bargain_story
from dealwright.show.study_report import what_is_known
from dealwright.study import Study

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def study() -> Study:
    """A licence whose talks are half over, on few futures."""
    return Study(load(EXAMPLES / "valve-licence" / "deal.yaml"), paths=256)


@pytest.fixture(scope="module")
def found(study: Study) -> Advice:
    """What Larch is told."""
    return study.advice("larch")


def test_the_memo_stands_first_for_the_side_that_is_advised(found: Advice) -> None:
    told = bargain_story(found.bargain, found.bargain.names, found.bargain.currency)
    rest = (found.facts, found.dependence, found.talks)
    story = Story(told.valuation, found.bargain, (), (), {}, {}, None, found.trade, found.offers, *rest)
    section = advice_section(story)
    assert section is not None
    assert section.finding == "Advice for Larch"
    (table,) = section.figures
    said = [(row.cells[0].text, row.cells[1].text) for row in table.rows]  # type: ignore[union-attr]
    assert said == [(each.heading, " ".join(each.sentences)) for each in memo(found)]
    assert said[2][0] == "The talks so far, and what to offer next"


def test_without_a_side_there_is_no_memo() -> None:
    study = Study(load(EXAMPLES / "hello.yaml"), paths=256)
    offers = study.offers()
    told = bargain_story(study.bargain(), offers.names, offers.currency)
    assert advice_section(Story(told.valuation, told.found, offered=offers)) is None


def test_the_report_weighs_doubts_beside_what_it_advises(study: Study, found: Advice) -> None:
    known = what_is_known(study, found.bargain, found.offers, found.talks)
    assert found.talks is not None
    assert found.talks.advice is not None
    assert dict(known.table.package) == dict(found.talks.advice.package)
    (side,), (asked,) = known.sides, found.facts.sides
    assert {fact: each.value for fact, each in side.knowing.items()} == {
        fact: each.value for fact, each in asked.knowing.items()
    }
    assert any(each.value.value > 0 for each in side.knowing.values())
