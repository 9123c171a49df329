"""Ask a deal what it is worth: scenarios, what the overrides change, and what each number moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.threads import in_one_order
from dealwright.study.asked import Asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.engine.result import Valuation
    from dealwright.engine.sensitivities.result import Sensitivities
    from dealwright.engine.trail import PackageEffect
    from dealwright.study.asked import Progress


class Valued(Asked):
    """Answer what a deal is worth."""

    __slots__ = ()

    @in_one_order
    def effect(self) -> PackageEffect:
        """Find what the overrides change for each party in the contract in force, line by line, on the same futures.

        Returns:
            Changes with their standard errors.
        """
        from dealwright.engine.effects import overlay_effect

        return overlay_effect(self.calibrated, self.deal, self.randomness, self.overrides)

    @in_one_order
    def value(
        self, scenarios: str | Sequence[str] | None = None, *, fans: bool = False, progress: Progress | None = None
    ) -> Valuation:
        """Value every scenario to every party.

        Args:
            scenarios: Names of the scenarios wanted, or one name, `in_force` for the file as it stands; all by default.
            fans: Whether percentiles over time are wanted, for pictures.
            progress: Is told how many scenarios are done, of how many.

        Returns:
            The valuation.

        Raises:
            KeyError: If the deal has no such scenario.
        """
        from dealwright.engine.valuation import value_deal

        names = [scenarios] if isinstance(scenarios, str) else scenarios
        for name in names or ():
            self._world(name)
        return value_deal(self.deal, self.randomness, scenarios=names, fans=fans, progress=progress)

    @in_one_order
    def sensitivities(
        self,
        scenario: str | None = None,
        *,
        of: str | Sequence[str] | None = None,
        party: str | Sequence[str] | None = None,
        exact: bool = False,
        progress: Progress | None = None,
    ) -> Sensitivities:
        """Tell how much each number of the deal moves each party's certainty equivalent and mean.

        Args:
            scenario: Name of a scenario; the contract in force by default.
            of: Paths of the numbers wanted, such as `terms.royalty.rate`, or of all that stands below them, such as
                `terms.royalty`; all numbers by default, but long lists of securities.
            party: The party wanted, or several; all by default.
            exact: Whether all numbers are moved on all futures, with what a party knows and we do not gone through as a
                valuation does; by default those that move the futures themselves are moved on fewer.
            progress: Is told how many numbers are done, of how many.

        Returns:
            Slopes with their errors, the most telling number first.

        Raises:
            KeyError: If the deal has no such scenario or party, or no number at such a path.
        """
        from dealwright.engine.sensitivities.asked import asked
        from dealwright.engine.sensitivities.ground import Grounds
        from dealwright.engine.sensitivities.sensitivities import sensitivities
        from dealwright.engine.stage import IN_FORCE
        from dealwright.engine.valuation import refused_deal

        name = scenario or IN_FORCE
        world = self._world(name)
        wanted = [party] if isinstance(party, str) else party
        for each in wanted or ():
            self._asked(None, each)
        numbers, left_out = asked(world, [of] if isinstance(of, str) else of)
        parties = tuple(world.sound.parties if wanted is None else wanted)
        refused = refused_deal(self.deal, name)
        grounds = Grounds(world, self.randomness, parties, len(numbers), exact, refused)
        return sensitivities(grounds, name, numbers, left_out, progress=progress)
