"""Say what a round's equations are: numbers, and forms that are linear in the worths of what it changes.

Everything is counted in worth at the round's price P, not in shares. The unknowns are the worth s of each convertible,
y of each group of shares whose conversion price is protected, Q of what the pools have to grant, and P. Each of s, y
and Q is the largest of some forms

    a S + b Y + c Q + d P + e,        S = sum of s, Y = sum of y,

with a, b, c and e not below zero: an amount over one less the discount; a part of a capitalization; shares at an
adjusted conversion price, n (A P + what the cheaper issues are worth) / (A + what they paid / the old price); a target
share of everything. The valuation gives one equation more, linear in all of them. `solving` solves them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dealwright.equity.capitalization import Capitalization
    from dealwright.equity.exact import Exact

Value: TypeAlias = Any
"""A Fraction, or an array over paths."""
Form: TypeAlias = "tuple[Value, Value, Value, Value, Value]"
"""Coefficients of S, Y, Q, P and of one unit of money."""


class NoSolutionError(Exception):
    """Say which unknown has no finite answer: a convertible's number, `converted`, `adjusted`, `pool` or `price`."""

    def __init__(self, unknown: int | str) -> None:
        super().__init__(str(unknown))
        self.unknown = unknown


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How a choice between two values is made, and when one is larger.

    Attributes:
        pick: The second value where the first, a truth, holds, else the third.
        positive: The value, where it is above zero; else it says that the named unknown has no answer.
        somewhere: Whether a truth holds on any path.
        number: An exact number as one of this kind.
        more: Factor by which a form must be larger to be picked; one for exact numbers.
    """

    pick: Callable[[Value, Value, Value], Value]
    positive: Callable[[Value, int | str], Value]
    somewhere: Callable[[Value], bool]
    number: Callable[[Exact], Value]
    more: Value = 1


def _positive(value: Value, unknown: int | str) -> Value:
    """Return a number above zero; any other has no meaning there."""
    if value <= 0:
        raise NoSolutionError(unknown)
    return Fraction(value)  # two whole numbers would divide to a float


EXACT = Arithmetic(
    pick=lambda truth, one, two: one if truth else two, positive=_positive, somewhere=bool, number=Fraction
)
"""Exact numbers."""


@dataclass(frozen=True, slots=True)
class Group:
    """Shares whose conversion price is protected.

    Attributes:
        shares: How many, as converted before the round.
        conversion_price: Their conversion price.
        base: Shares that the weighted average counts; None: a full ratchet.
        issues: Numbers of the convertibles whose conversion counts as an issue.
        new_money: Whether the sale of new shares does.
        least: Worth that they have at least (a ratchet of an IPO).
    """

    shares: Value
    conversion_price: Value
    base: Value | None = None
    issues: tuple[int, ...] = ()
    new_money: bool = True
    least: Value = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One way of a convertible: money, or a share of a capitalization, or a number of shares that stands."""

    money: Value
    share: Value
    counts: Capitalization
    shares: Value = 0


@dataclass(frozen=True, slots=True)
class Target:
    """The size that the pools shall have, in what they have to grant.

    Attributes:
        share: Part of all shares; None: no target.
        beside: Shares to add to that part: what other pools have to grant, less what counts towards the target though
            it is granted.
        least: Shares to grant that there are without a target: what there is, what was promised beyond it, what is
            added.
        post: Whether the part is of all shares after the round, else of those before new money.
    """

    share: Value | None
    beside: Value
    least: Value
    post: bool = True


