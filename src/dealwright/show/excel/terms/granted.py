"""Licences and exclusivities: what each field is worth, costs and pays while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Call
from dealwright.show.excel.cells import NotLiveError, both, choose, greatest, least, negated, node
from dealwright.show.excel.terms.acting import LifeNodes
from dealwright.show.excel.terms.beyond import goes_on
from dealwright.show.excel.terms.pay_days import is_so
from dealwright.show.excel.terms.promised import promised
from dealwright.show.excel.terms.refusal import refusals
from dealwright.terms.exclusivity import Exclusivity
from dealwright.terms.licence import with_life

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from dealwright.deal.expression import Expression
    from dealwright.show.excel.terms.context import Period, TermContext
    from dealwright.terms.licence import Licence, LicencePart

    Right: TypeAlias = Licence | LicencePart | Exclusivity
    Stretch: TypeAlias = tuple[LifeNodes, Expression | None, Expression | None, str]


def licence(term: Licence, context: TermContext) -> None:
    """Write what a licence, and each of its fields, is worth, costs and pays.

    Args:
        term: The licence.
        context: What it asks for.
    """
    _right(term, term, "", context)
    for name, part in (term.parts or {}).items():
        _right(term, part, f"{name}: ", context)


def exclusivity(term: Exclusivity, context: TermContext) -> None:
    """Write what an exclusivity is worth, costs and pays, and the offers into which its holder steps.

    Args:
        term: The exclusivity.
        context: What it asks for.
    """
    _right(term, term, "", context)
    if term.first_refusal is not None:
        refusals(term, term.first_refusal, context)


def _right(term: Licence | Exclusivity, right: Right, name: str, context: TermContext) -> None:
    """Write what one right moves."""
    seen = term if right is term else with_life(term, right)
    keys = ("worth", "costs", "fee", "exclusive_worth", "exclusive_costs")
    if any(getattr(right, key, None) is not None for key in (*keys, "minimum_fee", "upfront")):
        runs = context.life(seen)
        if any(getattr(right, key, None) is not None for key in keys):
            for k, stretch in enumerate(_stretches(right, runs, context)):
                _running(term, right, name, (stretch, runs, k == 0), context)
        if right.minimum_fee is not None:
            _made_up(term, right, name, runs, context)
        if right.upfront is not None:
            _upfront(term, seen, right.upfront, (name, runs), context)


def _stretches(right: Right, runs: LifeNodes, context: TermContext) -> Iterator[Stretch]:
    """Cut a life into the time in which a right is exclusive and the time after it, each with its worth and costs."""
    alone_now = node(False) if isinstance(right, Exclusivity) else is_so(context, right.exclusive, otherwise=False)  # noqa: FBT003 - a condition
    if isinstance(right, Exclusivity) or (alone_now.constant and not alone_now.value):
        yield runs, right.worth, right.costs, ""
        return
    alone = (right.exclusive_worth or right.worth, right.exclusive_costs or right.costs)
    moments = right.exclusive_until
    if moments is None and alone_now.constant:
        yield runs, *alone, ""
        return
    each = [] if moments is None else moments if isinstance(moments, list) else [moments]
    days = [context.moment(one) + (1.0 if context.part.view.is_date(one) else 0.0) for one in each]
    over = context.block.single(
        "Exclusive until",
        "date",
        choose(alone_now, greatest(runs.start, least(runs.end, *days)), runs.start),
        "the opening of the day after",
    )
    yield LifeNodes(runs.start, over), *alone, "exclusive"
    yield LifeNodes(over, runs.end), right.worth, right.costs, "not exclusive any more"


def _running(
    term: Licence | Exclusivity,
    right: Right,
    name: str,
    where: tuple[Stretch, LifeNodes, bool],
    context: TermContext,
) -> None:
    """Write the worth, the costs and, in the first stretch, the fee, step by step."""
    (runs, worth, costs, note), whole, first = where
    if isinstance(term.beyond, Call) and (name or note):
        raise NotLiveError("a part of it goes on after the horizon")
    inside = context.part_of(f"{name}{note}".strip(": "))
    periods = inside.periods(inside.timeline.grid.step)
    inside.open(periods, runs)
    if worth is not None:
        _unpaid(f"{name}worth", worth, (None, term.holder), (periods, runs), inside)
    if costs is not None:
        _unpaid(f"{name}costs", costs, (term.grantor, None), (periods, runs), inside)
    if right.fee is not None and first:
        if runs is not whole:
            inside = context.part_of(f"{name}fee")
            inside.open(periods, whole)
        money = inside.money(right.fee, periods, f"{context.name}: {name}fee", whole)
        fee = inside.block.line(f"{name}fee", "money", lambda k, _: money[k])
        inside.block.line("paid", "money", lambda k, _: fee[k])
        inside.block.moves(term.holder, term.grantor, fee)
        goes_on(term, inside, (term.holder, term.grantor), fee)


def _unpaid(
    name: str,
    amount: Expression,
    sides: tuple[str | None, str | None],
    where: tuple[Sequence[Period], LifeNodes],
    context: TermContext,
) -> None:
    """Write what a right is worth, or costs, which nobody pays."""
    periods, runs = where
    money = context.money(amount, periods, f"{context.name}: {name}", runs)
    cells = context.block.line(name, "money", lambda k, _: money[k])
    context.block.moves(*sides, cells, cash=False)
    goes_on(context.term, context, sides, cells, cash=False)


def _made_up(term: Licence | Exclusivity, right: Right, name: str, runs: LifeNodes, context: TermContext) -> None:
    """Write what each year's fee is short of its minimum, paid at the close of the year."""
    if right.minimum_fee is None:
        return
    inside = context.part_of(f"{name}least fee of a year")
    years = inside.periods("year")
    inside.open(years, runs, paid="end")
    least_of = promised(right.minimum_fee, years, inside)
    block = inside.block
    fee = [node(0.0)] * len(years)
    if right.fee is not None:
        fee = inside.money(right.fee, years, f"{context.name}: {name}fee", runs)
    had = block.work(f"{name}fee of the year", "money", lambda k, _: fee[k])
    asked = block.work(f"{name}least fee of the year", "money", lambda k, _: least_of[k])
    lacking = block.line(f"{name}minimum made up", "money", lambda k, _: greatest(asked[k] - had[k], 0.0))
    block.line("paid", "money", lambda k, _: lacking[k])
    block.moves(term.holder, term.grantor, lacking)


def _upfront(
    term: Licence | Exclusivity,
    seen: Licence | Exclusivity,
    amount: Expression,
    where: tuple[str, LifeNodes],
    context: TermContext,
) -> None:
    """Write what is paid when a right begins; what began before `as_of` has been paid."""
    name, runs = where
    inside = context.part_of(f"{name}upfront")
    begins = runs.start < runs.end
    if seen.from_ is not None and not seen.start_events:
        begun = context.number(seen.from_) < context.timeline.as_of
        begins = both(begins, negated(begun))
    block = inside.block
    day = inside.on_days([runs.start], closing=bool(seen.start_events))
    paid = block.line(f"{name}upfront", "money", lambda *_: choose(begins, context.number(amount), 0.0))
    block.line("paid", "money", lambda k, _: paid[k])
    block.moves(term.holder, term.grantor, paid, day)
