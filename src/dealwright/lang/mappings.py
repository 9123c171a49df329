"""Read the values that are mappings: schedules `{2025: 8bn, 2028: 20bn}` and `{one_of: {8bn: 60%, 20bn: 40%}}`."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from dealwright.deal.expression import Chance, Expression, Schedule
from dealwright.ground.problem import Problem, error
from dealwright.lang.characters import quoted
from dealwright.lang.grammar import Grammar, Refusal, refuse
from dealwright.lang.tree import MappingNode, Node, ScalarNode
from dealwright.lang.uncertain import make_choice, make_uncertain

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.deal.expression import Quantity

    Parse: TypeAlias = Callable[[Node, Grammar], tuple[Expression | None, list[Problem]]]

_YEAR = re.compile(r"\d{4}")
_FEW = 4
_POINTS = "years or dates with values, such as `{2025: 8bn, 2028: 20bn}`"


def read_mapping(node: MappingNode, grammar: Grammar, parse: Parse, problems: list[Problem]) -> Expression:
    """Read a mapping that is one value.

    Args:
        node: The mapping.
        grammar: What may stand here.
        parse: Reads the values inside.
        problems: Takes the problems of the values inside.

    Raises:
        Refusal: If the mapping is no value here.
    """
    if list(node.entries) == ["one_of"] and grammar.uncertain:
        return _one_of(node.entries["one_of"], grammar, parse, problems)
    if grammar.schedule:
        return _schedule(node, grammar, parse, problems)
    keys = ", ".join(node.entries)
    what = f"a mapping (`{keys}`) stands where one value should"
    years = all(_point(key) is not None for key in node.entries)
    mend = _by_year(node) if years and keys else "write one value"
    return refuse(node.place, "not-a-value", what, "one value", mend)


def _by_year(node: MappingNode) -> str:
    """Say how a value of several years is written where no schedule stands."""
    driver = "make it a driver of kind `schedule`, and use its name"
    pieces = [(key, value.text) for key, value in node.entries.items() if isinstance(value, ScalarNode)]
    if len(pieces) < len(node.entries) or not all(_YEAR.fullmatch(key) for key in node.entries) or len(pieces) > _FEW:
        return driver
    *_, (_, text) = pieces
    for (_, before), (year, _) in reversed(list(pairwise(pieces))):
        text = f"if(year < {year}, {before}, {text})"
    return f"write `{quoted(text)}`, or {driver}" if len(pieces) > 1 else driver


def _one_of(node: Node, grammar: Grammar, parse: Parse, problems: list[Problem]) -> Expression:
    if not isinstance(node, MappingNode):
        what = "`one_of` has no choices with weights"
        refuse(node.place, "bad-distribution", what, "`{one_of: {8bn: 60%, 20bn: 40%}}`", "write values with weights")
    choices: list[tuple[Quantity, Expression]] = []
    for text, weight_node in node.entries.items():
        value = _inner(ScalarNode(text, "plain", node.keys[text]), grammar, parse, problems)
        weight = _inner(weight_node, grammar, parse, problems)
        choices.append((make_choice(value), weight))
    return make_uncertain("one_of", (), node.place, tuple(choices))


def _inner(node: Node, grammar: Grammar, parse: Parse, problems: list[Problem]) -> Expression:
    """Read a value inside, and give up the whole if it cannot be read."""
    value, found = parse(node, grammar)
    if value is None:
        problems += found[:-1]
        raise Refusal(found[-1])
    problems += found
    return value


def _schedule(node: MappingNode, grammar: Grammar, parse: Parse, problems: list[Problem]) -> Expression:
    """Read values by year or date; report everything wrong in it at once."""
    inner = Grammar(grammar.currency, grammar.terms, schedule=False, uncertain=grammar.uncertain)
    points: list[tuple[dt.date | int, Expression]] = []
    faults: list[Problem] = []
    for key, value_node in node.entries.items():
        point = _point(key)
        if point is None:
            what = f"`{key}` is no year or date"
            faults.append(error(node.keys[key], "bad-point", what, _POINTS, "write a year such as `2025`"))
        elif points and _middle(point) <= _middle(points[-1][0]):
            what = f"`{key}` does not come after `{points[-1][0]}`"
            faults.append(error(node.keys[key], "out-of-order", what, "years and dates in rising order", "sort them"))
        value, found = parse(value_node, inner)
        faults += found
        if isinstance(value, Chance):
            faults.append(
                error(value.place, "not-a-value", "a chance stands in a schedule", "one value", "write one value")
            )
        elif value is not None and point is not None:
            points.append((point, value))
    if not node.entries:
        refuse(node.place, "not-a-value", "the schedule is empty", _POINTS, "write `{2025: ...}`")
    if faults:
        problems += faults[:-1]
        raise Refusal(faults[-1])
    return Schedule(tuple(points), node.place)


def _point(key: str) -> dt.date | int | None:
    if _YEAR.fullmatch(key):
        return int(key)
    try:
        return dt.date.fromisoformat(key) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", key) else None
    except ValueError:
        return None


def _middle(point: dt.date | int) -> dt.date:
    """Return the date by which points are ordered: a year stands for its middle."""
    return dt.date(max(point, 1), 7, 2) if isinstance(point, int) else point
