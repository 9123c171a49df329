"""The manual: pages made from the code are current, nothing is left out, no link leads nowhere."""

import argparse
import ast
import importlib.util
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import dealwright
from dealwright import study
from dealwright.cli.glossary import WORDS
from dealwright.cli.main import VERBS, parser
from dealwright.terms import KINDS, Term

WRITTEN = ["index.md", "language.md", "errors.md", "mathematics.md", "python.md", "architecture.md", "plan.md"]


@pytest.fixture(scope="module")
def maker(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_maker", root / "tools" / "docs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root / "tools")
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(maker: ModuleType) -> dict[str, str]:
    pages: dict[str, str] = maker.pages()
    return pages


@pytest.mark.parametrize(
    "page", ["api.md", "cli.md", "drivers.md", "words.md", "terms/index.md", *(f"terms/{kind}.md" for kind in KINDS)]
)
def test_a_page_made_from_the_code_is_current(root: Path, made: dict[str, str], page: str) -> None:
    assert (root / "docs" / page).read_text(encoding="utf-8") == made[page], "run: make docs"


def test_every_page_made_from_the_code_is_one_of_these(root: Path, made: dict[str, str]) -> None:
    there = {str(page.relative_to(root / "docs")) for page in (root / "docs" / "terms").iterdir()}
    assert there == {page for page in made if page.startswith("terms/")}


def test_every_verb_and_option_is_in_the_manual(root: Path) -> None:
    page = (root / "docs" / "cli.md").read_text(encoding="utf-8")
    assert len(VERBS) >= 8
    help_text = parser().format_help()
    for verb in re.findall(r"^    (\w+) ", help_text, flags=re.MULTILINE):
        assert f"## dealwright {verb}" in page
    for option in ("--json", "--set", "--scenario", "--seed", "--paths", "--sources", "--out", "--template", "--debug"):
        assert f"`{option}" in page


def parsers(top: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """List a verb and its parts, with what is typed for each."""
    yield name, top
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for part, below in action.choices.items():
                yield from parsers(below, f"{name} {part}")


def test_every_verb_has_all_of_its_help_in_the_manual(root: Path) -> None:
    page = (root / "docs" / "cli.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"(?ms)^## (dealwright [^\n]+)\n(.*?)(?=^## |\Z)", page))
    known = dict(parsers(parser(), "dealwright"))
    assert len(known) > len(VERBS)
    assert set(sections) == set(known) - {"dealwright"}, "run: make docs"
    for name, section in sections.items():
        verb = known[name]
        assert verb.description, f"{name} says nothing of itself"
        assert all(line.strip() in section for line in verb.description.splitlines()), name
        for action in verb._actions:
            if action.dest == "help" or isinstance(action, argparse._SubParsersAction):
                continue
            assert action.help, f"{name} {action.dest} has no help"
            if action.help != argparse.SUPPRESS:
                assert f"| {action.help.replace('%%', '%')} |" in section, f"{name} {action.dest}"
                assert all(f"`{each}" in section for each in action.option_strings), f"{name} {action.dest}"


def test_every_answer_and_attribute_of_the_python_interface_is_explained(made: dict[str, str]) -> None:
    page = made["api.md"]
    for name in (*dealwright.__all__, *study.__all__):
        assert name == "__version__" or re.search(rf"\b{name}\b", page), name
    questions = [name for name, _ in inspect.getmembers(study.Study, inspect.isfunction) if name[0] != "_"]
    assert re.findall(r"(?m)^### Study\.(\w+)$", page) == questions
    blank = [line for line in page.splitlines() if re.match(r"\| `.*\|\s*\|$", line)]
    assert blank == [], "an attribute without a word in its class's docstring"
    anchors = {re.sub(r"[^\w-]", "", each.lower().replace(" ", "-")) for each in re.findall(r"(?m)^#+ (.+)$", page)}
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= anchors


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_a_kind_of_term_says_what_it_is_with_its_keys_and_a_deal(root: Path, kind: str) -> None:
    page = (root / "docs" / "terms" / f"{kind}.md").read_text(encoding="utf-8")
    own = {field.alias or key for key, field in KINDS[kind].model_fields.items() if key not in Term.model_fields}
    assert all(f"`{key}`" in page for key in own)
    for verb in ("statement", "value"):
        assert f"$ dealwright {verb} examples/terms/{kind}.yaml" in page
    assert f"[{kind}]({kind}.md)" in (root / "docs" / "terms" / "index.md").read_text(encoding="utf-8")


def test_words_stand_in_alphabetical_order() -> None:
    assert list(WORDS) == sorted(WORDS)


@pytest.mark.parametrize("page", WRITTEN)
def test_a_page_of_the_manual_is_written(root: Path, page: str) -> None:
    assert len((root / "docs" / page).read_text(encoding="utf-8")) > 500


def test_no_link_leads_nowhere(root: Path) -> None:
    pages = [root / "README.md", root / "CONTRIBUTING.md", root / "CHANGES.md", *(root / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_shows_the_example_as_it_is(root: Path) -> None:
    example = (root / "examples" / "hello.yaml").read_text(encoding="utf-8")
    assert f"```yaml\n{example}```" in (root / "README.md").read_text(encoding="utf-8")


def functions_of(file: Path) -> dict[str, tuple[str, list[str]]]:
    """Give the tests of a file: the text of each, and the names of its decorators."""
    text = file.read_text(encoding="utf-8")
    return {
        each.name: (
            ast.get_source_segment(text, each) or "",
            [getattr(on.func, "id", "") for on in each.decorator_list if isinstance(on, ast.Call)],
        )
        for each in ast.parse(text).body
        if isinstance(each, ast.FunctionDef)
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_proven_by_a_published_example_and_a_property(root: Path, maker: ModuleType, kind: str) -> None:
    proof = maker.term_pages.PROOFS[kind]
    for named in (proof.shown_by, proof.proven_by):
        file, _, test = named.partition("::")
        assert test in functions_of(root / "tests" / file), named
    published = (root / "tests" / proof.shown_by.partition("::")[0]).read_text(encoding="utf-8")
    assert proof.source in published
    file, _, test = proof.proven_by.partition("::")
    assert "given" in functions_of(root / "tests" / file)[test][1], "a property is tried on drawn terms"
    page = (root / "docs" / "terms" / f"{kind}.md").read_text(encoding="utf-8")
    assert proof.source in page
