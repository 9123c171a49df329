"""The picture that says who owns a company that has stakes, time by time; a table where nothing changes that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.charts.owned import day_words, drawn_times, holders_of, owned_panel, owned_table, share_words
from dealwright.show.charts.picture import Figure
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.words import capital, inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.engine.result import Ownership
    from dealwright.show.story import Story

_SOURCE = "Stakes, rounds and options of this file"
_SHORT = -1e-9
"""A share below this is one that is owed."""


def owned_figure(key: str, owned: Sequence[Ownership], story: Story) -> Figure | TableFigure:
    """Show who owns a company: in columns where that changes, in a table where it does not.

    Args:
        key: the company's key in the file.
        owned: who owns it, time by time; at least once.
        story: the results that the page is made from.
    """
    if len(owned) == 1 or min(share for each in owned for share in each.shares.values()) < _SHORT:
        return _table(key, owned, story)
    left_out = len(owned) - len(drawn_times(owned))
    said = f"{len(owned) - left_out} of {len(owned)} days, the largest changes; " if left_out else ""
    return Figure(
        name=f"owned-{key}",
        finding=_finding(key, owned, story),
        subtitle=_subtitle(owned, story),
        panels=(owned_panel(key, owned, story),),
        source=_SOURCE,
        sample=f"{said}{story.sample_of_one_reading}",
        table=owned_table(owned, story),
    )


def _subtitle(owned: Sequence[Ownership], story: Story) -> str:
    """Say what is counted."""
    where = inside(story.scenario.title)
    if len(owned) == 1:
        return f"Share of each holder up to its exit, {where}: no round with a price and no option on a stake moves it."
    return (
        f"Expected share of each holder, per cent of the company as it then stands, {where}: futures whose exit came "
        "before no longer count. Counted are stakes, the new shares that rounds with a price sell, which dilute all "
        "others, and what options on stakes have moved by then. At the exit every future counts, on its own day."
    )


def _finding(key: str, owned: Sequence[Ownership], story: Story) -> str:
    """Say who has most at the end, and what it had at first."""
    most = holders_of(owned)[0]
    first, last = (each.shares.get(most, 0.0) for each in (owned[0], owned[-1]))
    then, now = number.percent(first), number.percent(last)
    company, who = story.names.said(key), story.names.said(most)
    if len(owned) == 1:
        alike = [each for each in holders_of(owned) if number.percent(owned[0].shares[each]) == now]
        each = " each" if len(alike) > 1 else ""
        return f"Of {company}, {now}{each} belongs to {joined([story.names.said(holder) for holder in alike])}"
    before = "as" if then == now else f"{'up' if last > first else 'down'} from {then}"
    return f"Of {company}, {now} belongs to {who} at its exit, {before} on {day_words(owned[0])}"


def _table(key: str, owned: Sequence[Ownership], story: Story) -> TableFigure:
    """Return a row for each holder, and a column for each time."""
    card = f"company-{story.focus}-{key}"
    rows = []
    for who in holders_of(owned):
        shares = (share_words(each.shares.get(who, 0.0)) for each in owned)
        name = Cell(capital(story.names.party(who)), token=story.token(who))
        rows.append(Row((name, *(Cell(share, card=card, number=True) for share in shares))))
    return TableFigure(
        name=f"owned-{key}",
        finding=_finding(key, owned, story),
        subtitle=_subtitle(owned, story),
        head=(Head("Holder"), *(Head(day_words(each), number=True) for each in owned)),
        rows=tuple(rows),
        source=_SOURCE,
        sample=story.sample_of_one_reading,
        width=180 + 120 * len(owned),
    )
