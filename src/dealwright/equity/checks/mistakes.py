"""Find what is wrong with single events and securities, before they are replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.checks.classes import class_circles
from dealwright.equity.checks.names import unknown_names
from dealwright.equity.checks.numbers import bad_numbers

if TYPE_CHECKING:
    from dealwright.equity.captable import CapTable
    from dealwright.ground.problem import Problem


def table_mistakes(table: CapTable) -> list[tuple[Problem, object]]:
    """Find unknown names, impossible numbers, and classes that convert in a circle.

    Args:
        table: A cap table.

    Returns:
        Each problem with the event or security in which it stands, which cannot be replayed.
    """
    return [*unknown_names(table), *bad_numbers(table), *class_circles(table.classes)]
