"""What the certain case holds as the tool found it, and the expressions that each of it rests on: inputs say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Name, Quantity, Uncertain
from dealwright.terms.option import Option
from dealwright.world.beliefs import expressions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.show.excel.workbook import Model
    from dealwright.terms import Term

BEST = "it is exercised where that is best for its holder"
"""Why the day of an option is held that is decided by worth: by all that anything in the deal is worth."""


def hold(model: Model) -> None:
    """Note what is held as the tool found it, with the expressions that it rests on.

    Args:
        model: The certain case on sheets.
    """
    deal, held = model.deal, model.held
    for term in model.terms:
        if term.reason:
            title = term.stated.title or term.name.replace("_", " ")
            acting = [each for other in model.part.view.acting.get(term.name, ()) for each in _of(deal, other)]
            held[f"“{title}”"] = [*behind_term(deal, deal.terms[term.name]), *acting]
    for name, reason in model.companies.reasons.items():
        shape = deal.companies[name]
        held[f"{shape.name or name}: {reason}"] = list(_behind_company(model, name))
    held |= model.formulas.held
    _hold_words(model)
    for what, reason, names in model.formulas.drivers.frozen:
        found = list(_everything(deal)) if reason == BEST else [each for name in names for each in _of(deal, name)]
        held[f"{what}: {reason}"] = found


def behind_term(deal: Deal, term: Term) -> Iterator[Expression]:
    """Go through what a term rests on: its own words, the events that it names, the company whose stake it is about.

    Args:
        deal: The deal.
        term: The term.
    """
    yield from (each for _, each in expressions(term, ""))
    named = {*term.events, *term.start_events, *getattr(term, "awaited", ()), *(term.ends_on_all or ())}
    yield from (Name(each) for each in sorted(named))
    company = deal.companies.get(getattr(term, "company", None) or "")
    if company is not None and isinstance(term, Option):
        yield from (each for _, each in expressions(company, ""))


def _behind_company(model: Model, name: str) -> Iterator[Expression]:
    """Go through what a held company is worth by: its own words, what terms bring and cost it, its holders' rates."""
    deal, books = model.deal, model.part.books.companies[name]
    yield from (each for _, each in expressions(deal.companies[name], ""))
    for term in (deal.terms[each] for each in books.terms if each in deal.terms):
        yield from behind_term(deal, term)
    holders = {*books.holders, *(who for who, _, _ in books.exit.paid)}
    for party in (deal.parties[each] for each in holders if each in deal.parties):
        yield from (each for each in (party.discount, party.tax) if each is not None)
    if any(deal.parties[each].discount is None for each in holders if each in deal.parties):
        yield deal.risk_free


def _of(deal: Deal, name: str) -> Iterator[Expression]:
    if name in deal.terms:
        yield from behind_term(deal, deal.terms[name])
    else:
        yield from (each for _, each in expressions(deal.drivers.get(name), ""))


def _everything(deal: Deal) -> Iterator[Expression]:
    """Go through all that anything is worth by."""
    for shapes in (deal.terms, deal.companies, deal.drivers):
        yield from (each for _, each in expressions(shapes, ""))
    for party in deal.parties.values():
        yield from (each for each in (party.discount, party.risk_tolerance) if each is not None)


def _hold_words(model: Model) -> None:
    """Note by what the clauses were chosen that stand here: conditions, readings of the sources, kinds of prices."""
    deal, held = model.deal, model.held
    chosen = [each.active for each in deal.terms.values() if each.active is not None]
    if chosen:
        held["which clauses are in force: that was settled when this was written"] = list(chosen)
    for name, fact in deal.facts.items():
        paths = {path for reading in fact.readings or () for path in reading.overlay or {}}
        read = [model.inputs.written(each) for each in model.inputs.all if _under(each.path, paths)]
        if read:
            title = fact.title or name.replace("_", " ")
            held[f"what a reading of “{title}” says: change it there, in the file"] = [one for one in read if one]
    priced = [each for each in model.inputs.all if _is_priced(model.inputs.written(each))]
    if priced and deal.inflation is not None:
        held["rates written as real or nominal: they were brought to the file's prices by it"] = [deal.inflation]


def _under(path: str, paths: set[str]) -> bool:
    return any(path == each or path.startswith(f"{each}.") for each in paths)


def _is_priced(literal: Quantity | Uncertain | None) -> bool:
    return isinstance(literal, Quantity) and bool(literal.prices)
