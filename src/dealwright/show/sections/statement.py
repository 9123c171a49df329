"""The table of what each term is expected to bring each side, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.engine.result import YearlyFlow
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

_SINGLE = 7
"""Years that stand alone where there are more than `_COLUMNS`; the rest share three columns."""
_COLUMNS = 10
_SHARED = 3
_FIRST, _EACH = 150, 56
"""Pixels of the first column, and of each other, at least."""
_THOUSAND = 1_000.0


def statement_table(story: Story) -> TableFigure | None:
    """Make the table; None if no term of the scenario moves anything.

    Args:
        story: the results that the page is made from.
    """
    flows = story.scenario.statement
    if not flows:
        return None
    periods = _periods(sorted({year for flow in flows for year in flow.amounts}), flows, story)
    sides = list(dict.fromkeys(flow.side for flow in flows))
    order = [*story.at_table, *story.others, *story.scenario.companies]
    sides.sort(key=lambda side: order.index(side) if side in order else len(order))
    columns = [_sums(flow.amounts, periods) for flow in flows]
    scale = number.scale_of(value for row in columns for value in row[:-1])
    digits = _digits(columns, scale)
    rows = [row for side in sides for row in _side_rows(story, side, periods, (scale, digits))]
    heads = [*(label for label, _ in periods), "in all"]
    return TableFigure(
        name="statement",
        finding=_finding(story, flows),
        subtitle=f"Expected amounts, {story.unit(scale)}, “{capital(story.scenario.title)}”: the mean over all "
        f"futures, in {_money(story)}, not discounted; what a side gives is negative. What shares bring comes at "
        "the exit and is no term's payment.",
        head=(Head(""), *(Head(text, number=True) for text in heads)),
        rows=tuple(rows),
        source="What is owed, before anything stays unpaid. Each figure is rounded by itself",
        sample=story.sample_of_one_reading,
        width=_FIRST + _EACH * len(heads),
        dense=True,
    )


def _money(story: Story) -> str:
    """Say of when the money is."""
    valuation = story.valuation
    return f"money of {valuation.as_of.year}" if valuation.price_basis == "real" else "the money of the year"


def _periods(years: Sequence[int], flows: Sequence[YearlyFlow], story: Story) -> list[tuple[str, list[int]]]:
    """Name the columns: single years, the later ones together where there are many, and what follows the horizon."""
    last = story.valuation.horizon.year if story.valuation.horizon is not None else years[-1]
    inside, after = [year for year in years if year <= last], [year for year in years if year > last]
    single = inside if len(inside) <= _COLUMNS else inside[:_SINGLE]
    rest = inside[len(single) :]
    size = -(-len(rest) // _SHARED) or 1
    shared = [rest[start : start + size] for start in range(0, len(rest), size)]
    named = [(str(year), [year]) for year in single]
    named += [(f"{part[0]}–{part[-1] % 100:02}" if len(part) > 1 else str(part[0]), part) for part in shared]
    if any(flow.amounts.get(year) for flow in flows for year in after):
        named.append(("later", after))
    return named


def _sums(amounts: Mapping[int, float], periods: Sequence[tuple[str, list[int]]]) -> list[float]:
    columns = [sum(amounts.get(year, 0.0) for year in years) for _, years in periods]
    return [*columns, sum(columns)]


def _digits(columns: Sequence[Sequence[float]], scale: Scale) -> int:
    largest = max(abs(value) for row in columns for value in row) / scale.factor
    return 0 if largest >= _THOUSAND else 1 if largest >= 1 else 2


def _side_rows(
    story: Story, side: str, periods: Sequence[tuple[str, list[int]]], written: tuple[Scale, int]
) -> list[Row]:
    own = [flow for flow in story.scenario.statement if flow.side == side]
    lines = [(flow, _sums(flow.amounts, periods)) for flow in own]
    head = Cell(story.names.party(side), token=story.token(side) if side in story.parties else "")
    rows = [Row((head, *(Cell("", number=True) for _ in lines[0][1])), part=True)]
    for flow, values in lines:
        name = Cell(capital(story.names.line(flow.term)), small="" if flow.cash else "worth or cost, not paid in money")
        rows.append(Row((name, *_cells(values, written, f"line-of-{flow.term}"))))
    if len(lines) > 1:
        total = [sum(column) for column in zip(*(values for _, values in lines), strict=True)]
        rows.append(Row((Cell("Together"), *_cells(total, written, _card(story, side))), total=True))
    return rows


def _card(story: Story, side: str) -> str:
    return f"worth-{story.focus}-{side}" if side in story.parties else f"company-{story.focus}-{side}"


def _cells(values: Sequence[float], written: tuple[Scale, int], card: str) -> list[Cell]:
    scale, digits = written
    texts = [number.plain(value / scale.factor, digits) for value in values]
    return [Cell(text, card="" if text == "0" else card, number=True) for text in texts]


def _finding(story: Story, flows: Sequence[YearlyFlow]) -> str:
    """Say what the terms bring each party at the table over the whole life, paid in money."""
    said: dict[str, list[str]] = {}
    for party in story.at_table:
        total = sum(sum(flow.amounts.values()) for flow in flows if flow.side == party and flow.cash)
        amount = number.money(abs(total)) if total else "nothing"
        said.setdefault("bring" if total >= 0 else "cost", []).append(f"{story.names.said(party)} {amount}")
    phrases = [f"{verb} {joined(who)}" for verb, who in said.items()]
    return f"Before discounting, the terms are expected to {joined(phrases)} in money"
