"""What was computed for one view of the futures."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import get_ident
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from pydantic import BaseModel

    from dealwright.terms import Outcome


@dataclass(frozen=True, slots=True)
class Known:
    """What was computed for one view of the futures, and is found again wherever it is seen.

    Args:
        outcomes: What each term in force does, where nothing stands for all that decides it.
        signs: What stands for a declared shape, or some of its keys, with all it depends on; and the shape, kept alive.
        signed: What stands for a term with all that others do to it.
        signing: The terms of which a thread is finding that, by thread: to others nothing is said before it is found.
        once: All else.
    """

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    signs: dict[tuple[int, tuple[str, ...]], tuple[BaseModel, int | None]] = field(default_factory=dict)
    signed: dict[str, int | None] = field(default_factory=dict)
    signing: set[tuple[int, str]] = field(default_factory=set)
    once: dict[Hashable, Any] = field(default_factory=dict)

    def sign_of(self, name: str, find: Callable[[str], int | None]) -> int | None:
        """Return what stands for a term with all that others do to it; none where that goes round in a circle.

        Args:
            name: The term.
            find: Finds it.
        """
        mine = (get_ident(), name)
        if name not in self.signed and mine not in self.signing:
            self.signing.add(mine)
            self.signed[name] = find(name)
        return self.signed.get(name)
