"""What every question to a deal rests on: the deal with its calibrations solved, its scenarios, and its futures."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass, field, replace
from operator import index
from typing import TYPE_CHECKING, SupportsIndex

from dealwright.engine.threads import in_one_order
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Literal

    from dealwright.lang.load import Loaded

    Progress = Callable[[int, int], None]

DEFAULT_SEED = 1
DEFAULT_PATHS = 16_384
CALIBRATION_PATHS = 4_096
"""Futures on which a calibration is first solved where a study has more, to be made exact on all of them."""


@dataclass(slots=True)
class Asked(ABC):
    """Hold a deal, a seed and a number of futures, and solve the deal's calibrations on these.

    Args:
        loaded: A deal read without problems.
        seed: Seed of all randomness, a whole number from 0.
        paths: Number of futures, at least 1.
        draws: `sobol` or `plain`.
        overrides: Values by path, laid over the deal once its calibrations are solved.
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

    def _asked(self, scenario: str | None, party: str | None) -> tuple[Loaded, str, str | None]:
        """Return the deal in a scenario, the scenario's name, and a party: the only one where none is named."""
        from dealwright.engine.stage import IN_FORCE

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
        from dealwright.engine.stage import IN_FORCE

        known = [IN_FORCE, *deal.sound.scenarios]
        if scenario is not None and scenario not in known:
            message = f"{self.loaded.file} has no scenario {scenario!r}; there are {', '.join(known)}"
            raise KeyError(message)
        return deal if scenario in (None, IN_FORCE) else deal.scenario(scenario)
