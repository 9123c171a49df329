"""What all wordings of a deal that a grid may meet say together, by name: whatever stands in one of them counts."""

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
    from collections.abc import Mapping, Sequence

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.deal.party import Company
    from dealwright.terms import Term


@dataclass(frozen=True, slots=True)
class Said:
    """What the wordings of a deal say, by name: each shape once.

    Args:
        deals: The wordings, the first that of the deal as signing makes it.
        terms: Shapes of each term; what options make of it among them.
        companies: Shapes of each company.
    """

    deals: Sequence[Deal]
    terms: Mapping[str, Sequence[Term]]
    companies: Mapping[str, Sequence[Company]]

    @staticmethod
    def of(deals: Sequence[Deal]) -> Said:
        """Gather what some wordings say."""
        terms: dict[str, dict[int, Term]] = {}
        companies: dict[str, dict[int, Company]] = {}
        for deal in deals:
            switched = [each for changed in deal.switched.values() for each in changed.items()]
            for name, term in (*deal.terms.items(), *switched):
                terms.setdefault(name, {})[id(term)] = term
            for name, company in deal.companies.items():
                companies.setdefault(name, {})[id(company)] = company
        return Said(
            deals,
            {name: tuple(each.values()) for name, each in terms.items()},
            {name: tuple(each.values()) for name, each in companies.items()},
        )

    @property
    def table(self) -> frozenset[str]:
        """Name the parties at the table: all of a deal that says nothing of a table."""
        return frozenset(
            party
            for deal in self.deals
            for party in (deal.parties if deal.negotiate is None else deal.negotiate.between)
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

    def invested_in(self, company: str) -> frozenset[str]:
        """Name the companies in whose rounds a company may buy: after its exit it may fail to pay for its shares."""
        return frozenset(
            other
            for other, wordings in self.companies.items()
            if other != company and company in self.owners(other)
            and any(each.securities is not None and each.securities.rounds for each in wordings)
        )  # fmt: skip

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

    def happens(self, name: str) -> bool:
        """Tell whether a term is an event, which others may name."""
        return any(each.HAPPENS for each in self.terms.get(name, ()))

    def happening(self, shape: object) -> frozenset[str]:
        """Name the terms that are events and that a declared shape names; no driver or fact does."""
        return frozenset(name for name in references(shape) | names_used(shape) if self.happens(name))

    def behind(self, shape: object) -> frozenset[str]:
        """Name all that a declared shape names, and what the drivers and facts among that name in turn."""
        waiting = references(shape) | names_used(shape)
        found: frozenset[str] = frozenset()
        while waiting:
            found |= waiting
            sections = [section for deal in self.deals for section in (deal.drivers, deal.facts)]
            named = [each for section in sections for name, each in section.items() if name in waiting]
            waiting = frozenset[str]().union(*(references(each) | names_used(each) for each in named)) - found
        return found

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

    def weighed_companies(self, name: str) -> list[str]:
        """Name the companies of which the holder of an option has a part, or comes to have one, when it decides.

        A stake is a term, but securities, and what is bought in a later round, are none.
        """
        options = [each for each in self.terms[name] if isinstance(each, Option) and each.exercise == "best"]
        holders = {each.holder for each in options}
        return [
            company for company, wordings in self.companies.items()
            if holders & self.owners(company) or any(r.by in holders for each in wordings for r in each.rounds)
        ]  # fmt: skip

    def is_sum(self, name: str) -> bool:
        """Tell whether a term is a payment from party to party that is the same on every path, by every wording."""
        acted_on = {term for deal in self.deals for changed in deal.switched.values() for term in changed}
        acted_on |= {other for shapes in self.terms.values() for each in shapes for other in each.others}
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
