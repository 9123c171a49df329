"""What a royalty earns in each contract period: its bases, what of them is recouped first, tiers and rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.account import Line
from dealwright.terms.royalties.alongside import most_favoured_share
from dealwright.terms.royalties.base import base_of
from dealwright.terms.royalties.rate import at_first_rate, share_of
from dealwright.terms.royalties.rate_changes import stretches_of
from dealwright.terms.royalties.recoupment import part_withheld, recouped_from_gross

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.terms.days.periods import Cells
    from dealwright.terms.royalties.base import Base
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
    """

    share: Money
    base: Callable[[], Money]
    recouped: Money | None
    balance: Money | None
    lines: Callable[[], list[Line]]


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
        return [Line("base", base()), *_rated(share, base())]

    return Earned(share, base, None, None, lines)


def _composed(term: Royalty, view: View, pieces: Cells, ahead: Paid | None) -> Earned:
    """Take the rates and tiers of one base or several."""
    stretches = stretches_of(term, view, pieces)
    found = [base_of(part, term, view, pieces, stretches) for part in term.parts]
    recouped = balance = None
    if ahead is not None:
        whole = _sum([each.amount for each in found])
        recouped, balance = recouped_from_gross(whole, ahead, part_withheld(term, view))
        left = 1.0 - np.divide(recouped, whole, out=np.zeros_like(recouped), where=whole > 0.0)
        found = [each.shrunk(left) for each in found]
    tiers = [share_of(base, term, view, pieces, stretches) for base in found]
    counted = _sum([each.amount for each in found])
    own = _sum([part for each in tiers for part in each])
    share = most_favoured_share(own, counted, term, view, pieces)

    def lines() -> list[Line]:
        return [*_of_bases(found, recouped), *_of_tiers(found, tiers), *_rated(share, counted, own)]

    return Earned(share, lambda: counted, recouped, balance, lines)


def _sum(parts: Sequence[Money]) -> Money:
    return sum(parts[1:], parts[0])


def _of_bases(bases: Sequence[Base], recouped: Money | None) -> list[Line]:
    """State gross money, deductions and what is recouped from it, and what is left: the base."""
    several = len(bases) > 1
    out = [Line(f"gross {_named(base, place)}", base.gross) for place, base in enumerate(bases) if several]
    out.append(Line("gross", _sum([base.gross for base in bases])))
    deducted = [base.deducted for base in bases if base.deducted is not None]
    out += [Line("deductions", _sum(deducted))] if deducted else []
    out += [] if recouped is None else [Line("recouped_from_gross", recouped)]
    return [*out, Line("base", _sum([base.amount for base in bases]))]


def _of_tiers(bases: Sequence[Base], tiers: Sequence[Sequence[Money]]) -> list[Line]:
    """State what each tier brings, or each of several bases."""
    if len(bases) > 1:
        return [Line(f"share {_named(base, place)}", _sum(tiers[place])) for place, base in enumerate(bases)]
    return [Line(f"tier {place}", each) for place, each in enumerate(tiers[0], 1)] if len(tiers[0]) > 1 else []


def _named(base: Base, place: int) -> str:
    return base.part.title or str(place + 1)


def _rated(share: Money, base: Money, own: Money | None = None) -> list[Line]:
    """State the rate that a share comes to, and the share; where another's rate raised it, its own before."""
    share, base = np.broadcast_arrays(share, base)
    rate = np.divide(share, base, out=np.zeros(base.shape), where=base > 0.0)
    raised = own is not None and own is not share
    before = [Line("own_share", own)] if own is not None and raised else []
    return [*before, Line("rate", rate, "share"), Line("share", share)]
