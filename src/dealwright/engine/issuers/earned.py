"""Rights that vest with what terms and drivers do: how much of each has vested by the exit, on every path."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import Uncertain, walk
from dealwright.engine.expressions import expressions, names_used, terms_used
from dealwright.equity.exits.claims import times
from dealwright.equity.exits.stack import stack_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.deal.securities import Right, Securities
    from dealwright.deal.securities_vesting import VestsWith
    from dealwright.engine.exit import ExitTime
    from dealwright.engine.issuers.issuer import Issuer
    from dealwright.engine.view import FuturesView
    from dealwright.equity.exits.claims import Claim
    from dealwright.equity.holdings import HeldRight, Holdings

    Column = Float[ndarray, " path"]


def earned_rights(shape: Securities) -> dict[str, Right]:
    """Return the rights that vest with what terms and drivers do, by name."""
    return {name: right for name, right in shape.rights.items() if right.vests_with is not None}


def sign_of_earned(shape: Securities, view: FuturesView) -> int | None:
    """Return a number that stands for all that decides how much of such rights vests; none where it has none."""
    said = [right.vests_with for right in earned_rights(shape).values()]
    if not said:
        return 0
    if any(isinstance(part, Uncertain) for each in expressions(said) for part in walk(each)):
        return None
    deal = view.futures.deal
    terms = [view.signed(name) for name in sorted(terms_used(said)) if name in view.terms]
    if None in terms:
        return None
    used = sorted(name for name in names_used(said) if name in deal.drivers or name in deal.facts)
    written = tuple(view.futures.store.shape(each) for each in expressions(said))
    return view.futures.store.sign(("earned", written, tuple(view.futures.sign(name) for name in used), tuple(terms)))


def without_earned(held: Holdings, shape: Securities) -> Holdings:
    """Leave out the rights that vest with what terms and drivers do: their claims are counted by path."""
    earned = earned_rights(shape)
    if not earned:
        return held
    return replace(held, rights={name: each for name, each in held.rights.items() if name not in earned})


def earned_claims(
    issuer: Issuer, held: Holdings, exit_: ExitTime, when: dt.date | ndarray, places: Int[ndarray, " path"]
) -> Iterator[Claim]:
    """Return the claims of such rights, each by itself, over some paths.

    Args:
        issuer: The company.
        held: Who holds what at the exit.
        exit_: When it comes.
        when: Day of the exit: one, or one for each of the paths.
        places: The paths.

    Yields:
        Claims; a right of which nothing has vested on a path claims nothing there.
    """
    for name, right in earned_rights(issuer.shape).items():
        each = held.rights.get(name)
        if each is None or right.vests_with is None or not each.right.count:
            continue
        part = _part_of(each, earned_share(right.vests_with, exit_, issuer.view)[places])
        part = part + (1.0 - part) * float(issuer.exit.accelerates)
        whole = replace(each, right=replace(each.right, vesting=None), vested=each.right.count)
        alone = replace(held, lots=(), rights={name: whole}, convertibles={})
        for claim in stack_of(alone, issuer.exit, when).claims:
            yield times(claim, part, part)


def _part_of(held: HeldRight, share: Column) -> Column:
    """Return the part that has vested of what is left of a right, by the part of its whole grant that has."""
    left, gone = float(held.right.count), float(held.exercised)
    vested = np.clip(share * (left + gone) - gone, float(held.vested), left)
    return np.asarray(vested / left)


def earned_share(vests: VestsWith, exit_: ExitTime, view: FuturesView) -> Column:
    """Return the share of a grant that has vested by the exit on each path.

    Args:
        vests: How it vests; a tranche vests on the first day on which its condition is true.
        exit_: When the exit comes.
        view: The futures.

    Returns:
        Shares from 0 to 1.
    """
    found: Column = np.zeros(view.paths)
    if vests.share is not None:
        found = found + np.clip(view.at(vests.share, exit_.day), 0.0, 1.0)
    for tranche in vests.tranches or ():
        reached = view.first_time(tranche.when, 0.0)
        found = found + np.where(reached <= exit_.day, np.ravel(view.number(tranche.share)), 0.0)
    return np.asarray(np.minimum(found, 1.0))
