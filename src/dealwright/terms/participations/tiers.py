"""The arithmetic of tiers: what each period distributes, tier by tier, until each tier's end is reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.participations.hurdle import Hurdle, invested_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.participations.hurdle import Contribution
    from dealwright.terms.profit_participation import ParticipationTier, ProfitParticipation
    from dealwright.terms.view import View

    Amounts = Float[ndarray, " _"]


DUST = 1e-11
"""Part of all that was paid and invested below which what a filled tier seems to ask for comes from rounding."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier in numbers, each by path or one for all.

    Args:
        shares: The share of each party.
        counted: The party whose receipts count for the end.
        ends: What the keys say that end it, by key.
    """

    shares: Mapping[str, Amounts]
    counted: str
    ends: Mapping[str, Amounts]


@dataclass(slots=True)
class Standing:
    """Where a participation stands.

    Args:
        base: All profit so far.
        paid: All that each party was paid.
        hurdles: What returns still ask for, by the position of their tier.
        invested: All that was put in so far.
        caught_up: Up to which share catching up has been passed, by the position of its tier; 0 where it has not.
    """

    base: Amounts
    paid: dict[str, Amounts]
    hurdles: dict[int, Hurdle]
    invested: Amounts
    caught_up: dict[int, Amounts]


@dataclass(frozen=True, slots=True)
class Distributed:
    """What was distributed, a column of paths for each period.

    Args:
        paid: What each party was paid, by name.
        tiers: What each tier distributed.
        rest: What came after the last tier.
        standings: Where the participation stood after each period.
    """

    paid: dict[str, list[Amounts]] = field(default_factory=dict)
    tiers: list[list[Amounts]] = field(default_factory=list)
    rest: list[Amounts] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)


def tiers_of(term: ProfitParticipation, view: View) -> list[Tier]:
    """Read the tiers of a participation."""
    return [
        Tier(
            _shares(term, tier, view),
            tier.counted(term.payee),
            {key: np.ravel(view.number(getattr(tier, key))) for key in tier.ends},
        )
        for tier in term.tiers
    ]


def _shares(term: ProfitParticipation, tier: ParticipationTier, view: View) -> dict[str, Amounts]:
    """Return the share of each party in a tier; a payer that takes part keeps what the others leave."""
    shares = {name: np.ravel(view.number(share)) for name, share in term.paid_in(tier).items()}
    if term.payer in term.participants:
        shares[term.payer] = np.asarray(1.0 - sum(shares.values(), np.zeros(1)))
    return shares


def distribute(
    tiers: Sequence[Tier],
    profit: Float[ndarray, "_ period"],
    days: Float[ndarray, "..."],
    standing: Standing,
    contributions: list[Contribution],
) -> Distributed:
    """Run each period's profit through the tiers, always from the first: a tier that is filled takes nothing.

    Who has caught up may be paid less than its share by a later tier. It does not catch up again, in the same period or
    another, unless a contribution has opened a tier before it again.

    Args:
        tiers: The tiers.
        profit: What each period distributes; not negative.
        days: Day on which each is paid; (period,), or (path or 1, period).
        standing: Where the participation stands before.
        contributions: All that the payee ever puts in.

    Returns:
        What each party is paid in each period, and what is left after the last tier.
    """
    found = Distributed({name: [] for name in standing.paid}, [[] for _ in tiers])
    on = np.atleast_2d(days)
    for k in range(profit.shape[1]):
        invested, hurdles = standing.invested, standing.hurdles
        if contributions:
            invested = invested_by(contributions, on[:, k])
            hurdles = {place: each.at(on[:, k], contributions) for place, each in hurdles.items()}
        standing = Standing(standing.base, dict(standing.paid), dict(hurdles), invested, dict(standing.caught_up))
        before, left, way = dict(standing.paid), profit[:, k], _Way(standing) if standing.caught_up else None
        for place, tier in enumerate(tiers):
            room = _room(place, tier, standing) if tier.ends else np.full(1, np.inf)
            room = room if way is None else way.still_open(place, tier, room)
            taken = np.minimum(left, room)
            _pay(tiers, tier, taken, standing)
            if way is not None:
                way.go_on(place, tier, room, taken)
            left = left - taken if tier.ends else np.zeros(1)
            found.tiers[place].append(taken)
        for name, paid in found.paid.items():
            paid.append(standing.paid[name] - before[name])
        standing.base = standing.base + left
        found.rest.append(left)
        found.standings.append(standing)
    return found


class _Way:
    """The way of one period's profit through the tiers, where some of them are for catching up."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.dust = DUST * (sum(standing.paid.values(), np.zeros(1)) + standing.invested)
        self.open = np.zeros(1, dtype=bool)
        """Whether a tier so far still asks for something when the profit comes to it."""
        self.filled = np.ones(1, dtype=bool)
        """Whether all tiers so far are filled."""

    def still_open(self, place: int, tier: Tier, room: Amounts) -> Amounts:
        """Return what a tier takes, nothing where catching up was passed and no tier before it is open again."""
        caught_up = self.standing.caught_up.get(place)
        if caught_up is not None:
            passed = (caught_up >= tier.ends["until_catch_up"]) & ~self.open
            self.standing.caught_up[place] = np.where(self.open, 0.0, caught_up)
            room = np.where(passed, 0.0, room)
        self.open = self.open | (room > self.dust)
        return room

    def go_on(self, place: int, tier: Tier, room: Amounts, taken: Amounts) -> None:
        """Go on to the next tier, and remember who has caught up."""
        self.filled = self.filled & (taken >= room)
        caught_up = self.standing.caught_up.get(place)
        if caught_up is not None:
            reached = np.maximum(caught_up, tier.ends["until_catch_up"])
            self.standing.caught_up[place] = np.where(self.filled, reached, caught_up)


