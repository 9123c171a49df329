"""Says what decides a driver, an event or a fact, so that equal ones are simulated once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.deal.driver import Event
from dealwright.deal.expression import Quantity, Uncertain, names, walk
from dealwright.world.beliefs import event_slot, expressions, fact_slot
from dealwright.world.drivers import shocks_of

if TYPE_CHECKING:
    from dealwright.world.futures import Futures


def definition(name: str, futures: Futures) -> tuple[Any, ...]:
    """Return all that decides a driver, event or fact: its shape, its draws, and the same of all it depends on.

    Args:
        name: A driver, event or fact.
        futures: The futures that know the deal and what was given in place of its facts.

    Returns:
        A tuple that equals another exactly if both lead to the same arrays.
    """
    deal = futures.deal
    if name in deal.drivers:
        shape: Any = deal.drivers[name]
        draws: Any = (
            event_slot(deal, name)
            if isinstance(shape, Event)
            else tuple(futures.loadings(shock) for shock in shocks_of(name, shape))
        )
    elif name in futures.given:
        return ("given", _comparable(futures.given[name]))
    elif name in deal.facts and isinstance(deal.facts[name].is_, Quantity):
        return ("certain", deal.facts[name].is_)  # most facts are: not worth a walk
    elif name in deal.facts:
        shape = (deal.facts[name].is_, deal.facts[name].readings)
        draws = fact_slot(deal, name)
    else:
        return ("unknown", name)
    inside = [expression for _, expression in expressions(shape, "")]
    behind = sorted({each for expression in inside for each in names(expression)})
    drawn = tuple(
        _comparable(futures.uncertain(part))
        for expression in inside
        for part in walk(expression)
        if isinstance(part, Uncertain) and name in deal.drivers
    )
    return (shape, draws, drawn, tuple(futures.definition(each) for each in behind))


def _comparable(number: Any) -> Any:  # noqa: ANN401 - a number, or one per path
    """Return something that compares as a whole: an array by its bytes."""
    return number.tobytes() if isinstance(number, np.ndarray) else number
