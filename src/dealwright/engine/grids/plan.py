"""Plans a grid of packages from the deal alone: which terms touch, what only scales, what changes the futures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.deal.expression import Uncertain, names, walk
from dealwright.engine.expressions import expressions, names_used, references, terms_used
from dealwright.engine.issuers.owners import holders_of_securities, stake_options
from dealwright.terms.equity import Equity
from dealwright.terms.option import Option
from dealwright.terms.payment import Payment

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.deal.party import Company
    from dealwright.lang.load import Loaded
    from dealwright.terms import Term


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
            A company's securities change no futures: they belong to the group in which it is settled.
        stakes: Paths of stakes, which only scale a company's equity.
        groups: The additive groups; those that nobody negotiates are one.
        companies: Companies whose limited liability couples the groups.
    """

    worlds: tuple[str, ...]
    stakes: tuple[str, ...]
    groups: tuple[Group, ...]
    companies: tuple[str, ...]


def plan(wordings: Sequence[Deal], paths: Sequence[str], creditors: Collection[str] = ()) -> Plan:
    """Plan a grid.

    Args:
        wordings: The deal as signing makes it by each reading in play, and as each value makes it that may change who
            stands where or what uses what (see `wordings_of`); a link in one of them is a link.
        paths: The negotiable paths.
        creditors: Companies to which another company, settled inside a group, leaves something unpaid.

    Returns:
        The plan. It is exact: terms stand in different groups only if no result of one enters the other except
        through a company's resources at its exit.
    """
    said = _Said.of(wordings)
    settled = _settled_inside(said, paths) | set(creditors)
    stakes = tuple(p for p in paths if _scales(said, p, settled))
    worlds = tuple(p for p in paths if not p.startswith("terms.") and said.issuer(p) is None)
    of_terms = [p for p in paths if p not in stakes and p not in worlds]
    groups, fixed = [], Group(frozenset(), frozenset(), ())
    for atoms in _components(said, settled):
        terms = frozenset(a for a in atoms if a in said.terms)
        companies = frozenset(a.removeprefix("company ") for a in atoms if a.startswith("company "))
        group = Group(terms, companies, tuple(p for p in of_terms if _moves(said, p, terms, companies)))
        if group.paths:
            groups.append(group)
        else:
            fixed = Group(fixed.terms | terms, fixed.companies | companies, ())
    if fixed.terms or fixed.companies:
        groups.append(fixed)
    return Plan(worlds, stakes, tuple(groups), tuple(c for c in said.companies if c not in settled))


def wordings_of(signed: Loaded, values: Mapping[str, Sequence[str]]) -> list[Deal]:
    """List the deals that a plan must look at: a number moves no link, but a name or an expression may.

    Args:
        signed: The deal as signing makes it, by one reading of its clauses.
        values: Values of each negotiable path.

    Returns:
        That deal, first, and one more per such value.
    """
    said = [
        signed.with_overrides({path: value.written})
        for path in values
        for value in signed.quantities(path)
        if value.kind == "text" and value.written in values[path]
    ]
    return [each.deal for each in (signed, *said) if each.deal is not None]


