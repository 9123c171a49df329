"""Moves one number of a deal, as far as it takes to tell its slope, and sees whether worth bends or leaps there."""

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


@dataclass
class Probe:
    """One number of a deal on its futures.

    Args:
        ground: The futures.
        number: The number.
        reached: What it reaches.
        every: All numbers of the deal.
        step: How far it is moved, in plain units.
    """

    ground: Ground
    number: Number
    reached: Reached
    every: Sequence[Number]
    step: float
    _known: dict[float, Worths | Refused] = field(default_factory=dict, init=False, repr=False)

    def at(self, by: float) -> Worths | Refused:
        """Return the figures of each party where the number is moved by so much, or why it cannot be."""
        if by not in self._known:
            form = moved(self.ground.loaded, self.number, by, self.every)
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
        """Return the figures on both sides of the number; none where it can only be moved to one."""
        up, down = self.at(by), self.at(-by)
        return None if isinstance(up, Refused) or isinstance(down, Refused) else (up, down)


def sensitivity(grounds: Grounds, number: Number, every: Sequence[Number]) -> Sensitivity | LeftOut:
    """Tell what one number of a deal does.

    Args:
        grounds: The deal on its futures.
        number: The number.
        every: All numbers of the deal.

    Returns:
        Its slopes, or why it cannot be moved.
    """
    reached, switch = grounds.reach.reached(number), isinstance(number.literal.value, bool)
    step = 1.0 if switch else step_of(number, grounds.scale)
    probe = Probe(grounds.on(reached, leaps=switch or is_whole(number)), number, reached, every, step)
    if switch:
        return _thrown(probe)
    if probe.both(step) is None:
        return _at_bound(probe)
    weighed = by_weights(grounds, number, step, every)
    if weighed is not None and _error(weighed) < PLAIN * _error(_central(probe, step)):
        return _told(replace(probe, ground=grounds.whole), step, weighed, "weights")
    return _two_sided(probe)


def _error(made: Mapping[str, Slopes]) -> float:
    """Return the sum of the errors of slopes, in money by plain unit of their number."""
    return sum(each.standard_error for slope in made.values() for each in slope.both)


def _thrown(probe: Probe) -> Sensitivity | LeftOut:
    """Tell what a switch does: what its other position is worth more."""
    other, base = probe.at(1.0), probe.ground.base
    if isinstance(other, Refused):
        return LeftOut(probe.number.path, probe.number.literal.written, other.why)
    return _told(probe, 1.0, probe.slopes(lambda party: central(other[party], base[party], 1.0)), "the other")


def _at_bound(probe: Probe) -> Sensitivity | LeftOut:
    """Move a number to the one side to which it can be moved, twice."""
    by = probe.step if not isinstance(probe.at(probe.step), Refused) else -probe.step
    near, far, base = probe.at(by), probe.at(2 * by), probe.ground.base
    if isinstance(near, Refused):
        return LeftOut(probe.number.path, probe.number.literal.written, near.why)
    if isinstance(far, Refused):
        made = probe.slopes(lambda party: central(near[party], base[party], by))
    else:
        made = probe.slopes(lambda party: one_sided(base[party], near[party], far[party], by))
    return _told(probe, abs(by), made, "upwards" if by > 0 else "downwards")


def _two_sided(probe: Probe) -> Sensitivity:
    """Move a number up and down, and further where few paths differ, each by much."""
    by = probe.step
    made, sides = _central(probe, by), _sides(probe, by)
    if sides:
        shape = "kink" if is_whole(probe.number) else _shape(probe, sides)
        if shape:
            return _told(probe, by, made, "central", shape, sides)
    elif _leaps(probe, by) and probe.both(WIDER * by) is not None:
        wider = _central(probe, WIDER * by)
        if all(_agree(made[party], wider[party]) for party in made):
            return _told(probe, WIDER * by, wider, "central")
    return _told(probe, by, made, "central")


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


def _told(
    probe: Probe,
    by: float,
    made: Mapping[str, Slopes],
    difference: Difference,
    shape: Shape = "",
    sides: Mapping[str, tuple[Slopes, Slopes]] | None = None,
) -> Sensitivity:
    """Tell slopes in the unit of their number."""
    deal, number = probe.ground.loaded.sound, probe.number
    effects = {
        party: effect_of(number, each, (sides or {}).get(party), deal.worth_by, deal.dates[0])
        for party, each in made.items()
    }
    return Sensitivity(
        path=number.path,
        number=number.literal.written,
        place=number.place,
        alone=number.alone,
        unit=unit_of(number).words,
        unit_size=unit_of(number).size,
        step=by,
        difference=difference,
        shape=shape,
        futures=probe.ground.draws.paths,
        parties=effects,
        range=range_of(number),
        in_use=not probe.reached.idle,
    )
