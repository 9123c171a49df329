"""Choose the declared shape of a driver or a term by its `kind`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.driver import DRIVER_KINDS
from dealwright.ground.closest import closest
from dealwright.ground.problem import Problem, error
from dealwright.lang.tree import MappingNode, Node, ScalarNode
from dealwright.terms.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.ground.place import Place
    from dealwright.lang.shape import Shape

DRIVERS: dict[str, Shape] = {kind.model_fields["kind"].default: kind for kind in DRIVER_KINDS}
"""Every kind of driver by the word a file uses for it."""


def choose_driver(node: Node, key: Place) -> tuple[Shape | None, str, list[Problem]]:
    """Choose the shape of a driver.

    Args:
        node: What the file says.
        key: Place of the driver's name.

    Returns:
        The shape or None, what such a driver is called, and the problems.
    """
    if isinstance(node, ScalarNode) and node.text:
        what = f"a driver cannot be the single value `{node.text}`"
        mend = f"write `{{kind: constant, is: {node.text}}}`"
        return None, "", [error(node.place, "wrong-kind", what, "a mapping with a `kind`", mend)]
    return _choose(node, key, DRIVERS, "driver")


def choose_term(node: Node, key: Place) -> tuple[Shape | None, str, list[Problem]]:
    """Choose the shape of a term.

    Args:
        node: What the file says.
        key: Place of the term's name.

    Returns:
        The shape or None, what such a term is called, and the problems.
    """
    return _choose(node, key, KINDS, "term")


def _choose(node: Node, key: Place, kinds: Mapping[str, Shape], noun: str) -> tuple[Shape | None, str, list[Problem]]:
    """Find the shape of the kind that a mapping names, or say what is wrong with its `kind`."""
    known = ", ".join(kinds)
    if not isinstance(node, MappingNode):
        what = f"a {noun} must be a mapping with a `kind`"
        return (
            None,
            "",
            [error(key, "wrong-kind", what, "a mapping of keys", f"write `{{kind: {next(iter(kinds))}, ...}}`")],
        )
    if "kind" not in node.entries:
        slip = closest("kind", [name for name in node.entries if name in {"Kind", "type", "kinds", "knd"}])
        if slip:
            what = f"unknown key `{slip}` in a {noun}"
            return None, "", [error(node.keys[slip], "unknown-key", what, "kind", "rename it to `kind`")]
        glued = next((name for name in node.entries if name.startswith("kind:")), None)
        if glued:
            mend = f"write `kind: {glued.removeprefix('kind:')}`, with a space after the colon"
            return (
                None,
                "",
                [error(node.keys[glued], "unknown-key", f"unknown key `{glued}` in a {noun}", "kind", mend)],
            )
        what = f"key `kind` missing in a {noun}"
        return None, "", [error(key, "missing-key", what, known, f"add `kind: {_guess(node, kinds)}`")]
    word = node.entries["kind"]
    text = word.text if isinstance(word, ScalarNode) else ""
    if text not in kinds:
        meant = closest(text, kinds)
        mend = f"write `kind: {meant}`" if meant else f"write `kind: {_guess(node, kinds)}`"
        return None, "", [error(word.place, "unknown-kind", f"there is no kind of {noun} called `{text}`", known, mend)]
    return kinds[text], f"{'an' if text[0] in 'aeiou' else 'a'} {text} {noun}", []


def _guess(node: MappingNode, kinds: Mapping[str, Shape]) -> str:
    """Guess the kind from the keys: the one whose shape has most of them."""
    from dealwright.lang.shape import keys_of

    return max(
        kinds, key=lambda kind: (sum(key in keys_of(kinds[kind]) for key in node.entries), kind == next(iter(kinds)))
    )
