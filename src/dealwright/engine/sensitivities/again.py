"""Values a deal again of which few terms have changed: what these do not touch is taken as it was."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine import beliefs as belief
from dealwright.engine.books import Books, additions, close_company, rank_of, settle, shares_of
from dealwright.engine.issuers.owners import stake_options
from dealwright.engine.lines import Rates, direct, kept_after_tax, through, whole
from dealwright.engine.scenario import Scene
from dealwright.engine.view import FuturesView, Known
from dealwright.terms.equity import Equity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.books import CompanyBooks

_SECTIONS = ("terms", "facts", "parties")
"""Sections of which entries may have changed."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change of a deal can reach without moving its futures.

    Args:
        terms: Terms whose outcome may be another.
        facts: Facts that are another, or use one that is.
    """

    terms: frozenset[str]
    facts: frozenset[str]


@dataclass(slots=True)
class Kept:
    """Books, with what they were found to be worth.

    Args:
        books: The books.
        values: Present values by party and rates, before tax; each (path,).
        parts: What reaches a party through a company, by company, party and rates.
    """

    books: Books
    values: dict[tuple[str, Rates], Float[ndarray, " path"]] = field(default_factory=dict)
    parts: dict[tuple[str, str, Rates], Float[ndarray, " path"]] = field(default_factory=dict)

    def part(self, company: str, party: str, rates: Rates) -> Float[ndarray, " path"]:
        """Return what reaches a party through a company; (path,)."""
        key = (company, party, rates)
        if key not in self.parts:
            self.parts[key] = sum(through(self.books, *key), np.zeros(self.books.view.paths))
        return self.parts[key]

    def value(self, party: str, rates: Rates) -> Float[ndarray, " path"]:
        """Return the present value to a party; (path,)."""
        if (party, rates) not in self.values:
            self.values[party, rates] = whole(self.books, party, rates)
        return self.values[party, rates]


@dataclass
class KeptScene(Scene):
    """A scene to which others are compared that differ from it in few terms; keeps what its books are worth."""

    accounts: dict[tuple[tuple[str, float], ...], list[tuple[Bool[ndarray, " path"] | None, Kept]]] = field(
        default_factory=dict
    )

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """Name the facts not known to all, and those behind them."""
        return belief.facts_behind(self.loaded.sound, [each.name for each in self.doubts])

    def kept_books(self, known: Mapping[str, float]) -> list[tuple[Bool[ndarray, " path"] | None, Kept]]:
        """Keep the books as seen by someone who knows some facts, with what they are worth."""
        key = tuple(sorted(known.items()))
        if key not in self.accounts:
            self.accounts[key] = [(mask, Kept(books)) for mask, books in self.books(known)]
        return self.accounts[key]


class UnlikeError(Exception):
    """Says that a change is not one of few terms: a reading of a clause rewords what has changed."""


@dataclass
class MovedScene(Scene):
    """A scene that differs from another in few terms; computes only what these touch.

    Args:
        before: The other scene.
        touched: What the change can reach.
    """

    before: KeptScene = field(kw_only=True)
    touched: Touched = field(kw_only=True)

    def __post_init__(self) -> None:
        """Take over what is known and what is not where no fact behind it has changed."""
        if self.before.doubtful.isdisjoint(self.touched.facts):
            self.__dict__["doubts"] = self.before.doubts

    def _open(self, known: Mapping[str, float]) -> list[tuple[Bool[ndarray, " path"] | None, Books]]:
        was, now = self.before.loaded.sound, self.loaded.sound
        return [
            (mask, _books_again(kept.books, _form(kept.books.deal, was, now), self.touched))
            for mask, kept in self.before.kept_books(known)
        ]

    def present_values(
        self, party: str, known: Mapping[str, float], rates: Rates | None = None
    ) -> Float[ndarray, " path"]:
        """Discount the books for a party that knows some facts: what was there before, and what has changed."""
        rates = rates or self.risk_free
        key = (party, rates, tuple(sorted(known.items())))
        if key not in self.valued:
            pairs = zip(self.before.kept_books(known), self.books(known), strict=True)
            parts = [(mask, _value_again(kept, now, party, rates, self.touched)) for (mask, kept), (_, now) in pairs]
            first = parts[0][1]
            self.valued[key] = (
                first if parts[0][0] is None else sum((m * each for m, each in parts), np.zeros(len(first)))
            )
        return self.valued[key]


def _form(reading: Deal, was: Deal, now: Deal) -> Deal:
    """Return a reading of a deal with what has changed in the deal itself.

    Raises:
        UnlikeError: If the reading says itself what has changed, or options make other terms of it.
    """
    update = {}
    for section in _SECTIONS:
        before, after, here = (getattr(deal, section) for deal in (was, now, reading))
        names = [name for name in after if after[name] is not before.get(name)]
        if before.keys() != after.keys() or any(here.get(name) is not before[name] for name in names):
            raise UnlikeError
        if names:
            update[section] = {**here, **{name: after[name] for name in names}}
    return reading.model_copy(update=update)


def _books_again(before: Books, deal: Deal, touched: Touched) -> Books:
    """Keep books again of which some terms have changed."""
    futures = before.view.futures.of_form(deal, touched.facts)
    view = _view_again(before.view, FuturesView.of(deal, futures), touched)
    companies: dict[str, CompanyBooks] = {}
    for name in before.companies:
        companies[name] = _company_again(before, name, view, deal, companies, touched.terms)
    return Books(deal, view, companies)


def _view_again(before: FuturesView, view: FuturesView, touched: Touched) -> FuturesView:
    """Show the futures again, knowing the signs of terms that have not changed."""
    known = Known()
    known.signed.update((name, sign) for name, sign in before._known.signed.items() if name not in touched.terms)  # noqa: SLF001
    return replace(view, _known=known)


def _company_again(
    before: Books,
    name: str,
    view: FuturesView,
    deal: Deal,
    known: Mapping[str, CompanyBooks],
    terms: Collection[str],
) -> CompanyBooks:
    """Settle a company again at the same exit, with other terms."""
    was = before.companies[name]
    if was.paid is not None or any(known[other] is not before.companies[other] for other in known):
        return close_company(deal, name, view, known)
    added = additions(deal, view, was.exit.time, terms)
    gone = {term: each for term, each in was.terms.items() if term in terms}
    stakes = _stakes_in(name, view, terms) or _stakes_in(name, before.view, terms)
    if not added and not gone and not stakes:
        return was
    at_exit = {**{term: each for term, each in was.terms.items() if term not in terms}, **added}
    resources = was.resources + sum((each.value for each in added.values()), np.zeros(view.paths))
    resources -= sum((each.value for each in gone.values()), np.zeros(view.paths))
    ranks = {term: rank_of(view.terms.get(term), view) for term in at_exit}
    unpaid, debt = settle(np.maximum(-resources, 0.0), at_exit, ranks)
    shares = shares_of(name, view.terms, was.exit, view) if stakes else was.shares
    return replace(
        was, terms=at_exit, resources=resources, equity=np.maximum(resources, 0.0), unpaid=unpaid, debt_unpaid=debt,
        shares=shares,
    )  # fmt: skip


def _stakes_in(company: str, view: FuturesView, terms: Collection[str]) -> bool:
    """Tell whether some terms are stakes in a company, or options on one."""
    stakes = {name for name, term in view.terms.items() if isinstance(term, Equity) and term.company == company}
    return not (stakes | stake_options(company, view.terms).keys()).isdisjoint(terms)


def _value_again(kept: Kept, now: Books, party: str, rates: Rates, touched: Touched) -> Float[ndarray, " path"]:
    """Value books again: what they were worth, and what those terms and companies change that are not the same."""
    was = kept.books
    tax = kept_after_tax(now.deal, party, now.view)
    if tax != kept_after_tax(was.deal, party, was.view):
        return whole(now, party, rates)
    total = kept.value(party, rates)
    for sign, books in ((1.0, now), (-1.0, was)):
        for name in touched.terms & books.view.terms.keys():
            if party in books.view.terms[name].sides:
                total = total + sign * tax * direct(books, name, party, rates)
    for name, company in now.companies.items():
        if company is not was.companies[name]:
            after = sum(through(now, name, party, rates), np.zeros(now.view.paths))
            total = total + tax * (after - kept.part(name, party, rates))
    return total
