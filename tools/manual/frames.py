"""Let what is wider than the page scroll inside a frame of its own, by keyboard as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def add(app: Sphinx) -> None:
    """Frame every table, and let the keyboard reach every frame.

    Args:
        app: The program that builds.
    """
    app.connect("doctree-resolved", _framed)
    app.connect("html-page-context", _reached)


def _framed(_app: Sphinx, tree: nodes.document, _page: str) -> None:
    for table in list(tree.findall(nodes.table)):
        frame = nodes.container(classes=["wide"])
        table.replace_self(frame)
        frame += table


def _reached(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: nodes.document | None) -> None:
    body = str(context.get("body", ""))
    for frame in ("<pre", '<div class="wide docutils container"'):
        body = body.replace(f"{frame}>", f'{frame} tabindex="0">')
    context["body"] = body
