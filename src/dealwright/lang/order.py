"""Put names in an order in which each comes after those it needs, however long the chain of needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator


def in_order(wanted: Iterable[str], needs: Callable[[str], Iterable[str]], done: Container[str]) -> Iterator[str]:
    """Yield names so that each comes after those it needs; a name that needs itself comes before it is complete.

    Args:
        wanted: Names to come to.
        needs: Tells the names that a name needs.
        done: Names that are not yielded; whoever takes a name is to put it there.
    """
    begun: set[str] = set()
    for name in wanted:
        waiting = [name]
        while waiting:
            following = next((need for need in needs(waiting[-1]) if need not in done and need not in begun), None)
            if following is not None:
                begun.add(waiting[-1])
                waiting.append(following)
                continue
            reached = waiting.pop()
            begun.add(reached)
            if reached not in done:
                yield reached
