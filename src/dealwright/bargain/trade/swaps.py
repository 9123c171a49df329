"""Finds swaps of up to three terms by which those at the table gain, and proves each on futures it was not found on.

What each term alone brings along its values tells which swaps are worth a look: where two parties price one term in
another differently, some of the one for some of the other leaves both better off. The best of each set of terms are
valued jointly; what remains is valued again on fresh futures, over all beliefs, and shown only if it holds there.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.trade.profile import gains_of, profiles
from dealwright.bargain.trade.result import Change, Swap, Swaps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.bargain.trade.desk import Desk
    from dealwright.bargain.trade.profile import Profile
    from dealwright.engine.result import Estimate

LOOKED_AT = 8
"""Swaps that are valued jointly at most."""
SHOWN = 5
"""Swaps that are proved at most."""
LINE = 401
"""Values of a number on a line between those that were valued."""
BETTER = 0.2
"""By so much of itself the product of gains must be greater where a swap has one term more."""
PAIR = 2
"""Fewest who must gain."""
ERRORS = 2.0
"""A gain counts that is more than so many standard errors."""
SMALL = 1e-4
"""Part of the largest gain by one term that is nothing to speak of."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A swap that is worth a look.

    Args:
        changes: The values that it sets.
        welfare: How good it is to all, higher is better.
        foretold: What each party gains as the terms alone tell; (party,).
    """

    changes: Mapping[str, str]
    welfare: float
    foretold: Float[ndarray, " party"]


def swaps(desk: Desk, *, side: str = "") -> Swaps:
    """Find swaps by which those at the table gain.

    Args:
        desk: The deal where its terms stand.
        side: The party by whose gain they are ordered; by the smaller gain where nobody is named.

    Returns:
        Those that hold on fresh futures.
    """
    along = profiles(desk)
    scale = max((float(np.abs(each.gains).max()) for each in along), default=0.0)
    if not scale:
        return Swaps((), 0, desk.fresh.draws.seed, desk.draws.paths)
    along = [each for each in along if float(np.abs(each.gains).max()) > SMALL * scale]
    found = [each for each in (_joint(desk, each, along, scale) for each in _candidates(along, scale)) if each]
    best = sorted(found, key=lambda each: -each.welfare)[:SHOWN]
    found = list({frozenset(each.changes.items()): each for each in (_needed(desk, e, scale) for e in best)}.values())
    proved = [swap for each in found if (swap := _proved(desk, each)) is not None]
    parties = [side] if side else list(desk.parties)
    proved.sort(key=lambda swap: -min(swap.gains[party].value for party in parties))
    return Swaps(tuple(proved), len(found), desk.fresh.draws.seed, desk.draws.paths)


def _candidates(along: Sequence[Profile], scale: float) -> list[Candidate]:
    """Foretell the best change of each term by which all gain, and swap of two and of three where that is better."""
    lines = {each.path: each.between(LINE) for each in along}
    twos: dict[frozenset[str], Candidate] = {}
    for pair in [*_apart(along, 1), *_apart(along, 2)]:
        best = _best(pair, [lines[each.path] for each in pair], scale)
        if best is not None and best.welfare > getattr(twos.get(frozenset(best.changes)), "welfare", -np.inf):
            twos[frozenset(best.changes)] = best
    threes: dict[frozenset[str], Candidate] = {}
    for three in _apart(along, 3):
        best = _best(three, [(each.values, each.gains) for each in three], scale)
        if best is not None:
            threes[frozenset(best.changes)] = best
    every = {**threes, **twos}
    worth = {paths: each for paths, each in every.items() if not _needless(paths, each, every)}
    order = [sorted((e for p, e in worth.items() if p in part), key=lambda e: -e.welfare) for part in (twos, threes)]
    return [*order[0][: LOOKED_AT - 2], *order[1][:2]]


def _needless(paths: frozenset[str], swap: Candidate, every: Mapping[frozenset[str], Candidate]) -> bool:
    """Tell whether a swap with fewer of its terms does about as well."""
    fewer = [each.welfare for other, each in every.items() if other < paths]
    return bool(fewer) and swap.welfare < max(fewer) + np.log1p(BETTER)


def _apart(along: Sequence[Profile], count: int) -> list[tuple[Profile, ...]]:
    """List the sets of so many terms that have no path in common."""
    found = combinations(along, count)
    return [
        each for each in found if len({path for one in each for path in one.paths}) == sum(len(o.paths) for o in each)
    ]


def _best(
    terms: Sequence[Profile],
    lines: Sequence[tuple[tuple[str, ...], Float[ndarray, "value party"]]],
    scale: float,
) -> Candidate | None:
    """Return the best combination of values that suits everyone, as gains by single terms add up; none if none does."""
    total = np.zeros((1,) * len(lines) + (lines[0][1].shape[1],))
    moved = np.ones((1,) * len(lines), dtype=bool)
    for axis, (values, gains) in enumerate(lines):
        along = [len(values) if other == axis else 1 for other in range(len(lines))]
        total = total + gains.reshape(*along, gains.shape[1])
        moved = moved & (np.arange(len(values)) > 0).reshape(along)
    good = suits(total, SMALL * scale) & moved
    if not good.any():
        return None
    worth = np.where(good, welfare(total, scale), -np.inf)
    place = np.unravel_index(int(np.argmax(worth)), worth.shape)
    changes: dict[str, str] = {}
    for axis, term in enumerate(terms):
        changes |= term.sets(lines[axis][0][int(place[axis])])
    return Candidate(changes, float(worth[place]), total[place])


def suits(gains: Float[ndarray, "*swap party"], small: float) -> Bool[ndarray, "*swap"]:
    """Tell by which swaps nobody loses and at least two gain."""
    nobody_loses = np.all(gains >= -small * (gains.shape[-1] > PAIR), axis=-1)
    return np.asarray(nobody_loses & (np.sum(gains > small, axis=-1) >= PAIR))


def welfare(gains: Float[ndarray, "*swap party"], scale: float) -> Float[ndarray, "*swap"]:
    """Tell how good gains are to all: nearly the Nash product, with a gain of nothing allowed among many parties."""
    each = np.log1p(np.maximum(gains, 0.0) / (SMALL * scale))
    return np.asarray(np.sum(each, axis=-1))


def _joint(desk: Desk, found: Candidate, along: Sequence[Profile], scale: float) -> Candidate | None:
    """Value a swap jointly, and once more where one of its numbers makes up for what the terms do together."""
    first = gains_of(desk, found.changes)
    if first is None:
        return None
    tries = [Candidate(found.changes, float(welfare(first, scale)), first)]
    changes = _made_up(found.changes, first, along, scale)
    again = None if changes is None else gains_of(desk, changes)
    if changes is not None and again is not None:
        tries.append(Candidate(changes, float(welfare(again, scale)), again))
    return max((each for each in tries if _suit(each.foretold, scale)), key=lambda each: each.welfare, default=None)


def _made_up(
    changes: Mapping[str, str], gains: Float[ndarray, " party"], along: Sequence[Profile], scale: float
) -> dict[str, str] | None:
    """Return a swap with a better value of its first number, as that number alone tells; none if there is none."""
    number = next((each for each in along if each.path in changes and each.here is not None), None)
    if number is None:
        return None
    values, alone = number.between(LINE)
    if changes[number.path] not in values[1:]:
        return None
    total = gains - alone[values.index(changes[number.path], 1)] + alone
    good = suits(total, SMALL * scale)
    good[0] = False  # the term is moved
    if not good.any():
        return None
    to = values[int(np.argmax(np.where(good, welfare(total, scale), -np.inf)))]
    return None if to == changes[number.path] else {**changes, number.path: to}


def _needed(desk: Desk, found: Candidate, scale: float) -> Candidate:
    """Return a swap without the terms that it moves for nothing: without which nobody has less."""
    for path in found.changes:
        fewer = {other: to for other, to in found.changes.items() if other != path}
        gains = gains_of(desk, fewer) if fewer else None
        if gains is not None and np.all(gains >= found.foretold - SMALL * scale):
            return _needed(desk, Candidate(fewer, float(welfare(gains, scale)), gains), scale)
    return found


def _suit(gains: Float[ndarray, " party"], scale: float) -> bool:
    return bool(suits(gains, SMALL * scale))


def _proved(desk: Desk, found: Candidate) -> Swap | None:
    """Value a swap on fresh futures, over all beliefs; none where it does not hold there."""
    fresh = desk.fresh
    after, before = fresh.worth(found.changes), fresh.worth({})
    gains = {party: fresh.estimate((1.0, after[party]), (-1.0, before[party])) for party in desk.parties}
    if not holds(list(gains.values())):
        return None
    issues = {each.path: each for each in desk.issues}
    changes = tuple(
        Change(path, issues[path].held, to, issues[path].units_to(to, desk.loaded.currency), issues[path].words)
        for path, to in found.changes.items()
    )
    return Swap(changes, gains, dict(zip(desk.parties, found.foretold.tolist(), strict=True)))


def holds(gains: Sequence[Estimate]) -> bool:
    """Tell whether nobody loses, and of two both, of more at least two, gain: each by more than two errors."""
    gaining = sum(each.value > ERRORS * each.standard_error and each.value > 0 for each in gains)
    losing = any(each.value < -ERRORS * each.standard_error for each in gains)
    return gaining >= PAIR and not losing
