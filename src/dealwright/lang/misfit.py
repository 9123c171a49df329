"""Say in the words of a deal file what pydantic found wrong with the keys and types of a part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dealwright.deal.deal import Deal
from dealwright.deal.securities_events import EVENT_KINDS
from dealwright.ground.closest import closest, listed
from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, error
from dealwright.lang.reader import NOTHING
from dealwright.lang.shape import Shape, expected_keys, keys_of, shape_behind
from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode
from dealwright.lang.unfold import descend, is_empty

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic_core import ErrorDetails

_FALSE_FRIENDS = {
    "post_money": "write `pre_money`, which is the post-money less `new_money`",
}
"""What to write for keys that look like another of another meaning."""
_OTHER_WORDS = {
    "cumulative_cap": "cap",
    "maximum": "cap",
    "start": "from",
    "begin": "from",
    "end": "until",
    "expires": "until",
    "expiry": "until",
    "trigger": "ends_on",
    "wacc": "cost_of_capital",
    "discount_rate": "discount",
    "percentage": "rate",
    "class": "of",
    "stock_class": "of",
    "share_class": "of",
    "stakeholder": "holder",
    "quantity": "shares",
    "date": "on",
    "price_per_share": "price",
    "issue_price": "original_issue_price",
    "authorized": "authorised",
    "liquidation_preference": "preference",
    "exercise_price": "strike",
    "valuation_cap": "cap",
    "principal": "amount",
    "interest": "rate",
    "pre_money_valuation": "pre_money",
    "options": "count",
}
"""Keys that people use for what is called otherwise here."""
_KINDS = tuple(kind.model_fields["kind"].default for kind in EVENT_KINDS)
"""Kinds of events of securities."""
_PERIODS = {
    **dict.fromkeys(("monthly", "1 month"), "month"),
    **dict.fromkeys(("quarterly", "3 months", "1 quarter"), "quarter"),
    **dict.fromkeys(("half-year", "half year", "semiannual", "6 months", "2 quarters"), "half"),
    **dict.fromkeys(("yearly", "annual", "annually", "12 months", "1 year"), "year"),
}
"""Words for the length of a period, with the one to write."""
_SINGLE = {"a fact": "is: {}, source: NAME", "a party": "discount: {}", "a source": "publisher: {}"}
"""What a single value most likely is where a mapping should stand."""
_EXPECTED = {
    "string_type": "text",
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "dict_type": "a mapping of names",
    "list_type": "a list",
    "union_tag_not_found": "a mapping of keys",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the file that is validated as one.

    Args:
        node: What the file says.
        key: Place of the key it stands under.
        shape: The declared shape.
        noun: What it is called, such as `a royalty term`.
    """

    node: Node
    key: Place
    shape: Shape
    noun: str


def problems_of(details: Iterable[ErrorDetails], part: Part) -> list[Problem]:
    """Return the problems behind pydantic's errors, a mistyped key and the key it was meant to be as one problem.

    Args:
        details: All errors of one validation.
        part: What was validated.

    Returns:
        Problems in no particular order.
    """
    missing: dict[tuple[str | int, ...], set[str]] = {}
    unknown: dict[tuple[str | int, ...], list[str]] = {}
    problems: list[Problem] = []
    for detail in details:
        *way, last = detail["loc"] or ("",)
        if detail["type"] == "missing":
            missing.setdefault(tuple(way), set()).add(str(last))
        elif detail["type"] == "extra_forbidden":
            unknown.setdefault(tuple(way), []).append(str(last))
        else:
            problems.append(_misfit(detail, part))
    for steps, keys in unknown.items():
        problems += [_unknown_key(key, steps, part, missing.get(steps, set())) for key in keys]
    for steps, absent in missing.items():
        problems += _missing_keys(sorted(absent, key=_order(steps, part)), steps, part)
    return problems


def _order(steps: tuple[str | int, ...], part: Part) -> Any:  # noqa: ANN401 - a key function
    shape = shape_behind(part.shape, steps)
    order = list(keys_of(shape)) if shape else []
    return lambda key: order.index(key) if key in order else len(order)


def _inside(steps: tuple[str | int, ...], part: Part) -> str:
    """Say which mapping is meant: the part itself or one under a key of it."""
    named = [step for step in descend(part.node, steps)[1] if isinstance(step, str)]
    return f"`{named[-1]}` of {part.noun}" if named else part.noun


