"""A company's securities as one form of a deal says them: the cap table, and which rounds are priced by the path.

The terms of a class that count only at an exit (preference, participation and the like) decide neither who holds what
nor what a round comes to. They are kept apart from the rest, so that a thousand packages of them share what is slow.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from pydantic import BaseModel

from dealwright.deal.expression import Uncertain, walk
from dealwright.deal.securities import Issued
from dealwright.deal.securities_terms import AT_EXIT, without_terms
from dealwright.deal.signature import signature
from dealwright.engine.expressions import expressions, names_used
from dealwright.engine.issuers.earned import sign_of_earned
from dealwright.engine.issuers.owners import owner_of
from dealwright.equity.declared import table_of
from dealwright.equity.ledger import holdings_on
from dealwright.lang.cap_tables import cap_table as table_of_deal
from dealwright.lang.constant import Constants
from dealwright.lang.exactly import ExactValues

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.deal.securities import PricedRound, Securities
    from dealwright.engine.view import Found, FuturesView
    from dealwright.equity.captable import CapTable
    from dealwright.equity.financing import Round
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.securities import ExitTerms, ShareClass
    from dealwright.ground.place import Place

Item = TypeVar("Item")
PRICES = ("pre_money", "post_money", "price")
"""The keys of a round that say its price, and that drivers may move."""


class Sized(tuple[Item, ...]):
    """Several things kept together, with their size, so that what is kept can be bounded."""

    __slots__ = ()

    @property
    def nbytes(self) -> int:
        """Return the size of all of them in bytes."""
        return sum(int(getattr(each, "nbytes", 0)) for each in self)


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


@dataclass(frozen=True, slots=True)
class Issuer:
    """A company that has securities.

    Args:
        deal: The deal, with whatever is laid over it.
        name: The company.
        view: Its futures.
        shape: What the file says of its securities.
        sign: Stands for all that decides who holds what and what rounds come to; none where that has no sign.
        classes: Classes with all their terms, those of rounds to come among them.
        exit: What an exit pays before the holders.
        terms: Stands for all terms at an exit that count; a cap does where a class is capped.
        earned: Stands for all that decides how much vests with what terms do; none where that has no sign.
        owners: Who stands behind stakeholders, as far as it was asked.
    """

    deal: Deal
    name: str
    view: FuturesView
    shape: Securities
    sign: int | None
    classes: Mapping[str, ShareClass]
    exit: ExitTerms
    terms: tuple[Hashable, Hashable]
    earned: int | None = 0
    owners: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def kept(self, what: object, compute: Callable[[], Found], *signs: int | None) -> Found:
        """Compute something that the terms at an exit do not decide, or take it from what was computed for others."""
        return self.view.figures((what, self.name), (self.sign, *signs), compute)

    @property
    def table(self) -> CapTable:
        """Return the cap table as of the deal's first day; its classes' terms at an exit may be another form's."""
        return self.kept("cap table", partial(_made, self.deal, self.name, self.shape))

    @property
    def held(self) -> Holdings:
        """Return who holds what when the deal begins, rounds made before it among what happened."""

        def replayed() -> Holdings:
            start = self.deal.dates[0]
            made = tuple(each for each in self.table.rounds if each.on < start)
            return holdings_on(replace(self.table, rounds=made), start)

        return self.kept("held", replayed)

    @property
    def rounds(self) -> tuple[LaterRound, ...]:
        """Return the priced rounds on or after the deal's first day, in the order of their days."""

        def listed() -> tuple[LaterRound, ...]:
            found = [
                LaterRound(each, self.view.grid.day(each.on), self.shape.rounds[each.id])
                for each in self.table.rounds
                if each.on >= self.deal.dates[0]
            ]
            return tuple(sorted(found, key=lambda later: later.day))

        return self.kept("rounds", listed)

    def owner(self, stakeholder: str) -> str:
        """Name the party or company that a stakeholder is."""
        if stakeholder not in self.owners:
            self.owners[stakeholder] = owner_of(stakeholder, self.shape, self.deal)
        return self.owners[stakeholder]

    def with_terms(self, held: Holdings) -> Holdings:
        """Return holdings whose classes have the terms at an exit that this form of the deal says."""
        classes = {
            name: replace(cls, **{key: getattr(self.classes[name], key) for key in AT_EXIT})
            if name in self.classes
            else cls
            for name, cls in held.classes.items()
        }
        return replace(held, classes=classes)


def issuer_of(deal: Deal, name: str, view: FuturesView) -> Issuer:
    """Look at a company that has securities.

    Args:
        deal: The deal, with whatever is laid over it.
        name: The company.
        view: Its futures.
    """
    shape = deal.companies[name].securities
    if shape is None:
        message = f"`{name}` has no securities"
        raise ValueError(message)
    return view.once(("issuer", name, id(shape)), lambda: _issuer(deal, name, view, shape))


def _issuer(deal: Deal, name: str, view: FuturesView, shape: Securities) -> Issuer:
    new = {
        getattr(each.new_class, "id", None) or round_: each.new_class
        for round_, each in shape.rounds.items()
        if isinstance(each.new_class, BaseModel)
    }
    terms = Issued.model_construct(classes={**shape.classes, **new}, exit=shape.exit)
    table = table_of(terms, (name, deal.currency, deal.dates[0]), ExactValues(deal.facts).of)
    counting = (tuple((of, _counting(cls)) for of, cls in table.classes.items()), signature(shape.exit))
    earned = sign_of_earned(shape, view)
    return Issuer(deal, name, view, shape, _sign(shape, view), table.classes, table.exit, counting, earned)


def _counting(cls: ShareClass) -> Hashable:
    """Return the terms of a class that count at an exit."""
    said = {key: getattr(cls, key) for key in AT_EXIT}
    return tuple((said | ({} if cls.participation == "capped" else {"cap": None})).values())


def _sign(shape: Securities, view: FuturesView) -> int | None:
    """Return a number that stands for what decides who holds what and what rounds come to."""
    said = without_terms(shape)
    drawn = (part for each in expressions(said.rounds) for part in walk(each) if isinstance(part, Uncertain))
    if next(drawn, None) is not None:
        return None
    deal = view.futures.deal
    used = sorted(name for name in names_used(said) if name in deal.drivers or name in deal.facts)
    return view.futures.store.sign(("issued", signature(said), tuple(view.futures.sign(name) for name in used)))


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


def date_of(view: FuturesView, days: Float[ndarray, " path"]) -> ndarray:
    """Return the calendar days in which the moments of exits lie; the close of a day is of that day."""
    within = np.maximum(np.ceil(days) - 1.0, 0.0).astype("timedelta64[D]")
    found: ndarray = np.datetime64(view.grid.as_of, "D") + within
    return found
