"""Hold the package that was signed against what the deal's file says from before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.backtest_result import Backtest, Spread
from dealwright.bargain.circumstances import Circumstance, Stage
from dealwright.bargain.fresh import closed
from dealwright.bargain.hindsight import closeness, distance, implied, over
from dealwright.bargain.literals import literals_of
from dealwright.bargain.negotiation import UNNAMED, compare, outside_worth, rules_of
from dealwright.bargain.signed import TermSpace, position, signed_package
from dealwright.bargain.standing import Frame, standing
from dealwright.bargain.trust import mistrusted
from dealwright.engine.measures import spread
from dealwright.engine.result import Estimate
from dealwright.engine.stage import few

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.bargain.packages import Grid
    from dealwright.bargain.standing import Standing
    from dealwright.deal.deal import Deal
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Progress = Callable[[int, int], None]

UNSIGNED = "no entry of its `talks:` says `signed: yes`: write there what was signed, as an `offer`"
FRESH = 1_000_003
"""What is added to the seed for futures that nothing was chosen on."""


def backtest(loaded: Loaded, draws: Draws, *, file: str = "", progress: Progress | None = None) -> Backtest:
    """Hold the package that was signed against the packages that could have been.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section and a signed entry of its `talks:`.
        draws: The draws of its futures.
        file: Where it was read.
        progress: Is told how many parts of the work are done, of how many.

    Returns:
        What was found.

    Raises:
        ValueError: If nothing is signed in the file.
    """
    tell = progress or (lambda _done, _of: None)
    signed = signed_package(loaded)
    if signed is None:
        message = f"{loaded.file}: {UNSIGNED}"
        raise ValueError(message)
    _, reservation, grid = compare(loaded, draws, tell)
    stage = Stage(loaded, signed.package, draws)
    central, blocks = _at_center(stage, grid, {party: each.value for party, each in reservation.items()})
    frame, beyond = _frame(stage, grid)
    whole = standing(central, frame)
    small = Stage(loaded, signed.package, few(draws))
    base = central if stage.certain else small.central()
    cases = [central] if stage.certain else list(small.drawn(draws.seed))
    tell(4, 5)
    stands = [whole] if stage.certain else [standing(each, frame) for each in cases]
    suits = _suits(blocks, base, cases)
    apart = distance(frame, whole, stands, _afresh(stage, grid, whole))
    tell(5, 5)
    deal = loaded.sound
    return Backtest(
        file or loaded.file,
        deal.title,
        deal.dates[0],
        signed.by,
        signed.on,
        signed.package,
        tuple(beyond),
        tuple(path for path in signed.package if path not in grid.values),
        frame.parties,
        {party: Estimate(float(np.mean(row)), spread(row)) for party, row in zip(frame.parties, blocks.T, strict=True)},
        over(frame.parties, [np.mean(blocks, axis=0) + each.gain - base.gain for each in cases]),
        dict(zip(frame.parties, suits.mean(axis=0).tolist(), strict=True)),
        float(suits.all(axis=1).mean()),
        whole.inside,
        frame.packages,
        whole.zone,
        Spread.of([each.zone / frame.packages for each in stands]),
        float(np.mean([each.pie is None for each in stands])),
        apart,
        implied(frame, central, stands, apart),
        closeness(frame, whole, stands),
        len(cases),
        {party: deal.parties[party].short or deal.parties[party].name or party for party in frame.parties},
        deal.currency,
        deal.worth_by,
        draws.seed,
        draws.paths,
        deal.before_tax,
        tuple(_notes(stage, cases)),
        deal.prices,
        _titles(deal),
        literals_of(loaded),
    )


def _titles(deal: Deal) -> dict[str, str]:
    """Collect what the file calls its terms and facts."""
    terms = {f"terms.{name}": term.title for name, term in deal.terms.items() if term.title}
    return terms | {f"facts.{name}": fact.title for name, fact in deal.facts.items() if fact.title}


def _at_center(
    stage: Stage, grid: Grid, held: Mapping[str, float]
) -> tuple[Circumstance, Float[ndarray, "replicate party"]]:
    """Put together what was valued on all futures, and the gain from the signed package in each scrambling."""
    deal, known, traits = stage.loaded.sound, stage.central_facts(), stage.central_traits()
    signed, gains = [], []
    for party, refused in held.items():
        at, own = traits[party], stage.worth(stage.signed, party, known, traits[party])
        rows = [stage.worth(each, party, known, at, stage.draws.replicates) for each in (stage.signed, stage.refusing)]
        signed.append(float(closed(deal, at, own, refused)[0]))
        gains.append(closed(deal, at, rows[0], rows[1]) - rows[1])
    outside = outside_worth(stage.loaded, stage.draws, stage.refusing.forms, held)
    least = np.array([outside.get(party, -np.inf) for party in held])
    return Circumstance(grid.worth, np.array(signed), np.array(list(held.values())), least), np.array(gains).T


def _frame(stage: Stage, grid: Grid) -> tuple[Frame, list[str]]:
    """Lay out what stays the same in every state, and name the paths on which the package lies outside the ranges."""
    loaded, space = stage.loaded, TermSpace.of(stage.loaded.signed(), grid.values)
    there = {path: position(stage.signed.loaded, path) for path in grid.values}
    today = {path: position(loaded, path) for path in grid.values}
    middle = {path: grid.values[path][place] for path, place in space.middle(today).items()}
    frame = Frame(
        tuple(stage.table),
        rules_of(loaded.sound),
        grid.package,
        grid.number,
        space.distances(there, grid.places()),
        space.distance(today, there),
        grid.number(middle),
        grid.worth.shape[1],
    )
    return frame, space.beyond(there)


def _suits(
    blocks: Float[ndarray, "replicate party"], base: Circumstance, cases: Sequence[Circumstance]
) -> Bool[ndarray, "case party"]:
    """Say who does not refuse the signed package in each combination of a state and a scrambling of the futures."""
    shifts = [(blocks + each.gain - base.gain, each.needed, each.rounding) for each in cases]
    return np.concatenate([gains >= needed - slack for gains, needed, slack in shifts])


def _afresh(stage: Stage, grid: Grid, whole: Standing) -> Estimate | None:
    """Value what the package that promises most would add again, on futures that it was not chosen on."""
    if whole.short.better is None:
        return None
    draws = stage.draws
    again = replace(draws, seed=draws.seed + FRESH)
    better = Stage(stage.loaded, grid.package(whole.short.better), again)
    signed = Stage(stage.loaded, stage.package, again)
    known, traits = stage.central_facts(), stage.central_traits()
    more = np.zeros(draws.replicates)
    for party in stage.table:
        rows = [each.worth(each.signed, party, known, traits[party], draws.replicates) for each in (better, signed)]
        more += rows[0] - rows[1]
    return Estimate(float(np.mean(more)), spread(more))


def _notes(stage: Stage, cases: Sequence[Circumstance]) -> list[str]:
    deal = stage.loaded.sound
    notes = []
    if len(cases) > 1:
        notes.append(
            "gains and distances are at central beliefs (medians, likeliest readings); what stands in a range, and each"
            f" chance, is over {len(cases)} draws of what the parties know and we do not, on the same few futures each"
        )
    if deal.negotiate is not None and deal.negotiate.no_deal is None:
        notes.append(UNNAMED)
    return [*notes, *mistrusted(stage)]