@dataclass(frozen=True, slots=True)
class Equations:
    """A round in numbers: shares that nothing changes, and the forms of what changes.

    Attributes:
        outstanding: Shares outstanding, as converted, without those of `groups`.
        granted: Shares of rights.
        unissued: What pools have to grant before the round.
        promised: What was promised beyond that.
        new_money: Money of the investors.
        convertibles: The ways of each.
        amounts: Money that each converts.
        groups: Protected shares.
        target: The pools' target.
        counts_converted: Whether the pre-money counts what converts.
        counts_pool: Whether it counts the pools' increase.
        counts_adjusted: Whether it, and every capitalization, counts what the round's anti-dilution adds.
        sold: New shares, where their number stands; None: what the new money buys.
    """

    outstanding: Value
    granted: Value
    unissued: Value
    promised: Value
    new_money: Value
    convertibles: tuple[tuple[Part, ...], ...]
    amounts: tuple[Value, ...]
    groups: tuple[Group, ...]
    target: Target
    counts_converted: bool = True
    counts_pool: bool = True
    counts_adjusted: bool = True
    sold: Value | None = None


@dataclass(frozen=True, slots=True)
class Solution:
    """What the equations come to, in worth at the price.

    Attributes:
        price: Money per share.
        converted: Worth of each convertible.
        adjusted: Worth of each group.
        pool: Worth of what pools have to grant.
        ways: Number of the way of each convertible.
    """

    price: Value
    converted: tuple[Value, ...]
    adjusted: tuple[Value, ...]
    pool: Value
    ways: tuple[Value, ...]


def is_nought(number: Value) -> bool:
    """Tell a nought that no arithmetic made: most coefficients are one, and cost no exact multiplication then."""
    return type(number) is int and number == 0


def value_at(form: Form, at: Form) -> Value:
    """Return what a form comes to."""
    return sum(c * x for c, x in zip(form, at, strict=True) if not is_nought(c))


def added(forms: Iterable[Form]) -> Form:
    """Add forms."""
    a, b, c, d, e = (
        reduce(add, [entry for entry in column if not is_nought(entry)], 0) for column in zip(*forms, strict=True)
    )
    return a, b, c, d, e


def multiplied(factor: Value, form: Form) -> Form:
    """Multiply a form."""
    a, b, c, d, e = (0 if is_nought(entry) else factor * entry for entry in form)
    return a, b, c, d, e


def everything(eq: Equations) -> Form:
    """Return the form of all shares after the round."""
    *_, new, money = new_shares(eq)
    return 1, 1, 1, eq.outstanding + eq.granted + new, money


def new_shares(eq: Equations) -> Form:
    """Return the form of the new shares."""
    return (0, 0, 0, 0, eq.new_money) if eq.sold is None else (0, 0, 0, eq.sold, 0)


def before_new_money(eq: Equations) -> Form:
    """Return the form of what the pre-money counts."""
    beside = (0 if eq.counts_adjusted else _unadjusted(eq)) + (0 if eq.counts_pool else eq.unissued)
    counts = int(eq.counts_converted), int(eq.counts_adjusted), int(eq.counts_pool)
    return *counts, eq.outstanding + eq.granted + beside, 0


def _unadjusted(eq: Equations) -> Value:
    """Return the protected shares as they were."""
    return sum(group.shares for group in eq.groups)


def capitalization(eq: Equations, counts: Capitalization) -> tuple[Value, Form]:
    """Return what counts in a capitalization: how often the convertible's own worth, beside a form."""
    shares = eq.outstanding + (0 if eq.counts_adjusted else _unadjusted(eq))
    fixed = (
        counts.outstanding_shares * shares
        + counts.outstanding_options * eq.granted
        + counts.unissued_options * eq.unissued
        + counts.topup_for_promised * eq.promised
        - counts.additional_topup * (eq.unissued + eq.promised)
    )
    return int(counts.this_security) - int(counts.other_converting), (
        int(counts.other_converting),
        int(counts.outstanding_shares and eq.counts_adjusted),
        int(counts.additional_topup),
        fixed,
        counts.new_money * eq.new_money,
    )


def of_target(eq: Equations) -> Form:
    """Return the form of all shares before new money, the pools as they will be."""
    a, b, _, d, _ = before_new_money(eq)
    return a, b, 1, d - (0 if eq.counts_pool else eq.unissued), 0
