"""Write the page that explains REST: each address with its options and the shape of its answer, without a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Row:
    """One key of a shape, or one option of an address.

    Attributes:
        name: how it is called.
        holds: what stands there, in words.
        shape: the shape that it refers to; empty for none.
        says: what it means.
        always: whether it is always there.
    """

    name: str
    holds: str
    shape: str
    says: str
    always: bool


def docs_page(described: dict[str, Any]) -> str:
    """Write the page.

    Args:
        described: the OpenAPI description.
    """
    shapes = described["components"]["schemas"]
    addresses = [
        {
            "path": f"/api{path}",
            "id": path.strip("/").replace("/", "-").replace("{", "").replace("}", ""),
            "says": methods["get"]["summary"],
            "options": [_row(each["name"], each["schema"], each.get("description", "")) for each in _query(methods)],
            "answer": _row("", methods["get"]["responses"]["200"]["content"]["application/json"]["schema"], ""),
        }
        for path, methods in described["paths"].items()
    ]
    tables = [
        {"name": name, "says": shape.get("description", ""), "rows": list(_rows(shape))}
        for name, shape in sorted(shapes.items())
    ]
    environment = Environment(loader=PackageLoader("dealwright.web"), autoescape=True, undefined=StrictUndefined)
    environment.filters["marked"] = marked
    template = environment.get_template("api.html")
    about, version = described["info"]["description"], described["info"]["version"]
    return template.render(addresses=addresses, shapes=tables, about=about, version=version)


def _query(methods: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in methods["get"].get("parameters", []) if each["in"] == "query"]


def _rows(shape: dict[str, Any], before: str = "") -> list[Row]:
    """Return a row for each key; those of an object inside an object stand under it."""
    found = []
    for name, each in shape.get("properties", {}).items():
        always = name in shape.get("required", [])
        found.append(_row(before + name, each, each.get("description", ""), always=always))
        inner, more = each, before + name + "."
        if isinstance(each.get("items"), dict) and "properties" in each["items"]:
            inner = each["items"]
        found += _rows(inner, more)
    return found


def _row(name: str, schema: dict[str, Any], says: str, *, always: bool = True) -> Row:
    holds, shape = _holds(schema)
    return Row(name, holds, shape, says, always)


def _holds(schema: dict[str, Any]) -> tuple[str, str]:
    """Say what stands somewhere, in words, and which shape it has."""
    kind = schema.get("type")
    if "$ref" in schema:
        return "", schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return _choice([_holds(each) for each in schema["anyOf"]])
    if kind == "array":
        return _list(_holds(schema["items"]))
    if isinstance(schema.get("additionalProperties"), dict) and not schema.get("properties"):
        words, shape = _holds(schema["additionalProperties"])
        return f"by name: {words}".removesuffix(": "), shape
    return _single(schema, kind), ""


def _choice(parts: list[tuple[str, str]]) -> tuple[str, str]:
    words = " or ".join(words for words, _ in parts if words and words != "nothing")
    null = "or nothing" if ("nothing", "") in parts else ""
    return " ".join(filter(None, [words, null])), next((shape for _, shape in parts if shape), "")


def _single(schema: dict[str, Any], kind: Any) -> str:  # noqa: ANN401 - a text, a list of texts, or nothing
    if "const" in schema or "enum" in schema:
        return " or ".join(str(each) or "nothing" for each in schema.get("enum", [schema.get("const")]))
    if schema.get("format") == "date":
        return "day"
    kinds = kind if isinstance(kind, list) else [kind]
    return " or ".join(_PLAIN.get(str(each), "anything") for each in kinds)


_PLAIN = {
    "number": "number",
    "integer": "whole number",
    "string": "text",
    "boolean": "true or false",
    "null": "nothing",
    "object": "object",
}


def _list(held: tuple[str, str]) -> tuple[str, str]:
    words, shape = held
    return ("list of" if not words else f"list of {words}s" if words in _COUNTED else f"list of: {words}"), shape


_COUNTED = frozenset({"number", "whole number", "text", "day", "object"})


def marked(text: str) -> Markup:
    """Set what stands between backquotes as code.

    Args:
        text: any text.
    """
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in enumerate(parts)
    )
