"""Lay out words and figures for a terminal: names to the left, figures to the right, errors under errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from dealwright.show import number
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from dealwright.engine.result import Estimate, Valuation
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

PARTY_STYLES = ("blue", "dark_orange3", "magenta", "dark_khaki", "hot_pink3", "grey62")
BETWEEN = 2
"""Cells between two columns."""


def say_title(console: Console, title: str, remark: str) -> None:
    """Print what the whole is about, and how it was computed."""
    console.print()
    console.print(Text(title, style="bold"))
    if remark:
        console.print(Text(remark, style="dim"))


def say(console: Console, text: str | Text) -> None:
    """Print a paragraph."""
    console.print()
    console.print(Text(text) if isinstance(text, str) else text)


def warn(console: Console, warnings: Iterable[str]) -> None:
    """Print what a reader must know before relying on the figures."""
    for warning in warnings:
        say(console, Text("Mind: ", style="bold yellow") + Text(capital(warning)))
    console.print()


def table_of(heads: Sequence[str | Text], widths: Sequence[int] | None = None) -> Table:
    """Return an empty table: names to the left, figures to the right, no lines."""
    table = Table(box=None, pad_edge=False, padding=(0, 1), show_header=any(str(head) for head in heads))
    for place, head in enumerate(heads):
        width = None if widths is None else widths[place]
        table.add_column(
            head, justify="right" if place else "left", header_style="dim", no_wrap=True, min_width=width, width=width
        )
    return table


def show(console: Console, title: str, table: Table, remark: str = "") -> None:
    """Print a table under its title, and a remark under it."""
    say(console, Text(title, style="bold"))
    console.print(table)
    if remark:
        console.print(Text(remark, style="dim"))


def named(story: Story, party: str) -> Text:
    """Return a party's short name in its colour."""
    order = list(story.valuation.parties)
    style = PARTY_STYLES[order.index(party) % len(PARTY_STYLES)] if party in order else ""
    return Text(story.names.short(party), style=style)


def how(valuation: Valuation) -> str:
    """Say as of when, in which money and on how many futures something was computed; nothing where it is not known."""
    if not valuation.paths:
        return ""
    tax = "before tax" if valuation.before_tax else "after tax"
    futures = f"{number.count(valuation.paths)} futures, seed {valuation.seed}"
    money = number.in_money(valuation.currency, valuation.price_basis, valuation.as_of)
    return f"as of {number.day(valuation.as_of)}, {money}, {tax}; {futures}"


def figure(value: float, scale: Scale) -> str:
    """Write an amount in a column's scale, or in its own where it is nothing in that."""
    return number.in_column(value, scale)


def with_errors(estimates: Iterable[Estimate], scale: Scale, *, change: bool = False) -> list[Text]:
    """Write a column of amounts with their standard errors, numbers under numbers and errors under errors."""
    written = [number.uncertain_money(each.value, each.standard_error, scale, change=change) for each in estimates]
    room = max((len(error) for _, error in written), default=0)
    if not room:
        return [Text(text) for text, _ in written]
    return [Text(text) + Text(f" {error:{room}}", style="dim") for text, error in written]


def side_by_side(names: Mapping[str, int], room: int) -> list[list[str]]:
    """Split columns of given widths into as few groups as fit beside each other."""
    groups: list[list[str]] = [[]]
    used = 0
    for name, width in names.items():
        if groups[-1] and used + width + BETWEEN > room:
            groups.append([])
            used = 0
        groups[-1].append(name)
        used += width + BETWEEN
    return groups
