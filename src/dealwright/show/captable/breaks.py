"""Say in words what happens at each breakpoint of an exit: who is paid, shares, converts, exercises or is capped."""

from __future__ import annotations

import math
import re
from itertools import groupby
from typing import TYPE_CHECKING

from dealwright.equity.exact import exact
from dealwright.equity.exits.ahead import proceeds_before, proceeds_of
from dealwright.equity.exits.breakpoints import breakpoints
from dealwright.ground.speech import joined
from dealwright.show.captable.exit_frame import Break
from dealwright.show.captable.figures import per_share
from dealwright.show.captable.terms import RIGHTS, is_many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dealwright.equity.exits.claims import Claim, Stack
    from dealwright.show.captable.exits import Grouping

_LIST = re.compile(r", | and ")
_AT_PRICE = re.compile(r" at (\d+(?:\.\d+)?)$")
_ABOVE = re.compile("what is above the return cap of (.+) to (.+)")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_SAME = 1e-9
"""Breakpoints whose exit values differ by a smaller part are one."""
_SAID = tuple(
    (re.compile(pattern), one, many)
    for pattern, one, many in (
        (
            "what is above the return cap of (.+) to (.+)",
            "{0} has its return cap, and what is above it goes to {1}",
            "{0} have their return cap, and what is above it goes to {1}",
        ),
        ("return cap of (.+) reached", "{0} has its return cap", "{0} have their return caps"),
        ("cap of (.+) reached", "{0} has its cap", "{0} have their caps"),
        (
            "preference of (.+), in proportion",
            "{0} begins to be paid its preference",
            "{0} begin to be paid their preferences, in proportion",
        ),
        ("preference of (.+)", "{0} begins to be paid its preference", "{0} begin to be paid their preferences"),
        ("repayment of (.+)", "{0} begins to be repaid", "{0} begin to be repaid"),
        (
            "worth of the discount of (.+)",
            "{0} begins to be paid its discount's worth",
            "{0} begin to be paid their discounts' worth",
        ),
        (
            "exercise of (.+) for the preference",
            "{0} is exercised for the preference",
            "{0} are exercised for the preference",
        ),
        ("exercise of (.+)", "{0} is exercised", "{0} are exercised"),
        ("conversion of (.+)", "{0} converts", "{0} convert"),
        (
            "participation of (.+) above (.+) a share",
            "{0} begins to share above {1} a share",
            "{0} begin to share above {1} a share",
        ),
        ("participation of (.+)", "{0} begins to share", "{0} begin to share"),
    )
)
"""How a reason of the waterfall is said of one and of many."""


def breaks_of(stack: Stack, grouping: Grouping) -> tuple[Break, ...]:
    """Return the breakpoints of an exit above nothing, those at one exit value together.

    Args:
        stack: What an exit pays, in single numbers.
        grouping: What claims are called.
    """
    words = _Words(stack.claims, grouping)
    found = [Break(each.exit_value, each.price, words.said(each.why)) for each in breakpoints(stack)]
    if found and stack.debt + stack.fees > 0:
        paid = " and ".join(name for name, owed in (("debt", stack.debt), ("fees", stack.fees)) if owed)
        found[0] = Break(
            found[0].at, 0.0, f"{paid} {'are' if ' and ' in paid or stack.fees else 'is'} paid; {found[0].what}"
        )
    found += [Break(at, None, what) for at, what in _ahead(stack, grouping)]
    kept = sorted((each for each in found if math.isfinite(each.at) and each.at > 0), key=lambda each: each.at)
    return tuple(_together(kept))


def _together(ordered: Sequence[Break]) -> Iterator[Break]:
    """Put breakpoints at one exit value together."""
    groups: list[list[Break]] = []
    for each in ordered:
        if groups and each.at - groups[-1][0].at <= _SAME * each.at:
            groups[-1].append(each)
        else:
            groups.append([each])
    for group in groups:
        what = "; ".join(dict.fromkeys(each.what for each in group))
        prices = [each.price for each in group if each.price is not None]
        yield Break(group[0].at, max(prices, default=None), what[:1].upper() + what[1:])


class _Words:
    """Turns the reasons of breakpoints into sentences with the names that a reader knows."""

    def __init__(self, claims: Sequence[Claim], grouping: Grouping) -> None:
        self.grouping = grouping
        self.claims = {claim.name: claim for claim in claims}
        self.of_key = {key: {claim.name for claim in group} for key, group in _by_key(claims, grouping)}

    def said(self, why: str) -> str:
        """Say a whole reason."""
        reasons = why.split("; ")
        told = {found[1] for reason in reasons if (found := _ABOVE.fullmatch(reason)) is not None}
        kept = [reason for reason in reasons if reason not in {f"return cap of {name} reached" for name in told}]
        return "; ".join(self._one(reason) for reason in kept)

    def _one(self, reason: str) -> str:
        for pattern, one, many in _SAID:
            found = pattern.fullmatch(reason)
            if found is not None:
                names = [self._names(group) for group in found.groups()]
                if len(names) > 1 and all(name.startswith(RIGHTS) for name in names[0]):
                    return f"{joined(names[0])} exercise"  # they share above their strikes
                several = len(names[0]) > 1 or is_many(names[0][0])
                return (many if several else one).format(*(joined(each) for each in names))
        return reason

    def _names(self, text: str) -> list[str]:
        """Name the claims of a list; all claims of a class by the class alone."""
        listed = [text] if text in self.claims else _LIST.split(text)
        whole = [key for key, names in self.of_key.items() if names <= set(listed)]
        found: dict[str, None] = {}
        for each in listed:
            claim = self.claims.get(each)
            key = "" if claim is None else self.grouping.key(claim)
            if claim is None:  # an heir, or the price above which a profits interest shares
                price = _NUMBER.fullmatch(each)
                found[self.grouping.names.holder(each) if price is None else per_share(exact(each))] = None
            elif key in whole:
                found[self.grouping.name(key)] = None
            else:
                found[self._part(each, key)] = None
        return list(found)

    def _part(self, claim: str, key: str) -> str:
        """Name a part of a class: by the price that its holders paid, where that tells it apart."""
        price = _AT_PRICE.search(claim)
        return self.grouping.name(key) + ("" if price is None else f" bought at {per_share(exact(price[1]))}")


def _by_key(claims: Sequence[Claim], grouping: Grouping) -> Iterator[tuple[str, list[Claim]]]:
    ordered = sorted(claims, key=grouping.key)
    for key, group in groupby(ordered, key=grouping.key):
        yield key, list(group)


def _ahead(stack: Stack, grouping: Grouping) -> Iterator[tuple[float, str]]:
    """Return the exit values at which carve-outs are full and tiers end."""
    names = grouping.names
    for to, share, most in stack.carve_outs:
        if share and math.isfinite(most):
            yield proceeds_of(stack, most / share), f"the carve-out of {names.holder(to)} is full"
    cumulated = 0.0
    for place, step in enumerate(stack.steps, 1):
        cumulated += float(step.size)
        if math.isfinite(cumulated) and step.size > 0:
            yield proceeds_before(stack, cumulated), f"tier {place} of the distribution ends"
