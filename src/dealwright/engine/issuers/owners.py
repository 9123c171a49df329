"""Who owns a company, as far as the deal says so before anything is computed: by its securities or by equity terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.lang.cap_tables import party_of
from dealwright.terms.equity import Equity
from dealwright.terms.option import Option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.deal.deal import Deal
    from dealwright.deal.party import Company
    from dealwright.deal.securities import Securities
    from dealwright.terms import Term

OUTSIDE = ""
"""Stands for everyone who is not in the deal."""


def owner_of(stakeholder: str, securities: Securities, deal: Deal) -> str:
    """Name the party or company of a deal that a stakeholder is.

    Args:
        stakeholder: The stakeholder's name in the securities.
        securities: The securities.
        deal: The deal.

    Returns:
        Its name; `OUTSIDE` where nothing says it.
    """
    return party_of(stakeholder, securities, {*deal.parties, *deal.companies}) or OUTSIDE


def owners(deal: Deal, name: str, terms: Mapping[str, Term]) -> frozenset[str]:
    """Name the parties and companies that hold a company's equity, or would.

    Args:
        deal: The deal.
        name: The company.
        terms: The terms that count.

    Returns:
        Holders and residuals of its equity terms, or whoever stands behind a stakeholder of its securities.
    """
    stakes = [term for term in terms.values() if isinstance(term, Equity) and term.company == name]
    held = {side for term in stakes for side in (term.holder, term.residual) if side is not None}
    held |= {option.buyer for option in stake_options(name, terms).values() if option.buyer is not None}
    return frozenset(held) | holders_of_securities(deal, deal.companies[name])


def stake_options(company: str, terms: Mapping[str, Term]) -> dict[str, Option]:
    """Return the options by which a stake in a company changes hands, by name.

    Args:
        company: The company.
        terms: The terms that count.
    """
    return {
        name: term
        for name, term in terms.items()
        if isinstance(term, Option) and term.company == company and term.stake is not None
    }


def holders_of_securities(deal: Deal, company: Company) -> frozenset[str]:
    """Name the parties and companies behind the stakeholders of a company's securities; none where it has none."""
    if company.securities is None:
        return frozenset()
    found = {owner_of(each, company.securities, deal) for each in company.securities.stakeholders}
    return frozenset(found - {OUTSIDE})
