"""Finds, in a deal, what to give from a package and what to ask back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.bargain.offering.changes import compare, pairs_of, ranked_asks, ranked_concessions
from dealwright.bargain.offering.result import Change, Changes
from dealwright.bargain.offering.starting import neighbours
from dealwright.bargain.offering.surplus import weigh

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.offering.ground import Ground
    from dealwright.bargain.offering.view import View

    Package = Mapping[str, str]

PAIRS = 3
"""Changes of two terms that are valued again, of each kind."""


def steps_from(ground: Ground, start: Package) -> list[dict[str, str]]:
    """List the changes of one term of a package by one step, then those of two.

    Args:
        ground: All packages.
        start: The package.
    """
    singles = neighbours(ground.loaded, start, ground.ordered)
    return [*singles, *pairs_of(singles)]


def searched_changes(view: View, steps: Sequence[Mapping[str, str]]) -> list[Change]:
    """Compare the packages one and two steps away, and keep what is worth valuing again.

    Args:
        view: What they bring each side, in every case; the package from which changes are made first.
        steps: The changes, those of one term first.

    Returns:
        All changes of one term, and the best of two of each kind.
    """
    singles = sum(len(step) == 1 for step in steps)
    found = [compare(view, 0, number + 1) for number in range(len(steps))]
    like = [number for number, each in enumerate(found) if each.kind == "both gain"]
    like.sort(key=lambda number: -found[number].gives.value)
    ranked = [ranked_concessions(found), ranked_asks(found), like]
    kept = [*range(singles), *(number for each in ranked for number in _best_pairs(each, singles))]
    return [Change(steps[number], found[number], found[number]) for number in dict.fromkeys(kept)]


def _best_pairs(ranked: Sequence[int], singles: int) -> list[int]:
    """Keep changes of two terms that rank before every change of one, a few of them."""
    first = next((rank for rank, number in enumerate(ranked) if number < singles), len(ranked))
    return list(ranked[:first][:PAIRS])


def changes_again(
    name: str, start: Package, changes: Sequence[Change], fresh: View, base: int, at: Sequence[int]
) -> Changes:
    """Rank changes by what they give and cost on fresh futures.

    Args:
        name: What the package from which they are made is called.
        start: The package.
        changes: The changes.
        fresh: What packages bring each side on fresh futures.
        base: The place of the package among them.
        at: The place of each change's package among them.
    """
    again = [replace(each, again=compare(fresh, base, place)) for each, place in zip(changes, at, strict=True)]
    figures = [each.again for each in again]
    like = [each for each in again if each.kind == "both gain"]
    return Changes(
        name,
        start,
        weigh(fresh, base),
        tuple(again[place] for place in ranked_concessions(figures)),
        tuple(again[place] for place in ranked_asks(figures)),
        tuple(sorted(like, key=lambda each: -each.again.gives.value)),
    )
