"""Tells what the log of the talks says: what each offer is worth and reveals, what to offer next, where talks tend."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dealwright.bargain.literals import literals_of
from dealwright.bargain.negotiation import bargain_among, compare
from dealwright.bargain.result import Offer
from dealwright.bargain.talking.advised import advise
from dealwright.bargain.talking.ground import Ground
from dealwright.bargain.talking.learnt import learn_from_the_log
from dealwright.bargain.talking.log import over_by, read_log
from dealwright.bargain.talking.other_side import across
from dealwright.bargain.talking.result import Move, Talks
from dealwright.bargain.talking.revealed import concessions_of, view_of
from dealwright.bargain.talking.tending import tending
from dealwright.engine.beliefs import not_counted
from dealwright.engine.heading import heading_of
from dealwright.engine.naming import titles_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dealwright.bargain.result import Bargain
    from dealwright.bargain.talking.log import Said
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Progress = Callable[[int, int], None]

SIGNED = "the talks are over: a package was {how}, so nothing is advised"
NO_DEADLINE = "the file names no `deadline` in `negotiate:`, so the talks are taken to end on {day}"
NO_NEED = (
    "the file says nothing of what {party} needs over walking away (`reservation` in `parties:`), so it is taken to "
    "sign whatever gains it anything"
)


def talks(loaded: Loaded, draws: Draws, party: str | None = None, *, progress: Progress | None = None) -> Talks:
    """Tell what the log of the talks says.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section and a log.
        draws: The draws of its futures.
        party: Who is advised; with none what each side learns about the others is told, and nobody is advised.
        progress: Is told how many parts of the work are done, of how many.

    Returns:
        The talks.

    Raises:
        ArithmeticError: If the packages are too many.
        ContradictedError: If what is believed of a side rules out an offer that it made.
    """
    tell = progress or (lambda _done, _of: None)
    log = read_log(loaded)
    ground = Ground(loaded, draws, log, *compare(loaded, draws, lambda done, _of: tell(done, 10)))
    moves = tuple(_move(ground, each) for each in log)
    tell(4, 10)
    end = over_by(loaded.sound)
    over = "" if end is None else next(each.answer for each in log if each.number == end)
    looking = ground.table if party is None else (party,)
    seen = [(across(ground.model, me, other)) for me in looking for other in ground.table if other != me]
    tell(6, 10)
    learnt = learn_from_the_log(ground, seen)
    views = [view_of(each.seen, each.start, each.steps, each.numbers, loaded) for each in learnt]
    believed = [each.believed for each in learnt]
    tell(8, 10)
    notes = _notes(ground, [each.party for each in seen], over)
    found = replace(_told(ground, party, moves), views=tuple(views), notes=tuple(notes))
    if party is not None and not over:
        found = advise(found, ground, seen, believed)
        found = tending(found, ground, seen, believed)
    tell(10, 10)
    return found


def _move(ground: Ground, said: Said) -> Move:
    gains = ground.bench.gains(said.package) if said.offers else {}
    return Move(said.number, said.by, said.on, said.to, said.offer, said.package, said.answer, said.answers, gains)


def _notes(ground: Ground, parties: Sequence[str], over: str) -> list[str]:
    deal, found = ground.loaded.sound, []
    if over:
        found.append(SIGNED.format(how=over))
    elif not ground.clock.named:
        found.append(NO_DEADLINE.format(day=ground.clock.end.isoformat()))
    silent = [party for party in dict.fromkeys(parties) if deal.parties[party].reservation is None and not over]
    return [*found, *(NO_NEED.format(party=_name(ground, party)) for party in silent), *not_counted(deal)]


def _told(ground: Ground, party: str | None, moves: tuple[Move, ...]) -> Talks:
    """Tell the log itself, and what deal it is of."""
    deal, draws = ground.loaded.sound, ground.draws
    return Talks(
        **heading_of(ground.loaded, draws),
        worth_by=deal.worth_by,
        between=ground.table,
        paths_of_terms=tuple(ground.grid.values),
        deadline=ground.clock.end,
        deadline_named=ground.clock.named,
        party=party,
        moves=moves,
        concessions=concessions_of(ground.loaded, ground.log),
        views=(),
        found=_picture(ground, moves),
        names={key: _name(ground, key) for key in deal.parties},
        titles=titles_of(deal),
        literals=literals_of(ground.loaded),
    )


def _name(ground: Ground, party: str) -> str:
    shape = ground.loaded.sound.parties[party]
    return shape.short or shape.name or party


def _picture(ground: Ground, moves: Sequence[Move]) -> Bargain:
    """Return the bargain behind the picture: packages, frontier, zone, solutions and the offers."""
    found = bargain_among(ground.loaded, ground.draws, (ground.refusing, ground.reservation, ground.grid))
    offers = tuple(
        Offer(
            move.by,
            move.on.isoformat(),
            move.offer,
            {party: gain.value + ground.reservation[party].value for party, gain in move.gains.items()},
            move.answer,
            move.to,
        )
        for move in moves
        if move.gains
    )
    return replace(found, offers=offers)
