"""Plans a grid of packages from the deal alone: which terms touch, what only scales, what changes the futures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.expression import Uncertain
from dealwright.engine.expressions import names_used, terms_used
from dealwright.terms.equity import Equity

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dealwright.deal.deal import Deal


@dataclass(frozen=True, slots=True)
class Group:
    """Terms and companies whose effects do not add up: computed together, for every product of their values.

    Args:
        terms: Names of the terms.
        companies: Companies whose exit is settled inside the group.
        paths: Negotiable paths that move it.
    """

    terms: frozenset[str]
    companies: frozenset[str]
    paths: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name the group by what is in it."""
        return " + ".join(sorted(self.terms | self.companies)) or "fixed"


@dataclass(frozen=True, slots=True)
class Plan:
    """How the packages of a grid are put together.

    Args:
        worlds: Paths that change drivers, facts, companies or parties: each of their values has futures of its own.
        stakes: Paths of stakes, which only scale a company's equity.
        groups: The additive groups; those that nobody negotiates are one.
        companies: Companies whose limited liability couples the groups.
    """

    worlds: tuple[str, ...]
    stakes: tuple[str, ...]
    groups: tuple[Group, ...]
    companies: tuple[str, ...]


def plan(deal: Deal, paths: Sequence[str]) -> Plan:
    """Plan a grid.

    Args:
        deal: The deal as signing makes it.
        paths: The negotiable paths.

    Returns:
        The plan. It is exact: terms stand in different groups only if no result of one enters the other except
        through a company's resources at its exit.
    """
    settled = _settled_inside(deal, paths)
    stakes = tuple(p for p in paths if _scales(deal, p, settled))
    worlds = tuple(p for p in paths if not p.startswith("terms."))
    of_terms = [p for p in paths if p not in stakes and p not in worlds]
    groups, fixed = [], Group(frozenset(), frozenset(), ())
    for atoms in _components(deal, settled):
        terms = frozenset(a for a in atoms if a in deal.terms)
        companies = frozenset(a.removeprefix("company ") for a in atoms if a.startswith("company "))
        group = Group(terms, companies, tuple(p for p in of_terms if p.split(".")[1] in terms))
        if group.paths:
            groups.append(group)
        else:
            fixed = Group(fixed.terms | terms, fixed.companies | companies, ())
    if fixed.terms or fixed.companies:
        groups.append(fixed)
    return Plan(worlds, stakes, tuple(groups), tuple(c for c in deal.companies if c not in settled))


def _scales(deal: Deal, path: str, settled: Collection[str]) -> bool:
    """Tell whether a path only scales the equity of a company that couples the groups."""
    section, _, inside = path.partition(".")
    name, *rest = inside.split(".")
    term = deal.terms.get(name) if section == "terms" else None
    return isinstance(term, Equity) and term.company not in settled and rest in (["stake"], ["active"])


def _settled_inside(deal: Deal, paths: Collection[str]) -> frozenset[str]:
    """Name the companies whose exit must be settled inside one group, because a sum over groups would not be exact.

    Those are companies held by another company (their equity enters its resources through a limited liability of
    their own); companies whose terms differ in rank, or that owe to another company, and that one, too (what stays
    unpaid is then no plain proportion), unless the debtor holds its creditor, whose books are then closed first, and
    nobody at the table does; companies with a stake that is uncertain or has a discount of its own;
    and companies in which someone at the table both holds a stake and buys in a later round (its share is then no
    plain product).
    """
    table = set(deal.negotiate.between) if deal.negotiate is not None else set()
    stakes = [t for t in deal.terms.values() if isinstance(t, Equity)]
    holders = {
        name: {s for t in stakes if t.company == name for s in (t.holder, t.residual)} for name in deal.companies
    }
    doubtful = {n for n, fact in deal.facts.items() if fact.readings is not None or isinstance(fact.is_, Uncertain)}
    uneven = {t.company for t in stakes if t.discount is not None or names_used(t.stake) & doubtful}
    keys = {term: {p.split(".")[2] for p in paths if p.startswith(f"terms.{term}.")} for term in deal.terms}
    uneven |= {t.company for n, t in deal.terms.items() if isinstance(t, Equity) and keys[n] - {"stake", "active"}}
    found = set()
    for name, company in deal.companies.items():
        touching = {n: t for n, t in deal.terms.items() if name in t.sides and not isinstance(t, Equity)}
        others = list(touching.values())
        owes = {side for t in others for side in t.sides if side in deal.companies and side != name}
        held = holders[name] & deal.companies.keys()
        ranked = len({str(t.rank) for t in others}) > 1 or any("rank" in keys[n] for n in touching)
        chained = {other for other in owes if holders[other] & table or not _held(deal, other, name)}
        bought = {each.by for each in company.rounds} & holders[name] & table
        if held or ranked or chained or bought or name in uneven:
            found |= {name, *chained}
    return frozenset(found)


def _held(deal: Deal, company: str, holder: str) -> bool:
    """Tell whether one company holds another whatever is agreed."""
    stakes = [t for t in deal.terms.values() if isinstance(t, Equity) and t.company == company and t.active is None]
    return any(holder in (t.holder, t.residual) for t in stakes)


def _components(deal: Deal, settled: Collection[str]) -> list[set[str]]:
    """Join what touches: terms using each other's results, companies using terms or settled with their terms."""
    links = [{name} for name, term in deal.terms.items() if not isinstance(term, Equity) or term.company in settled]
    links += [{name, *(terms_used(term) & deal.terms.keys())} for name, term in deal.terms.items() if terms_used(term)]
    for name, company in deal.companies.items():
        used = terms_used(company) & deal.terms.keys()
        if used or name in settled:
            links.append({f"company {name}", *used})
    for name in settled:
        links += [{f"company {name}", term} for term, shape in deal.terms.items() if name in shape.sides]
    components: list[set[str]] = []
    for link in links:
        touching = [c for c in components if c & link]
        components = [c for c in components if not c & link]
        components.append(link.union(*touching))
    return components
