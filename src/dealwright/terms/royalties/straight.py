"""What a royalty pays whose clauses are plain, by compiled loops: the money alone, its account is told when asked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.deal.expression import Schedule
from dealwright.ground.kernels.pays import pays, pays_now
from dealwright.terms.amounts.given import each_given, given
from dealwright.terms.days.anniversaries import Years, years_of
from dealwright.terms.opening import paid_before
from dealwright.terms.royalties.base import base_of
from dealwright.terms.royalties.rate import at_first_rate
from dealwright.terms.royalties.rate_changes import stretches_of
from dealwright.terms.year_start import year_start

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Number
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]

PART = 2**13
"""Paths that a thread takes at a time."""
RARE = (
    "bases", "rate_changes", "most_favoured", "stacking", "tiers_count", "minimum_recoupable", "true_up", "beyond",
    "netted_with",
)  # fmt: skip
"""Clauses that are computed one by one."""
OPENED = ("used_this_period", "base_this_period", "paid_this_year", "earned_this_year", "base")
"""What an opening may say that clauses computed one by one begin with."""


def paid_straight(term: Royalty, view: View, pieces: Cells) -> Money | None:
    """Compute what a royalty pays in each contract period, where its clauses are plain and there is much to do.

    Args:
        term: The royalty.
        view: The futures.
        pieces: The contract periods.

    Returns:
        Money of each period, as the clauses computed one by one give it; none where that is the way to take.
    """
    to_date = term.tier_period is not None or term.tiers_on == "cumulative"  # adds up in another order, then
    enough = (pays if to_date else pays_now)(len(pieces.length) * view.paths)
    if not enough or not is_plain(term, view):
        return None
    base = _counted(term, view, pieces)
    return None if base is None or len(base) != view.paths else _paid(base.T, term, view, pieces)


def is_plain(term: Royalty, view: View) -> bool:
    """Say whether only the base, tiers, the caps and the minimum of each period decide what a royalty pays."""
    said = set() if term.opening is None else {key for key in OPENED if getattr(term.opening, key) is not None}
    alone = view.handed is None and view.passes_on is None and view.counterclaim() is None
    return (
        alone
        and not said
        and not term.recoups
        and all(getattr(term, key) is None for key in RARE)
        and (term.tiers is None or term.tier_method == "marginal")
        and term.minimum_period in {None, term.period}
        and not isinstance(term.minimum, Schedule)
    )


def _counted(term: Royalty, view: View, pieces: Cells) -> Money | None:
    """Return what tiers count, or what the rate brings."""
    (part,) = term.parts
    plain = part.deductions is None and not view.holds(term.carry_losses, otherwise=False)
    if plain:
        return at_first_rate(part, view, pieces) if part.tiers is None else pieces.money(part.on, view)
    return None if part.tiers is None else base_of(0, term, view, pieces, stretches_of(term, view, pieces)).amount


def _paid(base: Float[ndarray, "period path"], term: Royalty, view: View, pieces: Cells) -> Money:
    from dealwright.ground.kernels.threads import in_threads
    from dealwright.terms.royalties.kernels.periods import paid_per_period

    opens, closes = pieces.opens[pieces.first], _last(pieces.closes, pieces.first)
    years, shrinks = _years(term, view, pieces)
    anew = np.isin(np.arange(len(opens)), years.first)
    counting = opens[years.first][years.of], _last(closes, years.first)[years.of], years.length[years.of]
    tiers = term.tiers or []
    up_to = _rows([np.inf if tier.up_to is None else view.number(tier.up_to) for tier in tiers])
    before: Number = paid_before(term, view, 0.0 if term.cap is None else view.number(term.cap), by_balance=True)
    limit = before if term.cap is None else np.maximum(view.number(term.cap), before)
    least, most = (0.0 if key is None else view.number(key) for key in (term.minimum, term.period_cap))
    life = (np.full(1, -np.inf) if pieces.start is None else pieces.start), pieces.end
    numbers = (*(each_given(each) for each in life), *(each_given(each) for each in (most, least, limit, before)))
    clauses = shrinks, term.period_cap is not None, term.minimum is not None, term.cap is not None
    found = np.empty(base.shape)
    work = partial(
        paid_per_period, given(base), (opens, closes, pieces.length, anew), counting,
        (up_to, _rows([view.number(tier.rate) for tier in tiers])), numbers, clauses, found,
    )  # fmt: skip
    in_threads(lambda place: work((place, min(place + PART, view.paths))), range(0, view.paths, PART))
    return found.T


def _years(term: Royalty, view: View, pieces: Cells) -> tuple[Years, bool]:
    """Return the time in which tiers count to date, and whether their bounds shrink with its days."""
    if term.tiers_on == "cumulative":
        count = len(pieces.length)
        never, once = np.zeros(count, dtype=bool), np.zeros(1)
        return Years(np.zeros(count, dtype=int), np.zeros(1, dtype=int), once + 1.0, never, once), False
    years = years_of(pieces, view.grid, term.tier_period or term.period, year_start(term))
    return years, view.holds(term.tiers_prorated, otherwise=True)


def _last(days: Float[ndarray, " _"], first: ndarray) -> Float[ndarray, " _"]:
    """Return the last of each group, by where each begins."""
    return np.asarray(days[np.append(first[1:], len(days)) - 1])


def _rows(numbers: list[Any]) -> Float[ndarray, "tier _"]:
    rows = [np.ravel(each) for each in numbers]
    width = max((len(each) for each in rows), default=1)
    return given(np.reshape([np.broadcast_to(each, width) for each in rows], (len(rows), width)))
