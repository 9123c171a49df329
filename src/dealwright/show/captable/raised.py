"""Tell how much money a company raised: what each financing brought, and the way from a published total to cash."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING
from dealwright.equity.tables.history import Bridge, Raised, history, reconcile
from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.captable.names import anchor
from dealwright.show.charts.bridge import BridgeStep, bridge_panel
from dealwright.show.charts.picture import Figure, Table
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.words import counted, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.equity.captable import CapTable
    from dealwright.equity.exact import Exact
    from dealwright.equity.financing import Reported
    from dealwright.show.captable.names import TableNames

_COLUMNS = ("announced", "cash", "in kind", "to sellers", "to come", "never", "post-money")
_MONEY = len(_COLUMNS) - 1
"""Columns that add up; the valuation does not."""
_ALWAYS = (0, 1)
_LONG_SOURCE = 40
_ENDS = re.compile(r"[,;(]| on ")
_STEPS = {
    "unexplained": "Not explained by the record",
    "secondary": "To selling holders",
    "to_come": "Still to come",
    "never": "Announced, never paid",
    "in_kind": "Came in kind",
    "left_out": "Cash the total leaves out",
}


def raised_figures(table: CapTable, names: TableNames) -> list[Figure | TableFigure]:
    """Return the table of financings and a bridge for each published total; nothing where no financing is told."""
    if not table.financings:
        return []
    bridges = [bridge_figure(table, reconcile(table, each), names) for each in table.headlines]
    return [financings_table(table, names), *bridges]


@dataclass(frozen=True, slots=True)
class _Line:
    """A row before it is written.

    Attributes:
        name: Its name.
        amounts: Its amounts, by column; fewer than there are columns leave the last ones empty.
        under: Whether it belongs to the row above.
        total: Whether it sums the rows above.
    """

    name: Cell
    amounts: tuple[Exact | None, ...]
    under: bool = False
    total: bool = False

    def at(self, place: int) -> Exact | None:
        """Return the amount in a column."""
        return self.amounts[place] if place < len(self.amounts) else None

    def row(self, texts: Sequence[str], kept: Sequence[int]) -> Row:
        """Write the row in the columns that are kept."""
        bare = self.under or self.total
        cells = ("" if bare and self.at(place) is None else texts[place] for place in kept)
        return Row((self.name, *(Cell(text, number=True) for text in cells)), under=self.under, total=self.total)


def financings_table(table: CapTable, names: TableNames) -> TableFigure:
    """Return the table of what each financing brought."""
    parts = history(table)
    total = tuple(sum((_amounts(each)[place] or NOTHING for each in parts), NOTHING) for place in range(_MONEY))
    lines = [_Line(Cell("Total"), total, total=True)]
    for each in reversed(parts):
        lines += [_told(told, table) for told in reversed(each.financing.reported)]
        lines.append(_Line(_name(each, names, table), _amounts(each)))
    lines.reverse()
    scale = number.scale_of(float(amount) for line in lines for amount in line.amounts[:_MONEY] if amount)
    kept = [place for place in range(len(_COLUMNS)) if place in _ALWAYS or any(line.at(place) for line in lines)]
    # What adds up has one count of decimals; valuations have their own.
    money = iter(_column([line.at(place) for line in lines for place in range(_MONEY)], scale))
    post = _column([line.at(_MONEY) for line in lines], scale)
    written = [[*(next(money) for _ in range(_MONEY)), own] for own in post]
    rows = [line.row(texts, kept) for line, texts in zip(lines, written, strict=True)]
    return TableFigure(
        name="money-raised",
        finding="What each financing brought",
        subtitle=f"{scale.title(table.currency)}. Announced splits into cash, what came in kind, what went to selling "
        "holders and brought the company nothing, what is still to come, and what never comes.",
        head=(Head("Financing"), *(Head(_COLUMNS[column], number=True) for column in kept)),
        rows=tuple(rows),
        source=_source(table),
        sample=f"As of {number.day(table.as_of)}",
        width=240 + 76 * len(kept),
    )


def _amounts(each: Raised) -> tuple[Exact | None, ...]:
    return (
        each.announced,
        each.cash,
        each.in_kind,
        each.secondary,
        each.to_come,
        each.never,
        each.financing.post_money,
    )


def _column(amounts: Sequence[Exact | None], scale: number.Scale) -> list[str]:
    known = iter(number.column([float(amount) for amount in amounts if amount is not None], scale))
    return [number.NOTHING if amount is None else next(known) for amount in amounts]


def _name(each: Raised, names: TableNames, table: CapTable) -> Cell:
    financing = each.financing
    said = [number.day(financing.on)]
    if financing.lead:
        said.append(f"led by {names.holders.get(financing.lead, financing.lead)}")
    if each.announced is None:
        said.append("amount not disclosed")
    if financing.in_kind:
        said.append(f"in kind: {joined(list(financing.in_kind))}")
    said += [stage.condition for stage in financing.stages if stage.condition and not stage.paid]
    if financing.note:
        said.append(financing.note)
    sources = tuple(Cell(source_words(source, table), card=f"source-{source}") for source in financing.sources)
    return Cell(names.financing(financing.id), card=names.line(financing.place), small="; ".join(said), items=sources)


def _told(told: Reported, table: CapTable) -> _Line:
    """Return what single sources say where they differ, under the financing's own row."""
    says = "say" if len(told.sources) > 1 else "says"
    words = f"{_sources(told.sources, table)} {says}" if told.sources else "Another account"
    amounts = (told.announced, *(None for _ in range(_MONEY - 1)), told.post_money)
    return _Line(Cell(words, small=told.note), amounts, under=True)


