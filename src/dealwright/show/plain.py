"""Write a result as plain text: the tables of the terminal, for `print` and for logs."""

from __future__ import annotations

import io
import shutil
from importlib import import_module
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from dealwright.ground.drawn import Drawn

WIDE = 100
"""Cells of a line where no terminal says how many it has."""

PRINTERS = {
    "Advice": "terminal_advice.print_advice",
    "Back": "genius.terminal_made.print_back",
    "Backtest": "terminal_backtest.print_backtest",
    "Bargain": "terminal_bargain.print_bargain",
    "CapTable": "captable.terminal.print_owners",
    "ContractStatement": "terminal_statement.print_statement",
    "Dependence": "terminal_dependence.print_dependence",
    "Facts": "terminal_facts.print_facts",
    "GridPlan": "terminal_plan.print_plan",
    "Made": "genius.terminal_made.print_fitted",
    "Offers": "terminal_offers.print_offers",
    "PackageEffect": "moved.print_effect",
    "Quest": "terminal_seek.print_quest",
    "Ripples": "terminal_ripples.print_found",
    "Sensitivities": "terminal_sensitivities.print_sensitivities",
    "Talks": "terminal_talks.print_talks",
    "Trade": "terminal_trade.print_trade",
    "Valuation": "terminal.print_valuation",
}
"""What prints each kind of result, imported when it is asked for."""


def result_text(result: Drawn, width: int | None = None) -> str:
    """Return what `print` shows of a result.

    Args:
        result: what a study or a cap table answered.
        width: cells of a line; as many as the terminal has if None, or 100 where there is none.

    Returns:
        Lines without colour.
    """
    out = io.StringIO()
    width = width or shutil.get_terminal_size((WIDE, 0)).columns
    console = Console(file=out, width=width, no_color=True, highlight=False, markup=False, emoji=False)
    room, _, name = PRINTERS[type(result).__name__].rpartition(".")
    getattr(import_module(f"dealwright.show.{room}"), name)(result, console)
    return "\n".join(line.rstrip() for line in out.getvalue().strip().splitlines())
