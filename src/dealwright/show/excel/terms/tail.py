"""The tail of a termination: what an ended term would have paid, had it gone on, in the time after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.show.excel.cells import NotLiveError, choose, greatest, least
from dealwright.show.excel.terms.acting import LifeNodes, noticed

if TYPE_CHECKING:
    from dealwright.deal.expression import Expression
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.block import Moved
    from dealwright.show.excel.terms.context import TermContext
    from dealwright.terms import Term
    from dealwright.terms.termination import Termination

PLAIN = frozenset(
    {
        "kind",
        "title",
        "payer",
        "payee",
        "grantor",
        "holder",
        "on",
        "rate",
        "amount",
        "fee",
        "worth",
        "costs",
        "period",
        "year_starts",
        "paid",
        "pays_after",
        "business_days",
        "from_",
        "until",
        "source",
        "note",
    }
)
"""Keys of terms that keep no count of what went before."""
KINDS = frozenset({"royalty", "flow", "licence", "exclusivity"})


def tail(term: Termination, after: Expression, day: Node, context: TermContext) -> None:
    """Write what the payer would have paid the payee by the ended terms, as far as the tail reaches.

    Args:
        term: The termination.
        after: How long the tail is.
        day: The day on which the termination takes effect.
        context: The termination's context.

    Raises:
        NotLiveError: What is ended keeps count of what went before.
    """
    horizon, view = context.timeline.horizon, context.part.view
    given = least(day, horizon)
    until = context.block.single(
        "End of the tail", "date", choose(day <= horizon, noticed(given, context.number(after)), horizon)
    )
    share = context.number_or(term.tail_share, 1.0)
    for name in (each for each in term.ended if view.in_force(each)):
        for moved in _gone_on(name, view.terms[name], LifeNodes(given, until), context):
            if (moved.payer, moved.payee) == (term.payer, term.payee):
                _paid(moved, share, name, context)


def _gone_on(name: str, ended: Term, runs: LifeNodes, context: TermContext) -> list[Moved]:
    """Write what an ended term would move between two days."""
    from dealwright.show.excel.terms.kinds import KINDS as ALL

    counted = [key for key in type(ended).model_fields if key not in PLAIN and getattr(ended, key) is not None]
    counted = [key for key in counted if getattr(ended, key) != type(ended).model_fields[key].default]
    if ended.kind not in KINDS or counted:
        raise NotLiveError(f"{name}, which goes on for a time, keeps count of what went before")
    own = context.acting.life(name, ended, without=context.name)
    start = greatest(own.start, runs.start)
    end = greatest(start, least(own.end, runs.end))
    block = context.block.part(f"{name}, had it gone on")
    block.told, block.moved = False, []
    lived = LifeNodes(block.single("Goes on from", "date", start), block.single("Goes on to", "date", end))
    inside = replace(context, name=name, term=ended, block=block, lives={id(ended): (ended, lived)})
    dict(ALL)[ended.kind](ended, inside)
    for part in block.whole:
        part.told = False
    return block.moved


def _paid(moved: Moved, share: Node, name: str, context: TermContext) -> None:
    """Write the part of it that is still due, on the days on which it would have been paid."""
    inside = context.part_of(f"the tail of {name}")
    days = inside.on_days(list(moved.days), closing=True)
    paid = inside.block.line("tail", "money", lambda k, _: moved.amounts[k] * share)
    inside.block.moves(moved.payer, moved.payee, paid, days)
