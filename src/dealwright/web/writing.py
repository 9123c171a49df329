"""Write a package into the file: only what was shown as a difference, only if the file is still the one shown."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.lang.edit import Edit, set_value
from dealwright.lang.load import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.ground.problem import Problem
    from dealwright.lang.load import Loaded


@dataclass(frozen=True, slots=True)
class Difference:
    """What a package would change in the file.

    Attributes:
        file: the file.
        text: the unified difference.
        digest: SHA-256 of the file's bytes before.
        problems: why it cannot be written; empty if it can.
    """

    file: str
    text: str = ""
    digest: str = ""
    problems: tuple[Problem, ...] = ()


def difference(file: str, package: Mapping[str, str]) -> tuple[Difference, Edit | None]:
    """Show what a package would change in the file; nothing is written.

    Args:
        file: the file.
        package: values by path, as written.

    Returns:
        The difference, and the edit that would make it; none where it cannot be.
    """
    loaded = load(file)
    problems = loaded.with_overrides(dict(package)).errors
    if problems:
        return Difference(file, problems=problems), None
    edit, found = edited(file, {set_at(loaded, path): value for path, value in package.items()})
    if edit is None:
        return Difference(file, problems=tuple(found)), None
    return Difference(file, edit.diff, edit.digest), edit


def set_at(loaded: Loaded, path: str) -> str:
    """Return where a value must be written to hold once signed: in what signing itself sets, if that says it.

    Args:
        loaded: the deal.
        path: the value's path.
    """
    signed = loaded.sound.signed
    laid = () if signed is None else loaded.sound.scenarios[signed].overrides
    if not any(path == each or path.startswith(f"{each}.") for each in laid):
        return path
    inside = f"scenarios.{signed}.set"
    return f"{inside}.{path}" if loaded.node_at(inside) is not None else f"scenarios.{signed}.{path}"


def edited(file: str, package: Mapping[str, str]) -> tuple[Edit | None, list[Problem]]:
    """Make one edit of all the values of a package.

    Args:
        file: the file.
        package: values by path, as written.

    Returns:
        The edit, or why there is none.
    """
    whole: Edit | None = None
    for path, value in package.items():
        edit, problems = set_value(file, path, value, whole)
        if edit is None:
            return None, list(problems)
        whole = edit
    return whole, []


def relative(file: str, named: str) -> Path | None:
    """Return the file that a problem names, if it is the deal's own or lies in its folder; none otherwise.

    Args:
        file: the deal file.
        named: the file that is to be opened; empty for the deal file.
    """
    own = Path(file).resolve()
    try:
        wanted = Path(named).resolve() if named else own
    except (OSError, ValueError):  # no file has such a name
        return None
    return wanted if wanted == own or (own.parent in wanted.parents and wanted.is_file()) else None
