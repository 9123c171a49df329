"""What the manual shows of the language is read as the manual says."""

import re
from pathlib import Path

import pytest

from dealwright.deal.expression import FUNCTIONS, Chance, Quantity, Schedule, Uncertain
from dealwright.ground import Kind, Unit
from dealwright.lang.compose import compose, compose_value
from dealwright.lang.grammar import UNCERTAIN_FAMILIES
from dealwright.lang.parse import Grammar, parse
from dealwright.lang.ranges import parse_range
from dealwright.lang.units import check_units
from dealwright.terms import KINDS, Term

USD = Unit.of("USD")
NAMES = {
    "margin": Unit.NONE,
    "multiple": Unit.NONE,
    "revenue": USD / Unit.YEAR,
    "eur_cash": Unit.of("EUR"),
    "usd_cash": USD,
}


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "language.md").read_text(encoding="utf-8")


def section(page: str, title: str) -> str:
    return page.split(f"\n## {title}\n")[1].split("\n## ", maxsplit=1)[0]


def first_cells(text: str) -> list[str]:
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    return [code for row in rows for code in re.findall(r"`([^`]+)`", row.split(" | ")[0])]


def test_every_value_of_the_manual_is_a_literal(page: str) -> None:
    shown = first_cells(section(page, "Values"))
    assert len(shown) > 20
    for text in shown:
        node, _ = compose_value(text, "language.md")
        assert node is not None
        value, problems = parse(node, Grammar())
        assert isinstance(value, Quantity), text
        assert problems == []


def test_what_the_manual_calls_sloppy_is_a_problem(page: str) -> None:
    sentence = next(line for line in section(page, "Values").splitlines() if line.startswith("Nothing is coerced"))
    shown = re.findall(r"`([^`]+)`", sentence)
    assert len(shown) == 7
    for text in shown:
        node, _ = compose_value(text, "language.md")
        assert node is not None
        assert [problem.code for problem in parse(node, Grammar())[1]] == ["bad-literal"]


def test_schedules_and_chances_of_the_manual_are_read(page: str) -> None:
    shown = dict(re.findall(r"\*\*(\w+)\*\*[^`]*`([^`]+)`", section(page, "Values")))
    assert isinstance(parse(compose_value(shown["Chances"], "x")[0], Grammar())[0], Chance)  # type: ignore[arg-type]
    schedule = re.findall(r"`(\{20[^`]+)`", section(page, "Values"))[0]
    assert isinstance(parse(compose_value(schedule, "x")[0], Grammar(schedule=True))[0], Schedule)  # type: ignore[arg-type]


def test_every_family_is_in_the_manual_and_its_examples_are_read(page: str) -> None:
    text = section(page, "Uncertain values")
    assert all(f"{family}(" in text for family in UNCERTAIN_FAMILIES)
    examples = ["5% to 20%", "lognormal(10bn, 3bn)", *re.findall(r"`(\"one_of[^`]+|\{one_of[^`]+)`", text)]
    assert len(examples) == 4
    for example in examples:
        assert example in text
        assert isinstance(parse(compose_value(example, "x")[0], Grammar())[0], Uncertain)  # type: ignore[arg-type]


def test_every_function_is_in_the_manual(page: str) -> None:
    text = section(page, "Expressions")
    assert all(f"`{function}(" in text for function in FUNCTIONS)


def test_the_units_of_the_manual_are_those_found(page: str) -> None:
    block = section(page, "Units").split("```")[1].strip()
    kinds = {"a duration": Unit.YEAR, "USD": USD, "USD/year": USD / Unit.YEAR}
    for line in block.splitlines():
        text, said = re.split(r"  +", line, maxsplit=1)
        expression, problems = parse(compose_value(text, "x")[0], Grammar())  # type: ignore[arg-type]
        assert problems == []
        assert expression is not None
        unit, problems = check_units(expression, NAMES)
        assert (unit == Kind.ANY) == said.startswith("a problem")
        assert [problem.code for problem in problems] == (["unit-mismatch"] if said.startswith("a problem") else [])
        assert unit == kinds.get(said, unit)


def test_the_ranges_of_the_manual_are_ranges(page: str) -> None:
    block = section(page, "Negotiable ranges").split("```yaml")[1].split("```")[0]
    tree, problems = compose(block, "language.md")
    assert problems == []
    assert tree is not None
    ranges = tree.root.entries["over"].entries  # type: ignore[union-attr]
    assert [len(parse_range(node, "USD")[0] or ()) for node in ranges.values()] == [26, 11, 4, 2, 9]


def test_the_manual_names_every_key_that_all_terms_have_and_every_clause_of_a_royalty(page: str) -> None:
    terms = section(page, "The file").split("\n### Terms\n")[1].split("\n#### ", maxsplit=1)[0]
    shared = {field.alias or key for key, field in Term.model_fields.items()}
    royalty = {field.alias or key for key, field in KINDS["royalty"].model_fields.items()} - {"payer", "payee"}
    assert [key for key in sorted(shared | royalty) if f"`{key}`" not in terms] == []
