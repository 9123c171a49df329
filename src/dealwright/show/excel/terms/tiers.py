"""Runs profit through the tiers of a participation in cells: what each tier takes, who gets it, what is still open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import Node, both, choose, either, greatest, least, negated, node, total
from dealwright.terms.participations.tiers import DUST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dealwright.show.excel.terms.columns import Put
    from dealwright.show.excel.terms.hurdles import Hurdle

NO_LIMIT = 1e300
"""How much a tier takes that nothing fills."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier: the share of each party, whose receipts count for its end, and the numbers of its ends by key."""

    shares: Mapping[str, Node]
    counted: str
    ends: Mapping[str, Node]


@dataclass(slots=True)
class Standing:
    """Where a participation stands: all profit, all that each was paid, what returns ask for, who has caught up."""

    base: Node
    paid: dict[str, Node]
    hurdles: dict[int, Hurdle] = field(default_factory=dict)
    invested: Node = field(default_factory=lambda: node(0.0))
    caught_up: dict[int, Node] = field(default_factory=dict)


@dataclass(slots=True)
class Way:
    """The way of one period's profit: what is left of it, and whether tiers so far are open or filled."""

    left: Node
    dust: Node
    open: Node = field(default_factory=lambda: node(False))  # noqa: FBT003 - a condition
    filled: Node = field(default_factory=lambda: node(True))  # noqa: FBT003 - a condition


def distribute(tiers: Sequence[Tier], profit: Node, at: Standing, put: Put) -> Node:
    """Run one period's profit through the tiers, always from the first: a tier that is filled takes nothing.

    Args:
        tiers: The tiers.
        profit: What the period distributes; not negative.
        at: Where the participation stands; it is moved on.
        put: Writes a line's cell of the period, and returns what stands there.

    Returns:
        What comes after the last tier.
    """
    way = Way(profit, DUST * (_sum(at.paid.values()) + at.invested))
    for place, tier in enumerate(tiers):
        room = _open(place, tier, at, way, put)
        taken = put(f"tier_{place + 1}", way.left if room is None else least(way.left, room))
        if at.caught_up:
            _go_on(place, tier, taken, room, at, way)
        way.left = way.left - taken if room is not None else node(0.0)
        at.base = at.base + taken
        _pay(tiers, place, taken, at, put)
    at.base = at.base + way.left
    return way.left


def _open(place: int, tier: Tier, at: Standing, way: Way, put: Put) -> Node | None:
    """Return how much a tier still takes; none where nothing ends it."""
    if not tier.ends:
        way.open = node(True)  # noqa: FBT003 - a condition
        return None
    room = least(*(_room(key, end, place, tier, at) for key, end in tier.ends.items()))
    if place in at.caught_up:
        passed = both(at.caught_up[place] >= tier.ends["until_catch_up"], negated(way.open))
        at.caught_up[place] = choose(way.open, 0.0, at.caught_up[place])
        room = choose(passed, 0.0, room)
    room = put(f"tier_{place + 1} still takes", room, shown=False)
    if at.caught_up:
        way.open = either(way.open, room > way.dust)
    return room


def _go_on(place: int, tier: Tier, taken: Node, room: Node | None, at: Standing, way: Way) -> None:
    """Remember who has caught up: whose tier and all before it are filled."""
    way.filled = node(False) if room is None else both(way.filled, taken >= room)  # noqa: FBT003 - a condition
    if place in at.caught_up:
        reached = greatest(at.caught_up[place], tier.ends["until_catch_up"])
        at.caught_up[place] = choose(way.filled, reached, at.caught_up[place])


def _pay(tiers: Sequence[Tier], place: int, taken: Node, at: Standing, put: Put) -> None:
    """Pay each party its share of what a tier takes."""
    for name, share in tiers[place].shares.items():
        at.paid[name] = at.paid[name] + share * taken
    for other, hurdle in at.hurdles.items():
        counted = tiers[place].shares.get(tiers[other].counted)
        if counted is not None:
            at.hurdles[other] = hurdle.less(counted * taken, f"{place + 1}", put)


def _room(key: str, end: Node, place: int, tier: Tier, at: Standing) -> Node:
    """Return how much profit a tier still takes until one of its ends."""
    share, got = tier.shares.get(tier.counted, node(0.0)), at.paid[tier.counted]
    if key == "until_base":
        return greatest(end - at.base, 0.0)
    if key == "until_catch_up":
        beyond = _sum(at.paid.values()) - at.invested
        return _needed(end * greatest(beyond, 0.0) - got, share - end * _sum(tier.shares.values()))
    if key == "until_hurdle":
        return _needed(at.hurdles[place].due, share)
    return _needed((end * at.invested if key == "until_multiple" else end) - got, share)


def _needed(missing: Node, share: Node) -> Node:
    """Return how much profit brings what is missing; without limit where the share brings none."""
    brings = share > 0.0
    divided = missing / choose(brings, share, 1.0)
    return choose(missing > 0.0, choose(brings, divided, NO_LIMIT), 0.0)


def _sum(nodes: Iterable[Node]) -> Node:
    return total(list(nodes))