def source_words(source: str, table: CapTable) -> str:
    """Name a source: by what the table says it is, up to its date, or by its key.

    Args:
        source: Its key.
        table: The company, which may say what each source is.
    """
    said = _ENDS.split(table.sources.get(source, ""), maxsplit=1)[0].strip()
    return said if said and len(said) <= _LONG_SOURCE else spoken(source)


def raised_finding(table: CapTable) -> str:
    """Say how much of what was announced came in as money."""
    parts = history(table)
    announced = sum((each.announced for each in parts if each.announced is not None), NOTHING)
    cash = sum((each.cash for each in parts if each.cash is not None), NOTHING)
    rounds = counted(len(table.financings), "financing")
    if announced <= cash:
        return f"{_said(cash)} came in as money in {rounds}"
    return f"{_said(cash)} of the {_said(announced)} announced in {rounds} came in as money"


def _sources(names: Sequence[str], table: CapTable) -> str:
    return joined(list(dict.fromkeys(source_words(name, table) for name in names)))


def _said(amount: Exact) -> str:
    return number.money(float(amount))


def _source(table: CapTable) -> str:
    sources = dict.fromkeys(source for each in table.financings for source in each.sources)
    return f"{counted(len(sources), 'source').capitalize()}, named under each" if sources else "Financings of the file"


def bridge_table(table: CapTable, bridge: Bridge) -> TableFigure:
    """Return the way from a published total to the money that came in, as a table."""
    headline, steps = bridge.headline, _steps(bridge)
    scale = number.scale_of(step.amount for step in steps)
    amounts = number.column([step.amount for step in steps], scale)
    said = f" ({_sources(headline.sources, table)})" if headline.sources else ""
    return TableFigure(
        name=f"bridge-of-{anchor(headline.id)}",
        finding=f"Of the {_said(headline.total)} published, {_said(bridge.cash)} came in as money",
        subtitle=f"{scale.title(table.currency)}; published on {number.day(headline.on)}{said}.",
        head=(Head(""), Head("amount", number=True)),
        rows=tuple(
            Row((Cell(step.name), Cell(text, number=True)), total=step.total)
            for step, text in zip(steps, amounts, strict=True)
        ),
        source="",
        sample="",
    )


def _steps(bridge: Bridge) -> list[BridgeStep]:
    """Return the steps from a published total to the money that came in; those of nothing are left out."""
    changes = {
        "unexplained": -bridge.unexplained,
        "secondary": bridge.secondary,
        "to_come": bridge.to_come,
        "never": bridge.never,
        "in_kind": bridge.in_kind,
        "left_out": bridge.left_out,
    }
    return [
        BridgeStep("Published total", float(bridge.headline.total), total=True),
        *(BridgeStep(_STEPS[name], float(change)) for name, change in changes.items() if change),
        BridgeStep("Cash that came in", float(bridge.cash), total=True),
    ]


def bridge_figure(table: CapTable, bridge: Bridge, names: TableNames) -> Figure:
    """Return the way from a published total to the money that came in, as a picture with its table."""
    headline, steps = bridge.headline, _steps(bridge)
    scale = number.scale_of(step.amount for step in steps)
    panel = bridge_panel(f"bridge-{anchor(headline.id)}", "", steps, scale, scale.title(table.currency))
    counts = joined([names.financing(each) for each in headline.counts]) or "no financing of the record"
    remarks = [("What the total counts", counts)]
    if bridge.undisclosed:
        told = joined([names.financing(each) for each in bridge.undisclosed])
        remarks.append(("Not in any figure", f"{told}: the amount was not disclosed"))
    if headline.note:
        remarks.append(("Note", headline.note))
    said = f" ({_sources(headline.sources, table)})" if headline.sources else ""
    return Figure(
        name=f"bridge-of-{anchor(headline.id)}",
        finding=f"Of the {_said(headline.total)} published, {_said(bridge.cash)} came in as money",
        subtitle=f"{scale.title(table.currency)}. From the total published on {number.day(headline.on)}{said} to the "
        "money that came into the company by the record; each bar begins where the one above it ended.",
        panels=(panel,),
        source="Every step is a sum over the financings above",
        sample=f"As of {number.day(headline.on)}",
        table=Table(
            ("Step", scale.title(table.currency)), tuple((str(row["n"]), str(row["s"])) for row in panel.data["steps"])
        ),
        remarks=tuple(remarks),
    )
