"""Read what options make of terms: the wording of each term that is switched, for every set of options exercised."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from dealwright.lang.overlay import Pair, lay, written_pairs
from dealwright.lang.tree import MappingNode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.lang.draft import Draft

MOST_ON_ONE = 3
"""So many options may switch one term: every set of them makes a wording of its own."""


def switches(draft: Draft) -> dict[str, list[Pair]]:
    """Return what each option lays over the terms once it is exercised, by the option's name."""
    found = {}
    for entry in draft.of("terms"):
        node = entry.node.entries.get("switches") if isinstance(entry.node, MappingNode) else None
        if node is not None and getattr(entry.shape, "switches", None) is not None:
            found[entry.name] = written_pairs(node)
    return found


def terms_of(pairs: list[Pair], draft: Draft) -> frozenset[str]:
    """Name the terms over which pairs lay something."""
    names = sorted(draft.names("terms"), key=len, reverse=True)
    return frozenset(next((name for name in names if pair.path.startswith(f"terms.{name}.")), "") for pair in pairs) - {
        ""
    }


def switched(draft: Draft) -> dict[frozenset[str], dict[str, Any]]:
    """Return the wordings of terms that options make, by the options exercised.

    Args:
        draft: A deal in which nothing is wrong.
    """
    laid = switches(draft)
    touched = {name: terms_of(pairs, draft) for name, pairs in laid.items()}
    found: dict[frozenset[str], dict[str, Any]] = {}
    for size in range(1, min(len(laid), MOST_ON_ONE) + 1):
        for chosen in combinations(laid, size):
            common = frozenset.intersection(*(touched[name] for name in chosen))
            if common:
                found[frozenset(chosen)] = _worded(draft, laid, chosen, common)
    return found


def _worded(
    draft: Draft, laid: Mapping[str, list[Pair]], chosen: tuple[str, ...], names: frozenset[str]
) -> dict[str, Any]:
    """Return some terms as they are worded once some options are exercised, later ones of the file over earlier."""
    over = lay(draft.root, [pair for name in chosen for pair in laid[name]])
    terms = draft.reread(over.root, over.touched).sound("terms")
    return {name: terms[name] for name in sorted(names)}
