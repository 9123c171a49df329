"""Make the cap table that the tree of a file says, with every problem in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dealwright.deal.securities import CapTableFile
from dealwright.lang.auditing import audit_of, made_table, sound
from dealwright.lang.checks.dates import check_currency
from dealwright.lang.checks.references import names_issued
from dealwright.lang.checks.table import SECURITIES_CHECKS
from dealwright.lang.draft import Draft, Section, currency_of
from dealwright.lang.entry import read_part
from dealwright.lang.exactly import ExactValues
from dealwright.lang.misfit import Part
from dealwright.lang.money import Money
from dealwright.lang.tree import MappingNode
from dealwright.lang.unit_of_name import UnitsOfNames

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dealwright.equity.captable import CapTable
    from dealwright.ground.problem import Problem
    from dealwright.lang.entry import Entry
    from dealwright.lang.plain_rows import PlainRows
    from dealwright.lang.tree import Tree


def read_table(tree: Tree, *, audited: bool = True) -> tuple[CapTable | None, list[Problem]]:
    """Read a tree.

    Args:
        tree: The tree of a whole file.
        audited: Whether to find what does not add up, besides what cannot be read.

    Returns:
        The table; None while an error stands; and the problems.
    """
    draft, entry = _drafted(tree)
    found = _problems(draft, entry)
    table = _table(draft, entry, found)
    if table is not None and audited:
        found += audit_of(table, entry, found)
    return (table if sound(found) else None), found


def declared_table(tree: Tree) -> CapTableFile | None:
    """Return what the tree of a sound file declares, its values as they are written; none where it cannot be read."""
    found: CapTableFile | None = _drafted(tree)[1].shape
    return found


def joined_table(tree: Tree, rows: PlainRows) -> CapTable | None:
    """Read the tree of what plain rows left of a file, and put them between.

    Args:
        tree: The tree of the rest.
        rows: The plain entries.

    Returns:
        The table, as if all of it had been read as one; None where that would find a problem.
    """
    draft, entry = _drafted(tree, rows)
    issued = names_issued(entry)
    unknown = any(not names.keys() <= set(issued.get(section, ())) for section, names in rows.names.used.items())
    if unknown or _stand_twice(tree, rows) or _problems(draft, entry):
        return None
    rest = _table(draft, entry, [])
    return None if rest is None else _joined(rest, rows)


def _drafted(tree: Tree, rows: PlainRows | None = None) -> tuple[Draft, Entry]:
    """Read a tree as far as it can be read."""
    money = Money(currency_of(tree.root))
    entry = read_part(Part(tree.root, tree.root.place, CapTableFile, "a cap table"), (), money)
    if rows is not None:
        entry = replace(entry, beside=rows.entries)
    return Draft(tree.root, tree.file, {"": Section({"": entry})}, UnitsOfNames(())), entry


def _problems(draft: Draft, entry: Entry) -> list[Problem]:
    """Find everything that cannot be read."""
    found = [*entry.problems, *check_currency(draft)]
    for check in SECURITIES_CHECKS:
        found += check(draft, entry)
    return [_without_facts(problem) for problem in found]


def _without_facts(problem: Problem) -> Problem:
    """Return a problem that does not send to facts and drivers, which a cap table in a file of its own has none of."""
    return replace(problem, mend="write a literal") if problem.code == "unknown-name" else problem


def _table(draft: Draft, entry: Entry, found: list[Problem]) -> CapTable | None:
    """Make the table of a file, as far as it can be read."""
    shape: CapTableFile | None = entry.shape
    as_of = None if shape is None else ExactValues().of(shape.as_of)
    if shape is None or not isinstance(as_of, dt.date):
        return None
    return made_table(draft, entry, found, (shape.company, shape.currency, as_of))


def _stand_twice(tree: Tree, rows: PlainRows) -> bool:
    """Say whether a name of a plain entry stands in the rest as well."""
    for section, entries in rows.entries.items():
        node = tree.root.entries.get(section)
        if isinstance(node, MappingNode) and not node.entries.keys().isdisjoint(entries):
            return True
    return False


def _joined(rest: CapTable, rows: PlainRows) -> CapTable:
    """Put the plain entries between those of the rest, in the order of the file."""
    sections: dict[str, Any] = {
        section: {thing.id: thing for thing in _in_order([*getattr(rest, section).values(), *entries.values()])}
        for section, entries in rows.entries.items()
    }
    return replace(rest, **sections, events=tuple(_in_order([*rest.events, *rows.events])))


def _in_order(things: Iterable[Any]) -> list[Any]:
    return sorted(things, key=lambda thing: (thing.place.line, thing.place.column))
