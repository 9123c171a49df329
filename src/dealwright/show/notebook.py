"""Draw results inside a notebook: a few words, a table, and pictures that need no script."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from dealwright.bargain.result import Bargain
from dealwright.engine.result import Valuation
from dealwright.equity.captable import CapTable
from dealwright.show import theme
from dealwright.show.captable.owned import owners_finding
from dealwright.show.captable.sections import exit_figures, owner_figures
from dealwright.show.captable.story import TableStory
from dealwright.show.charts.densities import density_panels, density_scale
from dealwright.show.charts.frontier import frontier_panels
from dealwright.show.charts.picture import Figure
from dealwright.show.findings import headline, lead, worth_finding
from dealwright.show.page import TableFigure
from dealwright.show.plain import result_text
from dealwright.show.provenance import STATUS_WORDS
from dealwright.show.sections.bargain import solutions_table
from dealwright.show.sections.worth import worth_table
from dealwright.show.standing import bargain_scale
from dealwright.show.story import Story, bargain_story
from dealwright.show.warnings import warnings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.ground.drawn import Drawn
    from dealwright.show.charts.picture import Panel

_OWNED = 3
"""Of the figures about owners: the holders, and what each class and each holder had after each event."""


def result_html(result: Drawn) -> str:
    """Return what a notebook shows of a result.

    Args:
        result: what a study or a cap table answered.

    Returns:
        HTML without scripts, in the notebook's own light or dark.
    """
    if isinstance(result, Bargain):
        return bargain_html(result)
    if isinstance(result, CapTable):
        return table_html(result)
    return valuation_html(result) if isinstance(result, Valuation) else f"<pre>{escape(result_text(result))}</pre>"


def valuation_html(valuation: Valuation) -> str:
    """Return what a notebook shows of a valuation.

    Args:
        valuation: the worths.

    Returns:
        HTML without scripts, in the notebook's own light or dark.
    """
    story = Story(valuation)
    scale = density_scale(valuation, story.scenarios, story.at_table)
    panels = density_panels(story, scale)
    return _page(worth_finding(story), (), panels, (worth_table(story),), warnings_of(story))


def bargain_html(found: Bargain, *, names: Mapping[str, str] | None = None, currency: str = "") -> str:
    """Return what a notebook shows of a bargain.

    Args:
        found: the bargain.
        names: the parties in words, if the bargain does not know them.
        currency: the deal's currency, if the bargain does not know it.

    Returns:
        HTML without scripts, in the notebook's own light or dark.
    """
    story = bargain_story(found, names or {}, currency)
    scale = bargain_scale(found)
    panels = frontier_panels(found, story, scale)
    tables = (solutions_table(story, found, scale),) if found.solutions else ()
    return _page(headline(story), lead(story), panels, tables, warnings_of(story))


def table_html(table: CapTable) -> str:
    """Return what a notebook shows of a cap table: who owns what, how it came about, and what an exit pays.

    Args:
        table: The company, without problems.

    Returns:
        HTML without scripts, in the notebook's own light or dark.
    """
    story = TableStory(table)
    figures = owner_figures(story)[:_OWNED] + (exit_figures(story)[:1] if story.stack.claims else [])
    drawn = [figure for figure in figures if isinstance(figure, Figure)]
    panels = [replace(panel, heading=figure.finding) for figure in drawn for panel in figure.panels]
    tables = [figure for figure in figures if isinstance(figure, TableFigure)]
    finding = owners_finding(story.owned, story.names).replace("the company", table.company, 1)
    return _page(finding, (), panels, tables, ())


def _page(
    title: str,
    sentences: Sequence[str],
    panels: Sequence[Panel],
    tables: Sequence[TableFigure],
    warnings: Sequence[str],
) -> str:
    environment = Environment(loader=PackageLoader("dealwright.show"), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("notebook.html").render(
        title=title,
        sentences=[sentence.replace("**", "") for sentence in sentences],
        pictures=[(panel, Markup(_picture(panel))) for panel in panels],  # noqa: S704 - drawn by the chart library
        tables=tables,
        warnings=warnings,
        links={},
        status_words=STATUS_WORDS,
        light=theme.css_variables(theme.LIGHT),
        dark=theme.css_variables(theme.DARK),
        sans=theme.SANS,
    )


def _picture(panel: Panel) -> str:
    """Draw a panel as SVG whose colours are CSS variables, so that it follows the notebook's theme."""
    import vl_convert

    spec = panel.spec(theme.VARIABLES)
    still = [layer for layer in spec["layer"] if "params" not in layer]
    config = spec["config"] | {"aria": False, "padding": 0}
    return str(vl_convert.vegalite_to_svg(spec | {"layer": still, "config": config}))
