"""Shape of a page before it is HTML: sections with findings, tables of cells, figures, and the cards numbers open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dealwright.show.charts.picture import Figure


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure or word of a table or card.

    Attributes:
        text: what is written.
        error: its standard error as written, or nothing.
        card: the card it opens; empty for none.
        small: a remark under it.
        token: colour token of the party it is about; empty for none.
        badge: status whose badge stands before the text: `verified`, `reported`, `disputed` or `assumed`.
        number: whether it is set as a figure, to the right.
        link: an address outside the page.
        mono: whether it is set as code.
        items: what else stands in the cell, small and joined by commas.
    """

    text: str
    error: str = ""
    card: str = ""
    small: str = ""
    token: str = ""
    badge: str = ""
    number: bool = False
    link: str = ""
    mono: bool = False
    items: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """A column head.

    Attributes:
        text: what is written.
        number: whether its column holds figures.
        share: its column's part of the width in per cent; 0 leaves it to the browser.
    """

    text: str
    number: bool = False
    share: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its name first.

    Attributes:
        cells: the cells, the first of them the row's name.
        anchor: the row's name for links; empty for none.
        total: whether it sums the rows above.
        under: whether it belongs to the row above.
        part: whether it heads the rows below.
        strong: whether it is the row to look at.
    """

    cells: tuple[Cell, ...]
    anchor: str = ""
    total: bool = False
    part: bool = False
    under: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class TableFigure:
    """A table with its finding and feet.

    Attributes:
        name: unique on the page.
        finding: what it shows.
        subtitle: unit, and how to read it.
        head: column heads.
        rows: the rows.
        source: left foot.
        sample: right foot.
        width: least width in pixels before the table scrolls on a phone.
        folded: whether it opens only when asked for.
        dense: whether its rows stand close, for long lists.
    """

    name: str
    finding: str
    subtitle: str
    head: tuple[Head, ...]
    rows: tuple[Row, ...]
    source: str
    sample: str
    width: int = 640
    dense: bool = False
    folded: bool = False
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Card:
    """What a number opens: where it comes from.

    Attributes:
        name: unique on the page.
        title: whose number it is.
        value: the number itself.
        badge: its status; empty for a computed number.
        lines: labels and what stands beside each.
        href: the place on the page that says the same at more length, without a leading `#`.
    """

    name: str
    title: str
    value: str
    lines: tuple[tuple[str, tuple[Cell, ...]], ...]
    href: str
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a report.

    Attributes:
        name: its anchor.
        label: its name in the contents.
        finding: a sentence, or nothing where the section only lists.
        why: why a reader should look.
        figures: pictures and tables, in order.
    """

    name: str
    label: str
    finding: str
    why: str
    figures: tuple[Figure | TableFigure, ...] = field(default=())
