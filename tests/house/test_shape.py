"""The shape of the code: short modules, quiet front pages, nothing public without a docstring."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "dealwright"
MODULES = sorted(SOURCE.rglob("*.py"))
BANNED = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "legacy"}
LONGEST = 400

each_module = pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))


def public_without_docstring(node: ast.AST, prefix: str = "") -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or child.name.startswith("_"):
            continue
        overload = any("overload" in ast.unparse(decorator) for decorator in child.decorator_list)
        if not ast.get_docstring(child) and not overload:
            yield prefix + child.name
        if isinstance(child, ast.ClassDef):
            yield from public_without_docstring(child, f"{prefix}{child.name}.")


def test_there_are_modules_to_look_at() -> None:
    assert len(MODULES) > 20


@each_module
def test_a_module_is_short_and_says_what_it_does(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST
    assert ast.get_docstring(ast.parse(text)), "the first docstring says what the module does"


@each_module
def test_a_module_is_named_after_its_idea(module: Path) -> None:
    words = set(module.stem.split("_")) | {module.parent.name}
    assert not words & BANNED


@each_module
def test_every_public_name_has_a_docstring(module: Path) -> None:
    assert list(public_without_docstring(ast.parse(module.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("front", [m for m in MODULES if m.name == "__init__.py"], ids=lambda path: path.parent.name)
def test_a_front_page_only_re_exports(front: Path) -> None:
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.If)
    for statement in ast.parse(front.read_text(encoding="utf-8")).body:
        docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        lazily = isinstance(statement, ast.FunctionDef) and statement.name == "__getattr__"
        draws = ast.unparse(statement).startswith(("def _artist(", "let_draw("))  # whose pictures results show
        assert docstring or lazily or draws or isinstance(statement, allowed), ast.unparse(statement)
        if isinstance(statement, ast.Assign):
            assert ast.unparse(statement.targets[0]) in {"__all__", "__version__"}
