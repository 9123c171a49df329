"""A right of first refusal: each offer of a third party, whether the holder takes it, and what that moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show.excel.cells import both, choose, node
from dealwright.show.excel.terms.pay_days import later, within_life

if TYPE_CHECKING:
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.context import TermContext
    from dealwright.terms.exclusivity import Exclusivity, FirstRefusal


def refusals(term: Exclusivity, right: FirstRefusal, context: TermContext) -> None:
    """Write how each offer is answered.

    Args:
        term: Who is bound to whom, and in which life.
        right: The right of first refusal.
        context: What it asks for.
    """
    runs, horizon = context.life(), context.timeline.horizon
    inside = context.part_of("offers of third parties")
    block, days = inside.block, [context.event(name) for name in right.offers]
    comes = [within_life(day, runs, horizon) for day in days]
    moments = [choose(there, day, horizon) for there, day in zip(comes, days, strict=True)]
    if right.if_ is not None:
        comes = [both(there, context.at(right.if_, at) > 0.5) for there, at in zip(comes, moments, strict=True)]  # noqa: PLR2004 - yes is 1
    after = right.after
    paid = None if after is None else [later(at, context.number(after)) for at in moments]
    paid_on = inside.on_days(moments, closing=True, happens=comes, paid=paid)
    moments = block.moments
    counts = block.work("Is made", "condition", lambda k, _: choose(comes[k], 1.0, 0.0))
    less, fee = context.number_or(right.deters, 0.0), context.number_or(right.fee, 0.0)
    full = block.work(
        "Offer as it would be without the right", "money", lambda k, _: context.at(right.price, moments[k])
    )
    price = block.work("Offer", "money", lambda k, _: full[k] * (1.0 - less))
    worth = block.work("Worth of the asset to the holder", "money", lambda k, _: context.at(right.worth, moments[k]))
    block.line("offer", "money", lambda k, _: price[k] * counts[k], "Offer, if it is made")
    gained = block.line("asset's worth", "money", lambda k, _: worth[k] * counts[k])
    takes = block.line("matched", "number", lambda k, _: counts[k] * _takes(right, worth[k] - price[k] - fee))
    lost = block.line("deterred", "money", lambda k, _: full[k] * less * counts[k])
    money = block.line("paid", "money", lambda k, _: (price[k] + fee) * takes[k])
    block.moves(term.holder, term.grantor, money, paid_on)
    won = block.work("The asset's worth, if it is matched", "money", lambda k, _: gained[k] * takes[k])
    block.moves(None, term.holder, won, moments, cash=False)
    foregone = block.work("Not had from the third party", "money", lambda k, _: price[k] * takes[k])
    block.moves(term.grantor, None, foregone, paid_on)
    if right.deters is not None:
        block.moves(term.grantor, None, lost, paid_on)


def _takes(right: FirstRefusal, gain: Node) -> Node:
    """Tell whether the holder takes the asset: where it gains by it, or as it is fixed in advance."""
    if right.takes == "best":
        return choose(gain > 0.0, 1.0, 0.0)
    return node(1.0 if right.takes == "always" else 0.0)
