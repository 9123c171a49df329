"""A path leads to a value, and a value can be laid over a tree that stays as it is."""

import time

import pytest

from dealwright.ground import Place, Problem
from dealwright.lang.compose import compose, compose_value
from dealwright.lang.flow_text import flow_text
from dealwright.lang.paths import keys_at, node_at, with_value
from dealwright.lang.tree import MappingNode, Node, ScalarNode, same

DEAL = """
title: A deal
companies:
  northwind:
    cash: 10bn
    rounds:
      - {on: 2025-12-31, new_money: 30bn}
      - {name: bridge, new_money: 1bn}
      - {new_money: 2bn}
drivers:
  ipo: {kind: event, chance: 60% by 2028-12-31}
  growth: 12%
terms:
  share: {rate: 20%}
  empty:
correlations: {revenue ~ multiple: 30%}
scenarios:
  no_deal: {drivers.ipo.chance: 10%, terms.share: none, terms.share.rate: 5%, title: No deal}
  signed: {set: {terms.share.rate: 6%}}
negotiate:
  over:
    terms.share.rate: 5% .. 30% by 1%
talks:
  - {by: a, offer: {terms.share.rate: 8%}}
"""


def root() -> MappingNode:
    tree, problems = compose(DEAL, "deal.yaml")
    assert problems == []
    assert tree is not None
    return tree.root


def value(text: str) -> Node:
    node, _ = compose_value(text, "<set x>")
    assert node is not None
    return node


def text_at(tree: Node, path: str) -> str:
    node = node_at(tree, path)
    assert not isinstance(node, Problem)
    return flow_text(node)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("title", "A deal"),
        ("terms.share.rate", "20%"),
        ("companies.northwind.rounds.2025-12-31.new_money", "30bn"),
        ("companies.northwind.rounds.bridge.new_money", "1bn"),
        ("companies.northwind.rounds.0.new_money", "30bn"),
        ("companies.northwind.rounds.2.new_money", "2bn"),
        ("scenarios.no_deal.drivers.ipo.chance", "10%"),
        ("scenarios.no_deal.terms.share.rate", "5%"),
        ("scenarios.no_deal.terms.share", "none"),
        ("scenarios.signed.set.terms.share.rate", "6%"),
        ("negotiate.over.terms.share.rate", "5% .. 30% by 1%"),
        ("talks.0.offer.terms.share.rate", "8%"),
        ("correlations.revenue ~ multiple", "30%"),
        ("terms.share", "{rate: 20%}"),
        ("companies.northwind.rounds.2", "{new_money: 2bn}"),
    ],
)
def test_a_path_leads_to_a_value(path: str, text: str) -> None:
    assert text_at(root(), path) == text


def test_a_path_is_the_keys_it_walks_through() -> None:
    assert keys_at(root(), "companies.northwind.rounds.bridge.new_money") == (
        "companies",
        "northwind",
        "rounds",
        1,
        "new_money",
    )
    assert keys_at(root(), "scenarios.no_deal.terms.share.rate") == ("scenarios", "no_deal", "terms.share.rate")
    assert keys_at(root(), "terms.other") is None


