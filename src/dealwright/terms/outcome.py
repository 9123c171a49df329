"""What a term yields: flows between parties and companies, and the statement that explains them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from jaxtyping import Float
    from numpy import ndarray


@dataclass(frozen=True, slots=True)
class Flow:
    """Amounts moving from `payer` to `payee`; either may be `None`, the world outside the deal.

    Args:
        payer: Party or company that gives, or `None`.
        payee: Party or company that receives, or `None`.
        amount: Money in the deal's currency; shape (path or 1, entry). Negative amounts move the other way.
        days: Days from the opening of `as_of` at which each entry is discounted; shape (entry,) or (path, entry).
        cash: Whether it is paid money, or a worth or cost that is not.
        lasting: Yearly growth with which the last entry comes again every 365 days for ever; none where it does not.
    """

    payer: str | None
    payee: str | None
    amount: Float[ndarray, "path entry"]
    days: Float[ndarray, "..."]
    cash: bool = True
    lasting: float | Float[ndarray, "path 1"] | None = None


Statement = dict[str, "Float[ndarray, 'path step']"]
"""Lines of a statement, each (path or 1, step): `due` and `paid` are money in the step, `balance` the money left."""


def _no_statement() -> Statement:
    return {}


@dataclass(frozen=True)
class Outcome:
    """Everything a term did on every path.

    Args:
        flows: The term's flows.
        lines: Computes the statement, which is asked for only where something uses or shows it.
    """

    flows: tuple[Flow, ...] = ()
    lines: Callable[[], Statement] = _no_statement

    @cached_property
    def statement(self) -> Statement:
        """Return the statement behind the flows."""
        return self.lines()

    @property
    def nbytes(self) -> int:
        """Return the size of the flows in bytes."""
        return sum(flow.amount.nbytes + flow.days.nbytes for flow in self.flows)
