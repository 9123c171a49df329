"""The report's section on talks draws the offers and says what they reveal, and what is advised where somebody is."""

from functools import cache
from pathlib import Path

import pytest

from dealwright.bargain.talking.result import Talks
from dealwright.lang.load import load
from dealwright.show.charts.frontier_words import offer_name
from dealwright.show.sections.talks import drawn, talks_section
from dealwright.show.story import Story, bargain_story
from dealwright.show.talks_words import names_of_talks
from dealwright.study import Study

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "valve-licence" / "deal.yaml"


@cache
def told(party: str | None) -> tuple[Talks, Story]:
    found = Study(load(EXAMPLE), paths=256).talks(party)
    story = bargain_story(found.found, found.names, found.currency)
    return found, Story(story.valuation, found.found, talks=found)


def test_the_section_draws_every_offer_and_says_what_each_side_learns() -> None:
    found, story = told(None)
    section = talks_section(story)
    assert section is not None
    picture, log = section.figures
    assert picture.name == "talks-picture"
    (panel,) = picture.panels  # type: ignore[union-attr]
    assert panel.name == "talks-frontier"
    assert sum("o" in dot for dot in panel.data["dots"]) == len(found.moves) == 6
    heads = [name for name, _ in picture.remarks]  # type: ignore[union-attr]
    assert "Learnt of Merle by Larch" in heads
    assert "What to offer next" not in heads
    assert len(log.rows) == 6  # type: ignore[union-attr]


def test_what_is_advised_is_drawn_after_the_offers_and_said() -> None:
    found, story = told("larch")
    assert found.advice is not None
    offers = drawn(found).offers
    assert (offers[-1].by, offers[-1].answer, len(offers)) == ("larch", "advised", 7)
    assert offer_name(offers[-1], names_of_talks(found)).startswith("advised as the next offer of ")
    held = found.found.reservation["larch"].value
    assert offers[-1].certainty_equivalent["larch"] == pytest.approx(held + found.advice.gain.value)
    section = talks_section(story)
    assert section is not None
    assert section.finding.startswith("The next offer for Larch would be signed with a chance of")
    remarks = dict(section.figures[0].remarks)  # type: ignore[union-attr]
    assert "on fresh futures" in remarks["What to offer next"]
    assert [figure.name for figure in section.figures] == ["talks-picture", "talks-log", "talks-tendencies"]
    assert "simulation of tactics, not an equilibrium" in section.figures[2].subtitle


def test_without_an_offer_there_is_no_section() -> None:
    _, story = told(None)
    assert talks_section(Story(story.valuation, story.found)) is None
