"""Name things in both worlds: a stable identifier for each name of ours, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from collections.abc import Collection

SIDECAR = "dealwright.sidecar.json"
"""Name of the file beside the manifest that holds what the format cannot say."""

Sort: TypeAlias = Literal[
    "issuer", "stakeholder", "class", "pool", "security", "event", "valuation", "financing", "terms"
]

_SPACE = UUID("6f0b6a1e-58d2-5b0c-9a54-0c9c1f6e2d11")


def identifier(sort: Sort, name: str, taken: Collection[str] = ()) -> str:
    """Return the identifier under which something of ours is written.

    Args:
        sort: What it is; a stakeholder and a class may have one name.
        name: Its name.
        taken: Identifiers that came from a package and stay what they are.

    Returns:
        The name itself where it came from a package, otherwise a UUID that depends on nothing but the arguments.
    """
    return name if name in taken else str(uuid5(_SPACE, f"{sort}/{name}".encode(errors="backslashreplace").decode()))