def _unknown_key(key: str, steps: tuple[str | int, ...], part: Part, missing: set[str]) -> Problem:
    """Report a key that the shape does not have; if it is a slip for a missing key, that one is no longer missing."""
    shape, (node, _) = shape_behind(part.shape, steps), descend(part.node, steps)
    known = list(keys_of(shape)) if shape else []
    meant = meant_key(key, steps, part)
    missing.discard(meant or "")
    place = node.keys.get(key, node.place) if isinstance(node, MappingNode) else node.place
    what = f"unknown key `{key}` in {_inside(steps, part)}"
    mend = f"rename it to `{meant}`" if meant else _other_mend(key, known, place, node)
    before, colon, after = key.partition(":")
    if colon and after and before in known:
        mend = f"write `{before}: {after}`, with a space after the colon"
    if not known:
        return error(place, "unknown-key", what, "no keys here", mend)
    shown = ["years" if name == "points" else name for name in known]
    return error(place, "unknown-key", what, listed(shown), mend)


def meant_key(key: str, steps: Sequence[str | int], part: Part, *, surely: bool = False) -> str | None:
    """Return the key, not there yet, for which an unknown one is a slip; None if it is none."""
    shape, (node, _) = shape_behind(part.shape, steps), descend(part.node, steps)
    written = node.entries if isinstance(node, MappingNode) else {}
    absent = [name for name in (keys_of(shape) if shape else ()) if name not in written]
    if _OTHER_WORDS.get(key) in absent:
        return _OTHER_WORDS[key]
    return None if key in _FALSE_FRIENDS else closest(key, absent, surely=surely)


def _other_mend(key: str, known: list[str], place: Place, node: Node) -> str:
    """Say what to do with an unknown key that is no slip for a key that is not there yet."""
    if key in _FALSE_FRIENDS:
        return _FALSE_FRIENDS[key]
    if key in keys_of(Deal) and key not in known:
        return f"write it at the margin, as a key of the whole file: `{key}: ...`"
    alike = closest(key, known)
    laid = place.file != node.place.file or not node.place.line <= place.line <= node.place.end_line
    return f"use `{alike}`" if alike and laid else "remove it"


def _missing_keys(absent: list[str], steps: tuple[str | int, ...], part: Part) -> list[Problem]:
    """Report what must be there and is not, all keys of one mapping at once."""
    if not absent:
        return []
    node, taken = descend(part.node, steps)
    place = part.key if not taken else _key_place(part, taken)
    shape = shape_behind(part.shape, steps)
    required = expected_keys(shape) if shape else tuple(absent)
    if absent == ["points"]:
        what, mend = f"no years or dates stand in {_inside(steps, part)}", "add `2025: ...`"
        return [error(place, "missing-key", what, "years and dates, such as `2025: 12.7bn`", mend)]
    words = ", ".join(f"`{key}`" for key in absent)
    plural = "" if len(absent) == 1 else "s"
    what = f"key{plural} {words} missing in {_inside(steps, part)}"
    expected = f"{'the keys ' if len(required) > 1 else 'the key '}{', '.join(required)}"
    del node
    return [error(place, "missing-key", what, expected, f"add {', '.join(_added(key) for key in absent)}")]


def _added(key: str) -> str:
    return "`dealwright: 1`" if key == "dealwright" else f"`{key}: ...`"


def _key_place(part: Part, taken: tuple[str | int, ...]) -> Place:
    """Return the place of the key under which a mapping stands; its own place where it is an item of a list."""
    node, _ = descend(part.node, taken)
    above, _ = descend(part.node, taken[:-1])
    if isinstance(above, MappingNode):
        return above.keys[str(taken[-1])]
    return _first_line(node.place)


def _first_line(place: Place) -> Place:
    """Return the beginning of a place that may span many lines."""
    if place.line == place.end_line:
        return place
    return Place(place.file, place.line, place.column, place.line, place.column + 1)


