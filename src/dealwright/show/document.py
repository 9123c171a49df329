"""Write a page: one HTML file that works offline and asks nobody for anything.

The browser's chart code comes from the installed vl-convert package when the page is written, so that none of it
lives in our repository. The page's content security policy allows the two scripts inside it by their hashes, and no
request.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dealwright.show import theme
from dealwright.show.chart_library import chart_library
from dealwright.show.charts.picture import SCHEMA, Figure
from dealwright.show.marked import FILTERS
from dealwright.show.provenance import STATUS_WORDS
from dealwright.show.typed import typed_for

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from dealwright.show.key_numbers import KeyNumber
    from dealwright.show.page import Card, Section


@dataclass(frozen=True, slots=True)
class Link:
    """Where a number leads: an anchor of the page, and whether a card opens first."""

    href: str
    opens: bool


@dataclass(frozen=True, slots=True)
class FootLine:
    """A line of a page's foot.

    Attributes:
        label: what it is.
        text: what is written.
        mono: whether it is set as code.
        title: what a pointer shows in full; empty for nothing.
    """

    label: str
    text: str
    mono: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """How a report is made.

    Attributes:
        date: The day.
        command: What to type to make it again.
        version: The engine's version.
    """

    date: dt.date
    command: str
    version: str


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that a page says.

    Attributes:
        title: whose page it is.
        kind: what the page is, such as `deal report`.
        listed: what the file at its end is called, such as `deal file`.
        kick: what stands beside the title: the day, the currency.
        headline: the finding of the whole.
        lead: a few sentences.
        keys: four numbers.
        warnings: what a reader must know before relying on the figures.
        sections: the sections.
        cards: what numbers open.
        anchors: names that numbers may lead to without a card, with the anchor of each.
        tokens: colour token of each party.
        file: the file's name.
        digest: its hash in full.
        listing: its lines; none if it is not shown.
        command: what to type to make the page again.
        foot: the page's foot.
        margin: what stands in the margin of each printed page.
        version: the engine's version.
    """

    title: str
    kind: str
    listed: str
    kick: tuple[str, ...]
    headline: str
    lead: Sequence[str]
    keys: Sequence[KeyNumber]
    warnings: Sequence[str]
    sections: Sequence[Section]
    file: str
    digest: str
    foot: tuple[FootLine, ...]
    margin: str
    version: str
    cards: Sequence[Card] = ()
    anchors: Mapping[str, str] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)
    listing: Sequence[str] = ()
    command: str = ""


def document_html(document: Document) -> str:
    """Return a page as text."""
    library, script = chart_library(), template_text("report.js")
    return (
        _environment()
        .get_template("report.html")
        .render(
            page=document,
            links=_links(document),
            typed=typed_for((section.name for section in document.sections), document.command),
            status_words=STATUS_WORDS,
            policy=_policy(library, script),
            style=Markup(_style(document)),  # noqa: S704 - our own style sheet; what comes from the file is escaped
            theme=_json(theme.config(theme.VARIABLES)),
            charts=_json(_charts(document.sections)),
            library=Markup(library),  # noqa: S704 - the installed chart library
            script=Markup(script),  # noqa: S704 - our own script
        )
    )


class UnwritableError(OSError):
    """A page cannot be written where it should go."""


def write_whole(path: Path, page: str) -> None:
    """Write all of a page, in a folder made for it if need be, or leave the file that was there as it is.

    Args:
        path: where to; of a link, the file that it leads to.
        page: the page.

    Raises:
        UnwritableError: it cannot be written there.
    """
    if path.is_file() or not path.exists():  # no pipe or device, which has no name to be written beside
        path = path.resolve()
    try:
        _written(path, page)
    except OSError as refusal:
        raise UnwritableError(refusal.errno, refusal.strerror) from refusal


def _written(path: Path, page: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    special = path.exists() and not path.is_file()
    part = path if special else path.with_name(f"{path.name}.part")
    try:
        part.write_text(page, encoding="utf-8", newline="\n")
        if not special:
            part.replace(path)
    except OSError:
        if not special:
            part.unlink(missing_ok=True)
        raise


def _links(document: Document) -> dict[str, Link]:
    opened = {card.name: Link(card.href, opens=True) for card in document.cards}
    lines = {f"line-{line}": Link(f"L{line}", opens=False) for line in range(1, len(document.listing) + 1)}
    return opened | lines | {name: Link(anchor, opens=False) for name, anchor in document.anchors.items()}


def _charts(sections: Sequence[Section]) -> dict[str, Any]:
    figures = [figure for section in sections for figure in section.figures if isinstance(figure, Figure)]
    return {panel.name: {"schema": SCHEMA, **panel.to_json()} for figure in figures for panel in figure.panels}


def _policy(*scripts: str) -> str:
    """Return a content security policy that runs these scripts and loads nothing."""
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{each}'" for each in hashes)
    rest = "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; script-src {allowed}; {rest}"


def _json(data: object) -> Markup:
    """Write JSON that no text inside can end the script element of."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - no `<` is left


def template_text(name: str) -> str:
    """Return a file that stands beside the templates, as it is."""
    environment = _environment()
    if environment.loader is None:  # pragma: no cover - the environment below always has one
        return ""
    return environment.loader.get_source(environment, name)[0].replace("\r\n", "\n")


def _style(document: Document) -> str:
    """Return the style sheet: variables for light, dark and print, the rules, the words in the page's margin."""
    light, dark = theme.css_variables(theme.LIGHT), theme.css_variables(theme.DARK)
    fonts = f"--sans:{theme.SANS};--serif:{theme.SERIF};--mono:{theme.MONO}"
    margins = _margin("left", _css_string(document.margin)) + _margin("right", _PAGE_COUNT)
    return "\n".join(
        (
            f":root{{color-scheme:light;{light};{fonts}}}",
            f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}",
            f":root[data-theme=dark]{{color-scheme:dark;{dark}}}",
            template_text("parts.css"),
            template_text("report.css"),
            f"@media print{{:root,:root[data-theme=dark],:root:not([data-theme=light]){{color-scheme:light;{light}}}}}",
            f"@page{{size:A4;margin:16mm 15mm 20mm;{margins}}}",
        ),
    )


_PAGE_COUNT = 'counter(page) " of " counter(pages)'


def _margin(side: str, content: str) -> str:
    return f"@bottom-{side}{{content:{content};font:8pt Arial,sans-serif;color:{theme.LIGHT['ink3']}}}"


def _css_string(text: str) -> str:
    """Quote a text for CSS, every letter that could end the string or the element written as its code."""
    return (
        '"'
        + "".join(letter if letter.isalnum() or letter in " .,_-" else f"\\{ord(letter):x} " for letter in text)
        + '"'
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dealwright.show"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    environment.filters |= FILTERS
    return environment
