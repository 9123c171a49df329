"""Print a bargain as tables: what each side has without a deal, what the solutions name, and the frontier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.engine.result import Estimate
from dealwright.show import number
from dealwright.show.findings import headline, lead
from dealwright.show.plan_words import how_computed
from dealwright.show.price_words import price_scale, price_text, price_unit
from dealwright.show.standing import bargain_scale, gain_of
from dealwright.show.story import bargain_story
from dealwright.show.tables import figure, how, named, say, say_title, show, side_by_side, table_of, warn, with_errors
from dealwright.show.terminal_beliefs import print_over_beliefs, say_zone, sign_rows, signing_cells, signing_heads
from dealwright.show.terminal_power import print_power
from dealwright.show.terminal_refined import print_refined
from dealwright.show.terminal_spread import package_line, print_spread
from dealwright.show.warnings import warnings_of
from dealwright.show.words import capital, measure_words, solution_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

    from dealwright.bargain.result import Bargain, Solution
    from dealwright.bargain.trade.prices import Prices
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

_EXCERPT = 8
_FIGURE = 9
_SEARCH = "in the search"
_AGAIN = "valued again"
_BAND = "over beliefs"
_AS_GOOD = "Others as good"


def print_bargain(
    found: Bargain, console: Console, *, names: Mapping[str, str] | None = None, currency: str = ""
) -> None:
    """Print which packages the parties would sign, and which of them the solutions name.

    Args:
        found: the bargain.
        console: where to print.
        names: the parties in words; those that the bargain knows, or their keys, by default.
        currency: the deal's currency, for the heads of tables; that of the bargain by default.
    """
    story = bargain_story(found, names or {}, currency)
    about = ", ".join(part for part in (found.title, how(story.valuation)) if part)
    say_title(console, headline(story), about)
    say(console, " ".join(lead(story)).replace("**", ""))
    say_zone(found, console)
    scale = bargain_scale(found)
    _reservations(story, found, console, scale)
    if found.solutions:
        _solutions(story, found, console, scale)
    print_over_beliefs(story, found, console, scale, _unit(story, found, scale))
    print_refined(story, found, console, scale, _unit(story, found, scale))
    print_power(story, found, console, scale, _unit(story, found, scale))
    if found.prices is not None:
        _prices(story, found.prices, console)
    excerpt = _excerpt(len(found.frontier))
    _frontier(story, found, excerpt, console, scale)
    print_spread(story, found, excerpt, console, scale, _unit(story, found, scale))
    if found.plan is not None:
        say(console, Text(how_computed(found.plan), style="dim"))
    if found.no_solution:
        say(console, f"{capital(found.no_solution).rstrip('.')}.")
    warn(console, warnings_of(story))


def _unit(story: Story, found: Bargain, scale: Scale) -> str:
    return f"{story.unit(scale)}, {measure_words(found.measure)}"


def _reservations(story: Story, found: Bargain, console: Console, scale: Scale) -> None:
    searched = with_errors(found.reservation.values(), scale)
    valued = list(found.fresh_reservation.values())
    twice = bool(valued)
    columns = [searched, with_errors(valued, scale)] if twice else [searched]
    if twice and found.reservation_band:
        columns.append([Text(_band(found.reservation_band.get(party), scale)) for party in found.reservation])
    table = table_of(["", *([_SEARCH, _AGAIN, _BAND][: len(columns)] if twice else [""])])
    for party, *cells in zip(found.reservation, *columns, strict=True):
        table.add_row(named(story, party), *cells)
    show(console, f"Without a deal, {_unit(story, found, scale)}", table, _said_twice(found) if twice else "")


def _said_twice(found: Bargain) -> str:
    """Say why there are two figures of one thing."""
    at, over, band = "", "", ""
    if found.reservation_band:
        at, over = ", at central beliefs", ", over all that each side may know and we do not"
        band = f" {capital(_BAND)}: from the 5th to the 95th percentile of that."
    return (
        f"All packages are compared {_SEARCH}{at}. No deal, and what a solution names, is {_AGAIN} on fresh futures"
        f"{over}: picking the best of many flatters it.{band}"
    )


def _band(band: tuple[float, float] | None, scale: Scale) -> str:
    return number.NOTHING if band is None else f"{figure(band[0], scale)} to {figure(band[1], scale)}"


def _solutions(story: Story, found: Bargain, console: Console, scale: Scale) -> None:
    terms = [capital(story.names.path(path)) for path in found.paths_of_terms]
    labels = (*terms, *(story.names.short(party) for party in found.between), f"  gain {_SEARCH}")
    room = console.width - max(len(label) for label in labels)
    values = [
        len(found.literals.get(value, value))
        for solution in found.solutions.values()
        for value in solution.package.values()
    ]
    widths = {name: max(len(_column(name)), _FIGURE, *values) for name in found.solutions}
    for names in side_by_side(widths, room):
        table = table_of(["", *(_column(name) for name in names)])
        solutions = [found.solutions[name] for name in names]
        for path, term in zip(found.paths_of_terms, terms, strict=True):
            written = (solution.package.get(path, number.NOTHING) for solution in solutions)
            table.add_row(term, *(found.literals.get(value, value) for value in written))
        if any(solution.tied > 1 for solution in solutions):
            table.add_row(Text(_AS_GOOD, style="dim"), *(number.count(solution.tied - 1) for solution in solutions))
        for party in found.between:
            table.add_row(named(story, party))
            _party_rows(table, solutions, party, scale)
        fresh = any(solution.fresh is not None for solution in solutions)
        remark = "gain: over no deal" + (f"; both worth and gain are {_AGAIN}" if fresh else "")
        show(console, f"Packages the solutions name, {_unit(story, found, scale)}", table, remark)


def _party_rows(table: Table, solutions: Sequence[Solution], party: str, scale: Scale) -> None:
    """Add what one party has: in cash, in all, over no deal, and what the search promised."""
    if any(solution.payments.get(party) for solution in solutions):
        paid = (Estimate(solution.payments.get(party, 0.0)) for solution in solutions)
        table.add_row("  cash on signing", *with_errors(paid, scale, change=True))
    worths = [
        (solution.fresh or {}).get(party, Estimate(solution.certainty_equivalent[party])) for solution in solutions
    ]
    gains = [gain_of(solution, party) for solution in solutions]
    table.add_row("  worth", *with_errors(worths, scale))
    if any(party in solution.belief_band for solution in solutions):
        bands = (_band(solution.belief_band.get(party), scale) for solution in solutions)
        table.add_row(Text(f"  {_BAND}", style="dim"), *bands)
    table.add_row(Text("  gain", style="bold"), *with_errors(gains, scale, change=True))
    if any(solution.probability_signs for solution in solutions):
        table.add_row(Text("  signs", style="dim"), *sign_rows(solutions, party))
    if any(solution.fresh is not None for solution in solutions):
        promised = (Estimate(solution.surplus[party]) for solution in solutions)
        table.add_row(Text(f"  gain {_SEARCH}", style="dim"), *with_errors(promised, scale, change=True))


def _prices(story: Story, prices: Prices, console: Console) -> None:
    """Print what each change of a term is worth in another."""
    scale = price_scale(prices)
    parties = list(dict.fromkeys(each.party for each in prices.changes))
    table = table_of(["", *(story.names.short(party) for party in parties)])
    rows: dict[tuple[str, str], list[Text]] = {}
    for each in prices.changes:
        text, error = price_text(prices, each, scale)
        rows.setdefault((each.path, each.value), []).append(
            Text(text) + Text(f" {error}" if error else "", style="dim")
        )
    for (path, value), cells in rows.items():
        table.add_row(_change_of(story, prices, path, value), *cells)
    term = story.names.path(prices.path)
    show(
        console,
        f"What makes good for one change, in {term} ({price_unit(prices, scale)})",
        table,
        f"from the Nash package; a plus: the party is as well off with that much more {term}",
    )


def _change_of(story: Story, prices: Prices, path: str, value: str) -> str:
    before = story.names.cell(path, prices.package[path])
    return f"{capital(story.names.path(path))}: {before} to {story.names.cell(path, value)}"


def _column(name: str) -> str:
    return {"kalai_smorodinsky": "Kalai-Smor."}.get(name, solution_name(name))


def _excerpt(points: int) -> list[int]:
    """Choose a few places of the frontier, evenly spread."""
    few = min(points, _EXCERPT)
    return [round(place * (points - 1) / max(1, few - 1)) for place in range(few)]


def _frontier(story: Story, found: Bargain, excerpt: Sequence[int], console: Console, scale: Scale) -> None:
    """Print a few packages of the frontier, evenly spread."""
    points = [found.frontier[place] for place in excerpt]
    heads = [*(story.names.short(party) for party in found.between), *signing_heads(found), "package"]
    table = table_of(heads)
    for column in table.columns:
        column.justify = "right"
    table.columns[-1].justify, table.columns[-1].no_wrap = "left", False
    for place, point in zip(excerpt, points, strict=True):
        worth = (figure(point.certainty_equivalent[party], scale) for party in found.between)
        table.add_row(*worth, *signing_cells(found, place), package_line(found, point.package))
    on = number.count(len(found.frontier))
    title = f"{len(points)} of {on} packages on the frontier, {_unit(story, found, scale)}"
    show(console, title, table, _frontier_remark(story, found))


def _frontier_remark(story: Story, found: Bargain) -> str:
    """Say what the columns are, and that worth is at central beliefs where chances are over all of them."""
    package = "package: " + ", ".join(story.names.path(path) for path in found.paths_of_terms)
    if found.beliefs is None or not found.beliefs.quantities:
        return package
    return f"worth: at central beliefs, {_SEARCH}; chances: over all that the sides may know; {package}"
