r"""Solve a round: its price and the worth of all that it changes, at once, exactly or path by path.

Everything is counted in worth at the round's price P, not in shares. The unknowns are the worth s of each convertible,
y of each group of shares whose conversion price is protected, Q of what the pools have to grant, and P. Each of s, y
and Q is the largest of some forms

    a S + b Y + c Q + d P + e,        S = sum of s, Y = sum of y,

with a, b, c and e not below zero: an amount over one less the discount; a part of a capitalization; shares at an
adjusted conversion price, n (A P + what the cheaper issues are worth) / (A + what they paid / the old price); a target
share of everything. The valuation gives one equation more, linear in all of them.

Why the search ends, and with the answer. A policy picks one form for each unknown, which leaves a linear system. Its
matrix has no positive entry off the diagonal, so it has a solution that is not below zero exactly when elimination
meets pivots above zero only; where it does not, the unknowns feed each other without end and no price exists.
Let g(P) be what the valuation counts when all unknowns are the largest of their forms (their least fixed point), and
g_i(P) the same under policy i. Each g_i is linear in P and g is the largest of them, so g_i(P_i) = V = g(P*) gives
P_i >= P*. Where some form is larger than the one picked, picking it makes g_i no smaller at P_i; so P_i falls, or stays
while the unknowns that the valuation does not count grow. No policy comes twice, there are finitely many, and the last
one has no larger form: it is the answer. This is Newton's method on a convex function, known for decisions as Howard's.

The same lines serve exact numbers and arrays over paths: only how a choice is made differs (`Arithmetic`).

Source:
    Howard, Dynamic Programming and Markov Processes (1960), chapter 4. Fiedler and Ptak, On matrices with non-positive
    off-diagonal elements and positive principal minors, Czechoslovak Mathematical Journal 12 (1962), for the pivots.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dealwright.equity.exact import Exact
    from dealwright.equity.securities import Capitalization

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


@dataclass(frozen=True, slots=True)
class _Policy:
    """The form picked for each unknown, and the number of the way of each convertible."""

    ways: tuple[Value, ...]
    converted: tuple[Form, ...]
    adjusted: tuple[Form, ...]
    pool: Form


def solve(eq: Equations, given: Literal["pre_money", "post_money", "price"], value: Value, by: Arithmetic) -> Solution:
    """Find the price and all worths.

    Args:
        eq: The round.
        given: What is given: the valuation before new money, after it, or the price.
        value: It, in money, above zero.
        by: How choices are made.

    Returns:
        The one solution.

    Raises:
        NoSolutionError: If there is none (exact numbers; on paths the price is then not a number).
    """
    kinds = {way.counts for ways in eq.convertibles for way in ways if way.share}
    counted = {counts: capitalization(eq, counts) for counts in kinds}
    forms = tuple(
        tuple(_of_way(way, counted, number, by) for way in ways) for number, ways in enumerate(eq.convertibles)
    )
    pools = _pool_forms(eq)
    policy = _Policy(
        tuple(0 for _ in forms),
        tuple(ways[0] for ways in forms),
        tuple((0, 0, 0, group.shares, 0) for group in eq.groups),
        pools[0],
    )
    better: Value = True
    at: Form = (0, 0, 0, 0, 1)
    while by.somewhere(better):
        at = _worths(eq, policy, given, value, by)
        policy, better = _improved(eq, policy, (forms, pools), at, by)
    return Solution(
        at[3],
        tuple(value_at(form, at) for form in policy.converted),
        tuple(value_at(form, at) for form in policy.adjusted),
        at[2],
        policy.ways,
    )


def _is_nought(number: Value) -> bool:
    """Tell a nought that no arithmetic made: most coefficients are one, and cost no exact multiplication then."""
    return type(number) is int and number == 0


def value_at(form: Form, at: Form) -> Value:
    """Return what a form comes to."""
    return sum(c * x for c, x in zip(form, at, strict=True) if not _is_nought(c))


def _sum(forms: Iterable[Form]) -> Form:
    """Add forms."""
    a, b, c, d, e = (
        reduce(add, [entry for entry in column if not _is_nought(entry)], 0) for column in zip(*forms, strict=True)
    )
    return a, b, c, d, e


def _times(factor: Value, form: Form) -> Form:
    """Multiply a form."""
    a, b, c, d, e = (0 if _is_nought(entry) else factor * entry for entry in form)
    return a, b, c, d, e


def everything(eq: Equations) -> Form:
    """Return the form of all shares after the round."""
    *_, new, money = _new(eq)
    return 1, 1, 1, eq.outstanding + eq.granted + new, money


def _new(eq: Equations) -> Form:
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


def _of_way(way: Part, counted: Mapping[Capitalization, tuple[Value, Form]], number: int, by: Arithmetic) -> Form:
    """Return the form of a way, the convertible's own worth in its capitalization resolved."""
    if not way.share:
        return 0, 0, 0, way.shares, way.money
    own, rest = counted[way.counts]
    return _times(way.share / by.positive(1 - way.share * own, number), rest)


def _pool_forms(eq: Equations) -> tuple[Form, ...]:
    """Return the forms of the pools: as they are, and at the target."""
    target = eq.target
    least: Form = (0, 0, 0, target.least, 0)
    if target.share is None:
        return (least,)
    a, b, c, d, e = _times(target.share, everything(eq) if target.post else of_target(eq))
    return least, (a, b, c, d + target.beside, e)


