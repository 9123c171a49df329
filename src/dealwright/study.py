"""The one door to what a deal is worth: a deal, a seed, a number of futures, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import index
from typing import TYPE_CHECKING, SupportsIndex

from dealwright.engine.executors.executor import LostWorkersError, NoClusterError, StoppedError
from dealwright.engine.executors.running import HaltedError, KeepError, Machines
from dealwright.engine.statements.chosen import NoStatementError
from dealwright.engine.threads import in_one_order
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Literal

    from dealwright.bargain.backtest_result import Backtest
    from dealwright.bargain.plan_result import GridPlan
    from dealwright.bargain.result import Bargain
    from dealwright.engine.grids.precision import Name
    from dealwright.engine.result import Valuation
    from dealwright.engine.sensitivities.result import Sensitivities
    from dealwright.engine.statements.result import ContractStatement, DisputedClause
    from dealwright.engine.trail import PackageEffect
    from dealwright.lang.load import Loaded

    Progress = Callable[[int, int], None]

__all__ = [
    "HaltedError",
    "KeepError",
    "LostWorkersError",
    "Machines",
    "NoClusterError",
    "NoStatementError",
    "StoppedError",
    "Study",
]

DEFAULT_SEED = 1
DEFAULT_PATHS = 16_384
CALIBRATION_PATHS = 4_096
"""Futures on which a calibration is first solved where a study has more, to be made exact on all of them."""


@dataclass(slots=True)
class Study:
    """Ask a deal what it is worth. The same deal, seed and paths give the same answers, byte for byte.

    Args:
        loaded: A deal read without problems.
        seed: Seed of all randomness, a whole number from 0.
        paths: Number of futures, at least 1; where nothing from 4 to 32 divides it, the next multiple of 8 is drawn.
        draws: `sobol` for scrambled Sobol points, `plain` for plain draws.
        overrides: Values by path, laid over the deal once its calibrations are solved, as a scenario's are.

    Raises:
        ValueError: If the deal has errors, or there are no such futures.

    Example:
        >>> import dealwright
        >>> study = dealwright.Study(dealwright.load("examples/hello.yaml"), paths=1024)
        >>> sorted(study.value().scenarios)[:1]
        ['in_force']
    """

    loaded: Loaded
    seed: int = DEFAULT_SEED
    paths: int = DEFAULT_PATHS
    draws: Literal["sobol", "plain"] = "sobol"
    overrides: Mapping[str, object] = field(default_factory=dict)
    _calibrated: Loaded | None = field(default=None, init=False, repr=False)
    _changed: Loaded | None = field(default=None, init=False, repr=False)
    _randomness: Draws | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse a deal with problems, and futures that there are none of."""
        for name, least in (("seed", 0), ("paths", 1)):
            number = getattr(self, name)
            if not isinstance(number, SupportsIndex) or index(number) < least:
                message = f"{name} is {number!r}: give a whole number from {least}"
                raise ValueError(message)
            setattr(self, name, index(number))
        if self.draws not in ("sobol", "plain"):
            message = f"draws is {self.draws!r}: give 'sobol' or 'plain'"
            raise ValueError(message)
        _ = self.loaded.sound

    @property
    def randomness(self) -> Draws:
        """Return the draws of all futures of this study."""
        if self._randomness is None:
            from dealwright.engine.last_pricing import last_pricing

            priced_by = last_pricing(self.loaded.sound)
            self._randomness = Draws.for_paths(self.seed, self.paths, self.draws, priced_by)
        return self._randomness

    @property
    def written(self) -> Loaded:
        """Return the deal as its file says it, with the overrides laid over it."""
        return self.loaded.with_overrides(self.overrides) if self.overrides else self.loaded

    @property
    @in_one_order
    def calibrated(self) -> Loaded:
        """Return the deal with its calibrations solved, before anything is laid over it.

        Raises:
            UnmetPriceError: If no value of a driver meets the price of an observed round.
        """
        if self._calibrated is None:
            from dealwright.engine.calibrate import calibrated

            draws = self.randomness
            many = draws.paths > CALIBRATION_PATHS
            few = replace(draws, replicates=2, paths_per_replicate=CALIBRATION_PATHS // 2) if many else draws
            self._calibrated = calibrated(self.loaded, few, draws)
        return self._calibrated

    @property
    def deal(self) -> Loaded:
        """Return the deal with its calibrations solved and the overrides laid over it.

        Raises:
            ValueError: If a path leads nowhere, or a value cannot stand where it is laid.
        """
        if self._changed is None:
            changed = self.calibrated.with_overrides(self.overrides) if self.overrides else self.calibrated
            _ = changed.sound
            self._changed = changed
        return self._changed

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
        from dealwright.engine.valuation import IN_FORCE, refused_deal

        name = scenario or IN_FORCE
        world = self._world(name)
        wanted = [party] if isinstance(party, str) else party
        for each in wanted or ():
            self._asked(None, each)
        numbers, left_out = asked(world, [of] if isinstance(of, str) else of)
        parties = tuple(world.sound.parties if wanted is None else wanted)
        refused = refused_deal(self.deal, name)
        grounds = Grounds(world, self.randomness, parties, numbers, exact, refused)
        return sensitivities(grounds, name, left_out, progress=progress)

    @in_one_order
    def bargain(
        self,
        scenario: str | None = None,
        *,
        refine: bool | None = None,
        tails: bool = False,
        precision: Name | None = None,
        progress: Progress | None = None,
        machines: Machines | None = None,
    ) -> Bargain:
        """Find which packages the parties would sign.

        Args:
            scenario: Name of a scenario to bargain in: its changes are laid over the deal, under every package and
                under no deal alike. None for the contract in force.
            refine: Whether the parties may agree on values between the steps of a range; None leaves it to the file.
            tails: Whether to tell how far the worth of each package on the frontier, and of each that a solution names,
                may fall; packages that are kept on disk are kept with it.
            precision: Whether the worth of packages is computed in `double` or in `single` precision; None leaves that
                to their number.
            progress: Is told how much of the work is done, of how much.
            machines: Who values the packages, and where they are kept. It changes nothing of what comes out. Threads of
                this process by default; packages that do not fit in memory are kept in the user's cache.

        Returns:
            The bargain.

        Raises:
            ValueError: If the deal negotiates nothing.
            KeyError: If it has no such scenario.
            NoClusterError: If there is no such cluster.
            KeepError: If the folder cannot keep the packages.
        """
        self._bargains()
        from dealwright.bargain.figures import Figures
        from dealwright.bargain.negotiation import negotiate

        world = self.deal if scenario is None else self._world(scenario)
        figures = Figures(tails, precision)
        with (machines or Machines()).running() as running:
            return negotiate(
                world, self.randomness, refined=refine, figures=figures, progress=progress, running=running
            )

    def plan(self, scenario: str | None = None, *, tails: bool = False, precision: Name | None = None) -> GridPlan:
        """Plan how the packages of a bargain would be valued, and what that would cost; nothing is simulated.

        Args:
            scenario: As for `bargain`.
            tails: As for `bargain`.
            precision: As for `bargain`.

        Returns:
            The plan, from the file alone: drivers that are calibrated are taken as they are written.

        Raises:
            ValueError: If the deal negotiates nothing.
            KeyError: If it has no such scenario.
        """
        self._bargains()
        from dealwright.bargain.figures import Figures
        from dealwright.bargain.planned import plan_grid

        return plan_grid(
            self._in_scenario(self.written, scenario), self.randomness.paths, figures=Figures(tails, precision)
        )

    @in_one_order
    def backtest(self, *, progress: Progress | None = None) -> Backtest:
        """Hold the package that was signed, the entry of `talks:` with `signed: yes`, against what could have been.

        Args:
            progress: Is told how much of the work is done, of how much.

        Returns:
            Whether the package was in the zone, how far from the frontier, which power it implies, and how near the
            bargaining solutions and simple baselines came.

        Raises:
            ValueError: If the deal negotiates nothing, or nothing was signed in it.
        """
        self._bargains()
        from dealwright.bargain.backtest import backtest

        return backtest(self.deal, self.randomness, file=self.loaded.file, progress=progress)

    @in_one_order
    def statement(
        self,
        path: str | int = "certain",
        *,
        party: str | None = None,
        scenario: str | None = None,
        terms: Sequence[str] | None = None,
    ) -> ContractStatement:
        """State what the terms of the contract compute, period by period and line by line, on one future.

        Args:
            path: `certain` for the deal with every volatility zero, everything uncertain at its median and each event
                on the day on which its probability passes half, or never; `mean` for the mean over all futures; `p50`
                for the future whose worth to `party` is the median, other percentiles likewise; or its number from 1.
            party: The party whose worth a percentile is of; needed where there are several.
            scenario: Name of a scenario; the contract in force by default.
            terms: Names of the terms that are wanted; all in force by default.

        Returns:
            The statement.

        Raises:
            NoStatementError: If there is no such path, or no such term in force, or a percentile is of nobody's worth.
            KeyError: If the deal has no such scenario or party.
        """
        from dealwright.engine.statements.contract import state_contract

        world, name, party = self._asked(scenario, party)
        return state_contract(world, self.randomness, path, scenario=name, party=party, terms=terms)

    @in_one_order
    def readings(
        self,
        path: str | int = "certain",
        *,
        party: str | None = None,
        scenario: str | None = None,
        terms: Sequence[str] | None = None,
    ) -> tuple[DisputedClause, ...]:
        """State what the terms compute under each reading of a disputed clause, on the same future.

        Args:
            path: As for `statement`.
            party: As for `statement`.
            scenario: As for `statement`.
            terms: As for `statement`.

        Returns:
            The facts whose readings word the contract differently, with the statement under each reading.

        Raises:
            NoStatementError: As for `statement`.
            KeyError: As for `statement`.
        """
        from dealwright.engine.statements.contract import disputed_clauses

        world, name, party = self._asked(scenario, party)
        return disputed_clauses(world, self.randomness, path, scenario=name, party=party, terms=terms)

    def _asked(self, scenario: str | None, party: str | None) -> tuple[Loaded, str, str | None]:
        """Return the deal in a scenario, the scenario's name, and a party: the only one where none is named."""
        from dealwright.engine.valuation import IN_FORCE

        world = self.deal if scenario is None else self._world(scenario)
        known = list(world.sound.parties)
        if party is not None and party not in known:
            message = f"{self.loaded.file} has no party {party!r}; there are {', '.join(known)}"
            raise KeyError(message)
        return world, scenario or IN_FORCE, known[0] if len(known) == 1 and party is None else party

    def _bargains(self) -> None:
        """See that somebody bargains over something.

        Raises:
            ValueError: If nobody does.
        """
        if self.loaded.sound.negotiate is None:
            message = (
                f"{self.loaded.file} has no `negotiate:` section: say who bargains (`between:`) over what (`over:`)"
            )
            raise ValueError(message)

    def _world(self, scenario: str) -> Loaded:
        """Return the deal in a scenario, or as it stands in `in_force`."""
        return self._in_scenario(self.deal, scenario)

    def _in_scenario(self, deal: Loaded, scenario: str | None) -> Loaded:
        """Lay a scenario over a deal; none, or `in_force`, leaves it as it stands."""
        from dealwright.engine.valuation import IN_FORCE

        known = [IN_FORCE, *deal.sound.scenarios]
        if scenario is not None and scenario not in known:
            message = f"{self.loaded.file} has no scenario {scenario!r}; there are {', '.join(known)}"
            raise KeyError(message)
        return deal if scenario in (None, IN_FORCE) else deal.scenario(scenario)
