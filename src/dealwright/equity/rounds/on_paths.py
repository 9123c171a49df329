"""Price a round whose pre-money is another on each path: the equations of `price_round`, in floats, all at once."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.equity.rounds.conversion import class_of
from dealwright.equity.rounds.equations import Arithmetic, everything
from dealwright.equity.rounds.pro_rata import allocated
from dealwright.equity.rounds.setting import setting_of
from dealwright.equity.rounds.solving import solve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.equity.financing import Round
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.rounds.conversion import Reason
    from dealwright.equity.rounds.equations import Solution, Value
    from dealwright.equity.rounds.setting import Setting

    Paths = Float[ndarray, " path"]

_MORE = 1 + 1e-12
"""A form is picked on a path where it is larger by more than the last digits of a float."""


@dataclass(frozen=True, slots=True)
class RoundOnPaths:
    """A round worked out on each path; where it has no price, every number is not a number.

    Attributes:
        possible: Whether it has a price.
        price: Money per new share.
        money: What each investor pays.
        shares: New shares of each investor.
        converted: Shares that each convertible becomes, of the class that it converts into.
        reasons: Names of the terms that set a convertible's price, and the number among them on each path.
        pool_increase: Shares added to pools, as converted.
        adjusted: Conversion price after it, by class and conversion price before it.
        fully_diluted: All shares after it, as converted.
        post_money: Those shares at the price.
    """

    possible: Bool[ndarray, " path"]
    price: Paths
    money: Mapping[str, Paths]
    shares: Mapping[str, Paths]
    converted: Mapping[str, Paths]
    reasons: Mapping[str, tuple[tuple[Reason, ...], Paths]]
    pool_increase: Paths
    adjusted: Mapping[tuple[str, Fraction], Paths]
    fully_diluted: Paths
    post_money: Paths


def price_round_on_paths(held: Holdings, round_: Round, pre_money: Paths) -> RoundOnPaths:
    """Price a round on each path by its own pre-money; nothing is rounded.

    Args:
        held: Holdings before it, the same on all paths.
        round_: The round; the valuation or price that it says itself does not count.
        pre_money: Valuation before new money, in money.

    Returns:
        What `price_round` says of each path.

    Raises:
        ImpossibleError: If the round names what is not there.
    """
    setting = setting_of(held, round_)
    floats = replace(setting, equations=_floats(setting.equations))
    with np.errstate(invalid="ignore", divide="ignore"):
        solution = solve(floats.equations, "pre_money", np.asarray(pre_money, dtype=float), ON_PATHS)
        money = allocated(floats, solution, ON_PATHS)
        return _on_paths(floats, solution, money)


def _floats(thing: Any) -> Any:  # noqa: ANN401 - the numbers of anything made of dataclasses and tuples
    """Turn exact numbers into floats, however deep."""
    if isinstance(thing, Fraction):
        return float(thing)
    if isinstance(thing, tuple):
        return tuple(_floats(each) for each in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{f.name: _floats(getattr(thing, f.name)) for f in fields(thing)})
    return thing


ON_PATHS = Arithmetic(
    pick=np.where,
    positive=lambda value, _: np.where(np.greater(value, 0), value, np.nan),
    somewhere=lambda truth: bool(np.any(truth)),
    number=float,
    more=_MORE,
)
"""Floats on all paths at once; what has no answer on a path is not a number there."""


def _on_paths(setting: Setting, solution: Solution, money: Mapping[str, Value]) -> RoundOnPaths:
    """Report a round on paths."""
    price, held = solution.price, setting.held
    shape = np.zeros_like(price)
    converted = {}
    for convertible, worth in zip(setting.converting, solution.converted, strict=True):
        into, is_new = class_of(convertible, setting.round.new_class.id)
        ratio = 1 if is_new else held.ratio_of_class(into)
        converted[convertible.id] = worth / price / float(ratio)
    at = sum(solution.converted), sum(solution.adjusted), solution.pool, price, 1
    total = sum(a * b for a, b in zip(everything(setting.equations), at, strict=True))
    return RoundOnPaths(
        possible=np.isfinite(price),
        price=price,
        money={holder: paid + shape for holder, paid in money.items()},
        shares={holder: paid / price for holder, paid in money.items()},
        converted=converted,
        reasons={
            convertible.id: (tuple(way.reason for way in ways), shape + way)
            for convertible, ways, way in zip(setting.converting, setting.ways, solution.ways, strict=True)
        },
        pool_increase=solution.pool / price - setting.equations.unissued,
        adjusted={
            (group.of, group.conversion_price): float(group.conversion_price * group.shares) * price / worth
            for group, worth in zip(setting.protected, solution.adjusted, strict=True)
        },
        fully_diluted=total / price,
        post_money=total,
    )
