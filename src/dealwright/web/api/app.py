"""The addresses of REST: one for each question, with a schema of all of them and a page that explains it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Path, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from dealwright import __version__
from dealwright.ground.closest import listed
from dealwright.web.api.page import docs_page
from dealwright.web.api.questions import MOST_FUTURES, MOST_LETTERS, MOST_PACKAGES, MOST_REPEATED
from dealwright.web.api.schema import REFUSED, answer_schemas, parameters
from dealwright.web.refusals import add_refusals

if TYPE_CHECKING:
    from dealwright.web.api.asking import Asking
    from dealwright.web.api.questions import Answered, Question

ABOUT = (
    "What the command line answers about the deal that is served, as JSON: each address answers exactly what the "
    "command of its name prints with `--json`. Options are those of the command, in the query; what may be repeated "
    f"there may be repeated here. For one answer at most {MOST_FUTURES:,} futures are drawn and {MOST_PACKAGES:,} "
    f"packages valued; an option is said at most {MOST_REPEATED} times, a value has at most {MOST_LETTERS} letters. "
    "A file with errors is answered with status 422 and its problems, each with its place."
)
GONE = 499
"""The status of an answer that nobody waits for any more."""


def api_app(asking: Asking) -> FastAPI:
    """Make the application that answers what is asked beside the page.

    Args:
        asking: what answers.
    """
    app = FastAPI(title="Dealwright", version=__version__, description=ABOUT, docs_url=None, redoc_url=None)
    for question in asking.door.questions:
        _add(app, asking, question)
    described = cache(lambda: _described(app))
    add_refusals(app)
    app.openapi = described  # type: ignore[method-assign]  # as FastAPI says to change what it makes

    @app.get("/docs", include_in_schema=False)
    async def docs() -> Response:
        return HTMLResponse(await asyncio.to_thread(lambda: docs_page(described())))

    @app.get("/{name:path}", include_in_schema=False)
    async def nothing(request: Request, name: str) -> Response:
        if not name.strip("/"):
            return RedirectResponse(f"{request.scope['root_path']}/docs")
        names = ", ".join(each.name for each in asking.door.questions)
        return JSONResponse({"what": f"nothing is asked at {name[:100]}; there are {names}"}, 404)

    return app


def _add(app: FastAPI, asking: Asking, question: Question) -> None:
    async def ask(request: Request) -> Response:
        return await _answer(request, asking, question)

    async def explain(request: Request, word: Annotated[str, Path(max_length=MOST_LETTERS)]) -> Response:
        return await _answer(request, asking, question, word)

    extra: dict[str, Any] = {"parameters": parameters(question)}
    responses: dict[int | str, dict[str, Any]] = {200: {"description": question.meaning}, **REFUSED}
    said: dict[str, Any] = {
        "summary": question.meaning,
        "description": f"One of {listed(list(question.needs))} must be said." if question.needs else "",
        "operation_id": question.name,
        "response_class": JSONResponse,
        "responses": responses,
        "openapi_extra": extra,
    }
    app.get(f"/{question.name}", **said)(ask)
    if question.word:
        app.get(f"/{question.name}/{{word}}", **{**said, "operation_id": f"{question.name}_word"})(explain)


async def _answer(request: Request, asking: Asking, question: Question, of: str = "") -> Response:
    """Answer one request; end what is computed for it when whoever asked has gone."""
    said = request.query_params.multi_items()
    asked = asyncio.create_task(asking.ask(question, said, of))
    gone = asyncio.create_task(_left(request))
    try:
        await asyncio.wait({asked, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone.cancel()
        if not asked.done():
            asked.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await gone
    if asked.cancelled() or not asked.done():
        return Response(status_code=GONE)
    return _written(asked.result())


def _written(found: Answered) -> Response:
    if found.told:
        return Response(found.told, media_type="application/json")
    told: dict[str, Any] = {"what": found.what}
    told |= {"problems": list(found.problems)} if found.problems else {}
    return JSONResponse(told, 500 if found.ours else 422)


async def _left(request: Request) -> None:
    """Wait until whoever asked has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _described(app: FastAPI) -> dict[str, Any]:
    """Return what FastAPI says of the addresses, with the shapes of the answers."""
    from fastapi.openapi.utils import get_openapi

    told = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas, answers = answer_schemas()
    told["components"] = {"schemas": schemas}
    told["servers"] = [{"url": "/api"}]
    for path, methods in told["paths"].items():
        name = path.split("/")[1]
        methods["get"]["responses"]["200"]["content"] = {"application/json": {"schema": answers[name]}}
    return json_copy(told)


def json_copy(told: dict[str, Any]) -> dict[str, Any]:
    """Return the same as plain data, so that nobody changes what is kept."""
    found: dict[str, Any] = json.loads(json.dumps(told))
    return found
