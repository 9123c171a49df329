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
FEW = 12
"""Packages of one worth under which others are looked for between the steps of a range."""
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


def pool_of(ground: Ground, place: int, level: float, best: Package | None) -> Pool:
    """Collect packages that bring a side the same.

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
        packages = [dict(best), *(each for each in packages if each != dict(best))]
    found = _same(ground, place, packages, level, best)
    if len(found.packages) >= FEW:
        return found
    more = [each for each in tuned_packages(ground, place, level) if each not in packages]
    return _same(ground, place, [*packages, *more], level, best) if more else found


def _same(ground: Ground, place: int, packages: Sequence[dict[str, str]], level: float, best: Package | None) -> Pool:
    """Keep the packages that bring the same as one of them, the best for the others first."""
    if not packages:
        return Pool([], level)
    view = ground.outlook.view(packages, place)
    means = view.weights @ view.mine
    first = 0 if best is not None else int(np.argmin(np.abs(means - level)))
    slack = SLACK * abs(float(means[first]))
    kept = [each for each in range(len(packages)) if same_to_me(view, first, each, slack)]
    theirs = view.weights @ view.theirs
    kept.sort(key=lambda each: (each != first, -float(theirs[each])))
    kept = kept[:FINALISTS]
    return Pool([packages[each] for each in kept], level, view.with_only(kept))


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
    same = [place for place in range(len(pool.packages)) if same_to_me(fresh, 0, place, slack)]
    searched, whole = pool.view.with_only(same), fresh.with_only(same)
    packages = [pool.packages[place] for place in same]
    apart = differences(packages)
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
        random_signed=signed,
        random_best=worth,
        reason=_why_fewer(len(chosen), count, len(packages)),
    )


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


def _why_fewer(found: int, count: int, pool: int) -> str:
    if found >= count:
        return ""
    return f"of the {pool} packages of that worth no more than {found} differ in two terms from each other"