@dataclass(frozen=True, slots=True)
class _Said:
    """What the wordings of a deal say, by name: each shape once."""

    deals: Sequence[Deal]
    terms: Mapping[str, Sequence[Term]]
    companies: Mapping[str, Sequence[Company]]

    @staticmethod
    def of(deals: Sequence[Deal]) -> _Said:
        terms: dict[str, dict[int, Term]] = {}
        companies: dict[str, dict[int, Company]] = {}
        for deal in deals:
            for name, term in deal.terms.items():
                terms.setdefault(name, {})[id(term)] = term
            for name, company in deal.companies.items():
                companies.setdefault(name, {})[id(company)] = company
        return _Said(
            deals,
            {name: tuple(each.values()) for name, each in terms.items()},
            {name: tuple(each.values()) for name, each in companies.items()},
        )

    @property
    def stakes(self) -> list[tuple[str, Equity]]:
        """Every wording of every stake, with its name."""
        return [(name, each) for name, said in self.terms.items() for each in said if isinstance(each, Equity)]

    def issuer(self, path: str) -> str | None:
        """Name the company of whose securities a path is a part; none if it is of nothing such."""
        section, _, inside = path.partition(".")
        name, key, *_ = (*inside.split("."), "")
        return name if section == "companies" and key == "securities" and name in self.companies else None

    def owners(self, company: str) -> frozenset[str]:
        """Name the parties and companies that hold a company by some wording."""
        by_stake = {s for _, t in self.stakes if t.company == company for s in (t.holder, t.residual) if s is not None}
        issued = (
            holders_of_securities(deal, deal.companies[company]) for deal in self.deals if company in deal.companies
        )
        bought = (
            term.buyer for deal in self.deals for term in stake_options(company, deal.terms).values() if term.buyer
        )
        return frozenset(by_stake).union(bought, *issued)

    def touching(self, company: str) -> dict[str, Sequence[Term]]:
        """Return the terms, stakes apart, that have a company on a side."""
        return {
            name: said
            for name, said in self.terms.items()
            if any(company in each.sides and not isinstance(each, Equity) for each in said)
        }

    def held(self, company: str, holder: str) -> bool:
        """Tell whether one company holds another whatever is agreed."""

        def always(term: Term) -> bool:
            sides = (term.holder, term.residual) if isinstance(term, Equity) and term.company == company else ()
            return holder in sides and term.active is None

        issued = (holders_of_securities(deal, deal.companies[company]) for deal in self.deals)  # by every wording
        return any(all(map(always, shapes)) for shapes in self.terms.values()) or all(holder in each for each in issued)

    def results_used(self, name: str) -> frozenset[str]:
        """Name the terms whose results a term uses, on which it acts, with which it nets, or whose event it names."""
        used = {other for each in self.terms[name] for other in (*terms_used(each), *each.others)}
        used |= {each.nets for each in self.terms[name] if each.nets is not None}
        used |= {
            other for each in self.terms[name] for other in references(each) | names_used(each) if self.happens(other)
        }
        used |= {
            other for deal in self.deals for by, changed in deal.switched.items() if name in by for other in changed
        }
        return (frozenset(used) & self.terms.keys()) | self.weighed(name)

    def happens(self, name: str) -> bool:
        """Tell whether a term is an event, which others may name."""
        return any(each.HAPPENS for each in self.terms.get(name, ()))

    def weighed(self, name: str) -> frozenset[str]:
        """Name the terms whose flows the holder of an option weighs when it decides: all it has a part in but sums.

        A sum that is the same on every path is no reason to decide one way or the other, by an exponential utility as
        by a mean; so an upfront payment with a hundred values leaves an option its one policy.
        """
        options = [each for each in self.terms[name] if isinstance(each, Option)]
        holders = {each.holder for each in options if each.exercise == "best"}
        priced = any(each.at_fair_value for each in options)  # the price hangs on all that reaches the company
        return frozenset(
            other
            for other, said in self.terms.items()
            if (priced or any(holders.intersection(each.sides) for each in said)) and not self.is_sum(other)
        )

    def is_sum(self, name: str) -> bool:
        """Tell whether a term is a payment from party to party that is the same on every path, by every wording."""
        acted_on = {term for deal in self.deals for changed in deal.switched.values() for term in changed}
        return name not in acted_on and all(
            isinstance(each, Payment)
            and each.currency is None
            and each.prices is None
            and not self.companies.keys() & set(each.sides)
            and not terms_used(each)
            and not any(
                (names_used(each) | references(each)) & (deal.drivers.keys() | deal.terms.keys())
                or any(self.unsure(deal, part) for part in expressions(each))
                for deal in self.deals
            )
            for each in self.terms[name]
        )

    def reworded(self, name: str, term: Term) -> set[str]:
        """Name the keys in which one wording of a term differs from the first."""
        first = self.terms[name][0]
        return {key for key in type(term).model_fields if getattr(term, key) != getattr(first, key, None)}

    def unsure(self, deal: Deal, expression: Expression) -> bool:
        """Tell whether an expression may differ from path to path."""
        facts = [deal.facts[name] for name in names(expression) if name in deal.facts]
        return any(isinstance(part, Uncertain) for part in walk(expression)) or any(
            fact.readings is not None or (fact.is_ is not None and self.unsure(deal, fact.is_)) for fact in facts
        )


