"""The arithmetic of rights: what each is worth, costs and pays while it runs, exclusive for a time or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dealwright.terms.account import Account, Line, within_date
from dealwright.terms.amounts.payments import accounted, statement, together
from dealwright.terms.dated.on_dates import by_step
from dealwright.terms.days.beyond import accruing
from dealwright.terms.days.life import Life, begins_by_itself, by_date, life, whole_day
from dealwright.terms.days.periods import cells, promised
from dealwright.terms.exclusivity import Exclusivity
from dealwright.terms.licence import with_life
from dealwright.terms.outcome import Flow, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.expression import Expression
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.licence import Licence, LicencePart
    from dealwright.terms.outcome import Statement
    from dealwright.terms.view import View

    Right: TypeAlias = Licence | LicencePart | Exclusivity


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """What a right moves in a part of its life.

    Args:
        flow: The flow.
        name: What the contract calls it.
        paid: Whether it is money between the two sides.
        pieces: The periods of its entries; none for one that is paid at once.
        closing: Whether that is told from the close of a date, as an event's day is, or from its opening.
        at_close: Whether each entry is due at the close of its period.
    """

    flow: Flow
    name: str
    paid: bool
    pieces: Cells | None
    closing: bool | Bool[ndarray, "path 1"] = False
    at_close: bool = False


def granted(term: Licence | Exclusivity, view: View, rights: Sequence[tuple[str, Right]]) -> Outcome:
    """Run rights, each in its own life.

    Args:
        term: The term: who grants to whom.
        view: The futures.
        rights: What is granted, with a word before which its lines are called; the term itself has none.

    Returns:
        All flows; the statement's `paid` is the money between the two sides, or if there is none all worths and costs.
    """
    moved = [each for name, right in rights for each in _moved(term, right, name, view)]
    between = [each for each in moved if each.paid] or moved
    edges = np.array(view.grid.edges)

    def lines() -> Statement:
        paid = [_stated(each, view, edges) for each in between]
        return together(*({"due": each, "paid": each} for each in paid))

    def account() -> Account | None:
        whole: Account | None = None
        for part in _together(moved):
            own = _account(part, [each for each in part if each.paid])
            whole = own if whole is None else whole.then(own)
        return whole

    return Outcome(tuple(each.flow for each in moved), lines, account=account)


def _moved(term: Licence | Exclusivity, right: Right, name: str, view: View) -> Iterator[Moved]:
    """Go through all that one right moves."""
    seen = term if right is term else with_life(term, right)
    whole, sides = life(seen, view), (term.holder, term.grantor)
    pieces = cells(whole, view.grid, view.grid.step)
    for part, worth, costs in _stretches(right, whole, view):
        here = pieces if part is whole else cells(part, view.grid, view.grid.step)
        for key, way, amount in (("worth", (None, term.holder), worth), ("costs", (term.grantor, None), costs)):
            if amount is not None:
                flow = accruing(seen, view, way, here.on_demand(amount, view), here, cash=False)
                yield Moved(flow, f"{name}{key}", paid=False, pieces=here)
    if right.fee is not None:
        fee = accruing(seen, view, sides, pieces.on_demand(right.fee, view), pieces)
        yield Moved(fee, f"{name}fee", paid=True, pieces=pieces)
    if right.minimum_fee is not None:
        years = cells(whole, view.grid, "year")
        had = 0.0 if right.fee is None else years.money(right.fee, view)
        lacking = np.maximum(promised(right.minimum_fee, view, years) - had, 0.0)
        made_up = Flow(*sides, lacking, years.close)
        yield Moved(made_up, f"{name}minimum made up", paid=True, pieces=years, at_close=True)
    if right.upfront is not None:
        upfront = _upfront(seen, right.upfront, whole, sides, view)
        closing = np.atleast_2d(~by_date(seen, whole, view))
        yield Moved(upfront, f"{name}upfront", paid=True, pieces=None, closing=closing)


def _stretches(right: Right, whole: Life, view: View) -> Iterator[tuple[Life, Expression | None, Expression | None]]:
    """Cut a life into the time in which a right is exclusive and the time after it, each with its worth and costs."""
    worth, costs = right.worth, right.costs
    if isinstance(right, Exclusivity) or not view.holds(right.exclusive, otherwise=False):
        yield whole, worth, costs
        return
    alone = (right.exclusive_worth or worth, right.exclusive_costs or costs)
    moments = right.exclusive_until
    if moments is None:
        yield whole, *alone
        return
    each = moments if isinstance(moments, list) else [moments]
    days = [view.moment(moment) + (1.0 if view.is_date(moment) else 0.0) for moment in each]
    first_of = whole_day(np.atleast_1d(np.minimum.reduce(np.broadcast_arrays(*days))))
    over = np.clip(np.reshape(first_of, (-1, 1)), whole.start, whole.end)
    last, first = min(whole.last, float(np.max(over))), max(whole.first, float(np.min(over)))
    yield Life(whole.start, over, whole.first, max(last, whole.first)), *alone
    yield Life(over, np.broadcast_to(whole.end, over.shape), min(first, whole.last), whole.last), worth, costs


def _upfront(seen: Licence | Exclusivity, amount: Expression, whole: Life, sides: tuple[str, str], view: View) -> Flow:
    """Pay an amount when a right begins; one that began before `as_of`, or under another wording, has been paid."""
    begun = seen.from_ is not None and view.grid.day(view.calendar_date(seen.from_)) < 0 and not seen.start_events
    start = np.reshape(whole.start, (-1, 1))
    begins = (start < np.reshape(whole.end, (-1, 1))) * (not begun) * begins_by_itself(seen, view, whole.start)
    return Flow(*sides, np.asarray(view.number(amount) * begins), np.broadcast_to(start, begins.shape))


def _stated(moved: Moved, view: View, edges: Float[ndarray, " edge"]) -> Float[ndarray, "path step"]:
    if moved.pieces is None:
        return by_step(moved.flow.amount, moved.flow.days, edges, closing=False)
    count = len(moved.pieces.length)
    return statement(moved.pieces, view, paid=moved.flow.amount[:, :count])()["paid"]


def _together(moved: Sequence[Moved]) -> list[list[Moved]]:
    """Put together what has the same periods, and is due within them or all at their close."""
    parts: dict[tuple[int, bool], list[Moved]] = {}
    for each in moved:
        parts.setdefault((id(each if each.pieces is None else each.pieces), each.at_close), []).append(each)
    return list(parts.values())


def _account(part: Sequence[Moved], paid: Sequence[Moved]) -> Account:
    """Return the account of what has the same periods."""
    first, pieces = part[0], part[0].pieces
    shown = [Line(each.name, each.flow.amount) for each in part]
    if paid:
        shown.append(Line("paid", sum((each.flow.amount for each in paid), np.zeros((1, 1)))))
    if pieces is not None:
        return accounted(pieces, first.flow.days, shown)()
    begun = np.atleast_2d(first.flow.days)
    day = within_date(begun, closing=first.closing)
    return Account(day, day, day, tuple(shown), begun)
