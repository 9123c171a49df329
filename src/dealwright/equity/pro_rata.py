"""Split the money of a round where holders use their right to keep their share.

A holder with the right owned a share r of what the pre-money counts (its convertibles converted) and keeps it by buying
r of the new shares: r (1 - n) + r n = r with n the new shares' part of all. That money comes out of the round's own, so
those who are listed are cut in proportion; a listed holder is never cut below its own r.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.equations import before_new_money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.equity.equations import Arithmetic, Solution, Value
    from dealwright.equity.setting import Setting


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
    """Return the share that each holder with the right had of what the pre-money counts.

    Args:
        setting: The round.
        solution: Its answer.
        by: How numbers are made.

    Returns:
        Fraction of the pre-money's shares by stakeholder.
    """
    held, price = setting.held, solution.price
    worth: dict[str, Value] = {}
    for lot in held.lots:
        if held.classes[lot.of].pro_rata:
            worth[lot.holder] = worth.get(lot.holder, 0) + by.number(lot.shares * held.ratio_of(lot)) * price
    for convertible, converted in zip(setting.converting, solution.converted, strict=True):
        if convertible.pro_rata:
            worth[convertible.holder] = worth.get(convertible.holder, 0) + converted
    at = sum(solution.converted), sum(solution.adjusted), solution.pool, price, 1
    whole = sum(a * b for a, b in zip(before_new_money(setting.equations), at, strict=True))
    return {holder: part / by.positive(whole, "price") for holder, part in worth.items()}
