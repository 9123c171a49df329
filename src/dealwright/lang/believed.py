"""Sees a deal with the eyes of a party that believes something otherwise than the file says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.lang.flow_text import flow_text
from dealwright.lang.overlay import written_pairs

if TYPE_CHECKING:
    from dealwright.lang.load import Loaded
    from dealwright.lang.overlay import Pair


def _pairs(loaded: Loaded, party: str) -> list[Pair]:
    node = loaded.node_at(f"parties.{party}.believes")
    return [] if node is None else written_pairs(node)


def believed(loaded: Loaded, party: str) -> Loaded:
    """Return the deal as a party believes it to be, under all that scenarios and packages lay over it.

    Args:
        loaded: The deal.
        party: The party.

    Returns:
        The deal; the same where the party believes what the file says.
    """
    pairs = _pairs(loaded, party)
    return loaded.laid(pairs, warnings=False, settles=False) if pairs else loaded


def beliefs_in_text(loaded: Loaded, party: str) -> dict[str, str]:
    """Return what a party believes otherwise than the file, `path: value as written`."""
    return {
        pair.path: pair.value if isinstance(pair.value, str) else flow_text(pair.value)
        for pair in _pairs(loaded, party)
    }
