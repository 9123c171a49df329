"""Print which value of a path reaches a goal, or where each party is indifferent between signing and no deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show.seek_words import figure_words, goal_words, verdict
from dealwright.show.tables import say, say_title, table_of
from dealwright.show.trade_words import how_traded, names_of_trade
from dealwright.show.words import capital

if TYPE_CHECKING:
    from rich.console import Console

    from dealwright.bargain.trade.sought import Quest, Sought
    from dealwright.show.names import Names


def print_quest(found: Quest, console: Console) -> None:
    """Print what was sought.

    Args:
        found: the results.
        console: where to print.
    """
    names = names_of_trade(found)
    say_title(console, found.title, how_traded(found))
    for sought in found.sought:
        say(console, Text(f"{verdict(sought, names)}.", style="bold"))
        _print_along(sought, names, console)
    console.print()


def _print_along(sought: Sought, names: Names, console: Console) -> None:
    """Print the figure at the ends of the range, at what was found, at the steps beside it, and as it stands."""
    goal = goal_words(sought, names)
    table = table_of([capital(names.path(sought.path)), goal if not sought.party else capital(goal)])
    low, high = sought.ends
    rows = [(low.value, figure_words(low.figure, sought))]
    for answer in sought.answers:
        beside = [*answer.steps, *(answer.between or ())]
        each = {at.value: figure_words(at.figure, sought) for at in beside} | {
            answer.value: figure_words(answer.figure, sought)
        }
        rows += each.items()
    rows.append((high.value, figure_words(high.figure, sought)))
    for value, figure in dict(rows).items():
        table.add_row(names.cell(sought.path, value), figure)
    table.add_row(f"as it stands, {names.cell(sought.path, sought.held)}", figure_words(sought.now, sought))
    remark = f"{sought.range_is}; looked at {sought.looked_at} values on the same futures; ± standard error"
    console.print(table)
    console.print(Text(remark, style="dim"))
