"""Find names that stand twice, and events that are not in the order of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity import events as happens
from dealwright.ground.problem import Problem, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.equity.captable import CapTable
    from dealwright.ground.place import Place


def bad_order(table: CapTable) -> list[Problem]:
    """Find securities of one name, and warn of events that stand after a later day.

    Args:
        table: A cap table.

    Returns:
        The problems; events are replayed in the order of days whatever order they stand in.
    """
    return [*_twice(table), *_events(table)]


def _twice(table: CapTable) -> Iterator[Problem]:
    """Find names that two securities bear."""
    taken: dict[str, str] = {}
    for name, what, place, way in _named(table):
        if name in taken:
            yield error(
                place,
                "name-taken",
                f"`{name}` is the name of {taken[name]} already",
                "a name of its own for every lot, right and convertible",
                f"write another name, such as `{name}_2`",
            ).within(*way)
        taken.setdefault(name, what)


def _named(table: CapTable) -> Iterator[tuple[str, str, Place, tuple[str, ...]]]:
    """Yield the names that are given to securities, with where each stands."""
    for held in table.convertibles.values():
        yield held.id, "a convertible", held.place, ()
    for right in table.rights.values():
        yield right.id, "a right", right.place, ()
    makers = (happens.Issue, happens.Transfer, happens.Convert, happens.Exercise)
    for event in table.events:
        if isinstance(event, happens.Issue) and (event.security or event.id):
            yield event.security or event.id, "a lot", event.place, ("security" if event.security else "id",)
        elif isinstance(event, makers) and not isinstance(event, happens.Issue) and event.becomes:
            yield event.becomes, "a security that comes of an event", event.place, ("becomes",)


def _events(table: CapTable) -> Iterator[Problem]:
    """Warn of the first event that stands after one of a later day."""
    for before, event in zip(table.events, table.events[1:], strict=False):
        if event.on < before.on:
            yield warning(
                event.place,
                "out-of-order",
                f"`on: {event.on}` stands after `on: {before.on}`",
                "events in the order of their days; they are replayed in that order",
                f"move it before the event of {before.on}, or put right its day",
            ).within("on")
            return
