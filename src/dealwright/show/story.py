"""Hold everything that a page tells, and who and what it is about."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from dealwright.engine.result import PartyCard, Valuation
from dealwright.ground.speech import joined
from dealwright.show import number, theme
from dealwright.show.names import names_of
from dealwright.show.standing import focus_of
from dealwright.show.words import IN_FORCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.knowing.result import Facts
    from dealwright.bargain.offering.result import Offers
    from dealwright.bargain.result import Bargain
    from dealwright.bargain.ripples.dependence_result import Dependence
    from dealwright.bargain.talking.result import Talks
    from dealwright.bargain.trade.result import Trade
    from dealwright.engine.result import ScenarioWorth
    from dealwright.engine.statements.result import ContractStatement
    from dealwright.engine.trail import PackageEffect, Trail
    from dealwright.equity.captable import CapTable
    from dealwright.show.names import Names
    from dealwright.show.sections.agreeable import Agreeable


@dataclass(frozen=True)
class Story:
    """The results that a page is made from.

    Attributes:
        valuation: the worths of all scenarios.
        found: the bargain, or None if the deal negotiates nothing.
        trails: where the deal's values come from.
        effects: what each named package changes; the first is drawn.
        tables: the cap table of each company that has securities.
        proposed: by company, a package of the bargain by its name, and the cap table that it makes.
        stated: what each clause of the contract in force computes on the certain future.
        traded: what any term trades for; None where that was not asked for.
        offered: what each side can offer, or what one of them should; None likewise.
        known: every fact, and what it is worth to know more.
        depends: who depends on whom, and what packages do to those not at the table; None where that was not asked for.
        talks: what the log of the talks says, or None if it says nothing.
        focused: the scenario that the page is about; empty for the contract in force.
        seated: the parties that bargain, where no bargain was found that says so.
        chosen: what the package on the table is worth as packages are compared in a bargain, per party, in currency;
            None where none is ringed in the picture.
        literals: what each fact says, where it says one plain value and no trail tells.
        companies: names of companies, where the valuation holds none.
        agreeable: each negotiable term, and what one step more of it does; nothing where that was not asked for.
    """

    valuation: Valuation
    found: Bargain | None = None
    trails: Sequence[Trail] = ()
    effects: Sequence[PackageEffect] = ()
    tables: Mapping[str, CapTable] = field(default_factory=dict)
    proposed: Mapping[str, tuple[str, CapTable]] = field(default_factory=dict)
    stated: ContractStatement | None = None
    traded: Trade | None = None
    offered: Offers | None = None
    known: Facts | None = None
    depends: Dependence | None = None
    talks: Talks | None = None
    focused: str = ""
    seated: tuple[str, ...] = ()
    chosen: Mapping[str, float] | None = None
    literals: Mapping[str, str] = field(default_factory=dict)
    companies: Mapping[str, str] = field(default_factory=dict)
    agreeable: Sequence[Agreeable] = ()

    @cached_property
    def names(self) -> Names:
        """What the keys of the deal are called."""
        names = names_of(self.valuation, self.trails)
        known = {} if self.found is None else self.found.literals
        literals = {**self.literals, **known, **names.literals}
        return replace(names, literals=literals, companies={**self.companies, **names.companies})

    @cached_property
    def focus(self) -> str:
        """The scenario the page is about."""
        return self.focused or focus_of(self.valuation)

    @property
    def scenario(self) -> ScenarioWorth:
        """The worths of the scenario in focus."""
        return self.valuation.scenarios[self.focus]

    @cached_property
    def scenarios(self) -> list[str]:
        """Scenarios as a page shows them: no deal first, the one in focus next."""
        first = [name for name in (self.valuation.no_deal, self.focus) if name in self.valuation.scenarios]
        return list(dict.fromkeys([name for name in first if name is not None] + list(self.valuation.scenarios)))

    @cached_property
    def parties(self) -> list[str]:
        """Every party, in the file's order."""
        return list(self.scenario.parties if self.valuation.scenarios else self.valuation.parties)

    @cached_property
    def at_table(self) -> list[str]:
        """The parties that bargain; every party where nobody does."""
        seated = self.seated if self.found is None else self.found.between
        return [party for party in seated if party in self.parties] or self.parties

    @cached_property
    def others(self) -> list[str]:
        """The parties with a claim that do not bargain."""
        return [party for party in self.parties if party not in self.at_table]

    def token(self, party: str) -> str:
        """Return the colour of a party by its place in the file."""
        order = list(self.valuation.parties) or self.parties
        return theme.party_token(order.index(party)) if party in order else theme.NOBODY

    def title(self, scenario: str) -> str:
        """Return a scenario's title."""
        found = self.valuation.scenarios.get(scenario)
        if found is not None:
            return found.title
        return "contract in force" if scenario == IN_FORCE else self.names.line(scenario)

    @cached_property
    def sample(self) -> str:
        """How the numbers were simulated, as a figure's right foot says it."""
        return f"n = {number.count(self.valuation.paths)} futures, seed {self.valuation.seed}"

    @property
    def sample_of_one_reading(self) -> str:
        """The same for a figure that shows the deal by one reading of its disputed clauses, and which it is."""
        return f"{self.sample}; read as {joined(list(read))}" if (read := self.scenario.read_as) else self.sample

    def unit(self, scale: number.Scale) -> str:
        """Return a scale with the deal's currency."""
        return scale.title(self.valuation.currency)


def bargain_story(found: Bargain, names: Mapping[str, str], currency: str) -> Story:
    """Tell a bargain without its valuation: names and currency are all that its words need.

    Args:
        found: the bargain.
        names: the parties in words; those that the bargain itself knows, or their keys, otherwise.
        currency: the deal's currency; the bargain's own if empty.
    """
    parties = {**found.reservation, **dict.fromkeys(found.between)}
    known = {**found.names, **names}
    cards = {party: PartyCard(known.get(party, party)) for party in parties}
    valuation = Valuation(
        title=found.title,
        file="",
        digest="",
        seed=found.seed,
        paths=found.paths,
        currency=currency or found.currency,
        as_of=found.as_of,
        scenarios={},
        parties=cards,
        worth_by=found.measure,
        before_tax=found.before_tax,
        price_basis=found.price_basis,
    )
    return Story(valuation, found)


def effect_story(effect: PackageEffect) -> Story:
    """Tell what a package changes by the names that it knows itself.

    Args:
        effect: the changes.
    """
    valuation = Valuation(
        title=effect.title,
        seed=effect.seed,
        paths=effect.paths,
        currency=effect.currency,
        scenarios={},
        parties=effect.parties,
        titles=effect.titles,
    )
    return Story(valuation, effects=(effect,))
