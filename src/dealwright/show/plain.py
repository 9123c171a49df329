"""Write a result as plain text: the tables of the terminal, for `print` and for logs."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING

from rich.console import Console

from dealwright.bargain.backtest_result import Backtest
from dealwright.bargain.result import Bargain
from dealwright.bargain.ripples.dependence_result import Dependence
from dealwright.engine.statements.result import ContractStatement
from dealwright.equity.captable import CapTable
from dealwright.show.captable.terminal import print_owners
from dealwright.show.terminal import print_valuation
from dealwright.show.terminal_backtest import print_backtest
from dealwright.show.terminal_bargain import print_bargain
from dealwright.show.terminal_dependence import print_dependence
from dealwright.show.terminal_statement import print_statement

if TYPE_CHECKING:
    from dealwright.engine.result import Valuation

_WIDE = 100


def result_text(result: Valuation | Bargain | Backtest | CapTable | ContractStatement | Dependence) -> str:
    """Return what `print` shows of a result.

    Args:
        result: a valuation, a bargain, a backtest, a cap table or a contract statement.

    Returns:
        Lines without colour, as wide as the terminal, or of 100 cells where there is none.
    """
    out = io.StringIO()
    width = shutil.get_terminal_size((_WIDE, 0)).columns
    console = Console(file=out, width=width, no_color=True, highlight=False, markup=False, emoji=False)
    if isinstance(result, Bargain):
        print_bargain(result, console)
    elif isinstance(result, Backtest):
        print_backtest(result, console)
    elif isinstance(result, ContractStatement):
        print_statement(result, console)
    elif isinstance(result, Dependence):
        print_dependence(result, console)
    elif isinstance(result, CapTable):
        print_owners(result, console)
    else:
        print_valuation(result, console)
    return "\n".join(line.rstrip() for line in out.getvalue().strip().splitlines())
