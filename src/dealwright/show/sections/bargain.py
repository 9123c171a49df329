"""The section that says which packages nobody refuses, and which of them the solutions name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number, theme
from dealwright.show.cards import computed_words, trail_name
from dealwright.show.charts.frontier import cloud, frontier_panel, frontier_table, grouped
from dealwright.show.charts.picture import Figure
from dealwright.show.findings import bargain_finding, worths_words, zone_finding
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.standing import gain_of, is_measured
from dealwright.show.words import capital, listed, package_words, path_words, solution_name, value_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from dealwright.bargain.result import Bargain, Solution
    from dealwright.engine.result import Estimate, Valuation
    from dealwright.show.number import Scale


def bargain_section(found: Bargain, valuation: Valuation) -> Section:
    """Make the section.

    Args:
        found: the bargain.
        valuation: the worths, for the parties' names and beliefs.
    """
    why = (
        "Each grey dot is a package. Right and up is better for both. The line is the frontier: no package beats one "
        "on it for both. A package in the zone leaves nobody worse off than if the talks fail."
    )
    scale = number.scale_of(held.value for held in found.reservation.values())
    figures = (_picture(found, valuation, scale), *((_solutions(found, valuation, scale),) if found.solutions else ()))
    return Section("bargain", "Bargain", bargain_finding(valuation, found), why, figures)


def _picture(found: Bargain, valuation: Valuation, scale: Scale) -> Figure:
    drawn = len(cloud(found)) + len(found.frontier)
    first, second = (valuation.name_of(party) for party in found.between[:2])
    errors = " and ".join(
        f"±{number.plain(found.reservation[party].standard_error / scale.factor, 2)}" for party in found.between[:2]
    )
    rest, on = found.between[2:], number.count(len(found.frontier))
    also = (
        f" {listed([valuation.name_of(party) for party in rest])} also bargain; the picture shows two." if rest else ""
    )
    return Figure(
        name="bargain-picture",
        finding=zone_finding(valuation, found),
        subtitle=f"{_measure(found)} to {first} and to {second}, {scale.title(valuation.currency)}. "
        "Point at a dot to see its package. Bands: what we believe of a walk-away value, 5th to 95th percentile."
        f"{also}",
        panels=(frontier_panel(found, valuation, scale),),
        source=f"{number.count(found.packages)} packages, {number.count(drawn)} drawn; {on} on the frontier",
        sample=f"n = {computed_words(valuation)}; {errors}",
        table=frontier_table(found, valuation, scale),
        notes=_notes(found, valuation),
    )


def _measure(found: Bargain) -> str:
    words = {
        "certainty_equivalent": "Certainty equivalent",
        "mean_at_discount": "Mean present value at the own discount rate",
        "utility": "Utility",
    }
    return words[found.measure]


def _notes(found: Bargain, valuation: Valuation) -> tuple[tuple[str, str], ...]:
    notes = []
    for names, solution in grouped(found):
        notes.append(
            (
                listed([solution_name(name) for name in names]),
                f"{package_words(solution.package)}. Worth {worths_words(solution, valuation, found.between)}.",
            )
        )
    notes += _split_note(found)
    if found.no_solution:
        notes.append(("No solution is named", f"{capital(found.no_solution)}."))
    return (*notes, *(("To know", note) for note in found.notes))


def _split_note(found: Bargain) -> list[tuple[str, str]]:
    split = found.split
    if split is None:
        return []
    cash, risk, rates = (number.money(part) for part in (split.cash_flow, split.risk_sharing, split.discount_rates))
    if split.rests_on_rates:
        said = f"{rates} of the joint gain comes from discount rates, {cash} from cash, {risk} from sharing risk."
        return [("Mind the discount rates", said)]
    said = f"{cash} more cash, {risk} from sharing risk, {rates} from different discount rates."
    return [("Where the joint gain comes from", said)]


def _solutions(found: Bargain, valuation: Valuation, scale: Scale) -> TableFigure:
    order = list(valuation.parties) or list(found.between)
    names = list(found.solutions)
    rows = [
        Row(
            (
                Cell(capital(path_words(path)), card=trail_name(path)),
                *(
                    Cell(value_words(found.solutions[name].package.get(path, "")), card=f"package-{name}", number=True)
                    for name in names
                ),
            )
        )
        for path in found.paths_of_terms
    ]
    for party in found.between:
        token = theme.party_token(order.index(party) if party in order else 0)
        rows += _party_rows(found, party, valuation.name_of(party), token, scale)
    return TableFigure(
        name="solutions",
        finding=_fresh_finding(found, valuation),
        subtitle=f"Worth, and gains over walking away, in {scale.title(valuation.currency)}. Picking the best of many "
        "estimates flatters, so each is valued again on fresh futures.",
        head=(Head(""), *(Head(solution_name(name), number=True) for name in names)),
        rows=tuple(rows),
        source="Nash: largest product of gains. Kalai-Smorodinsky: equal shares of what each could gain. "
        "Egalitarian: largest smallest gain. Utilitarian: largest sum",
        sample=f"n = {computed_words(valuation)}",
    )


def _party_rows(found: Bargain, party: str, name: str, token: str, scale: Scale) -> list[Row]:
    def row(label: str, small: str, text: Callable[[Solution], tuple[str, str]], *, strong: bool = False) -> Row:
        cells = [Cell(*text(solution), card=f"package-{key}", number=True) for key, solution in found.solutions.items()]
        return Row((Cell(label, small=small, token=token), *cells), strong=strong)

    def written(estimate: Estimate | None, *, change: bool) -> tuple[str, str]:
        if estimate is None:
            return number.NOTHING, ""
        return number.uncertain_money(estimate.value, estimate.standard_error, scale, change=change)

    fresh = any(solution.fresh is not None for solution in found.solutions.values())
    rows = [
        row(
            name,
            "worth",
            lambda solution: (
                number.plain(
                    solution.certainty_equivalent[party] / scale.factor,
                    number.decimals_of(solution.certainty_equivalent[party] / scale.factor),
                ),
                "",
            ),
        )
    ]
    if fresh:
        rows.append(
            row("", "worth on fresh futures", lambda solution: written((solution.fresh or {}).get(party), change=False))
        )
    rows.append(
        row("", "gain over walking away", lambda solution: written(gain_of(solution, party), change=True), strong=True)
    )
    return rows


def _fresh_finding(found: Bargain, valuation: Valuation) -> str:
    for name, solution in found.solutions.items():
        if solution.fresh is None:
            continue
        lost = [
            party for party in found.between if party in solution.fresh and not is_measured(gain_of(solution, party))
        ]
        if lost:
            who = listed([valuation.name_of(party) for party in lost])
            return f"On fresh futures the {solution_name(name)} package gains {who} nothing beyond the error"
    if any(solution.fresh is not None for solution in found.solutions.values()):
        return "Every named package still gains each side something on fresh futures"
    return "The named packages, side by side"
