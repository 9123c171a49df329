"""Find, at the end of a day, more shares than are authorised and more grants than a pool has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, spoken
from dealwright.equity.replay.where import key_of_count
from dealwright.ground.place import NOWHERE
from dealwright.ground.problem import Problem, error

if TYPE_CHECKING:
    from dealwright.equity.replay.book import Book
    from dealwright.equity.replay.where import HasPlace


def check_limits(book: Book) -> None:
    """Note every class and pool of which the day has made more than there may be; each is told once."""
    for of, cause in book.grew.items():
        cls = book.classes[of]
        most, issued = cls.authorised, book.issued.get(of, NOTHING)
        if most is not None and issued > most and of not in book.over:
            book.over.add(of)
            what = f"{spoken(issued)} shares of `{of}` are issued on {book.on}, and `{spoken(most)}` are authorised"
            mend = (
                f"issue {spoken(issued - most)} fewer, or raise the number to {spoken(issued)} by an"
                " `authorised_adjustment` before"
            )
            expected = f"at most {spoken(most)} shares"
            book.problems.append(_problem(cause, "over-authorised", what, expected, mend))
    for name, cause in book.drawn.items():
        pool = book.pools.get(name)
        if pool is None or name in book.over:
            continue
        drawn = pool.used + book.granted.get(name, NOTHING)
        if drawn > pool.pool.reserved:
            book.over.add(name)
            what = (
                f"{spoken(drawn)} shares are granted out of `{name}` by {book.on}, and `{spoken(pool.pool.reserved)}`"
                " are reserved"
            )
            mend = f"grant {spoken(drawn - pool.pool.reserved)} fewer, or enlarge the pool by a `pool_adjustment`"
            expected = f"at most {spoken(pool.pool.reserved)} shares out of the pool"
            book.problems.append(_problem(cause, "over-pool", what, expected, mend))
    book.grew.clear()
    book.drawn.clear()


def _problem(cause: HasPlace | None, code: str, what: str, expected: str, mend: str) -> Problem:
    """Put a problem at the number by which there became too many."""
    place = NOWHERE if cause is None else cause.place
    return error(place, code, what, expected, mend).within(*key_of_count(cause))
