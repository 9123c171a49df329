"""Print the analysis of a scenario as tables: the parties, what the solutions name, the frontier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show import number
from dealwright.show.genius.words import finding, listed, setting
from dealwright.show.tables import PARTY_STYLES, say, say_title, show, side_by_side, table_of, warn
from dealwright.show.words import solution_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from dealwright.bargain.genius.measured import Analysis
    from dealwright.bargain.points import Point
    from dealwright.bargain.result import Solution

    _Column = tuple[str, Mapping[str, str], Mapping[str, float]]

DECIMALS = 4
_SHOWN = 9
_SPACE = "utility"


def print_analysis(found: Analysis, console: Console) -> None:
    """Print what could be agreed on in a scenario.

    Args:
        found: The analysis.
        console: Where to print.
    """
    say_title(console, finding(found), setting(found))
    _parties(found, console)
    if found.bargain.solutions:
        _solutions(found, console)
    _frontier(found, console)
    _genius(found, console)
    _agreement(found, console)
    warn(console, [*found.notes, *found.bargain.notes])


def _utility(value: float) -> str:
    return number.plain(value, DECIMALS)


def _named(found: Analysis, party: str) -> Text:
    names = [each.name for each in found.parties]
    return Text(party, style=PARTY_STYLES[names.index(party) % len(PARTY_STYLES)])


def _parties(found: Analysis, console: Console) -> None:
    table = table_of(["", "no agreement", "least", "most", "left at the deadline"])
    for party in found.parties:
        held = _utility(party.reservation_value) + ("" if party.stated else " (the least)")
        row = [held, _utility(party.least), _utility(party.most), number.plain(party.discount_factor, 2)]
        table.add_row(_named(found, party.name), *row)
    when = f" at time {found.time:g}" if found.time else ""
    show(console, f"The parties, {_SPACE}{when}", table)


def _solutions(found: Analysis, console: Console) -> None:
    chosen = found.bargain.solutions
    columns = [(solution_name(name), each.package, each.certainty_equivalent) for name, each in chosen.items()]
    tied = [_others(each) for each in chosen.values()]
    _compared(found, console, f"What the solutions name, {_SPACE}", columns, tied if any(tied) else ())
    drawn = _lots(found, list(chosen))
    if drawn:
        say(console, Text(drawn, style="dim"))


def _others(solution: Solution) -> str:
    return f"{number.count(solution.tied - 1)} more" if solution.tied > 1 else ""


def _compared(
    found: Analysis, console: Console, title: str, columns: Sequence[_Column], tied: Sequence[str] = ()
) -> None:
    """Print outcomes beside each other: a row for each issue, and one for each party."""
    issues, parties = found.bargain.paths_of_terms, found.bargain.between
    room = console.width - max(len(label) for label in (*issues, *parties))
    widths = {str(at): _width(head, package) for at, (head, package, _) in enumerate(columns)}
    for group in side_by_side(widths, room):
        there = [int(at) for at in group]
        table = table_of(["", *(columns[at][0] for at in there)])
        for issue in issues:
            table.add_row(issue, *(columns[at][1][issue] for at in there))
        for party in parties:
            table.add_row(_named(found, party), *(_utility(columns[at][2][party]) for at in there))
        if tied:
            table.add_row("as good", *(tied[at] for at in there))
        show(console, title, table)


def _width(head: str, package: Mapping[str, str]) -> int:
    return max(len(head), *(len(value) for value in package.values()), DECIMALS + 2)


def _lots(found: Analysis, names: Sequence[str]) -> str:
    """Say between which outcomes a solution draws, where it does."""
    drawn = [
        f"{solution_name(name)} draws: "
        + "; ".join(f"{listed(chance.package)} ({number.probability(chance.probability)})" for chance in each.lottery)
        for name in names
        if (each := found.bargain.solutions[name]).lottery
    ]
    return ". ".join(drawn)


def _frontier(found: Analysis, console: Console) -> None:
    points = found.bargain.frontier
    picked = _spread(len(points))
    columns = [(number.count(at + 1), points[at].package, points[at].certainty_equivalent) for at in picked]
    count = number.count(len(points))
    kept = f"{len(picked)} of {count} undominated outcomes" if len(picked) < len(points) else f"{count} undominated"
    _compared(found, console, f"The frontier, {_SPACE}: {kept}", columns)


def _spread(count: int) -> list[int]:
    """Choose a few of many, the ends among them, evenly."""
    if count <= _SHOWN:
        return list(range(count))
    return [round(place * (count - 1) / (_SHOWN - 1)) for place in range(_SHOWN)]


def _genius(found: Analysis, console: Console) -> None:
    away = found.opposition
    kinds = f"{_utility(away.kalai)} as GENIUS counts it, {_utility(away.nearest)} as NegMAS does"
    say(console, f"Opposition, the distance from a utility of 1 to everybody: {kinds}.")
    odd = [
        f"its {name} is {listed(point.package)} ({_utilities(point.certainty_equivalent)})"
        for name, key, point in (
            ("Nash", "nash", found.as_genius.nash),
            ("Kalai-Smorodinsky, the least difference of utilities,", "kalai_smorodinsky", found.as_genius.kalai),
        )
        if not _same(found, key, point)
    ]
    if odd:
        say(console, Text(f"GENIUS itself would name others: {'; '.join(odd)}.", style="dim"))


def _same(found: Analysis, key: str, point: Point) -> bool:
    solution = found.bargain.solutions.get(key)
    if solution is None:
        return False
    named = [solution.certainty_equivalent, *(each.certainty_equivalent for each in solution.ties)]
    return any(each == point.certainty_equivalent for each in named)


def _utilities(worth: Mapping[str, float]) -> str:
    return ", ".join(f"{party} {_utility(value)}" for party, value in worth.items())


def _agreement(found: Analysis, console: Console) -> None:
    asked = found.agreement
    if asked is None:
        return
    nash = "" if asked.to_nash is None else f", {_utility(asked.to_nash)} from Nash"
    where = "on the frontier" if asked.better is None else f"{_utility(asked.to_frontier)} from the frontier"
    say(console, f"{listed(asked.outcome)}: {_utilities(asked.utility)}; {where}{nash}.")
    if asked.better is not None:
        better = asked.better
        say(console, f"Better for all: {listed(better.package)} ({_utilities(better.certainty_equivalent)}).")