def _misfit(detail: ErrorDetails, part: Part) -> Problem:
    """Report a value of the wrong kind, or a word that is none of those allowed."""
    node, taken = descend(part.node, detail["loc"])
    name = next((str(step) for step in reversed(taken) if isinstance(step, str)), "")
    subject = f"`{name}`" if name else part.noun
    if is_empty(node):
        return empty_value(_key_place(part, taken) if taken else part.key, subject)
    if detail["type"] == NOTHING or (detail["input"] is None and detail["type"] != "literal_error"):
        what = f"{subject} cannot be `none` in {part.noun}"
        return error(node.place, "none-not-allowed", what, "a value", "write a value")
    if detail["type"].startswith("union_tag") and isinstance(node, MappingNode):
        return _unknown_kind(node, detail)
    if detail["type"] == "literal_error":
        return _unknown_word(node, subject, detail)
    if detail["type"] == "too_short":
        what = f"{subject} is empty"
        return error(_first_line(node.place), "empty-value", what, "at least one entry", "write one, or delete the key")
    expected = _EXPECTED.get(detail["type"], "another kind of value")
    what = f"{subject} is {kind_of_node(node)}"
    mend = "write it without quotes" if _is_quoted(node) else _mend_kind(node, expected, name, part.noun)
    return error(_first_line(node.place), "wrong-kind", what, expected, mend)


def empty_value(place: Place, subject: str) -> Problem:
    """Return the problem of a key with nothing after its colon, which is pointed at since there is nothing else."""
    return error(
        place, "empty-value", f"{subject} has no value", "a value", "write a value after the colon, or delete the key"
    )


def _unknown_kind(node: MappingNode, detail: ErrorDetails) -> Problem:
    """Report an event that does not say its kind, or one that is none of those known."""
    if "kind" not in node.entries:
        what, mend = "key `kind` missing in an event", f"add `kind: {_KINDS[0]}`"
        return error(_first_line(node.place), "missing-key", what, listed(_KINDS), mend)
    word = node.entries["kind"]
    known = _words_in(detail, "expected_tags")
    text = word.text if isinstance(word, ScalarNode) else kind_of_node(word)
    mend = f"write `kind: {closest(text, known) or known[0]}`"
    return error(_first_line(word.place), "unknown-kind", f"there is no event of kind `{text}`", listed(known), mend)


def _words_in(detail: ErrorDetails, key: str) -> list[str]:
    """Return the words that pydantic lists in quotes."""
    return re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get(key, "")))


def _unknown_word(node: Node, subject: str, detail: ErrorDetails) -> Problem:
    """Report a word that is none of those a key allows."""
    if not isinstance(node, ScalarNode):
        return error(
            _first_line(node.place), "wrong-kind", f"{subject} is {kind_of_node(node)}", "one word", "write one word"
        )
    allowed = _words_in(detail, "expected")
    period = _PERIODS.get(node.text)
    meant = period if period in allowed else closest(node.text, allowed) or allowed[0]
    mend = f"write `{meant}`"
    return error(node.place, "unknown-word", f"{subject} cannot be `{node.text}`", listed(allowed), mend)


def kind_of_node(node: Node) -> str:
    """Say what a node is, for a sentence."""
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    return f"the single value `{node.text}`"


_IN_BRACKETS = re.compile(r"\s*(\[.*\]|\{.*\})\s*", re.DOTALL)
"""A list or a mapping, as one text."""


def _is_quoted(node: Node) -> bool:
    """Tell whether quotes have made a text of a list or a mapping."""
    return isinstance(node, ScalarNode) and node.style != "plain" and _IN_BRACKETS.fullmatch(node.text) is not None


def _mend_kind(node: Node, expected: str, name: str, noun: str) -> str:
    """Propose the right kind of value."""
    key = f"{name}: " if name else ""
    if noun in _SINGLE and not name and isinstance(node, ScalarNode):
        return f"write `{{{_SINGLE[noun].format(node.text)}}}`"
    if expected == "a list" and not isinstance(node, SequenceNode):
        return f"write `{key}[{node.text}]`" if isinstance(node, ScalarNode) else "begin each entry with `- `"
    if expected.startswith("a mapping") and not isinstance(node, MappingNode):
        return f"write keys below `{key.strip() or 'it'}`, indented by two spaces"
    if expected == "text" and name in {"no_deal", "signed"} and isinstance(node, MappingNode):
        return f"put it under `scenarios:` as `{name}: ...`, and write `{name}: {name}` here"
    if expected == "text":
        return f"write one name or text after `{key.strip()}`" if name else "write one name or text"
    return ""