def _pay(tiers: Sequence[Tier], tier: Tier, taken: Amounts, standing: Standing) -> None:
    """Pay each party its share of what a tier takes."""
    standing.base = standing.base + taken
    for name, share in tier.shares.items():
        standing.paid[name] = standing.paid[name] + share * taken
    for place, hurdle in standing.hurdles.items():
        counted = tier.shares.get(tiers[place].counted)
        if counted is not None:
            standing.hurdles[place] = hurdle.less(counted * taken)


def _room(place: int, tier: Tier, standing: Standing) -> Amounts:
    """Return how much profit a tier still takes until the first of its ends."""
    share = tier.shares.get(tier.counted, np.zeros(1))
    got = standing.paid[tier.counted]
    rooms: list[Amounts] = []
    for key, end in tier.ends.items():
        if key == "until_base":
            rooms.append(np.maximum(end - standing.base, 0.0))
        elif key == "until_catch_up":
            rooms.append(_catching_up(tier, end, share, standing))
        elif key == "until_hurdle":
            rooms.append(_needed(standing.hurdles[place].due, share))
        else:
            rooms.append(_needed((end * standing.invested if key == "until_multiple" else end) - got, share))
    found: Amounts = rooms[0]
    for room in rooms[1:]:
        found = np.asarray(np.minimum(found, room))
    return found


def _catching_up(tier: Tier, end: Amounts, share: Amounts, standing: Standing) -> Amounts:
    """Return what a tier takes until a party has its share of all that was paid beyond what was invested."""
    beyond = sum(standing.paid.values(), np.zeros(1)) - standing.invested
    missing = end * np.maximum(beyond, 0.0) - standing.paid[tier.counted]
    return _needed(missing, share - end * sum(tier.shares.values(), np.zeros(1)))


def _needed(missing: Amounts, share: Amounts) -> Amounts:
    """Return how much profit brings what is missing: for ever much where the share brings none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(missing > 0, np.where(share > 0, missing / share, np.inf), 0.0))
