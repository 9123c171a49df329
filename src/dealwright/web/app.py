"""The page's addresses: the page itself, its line, what may be taken away, and what it may write."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pydantic import ValidationError

from dealwright import __version__
from dealwright.show import theme
from dealwright.show.chart_library import chart_library
from dealwright.show.document import template_text
from dealwright.web.actions import add_actions
from dealwright.web.api.app import api_app
from dealwright.web.api.asking import Asking
from dealwright.web.line import add_line
from dealwright.web.refusals import add_refusals, in_words
from dealwright.web.site import SLOW
from dealwright.web.state import DOWNLOADS, State

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from dealwright.web.api.questions import Door
    from dealwright.web.site import Site

STATIC = Path(__file__).parent / "static"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def page_app(site: Site, door: Door) -> FastAPI:
    """Make the application that serves one deal.

    Args:
        site: the deal.
        door: what can be asked beside the page.
    """
    asking = Asking(door)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await site.begin()
        library = asyncio.create_task(asyncio.to_thread(chart_library))
        yield
        library.cancel()
        await asking.end()
        await site.end()

    app = FastAPI(title="Dealwright", version=__version__, lifespan=lifespan, openapi_url=None)
    app.state.site = site
    _add_page(app, site)
    _add_downloads(app, site)
    add_actions(app, site)
    add_line(app, site)
    app.mount("/api", api_app(asking))
    add_refusals(app)
    return app


def _add_page(app: FastAPI, site: Site) -> None:
    @app.get("/", include_in_schema=False)
    async def page() -> HTMLResponse:
        return HTMLResponse(_page(Path(site.settings.file).name))

    @app.get("/static/theme.css", include_in_schema=False)
    async def colours() -> Response:
        return Response(_theme(), media_type="text/css")

    @app.get("/static/charts.js", include_in_schema=False)
    async def charts() -> Response:
        script = await asyncio.to_thread(chart_library)
        return Response(script, media_type="text/javascript", headers={"cache-control": "private, max-age=86400"})

    @app.get("/static/parts.css", include_in_schema=False)
    async def figures() -> Response:
        return Response(template_text("parts.css"), media_type="text/css")

    @app.get("/static/{name}", include_in_schema=False)
    async def static(name: str) -> Response:
        file = STATIC / name
        if file.parent != STATIC or file.suffix not in KINDS or not file.is_file():
            return JSONResponse({"what": f"there is no {name}"}, 404)
        return Response(file.read_bytes(), media_type=KINDS[file.suffix])


def _add_downloads(app: FastAPI, site: Site) -> None:
    @app.get("/download/{name}", include_in_schema=False)
    async def download(name: str, request: Request) -> Response:
        media = DOWNLOADS.get(name)
        if media is None:
            return JSONResponse({"what": f"there is no {name}"}, 404)
        package = {path: value for path, value in request.query_params.items() if "." in path}
        try:
            state = State(package=package, scenarios=request.query_params.getlist("show"))
        except ValidationError as reason:
            return JSONResponse({"what": in_words(reason.errors())}, 422)
        async for kind, told in site.ask(name, state.model_dump(exclude_defaults=True), SLOW):
            if kind == "answer":
                named = f"{Path(site.settings.file).stem}-{name}"
                return Response(told["content"], media_type=media, headers={"content-disposition": _attached(named)})
            if kind != "progress":
                return JSONResponse(told or {"what": "stopped"}, 422)
        return JSONResponse({"what": "stopped"}, 503)


def _attached(name: str) -> str:
    from urllib.parse import quote

    return f"attachment; filename*=UTF-8''{quote(name)}"


@cache
def _theme() -> str:
    light, dark = theme.css_variables(theme.LIGHT), theme.css_variables(theme.DARK)
    fonts = f"--sans:{theme.SANS};--serif:{theme.SERIF};--mono:{theme.MONO}"
    return "\n".join(
        (
            f":root{{color-scheme:light;{light};{fonts}}}",
            f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}",
            f":root[data-theme=dark]{{color-scheme:dark;{dark}}}",
            f"@media print{{:root,:root[data-theme=dark],:root:not([data-theme=light]){{color-scheme:light;{light}}}}}",
        )
    )


def _page(name: str) -> str:
    config: Any = theme.config(theme.VARIABLES)
    text = json.dumps(config, ensure_ascii=False).replace("<", "\\u003c")
    environment = Environment(loader=PackageLoader("dealwright.web"), autoescape=True, undefined=StrictUndefined)
    template = environment.get_template("page.html")
    modules = sorted(file.name for file in STATIC.glob("*.js"))
    return template.render(file=name, version=__version__, modules=modules, theme=Markup(text))  # noqa: S704 - no `<` is left
