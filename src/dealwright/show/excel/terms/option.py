"""An option: the day on which it is exercised, and what is then paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.calendar import WHOLE
from dealwright.show.excel.cells import Node, NotLiveError, choose, function, greatest, least, total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.excel.terms.context import TermContext
    from dealwright.terms.option import Option


def option(term: Option, context: TermContext) -> None:
    """Write on which day an option is exercised, its price, and what its holder receives.

    Args:
        term: The option.
        context: What it asks for.
    """
    if term.at_fair_value:
        raise NotLiveError("its price hangs on the fair value of a stake, which is expected over many futures")
    horizon, day = context.timeline.horizon, context.event(context.name)
    last = horizon
    if term.company is not None:
        exit_day = context.timeline.day(float(context.part.view.exit_day(term.company)[0]))
        last = least(horizon, exit_day)
    happens, block, held = day <= last, context.block, context.acting.held(context.name, term)
    paid_on = context.on_days([least(day, horizon)], closing=True, happens=[happens])
    counts = block.line("exercised", "count", lambda *_: choose(happens, 1.0, 0.0), note=held)
    read_on = block.single("Amounts read at", "date", paid_on[0] - WHOLE)
    price = _price(term, read_on, context)
    seller, buyer = term.trades
    if price is not None:
        agreed = block.single("Price, if it is exercised", "money", price)
        paid = block.line("price", "money", lambda k, _: agreed * counts[k])
        block.moves(buyer, seller, paid, paid_on)
    if term.receives is not None:
        receives = context.at(term.receives, read_on)
        received = block.line("received", "money", lambda k, _: receives * counts[k])
        block.moves(term.writer, term.holder, received, paid_on)


def _price(term: Option, day: Node, context: TermContext) -> Node | None:
    """Return the price of an exercise on a day, between its floor and its cap."""
    if not term.priced_by:
        return None
    price = context.at(term.price, day) if term.price is not None else _appraised(term, day, context)
    if term.price_floor is not None:
        price = greatest(price, context.number(term.price_floor))
    if term.price_cap is not None:
        price = least(price, context.number(term.price_cap))
    return price


def _appraised(term: Option, day: Node, context: TermContext) -> Node:
    """Return the mean of two appraisals, or what a third makes of it where the two are too far apart."""
    block = context.block
    one, other = (
        block.single(f"Appraisal {place}", "money", context.at(each, day))
        for place, each in enumerate(term.appraisals or (), start=1)
    )
    mean = (one + other) / 2.0
    if term.third is None or term.apart is None:
        return mean
    third = block.single("Third appraisal", "money", context.at(term.third, day))
    allowed = context.number(term.apart) * least(one, other)
    apart = greatest(one, other) - least(one, other)
    return choose(apart > allowed, _with_third(term, one, other, third), mean)


def _with_third(term: Option, one: Node, other: Node, third: Node) -> Node:
    """Return the price that a third appraisal settles, in the way that the contract says."""
    if term.third_counts == "alone":
        return third
    if term.third_counts == "all":
        return total([one, other, third]) / 3.0
    if term.third_counts == "nearer":
        higher, lower = greatest(one, other), least(one, other)
        return (third + choose(third - lower < higher - third, lower, higher)) / 2.0
    return _nearest_two([one, other, third])


def _nearest_two(appraisals: Sequence[Node]) -> Node:
    """Return the mean of the two nearest of three, of equally near ones the two higher."""
    low, high = least(*appraisals), greatest(*appraisals)
    middle = function("MEDIAN", lambda *each: sorted(each)[1], *appraisals)
    return choose(middle - low < high - middle, low + middle, middle + high) / 2.0
