"""Values every package of a negotiation: futures of their own for some, columns of terms for all, a worth for each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.places import places_in
from dealwright.bargain.settings import settings_of
from dealwright.engine.grids.columns import (
    NoPlainSumError,
    mixed,
    option_at,
    options,
    package_columns,
)
from dealwright.engine.grids.laying import laid_over
from dealwright.engine.grids.package_columns import PackageIndex
from dealwright.engine.grids.plan import Plan, plan, wordings_of
from dealwright.engine.scenario import Scene
from dealwright.ground.speech import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from jaxtyping import Float, Int
    from numpy import ndarray

    from dealwright.bargain.excerpt import Excerpt
    from dealwright.deal.deal import Deal
    from dealwright.engine import beliefs as belief
    from dealwright.engine.grids.package_columns import PackageColumns
    from dealwright.engine.grids.precision import Name
    from dealwright.engine.worth import Traits
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Progress = Callable[[int, int], None]

MOST_WORLDS = 100_000
"""Worlds of a negotiation at most: the futures of each are drawn by themselves."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """With which eyes all packages are seen.

    Args:
        known: What someone at the table knows; None at central beliefs.
        traits: What the parties are like; None at central beliefs.
        opened: Scenes of the same deal on the same draws that were opened before; new ones are added.
        alone: Whether nothing but that is known, as to a party that does not know what others do.
    """

    known: Mapping[str, float] | None = None
    traits: Mapping[str, Traits] | None = None
    opened: dict[str, Scene] = field(default_factory=dict)
    alone: bool = False

    def taken(self, deal: Deal, doubts: Iterable[belief.Doubt]) -> dict[str, float]:
        """Return what is taken for known of the facts that are not known to all."""
        return dict(self.known or {}) if self.alone else taken_for_known(deal, doubts, self.known)

    def scene(self, overrides: Mapping[str, str], opening: Callable[[], Scene]) -> Scene:
        """Open the scene that some values make, once."""
        name = str(dict(overrides) or "")
        if name not in self.opened:
            self.opened[name] = opening()
        return self.opened[name]


@dataclass(frozen=True, slots=True)
class World:
    """The packages that share their futures.

    Args:
        overrides: Values of the paths that change drivers, facts, companies or parties.
        plan: How the packages are put together.
        index: How packages are numbered among them.
        first: Number of the first of these packages among all.
        opened: Gives their columns.
    """

    overrides: dict[str, str]
    plan: Plan
    index: PackageIndex
    first: int
    opened: Callable[[], PackageColumns]

    @property
    def columns(self) -> PackageColumns:
        """The columns."""
        return self.opened()

    @property
    def changes(self) -> dict[str, str]:
        """Those of its own values that change anything for anybody at the table."""
        return {path: value for path, value in self.overrides.items() if path not in self.plan.idle}


@dataclass(frozen=True, slots=True)
class Named:
    """What each package sets, by its number, without the columns: a result may keep it.

    Args:
        parts: Of each world the number of its first package, its own values, its plan, and how it numbers packages.
        values: Values of each negotiable path.
    """

    parts: tuple[tuple[int, dict[str, str], Plan, PackageIndex], ...]
    values: Mapping[str, Sequence[str]]

    def __call__(self, number: int) -> dict[str, str]:
        """Say what a package sets, in the order of the file."""
        first, overrides, laid_out, index = next(part for part in reversed(self.parts) if part[0] <= number)
        level, chosen = index.choice(number - first)
        laid = dict(overrides)
        laid |= option_at(self.values, laid_out.stakes, level)
        for group, option in zip(laid_out.groups, chosen, strict=False):
            laid |= option_at(self.values, group.paths, option)
        return {path: laid[path] for path in self.values}


@dataclass(frozen=True, slots=True)
class Grid:
    """All packages of a negotiation.

    Args:
        worlds: The packages, world by world.
        values: Values of each negotiable path.
        worth: Worth by the bargain's measure, of all packages or of those of the excerpt; (party, package) money.
        precision: In which precision it was computed; `single` if any world was.
        excerpt: What is in memory of a grid that is kept on disk.
        on_disk: Gives the worth of packages that are kept on disk, by their numbers.
        spread_on_disk: Gives how far it may fall, if that is kept: standard deviation, 5th percentile and mean of the
            worst 5 %.
    """

    worlds: tuple[World, ...]
    values: Mapping[str, Sequence[str]]
    worth: Float[ndarray, "party package"]
    precision: Name | None = None
    excerpt: Excerpt | None = None
    on_disk: Callable[[Int[ndarray, " package"]], Float[ndarray, "party package"]] | None = None
    spread_on_disk: Callable[[Int[ndarray, " package"]], Float[ndarray, "figure party package"]] | None = None

    def worth_of(self, numbers: Int[ndarray, " package"]) -> Float[ndarray, "party package"]:
        """Return what packages are worth to each party, by their numbers."""
        return np.take(self.worth, numbers, axis=1) if self.on_disk is None else self.on_disk(numbers)

    def numbered(self, places: Iterable[int]) -> list[int]:
        """Return the numbers of packages, by their places in `worth`."""
        return [place if self.excerpt is None else int(self.excerpt.numbers[place]) for place in places]

    @property
    def package(self) -> Named:
        """What a package sets, in the order of the file, by its number."""
        return Named(tuple((w.first, w.overrides, w.plan, w.index) for w in self.worlds), self.values)

    def number(self, package: Mapping[str, str]) -> int:
        """Find the number of a package among all."""
        world = next(w for w in self.worlds if all(package[path] == value for path, value in w.overrides.items()))
        level = self._place(package, world.plan.stakes)
        chosen = [self._place(package, group.paths) for group in world.plan.groups]
        return world.first + world.index.number(level, [*chosen, 0])

    def places(self) -> dict[str, Int[ndarray, " package"]]:
        """Say of every package which value each path has, by its place among the path's values."""
        parts = [places_in(world, self.values) for world in self.worlds]
        return {path: np.concatenate([part[path] for part in parts]) for path in self.values}

    def _place(self, package: Mapping[str, str], paths: Sequence[str]) -> int:
        places = [list(self.values[path]).index(package[path]) for path in paths]
        return int(np.ravel_multi_index(places, [len(self.values[path]) for path in paths])) if paths else 0


