"""Write figures as pieces of a living page: their HTML, their charts, and which of their numbers open a trail."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dealwright.show.charts.picture import Figure
from dealwright.show.document import Link
from dealwright.show.marked import FILTERS
from dealwright.show.provenance import STATUS_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dealwright.show.page import Card, Section, TableFigure

_LINE = re.compile(r"line-\d+")


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a page shows in one place.

    Attributes:
        html: the figures, escaped and ready to stand in a page.
        charts: by the panel's name, its layers for a page and a phone, and its data.
    """

    html: str
    charts: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return both under their own names."""
        return {"html": self.html, "charts": dict(self.charts)}


def section_pieces(section: Section, opened: Collection[str]) -> Pieces:
    """Write a section: what it found, why a reader should look, its figures.

    Args:
        section: the section.
        opened: names of the cards that its numbers may open.
    """
    return _pieces("section.html", section.figures, opened, section=section)


def figure_pieces(figures: Sequence[Figure | TableFigure], opened: Collection[str]) -> Pieces:
    """Write figures that stand for themselves.

    Args:
        figures: pictures and tables, in order.
        opened: names of the cards that their numbers may open.
    """
    return _pieces("figures.html", figures, opened, figures=figures)


def card_html(card: Card, opened: Collection[str]) -> str:
    """Write the trail of one number.

    Args:
        card: what the number opens.
        opened: names of the cards that it may lead on to.
    """
    return _render("trail.html", opened, card=card)


class Opened(dict[str, Link]):
    """The links of a living page: every card opens in its place, and so does every line of the file."""

    def __init__(self, names: Collection[str]) -> None:
        """Take the names of the cards that there are."""
        super().__init__({name: Link(name, opens=True) for name in names})

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a card, or line."""
        return super().__contains__(name) or _LINE.fullmatch(str(name)) is not None

    def __missing__(self, name: str) -> Link:
        """Open a line of the file."""
        return Link(name, opens=True)


def load_templates() -> None:
    """Read the templates before they are first needed."""
    for name in ("figures.html", "section.html", "trail.html"):
        _environment().get_template(name)


def _pieces(template: str, shown: Sequence[Figure | TableFigure], opened: Collection[str], **named: object) -> Pieces:
    panels = [panel for figure in shown if isinstance(figure, Figure) for panel in figure.panels]
    return Pieces(_render(template, opened, **named), {panel.name: panel.to_json() for panel in panels})


def _render(template: str, opened: Collection[str], **named: object) -> str:
    links = opened if isinstance(opened, Opened) else Opened(opened)
    return _environment().get_template(template).render(links=links, status_words=STATUS_WORDS, **named)


@cache
def _environment() -> Environment:
    environment = Environment(loader=PackageLoader("dealwright.show"), autoescape=True, undefined=StrictUndefined)
    environment.filters |= FILTERS
    return environment
