"""Tell which numbers of a deal are moments in calendar years, such as the 2028.5 of `year < 2028.5`, and no sizes."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from dealwright.deal.expression import Binary, Call, Name, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dealwright.deal.expression import Expression
    from dealwright.lang.entry import Entry

YEAR = Name("year")
_OF_A_KIND = frozenset({"<", "<=", ">", ">=", "==", "!=", "+", "-", "min", "max", "clip"})


def of_a_kind(expression: Expression) -> Iterator[list[Expression]]:
    """Yield the parts of an expression that are compared, added or chosen among, and so are of one kind.

    Args:
        expression: The expression.
    """
    return (list(_added(part)) for part in walk(expression))


def facts_of_years(entries: Iterable[Entry]) -> frozenset[str]:
    """Name the facts that are moments in calendar years: they stand beside `year`, or beside such facts.

    Args:
        entries: All entries of a deal.
    """
    said: list[set[str]] = []
    facts = set[str]()
    for entry in entries:
        own = {entry.name} if entry.path[:1] == ("facts",) else set[str]()
        facts |= own
        for value in entry.values:
            groups = [{each.name for each in group if isinstance(each, Name)} for group in of_a_kind(value.expression)]
            said += [groups[0] | own, *groups[1:]] if groups else []
    found, before = {YEAR.name}, set[str]()
    while found != before:
        before = set(found)
        found |= facts & set[str]().union(*(group for group in said if group & found))
    return frozenset(found - {YEAR.name})


def _added(part: Expression) -> Iterator[Expression]:
    if isinstance(part, Binary) and part.op in _OF_A_KIND:
        yield from chain(_added(part.left), _added(part.right))
    elif isinstance(part, Call) and part.function in _OF_A_KIND:
        yield from chain.from_iterable(_added(each) for each in part.arguments)
    else:
        yield part
