"""Check companies that say what they have issued: whose it is, and that nothing else says so too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.closest import closest, listed
from dealwright.ground.problem import Problem, error
from dealwright.lang.cap_tables import party_of
from dealwright.lang.checks.equity import active_stakes

if TYPE_CHECKING:
    from dealwright.deal.party import Company
    from dealwright.deal.securities import Securities
    from dealwright.lang.draft import Draft


def securities_of(draft: Draft) -> dict[str, Securities]:
    """Return the securities of each company that has some and could be read."""
    companies: dict[str, Company] = draft.sound("companies")
    return {name: company.securities for name, company in companies.items() if company.securities is not None}


def check_securities(draft: Draft) -> list[Problem]:
    """Find securities beside `equity` terms or priced rounds, and holders that are no party of the deal."""
    found = []
    for company, securities in securities_of(draft).items():
        found += _owned_twice(draft, company)
        found += _rounds_elsewhere(draft, company)
        found += _nobody(draft, company, securities)
    return found


def _owned_twice(draft: Draft, company: str) -> list[Problem]:
    """Find stakes in a company whose securities say already who owns it."""
    what = f"`{company}` has `securities`, which say who owns it, and so does this"
    expected = "either `securities` or `equity` terms"
    return [
        error(draft.key("terms", term), "owned-twice", what, expected, f"remove `{term}`, or write it as securities")
        for term in active_stakes(draft, company)
    ]


def _rounds_elsewhere(draft: Draft, company: str) -> list[Problem]:
    """Find rounds that price a company whose securities do so."""
    rounds = draft.sound("companies")[company].rounds
    what = f"a round with a price stands outside the `securities` of `{company}`"
    expected, mend = "rounds without `pre_money` here", "write it in `securities.rounds`, with its class and investors"
    return [
        error(draft.key("companies", company, "rounds", position, "pre_money"), "round-elsewhere", what, expected, mend)
        for position, round_ in enumerate(rounds)
        if round_.pre_money is not None
    ]


def _nobody(draft: Draft, company: str, securities: Securities) -> list[Problem]:
    """Find stakeholders that are neither a party nor a company of the deal."""
    known = [*draft.names("parties"), *draft.names("companies")]
    found = []
    for name in securities.stakeholders:
        if party_of(name, securities, known) is None:
            meant = closest(name, known, surely=True) or next(iter(draft.names("parties")), "PARTY")
            what = f"the stakeholder `{name}` is no party or company of the deal"
            mend = f"write `party: {meant}` for it, or `others: {meant}` for all like it"
            place = draft.key("companies", company, "securities", "stakeholders", name)
            found.append(error(place, "no-party", what, listed(known), mend))
    return found
