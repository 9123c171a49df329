"""Make claims of convertibles that are outstanding at an exit: paid, or converted at their cap, whichever is better."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.exact import NOTHING, WHOLE, Exact
from dealwright.equity.exits.claims import Claim
from dealwright.equity.exits.moment import product
from dealwright.equity.rounds.conversion import with_best_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dealwright.equity.exits.claims import Number
    from dealwright.equity.exits.moment import Moment
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.securities import Convertible

_ALL = 1.0 - 1e-9
"""The most of a company that convertibles can take; at the whole of it there would be no price."""


def convertible_claims(moment: Moment, senior: float = 0.0) -> Iterator[Claim]:
    """Return the claims of all convertibles outstanding.

    A note is a debt: it is paid its multiple and interest before any preference. A SAFE is paid its multiple by its
    seniority, which is that of the most senior preferred shares unless it says another. Either may take its shares
    instead, as many as the cap gives; a SAFE without a cap and with a discount takes shares worth its amount at the
    discount, once all preferences are paid.

    Args:
        moment: The holdings and the day of the exit.
        senior: Rank of the most senior preference of shares.

    Returns:
        Claims, in the order of the holdings.

    Source:
        Y Combinator, Post-Money SAFE v1.1, section 1(b) and 1(d), and "Liquidity Capitalization" in section 2.
    """
    shares = shares_at_exit(moment)
    for name, convertible in at_best_terms(moment).items():
        earned = moment.interest(convertible)
        owed = product(convertible.exit_multiple, convertible.amount) + product(earned)
        taken = shares[name]
        at_discount: Number = 0.0
        if convertible.kind == "safe" and convertible.discount and not np.any(taken):
            at_discount = product(convertible.amount, WHOLE / (WHOLE - convertible.discount))
        yield Claim(
            name=name,
            holders={convertible.holder: 1.0},
            shares=taken,
            preference=owed,
            seniority=_rank(convertible, senior),
            converts=bool(np.any(taken)),
            on_conversion=0.0 if convertible.interest_converts else product(earned),
            last_preference=np.maximum(0.0, at_discount - owed) if convertible.discount else 0.0,
            security=name,
        )


def _rank(convertible: Convertible, senior: float) -> float:
    """Return the rank of a convertible's payment among the preferences."""
    if convertible.kind == "note":
        return np.inf
    return senior if convertible.seniority is None else float(convertible.seniority)


def at_best_terms(moment: Moment) -> Mapping[str, Convertible]:
    """Return all convertibles, each most favoured nation with the whole set of terms that it takes at an exit."""
    outstanding = moment.held.convertibles
    return {name: with_best_terms(convertible, outstanding) for name, convertible in outstanding.items()}


def shares_at_exit(moment: Moment) -> Mapping[str, Number]:
    """Return how many common shares each convertible would convert into at an exit, by its cap or its fixed share.

    With f the part of the capitalization that an amount buys (amount / cap), b the shares that count without
    convertibles, t whether its own shares count and o whether the others' do, its shares are
    n = f (b + t n + o (N - n)), so n = g (b + o N) with g = f / (1 - f t + f o), and the sum N follows.

    Args:
        moment: The holdings and the day of the exit.

    Returns:
        Shares by name; zero without a cap. Pools count with what they have granted: what is not granted gets nothing.
        Convertibles whose parts sum to the whole company or more take all but a trace of it, in proportion.
    """
    parts: dict[str, tuple[Number, Number, bool]] = {}
    for name, convertible in at_best_terms(moment).items():
        counted = convertible.counted
        part = _part(moment, convertible)
        if counted.this_security and not counted.other_converting:
            part = np.minimum(part, _ALL)
        weight = part / (1.0 - part * counted.this_security + part * counted.other_converting)
        parts[name] = weight, float(_base(moment.held, convertible)), counted.other_converting
    taken = sum((weight for weight, _, others in parts.values() if others), start=0.0)
    less = np.where(np.greater(taken, _ALL), _ALL / np.maximum(taken, _ALL), 1.0)
    parts = {
        name: (weight * less if others else weight, base, others) for name, (weight, base, others) in parts.items()
    }
    in_all = sum((weight * base for weight, base, _ in parts.values()), start=0.0) / (1.0 - taken * less)
    return {name: weight * (base + others * in_all) for name, (weight, base, others) in parts.items()}


def _part(moment: Moment, convertible: Convertible) -> Number:
    """Return the part of its capitalization that a convertible buys at its cap."""
    if convertible.fixed_share is not None:
        return float(convertible.fixed_share)
    if convertible.cap is None:
        return 0.0
    earned = moment.interest(convertible) if convertible.interest_converts else NOTHING
    return (product(convertible.amount) + product(earned)) / float(convertible.cap)


def _base(held: Holdings, convertible: Convertible) -> Exact:
    """Return the shares that count in its capitalization, convertibles not among them."""
    counted = convertible.counted
    return (held.outstanding if counted.outstanding_shares else NOTHING) + (
        held.granted if counted.outstanding_options else NOTHING
    )
