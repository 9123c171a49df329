"""Moves each number of a deal a little, on the same futures, and tells what that does to each party's worth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.engine.result import PartyCard
from dealwright.engine.scenario import Scene, independent
from dealwright.engine.sensitivities.again import KeptScene, MovedScene, NewScene, UnlikeError
from dealwright.engine.sensitivities.figures import Figures, figures_of
from dealwright.engine.sensitivities.moves import YEAR, Move, Refused, moved, step_of, unit_of
from dealwright.engine.sensitivities.reach import Reach
from dealwright.engine.sensitivities.result import Effect, LeftOut, Sensitivities, Sensitivity
from dealwright.engine.sensitivities.slopes import central, differ, one_sided, slopes
from dealwright.engine.valuation import few
from dealwright.lang.numbers import numbers_of
from dealwright.world.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dealwright.deal.deal import Deal
    from dealwright.engine.sensitivities.again import Touched
    from dealwright.engine.sensitivities.reach import Reached
    from dealwright.engine.sensitivities.result import Difference
    from dealwright.engine.sensitivities.slopes import Slopes, Weighted
    from dealwright.lang.load import Loaded
    from dealwright.lang.numbers import Number

    Progress = Callable[[int, int], None]

FEW_PATHS = 1024
"""Futures on which numbers are moved that move the futures themselves, where not all are asked for."""
PARTS = 8
"""Independent scramblings of those futures."""
SMALL = 1e-3
"""Part of the parties' worth that is little."""


@dataclass
class Ground:
    """A deal on one set of futures, with the figures of each party where nothing is moved.

    Args:
        loaded: The deal.
        draws: The futures' draws.
        parties: The parties asked for.
        seed: Seed of the study.
    """

    loaded: Loaded
    draws: Draws
    parties: tuple[str, ...]
    seed: int
    base: dict[str, Figures] = field(init=False)
    scene: KeptScene = field(init=False)
    small: KeptScene = field(init=False)

    def __post_init__(self) -> None:
        """Value the deal as it is."""
        self.scene = KeptScene(self.loaded, self.draws)
        same = self.draws.paths <= FEW_PATHS
        self.small = self.scene if same else KeptScene(self.loaded, few(self.draws))
        self.base = self._figures(self.scene, self.small)

    def figures(self, loaded: Loaded, reached: Reached) -> dict[str, Figures]:
        """Value a form of the deal for each party.

        Args:
            loaded: The form.
            reached: What the number reaches that differs in it.
        """
        if reached.alike and self.scene.doubtful.isdisjoint(reached.facts):
            try:
                return self._figures(*self._like(loaded, reached.touched))
            except UnlikeError:  # a reading rewords what has moved
                pass
        scene = Scene(loaded, self.draws)
        return self._figures(scene, scene if self.small is self.scene else Scene(loaded, self.small.draws))

    def _like(self, loaded: Loaded, touched: Touched | None) -> tuple[Scene, Scene]:
        """Open a form of the deal by how it differs from the deal, on all futures and on few."""

        def opened(before: KeptScene) -> Scene:
            if touched is None:
                return NewScene(loaded, before.draws, before=before)
            return MovedScene(loaded, before.draws, before=before, touched=touched)

        scene = opened(self.scene)
        return scene, scene if self.small is self.scene else opened(self.small)

    def _figures(self, scene: Scene, small: Scene) -> dict[str, Figures]:
        return {party: figures_of(scene, party, seed=self.seed, small=small) for party in self.parties}


def sensitivities(
    loaded: Loaded,
    draws: Draws,
    *,
    scenario: str,
    numbers: Sequence[Number] | None = None,
    parties: Sequence[str] | None = None,
    exact: bool = False,
    progress: Progress | None = None,
) -> Sensitivities:
    """Tell how much each number of a deal moves each party's worth.

    Args:
        loaded: The deal in the scenario, checked and calibrated.
        draws: The draws of its futures.
        scenario: Name of the scenario.
        numbers: The numbers wanted; all by default.
        parties: The parties wanted; all by default.
        exact: Whether numbers that move the futures are moved on all of them, too.
        progress: Is told how many numbers are done, of how many.

    Returns:
        The slopes with their errors, the most telling number first.
    """
    deal = loaded.sound
    every = numbers_of(loaded)
    wanted = every if numbers is None else tuple(numbers)
    chosen = tuple(deal.parties) if parties is None else tuple(parties)
    grounds = _Grounds(loaded, draws, chosen, exact=exact)
    told: list[Sensitivity | LeftOut] = []
    for done, number in enumerate(wanted):
        told.append(_sensitivity(grounds, number, every))
        if progress is not None:
            progress(done + 1, len(wanted))
    return Sensitivities(
        title=deal.title,
        file=loaded.file,
        digest=loaded.digest,
        seed=draws.seed,
        paths=draws.paths,
        currency=deal.currency,
        as_of=deal.dates[0],
        scenario=scenario,
        worth={party: figures.certainty_equivalent for party, figures in grounds.all.base.items()},
        parties={key: PartyCard(deal.parties[key].name or key, deal.parties[key].short or "") for key in chosen},
        numbers=tuple(sorted((e for e in told if isinstance(e, Sensitivity)), key=lambda each: -each.size)),
        left_out=tuple(each for each in told if isinstance(each, LeftOut)),
        titles=_titles(deal),
        price_basis=deal.prices,
        before_tax=deal.before_tax,
    )


def _titles(deal: Deal) -> dict[str, str]:
    """Return what the file calls its facts, drivers and terms, by path."""
    named: dict[str, Mapping[str, object]] = {"facts": deal.facts, "drivers": deal.drivers, "terms": deal.terms}
    return {
        f"{section}.{key}": title
        for section, shapes in named.items()
        for key, shape in shapes.items()
        if (title := getattr(shape, "title", None))
    }


