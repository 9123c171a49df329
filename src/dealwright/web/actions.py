"""What a page may do to the file: open it in an editor, show a difference, and write what was shown."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from dealwright.web.editor import open_at
from dealwright.web.state import Package

if TYPE_CHECKING:
    from fastapi import FastAPI, Response

    from dealwright.web.site import Site


class At(BaseModel):
    """A place in a file: the deal's own, or one beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Annotated[str, Field(max_length=4096)] = ""
    line: Annotated[int, Field(ge=1)] = 1
    column: Annotated[int, Field(ge=1)] = 1


class Proposed(BaseModel):
    """A package to be written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    package: Package
    digest: Annotated[str, Field(max_length=64)] = ""


def add_actions(app: FastAPI, site: Site) -> None:
    """Add the addresses of what a page may do.

    Args:
        app: the application.
        site: the deal.
    """
    file = site.settings.file

    async def show(at: At) -> Response:
        from dealwright.web.writing import relative

        found = relative(file, at.file)
        if found is None:
            return JSONResponse({"what": "only the deal's own files are opened"}, 403)
        opened, what = await asyncio.to_thread(open_at, found, at.line, at.column)
        return JSONResponse({"what": what, "opened": opened})

    async def compare(proposed: Proposed) -> Response:
        from dealwright.web.writing import difference  # reads deals, which takes a while to be imported

        found, _ = await asyncio.to_thread(difference, file, proposed.package)
        if found.problems:
            return _refused([problem.to_json() for problem in found.problems])
        return JSONResponse({"file": Path(file).name, "difference": found.text, "digest": found.digest})

    async def write(proposed: Proposed) -> Response:
        from dealwright.web.writing import difference

        found, edit = await asyncio.to_thread(difference, file, proposed.package)
        if edit is None:
            return _refused([problem.to_json() for problem in found.problems])
        if found.digest != proposed.digest:
            what = "the file has changed since the difference was shown; look at it again"
            return JSONResponse({"what": what}, 409)
        problems = await asyncio.to_thread(edit.write)
        if problems:
            return _refused([problem.to_json() for problem in problems])
        return JSONResponse({"what": f"{Path(file).name} was written"})

    app.post("/open", include_in_schema=False)(show)
    app.post("/difference", include_in_schema=False)(compare)
    app.post("/write", include_in_schema=False)(write)


def _refused(problems: list[dict[str, str | int]]) -> Response:
    what = "; ".join(str(problem["what"]) for problem in problems)
    return JSONResponse({"what": what, "problems": problems}, 422)
