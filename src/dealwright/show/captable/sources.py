"""List the sources that a cap table names, each with an anchor that the figures lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.captable.names import anchor
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.words import counted

if TYPE_CHECKING:
    from dealwright.equity.captable import CapTable

_ADDRESS = re.compile(r"https?://\S+")


def source_anchors(table: CapTable) -> dict[str, str]:
    """Return where the name of each source leads on the page."""
    return {f"source-{name}": f"source-{anchor(name)}" for name in table.sources}


def sources_section(table: CapTable) -> Section | None:
    """Return the sources; None where the table names none."""
    if not table.sources:
        return None
    rows = [_row(name, said) for name, said in table.sources.items()]
    figure = TableFigure(
        name="table-sources",
        finding=f"{counted(len(rows), 'source').capitalize()} of what the file says",
        subtitle="As the file names them; where a source has an address, it leads out of this page.",
        head=(Head("Source", share=28), Head("what it is", share=72)),
        rows=tuple(rows),
        source="Sources of the file",
        sample=f"As of {number.day(table.as_of)}",
        width=480,
        dense=True,
    )
    return Section(
        "sources", "Sources", "Where the figures come from", "Each figure above names its source.", (figure,)
    )


def _row(name: str, said: str) -> Row:
    address = _ADDRESS.search(said)
    words = _ADDRESS.sub("", said).strip(" ;,")
    cell = Cell(said) if address is None else Cell(words or said, link=address.group().rstrip(".,;)"))
    return Row((Cell(name, mono=True), cell), anchor=f"source-{anchor(name)}")
