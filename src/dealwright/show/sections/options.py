"""The section that says how often and when each option is exercised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.exercise_words import exercise_words, when_words
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.words import capital

if TYPE_CHECKING:
    from dealwright.engine.exercising.told import Exercises
    from dealwright.show.story import Story


def options_section(story: Story) -> Section | None:
    """Make the section; None if the deal has no option."""
    options = story.scenario.options
    if not options:
        return None
    first, found = next(iter(options.items()))
    finding = f"{capital(story.names.line(first))}: {exercise_words(found)}"
    why = (
        "An option is exercised on each future when that is better for its holder over all its flows, given only what "
        "it knows on that day. How it decides was fitted on other futures than these."
    )
    return Section("options", "Options", finding, why, (_table(story),))


def _table(story: Story) -> TableFigure:
    told = [
        (option, key, scenario.options[option])
        for option in story.scenario.options
        for key, scenario in ((each, story.valuation.scenarios[each]) for each in story.scenarios)
        if option in scenario.options
    ]
    head = (Head("Option"), Head("holder"), Head("exercised", number=True), Head("when"))
    return TableFigure(
        name="exercises",
        finding="How often and when each option is exercised",
        subtitle="Share of futures, with its standard error, and the day on which it takes effect, by scenario.",
        head=head,
        rows=tuple(_row(story, *each) for each in told),
        source="The same futures as the worth",
        sample=story.sample,
        width=560,
    )


def _row(story: Story, option: str, scenario: str, found: Exercises) -> Row:
    card = f"line-of-{option}" if _has_line(story, option) else ""
    error = found.share.standard_error
    token = story.token(found.holder) if found.holder in story.parties else ""
    cells = (
        Cell(capital(story.names.line(option)), small=capital(story.title(scenario)), card=card),
        Cell(story.names.opening(found.holder), token=token),
        Cell(
            number.probability(found.share.value),
            number.error_text(100 * error, 1),
            number=True,
        ),
        Cell(when_words(found)),
    )
    return Row(cells, strong=scenario == story.focus and len(story.scenarios) > 1)


def _has_line(story: Story, option: str) -> bool:
    every = (worth for scenario in story.valuation.scenarios.values() for worth in scenario.parties.values())
    return any(option in worth.by_term for worth in every)
