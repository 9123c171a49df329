"""Moves one value of a deal, as far as it takes to tell its slope, and sees whether worth bends or leaps there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.scenario import independent
from dealwright.engine.sensitivities.chances import by_weights
from dealwright.engine.sensitivities.moves import Move, Refused, is_whole, moved, step_of, unit_of
from dealwright.engine.sensitivities.result import LeftOut, Sensitivity
from dealwright.engine.sensitivities.slopes import bends, central, differ, one_sided, slopes
from dealwright.engine.sensitivities.telling import effect_of, range_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dealwright.engine.sensitivities.figures import Figures
    from dealwright.engine.sensitivities.ground import Ground, Grounds
    from dealwright.engine.sensitivities.reach import Reached
    from dealwright.engine.sensitivities.result import Difference, Shape
    from dealwright.engine.sensitivities.slopes import Slopes, Weighted
    from dealwright.lang.load import Loaded
    from dealwright.lang.numbers import Number

    Worths = Mapping[str, Figures]
    Weigh = Callable[[str], Weighted]

WIDER = 5.0
"""How much further a number is moved where few paths differ, each by much: thresholds and triggers."""
ROUGH = 0.3
"""Part of what paths move by that they do not move alike on both sides, from which on they are said to leap."""
AGREE = 2.0
"""Standard errors within which the slope of a wider move must lie to be taken."""
PLAIN = 2.0
"""How many times as large an error by weights may be: that of a difference is itself unsure where few paths leap."""
LEAP, BEND = 1.5, 0.75
"""Where half the distance doubles the gap between the slopes worth leaps; where it halves it, it only curves."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One value of a deal that can be moved.

    Args:
        path: Where it stands.
        step: How far it is moved, in plain units.
        to: The deal where it is moved by so much, or why it cannot be.
        switch: Whether it is thrown, and not moved: the deal at 1 has it the other way.
        whole: Whether it is a whole number, of which nothing lies between.
    """

    path: str
    step: float
    to: Callable[[float], Move | Refused]
    switch: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """What moving one value does.

    Args:
        ground: The futures on which it was moved.
        by: How far, in plain units.
        slopes: What that does to each party, by plain unit.
        difference: From which sides.
        shape: Whether worth bends or leaps at the value itself.
        sides: The slopes upwards and downwards of the parties for whom they differ.
        idle: Whether nothing in force uses the value.
    """

    ground: Ground
    by: float
    slopes: Mapping[str, Slopes]
    difference: Difference
    shape: Shape = ""
    sides: Mapping[str, tuple[Slopes, Slopes]] = field(default_factory=dict)
    idle: bool = False


@dataclass
class Probe:
    """One value of a deal on its futures.

    Args:
        ground: The futures.
        lever: The value.
        reached: What it reaches.
    """

    ground: Ground
    lever: Lever
    reached: Reached
    _known: dict[float, Worths | Refused] = field(default_factory=dict, init=False, repr=False)

    @property
    def step(self) -> float:
        """Return how far it is moved, in plain units."""
        return self.lever.step

    def at(self, by: float) -> Worths | Refused:
        """Return the figures of each party where the value is moved by so much, or why it cannot be."""
        if by not in self._known:
            form = self.lever.to(by)
            if isinstance(form, Move):
                self._known[by] = self.ground.figures(form.loaded, self.reached, form.overrides)
            else:
                self._known[by] = form
        return self._known[by]

    def slopes(self, weigh: Weigh, parties: Sequence[str] | None = None) -> dict[str, Slopes]:
        """Return the slopes of some parties, of all by default."""
        parts, named = independent(self.ground.draws), self.ground.parties if parties is None else parties
        return {party: slopes(weigh(party), parts, self.ground.scale) for party in named}

    def both(self, by: float) -> tuple[Worths, Worths] | None:
        """Return the figures on both sides of the value; none where it can only be moved to one."""
        up, down = self.at(by), self.at(-by)
        return None if isinstance(up, Refused) or isinstance(down, Refused) else (up, down)

    def measured(
        self,
        by: float,
        made: Mapping[str, Slopes],
        difference: Difference,
        shape: Shape = "",
        sides: Mapping[str, tuple[Slopes, Slopes]] | None = None,
    ) -> Measured:
        """Say what moving the value does."""
        return Measured(self.ground, by, made, difference, shape, sides or {}, self.reached.idle)


def measure(grounds: Grounds, lever: Lever) -> Measured | Refused:
    """Tell what moving one value of a deal does to each party.

    Args:
        grounds: The deal on its futures.
        lever: The value.

    Returns:
        Its slopes, or why it cannot be moved.
    """
    reached = grounds.reach.reached(lever.path)
    probe = Probe(grounds.on(reached, leaps=lever.switch or lever.whole), lever, reached)
    if lever.switch:
        return _thrown(probe)
    if probe.both(lever.step) is None:
        return _at_bound(probe)
    weighed = by_weights(grounds, lever.path, lever.to, lever.step)
    if weighed is not None and _error(weighed) < PLAIN * _error(_central(probe, lever.step)):
        return replace(probe, ground=grounds.whole).measured(lever.step, weighed, "weights")
    return _two_sided(probe)


def lever_of(loaded: Loaded, number: Number, scale: float, every: Sequence[Number]) -> Lever:
    """Return a number of a deal as a value that can be moved.

    Args:
        loaded: The deal.
        number: The number.
        scale: An amount of money that matters little in the deal, for numbers that are nothing.
        every: All numbers of the deal.
    """
    switch = isinstance(number.literal.value, bool)
    step = 1.0 if switch else step_of(number, scale)
    return Lever(number.path, step, lambda by: moved(loaded, number, by, every), switch, is_whole(number))


def sensitivity(grounds: Grounds, number: Number, every: Sequence[Number]) -> Sensitivity | LeftOut:
    """Tell what one number of a deal does.

    Args:
        grounds: The deal on its futures.
        number: The number.
        every: All numbers of the deal.

    Returns:
        Its slopes, or why it cannot be moved.
    """
    found = measure(grounds, lever_of(grounds.loaded, number, grounds.scale, every))
    if isinstance(found, Refused):
        return LeftOut(number.path, number.literal.written, found.why)
    return _told(found, number)


def _error(made: Mapping[str, Slopes]) -> float:
    """Return the sum of the errors of slopes, in money by plain unit of their number."""
    return sum(each.standard_error for slope in made.values() for each in slope.both)


def _thrown(probe: Probe) -> Measured | Refused:
    """Tell what a switch does: what its other position is worth more."""
    other, base = probe.at(1.0), probe.ground.base
    if isinstance(other, Refused):
        return other
    return probe.measured(1.0, probe.slopes(lambda party: central(other[party], base[party], 1.0)), "the other")


def _at_bound(probe: Probe) -> Measured | Refused:
    """Move a value to the one side to which it can be moved, twice."""
    by = probe.step if not isinstance(probe.at(probe.step), Refused) else -probe.step
    near, far, base = probe.at(by), probe.at(2 * by), probe.ground.base
    if isinstance(near, Refused):
        return near
    if isinstance(far, Refused):
        made = probe.slopes(lambda party: central(near[party], base[party], by))
    else:
        made = probe.slopes(lambda party: one_sided(base[party], near[party], far[party], by))
    return probe.measured(abs(by), made, "upwards" if by > 0 else "downwards")


def _two_sided(probe: Probe) -> Measured:
    """Move a value up and down, and further where few paths differ, each by much."""
    by = probe.step
    made, sides = _central(probe, by), _sides(probe, by)
    if sides:
        shape = "kink" if probe.lever.whole else _shape(probe, sides)
        if shape:
            return probe.measured(by, made, "central", shape, sides)
    elif _leaps(probe, by) and probe.both(WIDER * by) is not None:
        wider = _central(probe, WIDER * by)
        if all(_agree(made[party], wider[party]) for party in made):
            return probe.measured(WIDER * by, {party: wider[party].unlike(made[party]) for party in made}, "central")
    return probe.measured(by, made, "central")


def _central(probe: Probe, by: float) -> dict[str, Slopes]:
    found = probe.both(by)
    assert found is not None  # noqa: S101 - the caller has looked
    return probe.slopes(lambda party: central(found[0][party], found[1][party], 2 * by))


def _sides(probe: Probe, by: float) -> dict[str, tuple[Slopes, Slopes]]:
    """Return the slopes up and down of the parties for whom they differ by more than luck and a bend."""
    found, base = probe.both(by), probe.ground.base
    assert found is not None  # noqa: S101 - the caller has looked
    bent = [party for party in base if bends(found[0][party], base[party], found[1][party])]
    above = probe.slopes(lambda party: central(found[0][party], base[party], by), bent)
    below = probe.slopes(lambda party: central(base[party], found[1][party], by), bent)
    gap = probe.slopes(
        lambda party: ((1 / by, found[0][party]), (-2 / by, base[party]), (1 / by, found[1][party])), bent
    )
    return {party: (above[party], below[party]) for party in bent if differ(above[party], below[party], gap[party])}


def _shape(probe: Probe, sides: Mapping[str, tuple[Slopes, Slopes]]) -> Shape:
    """Tell a bend at the number itself from a leap there, and from mere curvature, by half the distance."""
    half, base = probe.both(probe.step / 2), probe.ground.base
    if half is None:
        return "kink"
    up, down = half
    grown = []
    for party, (above, below) in sides.items():
        far = above.certainty_equivalent.value - below.certainty_equivalent.value
        near = up[party].certainty_equivalent + down[party].certainty_equivalent - 2 * base[party].certainty_equivalent
        grown.append(near / (probe.step / 2) / far if far else 0.0)
    most = max(grown)
    return "jump" if most > LEAP else "kink" if most > BEND else ""


def _leaps(probe: Probe, by: float) -> bool:
    """Tell whether the paths of some party leap: few of them move with the number, others on each side of it."""
    found, base = probe.both(by), probe.ground.base
    assert found is not None  # noqa: S101 - the caller has looked
    for party, figures in base.items():
        up, down = found[0][party].discounted - figures.discounted, found[1][party].discounted - figures.discounted
        moves = float(np.abs(up).sum() + np.abs(down).sum())
        if moves and float(np.abs(up + down).sum()) > ROUGH * moves:
            return True
    return False


def _agree(near: Slopes, far: Slopes) -> bool:
    """Tell whether a wider move tells the same slope, more surely."""
    for one, other in zip(near.both, far.both, strict=True):
        room = AGREE * float(np.hypot(one.standard_error, other.standard_error))
        if abs(one.value - other.value) > room + 1e-9 * abs(one.value) or other.standard_error > one.standard_error:
            return False
    return True


def _told(found: Measured, number: Number) -> Sensitivity:
    """Tell slopes in the unit of their number."""
    deal = found.ground.loaded.sound
    effects = {
        party: effect_of(number, each, found.sides.get(party), deal.worth_by, deal.dates[0])
        for party, each in found.slopes.items()
    }
    return Sensitivity(
        path=number.path,
        number=number.literal.written,
        place=number.place,
        alone=number.alone,
        unit=unit_of(number).words,
        unit_size=unit_of(number).size,
        step=found.by,
        difference=found.difference,
        shape=found.shape,
        futures=found.ground.draws.paths,
        parties=effects,
        range=range_of(number),
        in_use=not found.idle,
    )