def _scales(said: _Said, path: str, settled: Collection[str]) -> bool:
    """Tell whether a path only scales the equity of a company that couples the groups."""
    section, _, inside = path.partition(".")
    name, *rest = inside.split(".")
    shapes = said.terms.get(name, ()) if section == "terms" else ()
    return rest in (["stake"], ["active"]) and any(
        isinstance(each, Equity) and each.company not in settled for each in shapes
    )


def _moves(said: _Said, path: str, terms: Collection[str], companies: Collection[str]) -> bool:
    """Tell whether a path moves a group of some terms and companies."""
    issuer = said.issuer(path)
    return path.split(".")[1] in terms if issuer is None else issuer in companies


def _settled_inside(said: _Said, paths: Collection[str]) -> frozenset[str]:
    """Name the companies whose exit must be settled inside one group, because a sum over groups would not be exact.

    Those are companies with securities, which pay no plain share of the equity; companies held by another company
    (their equity enters its resources through a limited liability of their own); companies whose terms differ in rank,
    or that may owe to another company (what stays unpaid is then no plain proportion), unless they hold that one, whose
    books are then closed first, and nobody at the table does; companies with a stake that is uncertain, has a discount
    of its own or is reworded by a reading; and companies in which someone at the table both holds a stake and buys in a
    later round (its share is then no plain product), or buys by one reading only.
    """
    table = {party for deal in said.deals if deal.negotiate is not None for party in deal.negotiate.between}
    holders = {name: said.owners(name) for name in said.companies}
    keys = {term: {p.split(".")[2] for p in paths if p.startswith(f"terms.{term}.")} for term in said.terms}
    found = {
        t.company for n, t in said.stakes
        if t.discount is not None or keys[n] - {"stake", "active"} or any(said.unsure(d, t.stake) for d in said.deals)
        or said.reworded(n, t) - keys[n]
    }  # fmt: skip
    found |= {
        each.company for shapes in said.terms.values() for each in shapes
        if isinstance(each, Option) and each.company is not None and each.stake is not None
    }  # fmt: skip
    options = [each for shapes in said.terms.values() for each in shapes if isinstance(each, Option)]
    if any(each.exercise == "best" or each.at_fair_value for each in options):
        return frozenset(
            said.companies
        )  # what a holder decides hangs on all that reaches it, through companies as well
    for name, wordings in said.companies.items():
        touching = said.touching(name)
        others = {side for each in touching.values() for t in each for side in t.sides} & said.companies.keys()
        ranked = len({str(t.rank) for each in touching.values() for t in each}) > 1
        chained = any(holders[other] & table or not said.held(other, name) for other in others - {name})
        bought = {each.by for company in wordings for each in company.rounds} & table
        bought = bought if any(c.rounds != wordings[0].rounds for c in wordings) else bought & holders[name]
        held = holders[name] & said.companies.keys()
        issued = any(company.securities is not None for company in wordings)
        if issued or held or ranked or chained or bought or any("rank" in keys[n] for n in touching):
            found.add(name)
    return frozenset(found)


def _components(said: _Said, settled: Collection[str]) -> list[set[str]]:
    """Join what touches: terms using each other's results, companies using terms or settled with their terms."""
    links = [
        {name} for name, shapes in said.terms.items()
        if not all(isinstance(each, Equity) and each.company not in settled for each in shapes)
    ]  # fmt: skip
    links += [{name, *said.results_used(name)} for name in said.terms if said.results_used(name)]
    for name, wordings in said.companies.items():
        used = {term for each in wordings for term in terms_used(each)} & said.terms.keys()
        if used or name in settled:
            links.append({f"company {name}", *used})
    for name in settled:
        sides = {
            term for term, shapes in said.terms.items()
            if any(name in (*each.sides, getattr(each, "company", None)) for each in shapes)
        }  # fmt: skip
        links += [{f"company {name}", term} for term in sides]
        links += [{f"company {name}", f"company {other}"} for other in said.owners(name).intersection(settled)]
    components: list[set[str]] = []
    for link in links:
        touching = [c for c in components if c & link]
        components = [c for c in components if not c & link]
        components.append(link.union(*touching))
    return components
