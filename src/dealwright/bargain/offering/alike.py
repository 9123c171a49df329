"""Finds, in a deal, offers that are worth the same to who makes them, and chooses among them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.offering.equivalent import choose_equivalent, differences, expected_best
from dealwright.bargain.offering.pools import of_one_worth
from dealwright.bargain.offering.result import Alike, Equivalents
from dealwright.bargain.offering.surplus import weigh
from dealwright.bargain.offering.tuning import tuned_packages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Bool
    from numpy import ndarray

    from dealwright.bargain.offering.ground import Ground
    from dealwright.bargain.offering.view import View

    Package = Mapping[str, str]

SLACK = 0.005
"""Part of what is asked for by which equivalent offers may differ where the error is smaller."""
FEW = 24
"""Packages of one worth within the error under which others are looked for between the steps of a range."""
FINALISTS = 60
"""Packages of one worth that are valued again."""
RANDOM = 400
"""Random choices of equivalent offers that the advice is compared with."""
WIDE = 4.0
"""Times the slack within which packages are looked at: what is alike at central beliefs is not quite over all."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Packages of one worth to a side.

    Args:
        packages: The packages, the one with which others are compared first.
        level: What they are to bring, money.
        view: What they bring each side, in every case, on the futures of the search; none where there are none.
    """

    packages: list[dict[str, str]]
    level: float
    view: View | None = None

    def only(self, kept: list[int]) -> Pool:
        """Return the same with some of the packages, by their places."""
        view = None if self.view is None else self.view.with_only(kept)
        return Pool([self.packages[each] for each in kept], self.level, view)


def pool_of(ground: Ground, place: int, level: float, best: Package | None) -> Pool:
    """Collect packages that bring a side the same: those of the grid, and those of which one term is set so.

    Args:
        ground: All packages.
        place: The side's place at the table.
        level: What they are to bring it over no deal at central beliefs, money.
        best: The package with which others are compared; None for the one nearest to the level.
    """
    scale = max(abs(level), float(np.std(ground.gains[place])))
    numbers = of_one_worth(ground.gains, place, level, WIDE * SLACK * scale, ground.grid.places())
    packages = [ground.grid.package(int(number)) for number in numbers]
    if best is not None:
        packages = [dict(best), *packages]
    if not packages:
        return _set_alike(ground, place, level, None)
    packages = ground.plain(packages, packages[0])
    view = ground.outlook.view(packages, place)
    means = view.weights @ view.mine
    first = 0 if best is not None else int(np.argmin(np.abs(means - level)))
    found = _kept(packages, view, first, level)
    if sum(_alike(view, first, each) for each in range(len(packages))) >= FEW:
        return found
    more = _set_alike(ground, place, level, (packages[first], view.with_only([first])))
    if more.view is None or found.view is None:
        return found
    new = [each for each, package in enumerate(more.packages) if package not in found.packages]
    more, known = more.only(new), found.view
    return found if more.view is None else _kept([*found.packages, *more.packages], known.beside(more.view), 0, level)


def _set_alike(ground: Ground, place: int, level: float, base: tuple[dict[str, str], View] | None) -> Pool:
    """Set one term of packages so that they bring the same as one of them, or as a level; twice, as worth bends."""
    tuned = tuned_packages(ground, place, level)
    if tuned is None:
        return Pool([], level)
    view = ground.outlook.view(tuned.packages, place)
    wanted = float(base[1].weights @ base[1].mine[:, 0]) if base is not None else level
    tuned = tuned.corrected(view.weights @ view.mine - wanted)
    packages = ground.plain(tuned.packages, tuned.packages[0] if base is None else base[0])
    view = ground.outlook.view(packages, place)
    return Pool(packages, level, view) if base is not None else _kept(packages, view, 0, level)


def _kept(packages: Sequence[dict[str, str]], view: View, first: int, level: float) -> Pool:
    """Keep packages that bring the same as one of them: those within the error first, then the best for the others."""
    slack = SLACK * abs(float(view.weights @ view.mine[:, first]))
    kept = [each for each in range(len(packages)) if same_to_me(view, first, each, slack)]
    theirs = view.weights @ view.theirs
    kept.sort(key=lambda each: (each != first, not _alike(view, first, each), -float(theirs[each])))
    kept = kept[:FINALISTS]
    return Pool([packages[each] for each in kept], level, view.with_only(kept))


def _alike(view: View, first: int, other: int) -> bool:
    """Tell whether two packages bring the same within the error."""
    return same_to_me(view, first, other, 0.0)


def same_to_me(view: View, first: int, other: int, slack: float) -> bool:
    """Tell whether two packages bring the side that looks the same, paired on the same futures and beliefs.

    Args:
        view: What packages bring each side, in every case.
        first: One of them.
        other: The other.
        slack: By how much they may differ where the error is smaller, money.
    """
    found = view.estimate(view.mine[:, other] - view.mine[:, first])
    return abs(found.value) <= max(2.0 * found.standard_error, slack)


def chosen_among(pool: Pool, fresh: View, count: int, seed: int) -> Equivalents | None:
    """Choose offers among those of a pool that are worth the same when valued again.

    Args:
        pool: The packages, with what they bring on the futures of the search, by which offers are chosen.
        fresh: The same packages on fresh futures, by which they are kept and told.
        count: How many are wanted.
        seed: Seed of the random choices with which they are compared.
    """
    if pool.view is None:
        return None
    slack = SLACK * abs(float(fresh.weights @ fresh.mine[:, 0]))
    hopeful = pool.view.signed.any(axis=0)
    same = [place for place in np.flatnonzero(hopeful).tolist() if same_to_me(fresh, 0, place, slack)]
    if not same:
        return None
    searched, whole = pool.view.with_only(same), fresh.with_only(same)
    packages = [pool.packages[place] for place in same]
    apart = differences(packages)
    chosen = choose_equivalent(searched.theirs, searched.weights, apart & _alike_in_pairs(whole), count)
    if len(chosen) < count:
        chosen = choose_equivalent(searched.theirs, searched.weights, apart, count)
    view = whole.with_only(chosen)
    signed, worth = _at_random(whole, apart, len(chosen), seed)
    offers = tuple(
        Alike(packages[each], view.estimate(view.mine[:, place] - view.mine[:, 0]), weigh(view, place))
        for place, each in enumerate(chosen)
    )
    return Equivalents(
        offers,
        pool=len(packages),
        asked=pool.level,
        tolerance=slack,
        any_signed=view.estimate(view.signed.any(axis=1).astype(float)),
        best_of_them=view.estimate(view.theirs.max(axis=1)),
        singly=tuple((view.weights @ view.theirs).tolist()),
        random_signed=signed,
        random_best=worth,
        reason=_why_fewer(len(chosen), count, len(packages), len(packages[0])),
    )


def _alike_in_pairs(view: View) -> Bool[ndarray, "package package"]:
    """Tell which two packages bring the same within the error."""
    many = range(view.mine.shape[1])
    return np.array([[_alike(view, one, other) for other in many] for one in many])


def _at_random(view: View, apart: Bool[ndarray, "package package"], count: int, seed: int) -> tuple[float, float]:
    """Return what random choices of as many, as far apart, bring on average: a signature, and the best of them."""
    many = view.mine.shape[1]
    if many <= count:
        chosen = list(range(many))
        return float(view.weights @ view.signed.any(axis=1)), expected_best(view.theirs, view.weights, chosen)
    rng = np.random.Generator(np.random.PCG64(seed))
    found = []
    for _ in range(RANDOM):
        tried = rng.choice(many, count, replace=False)
        if all(apart[one, other] for one, other in combinations(tried, 2)):
            signs = float(view.weights @ view.signed[:, tried].any(axis=1))
            found.append((signs, expected_best(view.theirs, view.weights, tried.tolist())))
    signed, worth = np.mean(found, axis=0) if found else (np.nan, np.nan)
    return float(signed), float(worth)


def _why_fewer(found: int, count: int, pool: int, terms: int) -> str:
    if found >= count:
        return ""
    if terms == 1:
        return "one term alone is negotiated, so offers of the same worth cannot differ"
    if pool == 1:
        return "no other package of that worth may be signed"
    if found == 1:
        return f"no two of the {pool} packages of that worth that may be signed differ in two terms that matter"
    return (
        f"of the {pool} packages of that worth that may be signed no more than {found} differ in two terms that matter"
    )
