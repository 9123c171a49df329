"""Write what each section of the manual says, from which the search shows the passage around a hit without a server."""

from __future__ import annotations

import json
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.addnodes import pending_xref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

FILE = "passages.js"
"""A script and no JSON: from a folder, without a server, a browser loads scripts alone."""


def add(app: Sphinx) -> None:
    """Write the passages once all pages are laid out.

    Args:
        app: The program that builds.
    """
    app.connect("build-finished", _written)


def _written(app: Sphinx, problem: Exception | None) -> None:
    if problem is not None or app.builder.format != "html":
        return
    said = {page: list(passages(app.env, page)) for page in sorted(app.env.found_docs)}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    (Path(app.outdir) / "_static" / FILE).write_text(f"window.passages={text}\n", encoding="utf-8")


def passages(env: BuildEnvironment, page: str) -> Iterator[tuple[str, str, str]]:
    """List what the sections of a page say, in their order.

    Args:
        env: What was read.
        page: The page's name.

    Yields:
        The place that leads to a section, its title, and its text without that of the sections in it.
    """
    tree = env.get_doctree(page)
    for link in tree.findall(pending_xref):
        named = posixpath.normpath(posixpath.join(posixpath.dirname(page), str(link.get("reftarget", ""))))
        if not link.astext() and named in env.titles:  # a link without words shows the title of the page it leads to
            link.append(nodes.Text(env.titles[named].astext()))
    for section in tree.findall(nodes.section):
        title, *rest = section.children
        text = " ".join(part for child in rest if not isinstance(child, nodes.section) for part in _parts(child))
        yield str(section["ids"][0]), title.astext(), text


def _parts(node: nodes.Node) -> Iterator[str]:
    """List the texts below a node: of each paragraph, each cell, each piece of code, in words one blank apart."""
    for each in node.findall(nodes.TextElement):
        if not isinstance(each.parent, nodes.TextElement) and (said := " ".join(each.astext().split())):
            yield said
