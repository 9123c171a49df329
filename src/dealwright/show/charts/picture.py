"""Shape of every picture: a finding, panels of Vega-Lite layers, feet, and the same data as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dealwright.show import theme

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
"""Names the language of a spec; nothing is fetched from it."""

Spec = dict[str, Any]
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """The data behind a picture, for those who read rather than look.

    Attributes:
        head: column heads; the first column names the row.
        rows: cells as written.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing of a figure, laid out for a page and for a phone.

    Attributes:
        name: unique on the page.
        heading: whose panel it is; empty if it is the only one.
        token: colour token of the party it belongs to; empty if nobody's.
        wide: layers and size for a container of at least `width` pixels.
        narrow: the same for a phone.
        data: named rows, which both layouts share.
        width: pixels the wide layout was made for.
        unit: the unit of its axis, where each panel has its own; empty otherwise.
        card: the card its heading opens; empty for none.
    """

    name: str
    heading: str
    token: str
    wide: Spec
    narrow: Spec
    data: dict[str, Rows]
    width: int = 640
    unit: str = ""
    card: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return both layouts and their data once, for the page."""
        return {"wide": self.wide, "narrow": self.narrow, "data": self.data}

    def spec(self, tokens: dict[str, str], *, finding: str = "", subtitle: str = "", narrow: bool = False) -> Spec:
        """Return the panel as one spec that stands alone: data, theme and words inside.

        Args:
            tokens: colours, such as `theme.LIGHT`.
            finding: title of the picture; empty for none.
            subtitle: what is plotted, below the title.
            narrow: whether to take the phone's layout.
        """
        words = {"text": finding, **({"subtitle": subtitle} if subtitle else {})} if finding else None
        return {
            "$schema": SCHEMA,
            "width": 335 if narrow else self.width,
            "autosize": {"type": "fit-x", "contains": "padding"},
            **({"title": words} if words else {}),
            **(self.narrow if narrow else self.wide),
            "datasets": self.data,
            "config": theme.config(tokens) | {"background": tokens["surface"], "padding": 12},
        }


@dataclass(frozen=True, slots=True)
class Figure:
    """A finding and what shows it.

    Attributes:
        name: unique on the page.
        finding: a sentence with a verb and no full stop, made from the result.
        subtitle: what is plotted, in which unit, how to read the marks.
        panels: the drawings, side by side where there are several.
        source: left foot: source or method.
        sample: right foot: futures, seed, error.
        table: the same data in words and figures.
        notes: what did not fit into the picture, `(name, text)`.
        remarks: what else a reader should know to read it, likewise.
    """

    name: str
    finding: str
    subtitle: str
    panels: tuple[Panel, ...]
    source: str
    sample: str
    table: Table
    notes: tuple[tuple[str, str], ...] = field(default=())
    remarks: tuple[tuple[str, str], ...] = field(default=())
    kind: str = "picture"


def significant(value: float, digits: int = 4) -> float:
    """Round to what a drawing can show, which keeps a page small.

    Example:
        >>> significant(44_123_456.0), significant(0.0)
        (44120000.0, 0.0)
    """
    return float(f"{value:.{digits}g}")


def rows_of(**columns: Iterable[Any]) -> Rows:
    """Return columns as rows of named values.

    Example:
        >>> rows_of(x=[1, 2], y=["a", "b"])
        [{'x': 1, 'y': 'a'}, {'x': 2, 'y': 'b'}]
    """
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