def value_grid(
    loaded: Loaded,
    draws: Draws,
    *,
    values: Mapping[str, Sequence[str]] | None = None,
    eyes: Eyes | None = None,
    worth: bool = True,
    precision: Name | None = None,
    progress: Progress | None = None,
) -> Grid:
    """Value every package of a negotiation.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        values: Values of each negotiable path; those of the file by default.
        eyes: With which eyes all of them are seen; at central beliefs by default.
        worth: Whether the packages are valued; without, only their columns are computed.
        precision: In which precision; None leaves the choice to the size of the grid.
        progress: Is told how many worlds are done, of how many.

    Returns:
        The grid.
    """
    values = loaded.ranges() if values is None else values
    settled: set[str] = set()
    worlds: list[World] = []
    while not worlds:  # once, but for companies that turn out to leave something unpaid to each other
        try:
            worlds = _opened(Worlds.of(loaded, draws, values, eyes or Eyes(), settled), progress)
        except NoPlainSumError as found:
            settled.add(found.company)
    grid = Grid(tuple(worlds), values, np.empty((0, packages_of(values))))
    return with_worth(grid, precision) if worth else grid


def with_worth(grid: Grid, precision: Name | None = None, held: Float[ndarray, " party"] | None = None) -> Grid:
    """Value all packages of a grid of which only the columns are computed.

    Args:
        grid: The grid.
        precision: In which precision; None leaves the choice to the size of the grid.
        held: What each party at the table has without a deal: a package that is the same is worth just that.

    Returns:
        The same with the worth of its packages.
    """
    from dealwright.engine.grids.grid import value_packages

    alike = {id(world.columns): world.columns for world in grid.worlds}
    each_once = {key: value_packages(columns, precision=precision, held=held) for key, columns in alike.items()}
    valued = [each_once[id(world.columns)] for world in grid.worlds]
    used: Name = "single" if any(each.precision == "single" for each in valued) else "double"
    return replace(grid, worth=np.concatenate([each.certainty_equivalent for each in valued], axis=1), precision=used)


def packages_of(values: Mapping[str, Sequence[str]]) -> int:
    """Count the packages that the values of the paths make."""
    return prod(len(each) for each in values.values())


def _opened(worlds: Worlds, progress: Progress | None) -> list[World]:
    """Open all worlds at once."""
    found = []
    for number in range(len(worlds.overrides)):
        columns = worlds.columns(number)
        found.append(worlds.world(number, lambda columns=columns: columns))  # type: ignore[misc]  # each its own
        if progress is not None:
            progress(number + 1, len(worlds.overrides))
    return found


