"""The table of what may be agreed: each negotiable term, where it stands, what it may be, what one step more does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.cards import first_card
from dealwright.show.number import scale_of, uncertain_money
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.standing import is_measured
from dealwright.show.words import capital, counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.engine.result import Estimate
    from dealwright.show.number import Scale
    from dealwright.show.sliders import Slider
    from dealwright.show.story import Story

_FEW = 4
"""Values that are listed one by one."""


@dataclass(frozen=True, slots=True)
class Agreeable:
    """One negotiable term, and what one step more of it does.

    Attributes:
        slider: the term with its values.
        to: the value that is one step more, or one less where it stands at its last; empty where none is next.
        changes: what that does to each side, in currency; nothing where none is next.
    """

    slider: Slider
    to: str
    changes: Mapping[str, Estimate]


def agreeable_table(story: Story, terms: Sequence[Agreeable]) -> TableFigure:
    """Lay out what may be agreed.

    Args:
        story: the results that the page is made from.
        terms: the negotiable terms.
    """
    parties = story.at_table
    scale = scale_of(change.value for each in terms for change in each.changes.values())
    return TableFigure(
        name="agreeable",
        finding=f"{capital(counted(len(terms), 'term'))} may be agreed",
        subtitle="What each says today and may say, and what one step more does to each side, from today's terms with "
        f"what signing changes: change of worth in {story.unit(scale)}, at central beliefs.",
        head=(
            Head("Term"),
            Head("today", number=True),
            Head("may be", number=True),
            Head("one step", number=True),
            *(Head(story.names.short(party), number=True) for party in parties),
        ),
        rows=tuple(_row(story, each, parties, scale) for each in terms),
        source="Ranges of the file; a change inside two standard errors is written as 0",
        sample=story.sample,
        width=720,
    )


def _row(story: Story, each: Agreeable, parties: Sequence[str], scale: Scale) -> Row:
    slider = each.slider
    name = Cell(slider.title, card=first_card(slider.path, story.trails))
    today, to = Cell(slider.today_words or number.NOTHING, number=True), Cell(each.to or number.NOTHING, number=True)
    changes = (_change(each.changes.get(party), scale) for party in parties)
    return Row((name, today, _values(slider), to, *changes))


def _values(slider: Slider) -> Cell:
    """Write what a term may be: each value of a few, both ends of many; what lies between may be agreed, or not."""
    if len(slider.words) <= _FEW:
        return Cell(", ".join(slider.words), number=True)
    between = "and what lies between" if slider.between else "none between"
    return Cell(
        f"{slider.words[0]} to {slider.words[-1]}",
        small=f"{number.count(len(slider.words))} values, {between}",
        number=True,
    )


def _change(change: Estimate | None, scale: Scale) -> Cell:
    if change is None:
        return Cell(number.NOTHING, number=True)
    if not is_measured(change):
        return Cell("0", number=True)
    return Cell(*uncertain_money(change.value, change.standard_error, scale, change=True), number=True)
