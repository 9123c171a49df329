"""Say in words why a request is refused, whoever refuses it: no such address, no JSON, a value that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fastapi import FastAPI, Request

MOST_SAID = 3
"""So many things that are wrong with one request are told."""


def add_refusals(app: FastAPI) -> None:
    """Let an application refuse in words.

    Args:
        app: the application.
    """

    async def invalid(_request: Request, reason: Exception) -> JSONResponse:
        wrong: Sequence[Any] = reason.errors() if isinstance(reason, RequestValidationError) else ()
        return JSONResponse({"what": in_words(wrong)}, 422)

    async def undecoded(_request: Request, _reason: Exception) -> JSONResponse:
        return JSONResponse({"what": "the body of a request is JSON in UTF-8"}, 400)

    async def refused(request: Request, reason: Exception) -> JSONResponse:
        assert isinstance(reason, HTTPException)  # noqa: S101 - it handles no other
        words = {404: f"there is nothing at {request.url.path[:100]}", 405: f"{request.method} is not understood here"}
        return JSONResponse({"what": words.get(reason.status_code, str(reason.detail))}, reason.status_code)

    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(UnicodeDecodeError, undecoded)
    app.add_exception_handler(HTTPException, refused)


def in_words(wrong: Sequence[Any]) -> str:
    """Say in one sentence what is wrong with what was sent, in words of ours.

    Args:
        wrong: what pydantic finds: each with its place, its kind and what belongs to it.
    """
    said = dict.fromkeys(_sentence(each) for each in wrong[:MOST_SAID])
    more = [] if len(wrong) <= MOST_SAID else [f"and {len(wrong) - MOST_SAID} more"]
    return "; ".join([*said, *more])


_WORDS = {
    "string_too_long": "has more than {max_length} letters",
    "string_too_short": "is empty",
    "too_long": "has more than {max_length} entries",
    "extra_forbidden": "is nothing that can be said here",
    "missing": "is missing",
    "greater_than_equal": "is less than {ge}",
    "less_than_equal": "is more than {le}",
    "string": "is no text",
    "dict": "is no object",
    "model": "is no object",
    "list": "is no list",
    "tuple": "is no list",
    "int": "is no whole number",
    "float": "is no number",
    "finite": "is no finite number",
    "bool": "is neither true nor false",
}
"""What is said of each kind of error, by its name or the first word of it."""
_AROUND = ("body", "query", "path", "state")
"""Where something was sent, which is no part of its name."""
_SHOWN = 40


def _sentence(each: Any) -> str:  # noqa: ANN401 - pydantic's own
    kind, steps = each["type"], list(each["loc"])
    if kind.startswith("json"):
        return "what is sent is no JSON"
    while len(steps) > 1 and steps[0] in _AROUND:
        steps = steps[1:]
    key = steps[-1:] == ["[key]"]
    steps = steps[:-2] if key else steps
    words = _WORDS.get(kind) or _WORDS.get(kind.partition("_")[0], "cannot be read")
    name = ".".join(str(step) if len(str(step)) <= _SHOWN else f"{str(step)[:_SHOWN]}..." for step in steps)
    return f"{'a name in ' if key else ''}{f'`{name}`' if name else 'it'} {words.format(**each.get('ctx', {}))}"
