"""Says by which way each party's worth of all packages is found, from the plan of the grid alone, and why."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from dealwright.engine.grids.said import Said
from dealwright.ground.speech import joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.deal.deal import Deal
    from dealwright.engine.grids.plan import Group, Plan

Method = Literal["mean", "product", "ladder", "waterfall", "pairs", "direct"]
"""How a party's worth of all packages is found: sums of column means; a matrix product; pair by pair with one
exponential for all levels of a stake; pair by pair over the hinges of what securities pay; pair by pair with one for
each level; each package by itself."""

EVEN = 1e-9
"""Part of a step by which steps of one stake may differ."""


@dataclass(frozen=True, slots=True)
class Way:
    """How the worth of all packages to one party is found.

    Args:
        party: The party.
        method: The way.
        companies: Companies whose limited liability couples the groups for it.
        why: A sentence.
        owed: Whether one of them may leave unpaid what it owes the party.
    """

    party: str
    method: Method
    companies: tuple[str, ...]
    why: str
    owed: bool = False


def even(values: Sequence[float]) -> bool:
    """Tell whether values rise, or fall, by equal steps.

    Args:
        values: The values in the order of the file.

    Example:
        >>> even([0.1, 0.2, 0.3]), even([0.1, 0.2, 0.4]), even([0.1])
        (True, False, False)
    """
    steps = [after - before for before, after in pairwise(values)]
    return bool(steps) and all(abs(step - steps[0]) <= EVEN * abs(steps[0]) for step in steps)


def ways(
    plan: Plan, wordings: Sequence[Deal], tolerances: Mapping[str, float | None], levels: int, *, evenly: bool
) -> tuple[Way, ...]:
    """Choose a way for each party.

    Args:
        plan: How the grid is put together.
        wordings: The deals that it looks at.
        tolerances: Risk tolerance of each party at the table; none where its mean counts.
        levels: How many levels the stakes have.
        evenly: Whether they are evenly spaced.

    Returns:
        The ways, in the order of the parties.
    """
    said = Said.of(wordings)
    moved = [group for group in plan.groups if group.paths]
    alone = len(moved) == 1 and levels == 1
    doubtful = tuple(name for name in plan.companies if any(_hangs_on(said, name, group) for group in moved))
    return tuple(_way(said, doubtful, party, rho, (levels, evenly, alone)) for party, rho in tolerances.items())


def _hangs_on(said: Said, company: str, group: Group) -> bool:
    """Tell whether what a company has at its exit may hang on a group: by a term, or by a company that it holds."""
    terms, held = said.touching(company).keys(), [name for name in group.companies if company in said.owners(name)]
    return company in group.companies or bool(held) or not group.terms.isdisjoint(terms)


def _way(said: Said, doubtful: tuple[str, ...], party: str, rho: float | None, grid: tuple[int, bool, bool]) -> Way:
    """Choose the way of a party, given the companies whose exit hangs on the package."""
    levels, evenly, alone = grid
    held = tuple(name for name in doubtful if party in said.owners(name) or _bought(said, name, party))
    owed = tuple(name for name in doubtful if _owes(said, name, party))
    coupled = tuple(dict.fromkeys((*held, *owed)))
    if rho is None:
        return Way(party, "mean", coupled, "its worth is a mean: sums of column means")
    if alone:
        return Way(party, "direct", coupled, "all that is negotiated stands in one group: each package by itself")
    if not doubtful:
        return Way(party, "product", (), "no company couples the groups: a matrix product")
    if not coupled:
        named, them = joined([f"`{name}`" for name in doubtful], "or"), "it" if len(doubtful) == 1 else "them"
        return Way(party, "product", (), f"holds nothing in {named}, and is owed nothing by {them}: a matrix product")
    method, why = _coupled(said, held, coupled, (levels, evenly))
    return Way(party, method, coupled, why, bool(owed))


def _coupled(said: Said, held: tuple[str, ...], coupled: tuple[str, ...], grid: tuple[int, bool]) -> tuple[Method, str]:
    """Choose the way of a party for which companies couple the groups, and say why."""
    levels, evenly = grid
    named, owing = (
        joined([f"`{name}`" for name in some]) for some in (held, [name for name in coupled if name not in held])
    )
    issuing = [name for name in held if any(each.securities is not None for each in said.companies[name])]
    if issuing:
        listed = joined([f"`{name}`" for name in issuing])
        return "waterfall", f"securities of {listed}: the hinges of what they pay, pair by pair"
    if held and levels > 1 and evenly:
        return "ladder", f"a part of {named} at {levels} even levels: one exponential for all of them"
    spread = f"{levels} uneven levels" if levels > 1 else "one level"
    part = [f"a part of {named} at {spread}"] if held else []
    unpaid = [f"{owing} may leave unpaid what it owes"] if owing else []
    return "pairs", f"{', '.join([*part, *unpaid])}: an exponential for each pair"


def _bought(said: Said, company: str, party: str) -> bool:
    """Tell whether a party buys into a company in a later round."""
    return any(each.by == party for wording in said.companies[company] for each in wording.rounds)


def _owes(said: Said, company: str, party: str) -> bool:
    """Tell whether a company may owe a party something under a term."""
    return any(party in each.sides for shapes in said.touching(company).values() for each in shapes)
