"""Write the JSON Schema of deal files from the declared shapes, by which editors complete and explain them.

It says which keys there are and what they are for. What values mean (units, names, dates) is for `dealwright check`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from pydantic.json_schema import models_json_schema

from dealwright.deal.deal import Deal
from dealwright.deal.driver import DRIVER_KINDS, ScheduleDriver
from dealwright.deal.measure import POINT
from dealwright.deal.securities import CapTableFile
from dealwright.deal.securities_events import EVENT_KINDS
from dealwright.deal.talk import Scenario
from dealwright.lang.key_help import DEFAULTS, KEY_HELP, help_for
from dealwright.terms.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dealwright.lang.shape import Shape

Json: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN = ["string", "number", "boolean"]
_SENTENCE = re.compile(r"(?<=[.:])\s+(?=[A-Z`])")


def schema() -> Json:
    """Return the JSON Schema (draft 2020-12) of a deal file.

    Example:
        >>> sorted(schema()["required"])
        ['as_of', 'currency', 'dealwright', 'horizon', 'parties', 'risk_free', 'title']
    """
    parts = shapes()
    explained = {name: {**part, "properties": _explained(name, part)} for name, part in parts.items()}
    deal, schedule, scenario = (explained[shape.__name__] for shape in (Deal, ScheduleDriver, Scenario))
    _gathered(schedule, scenario)
    del explained[Deal.__name__]
    return {"$schema": DIALECT, "title": "A deal of Dealwright", **deal, "$defs": explained}


def shapes() -> dict[str, Json]:
    """Return the schema of every shape of a deal file by its name, its keys not yet explained, as `told` does it."""
    declared: list[Shape] = [Deal, *KINDS.values()]
    _, whole = models_json_schema([(shape, "validation") for shape in declared], by_alias=True)
    parts = {name: _tidied(part) for name, part in whole["$defs"].items()}
    kinds: list[Shape] = [*KINDS.values(), *DRIVER_KINDS, *EVENT_KINDS]
    for kind in kinds:
        _require_kind(parts[kind.__name__])
    for term in KINDS.values():
        parts[term.__name__]["description"] = term.HELP.strip()
        for key in term.IDLE:
            parts[term.__name__]["properties"][key]["deprecated"] = True  # changes nothing: not offered to who types
    deal = parts.pop(Deal.__name__)
    deal["properties"]["terms"]["additionalProperties"] = _any_of(KINDS.values())
    deal["properties"]["drivers"]["additionalProperties"] = _any_of(DRIVER_KINDS)
    deal["properties"]["dealwright"] = {"enum": [1, "1"]}
    return {Deal.__name__: deal, **parts}


def captable_schema() -> Json:
    """Return the JSON Schema (draft 2020-12) of a cap table in a file of its own.

    Example:
        >>> sorted(captable_schema()["required"])
        ['as_of', 'captable', 'company', 'currency']
    """
    _, whole = models_json_schema([(CapTableFile, "validation")], by_alias=True)
    parts = {name: _tidied(part) for name, part in whole["$defs"].items()}
    table = parts.pop(CapTableFile.__name__)
    for kind in EVENT_KINDS:
        _require_kind(parts[kind.__name__])
    table["properties"]["captable"] = {"enum": [1, "1"]}
    for name, part in [(CapTableFile.__name__, table), *parts.items()]:
        part["properties"] = _explained(name, part)
    return {"$schema": DIALECT, "title": "A cap table of Dealwright", **table, "$defs": parts}


def _any_of(shapes: Iterable[Shape]) -> Json:
    """Return the schema of an entry that comes in several kinds."""
    return {
        "type": "object",
        "required": ["kind"],
        "anyOf": [{"$ref": f"#/$defs/{shape.__name__}"} for shape in shapes],
    }


def _require_kind(part: Json) -> None:
    """Make `kind` a key that must be there, so that an editor knows which other keys go with it."""
    part["properties"]["kind"].pop("default", None)
    part["required"] = ["kind", *part.get("required", [])]


def _gathered(schedule: Json, scenario: Json) -> None:
    """Allow what these two shapes gather from beside their own keys: points in time, and paths."""
    value = schedule["properties"].pop("points")["additionalProperties"]
    schedule["patternProperties"] = {POINT: value}
    schedule["required"].remove("points")
    scenario["additionalProperties"] = True


def _tidied(part: Any) -> Any:  # noqa: ANN401 - any piece of a schema
    """Return a piece of a schema as a file means it: text may look like a number, and nothing is an empty value."""
    if isinstance(part, list):
        return [_tidied(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _tidied(value) for key, value in part.items() if key not in {"title", "default"} or _is_key(part, key)}
    if isinstance(part.get("default"), str):
        kept["default"] = part["default"]
    branches = [branch for branch in kept.pop("anyOf", []) if branch != {"type": "null"}]
    if len(branches) == 1:
        kept = {**branches[0], **kept}
    elif branches:
        kept["anyOf"] = branches
    if "oneOf" in kept:
        kept["anyOf"] = kept.pop("oneOf")
    if kept.get("type") == "string" and "enum" not in kept and "const" not in kept:
        kept["type"] = list(_PLAIN)
    if "description" in kept and isinstance(kept["description"], str):
        kept["description"] = kept["description"].replace("\n\n", "\n")
    return kept


def _is_key(part: Json, key: str) -> bool:
    """Say whether a word in a schema is a key of the file: then it stands for a schema of its own."""
    return isinstance(part[key], dict) and bool(part[key])


class Told(NamedTuple):
    """What is said of a key.

    Args:
        words: What it is for.
        measured: What its value measures; empty where it measures nothing.
        default: What counts where it is left out, as it would be written.
        absent: What it means to leave it out.
    """

    words: str
    measured: str
    default: str
    absent: str


def told(shape: str, part: Json, key: str) -> Told:
    """Say of a key what its shape's help says of it, or a sentence of its own, and what it measures.

    Args:
        shape: The name of the shape.
        part: The shape's schema, as `shapes` gives it.
        key: One of its keys.
    """
    prose = " ".join(line for line in part["description"].splitlines() if not line.startswith("    "))
    said = [words for words in _SENTENCE.split(prose) if f"`{key}`" in words or f"`{key}:" in words]
    measured = part["properties"][key].get("description", "")
    words = help_for(shape, key) if f"{shape}.{key}" in KEY_HELP or not said else " ".join(said)
    default = DEFAULTS.get(f"{shape}.{key}", part["properties"][key].get("default", ""))
    words, _, absent = words.strip().partition(" Without it: ")  # what it means to leave a key out comes last
    return Told(words, f"{measured[:1].upper()}{measured[1:]}", default, f"`{default}`." if default else absent)


def _explained(shape: str, part: Json) -> Json:
    """Give every key of a shape its description."""
    found = {}
    for key, value in part["properties"].items():
        about = told(shape, part, key)
        measured = f"{about.measured}." if about.measured else ""
        words = [about.words, measured, f"Without it: {about.absent}" if about.absent else ""]
        default = {"default": about.default} if about.default else {}
        found[key] = {**value, "description": " ".join(filter(None, words)), **default}
    return found
