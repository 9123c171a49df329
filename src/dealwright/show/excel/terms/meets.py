"""Compares a term's formulas with the engine's statement: period by period, line by line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.ground.calendar import A_MOMENT
from dealwright.show.excel.cells import NotLiveError
from dealwright.show.excel.dates import moment
from dealwright.show.words import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dealwright.engine.statements.result import TermStatement
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.terms.block import Block

    Read = Callable[[Node], float]
    Key = tuple[dt.date, dt.date, dt.date | None]

SAME = 1e-9
"""Part of an amount by which a formula may differ from the engine and still meet it."""
_SMALL = 1e-3
"""Part of a term's largest amount below which differences are told against it."""
_MONEY = 1e3
"""Money by which differences are told at least: a billionth of its unit is rounding."""
_LAST = 2_958_400
"""A day from which on nothing comes any more."""
_ADDED = frozenset({"money", "count"})


@dataclass(frozen=True, slots=True)
class Stated:
    """One period: its first and last day and that of payment, and what each line holds."""

    key: Key
    amounts: Mapping[str, float]


def meets(block: Block, stated: TermStatement) -> None:
    """See that formulas come to what the engine says, period by period and line by line.

    Args:
        block: The term's rows, with those below it.
        stated: What the engine says.

    Raises:
        NotLiveError: They do not.
    """
    for words in differences(list(rows_of(block, lambda each: each.number)), stated):
        raise NotLiveError(words)


def differences(own: Sequence[Stated], stated: TermStatement) -> Iterator[str]:
    """Tell in words where formulas do not come to what the engine says.

    Args:
        own: What the formulas come to.
        stated: What the engine says.
    """
    sorts = {line.name: line.sort for line in stated.lines}
    size = max((abs(each) for line in stated.lines for each in line.amounts), default=0.0)
    engine = [
        Stated((p.opens, p.closes, p.paid_on), {line.name: line.amounts[k] for line in stated.lines})
        for k, p in enumerate(stated.periods)
    ]
    dated = all(period.paid_on is not None for period in stated.periods)
    mine, theirs = _grouped(_that_count(own, sorts, size), dated=dated), _grouped(engine, dated=dated)
    for key in sorted({*mine, *theirs}, key=str):
        if key not in mine:
            yield f"its formulas have no period {_said(key)}"
        elif key not in theirs:
            amounts = {name: each for row in mine[key] for name, each in row.amounts.items() if each}
            yield f"its formulas have a period {_said(key)} that the engine has not: {amounts}"
        else:
            yield from _differ(mine[key], theirs[key], sorts, size)


def rows_of(block: Block, read: Read) -> Iterator[Stated]:
    """Go through the periods of a block and of those below it that have days or move something.

    Args:
        block: The block.
        read: Returns what stands in a cell.
    """
    for each in block.whole:
        if each.told and each.lines:
            for k in range(each.periods):
                amounts = {name: read(line.cells[k]) for name, line in each.lines.items()}
                yield Stated(_key(each, k, read), amounts)


def _key(block: Block, k: int, read: Read) -> Key:
    opens, closes = (min(read(days[k]), _LAST) for days in (block.opens, block.closes))
    first = moment(opens + A_MOMENT)
    last = max(first, moment(closes - A_MOMENT)) if closes > opens + A_MOMENT else first - dt.timedelta(1)
    if block.paid_dates:
        return first, last, moment(min(read(block.paid_dates[k]), _LAST) + A_MOMENT)
    if not block.paid_on:
        return first, last, None
    paid = read(block.paid_on[k])
    late = paid > (opens + closes) / 2.0 + A_MOMENT
    return first, last, moment(paid - A_MOMENT if late else paid + A_MOMENT)


def _that_count(rows: Sequence[Stated], sorts: Mapping[str, str], size: float) -> Iterator[Stated]:
    """Leave out periods that have no days and move nothing."""
    for row in rows:
        first, last, _ = row.key
        moved = [each for name, each in row.amounts.items() if sorts.get(name) in _ADDED]
        if last >= first or any(abs(each) > SAME * max(size, 1.0) for each in moved):
            yield Stated((first, max(first, last), row.key[2]), row.amounts)


def _grouped(rows: Iterator[Stated] | Sequence[Stated], *, dated: bool) -> dict[Key, list[Stated]]:
    found: dict[Key, list[Stated]] = {}
    for row in rows:
        first, last, paid = row.key
        found.setdefault((first, last, paid if dated else None), []).append(row)
    return found


def _differ(mine: Sequence[Stated], theirs: Sequence[Stated], sorts: Mapping[str, str], size: float) -> Iterator[str]:
    if len(mine) != len(theirs):
        mine, theirs = [_together(mine, sorts)], [_together(theirs, sorts)]
    for own, engine in zip(mine, theirs, strict=True):
        for name, amount in engine.amounts.items():
            here = own.amounts.get(name, 0.0)
            least = max(size, _MONEY) if sorts[name] in {"money", "level"} else 1.0
            if not abs(here - amount) <= SAME * max(abs(amount), abs(here), _SMALL * least):
                said = f"{spoken(name)} {_said(own.key)}"
                yield f"its formula for {said} gives {here:.12g} where the engine has {amount:.12g}"


def _together(rows: Sequence[Stated], sorts: Mapping[str, str]) -> Stated:
    """Put rows of the same days together: money is added, of anything else there is one."""
    amounts: dict[str, float] = {}
    for row in rows:
        for name, each in row.amounts.items():
            had = amounts.get(name, 0.0)
            amounts[name] = had + each if sorts.get(name) in _ADDED else each or had
    return Stated(rows[0].key, amounts)


def _said(key: Key) -> str:
    first, last, _ = key
    return f"on {first}" if first == last else f"from {first} to {last}"
