"""Check what single securities say of themselves: keys that exclude one another, and classes of rounds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

from pydantic import BaseModel

from dealwright.deal.expression import Uncertain, show, walk
from dealwright.deal.securities import Issued
from dealwright.ground.closest import closest, listed
from dealwright.ground.problem import Problem, error
from dealwright.lang.tree import MappingNode, Node, ScalarNode
from dealwright.lang.unfold import descend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.ground.place import Place
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

Way: TypeAlias = tuple[str | int, ...]


def check_issued(draft: Draft, entry: Entry) -> list[Problem]:
    """Find securities that say none or several of what they must say once, and rounds without a class."""
    del draft
    issued, node = issued_of(entry)
    if issued is None:
        return []
    found = [problem for shape, steps in _shapes(issued, ()) for problem in _alternatives(shape, node, steps)]
    return [*found, *_classless(issued, node), *_no_json(issued, node)]


def check_no_doubt(draft: Draft, entry: Entry) -> list[Problem]:
    """Find uncertain quantities in a cap table of its own, which knows of no futures and no beliefs."""
    del draft
    found = []
    for value in entry.values:
        doubt = next((part for part in walk(value.expression) if isinstance(part, Uncertain)), None)
        if doubt is not None:
            what = f"`{show(doubt)}` is uncertain, and a cap table is of what is known"
            found.append(error(doubt.place, "not-certain", what, "one value", "write one value"))
    return found


def check_no_earned(draft: Draft, entry: Entry) -> list[Problem]:
    """Find rights that would vest with what a deal does, in a cap table of its own, which has no deal."""
    del draft
    issued, node = issued_of(entry)
    if issued is None:
        return []
    return [
        error(
            place_in(node, ("rights", name, "vests_with")),
            "unknown-key",
            f"`{name}` vests with what a deal does, and a cap table has none",
            "`vesting`, by dates",
            f"write `vesting` here, or `vests_with` in the deal: `companies.NAME.securities.rights.{name}`",
        )
        for name, right in issued.rights.items()
        if right.vests_with is not None
    ]


def issued_of(entry: Entry) -> tuple[Issued | None, Node]:
    """Return what an entry says of securities, if it could be read, with the node that says it."""
    shape, node = entry.shape, entry.node
    if isinstance(shape, Issued):
        return shape, node
    securities = getattr(shape, "securities", None)
    if not isinstance(securities, Issued) or not isinstance(node, MappingNode) or "securities" not in node.entries:
        return None, node
    return securities, node.entries["securities"]


def place_in(node: Node, way: Way) -> Place:
    """Return the place of what some steps lead to: that of its key, or of the item of a list."""
    reached, taken = descend(node, way)
    above, _ = descend(node, taken[:-1])
    return above.keys[str(taken[-1])] if taken and isinstance(above, MappingNode) else reached.place


def _shapes(shape: BaseModel, way: Way) -> Iterator[tuple[BaseModel, Way]]:
    """Yield every shape within one, with the way to it."""
    for name in type(shape).model_fields:
        yield from _within(getattr(shape, name), (*way, name))


def _within(value: object, way: Way) -> Iterator[tuple[BaseModel, Way]]:
    if isinstance(value, BaseModel):
        yield value, way
        yield from _shapes(value, way)
    elif isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from _within(inner, (*way, key))


def _alternatives(shape: BaseModel, root: Node, way: Way) -> list[Problem]:
    """Find a mapping that has none or several of keys of which it needs exactly one."""
    found = []
    exactly: tuple[tuple[str, ...], ...] = getattr(shape, "EXACTLY_ONE", ())
    for group in (*exactly, *getattr(shape, "AT_LEAST_ONE", ())):
        there = [key for key in group if getattr(shape, key) is not None]
        words = ", ".join(f"`{key}`" for key in group)
        name = f"`{way[-1]}`" if isinstance(way[-1], str) else "this event"
        if not there:
            what = f"{name} has none of {words}"
            where = _begin(place_in(root, way))
            found.append(error(where, "none-of", what, f"one of {words}", f"add `{group[0]}: ...`"))
        elif len(there) > 1 and group in exactly:
            what = f"{name} has both `{there[0]}` and `{there[1]}`"
            mend = f"remove `{there[0]}` or `{there[1]}`"
            where = place_in(root, (*way, there[1]))
            found.append(error(where, "one-too-many", what, f"exactly one of {words}", mend))
    return found


def _begin(place: Place) -> Place:
    """Return the first character of a place that spans several lines."""
    one = place.line == place.end_line
    return place if one else type(place)(place.file, place.line, place.column, place.line, place.column + 1)


def _classless(issued: Issued, node: Node) -> list[Problem]:
    """Find rounds that do not say what they issue."""
    found = []
    for name, round_ in issued.rounds.items():
        if round_.new_class is None and name not in issued.classes:
            meant = closest(name, issued.classes)
            what = f"the round `{name}` does not say which class it issues"
            mend = f"add `new_class: {meant}`" if meant else f"add `{name}` to `classes`, or `new_class: {{...}}` here"
            expected = listed(list(issued.classes)) or "a class"
            found.append(error(place_in(node, ("rounds", name)), "no-class", what, expected, mend))
    return found


def _no_json(issued: Issued, node: Node) -> list[Problem]:
    """Find foreign words that are no JSON object."""
    found = []
    for position, extra in enumerate(issued.extras):
        try:
            sound = isinstance(json.loads(extra.content), dict)
        except (ValueError, RecursionError):
            sound = False
        if not sound:
            where = descend(node, ("extras", position, "content"))[0]
            what = "this is no JSON object"
            place = where.place if isinstance(where, ScalarNode) else _begin(where.place)
            found.append(error(place, "bad-json", what, 'JSON such as `{"a": 1}` in quotes', "delete the entry"))
    return found
