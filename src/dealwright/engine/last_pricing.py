"""Finds the day by which every company is priced, where dates decide that: futures are drawn best up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.driver import Event
from dealwright.engine.expressions import names_used
from dealwright.world.certain import median_draws
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.deal.deal import Deal
    from dealwright.deal.party import Company


def last_pricing(deal: Deal) -> float | None:
    """Find the day by which every company is priced, if that is before the horizon.

    A company is priced at the first of its exit events. One of them may be an event that comes on a date, such as
    `when: year > 2030`: then the company is priced by that date, whatever chance brings earlier.

    Args:
        deal: The deal as its file says it. What is laid over it later does not count: all its forms meet the same
            futures.

    Returns:
        Days from `as_of`, the central one where a doubtful fact stands in a date; none where no date is sure to come,
        or where there is no company.
    """
    days = [min(_dated(deal, company), default=None) for company in deal.companies.values()]
    if not days or None in days:
        return None
    return max(day for day in days if day is not None)


def _dated(deal: Deal, company: Company) -> Iterator[float]:
    """Yield the days before the horizon of those exit events of a company that come by date alone."""
    for name in company.exits:
        event = deal.drivers.get(name)
        when = event.when if isinstance(event, Event) else None
        if when is not None and deal.drivers.keys().isdisjoint(names_used(when)):
            futures = simulate(deal, median_draws())
            day = float(futures.event(name)[0])
            if day < futures.grid.edges[-1]:
                yield day
