"""Print how far the worth of what a bargain found may fall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show import number
from dealwright.show.tables import figure, named, show, table_of
from dealwright.show.words import capital, solution_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

    from dealwright.bargain.result import Bargain
    from dealwright.bargain.spread import Spread
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

_HEAD = ("worth", "spread", "5th", "worst 5%")
_REMARK = (
    "spread: standard deviation of the present value over the futures; 5th: its 5th percentile; worst 5%: its mean "
    "over the worst 5% of futures"
)


def print_spread(
    story: Story, found: Bargain, excerpt: Sequence[int], console: Console, scale: Scale, unit: str
) -> None:
    """Print the spread of the packages that solutions name, and of a few on the frontier.

    Args:
        story: What the words are made from.
        found: The bargain.
        excerpt: Places on the frontier of those that are shown.
        console: Where to print.
        scale: The scale of all amounts.
        unit: The unit of all amounts, for the head.
    """
    if found.spread is None:
        return
    table = table_of(["", *_HEAD])
    for name, spread in found.spread.solutions.items():
        table.add_row(Text(capital(solution_name(name)), style="bold"))
        _rows(table, story, found.solutions[name].certainty_equivalent, spread, scale)
    for place in excerpt:
        point = found.frontier[place]
        table.add_row(Text(f"Frontier: {package_line(found, point.package)}", style="dim"))
        _rows(table, story, point.certainty_equivalent, found.spread.frontier[place], scale)
    show(console, f"How far worth may fall, {unit}", table, _REMARK)


def package_line(found: Bargain, package: Mapping[str, str]) -> str:
    """Write a package as its values, in the order of the ranges."""
    values = (package.get(path, number.NOTHING) for path in found.paths_of_terms)
    return ", ".join(found.literals.get(value, value) for value in values)


def _rows(table: Table, story: Story, worth: Mapping[str, float], spread: Mapping[str, Spread], scale: Scale) -> None:
    for party, each in spread.items():
        figures = (worth[party], each.standard_deviation, each.p5, each.cvar5)
        table.add_row(named(story, party), *(figure(amount, scale) for amount in figures))
