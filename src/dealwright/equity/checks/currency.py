"""Find money of another currency than the table's: a cap table has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dealwright.ground.place import Place


def foreign_money(currency: str, said: Iterable[tuple[str, Place]]) -> list[Problem]:
    """Report every amount that is not in the table's currency.

    Args:
        currency: Code of the table's currency.
        said: The code that an amount names, and where it stands.

    Returns:
        A problem for each.
    """
    return [
        error(
            place,
            "currency-mix",
            f"`{other}` stands in a cap table in {currency}",
            f"money in {currency}, the one currency of the table",
            f"write the amount in {currency}, at the rate of the day on which it was paid",
        )
        for other, place in said
        if other != currency
    ]
