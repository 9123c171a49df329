"""Compute several things of the same futures at once, on threads of this process, where there are many paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from dealwright.engine.executors.threads import processors
from dealwright.ground.kernels.threads import at_work, share_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Found = TypeVar("Found")

MANY = 2**15
"""Paths from which threads save time: below them the interpreter, which runs on one thread, takes most of it."""


def abreast(computations: Sequence[Callable[[], Found]], paths: int) -> list[Found]:
    """Carry out computations that depend on no other of them, several at once where that pays.

    Args:
        computations: What to carry out; each may ask a store for what another is computing, and waits for it there.
        paths: How many paths each goes over.

    Returns:
        What each found, in their order: the same bytes whatever the threads. This thread is one of them; one that does
        one of several tasks carries them out alone.

    Example:
        >>> abreast([lambda: 2, lambda: 3], paths=100_000)
        [2, 3]
    """
    if len(computations) < 2 or not pays(paths):  # noqa: PLR2004 - one is not several
        return [compute() for compute in computations]
    found: dict[int, Found] = {}

    def carry_out(place: int) -> None:
        found[place] = computations[place]()

    share_out(carry_out, range(len(computations)), min(processors(), len(computations)))
    return [found[place] for place in range(len(computations))]


def pays(paths: int) -> bool:
    """Say whether to compute things at once that each go over so many paths."""
    return paths >= MANY and processors() > 1 and not at_work()
