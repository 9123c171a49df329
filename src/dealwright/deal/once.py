"""Computes once what follows from a deal alone, which is never changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, update_wrapper
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.deal.deal import Deal

Rest = ParamSpec("Rest")
Found = TypeVar("Found")

KEPT = 64
"""Results that each function keeps."""


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A deal as itself: to compare two of them by what they say would take longer than what is kept by it."""

    deal: Deal

    def __hash__(self) -> int:
        return id(self.deal)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.deal is self.deal


def once_for_each_deal(function: Callable[Concatenate[Deal, Rest], Found]) -> Callable[Concatenate[Deal, Rest], Found]:
    """Let a function answer from what it found, where it is asked again about the very same deal.

    Args:
        function: What follows from a deal and from other arguments that are hashable; nobody changes what it returns.

    Returns:
        The function, which keeps what it found last.
    """

    @lru_cache(maxsize=KEPT)
    def kept(same: _Same, *rest: Any, **named: Any) -> Found:  # noqa: ANN401 - what the function takes
        return function(same.deal, *rest, **named)

    def found(deal: Deal, /, *rest: Rest.args, **named: Rest.kwargs) -> Found:
        return kept(_Same(deal), *rest, **named)  # type: ignore[arg-type]  # that they are hashable is asked of them

    return update_wrapper(found, function)
