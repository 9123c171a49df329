"""Find convertibles whose terms lead nowhere or in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.checks.classes import circle_of
from dealwright.equity.checks.grants import over_whole
from dealwright.equity.exact import NOTHING
from dealwright.equity.rounds.conversion import favoured
from dealwright.ground.problem import Problem, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dealwright.equity.captable import CapTable
    from dealwright.equity.securities import Convertible


def bad_convertibles(table: CapTable) -> list[Problem]:
    """Find convertibles that cannot be: circles of most favoured nation, a maturity before the issue.

    Args:
        table: A cap table.

    Returns:
        The problems.
    """
    found = list(_mfn(table.convertibles))
    for held in table.convertibles.values():
        if held.maturity is not None and held.maturity < held.on:
            what = f"`{held.id}` falls due on {held.maturity}, before its issue on {held.on}"
            mend = "put right `maturity:` or `on:`"
            found.append(
                error(held.place, "ends-before-start", what, "a maturity on or after the issue", mend).within(
                    "maturity"
                )
            )
    return found


def _mfn(convertibles: Mapping[str, Convertible]) -> Iterator[Problem]:
    """Find circles of most favoured nation, and such clauses that find nothing to take."""
    leads_to = {name: held.mfn_of or () for name, held in convertibles.items() if held.mfn}
    told: set[str] = set()
    for name, held in convertibles.items():
        if not held.mfn:
            continue
        way = circle_of(name, leads_to)
        if way and name not in told:
            told.update(way)
            yield error(
                held.place,
                "mfn-circle",
                f"`{name}` takes the terms of {', which takes those of '.join(f'`{step}`' for step in way[1:])}",
                "convertibles whose terms it may take that do not, in the end, take its own",
                f"take `{way[1]}` out of the `mfn_of:` of `{name}`",
            ).within("mfn_of")
        elif not way and held.mfn_of is None and not favoured(held, convertibles):
            yield warning(
                held.place,
                "mfn-of-nothing",
                f"`{name}` may take the best terms of convertibles issued after {held.on}, and there are none",
                "a convertible issued later, or none: then it keeps its own terms",
                "add the later convertible, or take `mfn:` out",
            ).within("mfn")


def fixed_shares(convertibles: Iterable[Convertible]) -> list[Problem]:
    """Find convertibles that together would convert into the whole company or more.

    Args:
        convertibles: What was outstanding on a day.
    """
    fixed = [each for each in convertibles if each.fixed_share is not None]
    total = sum((each.fixed_share or NOTHING for each in fixed), NOTHING)
    if total < 1:
        return []
    return [
        over_whole(fixed[-1].place, "the fixed shares of the convertibles outstanding", total).within("fixed_share")
    ]
