"""Print how much each number of a deal moves each party's worth, the most telling first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show import number
from dealwright.show.names import Names, isolated
from dealwright.show.tables import PARTY_STYLES, say, say_title, show, side_by_side, table_of, warn
from dealwright.show.words import IN_FORCE, capital, counted, measure_words, spoken, value_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from dealwright.engine.sensitivities.result import LeftOut, Sensitivities, Sensitivity

_SOLVED = re.compile(r"-?\d+\.\d{8,}")
MOST = 20
"""So many numbers are printed, the most telling first."""
MEASURES = ("certainty_equivalent", "mean_at_discount")
FEW = 12
"""So many of those that move nothing are named."""
_LABEL = 34
"""Cells for what a number is called."""
_PARTS = (", reading", ": ")
"""Before these stands what is shortened first."""
_HEAD = 10
"""Cells that are left of it."""
_FIGURE = 15


def print_sensitivities(found: Sensitivities, console: Console) -> None:
    """Print slopes of each party's certainty equivalent.

    Args:
        found: the results.
        console: where to print; its width decides how many parties stand side by side.
    """
    names = _names(found)
    say_title(console, found.title, _how(found))
    told = [each for each in found.numbers if each.size > 0.0]
    for group in _groups(found, names, console.width) if told else ():
        _table(found, names, told[:MOST], group, console)
    rest = len(told) - MOST
    if rest > 0:
        say(console, f"{capital(counted(rest, 'number'))} more with less effect: --of PATH, or --json for all.")
    still = [each for each in found.numbers if not each.size > 0.0]
    other = measure_words(next(each for each in MEASURES if each != found.worth_by))
    used = [each for each in still if each.in_use]
    _say_still(console, names, [each for each in used if each.moves], f"Only the {other} moves with")
    _say_still(console, names, [each for each in used if not each.moves], "Without effect on these futures")
    _say_still(console, names, [each for each in still if not each.in_use], "Nothing in force uses")
    warn(console, (_left_out(names, each) for each in found.left_out))


def _say_still(console: Console, names: Names, still: Sequence[Sensitivity], why: str) -> None:
    """Name numbers that move nothing, with the numbers of one value together."""
    called = list(
        dict.fromkeys(
            f"{_called(names, each)}{'' if each.alone else f' ({value_words(_short(each.number))})'}" for each in still
        )
    )
    if called:
        more = f"; {counted(len(called) - FEW, 'other')}" if len(called) > FEW else ""
        say(console, f"{why}: {'; '.join(called[:FEW])}{more}.")


def _left_out(names: Names, each: LeftOut) -> str:
    return f"not moved: {names.path(each.path)}{', ' if each.number else ''}{each.number}: {each.why}"


def _names(found: Sensitivities) -> Names:
    return Names(
        parties={key: isolated(card.name) for key, card in found.parties.items()},
        shorts={key: isolated(card.short) for key, card in found.parties.items() if card.short},
        titles={path: isolated(title) for path, title in found.titles.items()},
    )


def _how(found: Sensitivities) -> str:
    money = number.in_money(found.currency, found.price_basis, found.as_of)
    tax = "before tax" if found.before_tax else "after tax"
    scenario = "contract in force" if found.scenario == IN_FORCE else spoken(found.scenario)
    futures = f"{number.count(found.paths)} futures, seed {found.seed}"
    return f"{scenario}; as of {number.day(found.as_of)}, {money}, {tax}; {futures}"


def _groups(found: Sensitivities, names: Names, width: int) -> list[list[str]]:
    widths = {party: max(_FIGURE, len(names.short(party))) for party in found.parties}
    return side_by_side(widths, width - _LABEL - 2 * _FIGURE)


def _table(
    found: Sensitivities, names: Names, told: Sequence[Sensitivity], parties: Sequence[str], console: Console
) -> None:
    order = list(found.parties)
    heads = [Text(names.short(party), style=PARTY_STYLES[order.index(party) % len(PARTY_STYLES)]) for party in parties]
    table = table_of(["", "is", "if it moves by", *heads])
    columns = [_cells(told, party) for party in parties]
    few = max((each.futures for each in told), default=found.paths)
    for each, *cells in zip(told, *columns, strict=True):
        label = f"{_label(names, each, told)} {_mark(each, few)}".rstrip()
        table.add_row(label, value_words(_short(each.number)), _unit(each), *cells)
    show(
        console,
        f"What each number moves, in {found.currency}: {measure_words(found.worth_by)}",
        table,
        f"ordered by what 1 % of the number does; ± standard error; {_marks(told, few)}",
    )


def _marks(told: Sequence[Sensitivity], few: int) -> str:
    """Say on how many futures numbers were moved, and what marks stand for."""
    said = [f"moved on {number.count(few)} futures"]
    fewer = sorted({each.futures for each in told if each.futures < few})
    if fewer:
        said.append(f"* on {' or '.join(map(number.count, fewer))}")
    if any(each.shape for each in told):
        said.append("^ worth bends or leaps just there")
    return ", ".join(said)


def _short(written: str) -> str:
    """Return a number as written; one that was solved for, with all its digits, in a few."""
    return f"{float(written):.4g}" if _SOLVED.fullmatch(written) else written


def _label(names: Names, each: Sensitivity, told: Sequence[Sensitivity]) -> str:
    """Call a number by its value, and by its place there where the same number stands in it twice."""
    twice = sum((other.path, other.number) == (each.path, each.number) for other in told) > 1
    text, place = capital(_called(names, each)), f" #{each.place + 1}" if twice else ""
    return f"{_fitting(text, _LABEL - len(place))}{place}"


def _fitting(text: str, room: int) -> str:
    """Shorten what a number is called, but say which reading it is of, and what is laid over the deal.

    Example:
        >>> _fitting("What the advance is recouped from, reading 2", 34)
        'What the advance is re…, reading 2'
    """
    if len(text) <= room:
        return text
    head, mark, tail = next((parts for parts in map(text.partition, _PARTS) if parts[1]), (text, "", ""))
    least = max(room - len(mark + tail), min(_HEAD, len(head)))
    head = head if len(head) <= least else f"{head[: least - 1]}…"
    whole = f"{head}{mark}{tail}"
    return whole if len(whole) <= room else f"{whole[: room - 1]}…"


def _called(names: Names, each: Sensitivity) -> str:
    return names.path(each.path).removesuffix(" is")


def _unit(each: Sensitivity) -> str:
    unit = {"percentage point": "1 point", "the other": "the other"}.get(each.unit, each.unit)
    return f"1 {unit}" if unit in {"year", "month", "day"} else unit


def _cells(told: Sequence[Sensitivity], party: str) -> list[Text]:
    """Write a column of slopes, numbers under numbers and errors under errors."""
    slopes = (each.parties[party].worth for each in told)
    written = [number.uncertain_money(each.value, each.standard_error, change=True) for each in slopes]
    room = max((len(error) for _, error in written), default=0)
    return [Text(text) + Text(f" {error:{room}}", style="dim") for text, error in written]


def _mark(each: Sensitivity, few: int) -> str:
    return ("^" if each.shape else "") + ("*" if each.futures < few else "")
