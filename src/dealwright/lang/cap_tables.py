"""Make the cap table of a company of a deal, whose stakeholders are parties and companies of the deal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.lang.exactly import ExactValues

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Mapping

    from dealwright.deal.deal import Deal
    from dealwright.deal.securities import Securities
    from dealwright.deal.source import Fact
    from dealwright.equity.captable import CapTable
    from dealwright.equity.declared import PlaceOf


def cap_table(deal: Deal, company: str, place_of: PlaceOf | None = None) -> CapTable:
    """Return the cap table of a company of a sound deal.

    Args:
        deal: The deal, with whatever is laid over it; of a fact that is one of a few, the first counts.
        company: A company with `securities`.
        place_of: Gives the place of what some steps lead to; none where places do not count.

    Returns:
        The table as of the deal's day; each stakeholder's `party` is the party or company that it is. The price of a
        round that drivers move is not in it.

    Raises:
        KeyError: The company has no securities.
    """
    firm = deal.companies[company]
    securities = firm.securities
    if securities is None:
        raise KeyError(company)
    head = (firm.name or company, deal.currency, deal.dates[0])
    return table_in_deal(securities, head, deal.facts, [*deal.parties, *deal.companies], place_of)


def table_in_deal(
    securities: Securities,
    head: tuple[str, str, dt.date],
    facts: Mapping[str, Fact],
    known: Container[str],
    place_of: PlaceOf | None = None,
) -> CapTable:
    """Make the cap table that a company's `securities` declare.

    Args:
        securities: What the deal says.
        head: The company, its currency, and the deal's day.
        facts: The deal's facts.
        known: Names of the deal's parties and companies.
        place_of: Gives the place of what some steps lead to; none where places do not count.
    """
    from dealwright.equity.declared import no_place, table_of  # only deals with securities pay for it

    table = table_of(securities, head, ExactValues(facts).of, place_of or no_place)
    holders = {
        name: replace(stakeholder, party=party_of(name, securities, known))
        for name, stakeholder in table.stakeholders.items()
    }
    return replace(table, stakeholders=holders)


def party_of(stakeholder: str, securities: Securities, known: Container[str]) -> str | None:
    """Return the party or company that a stakeholder is; None where nothing says it.

    Args:
        stakeholder: Its name.
        securities: The company's securities.
        known: Names of the deal's parties and companies.
    """
    shape = securities.stakeholders.get(stakeholder)
    said = (shape.party if shape is not None else None) or securities.holders.get(stakeholder)
    if said is not None:
        return said
    return stakeholder if stakeholder in known else securities.others
