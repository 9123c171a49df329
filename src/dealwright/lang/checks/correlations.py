"""Check correlations: between shocks that there are, each pair once, and together a correlation matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.correlation import Shock, cholesky, matrix, pair
from dealwright.deal.driver import GeometricBrownian, Growth, GrowthRate, MeanReverting
from dealwright.ground.closest import closest, listed
from dealwright.ground.problem import Problem, error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.lang.draft import Draft

_LEAST = 1e-5
"""Least part of a shock that is its own."""


def check_correlations(draft: Draft) -> list[Problem]:
    """Find pairs that are none, pairs that stand twice, and values that cannot all hold at once."""
    known = shocks(draft)
    found: list[Problem] = []
    pairs: dict[tuple[Shock, Shock], float] = {}
    for entry in draft.of("correlations"):
        two = pair(entry.name)
        two = (min(two), max(two)) if two else None
        problem = _wrong_pair(draft, entry.name, two, known, pairs)
        if problem is not None:
            found.append(problem)
        elif two is not None and entry.shape is not None:
            pairs[two] = draft.constants.number(entry.shape) or 0.0
    if not found and all(abs(value) <= 1 for value in pairs.values()) and not possible(pairs):
        what = "these correlations cannot all hold at once: they are no positive definite matrix"
        found.append(
            error(draft.key("correlations"), "bad-correlations", what, "a positive definite matrix", _milder(pairs))
        )
    return found


def shocks(draft: Draft) -> list[str]:
    """Return the names of all shocks: of the levels of stochastic drivers, and of their growth."""
    names: list[str] = []
    for entry in draft.of("drivers"):
        if entry.shape is None or isinstance(entry.shape, Growth | GeometricBrownian | MeanReverting):
            names.append(entry.name)
        if (
            isinstance(entry.shape, Growth)
            and isinstance(entry.shape.growth, GrowthRate)
            and entry.shape.growth.volatility is not None
        ):
            names.append(f"{entry.name}.growth")
    return names


def _wrong_pair(
    draft: Draft,
    name: str,
    two: tuple[Shock, Shock] | None,
    known: list[str],
    seen: Mapping[tuple[Shock, Shock], float],
) -> Problem | None:
    """Report a pair that is none."""
    place = draft.key("correlations", name)
    if two is None:
        mend = "write the two names with `~` between them"
        return error(place, "bad-pair", f"`{name}` is no pair of drivers", "`a ~ b`", mend)
    if two[0] == two[1]:
        return error(place, "bad-pair", f"`{two[0]}` is paired with itself", "two different drivers", "remove it")
    if two in seen:
        return error(place, "pair-twice", f"the pair `{name}` stands twice", "each pair once", "remove one of them")
    for one in map(str, two):
        if one not in known:
            meant = closest(one, known)
            mend = f"write `{meant}`" if meant else "remove the pair"
            expected = listed(known) or "a driver that moves at random"
            return error(place, "unknown-shock", f"`{one}` has no random shocks", expected, mend)
    return None


def possible(pairs: Mapping[tuple[Shock, Shock], float]) -> bool:
    """Say whether these correlations are a positive definite matrix, all other shocks being independent."""
    root = cholesky(matrix(sorted({shock for two in pairs for shock in two}), pairs))
    return root is not None and all(row[place] > _LEAST for place, row in enumerate(root))


def _milder(pairs: Mapping[tuple[Shock, Shock], float]) -> str:
    """Say by how much all correlations must shrink together to be possible."""
    whole = [two for two, value in pairs.items() if abs(value) == 1]
    if whole:
        first, second = map(str, whole[0])
        sign = "-" if pairs[whole[0]] < 0 else ""
        return f"write `{sign}99%`, or make `{second}` a derived driver: `{{kind: derived, is: {first} * ...}}`"
    for percent in range(95, 0, -5):
        if possible({two: value * percent / 100 for two, value in pairs.items()}):
            return f"bring them nearer to 0, such as to {percent}% of what they are"
    return "bring them nearer to 0"
