"""Show the files that the manual's pages speak of, such as a deal, as pages of the manual."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
SCHEME = "beside"
"""What an address of a file outside docs/ begins with while the pages are read."""

_OUTSIDE = re.compile(r"\]\((?:\.\./)+([^)#:]+)\)")
_LANGUAGES = {".yaml": "yaml", ".py": "python", ".json": "json", ".md": "markdown"}


def add(app: Sphinx) -> None:
    """Let links out of docs/ lead to pages that show the files.

    Args:
        app: The program that builds.
    """
    app.connect("source-read", _marked)
    app.connect("doctree-resolved", _led_to_pages)
    app.connect("html-collect-pages", _pages)


def _marked(_app: Sphinx, _page: str, source: list[str]) -> None:
    source[0] = _OUTSIDE.sub(rf"]({SCHEME}:\1)", source[0])


def _led_to_pages(app: Sphinx, tree: nodes.document, page: str) -> None:
    for link in tree.findall(nodes.reference):
        scheme, _, name = str(link.get("refuri", "")).partition(":")
        if scheme == SCHEME:
            _shown(app).add(name)
            link["refuri"] = posixpath.relpath(f"{_page_of(name)}.html", posixpath.dirname(page) or ".")
            link["internal"] = True


def _shown(app: Sphinx) -> set[str]:
    shown: set[str] = app.env.__dict__.setdefault("dealwright_files", set())
    return shown


def _page_of(name: str) -> str:
    return f"files/{name.rstrip('/')}"


def _pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    for name in sorted(_shown(app)):
        path = ROOT / name
        title = name.rstrip("/")
        if path.is_dir():
            body = "".join(f"<li><code>{each.name}</code></li>" for each in sorted(path.iterdir()))
            body = f"<ul>{body}</ul>"
        else:
            language = _LANGUAGES.get(path.suffix, "none")
            highlighter = app.builder.highlighter  # type: ignore[attr-defined]
            body = highlighter.highlight_block(path.read_text(encoding="utf-8"), language)
            body = f'<div class="highlight-{language} notranslate">{body}</div>'
        yield _page_of(name), {"title": title, "body": f"<h1><code>{title}</code></h1>{body}"}, "page.html"
