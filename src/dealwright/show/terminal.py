"""Print a valuation as tables that a person likes to read in a terminal of eighty columns or more.

Colour says who, as on the pages; the console decides whether there is any (`NO_COLOR`, no terminal).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from dealwright.show import number
from dealwright.show.exercise_words import option_sentences
from dealwright.show.findings import worth_finding
from dealwright.show.standing import gain_over_no_deal, is_measured, worth_of
from dealwright.show.story import Story
from dealwright.show.tables import (
    BETWEEN,
    figure,
    how,
    named,
    say,
    say_title,
    show,
    side_by_side,
    table_of,
    warn,
    with_errors,
)
from dealwright.show.warnings import warnings_of
from dealwright.show.words import capital, measure_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from dealwright.engine.result import Estimate, Valuation
    from dealwright.show.number import Scale

_FIGURE = 9
_THOUSAND, _FINEST = 1_000.0, 2
"""From how many of a scale lines show no decimals; the most decimals that they show."""
_TITLE = 30
"""Cells for a scenario's title beside figures; a longer one goes on below."""
_HEADS = ("worth", "gain", "other", "5th", "median", "95th", "loss", "worse")
_TELLING = ("worth", "gain", "other", "5th", "95th", "loss", "median", "worse")
"""Columns by how much they say: what fits is kept in this order."""
_OTHER = {"certainty_equivalent": "mean*", "mean_at_discount": "sure*"}
"""The other measure, by the one that is the deal's own."""
_LEGEND = {
    "certainty_equivalent": "worth: what each would take for sure today, with its standard error. It, the percentiles "
    "and the chances count money at the risk-free rate; mean* counts it at each party's own rate and leaves risk out, "
    "so it may well be below the worth.",
    "mean_at_discount": "worth: the mean at each party's own rate, with its standard error. The percentiles and the "
    "chances count money at the risk-free rate, and so does sure*, what each would take for sure today.",
}


def print_valuation(valuation: Valuation, console: Console) -> None:
    """Print what a deal is worth to each party in each scenario.

    Args:
        valuation: the results.
        console: where to print; its width decides how much stands side by side.
    """
    story = Story(valuation)
    say_title(console, valuation.title, how(valuation))
    say(console, worth_finding(story))
    amounts = [worth.mean.value for scenario in valuation.scenarios.values() for worth in scenario.parties.values()]
    amounts += [worth_of(valuation, name, party).value for name in story.scenarios for party in story.parties]
    scale = number.scale_of(amounts)
    _worths(story, console, scale)
    _bands(story, console, scale)
    _lines(story, console, scale)
    _companies(story, console)
    for sentence in option_sentences(story):
        say(console, sentence)
    warn(console, warnings_of(story))


def _worths(story: Story, console: Console, scale: Scale) -> None:
    """Print one block per scenario, the columns of all blocks under each other; in little room, fewer columns."""
    rows = [(name, party) for name in story.scenarios for party in story.parties]
    measured = with_errors((worth_of(story.valuation, *row) for row in rows), scale)
    cells = {row: [worth, *_cells(story, *row, scale)] for row, worth in zip(rows, measured, strict=True)}
    by = story.valuation.worth_by
    heads = {**dict(zip(_HEADS, _HEADS, strict=True)), "other": _OTHER[by], "worth": f"worth{_after_number(measured)}"}
    first = 2 + max(len(story.names.short(party)) for party in story.parties)
    widths = [max(len(heads[head]), *(len(row[place]) for row in cells.values())) for place, head in enumerate(_HEADS)]
    silent = [
        place for place in range(len(_HEADS)) if all(row[place].plain == number.NOTHING for row in cells.values())
    ]
    kept = _fitting(widths, console.width - first, silent)
    widths = [first, *(widths[place] for place in kept)]
    show(
        console,
        f"Worth, {story.unit(scale)}, {measure_words(by)}",
        table_of(["", *(heads[_HEADS[place]] for place in kept)], widths),
    )
    for name in story.scenarios:
        table = table_of([""] * len(widths), widths)
        for party in story.parties:
            table.add_row(Text("  ") + named(story, party), *(cells[name, party][place] for place in kept))
        console.print(Text(_titled(story, name), style="bold"))
        console.print(table)
    console.print(Text(f"{_LEGEND[by]}{_compared(story)}", style="dim"))


def _after_number(column: Sequence[Text]) -> str:
    """Return the room that errors take, so that a head stands above its numbers."""
    return " " * max(len(text.plain.partition(" ")[2]) + (" " in text.plain) for text in column)


def _titled(story: Story, name: str) -> str:
    """Name a scenario, and say of the one that holds without a deal that it does."""
    title = capital(story.title(name))
    return f"{title} (no deal)" if name == story.valuation.no_deal and title.lower() != "no deal" else title


def _compared(story: Story) -> str:
    """Say what gains and the chance of doing worse are compared with, if there is something to compare with."""
    if story.valuation.no_deal is None:
        return ""
    return " gain: over no deal; worse: the chance of less than no deal, on the same futures."


def _fitting(widths: Sequence[int], room: int, silent: Sequence[int]) -> list[int]:
    """Choose the columns that say something and fit, the most telling ones first, in their usual order."""
    kept: list[int] = []
    for head in _TELLING:
        place = _HEADS.index(head)
        if place not in silent and sum(widths[each] + BETWEEN for each in (*kept, place)) <= room:
            kept.append(place)
    return sorted(kept)


