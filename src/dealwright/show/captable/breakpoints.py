"""List the breakpoints of an exit: what happens at each, and who shares the next unit of money from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.captable.exit_frame import EXACT, exit_scale
from dealwright.show.captable.exits import next_parts
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.show.captable.exit_frame import Break, Told
    from dealwright.show.captable.exits import Exits

_SHOWS = 1e-6


def breakpoints_table(exits: Exits, breaks: Sequence[Break], told: Told) -> TableFigure:
    """Return the breakpoints as a table."""
    scale = exit_scale(exits)
    values = _exit_values([each.at / scale.factor for each in breaks])
    parts = next_parts(exits)
    after = parts[1:] if exits.breaks else parts
    rows = [
        Row((Cell(f"{place}  {each.what}"), *_figures(each, value, _shared(exits, parts))))
        for place, (each, value, parts) in enumerate(zip(breaks, values, after, strict=True), 1)
    ]
    return TableFigure(
        name=f"{told.key}-breakpoints",
        finding=f"{counted(len(breaks), 'breakpoint').capitalize()}: what happens, and who shares from there",
        subtitle=f"Exit value in {scale.title(told.currency)}; share price: money per as-converted common share, "
        f"{told.currency}; last column: each one's part of the next unit of money.",
        head=(
            Head("What happens", share=34),
            Head("exit value", number=True, share=12),
            Head("share price", number=True, share=12),
            Head("who shares the next unit from there", share=42),
        ),
        rows=tuple(rows),
        source=told.source,
        sample=EXACT,
        width=680,
    )


def _figures(each: Break, value: str, shared: str) -> tuple[Cell, Cell, Cell]:
    return Cell(value, number=True), Cell(_price(each.price), number=True), Cell(shared)


def _exit_values(values: Sequence[float]) -> list[str]:
    """Write exit values with the digits that tell them apart: those of the finest of at least one unit."""
    decimals = max((number.decimals_of(value) for value in values if value >= 1), default=2)
    return [number.plain(value, decimals if value >= 1 else 2) for value in values]


def _price(price: float | None) -> str:
    """Write a price per share with four digits at least.

    Example:
        >>> _price(0.2), _price(1234.5), _price(0.0), _price(None)
        ('0.20', '1,234.50', '0', '–')
    """
    if price is None:
        return number.NOTHING
    if not price:
        return "0"
    return f"{price:,.2f}" if price >= 1 or round(price, 2) == price else f"{price:.4g}"


def _shared(exits: Exits, parts: Sequence[float]) -> str:
    pairs = [(part, group.name) for part, group in zip(parts, exits.groups, strict=True) if part > _SHOWS]
    return ", ".join(
        f"{number.percent(part)} {name}" for part, name in sorted(pairs, key=lambda pair: -round(pair[0], 6))
    )