@pytest.mark.parametrize(
    ("path", "mend"),
    [
        ("terms.share.rat", "use `terms.share.rate`"),
        ("terms.shore.rate", "use `terms.share.rate`"),
        ("term.share.rate", "use `terms.share.rate`"),
        ("companies.northwind.rounds.2025-12-30.new_money", "use `companies.northwind.rounds.2025-12-31.new_money`"),
        ("scenarios.no_deal.drivers.ipo.chanc", "use `scenarios.no_deal.drivers.ipo.chance`"),
        ("scenarios.nodeal.drivers.ipo.chance", "use `scenarios.no_deal.drivers.ipo.chance`"),
        ("drivers.growth.now", "use `drivers.growth`"),
        ("companies.northwind.rounds.7", "use a path such as `companies.northwind.rounds.2025-12-31`"),
        ("zzz", "use a path such as `title`"),
        ("terms..rate", "use a path such as `terms.share`"),
    ],
)
def test_a_path_that_leads_nowhere_offers_the_nearest(path: str, mend: str) -> None:
    place = Place("deal.yaml", 3, 4, 3, 9)
    problem = node_at(root(), path, place)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.place, problem.mend) == ("unknown-path", place, mend)
    assert path in problem.what or problem.what.startswith("`drivers.growth` is one value")


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("terms.share.rate", ("terms", "share", "rate")),
        ("companies.northwind.rounds.2025-12-31.new_money", ("companies", "northwind", "rounds", 0, "new_money")),
        ("terms.share.active", ("terms", "share", "active")),
        ("terms.empty.active", ("terms", "empty", "active")),
        ("parties.a.risk_tolerance", ("parties", "a", "risk_tolerance")),
        ("companies.northwind.rounds.bridge.pre_money", ("companies", "northwind", "rounds", 1, "pre_money")),
        ("scenarios.no_deal.terms.fee.rate", ("scenarios", "no_deal", "terms.fee.rate")),
        ("scenarios.fresh.terms.fee.rate", ("scenarios", "fresh", "terms.fee.rate")),
        ("negotiate.over.terms.fee.rate", ("negotiate", "over", "terms.fee.rate")),
        ("talks.0.offer.terms.fee.rate", ("talks", 0, "offer", "terms.fee.rate")),
    ],
)
def test_a_value_laid_over_is_found_where_it_was_laid(path: str, keys: tuple[str | int, ...]) -> None:
    before = root()
    after = with_value(before, path, value("12%"))
    assert isinstance(after, MappingNode)
    assert text_at(after, path) == "12%"
    assert keys_at(after, path) == keys
    assert same(before, root())


def test_what_did_not_change_is_shared() -> None:
    before = root()
    after = with_value(before, "terms.share.rate", value("12%"))
    assert isinstance(after, MappingNode)
    assert after.entries["companies"] is before.entries["companies"]
    assert after.entries["terms"] is not before.entries["terms"]
    assert list(after.entries) == list(before.entries)


def test_a_mapping_or_list_can_be_laid_over() -> None:
    after = with_value(root(), "terms.share", value("{rate: 1%, until: 2030-12-31}"))
    assert isinstance(after, MappingNode)
    assert text_at(after, "terms.share.until") == "2030-12-31"


def test_a_new_key_stands_where_its_path_is_written() -> None:
    place = Place("deal.yaml", 40, 3, 40, 20)
    after = with_value(root(), "terms.share.active", value("no"), place)
    assert isinstance(after, MappingNode)
    share = node_at(after, "terms.share")
    assert isinstance(share, MappingNode)
    assert share.keys["active"] == place


@pytest.mark.parametrize(
    "path",
    ["drivers.growth.now", "companies.northwind.rounds.7.new_money", "title.x.y", "", "terms..x", "terms.share."],
)
def test_nothing_is_laid_where_nothing_can_be(path: str) -> None:
    assert isinstance(with_value(root(), path, value("12%")), Problem)


def test_laying_a_value_over_is_fast() -> None:
    before, node = root(), value("12%")
    start = time.perf_counter()
    for _ in range(1000):
        with_value(before, "companies.northwind.rounds.2025-12-31.new_money", node)
    assert (time.perf_counter() - start) / 1000 < 0.0002


@pytest.mark.parametrize(
    "text", ["12%", "[yes, no]", "{a: 1, b: [x, 'y, z']}", "{'a: b': \"c\\nd\"}", "['# x', '-', '', -5%]"]
)
def test_a_node_on_one_line_composes_to_the_same_node(text: str) -> None:
    node = value(text)
    assert same(value(flow_text(node)), node)
    assert "\n" not in flow_text(node)


def test_a_scalar_on_one_line_is_its_text() -> None:
    assert flow_text(ScalarNode("a: b", "plain", Place.whole("x"))) == "a: b"
