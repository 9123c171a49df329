"""The section that says what was offered, what that reveals, what to offer next, and where talks tend."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.bargain.result import Offer
from dealwright.engine.result import Estimate
from dealwright.show import number
from dealwright.show.charts.frontier import frontier_panels, frontier_table
from dealwright.show.charts.frontier_words import ADVISED
from dealwright.show.charts.picture import Figure
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.standing import bargain_scale
from dealwright.show.talks_words import (
    LABEL,
    advice_words,
    answer_words,
    basis_words,
    concession_words,
    finding,
    learnt_words,
    move_words,
    names_of_talks,
    outcome_words,
    retreat_words,
    surprise_words,
    tactic_words,
)
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.result import Bargain
    from dealwright.bargain.talking.result import Talks
    from dealwright.show.names import Names
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

WHY = (
    "An offer bounds what its maker needs, and shows which terms it cares for. What is believed of the other side "
    "learns from each offer and refusal; how, and what that does not know, is in the manual's page on talks."
)


def talks_section(story: Story) -> Section | None:
    """Make the section; None if nothing was offered.

    Args:
        story: the results that the page is made from.
    """
    found = story.talks
    if found is None or not any(move.gains for move in found.moves):
        return None
    names = names_of_talks(found)
    figures: list[Figure | TableFigure] = [_picture(story, found, names), _log(story, found, names)]
    figures += [_tendencies(story, found, names)] if found.tendencies else []
    return Section("talks", "Talks", finding(found, names), WHY, tuple(figures))


def drawn(found: Talks) -> Bargain:
    """Return the bargain with the offers so far, and the one that is advised after them."""
    if found.advice is None or found.advice.accept or found.party is None:
        return found.found
    gains = {found.party: found.advice.gain.value} | {key: each.value for key, each in found.advice.theirs.items()}
    worth = {party: found.found.reservation[party].value + gain for party, gain in gains.items()}
    today = max([found.as_of, *(move.on for move in found.moves)])
    next_one = Offer(found.party, today.isoformat(), found.advice.package, worth, ADVISED)
    return replace(found.found, offers=(*found.found.offers, next_one))


def _picture(story: Story, found: Talks, names: Names) -> Figure:
    here = drawn(found)
    scale = bargain_scale(here)
    panels = tuple(replace(panel, name=f"talks-{panel.name}") for panel in frontier_panels(here, story, scale))
    remarks = [
        (names.opening(party), f"{capital(words)}.")
        for party in found.between
        if (words := concession_words(found, party, names))
    ]
    taken = [f"{capital(words)}." for party in found.between for words in retreat_words(found, party, names)]
    remarks += [("Taken back", " ".join(taken))] if taken else []
    for view in found.views:
        learnt = [f"{capital(words)}." for words in learnt_words(found, view, names)]
        odd = [f"{capital(words)}." for words in surprise_words(found, view, names)]
        remarks.append((f"Learnt of {names.said(view.party)} by {names.said(view.of)}", " ".join([*learnt, *odd])))
    advice = [f"{capital(words)}." for words in advice_words(found, names)]
    remarks += [("What to offer next", " ".join(advice))] if advice else []
    remarks += [("Mind", f"{capital(note)}.") for note in found.notes]
    return Figure(
        name="talks-picture",
        finding="Where the offers lie among all packages",
        subtitle=f"Squares, joined in the order they were made: offers of each side, among the packages and the "
        f"frontier, {story.unit(scale)}",
        panels=panels,
        source=basis_words(found),
        sample=story.sample,
        table=frontier_table(here, story, scale),
        remarks=tuple(remarks),
    )


def _log(story: Story, found: Talks, names: Names) -> TableFigure:
    made = [move for move in found.moves if move.gains]
    scale = number.scale_of(each.value for move in made for each in move.gains.values())
    heads = (
        Head("Offer"),
        Head("Answer"),
        *(Head(f"{names.short(party)}, {story.unit(scale)}", number=True) for party in found.between),
    )
    rows = tuple(
        Row(
            (
                Cell(number.day(move.on), small=capital(move_words(move, names)), token=story.token(move.by)),
                Cell(answer_words(found, move, names)),
                *(_gain(move.gains[party], scale) for party in found.between),
            )
        )
        for move in made
    )
    return TableFigure(
        "talks-log",
        "What was offered, and what it gains each over no deal",
        f"Gains in {story.unit(scale)}, at central beliefs, with standard errors",
        heads,
        rows,
        "the log of the talks",
        story.sample,
    )


def _tendencies(story: Story, found: Talks, names: Names) -> TableFigure:
    other = next(party for party in found.between if party != found.party)
    sides: Sequence[str] = (found.party or "", other)
    scale = number.scale_of(value for each in found.tendencies for value in each.gains)
    rows = tuple(
        Row(
            (
                Cell(f"{tactic_words(each.mine)}, {tactic_words(each.theirs)}"),
                Cell(number.probability(each.agreed), number=True),
                *(_gain(Estimate(each.gains[place], each.errors[place]), scale) for place in range(2)),
            )
        )
        for each in found.tendencies
    )
    said = " ".join(f"{words}." for words in outcome_words(found, names))
    return TableFigure(
        "talks-tendencies",
        "Where talks between tactics tend depends on who gives way last",
        f"A {LABEL}; tactics of {names.said(sides[0])}, of {names.said(other)}; {story.unit(scale)}. {said}",
        (
            Head("Tactics"),
            Head("Agree", number=True),
            *(Head(names.short(party), number=True) for party in sides),
        ),
        rows,
        basis_words(found),
        story.sample,
    )


def _gain(estimate: Estimate, scale: Scale) -> Cell:
    text, error = number.uncertain_money(estimate.value, estimate.standard_error, scale, change=True)
    return Cell(text, error, number=True)
