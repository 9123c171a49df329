"""Moves the shares of a venture's members in cells: who pays a call, and who then has which share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import Node, both, choose, either, greatest, least, node, ratio, total

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of all members together.

    Args:
        amount: What is asked for; nothing where the call is not made.
        unmet: Whether each member, and last those outside, does not pay.
        covered: Whether the others pay for it.
        counts: At how much that counts as contributed.
        dilution: How many times a share falls as contributions have it.
    """

    amount: Node
    unmet: Sequence[bool]
    covered: Node
    counts: Node
    dilution: Node


@dataclass(frozen=True, slots=True)
class Called:
    """What each pays at a call, its share after it, and what it has contributed as it counts."""

    pays: list[Node]
    shares: list[Node]
    had: list[Node]


def called(call: Call, shares: Sequence[Node], had: Sequence[Node]) -> Called:
    """Divide a call by the shares of its day, and move the shares where somebody does not pay.

    Args:
        call: The call.
        shares: The shares before, those outside last.
        had: What each had contributed before, likewise.

    Returns:
        Who pays what, and what follows.
    """
    asked = [call.amount * share for share in shares]
    met = [not each for each in call.unmet]
    if all(met):
        return Called(asked, list(shares), [have + pay for have, pay in zip(had, asked, strict=True)])
    unpaid = total([each for each, pays in zip(asked, met, strict=True) if not pays])
    lacking = choose(call.covered, unpaid, 0.0)
    paying = [share if pays else node(0.0) for share, pays in zip(shares, met, strict=True)]
    part = [ratio(each, total(paying)) if pays else node(0.0) for each, pays in zip(paying, met, strict=True)]
    pays = [
        (each if meets else node(0.0)) + lacking * share for each, meets, share in zip(asked, met, part, strict=True)
    ]
    extra = (call.counts - 1.0) * lacking
    then = [have + pay + extra * share for have, pay, share in zip(had, pays, part, strict=True)]
    return _moved(call, (shares, asked, part), pays, then)


def _moved(call: Call, before: tuple[Sequence[Node], ...], pays: list[Node], had: list[Node]) -> Called:
    """Tell the shares after a call that somebody does not meet."""
    shares, asked, part = before
    whole = total(had)
    lacks = [each > 0.0 for each, unmet in zip(asked, call.unmet, strict=True) if unmet]
    moves = both(either(*lacks), whole > 0.0)
    contributed = [ratio(each, whole) for each in had]
    lost = [
        least(greatest((call.dilution - 1.0) * (share - each), 0.0), each) if unmet else node(0.0)
        for share, each, unmet in zip(shares, contributed, call.unmet, strict=True)
    ]
    gone = total(lost)
    fallen = [each - less + gone * gains for each, less, gains in zip(contributed, lost, part, strict=True)]
    after = [choose(moves, new, old) for new, old in zip(fallen, shares, strict=True)]
    return Called(pays, after, [choose(moves, share * whole, have) for share, have in zip(after, had, strict=True)])
