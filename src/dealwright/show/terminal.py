"""Print results as tables that a person likes to read in a terminal of eighty columns or more.

Colour says who, as on the pages; the console decides whether there is any (`NO_COLOR`, no terminal).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from dealwright.show import number
from dealwright.show.findings import headline, lead, worth_finding
from dealwright.show.standing import difference, gain_of, is_measured, worth_of
from dealwright.show.story import Story, bargain_story
from dealwright.show.warnings import warnings_of
from dealwright.show.words import capital, solution_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

    from dealwright.bargain.result import Bargain
    from dealwright.engine.result import Estimate, Valuation
    from dealwright.show.number import Scale

PARTY_STYLES = ("blue", "dark_orange3", "magenta", "dark_khaki", "hot_pink3", "grey62")
_EXCERPT = 8
_FIGURE = 9
_THOUSAND = 1_000.0
_BETWEEN = 2
_TELLING = ("worth", "gain", "mean", "5th", "95th", "loss", "median", "worse")
"""Columns by how much they say: what fits is kept in this order."""
_WORTH_HEADS = ("worth", "gain", "mean", "5th", "median", "95th", "loss", "worse")


def print_valuation(valuation: Valuation, console: Console) -> None:
    """Print what a deal is worth to each party in each scenario.

    Args:
        valuation: the results.
        console: where to print; its width decides how much stands side by side.
    """
    story = Story(valuation)
    _title(console, valuation.title, _how(story))
    _say(console, worth_finding(story))
    _worths(story, console)
    _lines(story, console)
    _companies(story, console)
    _warn(console, warnings_of(story))


def print_bargain(
    found: Bargain, console: Console, *, names: Mapping[str, str] | None = None, currency: str = ""
) -> None:
    """Print which packages the parties would sign, and which of them the solutions name.

    Args:
        found: the bargain.
        console: where to print.
        names: the parties in words; their keys by default.
        currency: the deal's currency, for the heads of tables.
    """
    story = bargain_story(found, names or {}, currency)
    _title(console, headline(story), "")
    _say(console, " ".join(lead(story)).replace("**", ""))
    if found.probability_zone_empty is not None:
        _say(console, f"Chance that the zone is empty: {number.probability(found.probability_zone_empty)}")
    scale = number.scale_of(estimate.value for estimate in found.reservation.values())
    _reservations(story, found, console, scale)
    if found.solutions:
        _solutions(story, found, console, scale)
    _frontier(story, found, console, scale)
    if found.no_solution:
        _say(console, capital(found.no_solution))
    _warn(console, warnings_of(story))


def _title(console: Console, title: str, remark: str) -> None:
    console.print()
    console.print(Text(title, style="bold"))
    if remark:
        console.print(Text(remark, style="dim"))


def _how(story: Story) -> str:
    valuation = story.valuation
    tax = "before tax" if valuation.before_tax else "after tax"
    futures = f"{number.count(valuation.paths)} futures, seed {valuation.seed}"
    return f"as of {number.day(valuation.as_of)}, {valuation.currency}, {tax}; {futures}"


def _say(console: Console, text: str | Text) -> None:
    console.print()
    console.print(Text(text) if isinstance(text, str) else text)


def _table(heads: Sequence[str | Text], widths: Sequence[int] | None = None) -> Table:
    """Return an empty table: names to the left, figures to the right, no lines."""
    table = Table(box=None, pad_edge=False, padding=(0, 1), show_header=any(str(head) for head in heads))
    for place, head in enumerate(heads):
        width = None if widths is None else widths[place]
        table.add_column(
            head, justify="right" if place else "left", header_style="dim", no_wrap=True, min_width=width, width=width
        )
    return table


def _show(console: Console, title: str, table: Table, remark: str = "") -> None:
    """Print a table under its title, and a remark under it."""
    _say(console, Text(title, style="bold"))
    console.print(table)
    if remark:
        console.print(Text(remark, style="dim"))


def _party(story: Story, party: str) -> Text:
    order = list(story.valuation.parties)
    style = PARTY_STYLES[order.index(party) % len(PARTY_STYLES)] if party in order else ""
    return Text(story.names.short(party), style=style)


def _worths(story: Story, console: Console) -> None:
    """Print one block per scenario, the columns of all blocks under each other; in little room, fewer columns."""
    scale = number.scale_of(
        worth_of(story.valuation, name, party).value for name in story.scenarios for party in story.parties
    )
    cells = {
        (name, party): _worth_cells(story, name, party, scale) for name in story.scenarios for party in story.parties
    }
    first = 2 + max(len(story.names.short(party)) for party in story.parties)
    widths = [max(len(head), *(len(row[place]) for row in cells.values())) for place, head in enumerate(_WORTH_HEADS)]
    kept = _fitting(widths, console.width - first)
    widths = [first, *(widths[place] for place in kept)]
    by = "certainty equivalent" if story.valuation.worth_by == "certainty_equivalent" else "mean at the own discount"
    heads = _table(["", *(_WORTH_HEADS[place] for place in kept)], widths)
    _show(console, f"Worth, {story.unit(scale)}, {by}", heads)
    for name in story.scenarios:
        table = _table([""] * len(widths), widths)
        for party in story.parties:
            table.add_row(_indented(_party(story, party)), *(cells[name, party][place] for place in kept))
        console.print(Text(capital(story.title(name)), style="bold"))
        console.print(table)
    console.print(Text("gain: over no deal; worse: chance of less than no deal, on the same futures", style="dim"))


def _fitting(widths: Sequence[int], room: int) -> list[int]:
    """Choose the columns that fit, the most telling ones first, in their usual order."""
    kept: list[int] = []
    for head in _TELLING:
        place = _WORTH_HEADS.index(head)
        if sum(widths[each] + _BETWEEN for each in (*kept, place)) <= room:
            kept.append(place)
    return sorted(kept)


def _indented(text: Text) -> Text:
    return Text("  ") + text


def _worth_cells(story: Story, name: str, party: str, scale: Scale) -> list[Text]:
    worth = story.valuation.scenarios[name].parties[party]
    own = worth_of(story.valuation, name, party)
    base = story.valuation.no_deal
    gain = number.NOTHING
    if base in story.valuation.scenarios and base is not None and base != name:
        change = difference(own, worth_of(story.valuation, base, party))
        gain = _written(change, scale, change=True)[0] if is_measured(change) else "0"
    amounts = (worth.mean.value, worth.p5, worth.p50, worth.p95)
    worse = worth.probability_worse_than_no_deal
    chances = (worth.probability_of_loss, None if base == name else worse)
    texts = [gain, *(_plain(value, scale) for value in amounts)]
    texts += [number.NOTHING if chance is None else number.probability(chance) for chance in chances]
    return [_with_error(own, scale), *map(Text, texts)]


def _plain(value: float, scale: Scale) -> str:
    return number.plain(value / scale.factor, number.decimals_of(value / scale.factor))


def _written(estimate: Estimate, scale: Scale, *, change: bool = False) -> tuple[str, str]:
    return number.uncertain_money(estimate.value, estimate.standard_error, scale, change=change)


def _with_error(estimate: Estimate, scale: Scale, *, change: bool = False) -> Text:
    text, error = _written(estimate, scale, change=change)
    return Text(text) + Text(f" {error}" if error else "", style="dim")


def _lines(story: Story, console: Console) -> None:
    """Print what makes up the mean of each party in the scenario in focus, side by side as far as there is room."""
    worths = story.scenario.parties
    scale = number.scale_of(worth.mean.value for worth in worths.values())
    digits = 1 if max(abs(worth.mean.value) for worth in worths.values()) / scale.factor < _THOUSAND else 0
    lines = [
        line
        for line in dict.fromkeys(line for worth in worths.values() for line in worth.by_term)
        if any(round(worth.by_term.get(line, 0.0) / scale.factor, digits) for worth in worths.values())
    ]
    titles = {line: capital(story.names.line(line)) for line in lines}
    room = console.width - max(len(title) for title in [*titles.values(), "Mean"])
    title = f"What the mean is made of, {story.title(story.focus).lower()}, {story.unit(scale)}"
    for parties in _side_by_side({party: max(len(story.names.short(party)), _FIGURE) for party in worths}, room):
        table = _table(["", *(_party(story, party) for party in parties)])
        for line in lines:
            values = (worths[party].by_term.get(line, 0.0) / scale.factor for party in parties)
            table.add_row(titles[line], *(number.plain(value, digits) for value in values))
        totals = (number.plain(worths[party].mean.value / scale.factor, digits) for party in parties)
        table.add_row(*(Text(text, style="bold") for text in ("Mean", *totals)))
        _show(console, title, table)


def _side_by_side(names: Mapping[str, int], room: int) -> list[list[str]]:
    """Split columns of given widths into as few groups as fit beside each other."""
    groups: list[list[str]] = [[]]
    used = 0
    for name, width in names.items():
        if groups[-1] and used + width + _BETWEEN > room:
            groups.append([])
            used = 0
        groups[-1].append(name)
        used += width + _BETWEEN
    return groups


def _companies(story: Story, console: Console) -> None:
    for company in story.scenario.companies.values():
        worth, error = number.uncertain_money(company.equity.value, company.equity.standard_error)
        floor = company.probability_at_floor
        said = [f"{company.name}: equity worth {f'{worth} {error}'.strip()}"]
        said += [f"nothing left in {number.probability(floor)} of futures"] if floor > 0 else []
        said += [
            f"modelled {number.money(each.modelled.value)} for {number.money(each.observed)} on {number.day(each.on)}"
            for each in company.rounds
            if each.observed is not None and each.on <= story.valuation.as_of
        ]
        _say(console, f"{'; '.join(said)}.")


def _reservations(story: Story, found: Bargain, console: Console, scale: Scale) -> None:
    table = _table(["", ""])
    for party, estimate in found.reservation.items():
        table.add_row(_party(story, party), _with_error(estimate, scale))
    _show(console, f"Without a deal, {story.unit(scale)}", table)


def _solutions(story: Story, found: Bargain, console: Console, scale: Scale) -> None:
    terms = [capital(story.names.path(path)) for path in found.paths_of_terms]
    room = console.width - max(len(label) for label in (*terms, *(story.names.short(party) for party in found.between)))
    values = [len(value) for solution in found.solutions.values() for value in solution.package.values()]
    widths = {name: max(len(_column(name)), _FIGURE, *values) for name in found.solutions}
    fresh = any(solution.fresh is not None for solution in found.solutions.values())
    remark = "gain: over walking away" + (", on fresh futures" if fresh else "")
    for names in _side_by_side(widths, room):
        table = _table(["", *(_column(name) for name in names)])
        for path, term in zip(found.paths_of_terms, terms, strict=True):
            table.add_row(term, *(found.solutions[name].package.get(path, number.NOTHING) for name in names))
        for party in found.between:
            table.add_row(_party(story, party))
            table.add_row(
                "  worth", *(_plain(found.solutions[name].certainty_equivalent[party], scale) for name in names)
            )
            gains = (_with_error(gain_of(found.solutions[name], party), scale, change=True) for name in names)
            table.add_row(Text("  gain", style="bold"), *gains)
        _show(console, f"Packages the solutions name, {story.unit(scale)}", table, remark)


def _column(name: str) -> str:
    return {"kalai_smorodinsky": "Kalai-Smor."}.get(name, solution_name(name))


def _frontier(story: Story, found: Bargain, console: Console, scale: Scale) -> None:
    """Print a few packages of the frontier, evenly spread."""
    points = found.frontier
    if len(points) > _EXCERPT:
        points = tuple(points[round(place * (len(points) - 1) / (_EXCERPT - 1))] for place in range(_EXCERPT))
    table = _table([*(story.names.short(party) for party in found.between), "package"])
    for column in table.columns:
        column.justify = "right"
    table.columns[-1].justify, table.columns[-1].no_wrap = "left", False
    for point in points:
        package = ", ".join(point.package.get(path, number.NOTHING) for path in found.paths_of_terms)
        table.add_row(*(_plain(point.certainty_equivalent[party], scale) for party in found.between), package)
    on = number.count(len(found.frontier))
    title = f"{len(points)} of {on} packages on the frontier, {story.unit(scale)}"
    _show(console, title, table, "package: " + ", ".join(story.names.path(path) for path in found.paths_of_terms))


def _warn(console: Console, warnings: Iterable[str]) -> None:
    for warning in warnings:
        _say(console, Text("Mind: ", style="bold yellow") + Text(capital(warning)))
    console.print()
