"""Read values: literals, expressions, uncertain quantities, chances and schedules, each with its exact place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dealwright.lang.fold import check_constants
from dealwright.lang.grammar import TEXT_LIMIT, Grammar, Refusal, is_name, refuse
from dealwright.lang.literal import read_literal
from dealwright.lang.mappings import read_mapping
from dealwright.lang.pratt import Reading
from dealwright.lang.tokens import Tokens, not_so_written
from dealwright.lang.tree import MappingNode, Node, ScalarNode

if TYPE_CHECKING:
    from dealwright.deal.expression import Expression, Quantity
    from dealwright.ground.problem import Problem

_ELSEWHERE = re.compile(
    r"(?i:true|false|yes|no|on|off|null|none|nil|n/a|nan|~)|[\w ,./:-]*\d{4}[\w ,./:-]*|\d+[./-]\d+[./-]\d+.*"
)

__all__ = ["Grammar", "is_name", "parse"]


def parse(node: Node, grammar: Grammar) -> tuple[Expression | None, list[Problem]]:
    """Read the value that a node holds.

    Args:
        node: A scalar, or a mapping where schedules may stand or one that says `one_of`.
        grammar: What may stand here.

    Returns:
        The value or None, and the problems. A value may come with problems where what was meant is clear but must be
        written otherwise.

    Example:
        >>> from dealwright.lang.compose import compose_value
        >>> node, _ = compose_value("margin * revenue", "example")
        >>> parse(node, Grammar())[0]
        Binary(op='*', left=Name(name='margin'), right=Name(name='revenue'))
    """
    problems: list[Problem] = []
    try:
        if isinstance(node, ScalarNode):
            return _scalar(node, grammar, problems), problems
        if isinstance(node, MappingNode):
            return read_mapping(node, grammar, parse, problems), problems
        what = "a list stands where one value should"
        refuse(node.place, "not-a-value", what, "one value", "write one of its values")
    except Refusal as refusal:
        return None, [*problems, refusal.problem]


def _scalar(node: ScalarNode, grammar: Grammar, problems: list[Problem]) -> Expression:
    text = node.text
    literal = read_literal(text, grammar.currency, node.place)
    if literal is not None:
        return literal
    if not text.strip():
        refuse(node.place, "empty-value", "nothing is written here", "a value", "write a value, or `none` for no value")
    if len(text) > TEXT_LIMIT:
        what = f"this value has {len(text)} characters"
        refuse(node.place, "too-large-expression", what, f"at most {TEXT_LIMIT} characters", "split it into drivers")
    understood = _as_elsewhere(node, grammar, problems)
    if understood is not None:
        return understood
    tokens = Tokens(node, grammar.currency, problems)
    expression = Reading(node, grammar, tokens.cut()).whole()
    check_constants(expression)
    return expression


def _as_elsewhere(node: ScalarNode, grammar: Grammar, problems: list[Problem]) -> Quantity | None:
    """Understand a whole text that is a date or a word as written elsewhere, and report how to write it."""
    text = node.text.strip()
    if not _ELSEWHERE.fullmatch(text):
        return None
    from dealwright.lang import sloppy  # most values are well written

    word = sloppy.mend_word(text)
    ways = [word] if word else sloppy.mend_date(text)
    if not ways or text in ways:
        return None
    problems.append(not_so_written(node.place, text, *ways))
    return read_literal(ways[0], grammar.currency, node.place)
