"""Values a deal again of which few terms have changed: what these do not touch is taken as it was."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.books import Books, additions, close_company, rank_of, settle, shares_of
from dealwright.engine.issuers.owners import stake_options
from dealwright.engine.lines import Rates, direct, kept_after_tax, through, whole
from dealwright.engine.view import FuturesView, Known
from dealwright.terms.equity import Equity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.books import CompanyBooks
    from dealwright.world.futures import Futures

_SECTIONS = ("terms", "facts", "parties", "drivers", "companies", "correlations", "exchange_rates")
"""Sections of which entries may have changed."""
_HEAD = ("risk_free", "inflation")
"""Numbers of the head that may have changed."""


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


class UnlikeError(Exception):
    """Says that a change is not one of few terms: a reading of a clause rewords what has changed."""


def difference(first: Books, other: Books) -> Touched | None:
    """Tell in what books of one deal differ; none where exits of companies do, too."""
    if any(other.companies[name].exit.own is not company.exit.own for name, company in first.companies.items()):
        return None
    names = (*other.deal.facts, *other.deal.drivers)
    facts = frozenset(each for each in names if first.view.futures.sign(each) != other.view.futures.sign(each))
    mine, theirs = first.view.terms, other.view.terms
    same = {each for each in mine.keys() & theirs.keys() if first.view.signed(each) is not None}
    same = {each for each in same if first.view.signed(each) == other.view.signed(each)}
    return Touched(frozenset((mine.keys() | theirs.keys()) - same), facts)


def form_of(other: Deal, was: Deal, now: Deal) -> Deal:
    """Return a form of a deal with what has changed in the deal itself.

    Args:
        other: The form.
        was: The deal as it was.
        now: The deal as it is.

    Raises:
        UnlikeError: If the form itself says something else where the deal has changed.
    """
    update: dict[str, object] = {key: getattr(now, key) for key in _HEAD if getattr(now, key) is not getattr(was, key)}
    for section in _SECTIONS:
        before, after, here = (getattr(deal, section) for deal in (was, now, other))
        if here is before:
            update[section] = after
            continue
        names = [name for name in after if after[name] is not before.get(name)]
        if before.keys() != after.keys() or any(here.get(name) is not before[name] for name in names):
            raise UnlikeError
        if names:
            update[section] = {**here, **{name: after[name] for name in names}}
    return other.model_copy(update=update)


def books_again(before: Books, deal: Deal, futures: Futures, terms: Collection[str]) -> Books:
    """Keep books again of which some terms have changed."""
    if not terms:
        return replace(before, deal=deal)
    view = _view_again(before.view, deal, futures, terms)
    companies: dict[str, CompanyBooks] = {}
    for name in before.companies:
        companies[name] = _company_again(before, name, view, deal, companies, terms)
    return Books(deal, view, companies)


def _view_again(before: FuturesView, deal: Deal, futures: Futures, terms: Collection[str]) -> FuturesView:
    """Show the futures again, knowing the signs of terms that have not changed."""
    known = Known()
    known.signed.update((name, sign) for name, sign in before._known.signed.items() if name not in terms)  # noqa: SLF001
    bare = replace(before, futures=futures, _known=known)
    if any((name in before.terms) != bare.holds(deal.terms[name].active, otherwise=True) for name in terms):
        return replace(FuturesView.of(deal, futures), _known=known)  # a term comes into force, or goes out of it
    return replace(
        bare, terms={name: deal.terms[name] if name in terms else each for name, each in before.terms.items()}
    )


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


def value_again(kept: Kept, now: Books, party: str, rates: Rates, touched: Touched) -> Float[ndarray, " path"]:
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
