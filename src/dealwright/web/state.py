"""State of a page, as its address carries it: which package is on the table, which scenarios stand beside it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Path = Annotated[str, Field(min_length=1, max_length=200)]
Written = Annotated[str, Field(max_length=400)]
Package = Annotated[dict[Path, Written], Field(max_length=64)]

QUICK_PARTS = frozenset(
    [
        "verdict",
        "preview",
        "densities",
        "worth",
        "futures",
        "cap-table",
        "contract",
        "facts",
        "trail",
        "steps",
        "compare",
        "whence",
        "seek",
    ]
)
"""What takes no longer than a valuation or two."""
FIRST_PARTS = frozenset(["preview", "steps"])
"""What is asked while a slider is dragged, on few futures: as is whatever is asked for a first look."""
LONG_PARTS = frozenset(["bargain", "solutions", "offers", "trade", "signing", "talks", "doubts", "dependence"])
"""What values many packages, or the deal many times."""

DOWNLOADS = {
    "report.html": "text/html; charset=utf-8",
    "workbook.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "worth.json": "application/json",
    "worth.csv": "text/csv; charset=utf-8",
    "bargain.json": "application/json",
    "deal.yaml": "text/plain; charset=utf-8",
}
"""What can be taken away, by its name, with the kind of its content."""
QUICK_DOWNLOADS = frozenset(["worth.json", "worth.csv", "deal.yaml"])


class Settled(BaseModel):
    """What was last told exactly, from which a preview counts.

    Attributes:
        package: the package.
        worths: what it is worth to each party, with its standard error.
        chosen: the same as packages are compared.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    package: Package = {}
    worths: Annotated[dict[Path, tuple[float, float]], Field(max_length=64)] = {}
    chosen: Annotated[dict[Path, float], Field(max_length=64)] = {}


class State(BaseModel):
    """What a page shows.

    Attributes:
        package: the terms that were moved, by path, as written; none stands for the contract in force.
        other: a second package to hold beside it; None for none.
        named: what that is called.
        scenarios: names of scenarios to show beside no deal and the package.
        party: the side that is advised; empty for none.
        term: the term whose statement is shown; empty for all.
        path: the future on which it is: `certain`, `mean`, a percentile such as `p50`, or a number.
        card: the number whose trail is asked for.
        vary: the path that is varied to reach a goal.
        until: the goal.
        figure: the picture that is asked for.
        preview: whether the package is valued on few futures.
        settled: what was last told exactly of another package, from which a preview counts; None for nothing.
        dark: whether it is drawn for dark paper.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    package: Package = {}
    other: Package | None = None
    named: Annotated[str, Field(max_length=200)] = ""
    scenarios: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=32)] = []
    party: Annotated[str, Field(max_length=100)] = ""
    term: Annotated[str, Field(max_length=100)] = ""
    path: Annotated[str, Field(max_length=40)] = "certain"
    card: Annotated[str, Field(max_length=300)] = ""
    vary: Annotated[str, Field(max_length=200)] = ""
    until: Annotated[str, Field(max_length=300)] = ""
    figure: Annotated[str, Field(max_length=200)] = ""
    preview: bool = False
    settled: Settled | None = None
    dark: bool = False
