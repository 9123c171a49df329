"""The JSON Schema by which editors complete and check a deal file."""

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from dealwright.lang.reading import is_captable
from dealwright.lang.schema import schema
from dealwright.terms import KINDS

EXAMPLES = [
    path
    for path in sorted((Path(__file__).resolve().parents[2] / "examples").rglob("*.yaml"))
    if not is_captable(path.read_text(encoding="utf-8"))
]

SHARE = """\
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2026-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, ben: {}}
drivers:
  tax: {kind: schedule, 2025: 20%, 2026-06-30: 21%}
terms:
  share: {kind: royalty, payer: ben, payee: ada, on: 1m USD/year, rate: 10%, ends_on: none}
  compute: {kind: commitment, buyer: ada, seller: ben, usage: 1m USD/year, minimum: {2025: 1m, 2026: 2m}}
scenarios: {dear: {title: A high rate, terms.share.rate: 20%}}
"""


class EditorLoader(yaml.SafeLoader):
    """Reads YAML 1.2 as editors do: only numbers, true, false and null are no text."""


EditorLoader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in pairs if tag.rsplit(":", 1)[1] in {"int", "float", "null"}]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def errors(text: str, loader: type[Any] = EditorLoader) -> list[str]:
    data = json.loads(json.dumps(yaml.load(text, loader)))  # noqa: S506 - a safe loader
    return [error.message for error in Draft202012Validator(schema()).iter_errors(data)]


def test_it_is_a_schema_of_the_draft_it_names() -> None:
    Draft202012Validator.check_schema(schema())
    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
@pytest.mark.parametrize("loader", [EditorLoader, yaml.BaseLoader])
def test_every_example_fits_it(path: Path, loader: type[Any]) -> None:
    assert errors(path.read_text(encoding="utf-8"), loader) == []


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 3


def test_a_sound_deal_fits_it() -> None:
    assert errors(SHARE) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("payer", "payr"),
        ("risk_free: 4%", "risk: 4%"),
        ("kind: royalty", "kind: royality"),
        ("kind: royalty, ", ""),
        ("2025: 20%", "20255: 20%"),
        ("{2025: 1m, 2026: 2m}", "{2025: 1m, soon: 2m}"),
        ("title: Ada and Ben", "title: [Ada, Ben]"),
        ("rate: 10%", "period: decade, rate: 10%"),
        ("parties: {ada: {}, ben: {}}", "parties: [ada, ben]"),
    ],
)
def test_a_wrong_key_or_kind_does_not(old: str, new: str) -> None:
    assert old in SHARE
    assert errors(SHARE.replace(old, new))


def test_a_key_that_changes_nothing_in_a_kind_is_struck_out_there() -> None:
    equity = schema()["$defs"]["Equity"]["properties"]
    assert {"stake", "discount", "active"} <= set(equity)
    assert all(equity[key]["deprecated"] for key in ("from", "until", "ends_on", "beyond", "rank"))
    assert "deprecated" not in equity["stake"]


def test_every_key_is_explained() -> None:
    whole = schema()
    for shape in [whole, *whole["$defs"].values()]:
        for key, value in shape.get("properties", {}).items():
            assert value.get("description"), f"{shape.get('description')}: {key}"


def test_every_kind_of_term_is_offered_with_its_help() -> None:
    whole = schema()
    offered = whole["properties"]["terms"]["additionalProperties"]["anyOf"]
    assert [part["$ref"].rsplit("/", 1)[1] for part in offered] == [kind.__name__ for kind in KINDS.values()]
    for name, kind in KINDS.items():
        part = whole["$defs"][kind.__name__]
        assert part["properties"]["kind"]["const"] == name
        assert "kind" in part["required"]
        assert part["description"] == kind.HELP.strip()


def test_the_page_of_keys_is_current_and_leaves_no_shape_out(root: Path) -> None:
    spec = importlib.util.spec_from_file_location("keys_maker", root / "tools" / "keys.py")
    assert spec
    assert spec.loader
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    assert (root / "docs" / "keys.md").read_text(encoding="utf-8") == maker.page(), "run: make docs"
    inside_terms = {kind.__name__ for kind in KINDS.values()} | {
        "BusinessDays",
        "PaymentStage",
        "Opening",
        "ParticipationTier",
        "Ramp",
        "MilestoneTier",
        "LicencePart",
        "FirstRefusal",
        "VentureCall",
        "RoyaltyTier",
        "RoyaltyBase",
        "RateChange",
        "Advance",
        "BaseOpening",
        "Stacking",
    }
    assert set(schema()["$defs"]) == {shape for shape, _ in maker.SECTIONS} | inside_terms


def test_values_come_with_examples_to_complete() -> None:
    royalty = schema()["$defs"]["Royalty"]["properties"]
    assert royalty["rate"]["examples"] == ["20%"]
    assert royalty["until"]["examples"] == ["2030-12-31"]
    assert royalty["period"]["enum"] == ["month", "quarter", "half", "year"]
