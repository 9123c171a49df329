"""What is said of Open Cap Format is complete: each object type, each problem, each part of the sidecar."""

import ast
from pathlib import Path

import pytest

from dealwright.equity.ocf.codes import OCF_CODES
from dealwright.equity.ocf.shapes import BY_TYPE, ENUMERATIONS, OBJECT_TYPES, current, shape
from dealwright.equity.ocf.sidecar import KEYS
from equity.ocf_package import SHARED, needs_samples

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "dealwright" / "equity" / "ocf"
PAGE = (ROOT / "docs" / "open-cap-format.md").read_text("utf-8")


def codes_in_the_source() -> set[str]:
    found = set()
    for path in SOURCE.glob("*.py"):
        if path.name != "codes.py":
            tree = ast.parse(path.read_text("utf-8"))
            words = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
            found |= {w for w in words if isinstance(w, str) and w.startswith("ocf-") and " " not in w}
    return found - {"ocf-"}


def test_every_problem_is_explained_and_none_that_is_not_there() -> None:
    assert codes_in_the_source() == OCF_CODES.keys()
    for code, text in OCF_CODES.items():
        assert f"| `{code}` | {text} |\n" in PAGE


def test_every_object_type_and_every_part_of_the_sidecar_is_in_the_manual() -> None:
    assert [kind for kind in OBJECT_TYPES if f"`{kind}`" not in PAGE] == []
    assert [key for key in KEYS if f"`{key}`" not in PAGE and key != "file_type"] == []


@needs_samples
def test_every_object_type_of_the_official_list_is_known() -> None:
    import json

    listed = json.loads((SHARED / "schema" / "enums" / "ObjectType.schema.json").read_text("utf-8"))["enum"]
    assert {current(kind) for kind in listed} == OBJECT_TYPES


@needs_samples
@pytest.mark.parametrize("kind", sorted(OBJECT_TYPES))
def test_the_fields_of_a_type_are_those_of_its_official_schema(kind: str) -> None:
    from equity.ocf_schemas import registry

    schemas, objects, _ = registry()
    official = schemas.contents(objects[kind]) if kind in objects else {}
    known = {field.name for field in shape(kind) or ()}
    names = set(official["properties"]) - {"id", "object_type", "comments"}
    assert names <= known
    asked = {field.name for field in shape(kind) or () if field.asked}
    assert set(official.get("required", [])) - {"id", "object_type"} <= asked


@needs_samples
def test_every_enumeration_is_the_official_one() -> None:
    import json

    official = [
        tuple(json.loads(path.read_text("utf-8"))["enum"]) for path in (SHARED / "schema" / "enums").glob("*.json")
    ]
    assert [name for name, words in ENUMERATIONS.items() if words not in official] == []


def test_shapes_that_a_type_chooses_are_no_shapes_themselves() -> None:
    assert [name for name in BY_TYPE if shape(name) is not None] == []
