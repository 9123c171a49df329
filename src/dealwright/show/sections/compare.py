"""Set two packages side by side, term by term: what each change is worth to each side, the earlier ones made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.standing import is_measured
from dealwright.show.verdict import brought
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.engine.result import Estimate
    from dealwright.show.story import Story


def compare_table(
    story: Story,
    terms: Sequence[tuple[str, str, str]],
    changes: Sequence[Mapping[str, Estimate]],
    total: Mapping[str, Estimate],
    named: tuple[str, str],
) -> TableFigure:
    """Return the table.

    Args:
        story: the results that the page is made from.
        terms: of each term that differs its path, and its value in the first and in the second package.
        changes: what each change is worth to each party, in the same order, in currency.
        total: what they are worth together.
        named: what the two packages are called.
    """
    scale = number.scale_of(each.value for change in [*changes, total] for each in change.values())
    parties = list(total)
    rows = [
        Row(
            (
                Cell(capital(story.names.path(path))),
                Cell(story.names.cell(path, before), number=True),
                Cell(story.names.cell(path, after), number=True),
                *(_change(change[party], scale) for party in parties),
            )
        )
        for (path, before, after), change in zip(terms, changes, strict=True)
    ]
    together = (Cell("Together"), Cell("", number=True), Cell("", number=True))
    rows.append(Row((*together, *(_change(total[party], scale, error=True) for party in parties)), total=True))
    return TableFigure(
        name="compare",
        finding=_finding(story, total, named) if terms else capital(f"{named[1]} is {named[0]}: no term is moved"),
        subtitle=f"Change in worth, {story.unit(scale)}, in the order shown, on the same futures.",
        head=(
            Head("Term"),
            *(Head(name, number=True) for name in named),
            *(Head(story.names.opening(party), number=True) for party in parties),
        ),
        rows=tuple(rows),
        source="At central beliefs, by the deal's measure of worth",
        sample=story.sample,
        width=520,
    )


def _change(change: Estimate, scale: number.Scale, *, error: bool = False) -> Cell:
    if change.value == 0.0:
        return Cell("0", number=True)
    text, written = number.uncertain_money(change.value, change.standard_error, scale, change=True)
    return Cell(text if is_measured(change) else "0", written if error or not is_measured(change) else "", number=True)


def _finding(story: Story, total: Mapping[str, Estimate], named: tuple[str, str]) -> str:
    if not any(is_measured(change) for change in total.values()):
        return f"{capital(named[1])} is worth to nobody more or less than {named[0]}, beyond the error"
    return f"{capital(named[1])} {brought(story, total)}, against {named[0]}"
