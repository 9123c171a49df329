"""Compare where the parties stand: what counts as a difference, what a solution gains, how far apart they are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dealwright.engine.result import Estimate
from dealwright.show import number
from dealwright.show.words import IN_FORCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.result import Bargain, Solution
    from dealwright.engine.result import Valuation

TWO_ERRORS = 2.0


def is_measured(change: Estimate) -> bool:
    """Tell whether a change is more than two standard errors from nothing.

    Example:
        >>> is_measured(Estimate(1.0, 0.4)), is_measured(Estimate(1.0, 0.6)), is_measured(Estimate(0.0, 0.0))
        (True, False, False)
    """
    return change.value != 0 and abs(change.value) > TWO_ERRORS * change.standard_error


def difference(one: Estimate, other: Estimate) -> Estimate:
    """Return one less the other, with the error as if they were independent.

    On common futures the true error is smaller, so nothing is claimed that does not hold.

    Example:
        >>> difference(Estimate(7.0, 3.0), Estimate(2.0, 4.0))
        Estimate(value=5.0, standard_error=5.0)
    """
    return Estimate(one.value - other.value, math.hypot(one.standard_error, other.standard_error))


def focus_of(valuation: Valuation) -> str:
    """Return the scenario the report is about: the contract in force, or else the first that is not `no_deal`."""
    if IN_FORCE in valuation.scenarios:
        return IN_FORCE
    return next((name for name in valuation.scenarios if name != valuation.no_deal), next(iter(valuation.scenarios)))


def worth_of(valuation: Valuation, scenario: str, party: str) -> Estimate:
    """Return a party's worth by the deal's one measure."""
    worth = valuation.scenarios[scenario].parties[party]
    return worth.mean if valuation.worth_by == "mean_at_discount" else worth.certainty_equivalent


def gain_over_no_deal(valuation: Valuation, scenario: str, party: str) -> Estimate | None:
    """Return what a scenario gains a party over no deal; None where there is no other scenario to compare it with.

    Its error is that of the difference on the same futures, where the valuation holds it.
    """
    base = valuation.no_deal
    if base is None or base not in valuation.scenarios or base == scenario:
        return None
    gain = difference(worth_of(valuation, scenario, party), worth_of(valuation, base, party))
    error = valuation.scenarios[scenario].parties[party].gain_error
    return gain if error is None else Estimate(gain.value, error)


def bargain_scale(found: Bargain) -> number.Scale:
    """Choose the scale that a bargain's figures are written in: what each side holds and gains."""
    held = [estimate.value for estimate in found.reservation.values()]
    gains = [gain for solution in found.solutions.values() for gain in solution.surplus.values()]
    nearest = [] if found.nearest is None else [found.nearest.certainty_equivalent[party] for party in found.between]
    return number.scale_of([*held, *gains, *nearest])


def main_solution(found: Bargain) -> tuple[str, Solution] | None:
    """Return the solution a reader is shown first: Nash, or else the first that exists."""
    if "nash" in found.solutions:
        return "nash", found.solutions["nash"]
    return next(iter(found.solutions.items()), None)


def gain_of(solution: Solution, party: str) -> Estimate:
    """Return what a solution gains a party, valued again on fresh futures where that was done."""
    if solution.fresh_surplus is not None and party in solution.fresh_surplus:
        return solution.fresh_surplus[party]
    return Estimate(solution.surplus[party])


def held_at_gain(found: Bargain, party: str) -> Estimate:
    """Return what a party has without a deal, on the futures that its gain is told on."""
    return found.fresh_reservation.get(party, found.reservation[party])


def holds_out(found: Bargain) -> bool:
    """Tell whether somebody at the table needs more than no deal: has more elsewhere, or holds out for it."""
    return any(
        found.outside.get(party, -math.inf) > found.reservation[party].value
        for party in found.between
        if party in found.reservation
    )


def suiting(found: Bargain, *, one: bool = False) -> str:
    """Say what a package in the zone does for somebody: it `beats no deal for`, or, where more is needed, `suits` them.

    Args:
        found: the bargain.
        one: whether it is one package of which it is said.
    """
    verb = "suit" if holds_out(found) else "beat"
    return f"{verb}{'s' if one else ''}{'' if holds_out(found) else ' no deal for'}"


def closest_package(found: Bargain) -> tuple[Mapping[str, str], dict[str, float]] | None:
    """Find the package that leaves the parties least short of what they must have.

    Returns:
        The package and each party's shortfall in currency, 0 for one that it suits; None if there is no package.
    """
    candidates = [found.nearest] if found.nearest is not None else [*found.frontier, *found.cloud]
    if not candidates:
        return None
    held = found.reservation

    def missing(worth: Mapping[str, float]) -> dict[str, float]:
        floors = {party: max(held[party].value, found.outside.get(party, -math.inf)) for party in found.between}
        return {party: max(0.0, floors[party] - worth[party]) for party in found.between}

    closest = min(candidates, key=lambda point: sum(missing(point.certainty_equivalent).values()))
    return closest.package, missing(closest.certainty_equivalent)


def shortfalls(found: Bargain) -> dict[str, float]:
    """Return what each party misses at the closest package, in currency; nothing where a zone exists."""
    closest = None if found.zone else closest_package(found)
    return {} if closest is None else closest[1]
