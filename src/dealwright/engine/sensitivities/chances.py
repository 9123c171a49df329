"""Tells what the chance or hazard of an event does, without valuing anything again: by weights of the futures.

A number that says only how likely the days of an event are leaves every future as it is and makes some more likely than
others. The deal valued where the number is moved is the deal as it is, each path weighed by how much likelier its day
has become. Nothing leaps: a difference of valuations on the same draws has to wait for the few paths on which the
event passes a day that matters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.expressions import names_used, references, terms_used
from dealwright.engine.sensitivities.moves import Move
from dealwright.engine.sensitivities.slopes import Slopes, weighed
from dealwright.terms.equity import Equity
from dealwright.world.drivers import event_likelihood
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.books import Books
    from dealwright.engine.sensitivities.ground import Ground, Grounds
    from dealwright.engine.sensitivities.moves import Refused


def by_weights(
    grounds: Grounds, path: str, to: Callable[[float], Move | Refused], step: float
) -> dict[str, Slopes] | None:
    """Tell what a number does that only says how likely the days of events are.

    Args:
        grounds: The deal on its futures.
        path: Where the number stands.
        to: The deal where it is moved by so much, or why it cannot be.
        step: How far it is moved, in plain units.

    Returns:
        The slopes of each party by plain unit of the number; none where weights cannot tell them: the number does
        something else, too, or something is decided or priced by what is still to be expected of the event.

    Source: the likelihood ratio method, Glasserman, Monte Carlo Methods in Financial Engineering, Springer 2003,
        section 7.3.
    """
    events = grounds.reach.chances(path)
    if not events or grounds.exact or grounds.refused is not None or not grounds.reach.again:
        return None
    ground = grounds.whole
    if None in grounds.states.values() or any(_is_priced_ahead(event, ground) for event in events):
        return None
    forms = [to(side * step) for side in (1.0, -1.0)]
    ratios = [_ratio(events, ground, each.loaded.sound) for each in forms if isinstance(each, Move)]
    if len(ratios) < len(forms) or any(each is None for each in ratios):
        return None
    above, below = (each for each in ratios if each is not None)
    return {party: weighed(figures, (above - below) / (2 * step), ground) for party, figures in ground.base.items()}


def _ratio(events: Sequence[str], ground: Ground, form: Deal) -> Float[ndarray, " path"] | None:
    """Return how much likelier the events' days are in a form of the deal; none where it makes other days possible."""
    deal, draws = ground.loaded.sound, ground.draws
    log = np.zeros(draws.paths)
    for event in events:
        usual = simulate(deal, draws)
        days = usual.event(event)
        here, there = event_likelihood(event, usual, days), event_likelihood(event, simulate(form, draws), days)
        if not np.array_equal(np.broadcast_to(here.possible, there.possible.shape), there.possible):
            return None
        log += there.log - here.log
    return np.exp(log) if np.all(np.isfinite(log)) else None


def _is_priced_ahead(event: str, ground: Ground) -> bool:
    """Tell whether a company is priced by what is still to be expected of an event, on some future."""
    return any(_expected(books, event) for books in ground.scene.books_of({}))


def _expected(books: Books, event: str) -> bool:
    days, concerned = books.view.event(event), _moved_by(books.deal, event)
    for name, company in books.companies.items():
        if books.deal.companies[name].remainder == "realised":
            continue
        ahead = days > company.exit.time.day
        for term, added in company.terms.items():
            shape = books.deal.terms.get(term)
            if shape is None or isinstance(shape, Equity) or term in concerned:
                later = np.broadcast_to(added.realised, ahead.shape)
                if np.any(later[ahead] != 0.0):
                    return True
    return False


def _moved_by(deal: Deal, event: str) -> set[str]:
    """Name everything in a deal that hangs on an event."""
    shapes = [*deal.drivers.items(), *deal.facts.items(), *deal.terms.items()]
    uses = {name: names_used(shape) | references(shape) | terms_used(shape) for name, shape in shapes}
    found, before = {event}, set[str]()
    while found != before:
        before = set(found)
        found |= {name for name, used in uses.items() if used & found}
    return found
