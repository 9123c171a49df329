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
        said = [f"{_place(each['loc'])}: {each['msg']}" for each in wrong[:MOST_SAID]]
        more = [] if len(wrong) <= MOST_SAID else [f"and {len(wrong) - MOST_SAID} more"]
        return JSONResponse({"what": "; ".join([*said, *more])}, 422)

    async def undecoded(_request: Request, _reason: Exception) -> JSONResponse:
        return JSONResponse({"what": "the body of a request is JSON in UTF-8"}, 400)

    async def refused(request: Request, reason: Exception) -> JSONResponse:
        assert isinstance(reason, HTTPException)  # noqa: S101 - it handles no other
        words = {404: f"there is nothing at {request.url.path[:100]}", 405: f"{request.method} is not understood here"}
        return JSONResponse({"what": words.get(reason.status_code, str(reason.detail))}, reason.status_code)

    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(UnicodeDecodeError, undecoded)
    app.add_exception_handler(HTTPException, refused)


def _place(steps: Sequence[str | int]) -> str:
    return ".".join(str(step)[:40] for step in steps)
