"""Scenes of a deal in which one number has moved: what is alike is taken from the scene in which none has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs as belief
from dealwright.engine.books import keep_books
from dealwright.engine.expressions import names_used
from dealwright.engine.scenario import Scene
from dealwright.engine.sensitivities.account import Account, ApartError
from dealwright.engine.sensitivities.again import Touched, UnlikeError, difference, form_of, view_again
from dealwright.engine.sensitivities.mix import Mix
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.belief_states import Tastes
    from dealwright.engine.books import Books
    from dealwright.engine.lines import Rates
    from dealwright.engine.view import FuturesView

    Chosen = tuple[tuple[str, int], ...]
    """Index of the reading of each disputed clause."""
    Lane = tuple[Chosen, tuple[tuple[str, float], ...]]
    """Readings of disputed clauses, with the numeric facts that are known."""


@dataclass(frozen=True, slots=True)
class Several:
    """Accounts of several readings, each by itself.

    Args:
        accounts: The accounts.
        mix: How the readings make one.
    """

    accounts: tuple[Account, ...]
    mix: Mix

    def value(self, party: str, rates: Rates) -> Float[ndarray, "*#reading path"]:
        """Return the present value to a party."""
        return self.mix([each.value(party, rates) for each in self.accounts])


@dataclass
class AccountScene(Scene, ABC):
    """A scene that is worth what accounts say."""

    accounts: dict[Hashable, Account | Several] = field(default_factory=dict, kw_only=True)
    lanes: dict[tuple[tuple[str, float], ...], tuple[tuple[Lane, ...], Mix]] = field(default_factory=dict, kw_only=True)

    @abstractmethod
    def _account(self, lanes: tuple[Lane, ...], mix: Mix) -> Account:
        """Open the account of some readings."""

    def present_values(
        self, party: str, known: Mapping[str, float], rates: Rates | None = None
    ) -> Float[ndarray, " path"]:
        """Discount the books for a party that knows some facts."""
        return self._value(*self._lanes(known), party, rates or self.risk_free)

    def present_values_by(self, party: str, known: Sequence[Mapping[str, float]]) -> Float[ndarray, "state path"]:
        """Discount the books at the risk-free rate for a party that knows some facts, by each of several states."""
        states = [self._lanes(each)[0] for each in known]
        if any(len(state) > 1 for state in states):
            return super().present_values_by(party, known)
        found = self._value(tuple(state[0] for state in states), Mix(self.draws.paths), party, self.risk_free)
        return np.broadcast_to(found, (len(known), self.draws.paths))

    def _lanes(self, known: Mapping[str, float]) -> tuple[tuple[Lane, ...], Mix]:
        """Return the readings that may be true for someone who knows some facts, and how they make one."""
        key = tuple(known.items())
        if key not in self.lanes:
            chosen = list(self.choices(known))
            masks = tuple(mask for mask, _, _ in chosen if mask is not None)
            lanes = tuple((readings, tuple(numbers.items())) for _, readings, numbers in chosen)
            self.lanes[key] = (lanes, Mix(self.draws.paths, masks or None))
        return self.lanes[key]

    def _value(self, lanes: tuple[Lane, ...], mix: Mix, party: str, rates: Rates) -> Float[ndarray, "*#reading path"]:
        """Discount what some readings make for a party: at once, or one by one where that cannot be."""
        key = (lanes, mix.masks is None)
        try:
            if key not in self.accounts:
                self.accounts[key] = self._account(lanes, mix)
            return self.accounts[key].value(party, rates)
        except ApartError:
            alone = Mix(self.draws.paths)
            self.accounts[key] = Several(tuple(self._account((lane,), alone) for lane in lanes), mix)
            return self.accounts[key].value(party, rates)


@dataclass
class KeptScene(AccountScene):
    """A scene to which others are compared that differ from it in few terms; keeps what its books are worth."""

    alone: dict[Lane, Account] = field(default_factory=dict, kw_only=True)
    together: dict[Hashable, Account] = field(default_factory=dict, kw_only=True)

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """Name what is not known to all, and the facts behind it."""
        names = [each.name for each in self.doubts]
        return belief.facts_behind(self.loaded.sound, names).union(names)

    @cached_property
    def _behind(self) -> dict[str, frozenset[str]]:
        """Name the facts behind what each party is like, and behind the rate that is free of risk."""
        deal = self.loaded.sound
        shapes = {name: (party, deal.risk_free) for name, party in deal.parties.items()}
        found = {name: belief.facts_behind(deal, names_used(shape)) for name, shape in shapes.items()}
        return {**found, "": belief.facts_behind(deal, names_used(deal.risk_free))}

    def is_like(self, deal: Deal, party: str = "") -> bool:
        """Tell whether a party is in another form of the deal what it is in this, and the rate that is free of risk."""
        own = self.loaded.sound
        if deal.risk_free is not own.risk_free or (party and deal.parties[party] is not own.parties[party]):
            return False
        return all(deal.facts[name] is own.facts[name] for name in self._behind[party])

    @cached_property
    def _apart(self) -> dict[tuple[int, int], Touched | None]:
        """Keep in what pairs of books differ, once that was asked for."""
        return {}

    def apart(self, first: Books, other: Books) -> Touched | None:
        """Tell in what two of the books of this scene differ; none where companies do, too."""
        key = (id(first), id(other))
        if key not in self._apart:
            self._apart[key] = difference(first, other)
        return self._apart[key]

    def lane(self, lane: Lane) -> Account:
        """Return the account of some readings and numeric facts that are known."""
        if lane not in self.alone:
            deal = self.reading(lane[0]).sound
            books = keep_books(deal, simulate(deal, self.draws, facts=dict(lane[1])))
            self.alone[lane] = Account((books,), Mix(self.draws.paths))
        return self.alone[lane]

    def books_of(self, known: Mapping[str, float]) -> tuple[Books, ...]:
        """Return the books by every reading that may be true for someone who knows some facts."""
        return tuple(self.lane(lane).lanes[0] for lane in self._lanes(known)[0])

    def at_once(self, lanes: tuple[Lane, ...], mix: Mix, *, kept: bool) -> Account:
        """Return the account of readings as this scene has them.

        Args:
            lanes: The readings.
            mix: How they make one.
            kept: Whether it is kept: the chances of readings are this scene's.
        """
        key = ("at once", lanes, mix.masks is None)
        if not kept:
            return self._account(lanes, mix)
        if key not in self.together:
            self.together[key] = self._account(lanes, mix)
        return self.together[key]

    def _account(self, lanes: tuple[Lane, ...], mix: Mix) -> Account:
        alone = tuple(self.lane(lane) for lane in lanes)
        if len(alone) == 1:
            return alone[0]
        return Account(tuple(each.lanes[0] for each in alone), mix, alone=alone)


@dataclass
class LikeScene(AccountScene, ABC):
    """A scene that is like another, on the same draws; what is alike is taken from there.

    Args:
        before: The other scene.
        believed: Whether nothing that is not known to all has changed, nor the chances of its readings.
    """

    before: KeptScene = field(kw_only=True)
    believed: bool = field(default=True, kw_only=True)

    def __post_init__(self) -> None:
        """Take over what is not known to all, where that is alike.

        Raises:
            UnlikeError: If something else is not known to all, or to others.
        """
        if self.believed:
            self.__dict__["doubts"], self.lanes = self.before.doubts, self.before.lanes
        elif [_kind(each) for each in self.doubts] != [_kind(each) for each in self.before.doubts]:
            raise UnlikeError

    def tastes(self, party: str, *, seed: int, draws: int = belief.OUTER_DRAWS) -> Tastes:
        """Return what a party is like and knows, and how that is drawn."""
        if self.believed and self.before.is_like(self.loaded.sound, party):
            return self.before.tastes(party, seed=seed, draws=draws)
        return super().tastes(party, seed=seed, draws=draws)

    @cached_property
    def risk_free(self) -> Rates:
        """Return the rates of what is free of risk."""
        if self.before.is_like(self.loaded.sound):
            return self.before.risk_free
        return super().risk_free

    def _there(self, lanes: tuple[Lane, ...]) -> tuple[Lane, ...]:
        """Return what readings are in the other scene: of numeric facts that are known the same ones."""
        if self.believed:
            return lanes
        was = {each.name: each.values for each in self.before.doubts}
        now = {each.name: each.values for each in self.doubts}
        return tuple(
            (
                chosen,
                tuple((name, was[name][now[name].index(value)] if now.get(name) else value) for name, value in numbers),
            )
            for chosen, numbers in lanes
        )


def _kind(doubt: belief.Doubt) -> tuple[object, ...]:
    """Tell what of a doubt must be alike; a distribution must be the same, since its levels are not found again."""
    return doubt.name, doubt.structural, doubt.known_to, len(set(doubt.values)), doubt.distribution


@dataclass
class MovedScene(LikeScene):
    """A scene that differs from another in few terms; computes only what these touch.

    Args:
        touched: What the change can reach.
    """

    touched: Touched = field(kw_only=True)

    def _account(self, lanes: tuple[Lane, ...], mix: Mix) -> Account:
        there = self._there(lanes)
        before = self.before.at_once(there, mix, kept=self.believed)
        reps: dict[Hashable, tuple[FuturesView, FuturesView]] = {}
        keys = []
        for lane, books in zip(lanes, before.lanes, strict=True):
            keys.append(_sign(books, self.touched.terms))
            if keys[-1] not in reps:
                reps[keys[-1]] = (books.view, self._view(books, dict(lane[1])))
        old, new = (tuple(reps[key][side] for key in keys) for side in (0, 1))
        return before.changed(mix, dict.fromkeys(sorted(self.touched.terms), (old, new)), new)

    def _view(self, there: Books, numbers: Mapping[str, float]) -> FuturesView:
        """Show the futures by one reading."""
        form = form_of(there.deal, self.before.loaded.sound, self.loaded.sound)
        futures = there.view.futures.of_form(form, self.touched.facts, numbers)
        return view_again(there.view, form, futures, self.touched.terms)


def _sign(books: Books, terms: frozenset[str]) -> Hashable:
    """Return what stands for some terms and all that decides them; the books themselves where something has no sign."""
    signs = tuple(books.view.signed(term) if term in books.view.terms else None for term in sorted(terms))
    return id(books) if None in signs else (signs, tuple(id(books.deal.terms[term]) for term in sorted(terms)))


@dataclass
class NewScene(LikeScene):
    """A scene with futures of its own: its first books are kept by themselves, all others as those differ from them.

    How they differ is told by the other scene, in which the same readings and facts make the same difference.
    """

    anchor: tuple[Books, Account] | None = field(default=None, kw_only=True)

    def _account(self, lanes: tuple[Lane, ...], mix: Mix) -> Account:
        there = [self.before.lane(lane).lanes[0] for lane in self._there(lanes)]
        if self.anchor is None:
            self.anchor = (there[0], self._alone(there[0], dict(lanes[0][1])))
        first, mine = self.anchor
        apart = [self.before.apart(first, books) for books in there]
        if None in apart:
            if len(lanes) > 1:
                raise ApartError
            return self._alone(there[0], dict(lanes[0][1]))
        return self._beside(first, mine, lanes, there, [each for each in apart if each is not None], mix)

    def _alone(self, there: Books, numbers: Mapping[str, float]) -> Account:
        """Keep books by themselves."""
        form = form_of(there.deal, self.before.loaded.sound, self.loaded.sound)
        return Account((keep_books(form, simulate(form, self.draws, facts=numbers)),), Mix(self.draws.paths))

    def _view(
        self, first: Books, mine: Account, there: Books, apart: Touched, numbers: Mapping[str, float]
    ) -> FuturesView:
        """Show the futures by one reading, as they differ from those by the first."""
        form, own = form_of(there.deal, first.deal, mine.lanes[0].deal), mine.lanes[0].view
        return view_again(own, form, own.futures.of_form(form, apart.facts, numbers), apart.terms)

    def _beside(
        self,
        first: Books,
        mine: Account,
        lanes: Sequence[Lane],
        there: Sequence[Books],
        apart: Sequence[Touched],
        mix: Mix,
    ) -> Account:
        """Open an account that differs from the first books as the other scene's do."""
        own = mine.lanes[0].view
        terms = sorted(frozenset().union(*(each.terms for each in apart)))
        made: dict[int, FuturesView] = {}

        if len(lanes) == 1:
            alone = (self._view(first, mine, there[0], apart[0], dict(lanes[0][1])),)
            return mine.changed(mix, dict.fromkeys(terms, ((own,), alone)), alone)

        def view(place: int) -> FuturesView:
            if place not in made:
                made[place] = self._view(first, mine, there[place], apart[place], dict(lanes[place][1]))
            return made[place]

        said = {}
        for term in terms:
            seen: dict[Hashable, FuturesView] = {_sign(first, frozenset((term,))): own}
            for place, books in enumerate(there):
                if (key := _sign(books, frozenset((term,)))) not in seen:
                    seen[key] = view(place)
            said[term] = tuple(seen[_sign(books, frozenset((term,)))] for books in there)
        views = tuple(own if _untaxed(first, books) else view(place) for place, books in enumerate(there))
        return mine.changed(mix, {term: ((own,) * len(there), each) for term, each in said.items()}, views)


def _untaxed(*books: Books) -> bool:
    """Tell whether no party pays tax."""
    return all(party.tax is None for each in books for party in each.deal.parties.values())
