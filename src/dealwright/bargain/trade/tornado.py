"""Moves every input of a deal to its ends, and tells what that does to each party's worth and gain over no deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.bargain.trade.inputs import inputs_of
from dealwright.bargain.trade.result import Bar, BarEnd, Tornado
from dealwright.engine.scenario import independent
from dealwright.engine.sensitivities.moves import Refused
from dealwright.engine.sensitivities.result import LeftOut
from dealwright.engine.sensitivities.slopes import slopes
from dealwright.lang.overlay import typed_pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dealwright.bargain.trade.desk import Desk
    from dealwright.bargain.trade.inputs import End, Input
    from dealwright.engine.result import Estimate
    from dealwright.engine.sensitivities.figures import Figures
    from dealwright.engine.sensitivities.ground import Ground, Grounds
    from dealwright.engine.sensitivities.moves import Move

    Progress = Callable[[int, int], None]
    Worths = Mapping[str, Figures]


SOME_PATHS = 2048
"""Futures on which inputs are moved where there are more."""


def tornado(desk: Desk, *, exact: bool = False, progress: Progress | None = None) -> Tornado:
    """Move every input of a deal to its ends.

    Args:
        desk: The deal where its terms stand.
        exact: Whether every input is moved on all futures, as whole valuations have it; by default on fewer.
        progress: Is told how many inputs are done, of how many.

    Returns:
        What that does, the most telling input first.
    """
    inputs, long = inputs_of(desk.standing, desk.issues, desk.grounds.scale)
    decks = _decks(desk, len(inputs), exact=exact)
    bars, left_out = [], list(long)
    for done, each in enumerate(inputs):
        found = _bar(desk, *decks, each)
        if isinstance(found, Bar):
            bars.append(found)
        else:
            left_out.append(found)
        if progress is not None:
            progress(done + 1, len(inputs))
    bars.sort(key=lambda bar: -max(bar.size(party) for party in desk.parties))
    return Tornado(tuple(bars), tuple(left_out))


def _decks(desk: Desk, count: int, *, exact: bool) -> tuple[Grounds, Grounds | None]:
    """Return the deal where it stands and no deal, on the futures on which so many inputs are moved."""
    signed = desk.grounds.counting(count, exact=exact, some_paths=SOME_PATHS)
    return signed, desk.refusing.counting(count, exact=exact, some_paths=SOME_PATHS) if desk.bargains else None


def _bar(desk: Desk, signed: Grounds, refused: Grounds | None, each: Input) -> Bar | LeftOut:
    """Move one input to its ends."""
    reached = signed.reach.reached(each.path)
    beside = "" if refused is None else refused.which(refused.reach.reached(each.path), leaps=each.leaps)
    ground = signed.on(reached, leaps=each.leaps, beside=beside)
    ends, why = [], ""
    for end in each.ends:
        form = end.form(signed.loaded)
        if isinstance(form, Refused):
            why = form.why
            continue
        worth = ground.figures(form.loaded, reached, form.overrides)
        held = None if refused is None else _held(desk, refused, each, form, signed.which(reached, leaps=each.leaps))
        ends.append(_end(ground, end, worth, held))
    if not ends:
        return LeftOut(each.path, each.held, why)
    return Bar(each.path, each.held, each.place, each.rule, tuple(ends), ground.draws.paths)


def _held(desk: Desk, refused: Grounds, each: Input, form: Move, beside: str) -> tuple[Ground, Worths] | None:
    """Value no deal with the same input moved; none where it does not move there."""
    shared = desk.unsigned(form.overrides)
    if not shared:
        return None
    loaded = refused.loaded.laid(typed_pairs(shared), warnings=False, settles=False)
    if loaded.deal is None:
        return None
    reached = refused.reach.reached(each.path)
    ground = refused.on(reached, leaps=each.leaps, beside=beside)
    return ground, ground.figures(loaded, reached, shared)


def _end(ground: Ground, end: End, worth: Worths, held: tuple[Ground, Worths] | None) -> BarEnd:
    measure = ground.loaded.sound.worth_by
    told, gains = {}, {}
    for party, figures in worth.items():
        signed = [(1.0, figures), (-1.0, ground.base[party])]
        told[party] = _estimate(ground, signed, measure)
        if held is None:
            gains[party] = told[party]
        else:
            other, refused = held
            gains[party] = _estimate(ground, [*signed, (-1.0, refused[party]), (1.0, other.base[party])], measure)
    return BarEnd(end.label, told, gains)


def _estimate(ground: Ground, weighted: list[tuple[float, Figures]], measure: str) -> Estimate:
    found = slopes(weighted, independent(ground.draws), ground.scale)
    return found.mean if measure == "mean_at_discount" else found.certainty_equivalent
