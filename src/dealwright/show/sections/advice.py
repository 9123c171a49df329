"""The section that advises one side: a few sentences on each matter, and where their numbers come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.bargain.advising.result import Advice
from dealwright.show.advice_words import memo
from dealwright.show.page import Cell, Head, Row, Section, TableFigure

if TYPE_CHECKING:
    from dealwright.show.story import Story

WHY = "What the sections below find, for one side: each sentence with its number, error, and where to see all of it."


def advice_section(story: Story) -> Section | None:
    """Make the section; None if nobody is advised.

    Args:
        story: the results that the page is made from.
    """
    found = _advice(story)
    if found is None:
        return None
    whom = story.names.said(found.party)
    rows = tuple(Row((Cell(part.heading), Cell(" ".join(part.sentences), small=part.trail))) for part in memo(found))
    table = TableFigure(
        name="memo",
        finding=f"What {whom} should know before it goes to the table",
        subtitle="Figures valued again stand for those of the search, which flatter.",
        head=(Head("", share=22), Head("")),
        rows=rows,
        source="Put together from the sections below",
        sample=story.sample,
    )
    return Section("advice", "Advice", f"Advice for {whom}", WHY, (table,))


def _advice(story: Story) -> Advice | None:
    """Put the advice together from what the page holds."""
    bargain, offers, trade, facts, dependence = story.found, story.offered, story.traded, story.known, story.depends
    if bargain is None or offers is None or not offers.advised or trade is None or facts is None or dependence is None:
        return None
    return Advice(offers.advised, bargain, offers, trade, facts, dependence, story.talks, **bargain.heading())
