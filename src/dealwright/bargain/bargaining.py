"""Turn the worth of packages into a bargain: reservation values, zone, frontier, solutions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.cloud import thin
from dealwright.bargain.excerpt import Excerpt
from dealwright.bargain.result import Bargain
from dealwright.bargain.ripples.jumps import Along
from dealwright.bargain.solutions import powers
from dealwright.bargain.spaces import agree_on_lotteries, agree_on_packages, agree_with_payments
from dealwright.bargain.table import Rules, Table
from dealwright.bargain.zone import suits
from dealwright.engine.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Float

    from dealwright.bargain.points import Point
    from dealwright.bargain.result import Measure
    from dealwright.bargain.ripples.jumps import Stretch
    from dealwright.bargain.spaces import Agreement


def bargain(
    worth: Float[np.ndarray, "party package"] | Excerpt,
    reservation: Mapping[str, Estimate | float],
    *,
    describe: Callable[[int], Mapping[str, str]] | None = None,
    paths_of_terms: Sequence[str] = (),
    measure: Measure = "certainty_equivalent",
    outside: Mapping[str, float] | None = None,
    rules: Rules | None = None,
) -> Bargain:
    """Find what the parties could agree on, and what the bargaining solutions name.

    Args:
        worth: worth of each package to each party by the measure, finite; of a grid that is larger than memory, an
            excerpt.
        reservation: what each party holds without a deal, in the same unit; its keys name the rows of `worth`, in
            order.
        describe: what a package sets, `path: value as written`, by its number; None names it by the number.
        paths_of_terms: the paths that a package sets.
        measure: what the worth means; worth in `utility` cannot be paid over.
        outside: what a party could have elsewhere; it limits the zone and is no part of a gain.
        rules: what the parties may agree on; None for single packages.

    Returns:
        The bargain.

    Raises:
        ValueError: if a number is not finite, a party is unknown, or utilities are to be paid over.

    Example:
        >>> found = bargain(
        ...     np.array([[12.0, 8.0, 18.0], [5.0, 6.0, 0.0]]), {"bill": 0.0, "jack": 0.0}, measure="utility"
        ... )
        >>> found.solutions["nash"].surplus
        {'bill': 12.0, 'jack': 5.0}
    """
    rules = rules or Rules()
    outside = outside or {}
    held = {party: _estimate(value) for party, value in reservation.items()}
    _refuse(rules, measure, {*outside, *rules.power, *rules.risk_tolerance} - set(held))
    excerpt = worth if isinstance(worth, Excerpt) else None
    rows = worth.worth if isinstance(worth, Excerpt) else worth
    table = Table(
        tuple(held),
        rows,
        np.array([each.value for each in held.values()]),
        np.array([outside.get(party, -np.inf) for party in held]),
        rules,
        describe or _numbered,
        excerpt.numbers if excerpt is not None else None,
    )
    agreement = agree(table)
    return Bargain(
        rows.shape[1] if excerpt is None else excerpt.packages,
        table.parties,
        tuple(paths_of_terms),
        held,
        agreement.acceptable if excerpt is None or agreement.reason else excerpt.acceptable,
        table.points(agreement.frontier),
        agreement.solutions,
        no_solution=agreement.reason,
        nearest=_nearest(table) if agreement.reason else None,
        ideal=agreement.ideal,
        outside=dict(outside),
        cloud=table.points(thin(rows) if excerpt is None else excerpt.cloud),
        measure=measure,
        space=agreement.space,
        notes=(*agreement.notes, *_said(table)),
        power={} if table.power is None else table.named(powers(len(table.parties), table.power)),
        jumps=_jumps(table, agreement),
    )


def _jumps(table: Table, agreement: Agreement) -> Mapping[str, tuple[Stretch, ...]]:
    """Follow the Nash package along each party's weight, where one package is agreed on between several."""
    if agreement.space != "money" or agreement.reason or len(table.parties) == 1:
        return {}
    worth = np.take(table.worth, agreement.frontier, axis=1)
    near = np.sort(agreement.frontier[suits(worth, table.held, table.outside)])
    numbers = table.numbered(near)
    return Along(table.parties, np.take(table.worth, near, axis=1), table.held, numbers, table.describe, table.power)


def _estimate(value: Estimate | float) -> Estimate:
    return value if isinstance(value, Estimate) else Estimate(float(value))


def _numbered(number: int) -> Mapping[str, str]:
    return {"package": str(number)}


def _refuse(rules: Rules, measure: Measure, unknown: set[str]) -> None:
    if unknown:
        raise ValueError(f"not at the table: {', '.join(sorted(unknown))}")
    if rules.side_payments and rules.lotteries:
        raise ValueError("choose side payments or lotteries: who may pay has no need to draw")
    if rules.side_payments and measure == "utility":
        raise ValueError("utilities cannot be paid over: side payments need a worth in money")


def _said(table: Table) -> list[str]:
    """Say which powers the Nash solution counts, where they are not equal by default."""
    if table.power is None:
        return []
    shares = table.named(powers(len(table.parties), table.power))
    return [f"the Nash solution counts the powers {', '.join(f'{name} {share:.0%}' for name, share in shares.items())}"]


def agree(table: Table) -> Agreement:
    """Find what the parties could agree on, by the rules of their table.

    Args:
        table: What the bargain starts from.
    """
    if table.rules.lotteries:
        return agree_on_lotteries(table)
    return agree_with_payments(table) if table.rules.side_payments else agree_on_packages(table)


def _nearest(table: Table) -> Point:
    """Find the package that fails by least: its largest shortage under what a party demands is smallest."""
    shortage = (table.least[:, None] - table.worth).max(axis=0)
    return table.points(np.array([np.argmin(shortage)]))[0]
