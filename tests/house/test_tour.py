"""The tour of the manual, taken step by step from an empty folder."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def tour(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("tour", root / "tools" / "tour.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root / "tools")
        spec.loader.exec_module(module)
    return module


def test_the_tour_prints_what_the_manual_says(root: Path, tour: ModuleType, tmp_path: Path) -> None:
    page = (root / "docs" / "tour.md").read_text(encoding="utf-8")
    assert tour.taken(page, tmp_path) == page, "run: python tools/tour.py"
    assert {each.name for each in tmp_path.iterdir()} == {"mine.yaml", "mine.html"}
    typed = re.findall(r"(?m)^\$ dealwright (\w+)", page)
    assert typed[0] == "new"
    assert {"check", "value", "set", "trade", "bargain", "offers", "facts", "report", "explain"} <= set(typed)
    assert "(docs/tour.md)" in (root / "README.md").read_text(encoding="utf-8")


def test_a_step_that_changes_a_line_that_is_not_there_is_refused(tour: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("title: A\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has 0 lines as this one"):
        tour.taken("```diff\n-title: B\n+title: C\n```\n", tmp_path)
