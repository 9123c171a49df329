"""Attributes what a party or a company has to those from whom it comes, path by path.

A term's own flows come from whoever stands on its other side. What a company is to its holders is the business itself,
which comes from the company, and what terms and new money add to its resources, which comes from the other side of
each. What a company pays to its own holder lessens what it is to that holder, so that part comes from the company.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.books import OUTSIDE
from dealwright.engine.lines import (
    EXIT,
    LIMITED_LIABILITY,
    ROUNDS,
    WATERFALL,
    YEAR,
    equity_factor,
    holding_weight,
    kept_after_tax,
    own_rate,
)
from dealwright.engine.unpaid import lost
from dealwright.engine.worths import worth_of

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.books import Books, CompanyBooks
    from dealwright.engine.lines import Rates

    Sample = Float[ndarray, "*#reading path"]

Origin = tuple[str, str]
"""A line of a worth, and from whom it comes: a party, a company, `terms.NAME` for what members have in common, or
`OUTSIDE`."""


class Origins(dict[Origin, "Sample"]):
    """Present values on every path by line and counterparty."""

    def add(self, line: str, who: str, sample: Sample) -> None:
        """Add to what comes from somebody on a line."""
        key = (line, who)
        self[key] = self[key] + sample if key in self else sample


def origins_of_party(books: Books, party: str, rates: Rates) -> Origins:
    """Attribute a party's present value to those from whom it comes.

    Args:
        books: The deal on its futures.
        party: The party.
        rates: What to discount at.

    Returns:
        Present value on each path by line and counterparty; over counterparties they sum to the lines of the worth.
    """
    found = Origins()
    for name, term in books.view.terms.items():
        if party in term.sides:
            _add_direct(found, books, name, party, rates)
    for name, company in books.companies.items():
        weight = holding_weight(books, name, party, rates)
        if weight is None and company.paid is not None and party in company.paid.holders:
            weight = np.zeros(books.view.paths)  # a claim without shares
        if weight is not None:
            _add_resources(found, books, name, weight, party)
            _add_waterfall(found, books, name, (weight, party), rates)
        for who, day, money in company.exit.paid:
            if who == party:
                found.add(ROUNDS, name, -money * (1.0 + rates.party) ** (-day / YEAR))
        _take_unpaid(found, books, name, party, rates)
    kept = kept_after_tax(books.deal, party, books.view)
    return Origins({key: kept * sample for key, sample in found.items() if np.any(sample)})


def origins_of_company(books: Books, name: str) -> Origins:
    """Attribute a company's equity at its exit, discounted at its cost of capital, to those from whom it comes.

    Args:
        books: The deal on its futures.
        name: The company.

    Returns:
        Present value on each path by line and counterparty; they sum to the equity.
    """
    found, exit_ = Origins(), books.companies[name].exit
    _add_resources(found, books, name, exit_.discount(exit_.rate), name)
    return Origins({key: sample for key, sample in found.items() if np.any(sample)})


def other_side(books: Books, line: str, side: str, other: str) -> str:
    """Name whoever stands opposite a side of a term where a flow names nobody there.

    A licence is worth something to its holder in the world outside, and it is the grantor who gives it. What members
    have in common is nobody's alone: it goes by the term's own name.

    Args:
        books: The deal on its futures.
        line: The line.
        side: The side that looks.
        other: Whom the flow names opposite; `OUTSIDE` for nobody.
    """
    if other != OUTSIDE or line not in books.view.terms:
        return other
    opposite = [each for each in books.view.terms[line].sides if each != side]
    if not opposite:
        return OUTSIDE
    return opposite[0] if len(opposite) == 1 else f"terms.{line}"


def _add_direct(found: Origins, books: Books, name: str, party: str, rates: Rates) -> None:
    """Add a term's own flows to and from a party."""
    rate = own_rate(books.view, name, rates)
    for flow in books.view.outcome(name).flows:
        sign = float(flow.payee == party) - float(flow.payer == party)
        if sign:
            other = (flow.payer if flow.payee == party else flow.payee) or OUTSIDE
            worth = np.broadcast_to(worth_of(flow, rate), (books.view.paths,))
            found.add(name, other_side(books, name, party, other), sign * worth)


def _add_resources(found: Origins, books: Books, name: str, weight: Sample, holder: str) -> None:
    """Add a part of what a company has at its exit; what it owes to the holder of that part comes from itself."""
    company = books.companies[name]

    def add(line: str, other: str, sample: Sample) -> None:
        who = other_side(books, line, name, other)
        found.add(line, name if who == holder else who, weight * sample)

    add(EXIT, name, company.exit.own)
    left = company.exit.rounds
    for who, day, money in company.exit.paid:
        brought = money * company.exit.time.carried(np.array([day]))[:, 0]
        left = left - brought
        add(ROUNDS, who, brought)
    add(ROUNDS, OUTSIDE, _unless_rounding(left, company.exit.rounds))
    for term, added in company.terms.items():
        for who, sample in added.sides.items():
            add(term, who, sample)
    _add_limited_liability(found, books, name, weight, holder)


def _add_limited_liability(found: Origins, books: Books, name: str, weight: Sample, holder: str) -> None:
    """Add what holders are spared where a company cannot pay: whoever goes without bears it, lenders the rest."""
    company = books.companies[name]
    left = spared = company.equity - company.resources
    for (term, payee), unpaid in company.unpaid.items():
        who = other_side(books, term, name, payee)
        found.add(LIMITED_LIABILITY, name if who == holder else who, weight * unpaid)
        left = left - unpaid
    found.add(LIMITED_LIABILITY, OUTSIDE, weight * _unless_rounding(left, spared))


def _unless_rounding(left: Sample, gross: Sample) -> Sample:
    """Return what is left of a sum, and nothing where that is rounding."""
    return np.where(np.abs(left) <= 1e-12 * np.abs(gross), 0.0, left)


def _add_waterfall(found: Origins, books: Books, name: str, holds: tuple[Sample, str], rates: Rates) -> None:
    """Add what a company's securities pay over or under their share as converted."""
    company, (weight, party) = books.companies[name], holds
    if company.paid is not None:
        factor = equity_factor(books.deal, name, company.exit, books.view, rates)
        found.add(WATERFALL, name, factor * company.payout(party) - weight * company.equity)


def _take_unpaid(found: Origins, books: Books, name: str, party: str, rates: Rates) -> None:
    """Charge to a party what a company does not pay it, or a company of which it holds a part."""
    company = books.companies[name]
    for (term, payee), unpaid in company.unpaid.items():
        if payee == party:
            added, rate = company.terms[term], own_rate(books.view, term, rates)
            found.add(term, name, -lost((term, payee), unpaid, added, company.exit.time, rate, books.view))
        elif payee in books.companies and party in books.companies[payee].shares and not books.followed(name, payee):
            held = books.companies[payee]
            found.add(term, name, -unpaid * held.shares[party] * held.exit.discount(_rate(held, rates)))


def _rate(company: CompanyBooks, rates: Rates) -> float | Float[ndarray, " path"]:
    return company.exit.rate if rates.own_rates else rates.party
