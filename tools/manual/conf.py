"""Build the manual: Sphinx reads the pages in docs/ as they are; its parts are the headings of docs/index.md."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import contents  # noqa: E402 - beside this file
import files  # noqa: E402
import frames  # noqa: E402
import lexers  # noqa: E402
import passages  # noqa: E402

import dealwright  # noqa: E402
from dealwright.show import theme  # noqa: E402

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "Dealwright"
release = dealwright.__version__
root_doc = "index"
source_suffix = {".md": "markdown"}
extensions = ["myst_parser"]
language = "en"
highlight_language = "text"
smartquotes = False  # two dashes begin an option

# A page links to headings of others as any reader of Markdown makes their anchors.
myst_heading_anchors = 4
myst_url_schemes = {"http": None, "https": None, "mailto": None, files.SCHEME: None}
suppress_warnings = ["misc.highlighting_failure"]

# Nothing is fetched: no web font, no script of another place, no search that asks a server for pages.
html_theme = "dealwright"
html_theme_path = [str(HERE)]
html_title = "Dealwright"
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False
html_use_index = False
html_domain_indices = False
html_permalinks_icon = "#"
html_context = {
    "light": theme.css_variables(theme.LIGHT),
    "dark": theme.css_variables(theme.DARK),
    "sans": theme.SANS,
    "serif": theme.SERIF,
    "mono": theme.MONO,
}


def setup(app: "Sphinx") -> None:
    """Tell Sphinx what is ours.

    Args:
        app: The program that builds.
    """
    contents.add(app)
    files.add(app)
    frames.add(app)
    lexers.add(app)
    passages.add(app)
