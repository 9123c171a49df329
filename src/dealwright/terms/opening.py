"""What a term has already done when it begins: by its `opening`, or handed over by the term in whose place it steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.base import Opening, Term
    from dealwright.terms.view import View

    Number = float | Float[ndarray, "path 1"]


def paid_before(term: Term, view: View, limit: Number = 0.0, *, by_balance: bool = True) -> Number:
    """Return what a term has paid before it begins.

    Args:
        term: The term.
        view: The futures.
        limit: The limit under which a `balance` of the opening is left.
        by_balance: Whether a balance is what is left under that limit.
    """
    if view.handed is not None:
        return view.handed.paid
    opening = opening_of(term)
    if opening is None or (opening.paid is None and (opening.balance is None or not by_balance)):
        return 0.0
    if opening.paid is not None:
        return view.number(opening.paid)
    return np.maximum(limit - _money(opening.balance, view), 0.0)


def base_before(term: Term, view: View) -> Number:
    """Return all of the base that there was before a term begins."""
    if view.handed is not None:
        return view.handed.base
    opening = opening_of(term)
    return 0.0 if opening is None else _money(opening.base, view)


def balance_before(term: Term, view: View) -> tuple[Number, ...]:
    """Return what was left before a term begins, oldest first; nothing where nothing is said."""
    if view.handed is not None:
        return view.handed.balance
    opening = opening_of(term)
    return () if opening is None or opening.balance is None else (view.number(opening.balance),)


def paid_to_before(term: Term, view: View, name: str) -> Number:
    """Return what a term has paid to somebody else than its payee before it begins.

    Args:
        term: The term.
        view: The futures.
        name: To whom.
    """
    if view.handed is not None:
        return view.handed.others.get(name, 0.0)
    opening = opening_of(term)
    return 0.0 if opening is None else _money((opening.paid_to or {}).get(name), view)


def make_up_before(term: Term, view: View) -> tuple[Number, ...]:
    """Return what was paid for and not taken before a term begins, oldest first; nothing where nothing is said."""
    if view.handed is not None:
        return view.handed.make_up
    opening = opening_of(term)
    return () if opening is None or opening.make_up is None else (view.number(opening.make_up),)


def rolled_before(term: Term, view: View) -> Number:
    """Return what was moved on before a term begins, to be bought first."""
    if view.handed is not None:
        return view.handed.rolled
    opening = opening_of(term)
    return 0.0 if opening is None else _money(opening.rolled, view)


def used_before(term: Term, view: View) -> Number | None:
    """Return what the contract period that holds `as_of` has seen before it; none where nothing is said."""
    return _said(term, view, "used_this_period")


def base_this_period(term: Term, view: View) -> Number | None:
    """Return the base that the tiers' period that holds `as_of` has seen before it; none where nothing is said."""
    return _said(term, view, "base_this_period")


def of_this_year(term: Term, view: View) -> tuple[Number, Number] | None:
    """Return what the year that holds `as_of` has earned and has paid before it; none where nothing is said.

    Where only one of them is said, the other is as much.
    """
    earned, paid = _said(term, view, "earned_this_year"), _said(term, view, "paid_this_year")
    if earned is None and paid is None:
        return None
    return _either(earned, paid), _either(paid, earned)


def _either(first: Number | None, second: Number | None) -> Number:
    return first if first is not None else second if second is not None else 0.0


def _said(term: Term, view: View, key: str) -> Number | None:
    opening = opening_of(term)
    said: Expression | None = getattr(opening, key, None)
    return None if view.handed is not None or said is None else view.number(said)


def opening_of(term: Term) -> Opening | None:
    """Return what a term's file says it had done by `as_of`, for kinds that remember."""
    found: Opening | None = getattr(term, "opening", None)
    return found


def _money(expression: Expression | None, view: View) -> Number:
    return 0.0 if expression is None else view.number(expression)
