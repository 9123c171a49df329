"""Value one package after another on the same futures: what is the same for all of them is computed once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, final

from dealwright.engine.threads import in_one_order

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dealwright.bargain.beliefs.signing import Signed
    from dealwright.engine.result import Estimate, PartyWorth, ScenarioWorth, Valuation
    from dealwright.study.study import Study

PACKAGE = "this_package"
"""How a valuation names the package among the scenarios, where none of them is called so."""


def package_name(taken: Collection[str]) -> str:
    """Return a name for a package among scenarios that none of them has.

    Args:
        taken: The names of the scenarios.
    """
    name = PACKAGE
    while name in taken:
        name += "_"
    return name


@final
class Packages:
    """The packages of one study, on its futures, beside no deal and the contract in force.

    Args:
        study: The study; its deal need not negotiate anything.
    """

    def __init__(self, study: Study) -> None:
        """Open the stage on which all packages are valued."""
        from dealwright.bargain.packages import forms
        from dealwright.engine.stage import Stage

        loaded = replace(study.deal)  # with no memory of other versions, which would grow with each package
        compared = forms(loaded) if loaded.sound.negotiate is not None else ()
        self._stage = Stage(loaded, study.randomness)
        self._compared = Stage(loaded, study.randomness, compared)

    @in_one_order
    def scenario(self, name: str, *, fans: bool = False) -> ScenarioWorth:
        """Value one scenario of the file.

        Args:
            name: Its name; `in_force` for the contract as it stands.
            fans: Whether percentiles over time are wanted, for pictures.

        Raises:
            KeyError: If the deal has no such scenario.
        """
        return self._stage.worths({name: self._stage.scene(name)}, fans=fans)[name]

    def valuation(self, worths: Mapping[str, ScenarioWorth]) -> Valuation:
        """Put worths together as `Study.value` does.

        Args:
            worths: What `scenario` and `worth` answered, by name, in the order in which they are shown.
        """
        from dealwright.engine.valuation import valuation_of

        return valuation_of(self._stage.loaded, self._stage.draws, worths)

    @in_one_order
    def worth(self, package: Mapping[str, str], *, fans: bool = False) -> ScenarioWorth:
        """Value a package as a scenario is: over all that each party may know.

        Args:
            package: A value by path, as written.
            fans: Whether percentiles over time are wanted, for pictures.

        Raises:
            ValueError: If a value cannot stand where it is laid.
        """
        stage = self._stage
        (found,) = stage.worths(
            {package_name(self._stage.loaded.sound.scenarios): stage.package(package)}, fans=fans
        ).values()
        return replace(found, title="this package", changes=dict(package))

    @in_one_order
    def preview(self, what: Mapping[str, str] | str, parties: Sequence[str]) -> dict[str, PartyWorth]:
        """Value a package or a scenario to some parties at central beliefs: a part of what an exact worth takes.

        Args:
            what: A value by path, as written; or the name of a scenario of the file, `in_force` for the contract as it
                stands.
            parties: The parties.

        Raises:
            ValueError: If a value cannot stand where it is laid.
            KeyError: If the deal has no such scenario.
        """
        stage = self._stage
        return stage.parties(stage.scene(what) if isinstance(what, str) else stage.package(what), parties)

    @in_one_order
    def compared(self, package: Mapping[str, str] | None, parties: Sequence[str]) -> dict[str, Estimate]:
        """Value a package as a bargain compares packages: at central beliefs, the same for everyone.

        Args:
            package: A value by path, as written; None for the contract in force, with nothing signed.
            parties: The parties.

        Raises:
            ValueError: If a value cannot stand where it is laid.
        """
        from dealwright.bargain.fresh import reserve

        scene = self._compared.base if package is None else self._compared.package(package)
        return {party: reserve(scene, party) for party in parties}

    @in_one_order
    def signing(self, package: Mapping[str, str]) -> Signed:
        """Tell how likely each party signs a package, and all do, over what they know and we do not.

        Args:
            package: A value of every negotiable path, as written.

        Raises:
            ValueError: If a value cannot stand where it is laid.
        """
        from dealwright.bargain.beliefs.signing import signed

        stage = self._compared
        _ = stage.loaded.package(package).sound
        return signed(stage.loaded, stage.draws, package, stage.no_deal)

    @in_one_order
    def changes(
        self, package: Mapping[str, str], others: Sequence[Mapping[str, str]], parties: Sequence[str]
    ) -> list[dict[str, Estimate]]:
        """Tell what each of some packages is worth more than one, to some parties, at central beliefs.

        On the same futures luck cancels, so that the errors are those of the differences.

        Args:
            package: The package that is compared with: a value by path, as written.
            others: The packages.
            parties: The parties.

        Returns:
            Per package the difference by the deal's measure to each party, in currency.

        Raises:
            ValueError: If a value cannot stand where it is laid.
        """
        from dealwright.engine import beliefs as belief
        from dealwright.engine.effects import gain

        stage, found = self._stage, []
        measure = stage.loaded.sound.worth_by
        held = stage.package(package)
        traits = {party: belief.traits(held.loaded.sound, party) for party in parties}
        before = {party: held.samples(party, traits[party], {}) for party in parties}
        for other in others:
            scene = stage.package(other)
            own = {party: belief.traits(scene.loaded.sound, party) for party in parties}
            after = {party: scene.samples(party, own[party], {}) for party in parties}
            found.append(
                {
                    party: gain(measure, (before[party], after[party]), (traits[party], own[party]), stage.draws)
                    for party in parties
                }
            )
        return found
