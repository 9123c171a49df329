"""Print what a bargain found between the steps of its ranges, beside what it found on the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.engine.result import Estimate
from dealwright.show.refined_words import refined_words
from dealwright.show.standing import gain_of
from dealwright.show.tables import named, say, show, side_by_side, table_of, with_errors
from dealwright.show.words import capital, solution_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

    from dealwright.bargain.refinement import Refined
    from dealwright.bargain.result import Bargain
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

_FIGURE = 9
_MORE = "  more than on the grid"
_GAIN = "  gain over no deal"
_SEARCH = "  in the search"
_REMARK = (
    "better by what the solution wants most of: Nash the mean gain (geometric), Kalai-Smorodinsky the smallest as a "
    "share of the ideal, egalitarian the smallest, utilitarian the sum"
)


def print_refined(story: Story, found: Bargain, console: Console, scale: Scale, unit: str) -> None:
    """Print the packages between the steps that solutions name, and how far the grid fell short.

    Args:
        story: What the words are made from.
        found: The bargain.
        console: Where to print.
        scale: The scale of all amounts.
        unit: The unit of all amounts, for the head.
    """
    if found.refined is None:
        return
    better = found.refined.better
    if better:
        _table(story, found, better, console, scale, unit)
    say(console, refined_words(story, found.refined))


def _table(
    story: Story, found: Bargain, better: Mapping[str, Refined], console: Console, scale: Scale, unit: str
) -> None:
    """Print what is set otherwise and what that adds, a column per solution."""
    over_grid = bool(found.solutions)
    paths = [path for path in found.paths_of_terms if not over_grid or any(path in e.moved for e in better.values())]
    terms = [capital(story.names.path(path)) for path in paths]
    room = console.width - max(map(len, (*terms, _MORE)))
    widths = {
        name: max(len(solution_name(name)), _FIGURE, *(len(_value(each, path)) for path in paths))
        for name, each in better.items()
    }
    for names in side_by_side(widths, room):
        table = table_of(["", *map(solution_name, names)])
        chosen = [better[name] for name in names]
        for path, term in zip(paths, terms, strict=True):
            table.add_row(term, *(_value(each, path) for each in chosen))
        for party in found.between:
            table.add_row(named(story, party))
            again = [(each.fresh_gained or {}).get(party) or gain_of(each.solution, party) for each in chosen]
            label = Text(_MORE if over_grid else _GAIN, style="bold")
            table.add_row(label, *with_errors(again, scale, change=True))
            searched = (each.gained.get(party, Estimate(each.solution.surplus[party])) for each in chosen)
            table.add_row(Text(_SEARCH, style="dim"), *with_errors(searched, scale, change=True))
        if over_grid:
            _better(table, chosen, scale)
        show(console, f"Between the steps, {unit}", table, _REMARK if over_grid else "")


def _better(table: Table, chosen: Sequence[Refined], scale: Scale) -> None:
    """Add by how much each solution is better by its own measure."""
    again = [each.fresh_better or each.better or Estimate(0.0) for each in chosen]
    table.add_row(Text("Better by", style="bold"), *with_errors(again, scale, change=True))
    if any(each.fresh_better for each in chosen):
        searched = [each.better or Estimate(0.0) for each in chosen]
        table.add_row(Text(_SEARCH, style="dim"), *with_errors(searched, scale, change=True))


def _value(refined: Refined, path: str) -> str:
    """Write what a package sets, and what it sets on the grid where that is another value."""
    before, after = refined.moved.get(path, ("", refined.solution.package[path]))
    return f"{before} → {after}" if before else after
