"""Finds, in a deal, from which package concessions are made, what to give from it and what to ask back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.bargain.bargaining import bargain
from dealwright.bargain.negotiation import rules_of
from dealwright.bargain.offering.after_talks import others_offer, own_offer
from dealwright.bargain.offering.changes import compare, pairs_of, ranked_asks, ranked_concessions
from dealwright.bargain.offering.result import Change, Changes
from dealwright.bargain.offering.starting import (
    CLOSEST,
    LAST_OFFER,
    NASH,
    THEIR_OFFER,
    TODAY,
    NoStartError,
    as_written,
    neighbours,
    today,
)
from dealwright.bargain.offering.surplus import weigh
from dealwright.bargain.talking.log import over_by, read_log
from dealwright.ground.speech import joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.offering.ground import Ground
    from dealwright.bargain.offering.view import View

    Package = Mapping[str, str]

PAIRS = 3
"""Changes of two terms that are valued again, of each kind."""


def start_of(ground: Ground, party: str, name: str, changes: Package) -> tuple[str, dict[str, str]]:
    """Find the package from which concessions are made.

    Args:
        ground: All packages.
        party: The side that makes them.
        name: Which one is asked for; if empty its own last offer, or where it made none the Nash package.
        changes: What is laid over it.

    Returns:
        What it is called, and the package.

    Raises:
        NoStartError: If there is no such package.
    """
    called, found = _named_start(ground, name, party)
    return called, as_written(ground.loaded, {**found, **changes})


def _named_start(ground: Ground, name: str, party: str) -> tuple[str, dict[str, str]]:
    if name == TODAY:
        return name, today(ground.loaded)
    if name in {"", LAST_OFFER, THEIR_OFFER}:
        found = _logged_start(ground, name, party)
        if found is not None:
            return found
    return _nash_start(ground)


def _logged_start(ground: Ground, name: str, party: str) -> tuple[str, dict[str, str]] | None:
    """Find what was offered last, by the side itself or by another; none where that is not asked for and not there."""
    log = read_log(ground.loaded)
    said = others_offer(log, party) if name == THEIR_OFFER else own_offer(log, party)
    if not name and over_by(ground.loaded.sound) is not None:
        return None
    if said is None and name:
        made = [each.by for each in log if each.offers]
        by = f"`{party}`" if name == LAST_OFFER else f"the others to `{party}`"
        held = f"`talks:` holds offers by {joined(list(dict.fromkeys(made)))}" if made else "`talks:` holds no offer"
        message = f"nothing was offered yet by {by}: {held}"
        raise NoStartError(message)
    return None if said is None else (name or LAST_OFFER, dict(said.package))


def _nash_start(ground: Ground) -> tuple[str, dict[str, str]]:
    deal = ground.loaded.sound
    pairs = zip(ground.reservation.items(), ground.needed, strict=True)
    found = bargain(
        ground.grid.worth,
        ground.reservation,
        describe=ground.grid.package,
        measure=deal.worth_by,
        outside={party: held.value + float(more) for (party, held), more in pairs},
        rules=rules_of(deal),
    )
    if "nash" in found.solutions:
        return NASH, dict(found.solutions["nash"].package)
    if found.nearest is None:
        message = f"there is no Nash package: {found.no_solution}"
        raise NoStartError(message)
    return CLOSEST, dict(found.nearest.package)


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
