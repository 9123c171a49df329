"""What a royalty earns in each contract period: its bases, what of them is recouped first, tiers and rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.account import Line
from dealwright.terms.days.beyond import later
from dealwright.terms.royalties.alongside import most_favoured_share
from dealwright.terms.royalties.base import base_ever, base_of
from dealwright.terms.royalties.rate import at_first_rate, counted_before, counts_of, share_of, tier_clock
from dealwright.terms.royalties.rate_changes import stretches_of
from dealwright.terms.royalties.recoupment import part_withheld, recouped_from_gross
from dealwright.terms.royalties.under_way import handed_on, seen_by_end

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Number
    from dealwright.terms.royalties.base import Base
    from dealwright.terms.royalties.rate import Taken
    from dealwright.terms.royalties.rate_changes import Stretch
    from dealwright.terms.royalties.recoupment import Paid
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]


@dataclass(frozen=True, slots=True)
class Earned:
    """What a royalty earns in each contract period.

    Args:
        share: What its rates bring.
        base: Computes what they count, which is asked for only where something uses or shows it.
        recouped: What of the base was recouped before; none where nothing is.
        balance: What was left to be recouped from the base after each period.
        lines: Computes the lines of the account up to the share.
        kept: Computes what bases and tiers hand on to another wording.
        unrecouped: What the rates and the base would be if nothing of it were recouped, and which part of it is left in
            each year after the horizon; none where recoupment from the base does not go on past it.
    """

    share: Money
    base: Callable[[], Money]
    recouped: Money | None
    balance: Money | None
    lines: Callable[[], list[Line]]
    kept: Callable[[], dict[str, Number]] = dict
    unrecouped: tuple[Money, Money, Money] | None = None


def earned(term: Royalty, view: View, pieces: Cells, ahead: Paid | None) -> Earned:
    """Compute what a royalty earns.

    Args:
        term: The royalty.
        view: The futures.
        pieces: The contract periods.
        ahead: The advances, where they are recouped from the base; none otherwise.
    """
    return _plain(term, view, pieces) if ahead is None and _is_plain(term) else _composed(term, view, pieces, ahead)


def _is_plain(term: Royalty) -> bool:
    more = (term.bases, term.deductions, term.carry_losses, term.tiers, term.rate_changes, term.most_favoured)
    return all(each is None for each in more)


def _plain(term: Royalty, view: View, pieces: Cells) -> Earned:
    """Take one rate of one base."""
    (part,) = term.parts
    share = np.maximum(at_first_rate(part, view, pieces), 0.0)

    def base() -> Money:
        return np.asarray(np.maximum(pieces.money(part.on, view), 0.0))

    def lines() -> list[Line]:
        return [*_gross(pieces.money(part.on, view), base()), Line("base", base()), *_rated(share, base())]

    return Earned(share, base, None, None, lines)


def _composed(term: Royalty, view: View, pieces: Cells, ahead: Paid | None) -> Earned:
    """Take the rates and tiers of one base or several."""
    stretches = stretches_of(term, view, pieces)
    found = [base_of(place, term, view, pieces, stretches) for place in range(len(term.parts))]
    recouped = balance = unrecouped = None
    if ahead is not None:
        whole = _sum([each.amount for each in found])
        more = later(term, view, pieces, whole, limited=True)
        laid = whole if more is None else more.join(whole)
        taken_first, open_ = recouped_from_gross(laid, ahead, part_withheld(term, view))
        left = 1.0 - np.divide(taken_first, laid, out=np.zeros_like(taken_first), where=laid > 0.0)
        periods = len(pieces.length)
        recouped, balance = taken_first[:, :periods], open_[:, :periods]
        if more is not None:
            shares = [share_of(base, term, view, pieces, stretches).share for base in found]
            unrecouped = (most_favoured_share(_sum(shares), whole, term, view, pieces), whole, left[:, periods:])
        found = [each.shrunk(left[:, :periods]) for each in found]
    taken = [share_of(base, term, view, pieces, stretches) for base in found]
    counted = _sum([each.amount for each in found])
    own = _sum([each.share for each in taken])
    share = most_favoured_share(own, counted, term, view, pieces)

    def lines() -> list[Line]:
        tiers = [*_counted(term, view, stretches), *_of_tiers(found, taken)]
        return [*_of_bases(found, recouped), *tiers, *_rated(share, counted, own)]

    def kept() -> dict[str, Number]:
        return _handed_on(found, taken, term, view, pieces)

    return Earned(share, lambda: counted, recouped, balance, lines, kept, unrecouped)


def _handed_on(
    bases: Sequence[Base], taken: Sequence[Taken], term: Royalty, view: View, pieces: Cells
) -> dict[str, Number]:
    """Return what bases and tiers have seen, for another wording to go on with."""
    clock = tier_clock(term, view, pieces)
    ever = {f"ever {each.place}": _ever(each, view) for each in bases}
    counted = sum(counts_of(term, view, stretches_of(term, view, pieces)), np.zeros((1, 1)))
    apart = bases if term.tiers_count is not None else []
    rest = {f"loss {each.place}": each.loss for each in bases}
    rest |= {f"credit {each.place}": one.credit for each, one in zip(bases, taken, strict=True)}
    if term.tiers_on == "cumulative":
        whole = np.sum(counted, axis=1, keepdims=True)
        rest |= {f"counted ever {each.place}": whole + counted_before(each, term, view) for each in apart}
        return ever | rest
    seen: dict[str, Number] = {
        f"base {each.place}": seen_by_end(each.amount, counted_before(each, term, view, counts=False), clock, pieces)
        for each in bases
    }
    for each in apart:
        before = counted_before(each, term, view)
        seen[f"counted base {each.place}"] = seen_by_end(counted, before, clock, pieces)
    return ever | rest | handed_on(view, pieces, clock, seen)


def _ever(base: Base, view: View) -> Number:
    """Return all of a base that there ever was."""
    before = base_ever(base.part, view) if view.handed is None else view.handed.kept.get(f"ever {base.place}", 0.0)
    return np.asarray(before + np.sum(base.amount, axis=1, keepdims=True))


def _sum(parts: Sequence[Money]) -> Money:
    return sum(parts[1:], parts[0])


def _of_bases(bases: Sequence[Base], recouped: Money | None) -> list[Line]:
    """State gross money, deductions and what is recouped from it, and what is left: the base."""
    several = len(bases) > 1
    out = [Line(f"gross {_named(base, place)}", base.gross) for place, base in enumerate(bases) if several]
    counted = _sum([base.amount for base in bases])
    out += _gross(_sum([base.gross for base in bases]), counted)
    deducted = [base.deducted for base in bases if base.deducted is not None]
    out += [Line("deductions", _sum(deducted))] if deducted else []
    out += [] if recouped is None else [Line("recouped_from_gross", recouped)]
    return [*out, Line("base", counted)]


def _gross(gross: Money, base: Money) -> list[Line]:
    """State gross money where it is not the base."""
    return [] if np.all(gross == base) else [Line("gross", gross)]


def _counted(term: Royalty, view: View, stretches: list[Stretch]) -> list[Line]:
    """State what the bounds of tiers count, where that is not the base."""
    counts = counts_of(term, view, stretches)
    return [Line("counted", _sum(counts))] if counts else []


def _of_tiers(bases: Sequence[Base], taken: Sequence[Taken]) -> list[Line]:
    """State what each tier brings, or each of several bases."""
    if len(bases) > 1:
        return [Line(f"share {_named(base, place)}", taken[place].share) for place, base in enumerate(bases)]
    tiers = taken[0].tiers
    return [Line(f"tier {place}", each) for place, each in enumerate(tiers, 1)] if len(tiers) > 1 else []


def _named(base: Base, place: int) -> str:
    return base.part.title or str(place + 1)


def _rated(share: Money, base: Money, own: Money | None = None) -> list[Line]:
    """State the rate that a share comes to, and the share; where another's rate raised it, its own before."""
    share, base = np.broadcast_arrays(share, base)
    rate = np.divide(share, base, out=np.zeros(base.shape), where=base > 0.0)
    raised = own is not None and own is not share
    before = [Line("own_share", own)] if own is not None and raised else []
    return [*before, Line("rate", rate, "share"), Line("share", share)]
