"""Write a report: one HTML file that works offline and asks nobody for anything.

The browser's chart code comes from the installed vl-convert package when the report is written, so that none of it
lives in our repository. The page's content security policy allows the two scripts inside it by their hashes, and no
request.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from dealwright.show import number, theme
from dealwright.show.cards import all_cards
from dealwright.show.charts.picture import SCHEMA, Figure
from dealwright.show.findings import headline, lead
from dealwright.show.key_numbers import key_numbers
from dealwright.show.provenance import STATUS_WORDS
from dealwright.show.sections.bargain import bargain_section
from dealwright.show.sections.companies import companies_section
from dealwright.show.sections.futures import futures_section
from dealwright.show.sections.packages import packages_section
from dealwright.show.sections.sources import assumptions_section, contract_section, facts_section
from dealwright.show.sections.worth import worth_section
from dealwright.show.story import Story
from dealwright.show.warnings import warnings_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from dealwright.bargain.result import Bargain
    from dealwright.engine.result import Valuation
    from dealwright.engine.trail import PackageEffect, Trail
    from dealwright.show.page import Card, Section


_NAMES_IT = "window.vegaEmbed = vegaEmbed;"
_SCRIPT_ENDS = re.compile(r"<(/?script|!--)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a number leads: an anchor of the page, and whether a card opens first."""

    href: str
    opens: bool


def write_report(  # noqa: PLR0913 - a report is made of this much, all of it named
    valuation: Valuation,
    found: Bargain | None,
    trails: Sequence[Trail],
    effects: Sequence[PackageEffect],
    path: Path,
    *,
    date: dt.date,
    command: str,
    version: str,
    text: str = "",
) -> None:
    """Write the report of one deal.

    Args:
        valuation: the worths, with fans and companies.
        found: the bargain, or None if the deal negotiates nothing.
        trails: where the deal's values come from.
        effects: what each named package changes; the first is drawn.
        path: the file to write.
        date: the day the report is made.
        command: what to type to make it again.
        version: the engine's version.
        text: the deal file's text, which the report then carries so that every place can be opened.
    """
    page = report_html(valuation, found, trails, effects, date=date, command=command, version=version, text=text)
    _write_whole(path.resolve(), page)


def _write_whole(path: Path, page: str) -> None:
    """Write all of a page, in a folder made for it if need be, or leave the file that was there as it is."""
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


def report_html(  # noqa: PLR0913 - as above
    valuation: Valuation,
    found: Bargain | None,
    trails: Sequence[Trail],
    effects: Sequence[PackageEffect],
    *,
    date: dt.date,
    command: str,
    version: str,
    text: str = "",
) -> str:
    """Return the report as text; the arguments are those of `write_report`."""
    story = Story(valuation, found, trails, effects)
    sections = sections_of(story)
    cards = all_cards(story)
    listing = text.splitlines()
    library, script = _library(), _template_text("report.js")
    words = {
        "title": valuation.title,
        "as_of": number.day(valuation.as_of),
        "currency": valuation.currency,
        "tax": "before tax" if valuation.before_tax else "after tax as in the file",
        "headline": headline(story),
        "lead": lead(story),
        "keys": key_numbers(story),
        "warnings": warnings_of(story),
        "file": valuation.file,
        "digest": number.digest(valuation.digest),
        "full_digest": valuation.digest,
        "seed": str(valuation.seed),
        "futures": number.count(valuation.paths),
        "date": number.day(date),
        "version": version,
        "command": command,
    }
    return (
        _environment()
        .get_template("report.html")
        .render(
            **words,
            sections=sections,
            cards=cards,
            links=_links(cards, len(listing)),
            listing=listing,
            tokens={party: story.token(party) for party in story.parties},
            status_words=STATUS_WORDS,
            policy=_policy(library, script),
            style=Markup(_style(valuation)),  # noqa: S704 - our own style sheet; what comes from the deal is escaped
            theme=_json(theme.config(theme.VARIABLES)),
            charts=_json(_charts(sections)),
            library=Markup(library),  # noqa: S704 - the installed chart library
            script=Markup(script),  # noqa: S704 - our own script
        )
    )


def sections_of(story: Story) -> list[Section]:
    """Return the sections that a story has something to say in."""
    made = [
        worth_section(story),
        None if story.found is None else bargain_section(story, story.found),
        packages_section(story),
        futures_section(story),
        companies_section(story),
        contract_section(story),
        facts_section(story),
        assumptions_section(story),
    ]
    return [section for section in made if section is not None]


def _links(cards: Sequence[Card], lines: int) -> dict[str, Link]:
    opened = {card.name: Link(card.href, opens=True) for card in cards}
    return opened | {f"line-{line}": Link(f"L{line}", opens=False) for line in range(1, lines + 1)}


def _charts(sections: Sequence[Section]) -> dict[str, Any]:
    figures = [figure for section in sections for figure in section.figures if isinstance(figure, Figure)]
    return {panel.name: {"schema": SCHEMA, **panel.to_json()} for figure in figures for panel in figure.panels}


@cache
def _library() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script, from the installed package."""
    import vl_convert

    # Only these words would end or confuse the element; in the library they can only stand inside strings.
    return _SCRIPT_ENDS.sub(r"\\x3c\1", str(vl_convert.javascript_bundle(_NAMES_IT)))


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


def _template_text(name: str) -> str:
    environment = _environment()
    if environment.loader is None:  # pragma: no cover - the environment below always has one
        return ""
    return environment.loader.get_source(environment, name)[0].replace("\r\n", "\n")


def _style(valuation: Valuation) -> str:
    """Return the style sheet: variables for light, dark and print, the rules, the words in the page's margin."""
    light, dark = theme.css_variables(theme.LIGHT), theme.css_variables(theme.DARK)
    fonts = f"--sans:{theme.SANS};--serif:{theme.SERIF};--mono:{theme.MONO}"
    tax = "before tax" if valuation.before_tax else "after tax"
    run = f"seed {valuation.seed}, {number.count(valuation.paths)} futures"
    foot = "   ".join((valuation.file, number.digest(valuation.digest), run, f"{number.day(valuation.as_of)}, {tax}"))
    margins = _margin("left", _css_string(foot)) + _margin("right", _PAGE_COUNT)
    return "\n".join(
        (
            f":root{{color-scheme:light;{light};{fonts}}}",
            f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}",
            f":root[data-theme=dark]{{color-scheme:dark;{dark}}}",
            _template_text("report.css"),
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
    environment.filters["emphasis"] = _emphasis
    return environment


def _emphasis(text: str) -> Markup:
    """Set what stands between two pairs of stars stronger, everything else escaped."""
    parts = [escape(part) for part in text.split("**")]
    return Markup("").join(
        Markup("<strong>{}</strong>").format(part) if place % 2 else part for place, part in enumerate(parts)
    )
