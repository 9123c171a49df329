"""Advise one side what to offer next: what it gains is valued again on fresh futures before it is advised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.talking.next_offer import Outlook, Standing, lessons, opening, outlook
from dealwright.bargain.talking.result import Advice, Opening
from dealwright.engine.result import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.talking.ground import Ground
    from dealwright.bargain.talking.other_side import Across
    from dealwright.bargain.talking.particles import Particles
    from dealwright.bargain.talking.result import Talks

TRIED = 6
"""So many of the best offers are valued again, until one holds."""
ERRORS = 2.0
"""Both sides must gain by more than so many standard errors."""
NOTHING = (
    "nothing is advised: no package gains both sides more than two standard errors without taking back what was offered"
)


@dataclass(frozen=True)
class Table:
    """All that is weighed for one side.

    Args:
        ground: What the talks stand on.
        seen: The other sides.
        views: What may be expected of every package from each of them.
    """

    ground: Ground
    seen: Sequence[Across]
    views: Sequence[Outlook]

    @property
    def mine(self) -> Float[ndarray, " package"]:
        """What each package gains the one advised over what it needs."""
        return self.seen[0].side.mine

    @cached_property
    def signs(self) -> Float[ndarray, " package"]:
        """The chance that all others sign each package."""
        return np.asarray(np.prod([view.weights @ view.signs for view in self.views], axis=0))

    @property
    def theirs(self) -> int | None:
        """Their offer that may be accepted, where two bargain."""
        return self.views[0].theirs if len(self.views) == 1 else None

    @cached_property
    def expected(self) -> Float[ndarray, " package"]:
        """The chance that all sign times what it gains; minus infinity for what may not be offered."""
        allowed = np.all([view.allowed & (view.gains > 0) for view in self.views], axis=0) & (self.mine > 0)
        found = np.where(allowed, self.signs * self.mine, -np.inf)
        if self.theirs is not None and self.mine[self.theirs] > 0:
            found[self.theirs] = self.mine[self.theirs]
        return np.asarray(found)


def advise(found: Talks, ground: Ground, seen: Sequence[Across], believed: Sequence[Particles]) -> Talks:
    """Advise what to offer next.

    Args:
        found: The talks so far, with the one advised.
        ground: What the talks stand on.
        seen: The other sides.
        believed: What is believed of each.

    Returns:
        The same talks with advice, or with a note that nothing can be advised.
    """
    table = Table(
        ground,
        seen,
        [outlook(each.side, now, standing(ground, each)) for each, now in zip(seen, believed, strict=True)],
    )
    fresh = ground.bench.afresh()
    order = np.argsort(-table.expected, kind="stable")
    for package in order[:TRIED]:
        if not table.expected[package] > 0:
            break
        gains = fresh.gains(ground.model.packages[int(package)])
        advice = _advice(table, int(package), gains)
        if _holds(advice):
            return replace(found, advice=advice, opening=_opening(table, advice))
    return replace(found, notes=(*found.notes, NOTHING))


def _holds(advice: Advice) -> bool:
    """Tell whether both sides gain by more than two errors, valued again; their own offer is theirs to judge."""
    both = [advice.fresh] if advice.accept else [advice.fresh, *advice.theirs.values()]
    return all(each.value > ERRORS * each.standard_error for each in both)


def standing(ground: Ground, seen: Across) -> Standing:
    """Say where the talks with one side stand.

    Args:
        ground: What the talks stand on.
        seen: The side, and who looks.
    """
    ours: int | None = None
    theirs: int | None = None
    for said in ground.log:
        if not said.offers or said.answer == "signed":
            if said.by == seen.me and said.answer == "refused":
                theirs = None
            continue
        if said.by == seen.me and said.to in {"", seen.party}:
            ours = ground.place(said.package)
        elif said.by == seen.party and said.to in {"", seen.me}:
            theirs = ground.place(said.package) if said.answer != "refused" else None
    today = max(ground.loaded.sound.dates[0], ground.log[-1].on)
    return Standing(ground.clock.at(today), ours, theirs)


def _advice(table: Table, package: int, fresh: dict[str, Estimate]) -> Advice:
    """Say what may be expected of one package."""
    me, accept = table.seen[0].me, package == table.theirs
    model = table.ground.model
    own = table.ground.bench.gains(model.packages[package])[me]
    needed = own.value - float(table.mine[package])
    gain = Estimate(float(table.mine[package]), own.standard_error)
    again = Estimate(fresh[me].value - needed, fresh[me].standard_error)
    signs = Estimate(1.0) if accept else _chance(table, package)
    expected = signs.value * again.value
    error = float(np.hypot(signs.standard_error * again.value, signs.value * again.standard_error))
    now = float(np.prod([view.weights @ view.accepts[:, package] for view in table.views]))
    return Advice(
        package=dict(model.packages[package]),
        accept=accept,
        gain=gain,
        fresh=again,
        signs=signs,
        accepts=1.0 if accept else now,
        expected=Estimate(expected, error),
        theirs={
            each.party: Estimate(float(view.gains[package]), fresh[each.party].standard_error)
            for each, view in zip(table.seen, table.views, strict=True)
        },
        lessons={}
        if accept
        else {each.party: lessons(view, package) for each, view in zip(table.seen, table.views, strict=True)},
    )


def _chance(table: Table, package: int) -> Estimate:
    """Estimate the chance that all others sign, with its error over the guesses."""
    each = [view.proposal(package) if view.theirs != package else None for view in table.views]
    chances = [view.weights @ view.signs[:, package] for view in table.views]
    relative = [0.0 if one is None else one.signs_error / max(one.signs, 1e-12) for one in each]
    chance = float(np.prod(chances))
    return Estimate(chance, chance * float(np.sqrt(np.sum(np.square(relative)))))


def _opening(table: Table, advice: Advice) -> Opening | None:
    """Say what to offer first where another offer can follow, if it is another and more may be expected of it."""
    if len(table.views) > 1 or advice.accept:
        return None
    first = opening(table.views[0])
    if first is None:
        return None
    proposal, total = first
    package = table.ground.model.packages[proposal.package]
    if (
        dict(package) == dict(advice.package)
        or total <= advice.expected.value + ERRORS * advice.expected.standard_error
    ):
        return None
    return Opening(dict(package), proposal.accepts, total)
