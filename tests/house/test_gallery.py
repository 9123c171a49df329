"""The gallery of the manual: every picture that the code draws is in it, as the code draws it today."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

SHOW = Path(__file__).resolve().parents[2] / "src" / "dealwright" / "show"
ONLY_NOW_AND_THEN = {"charts.frontier.frontier_panel"}
"""What draws a part of another function's picture."""


@pytest.fixture(scope="module")
def gallery(root: Path) -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("gallery", root / "tools" / "gallery.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, "gallery", module)
        patch.chdir(root)
        spec.loader.exec_module(module)
        yield module


def draws(function: ast.FunctionDef) -> bool:
    """Tell whether a public function returns what is drawn."""
    returned = "" if function.returns is None else ast.unparse(function.returns)
    return not function.name.startswith("_") and re.search(r"\bPanel\b", returned) is not None


def test_every_function_that_draws_is_in_the_gallery(gallery: ModuleType) -> None:
    known = set()
    for file in SHOW.rglob("*.py"):
        module = ".".join(file.relative_to(SHOW).with_suffix("").parts)
        tree = ast.parse(file.read_text(encoding="utf-8"))
        known |= {f"{module}.{each.name}" for each in tree.body if isinstance(each, ast.FunctionDef) and draws(each)}
    shown = {name for entry in gallery.GALLERY for name in entry.drawn_by}
    assert known - ONLY_NOW_AND_THEN == shown - ONLY_NOW_AND_THEN, "add the picture to tools/gallery.py"
    assert len(known) > 10


def test_the_gallery_shows_what_its_lines_draw_today(gallery: ModuleType, root: Path) -> None:
    assert gallery.page() == (root / "docs" / "gallery.md").read_text(encoding="utf-8"), "run: python tools/gallery.py"
    files = {}
    for entry in gallery.GALLERY:
        drawn = [panel for _, panel in gallery.panels(entry)]
        assert [panel.name for panel in drawn] == list(entry.pictures)
        files |= {f"{panel.name}.svg": gallery.mark(panel) for panel in drawn}
    folder = root / "docs" / "images" / "gallery"
    assert {file.name: gallery.marked(file) for file in folder.iterdir()} == files, "run: python tools/gallery.py"
    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        assert ET.fromstring(text).tag.endswith("svg")  # noqa: S314 - our own
        assert "prefers-color-scheme:dark" in text
        assert "<script" not in text
        assert not re.search(r'(?:href|src)="(?!#)', text)


def test_the_line_below_a_picture_returns_it(gallery: ModuleType) -> None:
    entry = next(each for each in gallery.GALLERY if each.pictures == ("claims-firm",))
    answer = gallery.answered(entry.lines)
    (panel,) = (panel for _, panel in gallery.panels(entry))
    assert answer.pictures("both")["claims-firm"] == gallery.following(panel)
