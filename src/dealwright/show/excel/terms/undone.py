"""Takes back all that was laid for a term that turns out to have no formulas: its rows, and what rests on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dealwright.show.excel.book import Sheet
    from dealwright.show.excel.terms.acting import Acting


@dataclass(frozen=True, slots=True)
class Before:
    """What stood on the sheets, and what was known of it, before a term was laid.

    Args:
        acting: What terms do to each other.
        rows: The next free row of each sheet.
        known: What was known, by what holds it.
        frozen: How many days and levels were the engine's own.
    """

    acting: Acting
    rows: tuple[tuple[Sheet, int], ...]
    known: tuple[tuple[dict[Any, Any], dict[Any, Any]], ...]
    frozen: int

    @classmethod
    def of(cls, acting: Acting, sheet: Sheet) -> Before:
        """Remember what stands.

        Args:
            acting: What terms do to each other, with the drivers.
            sheet: The sheet of the terms.
        """
        drivers = acting.formulas.drivers
        timeline = drivers.timeline
        held = (drivers.levels, drivers.rows, drivers.events, drivers.days, timeline.force, acting.days)
        rows = ((sheet, sheet.row), (timeline.sheet, timeline.sheet.row))
        return cls(acting, rows, tuple((each, dict(each)) for each in held), len(drivers.frozen))

    def restore(self) -> None:
        """Take back all that was laid since."""
        for sheet, row in self.rows:
            sheet.forget_from(row)
        for held, before in self.known:
            held.clear()
            held.update(before)
        del self.acting.formulas.drivers.frozen[self.frozen :]
