"""Make the manual's table of contents from the headings and tables of docs/index.md, and of docs/terms/index.md."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

_LINK = re.compile(r"\]\(([^)#:]+)\.md\)")
_NAMED_BY_FILE = re.compile(r"\[[\w/-]+(?:\.md|/)\](\([^)#:]+\.md\))")


def add(app: Sphinx) -> None:
    """Lay the contents under the pages that list others.

    Args:
        app: The program that builds.
    """
    app.connect("source-read", _with_contents)


def parts(text: str) -> Iterator[tuple[str, list[str]]]:
    """List the parts of a page that lists others.

    Args:
        text: Markdown whose headings of the second level are parts; what stands above the first has no name.

    Yields:
        The part's name, and the pages it links to, in order and once each, without `.md`.
    """
    for part in re.split(r"(?m)^## ", f" \n{text}"):
        name, _, body = part.partition("\n")
        pages = list(dict.fromkeys(_LINK.findall(body)))
        if pages:
            yield name.strip(), pages


def _with_contents(_app: Sphinx, page: str, source: list[str]) -> None:
    # A link that shows a file's name shows the page's title instead.
    text, source[0] = source[0], _NAMED_BY_FILE.sub(r"[]\1", source[0])
    if page.rpartition("/")[2] != "index":
        return
    for name, pages in parts(text):
        caption = f":caption: {name}\n" if name else ""
        source[0] += "\n```{toctree}\n:hidden:\n" + caption + "\n" + "\n".join(pages) + "\n```\n"
