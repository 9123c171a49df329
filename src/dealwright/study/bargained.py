"""Ask a deal for its bargain: the packages that both sides would sign, how they are valued, what was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.executors.running import Machines
from dealwright.engine.threads import in_one_order
from dealwright.study.asked import Asked

if TYPE_CHECKING:
    from dealwright.bargain.backtest_result import Backtest
    from dealwright.bargain.plan_result import GridPlan
    from dealwright.bargain.result import Bargain
    from dealwright.bargain.ripples.asking import Asking
    from dealwright.engine.grids.precision import Name
    from dealwright.study.asked import Progress


class Bargained(Asked):
    """Answer which packages the parties would sign."""

    __slots__ = ()

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
        asking: Asking | None = None,
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
            asking: How the parties may agree (weights, payments, draws) where that is not what the file says, and
                whether the implied power of a package, or all ways of agreeing side by side, are wanted.

        Returns:
            The bargain.

        Raises:
            ValueError: If the deal negotiates nothing.
            WeightsError: If weights are negative, do not sum to one, or somebody is not at the table.
            PackageError: If a package that is asked about is none of those that are negotiated.
            KeyError: If it has no such scenario.
            NoClusterError: If there is no such cluster.
            KeepError: If the folder cannot keep the packages.
        """
        self._bargains()
        from dealwright.bargain.figures import Figures
        from dealwright.bargain.negotiation import negotiate
        from dealwright.bargain.ripples.asking import AS_WRITTEN

        asked = asking or AS_WRITTEN
        world = asked.laid_over(self.deal if scenario is None else self._world(scenario))
        figures = Figures(tails, precision, asked.package(world), asked.side_by_side)
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
