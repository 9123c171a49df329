"""Value a grid part by part: the parts are kept in a folder, or put together in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from dealwright.bargain.excerpt import Aim, Glance, excerpt, glance
from dealwright.bargain.packages import Grid, packages_of
from dealwright.bargain.tiled.folder import Folder, Kept, default_folder, in_bytes
from dealwright.bargain.tiled.job import Job, Part, opened, packages_in, worth_of
from dealwright.bargain.tiled.store import Store
from dealwright.bargain.tiled.table import figures_in, table_of
from dealwright.engine.executors.running import HaltedError
from dealwright.engine.executors.threads import Threads
from dealwright.engine.executors.together import together
from dealwright.engine.grids.columns import NoPlainSumError
from dealwright.engine.threads import in_one_order

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jaxtyping import Float

    from dealwright.bargain.excerpt import Excerpt
    from dealwright.bargain.figures import Figures
    from dealwright.bargain.packages import World
    from dealwright.bargain.tiled.job import Opened
    from dealwright.bargain.tiled.store import Settle
    from dealwright.engine.executors.running import Running
    from dealwright.engine.grids.tiles import Tile
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """What a bargain asks of a grid that is larger than memory.

    Args:
        held: What each party holds without a deal.
        outside: What each party could have elsewhere; minus infinity where there is nothing.
        settle: Turns the worth of packages once they close into what parties compare, by the largest worth of all.
        paying: Whether the parties may pay each other.
        rising: Whether that keeps the order of the worths to the last digit.
        figures: What is worked out of each package.
    """

    held: Float[np.ndarray, " party"]
    outside: Float[np.ndarray, " party"]
    settle: Settle
    paying: bool
    rising: bool
    figures: Figures


@in_one_order
def gathered_grid(
    loaded: Loaded, draws: Draws, running: Running, figures: Figures, held: Float[np.ndarray, " party"]
) -> Grid:
    """Value a grid by an executor and put its parts together in memory.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        running: Who values it.
        figures: What is worked out of each package.
        held: What each party holds without a deal.

    Returns:
        The grid: the same bytes whoever does.
    """
    alone = replace(figures, tails=False)  # told of few, and by who asks
    return _settling(Job.of(loaded, draws, alone, held), partial(_gathered, running))


def _gathered(running: Running, job: Job) -> Grid:
    here = opened(job)
    here.columns(0)  # what is left unpaid is mostly found here already
    worlds, tiles = _worlds(here), here.tiles()
    worth = np.empty((len(here.parties), len(worlds), *here.worlds.index.shape))
    parts = [Part(job, world, tile) for world in range(len(worlds)) for tile in tiles]
    executor, done = running.executor or Threads(), 0
    for part, found in zip(parts, together(executor, worth_of, parts, stopped=running.stopped), strict=True):
        worth[:, part.world, :, part.tile.first, part.tile.second] = found.certainty_equivalent
        if part.tile is tiles[-1] and len(tiles) > 1:
            worth[:, part.world] = found.alike.same(worth[:, part.world])
        done += packages_in(here.worlds.index.levels, part.tile)
        running.valued(done, worth[0].size)
    return Grid(worlds, here.worlds.values, worth.reshape(len(here.parties), -1), here.prepared(0).precision.name)


@in_one_order
def tiled_grid(loaded: Loaded, draws: Draws, running: Running, sought: Sought) -> Grid:
    """Value a grid part by part, keep the parts in a folder, and only an excerpt of them in memory.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        running: Who values it, and where it is kept.
        sought: What is asked of it.

    Returns:
        The grid, of whose packages only those are in memory that a bargain asks about.

    Raises:
        KeepError: If the folder cannot keep it.
        HaltedError: If somebody stops the run; the next one goes on from there.
    """
    job = Job.of(loaded, draws, sought.figures, sought.held)
    path = running.keep or default_folder(job.name)
    there = Folder(path).manifest()
    if there is not None and there.get("deal") == job.digest:
        tails = sought.figures.tails or figures_in(tails=True) == tuple(there.get("figures", ()))
        job = replace(job, settled=tuple(there.get("settled", ())), figures=replace(sought.figures, tails=tails))
    return _settling(job, partial(_tiled, loaded, running, sought, path))


def _settling(job: Job, value: Callable[[Job], Grid]) -> Grid:
    """Value a grid; again where companies turn out to leave something unpaid to each other."""
    while True:
        try:
            return value(job)
        except NoPlainSumError as found:
            job = job.settling(found.company)


def _tiled(loaded: Loaded, running: Running, sought: Sought, path: Path, job: Job) -> Grid:
    here, deal = opened(job), loaded.sound
    here.columns(0)
    values, worlds, tiles = here.worlds.values, _worlds(here), here.tiles()
    packages, parts = packages_of(values), len(worlds) * len(tiles)
    kept = Kept(job, deal.title, deal.currency, deal.worth_by, here.parties, values, packages, parts, here.precision)
    with Folder(path).alone():
        store = Store(Folder.open(path, kept), here.parties, worlds, tiles, sought.settle)
        try:
            _fill(store, job, kept, running)
            found = _looked_through(store, sought, packages, running)
        except NoPlainSumError:  # what was valued before that was known is worth nothing
            store.folder.clear()
            raise
        except KeyboardInterrupt as reason:
            _halt(store, kept, reason)
    spread = store.spread_of if job.figures.tails else None
    return Grid(worlds, values, found.worth, here.prepared(0).precision.name, found, store.look_up, spread)


def _looked_through(store: Store, sought: Sought, packages: int, running: Running) -> Excerpt:
    """Read all parts once, and keep what a bargain asks about."""
    aim = Aim(packages, sought.held, sought.outside, sought.paying, *store.ends(rising=sought.rising))
    return excerpt(Threads().results(partial(_look, store, aim), store.parts(), stopped=running.stopped), aim)


def _look(store: Store, aim: Aim, part: tuple[int, Tile]) -> Glance:
    return glance(store.numbers(*part), store.worth(*part), aim)


def _worlds(here: Opened) -> tuple[World, ...]:
    return tuple(here.world(number) for number in range(len(here.worlds.overrides)))


def _fill(store: Store, job: Job, kept: Kept, running: Running) -> None:
    """Value the parts that are not there yet."""
    folder, levels = store.folder, store.worlds[0].index.levels
    looked = Threads().results(partial(_holds, store), store.parts(), stopped=running.stopped)
    missing = [Part(job, *part) for part, held in zip(store.parts(), looked, strict=True) if not held]
    broken = sum(folder.has(part.world, part.tile.number) for part in missing)
    there, whole = kept.parts - len(missing), kept.packages
    already = f"; {there:,} {'are' if there > 1 else 'is'} there already" if there else ""
    if broken:
        already += f"; {broken:,} {'are not as they were' if broken > 1 else 'is not as it was'} written: valued again"
    running.told(f"{whole:,} packages in {_parts(kept.parts)}, {in_bytes(kept.size)}, in {folder.path}{already}")
    done = whole - sum(packages_in(levels, part.tile) for part in missing)
    executor = running.executor or Threads()
    for part, table in zip(missing, together(executor, table_of, missing, stopped=running.stopped), strict=True):
        folder.write(part.world, part.tile.number, table)
        done += packages_in(levels, part.tile)
        running.valued(done, whole)


def _holds(store: Store, part: tuple[int, Tile]) -> bool:
    return store.holds(*part)


def _parts(count: int) -> str:
    return f"{count:,} part{'s' if count != 1 else ''}"


def _halt(store: Store, kept: Kept, reason: BaseException) -> NoReturn:
    """Say how a run that somebody has stopped goes on.

    Raises:
        HaltedError: Always.
    """
    there = sum(store.folder.has(world, tile.number) for world, tile in store.parts())
    message = f"stopped; {there:,} of {_parts(kept.parts)} in {store.folder.path}: the same command goes on from there"
    raise HaltedError(message) from reason
