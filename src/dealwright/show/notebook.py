"""Draw results inside a notebook: a few words, tables, and pictures that need no script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dealwright.show import theme
from dealwright.show.drawing import bargain_drawing, drawing_of
from dealwright.show.marked import FILTERS
from dealwright.show.pictures import svg
from dealwright.show.provenance import STATUS_WORDS
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.result import Bargain
    from dealwright.ground.drawn import Drawn
    from dealwright.show.drawing import Drawing


def result_html(result: Drawn) -> str:
    """Return what a notebook shows of a result.

    Args:
        result: what a study or a cap table answered.

    Returns:
        HTML without scripts, in the notebook's own light or dark.
    """
    return _page(drawing_of(result))


def bargain_html(found: Bargain, *, names: Mapping[str, str] | None = None, currency: str = "") -> str:
    """Return what a notebook shows of a bargain.

    Args:
        found: the bargain.
        names: the parties in words, if the bargain does not know them.
        currency: the deal's currency, if the bargain does not know it.

    Returns:
        HTML without scripts, in the notebook's own light or dark.
    """
    return _page(bargain_drawing(found, names, currency))


def still(subtitle: str) -> str:
    """Leave out of a subtitle what only a page with a script can do.

    Example:
        >>> still("Offers, EUR m. Point at a dot to see its package; diamonds: the same worth.")
        'Offers, EUR m. Diamonds: the same worth.'
    """
    before, found, after = subtitle.partition("Point at a dot to see its package")
    return f"{before}{capital(after.lstrip('.; '))}".strip() if found else subtitle


def _page(drawing: Drawing) -> str:
    environment = Environment(loader=PackageLoader("dealwright.show"), autoescape=True, undefined=StrictUndefined)
    environment.filters |= {**FILTERS, "still": still}
    drawn = {
        panel.name: Markup(svg(panel, theme.VARIABLES))  # noqa: S704 - drawn by the chart library
        for figure in drawing.pictures
        for panel in figure.panels
    }
    return environment.get_template("notebook.html").render(
        drawing=drawing,
        drawn=drawn,
        links={},
        status_words=STATUS_WORDS,
        light=theme.css_variables(theme.LIGHT),
        dark=theme.css_variables(theme.DARK),
        sans=theme.SANS,
        mono=theme.MONO,
    )
