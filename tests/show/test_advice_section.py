"""The report's memo of one side says what `dealwright advice` says, from the results that the page holds."""

from pathlib import Path

from dealwright.lang.load import load
from dealwright.show.advice_words import memo
from dealwright.show.sections.advice import advice_section
from dealwright.show.story import Story, bargain_story
from dealwright.study import Study

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "valve-licence" / "deal.yaml"


def test_the_memo_stands_first_for_the_side_that_is_advised() -> None:
    found = Study(load(EXAMPLE), paths=256).advice("larch")
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
    study = Study(load(EXAMPLE), paths=256)
    offers = study.offers()
    told = bargain_story(study.bargain(), offers.names, offers.currency)
    assert advice_section(Story(told.valuation, told.found, offered=offers)) is None
