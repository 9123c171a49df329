"""The scripts that measure speed run against the code as it is: what they import from it is there."""

import importlib.util
import re
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).resolve().parents[2] / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_a_benchmark_finds_what_it_measures(script: Path) -> None:
    spec = importlib.util.spec_from_file_location(f"benchmark_{script.stem}", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert callable(module.main)


def test_every_benchmark_is_measured_in_the_table(root: Path) -> None:
    table = (root / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert len(SCRIPTS) >= 5
    assert [script.name for script in SCRIPTS if f"| `{script.name}` |" not in table] == []


def test_nothing_but_the_side_of_a_comparison_imports_what_is_only_compared_with(root: Path) -> None:
    code = [each for room in ("src", "tests", "tools", "benchmarks") for each in (root / room).rglob("*.py")]
    imports = re.compile(r"^\s*(?:import|from) (?:negmas|paretoset)\b", re.MULTILINE)
    found = {each.parent for each in code if imports.search(each.read_text(encoding="utf-8"))}
    assert found == {root / "benchmarks" / "oracle"}
    locked = (root / "requirements.lock").read_text(encoding="utf-8") + (root / "pyproject.toml").read_text("utf-8")
    assert "negmas" not in locked
