r"""Solve a round: its price and the worth of all that it changes, at once, exactly or path by path.

Each unknown is the largest of some forms (`equations`). A policy picks one form for each, which leaves a linear system.
Its matrix has no positive entry off the diagonal, so its solution is not below zero exactly when elimination meets
pivots above zero only; where it does not, the unknowns feed each other without end and no price exists.

Why the search ends, and with the answer.
Let g(P) be what the valuation counts when all unknowns are the largest of their forms (their least fixed point), and
g_i(P) the same under policy i. Each g_i is a rising line and g is the largest of them, so g_i(P_i) = V = g(P*) gives
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
from typing import TYPE_CHECKING, Literal

from dealwright.equity.rounds.equations import (
    Solution,
    added,
    before_new_money,
    capitalization,
    everything,
    is_nought,
    multiplied,
    new_shares,
    of_target,
    value_at,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.equity.capitalization import Capitalization
    from dealwright.equity.rounds.equations import Arithmetic, Equations, Form, Group, Part, Value


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
        tuple(form_of_way(way, counted, number, by) for way in ways) for number, ways in enumerate(eq.convertibles)
    )
    pools = forms_of_pools(eq)
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


def form_of_way(way: Part, counted: Mapping[Capitalization, tuple[Value, Form]], number: int, by: Arithmetic) -> Form:
    """Return the form of a way, the convertible's own worth in its capitalization resolved.

    Args:
        way: The way.
        counted: What counts in each capitalization, by `capitalization`.
        number: Number of the convertible, for what is said where it has no answer.
        by: How choices are made.
    """
    if not way.share:
        return 0, 0, 0, way.shares, way.money
    own, rest = counted[way.counts]
    return multiplied(way.share / by.positive(1 - way.share * own, number), rest)


def forms_of_pools(eq: Equations) -> tuple[Form, ...]:
    """Return the forms of the pools: as they are, and at the target.

    Args:
        eq: The round.
    """
    target = eq.target
    least: Form = (0, 0, 0, target.least, 0)
    if target.share is None:
        return (least,)
    a, b, c, d, e = multiplied(target.share, everything(eq) if target.post else of_target(eq))
    return least, (a, b, c, d + target.beside, e)


def _worths(eq: Equations, policy: _Policy, given: str, value: Value, by: Arithmetic) -> Form:
    """Solve the linear system of a policy: S, Y, Q, P and one."""
    nothing = ((0, 0, 0, 0, 0),)
    sums = added(nothing + policy.converted), added(nothing + policy.adjusted), policy.pool
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
        row[:] = multiplied(1 / pivot, tuple(row))
        for other in rows:
            factor = other[column]
            if other is not row and not is_nought(factor):
                other[column] = 0
                other[:] = added((tuple(other), multiplied(factor, tuple(row))))
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
        forms += [multiplied(protected / eq.amounts[number], converted[number]) for number in group.issues]
        forms += [multiplied(protected / eq.new_money, new_shares(eq))] if group.new_money else []
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
        issues.append((new_shares(eq), eq.new_money))
    for form, amount in issues:
        cheaper = amount * worth < group.conversion_price * group.shares * value_at(form, at)
        counts = by.pick(cheaper, 1, 0)
        numerator = added((numerator, multiplied(counts, form)))
        denominator = denominator + counts * amount / group.conversion_price
    return multiplied(group.shares / denominator, numerator)
