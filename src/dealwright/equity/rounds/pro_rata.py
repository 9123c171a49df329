"""Split the money of a round where holders use their right to keep their share.

A holder with the right owned a share r of all shares before the round, with what converts in it and without what it
adds to the pool, and buys r of the new shares; so with n their part of all it keeps r, but for what a larger pool
dilutes: r (1 - n) + r n = r. Its money comes out of the round's own, so those who are listed are cut in proportion; a
listed holder is never cut below its own r. Or it comes on top: then the
round's money M is what is listed and r M, that is, listed / (1 - r) for one holder. Where r depends on M (a cap that
counts new money or the new pool), M is found between two bounds to a millionth of a unit of money.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, WHOLE
from dealwright.equity.rounds.equations import NoSolutionError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dealwright.equity.exact import Exact
    from dealwright.equity.rounds.equations import Arithmetic, Solution, Value
    from dealwright.equity.rounds.setting import Setting

_PART = 10**6
"""Parts of a unit of money to which the money of a round is found."""
_TIMES = 10**6
"""How many times what is listed a round may become before the rights are said to take all."""


def allocated(setting: Setting, solution: Solution, by: Arithmetic) -> Mapping[str, Value]:
    """Return the money that each investor pays.

    Args:
        setting: The round.
        solution: Its answer, from which the shares before new money come.
        by: How choices are made.

    Returns:
        Money by stakeholder, those listed first; sums to the round's new money.

    Raises:
        NoSolutionError: If the rights take all of the round or more (`new_money`).
    """
    listed = {holder: by.number(paid) for holder, paid in setting.round.investors.items()}
    money = sum(listed.values())
    if not setting.round.pro_rata or not money:
        return listed
    least = {holder: share * money for holder, share in rights(setting, solution, by).items()}
    by.positive(money - sum(least.values()), "new_money")
    unlisted = {holder: part for holder, part in least.items() if holder not in listed}
    free: dict[str, Value] = dict.fromkeys(listed, True)
    cut: dict[str, Value] = dict(listed)
    for _ in listed:  # each time one more is at its right, or none
        rest = money - sum(unlisted.values()) - sum(by.pick(free[h], 0, least.get(h, 0)) for h in listed)
        part = rest / by.positive(sum(by.pick(free[h], paid, 0) for h, paid in listed.items()), "new_money")
        cut = {h: by.pick(free[h], paid * part, least.get(h, 0)) for h, paid in listed.items()}
        free = {h: free[h] & (cut[h] >= least.get(h, 0)) for h in listed}
    return cut | unlisted


def rights(setting: Setting, solution: Solution, by: Arithmetic) -> Mapping[str, Value]:
    """Return the share that each holder with the right had before new money and before the pool's increase.

    Args:
        setting: The round.
        solution: Its answer.
        by: How numbers are made.

    Returns:
        Fraction of the shares, with what converts, by stakeholder.

    Source:
        Y Combinator, Pro Rata Side Letter: shares from conversion over the Company Capitalization, which counts a
        pool's increase only as far as it was promised.
    """
    held, price = setting.held, solution.price
    worth: dict[str, Value] = {}
    for lot in held.lots:
        if held.classes[lot.of].pro_rata:
            worth[lot.holder] = worth.get(lot.holder, 0) + by.number(lot.shares * held.counted_ratio_of(lot)) * price
    for convertible, converted in zip(setting.converting, solution.converted, strict=True):
        if convertible.pro_rata:
            worth[convertible.holder] = worth.get(convertible.holder, 0) + converted
    eq = setting.equations
    shares = eq.outstanding + eq.granted + eq.unissued + eq.promised + sum(group.shares for group in eq.groups)
    whole = shares * price + sum(solution.converted)
    return {holder: part / by.positive(whole, "price") for holder, part in worth.items()}


def on_top(listed: Mapping[str, Exact], rights_at: Callable[[Exact], Mapping[str, Exact]]) -> Mapping[str, Exact]:
    """Return the money that each investor pays where rights come on top of what is listed.

    Args:
        listed: Money of the investors listed; each pays that, or what its own right comes to if that is more.
        rights_at: The share to which each holder has a right, in a round of so much money.

    Returns:
        Money by stakeholder, those listed first.

    Raises:
        NoSolutionError: If the rights take all of a round, however large (`new_money`).
    """

    def paid(total: Exact, shares: Mapping[str, Exact]) -> Mapping[str, Exact]:
        return {h: max(listed.get(h, NOTHING), shares.get(h, NOTHING) * total) for h in {**listed, **shares}}

    low = sum(listed.values(), NOTHING)
    shares = rights_at(low)
    total = _in_all(listed, shares)
    if rights_at(total) == shares:
        return paid(total, shares)
    high = total
    while sum(paid(high, rights_at(high)).values()) > high:
        low, high = high, 2 * high
        if high > total * _TIMES:
            raise NoSolutionError("new_money")
    first, last = floor(low * _PART), floor(high * _PART) + 1
    while last - first > 1:
        middle = (first + last) // 2
        money = Fraction(middle, _PART)
        enough = sum(paid(money, rights_at(money)).values()) <= money
        first, last = (first, middle) if enough else (middle, last)
    return paid(Fraction(last, _PART), rights_at(Fraction(last, _PART)))


def _in_all(listed: Mapping[str, Exact], shares: Mapping[str, Exact]) -> Exact:
    """Return the money of a round in which rights are to the same shares whatever its size."""
    raised = {holder for holder in shares if holder not in listed}
    while True:
        free = WHOLE - sum((shares[holder] for holder in raised), NOTHING)
        if free <= 0:
            raise NoSolutionError("new_money")
        total = sum((money for holder, money in listed.items() if holder not in raised), NOTHING) / free
        more = {holder for holder in shares if holder not in raised and listed[holder] < shares[holder] * total}
        if not more:
            return total
        raised |= more
