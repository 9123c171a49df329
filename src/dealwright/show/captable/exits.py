"""Work out what everybody gets over a range of exit values, in the groups that a picture draws."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exits.waterfall import pay
from dealwright.show.captable.colours import Colour
from dealwright.show.captable.terms import convertible_words, right_words
from dealwright.show.charts.stacked import number_groups
from dealwright.show.theme import NOBODY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.equity.exits.claims import Claim, Stack
    from dealwright.equity.exits.waterfall import Payouts
    from dealwright.equity.holdings import Holdings
    from dealwright.show.captable.names import TableNames

_PLOT = 240.0
"""Pixels across a plot, about: for choosing the axis on which more breakpoints stand apart."""
BEFORE = 2.0
"""Exit values that are drawn in ratios begin at this part of the first breakpoint."""
_STEPS = 60
_MOST_RIGHTS = 3
_MOST_GROUPS = 16
_FIRST = ("Debt", "Fees")
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Group:
    """What is drawn as one band.

    Attributes:
        name: In words.
        colour: Its colour.
        amounts: Money at each exit value.
    """

    name: str
    colour: Colour
    amounts: Float[ndarray, " exit"]


@dataclass(frozen=True, slots=True)
class Exits:
    """What an exit pays over a range of values.

    Attributes:
        values: Exit values, rising; every breakpoint in the range is among them.
        groups: Who gets what, those paid first lowest; they sum to the values.
        breaks: Exit values at which something changes, rising.
        wide: Whether the range asks to be drawn in ratios.
    """

    values: Float[ndarray, " exit"]
    groups: tuple[Group, ...]
    breaks: tuple[float, ...]
    wide: bool


@dataclass(frozen=True, slots=True)
class Grouping:
    """How claims are put together: by class, by convertible, and rights by their strike.

    Attributes:
        held: What is outstanding.
        names: What ids are called.
        colours: Of classes, convertibles, `rights` and `pool`.
        parties: Colour token of each stakeholder that is a party of the deal.
    """

    held: Holdings
    names: TableNames
    colours: Mapping[str, Colour]
    parties: Mapping[str, str] = field(default_factory=dict)

    def of_holder(self, words: str, holder: str, shade: str, money: Float[ndarray, " exit"]) -> Group:
        """Return what one holder gets outside its securities."""
        token = self.parties.get(holder, NOBODY)
        return Group(words.format(self.names.holder(holder)), Colour(token, shade), money)

    def key(self, claim: Claim) -> str:
        """Return what a claim is drawn with."""
        right = self.held.rights.get(next(iter(claim.parts), claim.security))
        return right_words(right.right, self.names) if right is not None else claim.security or claim.name

    def name(self, key: str) -> str:
        """Name a group."""
        convertible = self.held.convertibles.get(key)
        if convertible is not None:
            return convertible_words(convertible, self.names, self.held.convertibles)
        return self.names.security(key) if key in self.held.classes or key in self.names.securities else key

    def colour(self, key: str) -> Colour:
        """Return the colour of a group."""
        return self.colours.get(key, self.colours.get("rights", Colour()))


def exits_of(stack: Stack, breaks: Sequence[float], grouping: Grouping, *, reach: float = 0.0) -> Exits:
    """Pay the stack over a range of exit values.

    Args:
        stack: What is paid.
        breaks: Exit values at which something changes.
        grouping: How claims are put together.
        reach: An exit value that the range must hold, such as the last valuation.
    """
    marks = sorted({float(each) for each in breaks if math.isfinite(each) and each > 0})
    top = max([1.3 * each for each in marks[-1:]] + [1.2 * reach]) or 1.0
    wide = _is_wide(marks, top)
    grid = np.linspace(0.0, top, _STEPS + 1)
    if wide:
        grid = np.concatenate([grid, np.geomspace(marks[0] / BEFORE, top, _STEPS + 1)])
    values = np.unique(np.concatenate([grid, marks]))
    return Exits(values, groups_of(pay(stack, values), grouping), tuple(marks), wide)


def _is_wide(marks: Sequence[float], top: float) -> bool:
    """Tell whether more breakpoints stand apart where exit values are drawn in ratios."""
    if not marks:
        return False
    ratios = math.log(top * BEFORE / marks[0])
    apart = [
        len(number_groups([_PLOT * each / top for each in marks])),
        len(number_groups([_PLOT * math.log(each * BEFORE / marks[0]) / ratios for each in marks])),
    ]
    return apart[1] > apart[0]


def groups_of(paid: Payouts, grouping: Grouping) -> tuple[Group, ...]:
    """Put what is paid into groups, those paid first lowest, which sum to the proceeds."""
    found = [*_ahead(paid, grouping), *_claims(paid, grouping), *_rests(paid, grouping)]
    nobody = np.asarray(paid.left)
    if np.any(nobody > _TINY * paid.proceeds.max()):
        found.append(Group("Nobody's", Colour(shade="faint"), nobody))
    return _few([group for group in found if np.any(group.amounts > 0)])


def _ahead(paid: Payouts, grouping: Grouping) -> list[Group]:
    named = zip(_FIRST, ("strong", "mid"), (paid.debt, paid.fees), strict=True)
    found = [Group(name, Colour(shade=shade), np.asarray(amount)) for name, shade, amount in named]
    for words, shade, parts in (
        ("Carve-out of {}", "soft", paid.ahead.carve_outs),
        ("{} by tiers", "faint", paid.ahead.steps),
    ):
        found += [
            grouping.of_holder(words, holder, shade, np.broadcast_to(money, paid.proceeds.shape))
            for holder, money in parts.items()
        ]
    return found


def _claims(paid: Payouts, grouping: Grouping) -> list[Group]:
    kept, sums = paid.by_claim, dict[str, "Float[ndarray, ' exit']"]()
    ranks: dict[str, float] = {}
    rights = {key for claim in paid.stack.claims if (key := grouping.key(claim)) not in grouping.colours}
    merged = len(rights) > _MOST_RIGHTS
    for claim in paid.stack.claims:
        key = grouping.key(claim)
        key = "Options and other rights" if merged and key in rights else key
        sums[key] = sums.get(key, 0.0) + np.asarray(kept[claim.name])
        first = claim.seniority if np.any(np.asarray(claim.preference) > 0) else -math.inf
        ranks[key] = max(ranks.get(key, -math.inf), first)
    ordered = sorted(sums, key=lambda key: (-ranks[key], key in rights or key not in grouping.colours))
    return [Group(grouping.name(key), grouping.colour(key), sums[key]) for key in ordered]


def _rests(paid: Payouts, grouping: Grouping) -> list[Group]:
    """Return what goes to others above the caps of a class."""
    sums: dict[str, Float[ndarray, " exit"]] = {}
    kept = paid.by_claim
    for row, claim in enumerate(paid.stack.claims):
        if claim.rest_to is not None and claim.return_cap is not None:
            rest = paid.taken[row] - np.asarray(kept[claim.name])
            sums[claim.rest_to] = sums.get(claim.rest_to, 0.0) + rest
    return [grouping.of_holder("{} above caps", holder, "soft", money) for holder, money in sums.items()]


def _few(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Put the smallest groups together where there are too many to tell apart; debt and fees stand for themselves."""
    if len(groups) <= _MOST_GROUPS:
        return tuple(groups)
    by_size = sorted(groups, key=lambda group: (group.name not in _FIRST, -float(group.amounts[-1])))
    kept = [group for group in groups if any(group is each for each in by_size[: _MOST_GROUPS - 1])]
    rest = [group for group in groups if not any(group is each for each in kept)]
    return (*kept, Group(f"{len(rest)} others", Colour(shade="faint"), np.sum([each.amounts for each in rest], axis=0)))


def next_parts(exits: Exits) -> list[list[float]]:
    """Return each group's part of the next unit of money: before the first breakpoint, between them, after the last."""
    edges = [0.0, *exits.breaks, float(exits.values[-1])]
    places = [int(np.argmin(np.abs(exits.values - at))) for at in edges]
    found: list[list[float]] = []
    for left, right in pairwise(places):
        span = float(exits.values[right] - exits.values[left])
        found.append([max(0.0, float(group.amounts[right] - group.amounts[left]) / span) for group in exits.groups])
    return found
