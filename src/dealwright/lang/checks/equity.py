"""Check the owners of companies: stakes and residual are exactly 100 %."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem, error
from dealwright.lang.tree import MappingNode
from dealwright.terms.equity import Equity

if TYPE_CHECKING:
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry

_CLOSE = 1e-9


def check_equity(draft: Draft) -> list[Problem]:
    """Find companies whose equity belongs to nobody, to two who take the rest, or to more than there is."""
    found = []
    broken = any(_broken(draft, entry) for entry in draft.of("terms"))
    for company in draft.names("companies"):
        stakes = active_stakes(draft, company)
        if not stakes:
            if not broken and not _any_stake(draft, company) and not has_securities(draft, company):
                found.append(_nobody(draft, company))
            continue
        if has_securities(draft, company):
            continue
        found += _two_residuals(draft, company, stakes) or _not_whole(draft, company, stakes, broken=broken)
    return found + _owned_in_a_circle(draft)


def _broken(draft: Draft, entry: Entry) -> bool:
    """Tell whether a term may be a stake that cannot be read."""
    stake = entry.shape
    lost = isinstance(stake, Equity) and stake.company not in draft.names("companies")
    return stake is None or lost or bool(entry.problems)


def _owned_in_a_circle(draft: Draft) -> list[Problem]:
    """Find companies that own a part of themselves through one another, whose worth would never end."""
    owners = {company: active_stakes(draft, company) for company in draft.names("companies")}
    for company in owners:
        way, waiting = {company}, [company]
        while waiting:
            for name, term in owners[waiting.pop()].items():
                held = {owner for owner in (term.holder, term.residual) if owner in owners and owner is not None}
                if company in held and term.company != company:
                    what = f"`{company}` owns a part of itself through `{term.company}`"
                    place = draft.key("terms", name)
                    expected = "companies that belong to parties in the end"
                    return [error(place, "definition-cycle", what, expected, "name a party as the holder")]
                waiting += sorted(held - way)
                way |= held
    return []


def active_stakes(draft: Draft, company: str) -> dict[str, Equity]:
    """Return the equity terms of a company that are in force for sure or may be."""
    known = draft.constants
    return {
        name: term
        for name, term in draft.sound("terms").items()
        if isinstance(term, Equity) and term.company == company and known.of(term.active) is not False
    }


def has_securities(draft: Draft, company: str) -> bool:
    """Say whether the company says itself what it has issued and to whom."""
    node, shape = draft.node("companies", company), draft.sound("companies").get(company)
    written = isinstance(node, MappingNode) and "securities" in node.entries
    return written or getattr(shape, "securities", None) is not None


def _any_stake(draft: Draft, company: str) -> bool:
    return any(isinstance(term, Equity) and term.company == company for term in draft.sound("terms").values())


def _nobody(draft: Draft, company: str) -> Problem:
    holder = next(iter(draft.names("parties")), "PARTY")
    what = f"nobody owns the company `{company}`"
    mend = f"add to `terms`: `{company}_shares: {{kind: equity, company: {company}, holder: {holder}, stake: 100%}}`"
    return error(draft.key("companies", company), "no-owner", what, "an `equity` term of the company", mend)


def _two_residuals(draft: Draft, company: str, stakes: dict[str, Equity]) -> list[Problem]:
    """Find a second party that takes the rest."""
    named = [(name, term.residual) for name, term in stakes.items() if term.residual is not None]
    if len({residual for _, residual in named}) <= 1:
        return []
    name, residual = next(item for item in named if item[1] != named[0][1])
    what = f"`{residual}` takes the rest of `{company}`, and so does `{named[0][1]}` (`{named[0][0]}`)"
    return [
        error(
            draft.place("terms", name, "residual"),
            "two-residuals",
            what,
            "one `residual` per company",
            "remove one of them",
        )
    ]


def _not_whole(draft: Draft, company: str, stakes: dict[str, Equity], *, broken: bool) -> list[Problem]:
    """Find stakes over 100 %, or under it with nobody to take the rest."""
    numbers = [draft.constants.number(term.stake) for term in stakes.values()]
    known = [value for value in numbers if value is not None]
    total = sum(known)
    last = list(stakes)[-1]
    residual = next((term.residual for term in stakes.values() if term.residual is not None), None)
    if total > 1 + _CLOSE:
        what = f"the stakes in `{company}` sum to {_percent(total)}"
        rest = 1 - total + known[-1]
        mend = f"write `stake: {_percent(rest)}`" if rest > 0 and len(known) == len(numbers) else "lower them"
        return [error(draft.place("terms", last, "stake"), "bad-stakes", what, "at most 100%", mend)]
    if not broken and residual is None and (len(known) < len(numbers) or total < 1 - _CLOSE):
        part = f"{_percent(1 - total)} of" if len(known) == len(numbers) else "part of"
        what = f"{part} `{company}` belongs to nobody"
        expected, mend = "stakes and `residual` that make 100%", _who_gives_way(draft, stakes)
        return [error(draft.key("terms", last), "no-residual", what, expected, mend)]
    return []


def _who_gives_way(draft: Draft, stakes: dict[str, Equity]) -> str:
    """Say who may take the rest: a party without a stake, or the last holder in place of its own."""
    first, last = next(iter(stakes)), list(stakes)[-1]
    held = {term.holder for term in stakes.values()}
    holder = next((party for party in draft.names("parties") if party not in held), None)
    if holder is None and first != last:
        return f"write `residual: {stakes[last].holder}` in `terms.{first}`, in place of `terms.{last}`"
    holder = holder or "PARTY"
    return f"add `residual: {holder}` to `terms.{last}` if {holder} owns the rest"


def _percent(share: float) -> str:
    return f"{share * 100:.6g}%"
