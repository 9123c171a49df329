"""Print how the packages of a bargain would be valued, and what that would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.plan_words import CHANGES, companies_in_words, links_in_words, many, seconds, size
from dealwright.show.tables import say, say_title, show, table_of, warn
from dealwright.show.words import counted

if TYPE_CHECKING:
    from rich.console import Console

    from dealwright.bargain.plan_result import GridPlan


def print_plan(plan: GridPlan, console: Console) -> None:
    """Print a plan.

    Args:
        plan: the plan.
        console: where to print.
    """
    say_title(
        console,
        f"How {number.packages(plan.packages)} would be valued: {plan.deal}",
        f"{number.count(plan.paths)} futures; planned from the text, nothing is simulated",
    )
    _values(plan, console)
    _groups(plan, console)
    for sentence in companies_in_words(plan):
        console.print(Text(sentence))
    _ways(plan, console)
    _cost(plan, console)
    warn(console, plan.advice)


def _values(plan: GridPlan, console: Console) -> None:
    table = table_of(["", "values", "moves"])
    table.columns[-1].justify, table.columns[-1].no_wrap = "left", False
    for path, count in plan.values.items():
        table.add_row(path, number.count(count), _moves(plan, path))
    product = " x ".join(number.count(count) for count in plan.values.values())
    table.add_row("packages", number.count(plan.packages), Text(product, style="dim"))
    show(console, "What a package sets", table)
    if plan.readings > 1:
        console.print(Text(f"{plan.readings} readings of clauses are mixed, each on futures of its own."))


def _moves(plan: GridPlan, path: str) -> str:
    if path in plan.worlds:
        return CHANGES.get(plan.worlds[path], "what everything rests on: each value has futures of its own")
    if path in plan.stakes:
        return "a stake: it scales a company's equity" + (", by even steps" if plan.evenly else "")
    return next((f"group {place}" for place, group in enumerate(plan.groups, 1) if path in group.paths), "nothing")


def _groups(plan: GridPlan, console: Console) -> None:
    say(console, Text("Groups: what adds up with the others, and with what it cannot be taken apart", style="bold"))
    table = Table(box=None, pad_edge=False, padding=(0, 1), show_header=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for place, group in enumerate(plan.groups, 1):
        columns = counted(group.options, "column") if group.paths else "one column, for nobody negotiates it"
        parts = [*group.terms, *(f"the company {name}" for name in group.companies)]
        table.add_row(str(place), Text(", ".join(parts)) + Text(f": {columns}", style="dim"))
        for why in links_in_words(group):
            table.add_row("", Padding(Text(why, style="dim"), (0, 0, 0, 2)))
    console.print(table)
    first, second = plan.widths
    said = f"two halves of {number.count(first)} and {number.count(second)} super-columns"
    levels = f" at {counted(plan.levels, 'level')} of the stakes" if plan.stakes else ""
    worlds = f", in each of {counted(plan.futures, 'world')}" if plan.worlds else ""
    console.print(Text(f"Together: {said}{levels}{worlds}."))


def _ways(plan: GridPlan, console: Console) -> None:
    table = table_of(["", "way", "why"])
    for column in table.columns:
        column.justify = "left"
    table.columns[-1].no_wrap = False
    for way in plan.ways:
        table.add_row(way.party, way.method, way.why)
    show(console, "The way for each party", table)


def _cost(plan: GridPlan, console: Console) -> None:
    cost = plan.cost
    table = table_of(["", "foreseen"])
    table.add_row("columns to compute", f"{number.count(cost.columns)} x {number.count(plan.paths)} futures")
    table.add_row("multiply-adds", many(cost.products))
    for part, spent in cost.parts.items():
        table.add_row(f"time for {part}", seconds(spent))
    for part, held in cost.memory.items():
        table.add_row(f"{'disk' if plan.on_disk and part == 'results' else 'memory'} for {part}", size(held))
    foreseen = joined([f"{seconds(each)} on {counted(cores, 'processor')}" for cores, each in cost.seconds.items()])
    where = (
        f"{plan.precision} precision, {counted(plan.tiles, 'tile')}, {'kept on disk' if plan.on_disk else 'in memory'}"
    )
    show(console, f"About {foreseen}", table, f"rough figures, within a factor of two or three; {where}")
