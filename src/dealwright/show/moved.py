"""Print what values laid over a deal move for each party, and through which terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from dealwright.show import number
from dealwright.show.story import Story, effect_story
from dealwright.show.words import IN_FORCE, capital

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from dealwright.engine.result import Estimate, Valuation
    from dealwright.engine.trail import PackageEffect

MOST_LINES = 4
"""How many lines are named for each party, the largest first."""
DOUBT = 2.0
"""A difference within so many standard errors is none."""


def print_moved(effect: PackageEffect, valuation: Valuation, console: Console) -> None:
    """Print how the worth of the contract in force changes by what was laid over the deal.

    Args:
        effect: The changes, with their errors.
        valuation: The worth with the values laid over the deal, for the names.
        console: Where to print.
    """
    _print(effect, Story(valuation), console)


def print_effect(effect: PackageEffect, console: Console) -> None:
    """Print what a package changes for each party, by the names that it knows itself.

    Args:
        effect: The changes, with their errors.
        console: Where to print.
    """
    _print(effect, effect_story(effect), console)


def _print(effect: PackageEffect, story: Story, console: Console) -> None:
    scale = number.scale_of(change.value for change in effect.worth.values())
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="dim")
    table.add_column("")
    table.add_column("change", justify="right")
    table.add_column("through (mean at the party's discount)")
    for party, change in effect.worth.items():
        table.add_row(story.names.short(party), _change(change, scale), _through(effect.by_term[party], story, scale))
    laid = ", ".join(f"{path} = {text}" for path, text in effect.package.items())
    against = "contract in force" if effect.against == IN_FORCE else f"against {story.names.line(effect.against)}"
    if not any(change.value for change in effect.worth.values()):
        console.print(Text(f"\n{laid} changes nothing in the contract in force.", style="bold"))
        return
    console.print(Text(f"\nWhat {laid} changes, {against}, {story.unit(scale)}", style="bold"))
    console.print(table)


def _change(change: Estimate, scale: number.Scale) -> str:
    """Write a change with its error; one within twice its error is none."""
    if change.value == 0.0:
        return "0"
    value, error = number.uncertain_money(change.value, change.standard_error, scale, change=True)
    told = f"{value} {error}".strip()
    return told if abs(change.value) > DOUBT * change.standard_error else f"{told} (no difference)"


def _through(lines: Mapping[str, Estimate], story: Story, scale: number.Scale) -> str:
    """Name the lines that move most."""
    told = {name: change for name, change in lines.items() if abs(change.value) > DOUBT * change.standard_error}
    most = sorted(told, key=lambda name: -abs(told[name].value))[:MOST_LINES]
    return ", ".join(f"{capital(story.names.line(name))} {_change(told[name], scale)}" for name in most)
