"""Close a round: what it makes of the holdings is worked out, and the replay goes on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.rounds.impossible import ImpossibleError
from dealwright.equity.rounds.priced import price_round

if TYPE_CHECKING:
    from dealwright.equity.financing import Round
    from dealwright.equity.replay.book import Book


def close(book: Book, round_: Round) -> None:
    """Price a round on what is held when it closes, and note where it cannot be.

    Of two rounds on one day the second is not priced, and none that converts what comes later: the audit says so. Nor
    is a round where a mistake was noted before, so that it is not sure what is held.
    """
    too_early = any(book.later.get(name, round_.on) > round_.on for name in round_.converts or ())
    if book.problems or too_early or any(earlier.round.on == round_.on for earlier in book.priced):
        pass_over(book, round_)
        return
    try:
        priced = price_round(book.holdings(), round_, book.rounding)
    except ImpossibleError as impossible:
        book.problems.append(impossible.problem)
        pass_over(book, round_)
        return
    book.priced.append(priced)
    book.unopened.discard(round_.new_class.id)
    book.go_on_from(priced.after)


def pass_over(book: Book, round_: Round) -> None:
    """Remember what a round would have brought, so that nothing is said of what depends on it."""
    of = round_.new_class.id
    book.unopened.discard(of)
    for investor in round_.investors:
        book.doubtful |= {f"{round_.id}:{investor}", f"{of}/{investor}"}
    for held in book.convertibles.values():
        book.doubtful |= {held.id, f"{of}/{held.holder}"}
