"""Say for each question what may be said in the query, and what shape its answer has."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.web.api.questions import Question
    from dealwright.web.api.shapes import Shapes

    Schema = dict[str, Any]

_REFUSAL: dict[str, Any] = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}}
REFUSED: dict[int | str, dict[str, Any]] = {
    422: {"description": "The file has errors, or what was asked cannot be meant.", **_REFUSAL},
    500: {"description": "The question met a bug of ours.", **_REFUSAL},
    "default": {
        "description": "Whatever else is refused: without the token or from another origin (403), at no address of "
        "ours (404), by another method (405), too large (413, 414), for another host (421).",
        **_REFUSAL,
    },
}
"""What stands in place of an answer, by status."""
STUDIED = {
    "value": "value",
    "sensitivities": "sensitivities",
    "dependence": "dependence",
    "statement": "statement",
    "readings": "readings",
    "plan": "plan",
    "bargain": "bargain",
    "trade": "trade",
    "seek": "seek",
    "offers": "offers",
    "facts": "facts",
    "talks": "talks",
}
"""Which question of a study answers what is asked under a name."""


def parameters(question: Question) -> list[Schema]:
    """Return what may be said in the query of a question, as OpenAPI has it."""
    return [
        {
            "name": each.name,
            "in": "query",
            "required": each.needed,
            "description": each.meaning,
            "schema": each.schema(),
        }
        for each in question.options
    ]


def answer_schemas(prefix: str = "#/components/schemas/") -> tuple[dict[str, Schema], dict[str, Schema]]:
    """Return every shape by its name, and the shape of each question's answer by the question's.

    Args:
        prefix: what stands before the name of a shape where it is referred to.
    """
    from dealwright.ground.problem import Problem
    from dealwright.show.captable.as_data import ownership_data
    from dealwright.show.contract import TermInWords
    from dealwright.web.api.shapes import Shapes

    shapes = Shapes(prefix)
    problems = {"type": "array", "items": shapes.of_result(Problem)}
    answers = {name: _studied(shapes, asked) for name, asked in STUDIED.items()}
    answers |= {
        "check": {**problems, "description": "Every problem of the file, in its order."},
        "terms": {"type": "array", "items": shapes.of_result(TermInWords)},
        "advice": _advice(shapes),
        "captable": shapes.of_function(ownership_data, "CapTable"),
        "explain": _explained(),
    }
    shapes.known["Refusal"] = {
        "description": "Why there is no answer.",
        "type": "object",
        "properties": {
            "what": {"type": "string", "description": "What is wrong, in a sentence."},
            "problems": {**problems, "description": "Each problem with its place; absent where there is none."},
        },
        "required": ["what"],
        "additionalProperties": False,
    }
    return shapes.known, answers


def _studied(shapes: Shapes, name: str) -> Schema:
    from dealwright.study import Study
    from dealwright.web.api.sources import types_of

    return shapes.of_result(types_of(inspect.unwrap(getattr(Study, name)))["return"])


def _advice(shapes: Shapes) -> Schema:
    """Return the shape of a memo: what each question answered, and the memo in words."""
    from dealwright.show.advice_words import memo
    from dealwright.study import Study
    from dealwright.web.api.sources import types_of

    found = shapes.resolved(shapes.of_result(types_of(inspect.unwrap(Study.advice))["return"]))
    passage = types_of(memo)["return"]
    words = {"description": "The memo, part by part.", **shapes.of_result(passage)}
    properties: Mapping[str, Schema] = {**found["properties"], "memo": words}
    return {**found, "properties": properties, "required": list(properties)}


def _explained() -> Schema:
    """Return the shape of an explanation: of one word a text by group, and without a word the words of each group."""
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "What is known of a word, by the group that it belongs to; without a word, the words of each.",
        "additionalProperties": {"anyOf": [text, {"type": "array", "items": text}]},
    }
