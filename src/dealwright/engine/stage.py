"""Hold what the scenarios of a deal share, so that each further one, or a package, costs no more than itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from dealwright.engine import beliefs as belief
from dealwright.engine.belief_states import value_in_turn
from dealwright.engine.company_worth import company_worth, driver_fans, term_fans
from dealwright.engine.effects import gain
from dealwright.engine.exercising.told import exercises
from dealwright.engine.result import ScenarioWorth
from dealwright.engine.scenario import Scene, independent, party_worth
from dealwright.engine.statement import yearly_flows
from dealwright.engine.worth import Samples

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.deal.deal import Deal
    from dealwright.engine.result import PartyWorth
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Progress = Callable[[int, int], None]

IN_FORCE = "in_force"
"""The scenario in which nothing is laid over the file."""
FEW = 2048
"""Paths on which facts that a party knows and we do not are redrawn."""


@dataclass
class Stage:
    """One deal on one set of draws, with no deal kept: scenarios and packages are opened on it and valued.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        forms: Other forms of the deal with which it is compared, for what is taken for known in all of them.
    """

    loaded: Loaded
    draws: Draws
    forms: Sequence[Deal] = field(default=())

    @cached_property
    def base(self) -> Scene:
        """The contract in force."""
        return Scene(self.loaded, self.draws, forms=self.forms)

    @cached_property
    def no_deal(self) -> Scene | None:
        """What holds if the talks fail; None where nobody bargains, or it is the contract in force."""
        deal = self.loaded.sound
        if deal.negotiate is None or deal.negotiate.no_deal is None:
            return None
        return Scene(self.loaded.scenario(deal.negotiate.no_deal), self.draws, forms=self.forms)

    def scene(self, name: str) -> Scene:
        """Open a scenario, with what holds if it is signed and does not close.

        Args:
            name: Its name; `in_force` for the file as it stands.
        """
        deal = self.loaded.sound
        if self.no_deal is not None and deal.negotiate is not None and name == deal.negotiate.no_deal:
            return self.no_deal
        scene = self.base if name == IN_FORCE else Scene(self.loaded.scenario(name), self.draws, forms=self.forms)
        return self._if_closed(scene) if may_not_close(deal, name) else scene

    def package(self, package: Mapping[str, str]) -> Scene:
        """Open what a package makes of the deal.

        Args:
            package: A value by path, as written; paths that it leaves out stand as in the file.
        """
        made = self.loaded.package(package)
        _ = made.sound
        scene = Scene(made, self.draws, forms=self.forms)
        return scene if self.loaded.sound.closing is None else self._if_closed(scene)

    def _if_closed(self, scene: Scene) -> Scene:
        scene.otherwise = (chance_of_closing(self.loaded.sound), self.no_deal or self.base)
        return scene

    def worths(
        self, scenes: Mapping[str, Scene], *, fans: bool = False, progress: Progress | None = None
    ) -> dict[str, ScenarioWorth]:
        """Value scenarios to every party.

        Args:
            scenes: What was opened on this stage, by name.
            fans: Whether percentiles of drivers and terms over time are wanted, too.
            progress: Is told how many scenarios are done, of how many.

        Returns:
            Their worths, by name.
        """
        fewer = few(self.draws)
        small = {name: scene.on(fewer) for name, scene in scenes.items()}
        value_in_turn(list(small.values()), list(self.loaded.sound.parties), seed=self.draws.seed)
        out = {}
        for done, (name, scene) in enumerate(scenes.items()):
            out[name] = self._worth(scene, name, small[name], fans=fans)
            if progress is not None:
                progress(done + 1, len(scenes))
        return out

    def parties(self, scene: Scene, parties: Sequence[str], small: Scene | None = None) -> dict[str, PartyWorth]:
        """Value a scene to some parties.

        Args:
            scene: What was opened on this stage.
            parties: The parties.
            small: The same scene on fewer draws, for what the parties know and we do not; none leaves that out, so that
                each worth is at central beliefs.
        """
        no_deal, found = self.no_deal, {}
        for party in parties:
            refused = None if no_deal is None or no_deal is scene else no_deal.present_values(party, {})
            worth, seen = party_worth(scene, party, seed=scene.draws.seed, no_deal=refused, small=small)
            error = None if no_deal is None or refused is None else _gain_error(no_deal, scene, party, (refused, seen))
            found[party] = replace(worth, gain_error=error)
        return found

    def _worth(self, scene: Scene, name: str, small: Scene, *, fans: bool) -> ScenarioWorth:
        deal = scene.loaded.sound
        parties = self.parties(scene, list(deal.parties), small)
        known = scene.known(next(iter(deal.parties)))
        books, replicates = scene.books(known)[0][1], independent(scene.draws)
        scenario = deal.scenarios.get(name)
        return ScenarioWorth(
            name=name,
            title=(scenario.title if scenario is not None and scenario.title else None)
            or ("Contract in force" if name == IN_FORCE else name.replace("_", " ")),
            parties=parties,
            companies={
                each: company_worth(books, each, replicates=replicates, pictures=fans) for each in deal.companies
            },
            fans=driver_fans(books, {} if scene.loaded.draft is None else scene.loaded.draft.units) if fans else {},
            term_fans=term_fans(books) if fans else {},
            statement=yearly_flows(books) if fans else (),
            changes={} if scenario is None else {path: scene.loaded.text_at(path) or "" for path in scenario.overrides},
            options=exercises(scene),
            read_as=scene.read_as(known),
        )


def _gain_error(no_deal: Scene, scene: Scene, party: str, found: tuple[Float[ndarray, " path"], Samples]) -> float:
    """Return the error of a party's gain over no deal: on the same futures luck cancels."""
    deal, refused = scene.loaded.sound, Samples(found[0], {})
    traits = belief.traits(no_deal.loaded.sound, party), belief.traits(deal, party)
    if deal.worth_by == "mean_at_discount":
        refused = no_deal.samples(party, traits[0], {})
    return gain(deal.worth_by, (refused, found[1]), traits, scene.draws).standard_error


def may_not_close(deal: Deal, name: str) -> bool:
    """Tell whether a scenario is what signing makes of a deal that may then fail to close."""
    return name == deal.signed and deal.closing is not None


def chance_of_closing(deal: Deal) -> float:
    """Return the chance that what is signed closes, 0 to 1; 1 where the deal says nothing of it."""
    return 1.0 if deal.closing is None else belief.constant(deal, deal.closing.probability)  # type: ignore[union-attr]


def few(draws: Draws) -> Draws:
    """Return the first paths of some draws: those on which facts that a party knows and we do not are redrawn."""
    return replace(draws, replicates=1, paths_per_replicate=min(FEW, draws.paths_per_replicate))
