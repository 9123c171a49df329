"""The table of what the solutions name between the steps of the ranges, beside what they name on the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.result import Estimate
from dealwright.show import number
from dealwright.show.cards import first_card
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.standing import gain_of
from dealwright.show.words import capital, solution_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dealwright.bargain.refinement import Refined
    from dealwright.bargain.result import Bargain
    from dealwright.show.number import Scale
    from dealwright.show.story import Story


def refined_table(story: Story, found: Bargain, scale: Scale) -> TableFigure | None:
    """Make the table.

    Args:
        story: the results that the page is made from.
        found: their bargain.
        scale: the scale of all amounts.

    Returns:
        The table; None where nothing between the steps is better than on the grid.
    """
    better = {} if found.refined is None else found.refined.better
    if not better:
        return None
    chosen, over_grid = list(better.values()), bool(found.solutions)
    paths = [path for path in found.paths_of_terms if not over_grid or any(path in each.moved for each in chosen)]
    rows = [
        Row((Cell(capital(story.names.path(path)), card=first_card(path, story.trails)), *_set(story, path, chosen)))
        for path in paths
    ]
    for party in found.between:
        empty = (Cell("", number=True) for _ in chosen)
        rows.append(Row((Cell(story.names.party(party), token=story.token(party)), *empty), part=True))
        again = ((each.fresh_gained or {}).get(party) or gain_of(each.solution, party) for each in chosen)
        label = "More than on the grid" if over_grid else "Gain over walking away"
        rows.append(Row((Cell(label), *_written(again, scale)), strong=True))
    if over_grid:
        by = (each.fresh_better or each.better or Estimate(0.0) for each in chosen)
        rows.append(Row((Cell("Better by"), *_written(by, scale)), strong=True))
    beyond = "some packages are better, not all beyond the error"
    beyond = beyond if any(each.within_error for each in chosen) else "each of these packages is better"
    return TableFigure(
        name="refined",
        finding=f"Between the steps {beyond}",
        subtitle=f"What moves and what that adds, in {story.unit(scale)}, both packages valued again on fresh futures. "
        "Each value is one that a contract can say, and is valued as written.",
        head=(Head(""), *(Head(solution_name(name), number=True) for name in better)),
        rows=tuple(rows),
        source="Better by what the solution wants most of: Nash the geometric mean of gains, Kalai-Smorodinsky the "
        "smallest as a share of the ideal, egalitarian the smallest, utilitarian the sum",
        sample=story.sample,
    )


def _set(story: Story, path: str, chosen: Iterable[Refined]) -> list[Cell]:
    """Write what each package sets at a path, after what the grid's sets where that is another value."""
    cells = []
    for each in chosen:
        before, after = each.moved.get(path, ("", each.solution.package[path]))
        said = story.names.cell(path, after)
        cells.append(Cell(f"{story.names.cell(path, before)} → {said}" if before else said, number=True))
    return cells


def _written(estimates: Iterable[Estimate], scale: Scale) -> list[Cell]:
    texts = (number.uncertain_money(each.value, each.standard_error, scale, change=True) for each in estimates)
    return [Cell(*text, number=True) for text in texts]