def of_target(eq: Equations) -> Form:
    """Return the form of all shares before new money, the pools as they will be."""
    a, b, _, d, _ = before_new_money(eq)
    return a, b, 1, d - (0 if eq.counts_pool else eq.unissued), 0


def _worths(eq: Equations, policy: _Policy, given: str, value: Value, by: Arithmetic) -> Form:
    """Solve the linear system of a policy: S, Y, Q, P and one."""
    nothing = ((0, 0, 0, 0, 0),)
    sums = _sum(nothing + policy.converted), _sum(nothing + policy.adjusted), policy.pool
    rows = _eliminated([list(row) for row in sums], by)
    if given == "price":
        price = value
    else:
        counted = before_new_money(eq) if given == "pre_money" else everything(eq)
        slope, rest = (sum(c * row[k] for c, row in zip(counted, rows, strict=False)) + counted[k] for k in (3, 4))
        price = by.positive((value - rest) / by.positive(slope, "price"), "price")
    total, adjusted, pool = (row[3] * price + row[4] for row in rows)
    return total, adjusted, pool, price, 1


def _eliminated(rows: list[list[Value]], by: Arithmetic) -> list[list[Value]]:
    """Free the rows of S, Y and Q of one another; each pivot must be above zero."""
    for column, unknown in enumerate(("converted", "adjusted", "pool")):
        row = rows[column]
        pivot = by.positive(1 - row[column], unknown)
        row[column] = 0
        row[:] = _times(1 / pivot, tuple(row))
        for other in rows:
            factor = other[column]
            if other is not row and not _is_nought(factor):
                other[column] = 0
                other[:] = _sum((tuple(other), _times(factor, tuple(row))))
    return rows


def _improved(
    eq: Equations,
    policy: _Policy,
    forms: tuple[tuple[tuple[Form, ...], ...], tuple[Form, ...]],
    at: Form,
    by: Arithmetic,
) -> tuple[_Policy, Value]:
    """Pick the largest form of each unknown, and say whether one is larger than that picked before."""
    better: Value = False
    ways, converted = list(policy.ways), list(policy.converted)
    for number, choices in enumerate(forms[0]):
        if len(choices) == 1:
            continue
        best = value_at(converted[number], at) * by.more
        for way, form in enumerate(choices):
            worth = value_at(form, at)
            larger = worth > best
            better = better | larger
            best = by.pick(larger, worth, best)
            ways[number] = by.pick(larger, way, ways[number])
            converted[number] = _pick(larger, form, converted[number], by)
    adjusted = []
    for group, now in zip(eq.groups, policy.adjusted, strict=True):
        form, larger = _best_of_group(eq, group, (now, tuple(converted)), at, by)
        better = better | larger
        adjusted.append(form)
    pool = policy.pool
    for form in forms[1]:
        larger = value_at(form, at) > value_at(pool, at) * by.more
        better = better | larger
        pool = _pick(larger, form, pool, by)
    return _Policy(tuple(ways), tuple(converted), tuple(adjusted), pool), better


def _pick(condition: Value, one: Form, two: Form, by: Arithmetic) -> Form:
    """Pick one of two forms."""
    a, b, c, d, e = (by.pick(condition, x, y) for x, y in zip(one, two, strict=True))
    return a, b, c, d, e


def _best_of_group(
    eq: Equations, group: Group, picked: tuple[Form, tuple[Form, ...]], at: Form, by: Arithmetic
) -> tuple[Form, Value]:
    """Return the largest form of a group, and whether it is larger than that picked before."""
    best, converted = picked
    better: Value = False
    forms = [(0, 0, 0, 0, group.least)]
    if group.base is None:
        protected = group.shares * group.conversion_price
        forms += [_times(protected / eq.amounts[number], converted[number]) for number in group.issues]
        forms += [_times(protected / eq.new_money, _new(eq))] if group.new_money else []
    else:
        forms.append(_weighted(eq, group, picked, at, by))
    for form in forms:
        larger = value_at(form, at) > value_at(best, at) * by.more
        better = better | larger
        best = _pick(larger, form, best, by)
    return best, better


def _weighted(eq: Equations, group: Group, picked: tuple[Form, tuple[Form, ...]], at: Form, by: Arithmetic) -> Form:
    """Return the form of a weighted average that counts the issues below the conversion price as it now stands.

    An issue that is dearer than the price to which cheaper ones have brought the conversion price takes nothing from
    its holders; counting it would raise the average again.
    """
    now, converted = picked
    worth = value_at(now, at)
    numerator: Form = (0, 0, 0, group.base, 0)
    denominator = group.base
    issues = [(converted[number], eq.amounts[number]) for number in group.issues]
    if group.new_money:
        issues.append((_new(eq), eq.new_money))
    for form, amount in issues:
        cheaper = amount * worth < group.conversion_price * group.shares * value_at(form, at)
        counts = by.pick(cheaper, 1, 0)
        numerator = _sum((numerator, _times(counts, form)))
        denominator = denominator + counts * amount / group.conversion_price
    return _times(group.shares / denominator, numerator)