class _Grounds:
    """The futures on which numbers are moved: all, and some of them for what moves the futures themselves."""

    def __init__(self, loaded: Loaded, draws: Draws, parties: tuple[str, ...], *, exact: bool) -> None:
        self.loaded, self.parties, self.reach = loaded, parties, Reach.of(loaded)
        self.all = Ground(loaded, draws, parties, draws.seed)
        self.scale = SMALL * max((abs(each.mean) for each in self.all.base.values()), default=0.0) or 1.0
        self._exact = exact or draws.paths <= FEW_PATHS
        self._some: Ground | None = None

    def on(self, reached: Reached) -> Ground:
        """Return the futures on which a number is moved that reaches so much."""
        if self._exact or not reached.futures:
            return self.all
        if self._some is None:
            draws = self.all.draws
            fewer = Draws(draws.seed, PARTS, FEW_PATHS // PARTS, draws.mode)
            self._some = Ground(self.loaded, fewer, self.parties, draws.seed)
        return self._some


def _sensitivity(grounds: _Grounds, number: Number, every: Sequence[Number]) -> Sensitivity | LeftOut:
    loaded, reached = grounds.loaded, grounds.reach.reached(number)
    ground = grounds.on(reached)
    written = number.literal.written
    if isinstance(number.literal.value, bool):
        return _thrown(ground, number, every, reached)
    by = step_of(number, grounds.scale)
    up, down = moved(loaded, number, by, every), moved(loaded, number, -by, every)
    if isinstance(up, Refused) and isinstance(down, Refused):
        return LeftOut(number.path, written, up.why)
    forms = {
        side: ground.figures(each.loaded, reached)
        for side, each in (("up", up), ("down", down))
        if isinstance(each, Move)
    }
    if len(forms) == 2:  # noqa: PLR2004 - both sides
        return _two_sided(ground, number, by, forms["up"], forms["down"])
    return _at_bound(ground, number, by if isinstance(up, Move) else -by, every, next(iter(forms.values())), reached)


def _two_sided(
    ground: Ground, number: Number, by: float, up: dict[str, Figures], down: dict[str, Figures]
) -> Sensitivity:
    parts, sides = independent(ground.draws), {}
    made = {party: slopes(central(up[party], down[party], 2 * by), parts) for party in ground.parties}
    for party in ground.parties:
        base = ground.base[party]
        above: Weighted = central(up[party], base, by)
        below: Weighted = central(base, down[party], by)
        gap = ((1 / by, up[party]), (-2 / by, base), (1 / by, down[party]))
        if differ(rises := slopes(above, parts), falls := slopes(below, parts), slopes(gap, parts)):
            sides[party] = rises, falls
    return _told(ground, number, by, made, "central", sides)


def _at_bound(
    ground: Ground,
    number: Number,
    by: float,
    every: Sequence[Number],
    near: dict[str, Figures],
    reached: Reached,
) -> Sensitivity:
    parts = independent(ground.draws)
    further = moved(ground.loaded, number, 2 * by, every)
    if isinstance(further, Refused):
        made = {party: slopes(central(near[party], ground.base[party], by), parts) for party in ground.parties}
    else:
        far = ground.figures(further.loaded, reached)
        made = {
            party: slopes(one_sided(ground.base[party], near[party], far[party], by), parts) for party in ground.parties
        }
    return _told(ground, number, abs(by), made, "upwards" if by > 0 else "downwards", {})


def _thrown(ground: Ground, number: Number, every: Sequence[Number], reached: Reached) -> Sensitivity | LeftOut:
    """Tell what a switch does: what its other position is worth more."""
    other = moved(ground.loaded, number, 1.0, every)
    if isinstance(other, Refused):
        return LeftOut(number.path, number.literal.written, other.why)
    figures, parts = ground.figures(other.loaded, reached), independent(ground.draws)
    made = {party: slopes(central(figures[party], ground.base[party], 1.0), parts) for party in ground.parties}
    return _told(ground, number, 1.0, made, "the other", {})


def _told(
    ground: Ground,
    number: Number,
    by: float,
    made: Mapping[str, Slopes],
    difference: Difference,
    sides: Mapping[str, tuple[Slopes, Slopes]],
) -> Sensitivity:
    """Tell slopes in the unit of their number."""
    unit = unit_of(number)
    percent = _one_percent(number, ground.loaded.sound.dates[0])
    width = None if number.range is None else (number.range[1] - number.range[0]) / _days(number)
    effects = {}
    for party, each in made.items():
        told, slope = each.told(unit.size), each.certainty_equivalent.value
        up, down = (
            (side.told(unit.size).certainty_equivalent.value for side in sides[party])
            if party in sides
            else (None, None)
        )
        effects[party] = Effect(
            told.certainty_equivalent,
            told.mean,
            None if percent is None else slope * percent,
            None if width is None else slope * width,
            up,
            down,
        )
    return Sensitivity(
        number.path,
        number.literal.written,
        number.place,
        number.alone,
        unit.words,
        unit.size,
        by,
        difference,
        "kink" if sides else "",
        ground.draws.paths,
        effects,
        number.range,
    )


def _days(number: Number) -> float:
    """Return how many of the units in which a range of a number is kept are one of its plain units."""
    return YEAR if isinstance(number.literal.value, dt.date) else 1.0


def _one_percent(number: Number, as_of: dt.date) -> float | None:
    """Return 1 % of a number in plain units; of a date, of the years to it; none of nothing and of a switch."""
    value = number.literal.value
    if isinstance(value, bool):
        return None
    if isinstance(value, dt.date):
        return 0.01 * (value - as_of).days / YEAR or None
    return 0.01 * float(value) or None  # type: ignore[arg-type]
