"""The section that says which packages nobody refuses, and which of them the solutions name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.result import Estimate
from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.bargain_words import no_deal_notes, offer_notes, split_notes
from dealwright.show.cards import first_card, sentence
from dealwright.show.charts.frontier import BETWEEN, frontier_panels, frontier_table
from dealwright.show.charts.frontier_words import grouped
from dealwright.show.charts.picture import Figure
from dealwright.show.findings import bargain_finding, worths_words, zone_finding
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.price_words import price_scale, price_text, price_unit
from dealwright.show.refined_words import refined_words
from dealwright.show.sections.agreeable import agreeable_table
from dealwright.show.sections.beliefs import beliefs_tables
from dealwright.show.sections.refined import refined_table
from dealwright.show.standing import bargain_scale, gain_of, is_measured
from dealwright.show.words import capital, counted, solution_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dealwright.bargain.result import Bargain, Solution
    from dealwright.bargain.trade.prices import Prices
    from dealwright.show.charts.picture import Panel
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

_PAIR = 2
_GAIN = "Gain over walking away"


def bargain_section(story: Story, found: Bargain) -> Section:
    """Make the section.

    Args:
        story: the results that the page is made from.
        found: their bargain.
    """
    pair = len(found.between) <= _PAIR
    line = (
        "The line is the frontier: no package beats one on it for both."
        if pair
        else "The line is the outer edge of the packages that cannot be bettered for one side without costing another."
    )
    why = (
        f"Each grey dot is a package. Right and up is better for {'both' if pair else 'the two sides drawn'}. {line} A "
        "package in the zone leaves nobody at the table worse off than if the talks fail."
    )
    scale = bargain_scale(found)
    drawn, between = len(found.between) >= _PAIR, refined_table(story, found, scale)
    figures: tuple[Figure | TableFigure, ...] = (
        *((agreeable_table(story, story.agreeable),) if story.agreeable else ()),
        *((_picture(story, found, scale),) if drawn else ()),
        *((solutions_table(story, found, scale),) if found.solutions else ()),
        *beliefs_tables(story, found, scale),
        *((between,) if between is not None else ()),
        *((_prices(story, found.prices),) if found.prices is not None else ()),
    )
    return Section("bargain", "Bargain", bargain_finding(story, found), why, figures)


def _picture(story: Story, found: Bargain, scale: Scale) -> Figure:
    panels = frontier_panels(found, story, scale)
    held = (estimate.standard_error / scale.factor for estimate in found.reservation.values())
    errors = " and ".join(text for text in (number.error_text(error, 1) for error in held) if text)
    pair = len(panels) == 1
    whose = joined([story.names.said(party) for party in found.between]) if pair else "two sides in each panel"
    also = "" if pair else " What suits the two on the axes must suit everyone else at the table, too."
    doubted = any(panel.data["bands"] for panel in panels)
    notes, remarks = _notes(story, found), _remarks(story, found)
    bands = " Bands: what is believed of a worth without a deal, 5th to 95th percentile." if doubted else ""
    signs = "" if found.beliefs is None else " Dots on the line: the fuller, the likelier all sign."
    finer = " Thin line: packages between the steps." if any(panel.data["finer"] for panel in panels) else ""
    central = " Drawn at central beliefs; worths in words are over all of them." if _is_doubted(found) else ""
    offers = " Squares, joined in the order they were made: offers so far." if found.offers else ""
    return Figure(
        name="bargain-picture",
        finding=zone_finding(story, found),
        subtitle=f"{_measure(found)} to {whose}, {story.unit(scale)}. Point at a dot to see its "
        f"package.{signs}{finer}{bands}{offers}{also}{central}",
        panels=panels,
        source=_drawn(found, panels),
        sample="; ".join(part for part in (story.sample, errors) if part),
        table=frontier_table(found, story, scale),
        notes=notes if pair else (),
        remarks=remarks if pair else (*notes, *remarks),
    )


def _drawn(found: Bargain, panels: Sequence[Panel]) -> str:
    """Say how many packages there are, how many of them are drawn, and how many more between the steps."""
    dots = [[str(dot.get("k", "")) for dot in panel.data["dots"] if not {"s", "o"} & dot.keys()] for panel in panels]
    finer = max(sum(kind == BETWEEN for kind in each) for each in dots)
    drawn = max(len(each) - sum(kind == BETWEEN for kind in each) for each in dots)
    more = f", and {number.count(finer)} between the steps" if finer else ""
    on = number.count(len(found.frontier))
    return f"{capital(counted(found.packages, 'package'))}, {number.count(drawn)} drawn{more}; {on} on the frontier"


def _measure(found: Bargain) -> str:
    words = {
        "certainty_equivalent": "Certainty equivalent",
        "mean_at_discount": "Mean present value at the own discount rate",
        "utility": "Utility",
    }
    return words[found.measure]


def _notes(story: Story, found: Bargain) -> tuple[tuple[str, str], ...]:
    notes = [
        (
            joined([solution_name(name) for name in names]),
            f"{capital(story.names.package(solution.package))}. Worth {worths_words(story, solution, found.between)}.",
        )
        for names, solution in grouped(found)
    ]
    return tuple(notes)


def _remarks(story: Story, found: Bargain) -> tuple[tuple[str, str], ...]:
    silent = [("No solution is named", sentence(found.no_solution))] if found.no_solution else []
    between = [] if found.refined is None else [("Between the steps", refined_words(story, found.refined))]
    return (*silent, *between, *offer_notes(story, found), *split_notes(story, found), *no_deal_notes(story, found))


def solutions_table(story: Story, found: Bargain, scale: Scale) -> TableFigure:
    """Return the packages of the named solutions side by side, with what each gains each side."""
    packages = {name: solution.package for name, solution in found.solutions.items()}
    rows = [
        Row(
            (
                Cell(capital(story.names.path(path)), card=first_card(path, story.trails)),
                *(
                    Cell(story.names.cell(path, package.get(path, "")), card=f"package-{name}", number=True)
                    for name, package in packages.items()
                ),
            ),
        )
        for path in found.paths_of_terms
    ]
    if any(solution.tied > 1 for solution in found.solutions.values()):
        counts = (Cell(number.count(solution.tied - 1), number=True) for solution in found.solutions.values())
        rows.append(Row((Cell("Other packages as good"), *counts)))
    for party in found.between:
        rows += _party_rows(story, found, party, scale)
    return TableFigure(
        name="solutions",
        finding=_fresh_finding(story, found),
        subtitle=f"Worth, and gains over walking away, in {story.unit(scale)}. Picking the best of many estimates "
        f"flatters, so each is valued again on fresh futures{_over_beliefs(found)}.",
        head=(Head(""), *(Head(solution_name(name), number=True) for name in packages)),
        rows=tuple(rows),
        source="Nash: largest product of gains. Kalai-Smorodinsky: equal shares of what each could gain. "
        "Egalitarian: largest smallest gain. Utilitarian: largest sum",
        sample=story.sample,
    )


def _party_rows(story: Story, found: Bargain, party: str, scale: Scale) -> list[Row]:
    def row(label: str, text: Callable[[Solution], tuple[str, str]], *, strong: bool = False) -> Row:
        cells = [Cell(*text(solution), card=f"package-{key}", number=True) for key, solution in found.solutions.items()]
        return Row((Cell(label), *cells), strong=strong)

    def written(estimate: Estimate | None, *, change: bool) -> tuple[str, str]:
        if estimate is None:
            return number.NOTHING, ""
        return number.uncertain_money(estimate.value, estimate.standard_error, scale, change=change)

    def held(solution: Solution) -> tuple[str, str]:
        return number.column([solution.certainty_equivalent[party]], scale)[0], ""

    def paid(solution: Solution) -> tuple[str, str]:
        return written(Estimate(solution.payments.get(party, 0.0)), change=True)

    def band(solution: Solution) -> tuple[str, str]:
        ends = solution.belief_band.get(party)
        return (number.NOTHING if ends is None else " to ".join(number.column(ends, scale)), "")

    def signs(solution: Solution) -> tuple[str, str]:
        chance = solution.probability_signs.get(party)
        return (number.NOTHING if chance is None else number.probability(chance), "")

    def again(solution: Solution) -> tuple[str, str]:
        return written((solution.fresh or {}).get(party), change=False)

    def gained(solution: Solution) -> tuple[str, str]:
        return written(gain_of(solution, party), change=True)

    named = list(found.solutions.values())
    told: list[tuple[str, Callable[[Solution], tuple[str, str]], bool]] = [
        ("Worth", held, True),
        ("Cash on signing", paid, any(solution.payments.get(party) for solution in named)),
        ("Worth, valued again", again, any(solution.fresh is not None for solution in named)),
        (_GAIN, gained, True),
        ("Worth over beliefs", band, any(party in solution.belief_band for solution in named)),
        ("Signs", signs, any(party in solution.probability_signs for solution in named)),
    ]
    empty = (Cell("", number=True) for _ in named)
    head = Row((Cell(story.names.party(party), token=story.token(party)), *empty), part=True)
    return [head, *(row(label, text, strong=label == _GAIN) for label, text, known in told if known)]


def _over_beliefs(found: Bargain) -> str:
    return ", over all that each side may know and we do not" if _is_doubted(found) else ""


def _is_doubted(found: Bargain) -> bool:
    """Tell whether what a side may know and we do not moves the worth of no deal or of a named package."""
    return bool(found.reservation_band) or any(solution.belief_band for solution in found.solutions.values())


def _fresh_finding(story: Story, found: Bargain) -> str:
    again = {name: solution for name, solution in found.solutions.items() if solution.fresh is not None}
    for name, solution in again.items():
        lost = [party for party in found.between if not is_measured(gain_of(solution, party))]
        if lost:
            who = joined([story.names.said(party) for party in lost])
            return f"On fresh futures the {solution_name(name)} package gains {who} nothing beyond the error"
    if again:
        return "Every named package still gains each side something on fresh futures"
    return "The named packages, side by side"


def _prices(story: Story, prices: Prices) -> TableFigure:
    """Return what each change of a term from the Nash package is worth in another term."""
    scale, term = price_scale(prices), story.names.path(prices.path)
    parties = list(dict.fromkeys(each.party for each in prices.changes))
    changes: dict[tuple[str, str], list[Cell]] = {}
    for each in prices.changes:
        text, error = price_text(prices, each, scale)
        changes.setdefault((each.path, each.value), []).append(Cell(text, error, "package-nash", number=True))
    rows = tuple(
        Row(
            (
                Cell(capital(story.names.path(path)), card=first_card(path, story.trails)),
                Cell(story.names.cell(path, prices.package[path]), card="package-nash", number=True),
                Cell(story.names.cell(path, value), card="package-nash", number=True),
                *cells,
            )
        )
        for (path, value), cells in changes.items()
    )
    heads = (Head("Term"), Head("from", number=True), Head("to", number=True))
    return TableFigure(
        name="prices",
        finding=f"What each change is worth in {term}",
        subtitle=f"Change of {term} that makes good for it, {price_unit(prices, scale)}, all else as in the Nash "
        "package. A plus: the party is as well off with that much more.",
        head=(*heads, *(Head(story.names.opening(party), number=True) for party in parties)),
        rows=rows,
        source="Between two values of the range, worth is taken as linear",
        sample=story.sample,
    )
