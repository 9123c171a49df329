"""Lays the ground on which offers are weighed: packages and no deal, to each party as it believes the deal to be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.negotiation import compare, in_order, outside_worth, rules_of
from dealwright.bargain.offering.outlook import Eyes, Outlook
from dealwright.bargain.packages import forms
from dealwright.lang.believed import believed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Bool, Float, Int
    from numpy import ndarray

    from dealwright.bargain.packages import Grid
    from dealwright.engine.result import Estimate
    from dealwright.engine.scenario import Scene
    from dealwright.lang.load import Loaded
    from dealwright.lang.spans import Span
    from dealwright.world.draws import Draws


FAINT = 1e-9
"""Part of the spread of what packages bring a party under which a difference is rounding."""
PARTS = 8
"""Parts of a step in which the best offer is looked for between two steps of a range."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What all offers of a deal are weighed on.

    Args:
        loaded: The deal, checked and calibrated.
        draws: The draws of its futures.
        refusing: No deal, as the file has it.
        grid: All packages, worth to each party what it believes.
        reservation: What each party has without a deal, as it believes.
        needed: What each party must gain over that lest it takes its outside option.
        outlook: The deal as each party believes it to be, on these futures.
        filed: No deal, what it is worth to each party, and all packages, as the file has them; none where every party
            believes something else.
    """

    loaded: Loaded
    draws: Draws
    refusing: Scene
    grid: Grid
    reservation: Mapping[str, Estimate]
    needed: Float[ndarray, " party"]
    outlook: Outlook
    filed: tuple[Scene, Mapping[str, Estimate], Grid] | None = None

    @property
    def table(self) -> tuple[str, ...]:
        """The parties at the table."""
        return tuple(self.reservation)

    @property
    def gains(self) -> Float[ndarray, "party package"]:
        """What each package brings each party over no deal, at central beliefs."""
        held = np.array([each.value for each in self.reservation.values()])
        return np.asarray(self.grid.worth - held[:, None])

    @property
    def paying(self) -> bool:
        """Whether the parties may pay each other beside a package."""
        return rules_of(self.loaded.sound).side_payments

    def named(self, place: int, paid: Float[ndarray, " other"]) -> dict[str, float]:
        """Say to whom something is paid beside a package.

        Args:
            place: The place of who pays.
            paid: What it pays each other side, money.
        """
        others = [party for at, party in enumerate(self.table) if at != place]
        return {party: float(each) for party, each in zip(others, paid, strict=True) if each != 0.0}

    @cached_property
    def idle(self) -> dict[str, Bool[ndarray, " package"]]:
        """Of each path, in which packages it moves nobody's worth, whatever its value: all else as it is there.

        Such is a cap on a participation that there is none of. Offers that differ in such a path alone are one.
        """
        places, gains = self.grid.places(), self.gains
        rounding = FAINT * np.ptp(gains, axis=1)
        found = {}
        for path, row in self.grid.values.items():
            lines = lines_of(places, path, len(row))
            apart = np.ptp(gains[:, lines], axis=2) <= rounding[:, None]
            found[path] = np.zeros(gains.shape[1], dtype=bool)
            found[path][lines] = apart.all(axis=0)[:, None]
        return found

    def plain(self, packages: Sequence[Mapping[str, str]], like: Mapping[str, str]) -> list[dict[str, str]]:
        """Write packages so that they differ from another only in what moves somebody's worth, each once.

        Args:
            packages: `path: value as written`.
            like: The other one.
        """
        return [dict(each) for each in dict.fromkeys(tuple(self._plain(one, like).items()) for one in packages)]

    def still(self, package: Mapping[str, str]) -> set[str]:
        """Return the paths that move nobody's worth beside the others of a package.

        Args:
            package: `path: value as written`.
        """
        near = self._on_grid(package)
        return set() if near is None else {path for path, here in self.idle.items() if here[self.grid.number(near)]}

    def _plain(self, package: Mapping[str, str], like: Mapping[str, str]) -> dict[str, str]:
        found = dict(package)
        for path, value in like.items():
            if found[path] == value:
                continue
            if path in self.still(found):
                found[path] = value
        return found

    def _on_grid(self, package: Mapping[str, str]) -> dict[str, str] | None:
        """Return the package of the grid next to one of which a value may lie between two steps."""
        found = dict(package)
        for path, row in self.grid.values.items():
            if found[path] not in row:
                ends = _around(self.loaded.spans().get(path), found[path])
                if ends is None:
                    return None
                found[path] = ends[0] if ends[2] < 0.5 else ends[1]  # noqa: PLR2004 - the nearer one
        return found

    def central_gain(self, package: Mapping[str, str]) -> Float[ndarray, " party"] | None:
        """Return what a package brings each party at central beliefs; between two steps of a range by a straight line.

        Args:
            package: `path: value as written`.

        Returns:
            The gains; none where a value is neither in its range nor between two steps of it.
        """
        off = next((path for path, row in self.grid.values.items() if package[path] not in row), None)
        if off is None:
            return np.asarray(self.gains[:, self.grid.number(package)])
        ends = _around(self.loaded.spans().get(off), package[off])
        if ends is None:
            return None
        low, high, part = ends
        found = [self.central_gain({**package, off: text}) for text in (low, high)]
        return None if found[0] is None or found[1] is None else (1.0 - part) * found[0] + part * found[1]

    def between(self, package: Mapping[str, str]) -> list[dict[str, str]]:
        """List packages next to one that differ in one term by parts of a step, where there is room between steps."""
        worlds = self.grid.worlds[0].plan.worlds
        found = []
        for path, span in self.loaded.spans().items():
            ends = None if path in worlds else _step(span, package[path])
            if ends is not None:
                here, width = ends
                places = [here + width * part / PARTS for part in range(1 - PARTS, PARTS)]
                inside = [each for each in places if span.steps[0] <= each <= span.steps[-1]]
                found += [{**package, path: span.text(span.nearest(each))} for each in inside]
        return [dict(each) for each in dict.fromkeys(tuple(each.items()) for each in found) if dict(each) != package]

    @property
    def ordered(self) -> dict[str, bool]:
        """Which paths have values that rise or fall."""
        return {path: in_order(self.loaded, path) for path in self.grid.values}


def lines_of(places: Mapping[str, Int[ndarray, " package"]], path: str, count: int) -> Int[ndarray, "line value"]:
    """Return the numbers of packages that differ in one path alone, a row for each choice of the others.

    Args:
        places: Of each path, which of its values each package has.
        path: The path.
        count: How many values it has.
    """
    others = [row for other, row in places.items() if other != path]
    return np.asarray(np.lexsort((places[path], *others)).reshape(-1, count))


def _around(span: Span | None, text: str) -> tuple[str, str, float] | None:
    """Return the steps of a range on both sides of a value, and how far it is from the first to the second."""
    place = None if span is None else _place(span, text)
    if span is None or place is None or not span.steps[0] <= place <= span.steps[-1]:
        return None
    high = min(max(int(np.searchsorted(span.steps, place)), 1), len(span.steps) - 1)
    low = high - 1
    part = (place - span.steps[low]) / (span.steps[high] - span.steps[low])
    return span.texts[low], span.texts[high], float(part)


def _step(span: Span, text: str) -> tuple[float, float] | None:
    """Return where a value stands in a range, and how wide a step is there."""
    place = _place(span, text)
    return None if place is None else (place, float(np.diff(span.steps).min()))


def _place(span: Span, text: str) -> float | None:
    """Return where a value stands in a range; none where it is no plain value of its kind."""
    try:
        return span.place(text)
    except (AttributeError, TypeError, ValueError):
        return None


def laid_out(loaded: Loaded, draws: Draws, tell: Callable[[int, int], None]) -> Ground:
    """Value no deal and every package to each party, as it believes.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws of its futures.
        tell: Is told how many parts of five are done.

    Raises:
        ArithmeticError: If the packages are too many.
    """
    table = loaded.sound.negotiate.between  # type: ignore[union-attr]  # somebody bargains
    seen = {party: believed(loaded, party) for party in table}
    eyes: dict[int, Eyes] = {}
    held: dict[int, Mapping[str, Estimate]] = {}
    for each in (loaded, *seen.values()):
        if id(each) not in eyes and (each is not loaded or any(one is loaded for one in seen.values())):
            refusing, held[id(each)], grid = compare(each, draws, tell)
            eyes[id(each)] = Eyes(each, grid, refusing)
    own = [eyes[id(each)] for each in seen.values()]
    grids = [each.grid for each in own if each.grid is not None]
    worth = np.array([grid.worth[place] for place, grid in enumerate(grids)])
    reservation = {party: held[id(each)][party] for party, each in seen.items()}
    needed = np.array([_needed(each, draws, party, reservation) for party, each in seen.items()])
    first = eyes.get(id(loaded), own[0])
    assert first.refusing is not None  # noqa: S101 - it was just opened
    grid = replace(grids[0], worth=worth)
    as_filed = eyes.get(id(loaded))
    filed = None
    if as_filed is not None and as_filed.refusing is not None and as_filed.grid is not None:
        filed = as_filed.refusing, held[id(loaded)], as_filed.grid
    return Ground(loaded, draws, first.refusing, grid, reservation, needed, Outlook(draws, own), filed)


def _needed(seen: Loaded, draws: Draws, party: str, reservation: Mapping[str, Estimate]) -> float:
    """Return what a party must gain lest it takes its outside option or holds out for more, as it believes."""
    held = {other: each.value for other, each in reservation.items()}
    least = outside_worth(seen, draws, forms(seen), held).get(party, held[party])
    return max(least - held[party], 0.0)
