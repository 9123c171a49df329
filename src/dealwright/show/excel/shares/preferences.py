"""Preferences as formulas: what stands before each, what stands beside it, and what each gets of so much money."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import choose, greatest, least, node, ratio, total
from dealwright.show.excel.shares.claims import LAST, is_nought, nought
from dealwright.show.excel.shares.ranges import beside, sum_above, sum_alike

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.shares.claims import LiveClaim

HEAD = (
    "Preferences", "Rank (higher is paid first)", "Owed", "Paid before it", "Owed to it and its equals",
    "Paid in full at",
)  # fmt: skip
TALL = 30
"""Points of a row with a head of two lines."""
NOBODY = 1e12
"""A rank above all: before the first money nobody has been paid."""


@dataclass(frozen=True, slots=True)
class Level:
    """One claim's preference.

    Args:
        claim: Number of the claim.
        rank: Higher is paid first.
        owed: What it is owed.
        exercise: What it must pay to have it.
        limit: The most that it may take.
        mark: What it keeps at most, the rest of what it takes going to an heir.
    """

    claim: int
    rank: Node
    owed: Node
    exercise: Node
    limit: Node | None
    mark: Node | None = None

    @property
    def straight(self) -> bool:
        """Say whether it is paid in proportion to what is owed, from the first money to the last."""
        return is_nought(self.exercise) and self.limit is None and self.mark is None

    def at(self, part: Node) -> Node:
        """Return what it gets where a part of each preference of its rank is paid."""
        found = self.owed * part
        found = found if is_nought(self.exercise) else greatest(0.0, found - self.exercise)
        return found if self.limit is None else least(found, self.limit)


@dataclass(frozen=True, slots=True)
class Preferences:
    """All preferences, on a sheet.

    Args:
        levels: They.
        full: What each gets in all.
        ahead: What is paid before each.
        beside: What is paid to it and its equals.
        ends: Money for all claims at which what one of them gets may bend.
        ranks: Rank that is then being paid, beside each of the ends; and
        parts: the part of it that has been paid.
        names: What happens at each of the ends, in words.
    """

    levels: Sequence[Level]
    full: Sequence[Node]
    ahead: Sequence[Node]
    beside: Sequence[Node]
    ends: Sequence[Node]
    ranks: Sequence[Node]
    parts: Sequence[Node]
    names: Sequence[Node]

    @property
    def straight(self) -> bool:
        """Say whether every one of them is paid in proportion."""
        return all(level.straight for level in self.levels)

    def paid(self, number: int, money: Node) -> Node:
        """Return what a preference gets of so much money for all claims, one of the ends or nothing."""
        level = self.levels[number]
        if self.straight:
            part = ratio(money - self.ahead[number], self.beside[number])
            return level.owed * greatest(0.0, least(1.0, part))
        rank = beside(money, self.ends, self.ranks, node(NOBODY))
        part = beside(money, self.ends, self.parts, node(0.0))
        return choose(level.rank > rank, self.full[number], choose(level.rank.equals(rank), level.at(part), 0.0))


def levels_of(claims: Sequence[LiveClaim]) -> list[Level]:
    """Return the preferences of claims, what is paid after all of them as well."""
    found = []
    for number, claim in enumerate(claims):
        if not is_nought(claim.preference) and claim.vests_at is None:
            limit, mark = (claim.limit, None) if claim.heir is None else (None, claim.limit)
            found.append(Level(number, claim.rank, claim.preference, claim.exercise, limit, mark))
        if not is_nought(claim.last):
            found.append(Level(number, node(LAST), claim.last, nought(), None))
    return found


def lay_preferences(sheet: Sheet, claims: Sequence[LiveClaim]) -> Preferences:
    """Write the preferences, one row each.

    Args:
        sheet: Where to, from its next free row on.
        claims: The claims.

    Returns:
        They, for breakpoints to be made of.
    """
    levels = levels_of(claims)
    if not levels:
        return Preferences((), (), (), (), (), (), (), ())
    for place, text in enumerate(HEAD):
        sheet.put(sheet.row, place, text, "head_right" if place else "head")
    sheet.heights[sheet.row] = TALL
    sheet.row += 1
    first = sheet.row
    rows = range(first, first + len(levels))
    names = [
        sheet.put(row, 0, _called(claims[level.claim].called, level), "label")
        for row, level in zip(rows, levels, strict=True)
    ]
    ranks = [sheet.put(row, 1, level.rank, "number") for row, level in zip(rows, levels, strict=True)]
    full = [sheet.put(row, 2, level.at(node(1.0)), "money") for row, level in zip(rows, levels, strict=True)]
    ahead = [sheet.put(row, 3, sum_above(ranks, rank, full), "money") for row, rank in zip(rows, ranks, strict=True)]
    alike = [sheet.put(row, 4, sum_alike(ranks, rank, full), "money") for row, rank in zip(rows, ranks, strict=True)]
    pairs = zip(rows, ahead, alike, strict=True)
    ends = [sheet.put(row, 5, before + own, "money") for row, before, own in pairs]
    sheet.row = first + len(levels)
    placed = [replace(level, rank=rank) for level, rank in zip(levels, ranks, strict=True)]
    found = Preferences(placed, full, ahead, alike, ends, ranks, [node(1.0)] * len(levels), names)
    return found if found.straight else _bent(sheet, claims, found)


def _called(claim: str, level: Level) -> str:
    after = " (after all others)" if level.rank.constant and level.rank.number == LAST else ""
    return f"{claim} is paid in full{after}"


def _bent(sheet: Sheet, claims: Sequence[LiveClaim], found: Preferences) -> Preferences:
    """Write the parts of preferences at which one of them begins or stops to be paid: they are no straight lines."""
    sheet.row += 1
    heads = ("Where a preference bends", "Rank", "Part of each preference that is paid", "Money for all claims")
    for place, text in enumerate(heads):
        sheet.put(sheet.row, place, text, "head_right" if place else "head")
    sheet.heights[sheet.row] = TALL
    sheet.row += 1
    names, ends, ranks, parts = [], [], [], []
    for number, level in enumerate(found.levels):
        name = claims[level.claim].called
        points = [(f"{name} is paid in full", node(1.0))]
        if not is_nought(level.exercise):
            points.append((f"{name} is worth its exercise price", _part(level.exercise, level.owed)))
        most = level.limit or level.mark
        if most is not None:
            points.append((f"{name} is at its limit", _part(most + level.exercise, level.owed)))
        for why, part in points:
            row = sheet.row
            names.append(sheet.put(row, 0, why, "label"))
            ranks.append(sheet.put(row, 1, level.rank, "number"))
            parts.append(sheet.put(row, 2, part, "number"))
            alike = [choose(e.rank.equals(ranks[-1]), e.at(parts[-1]), 0.0) for e in found.levels]
            ends.append(sheet.put(row, 3, found.ahead[number] + total(alike), "money"))
            sheet.row += 1
    return Preferences(found.levels, found.full, found.ahead, found.beside, ends, ranks, parts, names)


def _part(money: Node, owed: Node) -> Node:
    return least(1.0, ratio(money, owed))