def _cells(story: Story, name: str, party: str, scale: Scale) -> list[Text]:
    """Write all of a row but the worth."""
    worth = story.valuation.scenarios[name].parties[party]
    base, change = story.valuation.no_deal, gain_over_no_deal(story.valuation, name, party)
    gain = number.NOTHING
    if change is not None:
        written = number.uncertain_money(change.value, change.standard_error, scale, change=True)[0]
        gain = written if is_measured(change) else "0"
    own = story.valuation.worth_by == "certainty_equivalent"
    other = worth.mean if own else worth.certainty_equivalent
    amounts = (other.value, worth.p5, worth.p50, worth.p95)
    worse = None if base == name else worth.probability_worse_than_no_deal
    chances = (worth.probability_of_loss, worse)
    texts = [gain, *(figure(value, scale) for value in amounts)]
    texts += [number.NOTHING if chance is None else number.probability(chance) for chance in chances]
    return [Text(text) for text in texts]


def _bands(story: Story, console: Console, scale: Scale) -> None:
    """Print how far a worth moves with what its party knows and we do not, where that is anything."""
    told = {
        (name, party): f"{figure(band[0], scale)} to {figure(band[1], scale)}"
        for name in story.scenarios
        for party in story.parties
        if (band := story.valuation.scenarios[name].parties[party].belief_band) is not None and band[0] != band[1]
    }
    widths: dict[str, int] = {}
    for (_, party), text in told.items():
        widths[party] = max(widths.get(party, len(story.names.short(party))), len(text))
    titles = {name: _titled(story, name) for name in story.scenarios}
    first = min(_TITLE, max(len(title) for title in titles.values()))
    for parties in side_by_side(widths, console.width - first) if told else []:
        table = table_of(["", *(named(story, party) for party in parties)])
        table.columns[0].no_wrap, table.columns[0].max_width = False, first
        for name, title in titles.items():
            table.add_row(title, *(told.get((name, party), number.NOTHING) for party in parties))
        show(
            console,
            f"Certainty equivalent by what each knows and we do not, {story.unit(scale)}",
            table,
            "5th to 95th percentile over beliefs; a scenario's own certainty equivalent is the mean over them",
        )


def _lines(story: Story, console: Console, scale: Scale) -> None:
    """Print what makes up the mean of each party in the scenario in focus, side by side as far as there is room."""
    worths = story.scenario.parties
    largest = max(abs(worth.mean.value) for worth in worths.values())
    if largest < scale.factor:
        scale = number.scale_of([largest])
    least = 1 if largest / scale.factor < _THOUSAND else 0
    digits = {party: _decimals(worth.mean, scale, least) for party, worth in worths.items()}
    lines = [
        line
        for line in dict.fromkeys(line for worth in worths.values() for line in worth.by_term)
        if any(round(each.by_term.get(line, 0.0) / scale.factor, digits[party]) for party, each in worths.items())
    ]
    titles = {line: capital(story.names.line(line)) for line in lines}
    room = console.width - max(len(title) for title in [*titles.values(), "standard error"])
    title = f"What the mean is made of: {capital(story.title(story.focus))}, {story.unit(scale)}"
    for parties in side_by_side({party: max(len(story.names.short(party)), _FIGURE) for party in worths}, room):
        table = table_of(["", *(named(story, party) for party in parties)])
        for line in lines:
            values = ((worths[party].by_term.get(line, 0.0) / scale.factor, digits[party]) for party in parties)
            table.add_row(titles[line], *(number.plain(*each) for each in values))
        means = [(worths[party].mean, digits[party]) for party in parties]
        totals = (number.plain(mean.value / scale.factor, decimals) for mean, decimals in means)
        table.add_row(*(Text(text, style="bold") for text in ("Mean", *totals)))
        _errors(table, means, scale)
        show(console, title, table, "at each party's own discount rate")


def _decimals(mean: Estimate, scale: Scale, least: int) -> int:
    """Return how many decimals the lines of a mean show: more where they would write nothing for something."""
    written = mean.value / scale.factor
    return _FINEST if round(written, _FINEST) and not round(written, least) else least


def _errors(table: Table, means: Sequence[tuple[Estimate, int]], scale: Scale) -> None:
    """Write the standard errors of the means under them, with as many decimals as these, where there are any."""
    errors = [number.error_text(mean.standard_error / scale.factor, decimals) for mean, decimals in means]
    if any(errors):
        table.add_row(*(Text(text, style="dim") for text in ("standard error", *errors)))


def _companies(story: Story, console: Console) -> None:
    for company in story.scenario.companies.values():
        floor = company.probability_at_floor
        said = [f"{capital(company.name)}: equity worth {_sum(company.equity)}"]
        said += [f"nothing left in {number.probability(floor)} of futures"] if floor > 0 else []
        said += [
            f"modelled at {_sum(each.modelled)} where {number.money(each.observed)} was paid on {number.day(each.on)}"
            for each in company.rounds
            if each.observed is not None and each.on <= story.valuation.as_of
        ]
        say(console, f"{'; '.join(said)}.")


def _sum(estimate: Estimate) -> str:
    return " ".join(number.uncertain_money(estimate.value, estimate.standard_error)).strip()
