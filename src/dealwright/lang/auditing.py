"""Find what does not add up in securities that could be read, besides what is wrong with single values."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

from dealwright.deal.expression import Name, names
from dealwright.deal.securities import Issued, Securities
from dealwright.deal.securities_terms import without_terms
from dealwright.deal.signature import signature
from dealwright.lang.checks.issued import issued_of, place_in
from dealwright.lang.exactly import ExactValues
from dealwright.lang.narrow import narrowed

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from dealwright.equity.captable import CapTable
    from dealwright.ground.problem import Problem
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_HARMLESS = frozenset({"out-of-bounds", "unit-mismatch", "unknown-key", "unknown-currency", "no-party"})
"""Errors with which a table can still be made, so that what else is wrong in it is said at once; so with names."""
_KINDS: dict[str, type] = {"date": dt.date, "condition": bool}


def sound(problems: Iterable[Problem]) -> bool:
    """Say whether problems are warnings alone."""
    return all(problem.severity != "error" for problem in problems)


def made_table(draft: Draft, entry: Entry, found: list[Problem], head: tuple[str, str, dt.date]) -> CapTable | None:
    """Make the table of securities, if they can be read so far that one can be made.

    Args:
        draft: The file.
        entry: A cap table in a file of its own, or a company.
        found: What is wrong with it.
        head: The company, its currency, and the day of the table.
    """
    issued, node = issued_of(entry)
    harmful = (p for p in found if p.severity == "error" and p.code not in _HARMLESS and p.code[:8] != "unknown-")
    values = ExactValues(draft.sound("facts"))
    if issued is None or any(harmful) or not _all_known(entry, values) or _classless(issued):
        return None
    from dealwright.equity.declared import table_of  # only deals with securities pay for it

    return table_of(issued, head, values.of, lambda way: place_in(node, way))


def audit_of(table: CapTable, entry: Entry, found: list[Problem], *, history: bool = True) -> list[Problem]:
    """Find what does not add up, but nothing more of what is known to be wrong.

    Args:
        table: The table.
        entry: What it was made of.
        found: What is wrong with single values.
        history: Whether its events are replayed.
    """
    from dealwright.equity.audit import audit  # only deals with securities pay for it

    lines = {(problem.place.file, problem.place.line) for problem in found if problem.severity == "error"}

    def is_new(problem: Problem) -> bool:
        place = problem.place
        return not any((place.file, line) in lines for line in range(place.line, place.end_line + 1))

    new = [problem for problem in audit(table, history=history) if is_new(problem)]
    return narrowed(new, issued_of(entry)[1])


def audit_company(draft: Draft, entry: Entry, found: list[Problem], added_up: set[Hashable]) -> list[Problem]:
    """Find what does not add up in the securities of a company of a deal.

    Args:
        draft: The deal.
        entry: Any entry of it.
        found: What is wrong with that.
        added_up: What stands for each history that was seen to add up; it grows.
    """
    issued, _ = issued_of(entry)
    if not isinstance(issued, Securities) or draft.as_of is None:
        return []
    table = made_table(draft, entry, found, (entry.name, draft.currency, draft.as_of))
    if table is None:
        return []
    values = ExactValues(draft.sound("facts"))
    said = tuple((name, values.of(Name(name))) for name in sorted(entry.uses))
    key = (draft.as_of, draft.currency, said, signature(without_terms(issued)))
    problems = audit_of(table, entry, found, history=key not in added_up)
    if key not in added_up and len(problems) == len(audit_of(table, entry, found, history=False)):
        added_up.add(key)
    return problems


def _classless(issued: Issued) -> bool:
    """Say whether a round issues a class that is not declared."""
    named = (round_.new_class or name for name, round_ in issued.rounds.items())
    return any(isinstance(new, str) and new not in issued.classes for new in named)


def _all_known(entry: Entry, values: ExactValues) -> bool:
    """Say whether every value comes to what its key asks for, or may yet move with drivers."""
    for value in entry.values:
        known, kind = values.of(value.expression), _KINDS.get(value.measure.unit, Fraction)
        if not isinstance(known, kind) and (known is not None or value.measure.certain):
            return False
        if not value.measure.varies and names(value.expression) == {""}:
            return False
    return True