@dataclass(frozen=True, slots=True)
class Worlds:
    """The worlds of a negotiation, opened one by one.

    Args:
        signed: The deal as signing alone makes it.
        plan: How the packages are put together.
        values: Values of each negotiable path.
        eyes: With which eyes all of them are seen.
        overrides: Of each world, the values of the paths that change drivers, facts, companies or parties.
        latest: The columns of the world that was opened last, by what makes it another: they are those of all that
            differ from it in what moves nobody.
    """

    signed: Scene
    plan: Plan
    values: Mapping[str, Sequence[str]]
    eyes: Eyes
    overrides: Sequence[dict[str, str]]
    latest: dict[str, PackageColumns] = field(default_factory=dict)

    @staticmethod
    def of(
        loaded: Loaded, draws: Draws, values: Mapping[str, Sequence[str]], eyes: Eyes, settled: Collection[str]
    ) -> Worlds:
        """Plan a grid.

        Args:
            loaded: The deal, checked and calibrated.
            draws: The draws of its futures.
            values: Values of each negotiable path.
            eyes: With which eyes its packages are seen.
            settled: Companies that were found to be settled inside a group.

        Raises:
            ArithmeticError: If there are more worlds than can be opened.
        """
        signed = signed_scene(loaded, draws, eyes)
        readings = signed.readings(eyes.taken(loaded.sound, signed.doubts))
        wordings = [each for _, read, _ in readings for each in wordings_of(read, values)]
        laid_out = plan(wordings, {path: len(each) for path, each in values.items()}, settled)
        count = prod(len(values[path]) for path in laid_out.worlds)
        if count > MOST_WORLDS:
            each = joined([f"`{path}`" for path in laid_out.worlds])
            message = f"each value of {each} needs futures of its own: {count:,} worlds, and {MOST_WORLDS:,} are drawn"
            raise ArithmeticError(f"{message}; take larger steps")
        return Worlds(signed, laid_out, values, eyes, options(values, laid_out.worlds))

    @property
    def index(self) -> PackageIndex:
        """How the packages of each world are numbered; a last group is of those who buy in later rounds."""
        groups = [prod(len(self.values[path]) for path in group.paths) for group in self.plan.groups]
        return PackageIndex.of(prod(len(self.values[path]) for path in self.plan.stakes), [*groups, 1])

    def world(self, number: int, opened: Callable[[], PackageColumns]) -> World:
        """Describe a world.

        Args:
            number: Its place, from 0.
            opened: Gives its columns.
        """
        return World(self.overrides[number], self.plan, self.index, number * self.index.packages, opened)

    def columns(self, number: int) -> PackageColumns:
        """Compute the columns of a world.

        Args:
            number: Its place, from 0.

        Raises:
            NoPlainSumError: If the plan must settle one more company with its debtor.
        """
        overrides = {path: to for path, to in self.overrides[number].items() if path not in self.plan.idle}
        found = self.latest.get(str(overrides))
        if found is None:
            scene = self.eyes.scene(overrides, partial(changed, self.signed, overrides))
            taken = self.eyes.taken(scene.loaded.sound, scene.doubts)
            found = _columns(scene, self.plan, self.values, taken, self.eyes.traits)
            self.latest.clear()
            self.latest[str(overrides)] = found
        return found


def signed_scene(loaded: Loaded, draws: Draws, eyes: Eyes) -> Scene:
    """Open the scene that signing alone makes, once."""
    return eyes.scene({}, lambda: Scene(loaded.package({}), draws, forms=forms(loaded)))


def changed(signed: Scene, overrides: Mapping[str, str]) -> Scene:
    """Return the scene of signing with values laid over it that change its futures."""
    return replace(signed, loaded=laid_over(signed.loaded, overrides), valued={}, kept={})


def _columns(
    scene: Scene,
    laid_out: Plan,
    values: Mapping[str, Sequence[str]],
    known: Mapping[str, float],
    traits: Mapping[str, Traits] | None,
) -> PackageColumns:
    """Compute the columns of one world; readings that nobody at the table knows hold on paths of their own each."""
    measure, replicates = scene.loaded.sound.worth_by, scene.draws.replicates
    parts = settings_of(scene, laid_out, values, known, traits)
    return mixed([(mask, package_columns(each, measure=measure, replicates=replicates)) for mask, each in parts])


def forms(loaded: Loaded) -> tuple[Deal, ...]:
    """List the forms of a deal that are compared in a bargain: every wording a package may have, and no deal."""
    return (*wordings_of(loaded.package({}), loaded.ranges()), loaded.no_deal().sound)


def taken_for_known(
    deal: Deal, doubts: Iterable[belief.Doubt], known: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Say what is taken for known by everyone when packages are compared, so that all are seen with the same eyes.

    Args:
        deal: The deal.
        doubts: The facts not known to all.
        known: Values of what someone at the table knows; central by default.

    Returns:
        Value of each fact that someone at the table knows (the index of its reading, where it words the deal); what
        nobody there knows stays inside everyone's expectation.
    """
    assert deal.negotiate is not None  # noqa: S101 - the caller has looked
    table = set(deal.negotiate.between)
    return {doubt.name: (known or {}).get(doubt.name, doubt.central) for doubt in doubts if doubt.known_to & table}
