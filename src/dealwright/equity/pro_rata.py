"""Split the money of a round where holders use their right to keep their share.

A holder with the right owned a share r of what the pre-money counts (its convertibles converted) and keeps it by buying
r of the new shares: r (1 - n) + r n = r with n the new shares' part of all. That money comes out of the round's own, so
those who are listed are cut in proportion; a listed holder is never cut below its own r.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.equations import before_new_money
from dealwright.equity.exact import NOTHING, WHOLE, Exact
from dealwright.equity.impossible import impossible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.equity.equations import Solution
    from dealwright.equity.setting import Setting


def allocated(setting: Setting, solution: Solution) -> Mapping[str, Exact]:
    """Return the money that each investor pays.

    Args:
        setting: The round.
        solution: Its answer, from which the shares before new money come.

    Returns:
        Money by stakeholder, those listed first; sums to the round's new money.

    Raises:
        ImpossibleError: If the rights take more than all of the round.
    """
    listed = setting.round.investors
    if not setting.round.pro_rata:
        return listed
    least = {holder: share * setting.round.new_money for holder, share in rights(setting, solution).items()}
    fixed: dict[str, Exact] = {holder: money for holder, money in least.items() if holder not in listed}
    while True:
        rest = setting.round.new_money - sum(fixed.values(), NOTHING)
        free = {holder: money for holder, money in listed.items() if holder not in fixed}
        whole = sum(free.values(), NOTHING)
        if rest < 0 or (whole == 0 and rest > 0):
            raise impossible(
                setting.round.place, "pro-rata-takes-all",
                f"the pro rata rights in round `{setting.round.id}` take more than its new money",
                "rights to less than the whole round", "raise the new money, or write `pro_rata: false`",
            )  # fmt: skip
        cut = {holder: money * rest / whole for holder, money in free.items()}
        raised = {holder: least[holder] for holder in cut if cut[holder] < least.get(holder, NOTHING)}
        if not raised:
            found = fixed | cut
            return {holder: found[holder] for holder in (*listed, *(h for h in fixed if h not in listed))}
        fixed |= raised


def rights(setting: Setting, solution: Solution) -> Mapping[str, Exact]:
    """Return the share that each holder with the right had of what the pre-money counts.

    Args:
        setting: The round.
        solution: Its answer.

    Returns:
        Fraction of the pre-money's shares by stakeholder.
    """
    held, price = setting.held, solution.price
    worth: dict[str, Exact] = {}
    for lot in held.lots:
        if held.classes[lot.of].pro_rata:
            worth[lot.holder] = worth.get(lot.holder, NOTHING) + lot.shares * held.ratio_of(lot) * price
    for convertible, converted in zip(setting.converting, solution.converted, strict=True):
        if convertible.pro_rata:
            worth[convertible.holder] = worth.get(convertible.holder, NOTHING) + converted
    at = sum(solution.converted, NOTHING), sum(solution.adjusted, NOTHING), solution.pool, price, WHOLE
    whole = sum((a * b for a, b in zip(before_new_money(setting.equations), at, strict=True)), NOTHING)
    return {holder: part / whole for holder, part in worth.items()}
