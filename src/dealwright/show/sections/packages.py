"""The section that says what each package changes, term by term and move by move, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.trail import OVERLAY
from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.cards import first_card
from dealwright.show.charts.effects import drawn_lines, effect_lines, effect_panels, effect_table, is_change
from dealwright.show.charts.picture import Figure
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.standing import gain_of
from dealwright.show.words import SOLUTIONS, capital, solution_name

if TYPE_CHECKING:
    from dealwright.engine.result import Estimate
    from dealwright.engine.trail import PackageEffect
    from dealwright.show.number import Scale
    from dealwright.show.story import Story


def packages_section(story: Story) -> Section | None:
    """Make the section; None if no package's effects are known."""
    if not story.effects:
        return None
    effect = story.effects[0]
    why = (
        "A package is a few changes laid over the contract. Each line below is what one term, or the company behind "
        f"it, is worth more or less than under “{capital(story.title(effect.against))}”, on the same futures."
    )
    values = [change.value for each in story.effects for lines in each.by_term.values() for change in lines.values()]
    scale = number.scale_of(values)
    figures: list[Figure | TableFigure] = [_picture(story, effect, scale), _all_lines(story, scale)]
    if effect.moves:
        figures.append(_moves(story, effect))
    return Section("packages", "Packages", _finding(story, effect), why, tuple(figures))


def effect_name(effect: PackageEffect) -> str:
    """Name a package: a solution as the field does, any other as the file does."""
    return solution_name(effect.name) if effect.name in SOLUTIONS else capital(effect.title)


def _whole(effect: PackageEffect, story: Story) -> str:
    """Name a package where a sentence begins: one laid over the deal, which has no name, by what it sets."""
    if effect.name == OVERLAY:
        return capital(story.names.package(effect.package))
    return f"The {effect_name(effect)} package"


def _at_table(story: Story, effect: PackageEffect) -> list[str]:
    return [party for party in story.at_table if party in effect.by_term]


def _finding(story: Story, effect: PackageEffect) -> str:
    """Name the line that moves most for each party at the table."""
    said: dict[str, list[str]] = {}
    for party in _at_table(story, effect):
        measured = {line: change for line, change in effect.by_term[party].items() if is_change(change)}
        if measured:
            line = max(measured, key=lambda each: abs(measured[each].value))
            change = measured[line]
            amount = number.money(change.value, error=change.standard_error, change=True)
            said.setdefault(line, []).append(f"{amount} for {story.names.said(party)}")
    if not said:
        return f"{_whole(effect, story)} moves nobody by more than its error on any line"
    most = joined([f"{story.names.line(line)} ({joined(who)})" for line, who in said.items()])
    return f"{_whole(effect, story)} moves most through {most}"


def _picture(story: Story, effect: PackageEffect, scale: Scale) -> Figure:
    parties = _at_table(story, effect)
    own, rest = drawn_lines(effect, parties)
    lines = {line for party in parties for line in effect.by_term[party]}
    return Figure(
        name="effects",
        finding="What that changes, line by line"
        if effect.name == OVERLAY
        else f"{effect_name(effect)} package: {story.names.package(effect.package)}",
        subtitle=f"Change of each line's mean from “{capital(story.title(effect.against))}”, {story.unit(scale)}. "
        "Dark bars gain, light bars lose. A line that moves nobody by more than two errors is left out.",
        panels=effect_panels(effect, story, scale),
        source=f"{len(own) + len(rest)} of {len(lines)} lines change; same futures on both sides",
        sample=story.sample,
        table=effect_table(story.effects, story, scale),
    )


def _all_lines(story: Story, scale: Scale) -> TableFigure:
    effects = story.effects
    against = capital(story.title(effects[0].against))
    rows: list[Row] = []
    for party in effects[0].by_term:
        first = Cell(story.names.party(party), small="worth, all together", token=story.token(party))
        cells = (_change(_gain(story, effect, party), scale, f"package-{effect.name}") for effect in effects)
        rows.append(Row((first, *cells), strong=party in story.at_table))
        if party in story.at_table:
            rows += _line_rows(story, party, scale)
    return TableFigure(
        name="package-lines",
        finding=f"What each package changes from “{against}”, for everyone with a claim",
        subtitle=f"{story.unit(scale)}. By each party: change in worth by the bargain's measure, valued again for "
        "those at the table. Under it: change of each line's mean, which differs by what risk and discounting do.",
        head=(Head(""), *(Head(effect_name(effect), number=True) for effect in effects)),
        rows=tuple(rows),
        source="A change inside two standard errors is written as 0",
        sample=story.sample,
        dense=True,
    )


def _gain(story: Story, effect: PackageEffect, party: str) -> Estimate | None:
    """Return a party's change in worth: the gain that the bargain tells of a solution, wherever it tells one."""
    solution = story.found.solutions.get(effect.name) if story.found is not None else None
    told = solution is not None and effect.against == story.valuation.no_deal and party in solution.surplus
    return gain_of(solution, party) if solution is not None and told else effect.worth.get(party)


def _line_rows(story: Story, party: str, scale: Scale) -> list[Row]:
    lines = dict.fromkeys(line for effect in story.effects for line in effect_lines(effect, [party]))
    return [
        Row(
            (
                Cell(capital(story.names.line(line))),
                *(
                    _change(effect.by_term.get(party, {}).get(line), scale, f"line-of-{line}")
                    for effect in story.effects
                ),
            ),
        )
        for line in lines
    ]


def _change(change: Estimate | None, scale: Scale, card: str) -> Cell:
    if change is None or change.value == 0:
        return Cell(number.NOTHING, number=True)
    text, error = number.uncertain_money(change.value, change.standard_error, scale, change=True)
    return Cell(text if is_change(change) else "0", error, card, number=True)


def _moves(story: Story, effect: PackageEffect) -> TableFigure:
    names, parties = story.names, _at_table(story, effect)
    scale = number.scale_of(each.value for move in effect.moves for each in move.change.values())
    rows = tuple(
        Row(
            (
                Cell(capital(names.path(move.path)), card=first_card(move.path, story.trails)),
                Cell(names.cell(move.path, move.before), card=first_card(move.path, story.trails), number=True),
                Cell(names.cell(move.path, move.after), card=f"package-{effect.name}", number=True),
                *(_change(move.change.get(party), scale, f"package-{effect.name}") for party in parties),
            ),
        )
        for move in effect.moves
    )
    heads = (Head("Term"), Head("from", number=True), Head("to", number=True))
    return TableFigure(
        name="moves",
        finding=f"From the contract to the {effect_name(effect)} package, one change at a time",
        subtitle=f"Change in worth in {story.unit(scale)}, the changes above already made.",
        head=(*heads, *(Head(names.opening(party), number=True) for party in parties)),
        rows=rows,
        source="The order is that of the file; another order splits the same total otherwise",
        sample=story.sample,
    )
