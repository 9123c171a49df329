"""What a minimum added to a royalty, lot by lot, to be recouped from what later royalties are over the minimum."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.days.business_days import later_by
from dealwright.terms.opening import balance_before

if TYPE_CHECKING:
    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.terms.days.beyond import Later
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import Number
    from dealwright.terms.royalty import Royalty
    from dealwright.terms.view import View

    Money = Float[ndarray, "path period"]
    Row = Float[ndarray, " path"]

ADDED = "added this year"
_LOT = "short {}"
_MOMENT = 1e-6


@dataclass(slots=True)
class Shortfalls:
    """What a minimum added and is still to be recouped, the oldest first.

    Args:
        part: Which part of what a royalty is over the minimum goes to recoupment.
        closes: When each period closes.
        last: The last day of recoupment of what the year that closes with each period has added; infinite for none.
        lots: What is left of each addition, with the last day on which it may be recouped.
        added: What the year under way has added so far.
        taken: What it has recouped so far.
    """

    part: Number
    closes: Money
    last: Money
    lots: list[tuple[Row, Row]] = field(default_factory=list)
    added: Row = field(default_factory=lambda: np.zeros(1))
    taken: Row = field(default_factory=lambda: np.zeros(1))

    @property
    def left(self) -> Row:
        """Return all that is still to be recouped."""
        return np.asarray(sum((amount for amount, _ in self.lots), np.maximum(self.added, 0.0)))

    def lapse(self, period: int) -> Row:
        """Let go of what may not be recouped any more after a period, and return how much that is."""
        gone, kept = np.zeros(1), []
        for amount, last in self.lots:
            over = self.closes[:, period] > last - _MOMENT
            gone = gone + np.where(over, amount, 0.0)
            kept.append((np.where(over, 0.0, amount), last))
        self.lots = [lot for lot in kept if np.any(lot[0])]
        return gone

    def recoup(self, over: Row, due: Row, period: int) -> Row:
        """Recoup from what the royalty of the year to date is over its minimum, and return how much.

        Args:
            over: By how much the year's royalty so far exceeds the year's minimum; negative where it falls short.
            due: What is due in the period.
            period: The period.
        """
        back = self._returned(over, due, period) if np.any(due < 0.0) else np.zeros(1)
        room = np.clip(np.minimum(np.ravel(self.part) * over - self.taken, due), 0.0, None)
        whole, lots = np.zeros(1), []
        for amount, last in self.lots:
            taken = np.where(self.closes[:, period] > last + _MOMENT, 0.0, np.minimum(amount, room))
            room, whole = room - taken, whole + taken
            lots.append((amount - taken, last))
        self.lots, self.taken = lots, self.taken + whole
        return np.asarray(whole - back)

    def _returned(self, over: Row, due: Row, period: int) -> Row:
        """Put back what was recouped of the year to date, where what falls due of a period under way is less now."""
        part = np.ravel(self.part)
        much = np.maximum(self.taken - part * np.maximum(over, 0.0), 0.0)
        back = np.minimum(np.minimum(much, self.taken), part * np.maximum(-due, 0.0))
        first, last = self.lots[0] if self.lots else (np.zeros(1), self.last[:, period])
        self.lots, self.taken = [(first + back, last), *self.lots[1:]], self.taken - back
        return np.asarray(back)

    def add(self, amount: Row, period: int, closing: Bool[ndarray, " path"]) -> None:
        """Add what a minimum added in a period; the year's additions become a lot when it is settled."""
        self.added = self.added + amount
        lot = np.where(closing, np.maximum(self.added, 0.0), 0.0)
        if not np.any(np.isfinite(self.last)) and self.lots:
            self.lots = [(self.lots[0][0] + lot, self.lots[0][1])]
        elif np.any(lot):
            self.lots.append((lot, self.last[:, period]))
        self.added, self.taken = (np.where(closing, 0.0, each) for each in (self.added, self.taken))

    def kept(self) -> dict[str, Number]:
        """Return what another wording goes on with."""
        out: dict[str, Number] = {ADDED: self.added[:, None], "taken this year": self.taken[:, None]}
        for place, (amount, last) in enumerate(self.lots):
            out[_LOT.format(place)] = amount[:, None]
            out[_LOT.format(place) + " until"] = last[:, None]
        return out


def shortfalls_of(term: Royalty, view: View, pieces: Cells, more: Later | None, part: Number) -> Shortfalls | None:
    """Lay out what a minimum has added before a life begins; none where nothing of it is recouped.

    What the opening says is left was added on `as_of`, as far as its age counts.

    Args:
        term: The royalty.
        view: The futures.
        pieces: The contract periods.
        more: What comes after the horizon.
        part: Which part of what is over the minimum goes to recoupment.
    """
    if not view.holds(term.minimum_recoupable, otherwise=False):
        return None
    closes, runs = pieces.close, pieces.overlap > 0.0
    if more is not None:
        closes = more.beside(closes)
        later = np.broadcast_to(
            pieces.end[:, None] >= view.grid.edges[-1], (len(runs), closes.shape[1] - runs.shape[1])
        )
        runs = np.concatenate([runs, later], axis=1)
    out = Shortfalls(part, np.where(runs, closes, -np.inf), _last_days(term, view, closes))
    if view.handed is None:
        if term.advance is None:
            first = np.ravel(_last_days(term, view, np.zeros((1, 1))))
            out.lots = [(np.ravel(np.asarray(each, dtype=float)), first) for each in balance_before(term, view)]
        return out
    kept = view.handed.kept
    out.added, out.taken = (np.ravel(kept.get(name, 0.0)) for name in (ADDED, "taken this year"))
    while (name := _LOT.format(len(out.lots))) in kept:
        out.lots.append((np.ravel(kept[name]), np.ravel(kept[name + " until"])))
    return out


def _last_days(term: Royalty, view: View, closes: Money) -> Money:
    """Return until when what is added at the close of each period may be recouped."""
    last = np.full(np.shape(closes), np.inf)
    if term.recoupable_for is not None:
        last = np.asarray(later_by(closes, view.number(term.recoupable_for), view.grid, closing=True))
    if term.recoupable_until is not None:
        last = np.minimum(last, view.grid.closing(view.calendar_date(term.recoupable_until)))
    return last
