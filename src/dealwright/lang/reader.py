"""Read the values of one part of a file while pydantic validates its shape: this is pydantic's validation context.

A declared shape says what each value measures; pydantic hands the node to `Reader.read`, which parses it, notes the
problems itself with their exact places, and goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from dealwright.deal.expression import Name
from dealwright.lang.fisher import restate
from dealwright.lang.interval import resolve
from dealwright.lang.parse import Grammar, parse
from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode
from dealwright.lang.unfold import Empty, Items, Keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.deal.expression import Expression
    from dealwright.deal.measure import Measure, Refers
    from dealwright.ground.place import Place
    from dealwright.ground.problem import Problem
    from dealwright.lang.money import Money

UNREAD = Name("")
"""Stands for a value that could not be read, so that what stands beside it is still checked; nothing is known of it."""
NOTHING = "nothing"
"""Type of pydantic's error where a value is `none` but must be there."""


@dataclass(frozen=True, slots=True)
class Value:
    """An expression that was read.

    Args:
        expression: The expression, its rates of the kind that the file counts in.
        measure: What its key measures.
        node: What says it.
        said: The expression as the node says it.
    """

    expression: Expression
    measure: Measure
    node: Node
    said: Expression

    @property
    def place(self) -> Place:
        """Return where it stands."""
        return self.node.place


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that must be declared elsewhere in the file."""

    name: str
    place: Place
    refers: Refers


@dataclass(slots=True)
class Reader:
    """Read values and gather what was read.

    Args:
        money: The money of what is read: the currency of amounts without one, the kind of rates that are to come out.
        known: Values read before, by the identity of their nodes, which need not be parsed again.
        values: Every expression read.
        references: Every name that stands for something declared elsewhere.
        problems: Everything wrong with the values.
    """

    money: Money
    known: Mapping[int, Value] = field(default_factory=dict)
    values: list[Value] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def read(self, value: object, measure: Measure) -> object:
        """Read a value by its measure.

        Args:
            value: A node, a mapping or list of nodes, None for `none`, or an expression already read.
            measure: What the key measures.

        Returns:
            The expression; `UNREAD` where what is wrong is in `problems`.

        Raises:
            PydanticCustomError: If there is nothing.
        """
        if value is None or isinstance(value, Empty):
            raise PydanticCustomError(NOTHING, "none")
        node = value.node if isinstance(value, Keys | Items) else value
        if not isinstance(node, ScalarNode | MappingNode | SequenceNode):
            return value
        before = self.known.get(id(node))
        if before is not None and before.node is node and before.measure == measure:
            self.values.append(before)
            return before.expression
        grammar = Grammar(currency=self.money.currency, terms=measure.terms, schedule=measure.schedule)
        expression, problems = parse(node, grammar)
        self.problems += problems
        if expression is None:
            return UNREAD
        expression, problems = resolve(expression, measure)
        self.problems += problems
        if problems:
            return UNREAD
        restated, problems = restate(expression, measure, self.money)
        self.problems += problems
        if problems:
            return UNREAD
        self.values.append(Value(restated, measure, node, expression))
        return restated

    def refer(self, value: object, refers: Refers) -> None:
        """Note a name that must be declared elsewhere.

        Args:
            value: The node of the name; anything else is left to the shape.
            refers: Where it may be declared.
        """
        if isinstance(value, ScalarNode):
            self.references.append(Reference(value.text, value.place, refers))
