"""The section that says what each package changes, term by term and move by move, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number, theme
from dealwright.show.cards import computed_words, trail_name
from dealwright.show.charts.effects import effect_lines, effect_panels, effect_table, is_change
from dealwright.show.charts.picture import Figure
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.words import (
    SOLUTIONS,
    capital,
    listed,
    package_words,
    path_words,
    solution_name,
    spoken,
    value_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.engine.result import Estimate, Valuation
    from dealwright.engine.trail import PackageEffect
    from dealwright.show.number import Scale


def packages_section(effects: Sequence[PackageEffect], valuation: Valuation) -> Section:
    """Make the section.

    Args:
        effects: what each package changes; the first is the one drawn.
        valuation: the worths, for the parties' names.
    """
    against = _title(valuation, effects[0].against)
    why = (
        "A package is a few changes laid over the contract. Each line below is what one term, or the company behind "
        f"it, is worth more or less than under “{against}”, on the same futures."
    )
    values = [change.value for effect in effects for lines in effect.by_term.values() for change in lines.values()]
    scale = number.scale_of(values)
    figures: list[Figure | TableFigure] = [_picture(effects, valuation, scale), _all_lines(effects, valuation, scale)]
    figures += [_moves(effect, valuation) for effect in effects[:1] if effect.moves]
    return Section("packages", "Packages", _finding(effects[0], valuation), why, tuple(figures))


def _title(valuation: Valuation, scenario: str) -> str:
    found = valuation.scenarios.get(scenario)
    return found.title if found is not None else capital(spoken(scenario))


def effect_name(effect: PackageEffect) -> str:
    """Name a package: a solution as the field does, any other as the file does."""
    return solution_name(effect.name) if effect.name in SOLUTIONS else capital(effect.title)


def _finding(effect: PackageEffect, valuation: Valuation) -> str:
    """Name the line that moves most for each party."""
    said = []
    for party, lines in effect.by_term.items():
        measured = {line: change for line, change in lines.items() if is_change(change)}
        if measured:
            line = max(measured, key=lambda each: abs(measured[each].value))
            change = measured[line]
            amount = number.money(change.value, error=change.standard_error, change=True)
            said.append(f"{spoken(line)} moves {valuation.name_of(party)} most ({amount})")
    if not said:
        return f"No line of the {effect_name(effect)} package moves anyone by more than its error"
    return f"In the {effect_name(effect)} package, {listed(said)}"


def _picture(effects: Sequence[PackageEffect], valuation: Valuation, scale: Scale) -> Figure:
    effect = effects[0]
    lines = len(next(iter(effect.by_term.values()), {}))
    return Figure(
        name="effects",
        finding=f"{effect_name(effect)} package: {package_words(effect.package)}",
        subtitle=f"Change of each line's mean from “{_title(valuation, effect.against)}”, "
        f"{scale.title(valuation.currency)}. Dark bars gain, light bars lose. "
        "Lines that move nobody by more than two errors are left out.",
        panels=effect_panels(effect, valuation, scale),
        source=f"{len(effect_lines(effect))} of {lines} lines; same futures on both sides",
        sample=f"n = {computed_words(valuation)}",
        table=effect_table(effects, valuation, scale),
    )


def _all_lines(effects: Sequence[PackageEffect], valuation: Valuation, scale: Scale) -> TableFigure:
    order = list(valuation.parties)
    lines = list(dict.fromkeys(line for effect in effects for line in effect_lines(effect)))
    rows: list[Row] = []
    for party in effects[0].by_term:
        token = theme.party_token(order.index(party) if party in order else 0)
        rows.append(
            Row(
                (
                    Cell(valuation.name_of(party), small="worth, all together", token=token),
                    *(_change(effect.worth.get(party), scale, f"package-{effect.name}") for effect in effects),
                ),
                strong=True,
            )
        )
        rows += [
            Row(
                (
                    Cell(capital(spoken(line))),
                    *(_change(effect.by_term.get(party, {}).get(line), scale, f"line-of-{line}") for effect in effects),
                )
            )
            for line in lines
        ]
    return TableFigure(
        name="package-lines",
        finding=f"What each package changes from “{_title(valuation, effects[0].against)}”",
        subtitle=f"{scale.title(valuation.currency)}. Shaded: change in worth by the bargain's measure. Under it: "
        "change of each line's mean, which differs by what risk and discounting do.",
        head=(Head(""), *(Head(effect_name(effect), number=True) for effect in effects)),
        rows=tuple(rows),
        source="A change inside two standard errors is written as 0",
        sample=f"n = {computed_words(valuation)}",
    )


def _change(change: Estimate | None, scale: Scale, card: str) -> Cell:
    if change is None:
        return Cell(number.NOTHING, number=True)
    text, error = number.uncertain_money(change.value, change.standard_error, scale, change=True)
    return Cell(text if is_change(change) else "0", error, card, number=True)


def _moves(effect: PackageEffect, valuation: Valuation) -> TableFigure:
    parties = list(effect.by_term)
    scale = number.scale_of(each.value for move in effect.moves for each in move.change.values())
    rows = tuple(
        Row(
            (
                Cell(capital(path_words(move.path)), card=trail_name(move.path)),
                Cell(value_words(move.before), number=True),
                Cell(value_words(move.after), number=True),
                *(_change(move.change.get(party), scale, f"package-{effect.name}") for party in parties),
            )
        )
        for move in effect.moves
    )
    return TableFigure(
        name="moves",
        finding=f"From the contract to the {effect_name(effect)} package, one change at a time",
        subtitle=f"Change in worth in {scale.title(valuation.currency)}, the changes above already made.",
        head=(
            Head("Term"),
            Head("from", number=True),
            Head("to", number=True),
            *(Head(valuation.name_of(party), number=True) for party in parties),
        ),
        rows=rows,
        source="The order is that of the file; another order splits the same total otherwise",
        sample=f"n = {computed_words(valuation)}",
    )
