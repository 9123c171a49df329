"""Uncertain quantities are checked for what they can mean."""

import pytest

from dealwright.deal.expression import Expression, Uncertain, show
from dealwright.ground import Place, Problem
from dealwright.lang.compose import compose
from dealwright.lang.load import loads
from dealwright.lang.parse import Grammar, parse
from dealwright.lang.tree import ScalarNode


def read(text: str, *, uncertain: bool = True) -> tuple[Expression | None, list[Problem]]:
    node = ScalarNode(text, "plain", Place("deal.yaml", 1, 1, 1, 1 + len(text)))
    return parse(node, Grammar("USD", uncertain=uncertain))


@pytest.mark.parametrize(
    ("text", "family", "values"),
    [
        ("5% to 20%", "interval", (0.05, 0.2)),
        ("8bn to 12bn", "interval", (8e9, 12e9)),
        ("-5% to 20%", "interval", (-0.05, 0.2)),
        ("0 to 20bn", "interval", (0.0, 20e9)),
        ("6 months to 2 years", "interval", (0.5, 2.0)),
        ("normal(5%, 1%)", "normal", (0.05, 0.01)),
        ("lognormal(10bn, 3bn)", "lognormal", (10e9, 3e9)),
        ("beta(2, 5)", "beta", (2.0, 5.0)),
        ("pert(1bn, 2bn, 5bn)", "pert", (1e9, 2e9, 5e9)),
        ("pert(1, 1, 5)", "pert", (1.0, 1.0, 5.0)),
        ("uniform(-10%, 10%)", "uniform", (-0.1, 0.1)),
    ],
)
def test_a_distribution_has_its_parameters(text: str, family: str, values: tuple[float, ...]) -> None:
    uncertain, problems = read(text)
    assert problems == []
    assert isinstance(uncertain, Uncertain)
    assert (uncertain.family, tuple(p.value for p in uncertain.parameters)) == (family, values)
    assert show(uncertain) == text
    assert (uncertain.place.column, uncertain.place.end_column) == (1, len(text) + 1)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("20% to 5%", "bad-distribution", "rising"),
        ("5% to 5%", "bad-distribution", "rising"),
        ("uniform(2, 1)", "bad-distribution", "rising"),
        ("pert(1, 5, 3)", "bad-distribution", "least, likeliest, greatest"),
        ("pert(2, 2, 2)", "bad-distribution", "rising"),
        ("normal(5%, 0%)", "bad-distribution", "standard deviation"),
        ("normal(5%, -1%)", "bad-distribution", "standard deviation"),
        ("lognormal(0, 1)", "bad-distribution", "mean of a lognormal"),
        ("lognormal(-1bn, 1bn)", "bad-distribution", "mean of a lognormal"),
        ("beta(0, 1)", "bad-distribution", "shape"),
        ("normal(5%)", "wrong-arguments", "1 parameter"),
        ("pert(1, 2)", "wrong-arguments", "2 parameters"),
        ("normal(revenue, 1bn)", "bad-distribution", "no number"),
        ("uniform(2027-01-01, 2028-01-01)", "bad-distribution", "does not spread over dates"),
        ("a to b", "bad-distribution", "no number"),
        ("lognormal(10bn, 30%)", "unit-mismatch", "a pure number beside USD"),
        ("beta(2bn, 3bn)", "unit-mismatch", "USD beside a pure number"),
        ("8 to 12bn", "unit-mismatch", "write `8bn to 12bn`"),
        ("5 to 20%", "unit-mismatch", "write `5% to 20%`"),
        ("8bn USD to 12bn EUR", "unit-mismatch", "EUR beside USD"),
        ("one_of({1bn: 100%})", "bad-distribution", "fewer than two"),
        ("one_of({1bn: 60%, 2bn: 30%})", "bad-weights", "write `40%` for the last"),
        ("one_of({1bn: 60%, 2bn: 70%})", "bad-weights", "sum to 130%"),
        ("one_of({1bn: 60%, 2bn: 40})", "bad-distribution", "no weight"),
        ("one_of({1bn: -10%, 2bn: 110%})", "bad-distribution", "no weight"),
        ("one_of({a + b: 50%, 2bn: 50%})", "bad-distribution", "no literal"),
        ("one_of(1bn, 2bn)", "bad-expression", "needs `{`"),
    ],
)
def test_parameters_that_make_no_distribution_are_refused(text: str, code: str, words: str) -> None:
    uncertain, problems = read(text)
    assert uncertain is None
    assert [problem.code for problem in problems] == [code]
    assert words in f"{problems[0].what} {problems[0].expected} {problems[0].mend}"


def test_choices_have_weights() -> None:
    uncertain, problems = read("one_of({10bn: 60%, partly: 30%, 2030-12-31: 10%})")
    assert problems == []
    assert isinstance(uncertain, Uncertain)
    assert [(value.kind, weight) for value, weight in uncertain.choices] == [
        ("number", 0.6),
        ("text", 0.3),
        ("date", 0.1),
    ]


def test_choices_may_be_a_mapping() -> None:
    tree, _ = compose("x: {one_of: {100bn: 60%, 80bn: 40%}}\ny: {one_of: [a, b]}\n", "deal.yaml")
    assert tree is not None
    uncertain, problems = parse(tree.root.entries["x"], Grammar())
    assert problems == []
    assert uncertain == read("one_of({100bn: 60%, 80bn: 40%})")[0]
    assert [problem.code for problem in parse(tree.root.entries["y"], Grammar())[1]] == ["bad-distribution"]


def test_where_nothing_uncertain_may_stand_it_is_refused() -> None:
    uncertain, problems = read("5% to 20%", uncertain=False)
    assert uncertain is None
    assert [problem.code for problem in problems] == ["uncertain-inside"]


@pytest.mark.parametrize(
    ("path", "told"),
    [("parties.ada.discount", True), ("risk_free", True), ("parties.ada.tax", False), ("terms.fee.discount", False)],
)
def test_a_reading_that_rewords_what_a_party_is_like_is_told(path: str, *, told: bool) -> None:
    readings = f"[{{weight: 60%, overlay: {{{path}: 5%}}}}, {{weight: 40%, overlay: {{{path}: 9%}}}}]"
    text = f"""dealwright: 1
title: A reading
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 4%
facts: {{meant: {{reason: a guess, readings: {readings}}}}}
parties: {{ada: {{discount: 8%, tax: 2%}}, bob: {{}}}}
terms: {{fee: {{kind: flow, payer: ada, payee: bob, amount: 100 USD/year}}}}
"""
    loaded = loads(text)
    assert [problem.what for problem in loaded.errors] == []
    assert ["changes nothing in a reading" in each.what for each in loaded.warnings] == [True] * (2 * told)
