"""Draw who owns a company that has stakes, time by time: a column for each, and the same as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.charts.claimants import claimant_colours
from dealwright.show.charts.columns import Column, Owner, columns_panel, drawn_columns
from dealwright.show.charts.picture import Panel, Table
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.engine.result import Ownership
    from dealwright.show.story import Story


def holders_of(owned: Sequence[Ownership]) -> list[str]:
    """Return everyone who holds a part at any time, the largest at the end first.

    Args:
        owned: who owns the company, time by time.
    """
    everyone = dict.fromkeys(who for each in owned for who in each.shares)
    return sorted(everyone, key=lambda who: -owned[-1].shares.get(who, 0.0))


def drawn_times(owned: Sequence[Ownership]) -> list[Ownership]:
    """Return the times that are drawn: all but those that hardly change anything, and the largest changes of many.

    Args:
        owned: who owns the company, time by time.
    """
    order = holders_of(owned)
    parts = [_parts(each, order) for each in owned]
    return [owned[at] for at in drawn_columns(parts, [each.on is None for each in owned])]


def _parts(owned: Ownership, order: Sequence[str]) -> tuple[float, ...]:
    return tuple(owned.shares.get(who, 0.0) for who in order)


def owned_panel(key: str, owned: Sequence[Ownership], story: Story) -> Panel:
    """Draw who owns a company.

    Args:
        key: the company's key in the file.
        owned: who owns it, time by time; no share is below nothing.
        story: the results that the page is made from.
    """
    order = holders_of(owned)
    colours = claimant_colours(order, story)
    owners = [Owner(capital(story.names.opening(who)), *colours[who]) for who in order]
    columns = [
        Column(
            _month(each),
            _what(each, story),
            _parts(each, order),
            f"{day_words(each)}: {_all(each, story)}",
        )
        for each in drawn_times(owned)
    ]
    return columns_panel(f"owned-{key}", "", owners, columns)


def owned_table(owned: Sequence[Ownership], story: Story) -> Table:
    """Return who owns a company, a row for each time.

    Args:
        owned: who owns it, time by time.
        story: the results that the page is made from.
    """
    order = holders_of(owned)
    head = (
        "Day",
        "What happens",
        "futures in which it then stands",
        *(capital(story.names.opening(who)) for who in order),
    )
    rows = tuple(
        (
            day_words(each),
            _all(each, story),
            number.probability(each.standing),
            *(share_words(each.shares.get(who, 0.0)) for who in order),
        )
        for each in owned
    )
    return Table(head, rows)


def share_words(share: float) -> str:
    """Write a share of a company."""
    return number.percent(share, decimals=1) if share else "0"


def day_words(owned: Ownership) -> str:
    """Write the time of which shares are told."""
    return "At its exit" if owned.on is None else number.day(owned.on)


def _month(owned: Ownership) -> str:
    if owned.on is None:
        return "Exit"
    _, month, year = number.day(owned.on).split()
    return f"{month[:3]} {year}"


def _what(owned: Ownership, story: Story) -> str:
    """Say in few words what changes who owns a company at a time."""
    return "Whenever it comes" if owned.on is None else _all(owned, story)


def _all(owned: Ownership, story: Story) -> str:
    """Say all that changes who owns a company at a time, or did by its exit."""
    said = ["whenever it comes"] if owned.on is None else []
    if owned.investors:
        said.append(f"round: {joined([story.names.said(who) for who in owned.investors])}")
    for right, share in owned.options.items():
        part = "" if share == 1.0 else f" in {number.probability(share)} of futures"
        said.append(f"“{story.names.line(right)}” exercised{part}")
    return capital("; ".join(said)) or "As it stands"
