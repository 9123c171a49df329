"""Find, at the end of a day, more shares than are authorised and more grants than a pool has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, spoken
from dealwright.ground.problem import error

if TYPE_CHECKING:
    from dealwright.equity.replay.book import Book


def check_limits(book: Book) -> None:
    """Note every class and pool of which the day has made more than there may be; each is told once."""
    for of, place in book.grew.items():
        cls = book.classes[of]
        most, issued = cls.authorised, book.issued.get(of, NOTHING)
        if most is not None and issued > most and of not in book.over:
            book.over.add(of)
            what = f"{spoken(issued)} shares of `{of}` are issued on {book.on}, and `{spoken(most)}` are authorised"
            mend = (
                f"issue {spoken(issued - most)} fewer, or raise the number to {spoken(issued)} by an"
                " `authorised_adjustment` before"
            )
            book.problems.append(error(place, "over-authorised", what, f"at most {spoken(most)} shares", mend))
    for name, place in book.drawn.items():
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
            book.problems.append(
                error(place, "over-pool", what, f"at most {spoken(pool.pool.reserved)} shares out of the pool", mend)
            )
    book.grew.clear()
    book.drawn.clear()
