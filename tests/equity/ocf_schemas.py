"""Validate packages of Open Cap Format against the official schemas, file by file and object by object."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from equity.ocf_package import SHARED

if TYPE_CHECKING:
    from pathlib import Path


@cache
def registry() -> tuple[Registry[Any], dict[str, str], dict[str, str]]:
    """Return the schemas, and the id of the schema of each object type and of each file type."""
    resources, objects, files = [], {}, {}
    for path in sorted((SHARED / "schema").rglob("*.schema.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        resources.append((schema["$id"], Resource(schema, DRAFT7)))
        kind = schema.get("properties", {}).get("object_type", {})
        if "/objects/" in schema["$id"] and "/primitives/" not in schema["$id"]:
            for word in [kind["const"]] if "const" in kind else kind.get("enum", []):
                objects[word] = schema["$id"]
        file_type = schema.get("properties", {}).get("file_type", {})
        if "const" in file_type:
            files[file_type["const"]] = schema["$id"]
    return Registry().with_resources(resources), objects, files


@cache
def validator(schema: str) -> Draft7Validator:
    return Draft7Validator({"$ref": schema}, registry=registry()[0], format_checker=Draft7Validator.FORMAT_CHECKER)


def faults(content: Any, schema: str) -> list[str]:
    return [
        f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in validator(schema).iter_errors(content)
    ]


def faults_of_objects(folder: Path) -> list[str]:
    """Return what is wrong with the objects of a folder, each by its own type."""
    _, objects, _ = registry()
    found = []
    for path in sorted(folder.glob("*.ocf.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for item in content.get("items", [content.get("issuer")]):
            found += [f"{path.name} {item['id']} {fault}" for fault in faults(item, objects[item["object_type"]])]
    return found


def faults_of_files(folder: Path) -> list[str]:
    """Return what is wrong with the files of a folder, each by its own type."""
    _, _, files = registry()
    found = []
    for path in sorted(folder.glob("*.ocf.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        found += [f"{path.name} {fault}" for fault in faults(content, files[content["file_type"]])]
    return found
