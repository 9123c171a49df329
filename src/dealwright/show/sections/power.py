"""The section that says what hangs on bargaining power: what a package implies, and what payments and draws add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.number import scale_of, uncertain_money
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.power_words import (
    IN_UTILITY,
    WAYS,
    added_words,
    between,
    implied_words,
    paid_words,
    share,
    ways_words,
)
from dealwright.show.words import capital, solution_name

if TYPE_CHECKING:
    from dealwright.bargain.result import Bargain
    from dealwright.bargain.ripples.implied_result import Implied
    from dealwright.bargain.ripples.spaces_result import InSpace, Spaces
    from dealwright.engine.result import Estimate
    from dealwright.show.number import Scale
    from dealwright.show.story import Story


def power_section(story: Story) -> Section | None:
    """Make the section; None where there is no bargain, or nothing hangs on who has which power.

    Args:
        story: the results that the page is made from.
    """
    found = story.found
    if found is None:
        return None
    figures = [
        *([] if found.implied is None else [_implied(story, found, found.implied)]),
        *([] if found.spaces is None or not found.solutions else [_spaces(story, found, found.spaces)]),
        *([] if (jumps := _jumps(story, found)) is None else [jumps]),
    ]
    if not figures:
        return None
    why = (
        "A weight says how much a side's gain counts in the Nash solution: who can wait, or has more elsewhere, has "
        "more. Money beside a package lets the side that gains most pay the other; a draw between two can meet "
        "in the middle where no package does."
    )
    return Section("power", "Power", added_words(found), why, tuple(figures))


def _implied(story: Story, found: Bargain, implied: Implied) -> TableFigure:
    """Lay out which power a package implies, and how unsure that is."""
    rows = []
    for party in found.between:
        each = implied.parties[party]
        ends = None if each.least is None or each.most is None else (each.least, each.most)
        told = (
            each.range,
            None if each.central is None else (each.central, each.central),
            None if each.over_error is None else (each.over_error.low, each.over_error.high),
            None if each.over_cases is None else (each.over_cases.low, each.over_cases.high),
            ends,
            None if each.nearest is None else (each.nearest.low, each.nearest.high),
        )
        cells = (Cell(number.NOTHING if ends is None else between(*ends), number=True) for ends in told)
        rows.append(Row((Cell(story.names.party(party), token=story.token(party)), *cells)))
    whose = "What was signed" if implied.origin == "signed" else "The package asked about"
    first = implied.parties[found.between[0]]
    named = story.names.said(found.between[0])
    finding = (
        f"{whose} is the Nash package where {named} has a weight of {between(*first.range)}"
        if first.range is not None
        else f"No weights make {whose[0].lower()}{whose[1:]} the Nash package at central beliefs"
    )
    heads = ("Weights", "Middle", "By error", "Over beliefs", "Ends over beliefs", "Nearest")
    return TableFigure(
        name="power-implied",
        finding=finding,
        subtitle=f"Weights under which it is the Nash solution. {implied_words(story, implied)}",
        head=(Head(""), *(Head(each, number=True) for each in heads)),
        rows=tuple(rows),
        source="By error, over beliefs: the middle, 5th to 95th percentile. Ends: 5th of the least, 95th of the "
        "largest. Nearest: weights by which it is nearest to the Nash solution",
        sample=story.sample,
        width=760,
    )


def _spaces(story: Story, found: Bargain, spaces: Spaces) -> TableFigure:
    """Lay out what packages alone, payments beside one and draws between them bring, side by side."""
    every = [each for solutions in spaces.solutions.values() for each in solutions.values()]
    scale = scale_of([each.total.value for each in every])
    rows: list[Row] = []
    for name in dict.fromkeys(name for solutions in spaces.solutions.values() for name in solutions):
        blank = (Cell("", number=True) for _ in (*found.between, ""))
        rows.append(Row((Cell(solution_name(name)), *blank), part=True))
        for way, solutions in spaces.solutions.items():
            rows += _way(story, found, WAYS[way], solutions.get(name), scale)
    silent = [f"{capital(WAYS[way])}: {reason}." for way, reason in spaces.reasons.items()]
    minds = [IN_UTILITY] if "lotteries" in spaces.solutions and story.valuation.worth_by != "mean_at_discount" else []
    return TableFigure(
        name="power-ways",
        finding=ways_words(found),
        subtitle=" ".join([f"Gain over no deal, in {story.unit(scale)}, in each way of agreeing.", *minds, *silent]),
        head=(
            Head(""),
            *(Head(story.names.short(party), number=True) for party in found.between),
            Head("Together", number=True),
        ),
        rows=tuple(rows),
        source="In the search, at central beliefs, on the same futures",
        sample=story.sample,
    )


def _way(story: Story, found: Bargain, way: str, each: InSpace | None, scale: Scale) -> list[Row]:
    if each is None:
        return []

    def cells(by_party: list[Estimate]) -> list[Cell]:
        return [Cell(*uncertain_money(e.value, e.standard_error, scale, change=True), number=True) for e in by_party]

    told = cells([*(each.surplus[party] for party in found.between), each.total])
    rows = [Row((Cell(capital(way), small=paid_words(story, found, each)), *told))]
    if each.added is not None and each.total_added is not None:
        more = cells([*(each.added[party] for party in found.between), each.total_added])
        rows.append(Row((Cell("which adds"), *more), under=True))
    return rows


def _jumps(story: Story, found: Bargain) -> TableFigure | None:
    """Lay out where the Nash package jumps as the weight of the first party rises; None where it never does."""
    party, stretches = next(iter(found.jumps.items()), ("", ()))
    if len(stretches) < 2:  # noqa: PLR2004 - one package is named whatever the weights
        return None
    scale = scale_of([gain for each in stretches for gain in each.gains.values()])
    rows = []
    for each in stretches:
        gains = [_plain(each.gains[other], scale) for other in found.between]
        rows.append(
            Row((Cell(f"{share(each.low)} to {share(each.high)}", small=story.names.package(each.package)), *gains))
        )
    return TableFigure(
        name="power-jumps",
        finding=f"As the weight of {story.names.said(party)} rises, Nash names {len(stretches)} packages in turn",
        subtitle=f"Gain over no deal in the search, in {story.unit(scale)}, between weights at which it jumps",
        head=(Head("Weight"), *(Head(story.names.short(other), number=True) for other in found.between)),
        rows=tuple(rows),
        source="The largest product of gains, each to the power of its party's weight; the others share the rest",
        sample=story.sample,
        folded=True,
    )


def _plain(value: float, scale: Scale) -> Cell:
    return Cell(*uncertain_money(value, 0.0, scale), number=True)
