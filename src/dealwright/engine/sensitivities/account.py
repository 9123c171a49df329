"""Settles a deal by several of its readings at once, and again where few terms have changed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.books import Books, additions, close_company, holdings, rank_of, settle, shares_of
from dealwright.engine.lines import direct, kept_after_tax, own_rate, through, whole
from dealwright.engine.sensitivities.again import UnlikeError
from dealwright.engine.unpaid import at_stake, share_unpaid
from dealwright.terms.equity import Equity
from dealwright.terms.option import Option

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.books import CompanyBooks
    from dealwright.engine.exit import TermAtExit
    from dealwright.engine.lines import Rates
    from dealwright.engine.sensitivities.mix import Mix
    from dealwright.engine.view import FuturesView
    from dealwright.terms import Term

    Views = tuple[FuturesView, ...]
    """The futures by each reading."""
    Values = Float[ndarray, "*#reading path"]


class ApartError(Exception):
    """Says that several readings of a deal cannot be settled at once: one by one they can."""


@dataclass
class Account:
    """What a deal is worth by some of its readings, settled at once.

    Args:
        lanes: The books by each reading; those before a change, where there was one.
        mix: How the readings make one.
        before: The account that was changed; none where nothing was.
        said: The terms that were, each with the futures as it saw and as it now sees them by each reading.
        views: The futures by each reading, where something was changed.
        alone: An account of each reading by itself, where nothing was changed and there are several.
    """

    lanes: tuple[Books, ...]
    mix: Mix
    before: Account | None = None
    said: Mapping[str, tuple[Views, Views]] = field(default_factory=dict)
    views: Views = ()
    alone: tuple[Account, ...] = ()
    _added: dict[tuple[str, str], tuple[TermAtExit | None, ...]] = field(default_factory=dict, init=False)
    _ranks: dict[str, float] = field(default_factory=dict, init=False)
    _values: dict[tuple[str, Rates], Values] = field(default_factory=dict, init=False)
    _parts: dict[tuple[str, str, Rates], Values] = field(default_factory=dict, init=False)

    @cached_property
    def companies(self) -> dict[str, CompanyBooks]:
        """Settle the companies.

        Raises:
            ApartError: If that cannot be done for all readings at once.
        """
        found: dict[str, CompanyBooks] = {}
        for name in self.lanes[0].companies:
            found[name] = self._mixed(name) if self.before is None else self._again(name, found)
        return found

    def changed(self, mix: Mix, said: Mapping[str, tuple[Views, Views]], views: Views) -> Account:
        """Return the account in which some terms have changed.

        Args:
            mix: How the readings make one.
            said: Those terms, each with the futures as it saw and as it now sees them by each reading.
            views: The futures by each reading.
        """
        lanes = self.lanes if len(self.lanes) == len(views) else self.lanes * len(views)
        return Account(lanes, mix, self, said, views)

    def value(self, party: str, rates: Rates) -> Values:
        """Return the present value to a party.

        Raises:
            ApartError: If the readings cannot be settled at once.
            UnlikeError: If the party kept nothing after its tax, and does now.
        """
        if (party, rates) not in self._values:
            if self.before is None:
                self._values[party, rates] = (
                    self.mix([each.value(party, rates) for each in self.alone])
                    if self.alone
                    else whole(self.lanes[0], party, rates)
                )
            else:
                self._values[party, rates] = self._value_again(self.before, party, rates)
        return self._values[party, rates]

    def part(self, company: str, party: str, rates: Rates) -> Values:
        """Return what reaches a party through a company, before its tax."""
        key = (company, party, rates)
        if key not in self._parts:
            self._parts[key] = self._through(*key)
        return self._parts[key]

    # What the companies are.

    def _mixed(self, name: str) -> CompanyBooks:
        """Put together a company as each reading has settled it."""
        alike, first = [lane.companies[name] for lane in self.lanes], self.lanes[0].companies[name]
        if len(self.lanes) == 1:
            return first
        if any(each.exit.own is not first.exit.own or each.exit.later is not first.exit.later for each in alike):
            raise ApartError
        signs = {(_stakes(name, each.view), each.view.sign(each.deal.companies[name])) for each in self.lanes}
        if first.paid is not None or len(signs) > 1 or None in signs.pop():
            raise ApartError
        if all(each.terms.keys() == first.terms.keys() for each in alike) and all(
            each.terms[term] is added for term, added in first.terms.items() for each in alike
        ):
            return first
        names = dict.fromkeys(term for each in alike for term in each.terms)
        terms = {term: self.mix.of_terms([each.terms.get(term) for each in alike]) for term in names}
        at_exit = {term: each for term, each in terms.items() if each is not None}
        return self._settled(first, at_exit, self.mix([each.resources for each in alike]))

    def _again(self, name: str, known: Mapping[str, CompanyBooks]) -> CompanyBooks:
        """Settle a company again at the same exit, with other terms."""
        assert self.before is not None  # noqa: S101 - the caller has looked
        was, others = self.before.companies[name], self._others(known)
        if was.paid is not None and (self.said or others):
            return self._closed(name, known)
        owing = [each[other] for other in others for each in (known, self.before.companies)]
        if any(payee == name for each in owing for _, payee in each.unpaid):
            return self._closed(name, known)
        new = {term: self._additions(name, term, views) for term, (_, views) in self.said.items()}
        if others:
            if any(np.ndim(each.payout(name)) > 1 for each in known.values() if name in each.holders):
                raise ApartError
            view = self.views[0]
            new |= holdings(view, known, was.exit.time, view.futures.deal)
        old = {term: was.terms[term] for term in new if term in was.terms}
        added = {term: each for term, each in new.items() if each is not None}
        stakes = any(_is_stake(view.terms.get(term), name) for view in self._either for term in self.said)
        if not added and not old and not stakes:
            return was
        resources = sum((each.value for each in added.values()), was.resources)
        resources = resources - sum((each.value for each in old.values()), np.zeros(self.mix.paths))
        at_exit = {**{term: each for term, each in was.terms.items() if term not in new}, **added}
        now = was if not stakes else replace(was, shares=self._shares(name, was))
        return self._settled(now, at_exit, resources)

    def _others(self, known: Mapping[str, CompanyBooks]) -> list[str]:
        """Name the companies already settled that are not as they were."""
        assert self.before is not None  # noqa: S101 - the caller has looked
        return [other for other in known if known[other] is not self.before.companies[other]]

    @cached_property
    def _either(self) -> Sequence[FuturesView]:
        """Return the futures by each reading, before the change and after it."""
        return tuple(_once(view for sides in self.said.values() for side in sides for view in side).values())

    def _closed(self, name: str, known: Mapping[str, CompanyBooks]) -> CompanyBooks:
        """Close a company anew, which can be done for one reading."""
        if len(self.views) > 1:
            raise ApartError
        closed = close_company(self.views[0].futures.deal, name, self.views[0], known)
        self._added.update({(name, term): (added,) for term, added in closed.terms.items()})
        return closed

    def _additions(self, name: str, term: str, views: Views) -> TermAtExit | None:
        """Return what a term that has changed adds to a company."""
        exit_ = self.lanes[0].companies[name].exit.time
        found = {id(view): additions(view.futures.deal, view, exit_, (term,)).get(term) for view in views}
        self._added[name, term] = tuple(found[id(view)] for view in views)
        return self.mix.of_terms(self._added[name, term])

    def _shares(self, name: str, was: CompanyBooks) -> dict[str, Values]:
        """Find who holds a company in which stakes have changed."""
        if any(a is not b for _, new in self.said.values() for a, b in zip(new, self.views, strict=True)):
            raise ApartError  # readings reword the stakes, each by itself
        found = {key: shares_of(name, view.terms, was.exit, view) for key, view in _once(self.views).items()}
        names = dict.fromkeys(who for each in found.values() for who in each)
        return {who: self.mix([found[id(view)].get(who) for view in self.views]) for who in names}

    def _settled(self, was: CompanyBooks, at_exit: dict[str, TermAtExit], resources: Values) -> CompanyBooks:
        """Settle what a company owes."""
        ranks = {term: self._rank(term) for term in at_exit}
        unpaid, debt = settle(np.maximum(-resources, 0.0), at_exit, ranks)
        equity = np.maximum(resources, 0.0)
        return replace(was, terms=at_exit, resources=resources, equity=equity, unpaid=unpaid, debt_unpaid=debt)

    def _rank(self, term: str) -> float:
        """Return the rank of what a term owes, by every reading."""
        if self.before is not None and term not in self.said:
            return self.before._rank(term)  # noqa: SLF001 - its own kind
        if term in self._ranks:
            return self._ranks[term]
        views = _once(self._seen(term)).values()
        ranks = {rank_of(view.terms[term], view) for view in views if term in view.terms}
        if len(ranks) > 1:
            raise ApartError
        self._ranks[term] = ranks.pop() if ranks else 0.0
        return self._ranks[term]

    def _seen(self, term: str) -> Views:
        """Return the futures as a term sees them by each reading."""
        return self.said[term][1] if term in self.said else self._were

    @cached_property
    def _were(self) -> Views:
        """Return the futures by each reading, before any change."""
        return tuple(lane.view for lane in self.lanes)

    # What they are worth.

    def _value_again(self, before: Account, party: str, rates: Rates) -> Values:
        """Value the account: what it was worth, and what the terms and companies change that are not the same."""
        tax, was = _kept(party, self.views), _kept(party, self._were)
        total = before.value(party, rates)
        if tax != was:
            if was == 0.0:
                raise UnlikeError
            total = total * (tax / was)
        for term, sides in self.said.items():
            old, new = (self._direct(term, party, rates, views) for views in sides)
            if new is not old:
                total = total + tax * (new - old)
        for name, company in self.companies.items():
            if company is not before.companies[name]:
                total = total + tax * (self.part(name, party, rates) - before.part(name, party, rates))
        return total

    def _direct(self, term: str, party: str, rates: Rates, views: Views) -> Values:
        """Discount a term's own flows to and from a party."""
        found = {
            id(view): direct(Books(view.futures.deal, view, {}), term, party, rates)
            for view in _once(views).values()
            if term in view.terms and party in view.terms[term].sides
        }
        if not found:
            return _NOTHING
        return self.mix([found.get(id(view)) for view in views])

    def _through(self, name: str, party: str, rates: Rates) -> Values:
        """Discount what reaches a party through a company."""
        company, view = self.companies[name], (self.views or self._were)[0]
        paying = replace(company, unpaid={})
        books = Books(view.futures.deal, view, {**self.companies, name: paying})
        total = sum(through(books, name, party, rates), np.zeros(self.mix.paths))
        for (term, payee), unpaid in company.unpaid.items():
            if payee == party:
                part = share_unpaid(unpaid, np.broadcast_to(company.terms[term].owed[payee], np.shape(unpaid)))
                total = total - part * self._at_stake(name, term, payee, rates)
            elif payee in self.companies and not books.followed(name, payee):
                holder = self.companies[payee]
                if party in holder.shares:
                    rate = holder.exit.rate if rates.own_rates else rates.party
                    total = total - unpaid * holder.shares[party] * company.exit.discount(rate)
        return total

    def _at_stake(self, name: str, term: str, payee: str, rates: Rates) -> Values:
        """Discount what a payee goes without if a company pays nothing of what a term still owes it."""
        views, time = self._seen(term), self.companies[name].exit.time
        added = self._added.get((name, term)) or tuple(lane.companies[name].terms.get(term) for lane in self.lanes)
        found: dict[tuple[int, int], Float[ndarray, " path"] | None] = {}
        for view, each in zip(views, added, strict=True):
            if (id(view), id(each)) not in found:
                owed = None if each is None else each.owed.get(payee)
                found[id(view), id(each)] = (
                    None
                    if each is None or owed is None
                    else at_stake(term, payee, each, time, own_rate(view, term, rates), view)
                )
        return self.mix([found[id(view), id(each)] for view, each in zip(views, added, strict=True)])


_NOTHING = np.zeros(1)
_NOTHING.setflags(write=False)


def _once(views: Iterable[FuturesView]) -> dict[int, FuturesView]:
    """Return each of some views once, by its identity."""
    return {id(view): view for view in views}


def _kept(party: str, views: Views) -> float:
    """Return what a party keeps after its tax, by every reading."""
    found = {kept_after_tax(view.futures.deal, party, view) for view in _once(views).values()}
    if len(found) > 1:
        raise ApartError
    return found.pop()


def _stakes(company: str, view: FuturesView) -> frozenset[tuple[str, int | None]] | None:
    """Return what stands for the stakes in a company; none where something in them has no sign."""
    signs = frozenset((name, view.signed(name)) for name in _stakes_in(company, view))
    return None if any(sign is None for _, sign in signs) else signs


def _is_stake(term: Term | None, company: str) -> bool:
    """Tell whether a term is a stake in a company, or an option on one."""
    if isinstance(term, Equity):
        return term.company == company
    return isinstance(term, Option) and term.stake is not None and term.company == company


def _stakes_in(company: str, view: FuturesView) -> list[str]:
    """Name the terms that are stakes in a company, or options on one."""
    return [name for name, term in view.terms.items() if _is_stake(term, company)]
