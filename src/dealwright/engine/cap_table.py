"""A company's securities as a deal says them, on a set of futures: the cap table, and rounds priced by the path."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from dealwright.equity.ledger import holdings_on
from dealwright.lang.cap_tables import cap_table as table_of_deal
from dealwright.lang.constant import Constants

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.deal.securities import PricedRound, Securities
    from dealwright.engine.view import FuturesView
    from dealwright.equity.captable import CapTable
    from dealwright.equity.financing import Round
    from dealwright.equity.holdings import Holdings
    from dealwright.ground.place import Place

HELD = ("stakeholders", "classes", "pools", "convertibles", "rights", "events")
"""What decides who holds what when the deal begins; rounds to come and terms of an exit do not."""
PRICES = ("pre_money", "post_money", "price")
"""The keys of a round that say its price, and that drivers may move."""


@dataclass(frozen=True, slots=True)
class LaterRound:
    """A priced round on or after `as_of`.

    Args:
        round: The round; where drivers move its price it has none.
        day: Its day.
        shape: What the file says.
    """

    round: Round
    day: float
    shape: PricedRound

    @property
    def by_path(self) -> bool:
        """Tell whether drivers, or facts that nobody knows, move its price."""
        return self.round.pre_money is None and self.round.post_money is None and self.round.price is None

    @property
    def key(self) -> str:
        """Return which of `pre_money`, `post_money` and `price` the file gives."""
        return next(key for key in PRICES if getattr(self.shape, key) is not None)

    @property
    def place(self) -> Place:
        """Return where the file says the price."""
        place: Place = getattr(self.shape, self.key).place
        return place

    def priced(self, view: FuturesView) -> tuple[str, Float[ndarray, " path"]]:
        """Return which key gives the price, and what it is on each path."""
        return self.key, view.at(getattr(self.shape, self.key), self.day)


def cap_table(deal: Deal, name: str, view: FuturesView) -> CapTable:
    """Return the cap table of a company that has securities.

    Args:
        deal: The deal.
        name: The company.
        view: Its futures.

    Returns:
        The table, as of the deal's first day; the same for every form of the deal that says the same of it.
    """
    shape = _securities(deal, name)
    return view.figures(("cap table", name), (_sign(deal, name, view),), partial(_made, deal, name, shape))


def held_at_start(deal: Deal, name: str, view: FuturesView) -> Holdings:
    """Return who holds what of a company when the deal begins: computed once for all options of what comes later."""
    shape, start = _securities(deal, name), deal.dates[0]
    made = tuple(each for each in cap_table(deal, name, view).rounds if each.on < start) if shape.rounds else ()
    sign = view.sign(shape, *HELD, *(("rounds",) if made else ()))

    def replayed() -> Holdings:
        return holdings_on(replace(cap_table(deal, name, view), rounds=made), start)

    return view.figures(("held", name), (sign,), replayed)


def later_rounds_of(deal: Deal, name: str, view: FuturesView) -> tuple[LaterRound, ...]:
    """Return the priced rounds of a company on or after the deal's first day, in the order of their days."""
    shape, start = _securities(deal, name), deal.dates[0]
    rounds = (each for each in cap_table(deal, name, view).rounds if each.on >= start)
    found = (LaterRound(each, view.grid.day(each.on), shape.rounds[each.id]) for each in rounds)
    return tuple(sorted(found, key=lambda later: later.day))


def date_of(view: FuturesView, days: Float[ndarray, " path"]) -> ndarray:
    """Return the calendar days in which the moments of exits lie; the close of a day is of that day."""
    within = np.maximum(np.ceil(days) - 1.0, 0.0).astype("timedelta64[D]")
    found: ndarray = np.datetime64(view.grid.as_of, "D") + within
    return found


def _securities(deal: Deal, name: str) -> Securities:
    shape = deal.companies[name].securities
    if shape is None:
        message = f"`{name}` has no securities"
        raise ValueError(message)
    return shape


def _sign(deal: Deal, name: str, view: FuturesView) -> int | None:
    return view.sign(deal.companies[name], "securities")


def _made(deal: Deal, name: str, shape: Securities) -> CapTable:
    """Make the table; a price that is not the same on every path is none of it, though it be one of a few."""
    table, certain = table_of_deal(deal, name), Constants(deal.facts)

    def moves(later: Round) -> bool:
        said = (getattr(shape.rounds[later.id], key) for key in PRICES)
        return any(price is not None and certain.of(price) is None for price in said)

    rounds = (
        replace(each, pre_money=None, post_money=None, price=None) if moves(each) else each for each in table.rounds
    )
    return replace(table, rounds=tuple(rounds))
