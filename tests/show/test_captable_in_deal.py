"""The report of a deal tells the securities of its companies, in the colours of the parties."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import show_samples as samples

from dealwright.lang.load import load, loads
from dealwright.show.captable.owned_history import Naming, history_figures
from dealwright.show.captable.story import TableStory
from dealwright.show.charts.picture import Figure
from dealwright.show.page import Section, TableFigure
from dealwright.show.report import sections_of
from dealwright.show.story import Story
from dealwright.show.study_report import cap_tables, proposed_tables
from dealwright.study import Study

DEAL = Path(__file__).with_name("firm.deal.yaml")


def story_of(text: str | None = None) -> Story:
    loaded = load(DEAL) if text is None else loads(text)
    study = Study(loaded, 1, 512)
    return Story(study.value(fans=True), None, (), (), cap_tables(loaded))


@pytest.fixture(scope="module")
def story() -> Story:
    return story_of()


@pytest.fixture(scope="module")
def section(story: Story) -> Section:
    return next(each for each in sections_of(story) if each.name == "captable-firm")


def test_the_section_follows_the_companies_and_names_the_company(story: Story, section: Section) -> None:
    labels = [each.label for each in sections_of(story)]
    assert labels.index("The Firm: cap table") == labels.index("Companies") + 1
    assert section.finding == "Founder holds 67% of The Firm fully diluted, and 73% of the votes"


def test_holders_have_the_colours_of_the_parties_that_they_are(section: Section) -> None:
    holders = section.figures[0]
    assert isinstance(holders, TableFigure)
    assert [(row.cells[0].text, row.cells[0].token, row.cells[0].small) for row in holders.rows[:3]] == [
        ("Founder", "p1", "Ada Founder"),
        ("Bob Capital", "p2", ""),
        ("Staff", "p3", "Eve and staff"),
    ]
    by_class = section.figures[1]
    assert isinstance(by_class, Figure)
    styles = {layer["mark"]["style"] for layer in by_class.panels[0].wide["layer"] if layer["mark"]["type"] == "rect"}
    assert {"p1-strong", "p2-strong"} <= styles  # all common is Ada's, all of Series A is Bob's


def test_what_the_terms_of_securities_bring_each_party_is_a_line_of_its_worth(story: Story, section: Section) -> None:
    table = next(each for each in section.figures if each.name == "captable-firm-beyond")
    assert isinstance(table, TableFigure)
    assert [row.cells[0].text for row in table.rows] == ["Ada Founder", "Bob Capital", "Eve and staff"]
    shares = [row.cells[1].text for row in table.rows]
    assert shares == ["72.7%", "27.3%", "–"]  # 4m and 1.5m of 5.5m
    waterfall = story.scenario.parties["bob"].by_term["waterfall"] / 1e6
    assert float(table.rows[1].cells[4].text.replace("−", "-")) == pytest.approx(waterfall, abs=0.06)
    assert table.rows[1].cells[4].card == "line-of-waterfall"


def test_names_lead_to_their_line_of_the_deal(section: Section) -> None:
    classes = next(each for each in section.figures if each.name == "captable-firm-classes")
    assert isinstance(classes, TableFigure)
    lines = DEAL.read_text(encoding="utf-8").splitlines()
    for row in classes.rows[:2]:
        number = int(row.cells[0].card.removeprefix("line-"))
        assert lines[number - 1].strip().startswith(("common:", "series_a:"))


def test_a_round_priced_on_each_future_has_no_figures_here() -> None:
    text = DEAL.read_text(encoding="utf-8").replace("pre_money: 100m USD", "pre_money: 1x * sales * 1 year")
    section = next(each for each in sections_of(story_of(text)) if each.name == "captable-firm")
    assert "A round that is priced on each future has no one price" in section.why
    assert not [figure for figure in section.figures if "round" in figure.name]


def test_what_a_package_makes_of_the_table_is_drawn_last() -> None:
    """By hand: 20m at 60m pre-money are a quarter of the company after it; at 100m, a sixth."""
    loaded = load(DEAL)
    path = "companies.firm.securities.rounds.series_b.pre_money"
    table = cap_tables(loaded)["firm"]
    proposed = cap_tables(loaded.package({path: "60m USD"}))["firm"]
    story = TableStory(table, proposal=("Nash package", proposed))
    figure = history_figures(table, story.moments, Naming(story.names, story.colours), {}, "table")[0]
    head, last, before = figure.table.head, figure.table.rows[-1], figure.table.rows[-2]
    assert last[:2] == ("1 March 2026, proposed", "Nash package")
    assert last[head.index("Series B")] == "25.0%"
    assert before[:2] == ("1 March 2026, planned", "Series B")
    assert before[head.index("Series B")] == "16.7%"
    assert figure.finding.startswith("By the Nash package, Common would have")


def test_only_a_package_that_names_securities_makes_another_table() -> None:
    loaded, found = load(DEAL), samples.bargain()
    for package, tables in (
        ({"companies.firm.securities.classes.series_a.preference": "2x"}, {"firm": "Nash package"}),
        ({"terms.fee.rate": "3%"}, {}),
    ):
        nash = replace(found.solutions["nash"], package=package)
        made = proposed_tables(loaded, replace(found, solutions={"nash": nash}))
        assert {company: name for company, (name, _) in made.items()} == tables
        assert all(table.classes["series_a"].preference == 2 for _, table in made.values())
    assert proposed_tables(loaded, replace(found, solutions={})) == {}


def test_a_deal_without_securities_has_no_such_section() -> None:
    assert cap_tables(load(Path(__file__).parents[2] / "examples" / "hello.yaml")) == {}
