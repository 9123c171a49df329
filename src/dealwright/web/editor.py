"""Open the user's editor at a line of the deal file."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_AT_LINE = {
    "code": ("-g", "{file}:{line}:{column}"),
    "code-insiders": ("-g", "{file}:{line}:{column}"),
    "codium": ("-g", "{file}:{line}:{column}"),
    "cursor": ("-g", "{file}:{line}:{column}"),
    "subl": ("{file}:{line}:{column}",),
    "zed": ("{file}:{line}:{column}",),
    "gedit": ("+{line}:{column}", "{file}"),
    "kate": ("-l", "{line}", "-c", "{column}", "{file}"),
    "gvim": ("+{line}", "{file}"),
    "mvim": ("+{line}", "{file}"),
    "emacsclient": ("-n", "+{line}:{column}", "{file}"),
    "idea": ("--line", "{line}", "{file}"),
    "pycharm": ("--line", "{line}", "{file}"),
    "notepad++": ("-n{line}", "{file}"),
}
"""How editors with a window of their own are told a line."""


def command_of(environment: Mapping[str, str]) -> list[str]:
    """Return the command that opens a file at a line, with `{file}`, `{line}` and `{column}` in it; empty for none.

    Args:
        environment: the process's variables: `DEALWRIGHT_EDITOR`, a whole command, comes before `VISUAL` and `EDITOR`,
            of which only editors with a window of their own can be opened from a page.
    """
    own = shlex.split(environment.get("DEALWRIGHT_EDITOR", ""))
    if own:
        return own if any("{file}" in word for word in own) else [*own, *_AT_LINE.get(_name(own), ("{file}",))]
    for variable in ("VISUAL", "EDITOR"):
        words = shlex.split(environment.get(variable, ""))
        if words and _name(words) in _AT_LINE:
            return [*(word for word in words if word not in {"--wait", "-w"}), *_AT_LINE[_name(words)]]
    found = next((name for name in _AT_LINE if shutil.which(name)), "")
    return [found, *_AT_LINE[found]] if found else []


def _name(words: list[str]) -> str:
    return Path(words[0]).name.removesuffix(".exe").lower()


def open_at(file: Path, line: int, column: int) -> tuple[bool, str]:
    """Open the editor at a line.

    Args:
        file: the file.
        line: the line, from 1.
        column: the column, from 1.

    Returns:
        Whether an editor was opened, and what to tell.
    """
    place = f"{file.name}:{line}:{column}"
    named = {"file": str(file), "line": str(line), "column": str(column)}
    words = [_filled(word, named) for word in command_of(os.environ)]
    if not words:
        return False, f"{place}: say which editor to open, as in DEALWRIGHT_EDITOR='code -g {{file}}:{{line}}'"
    try:
        quiet = subprocess.DEVNULL
        editor = subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603 - the user's own
        Thread(target=editor.wait, daemon=True).start()  # so that nothing is left of it when it ends
    except OSError as refusal:
        return False, f"{place}: {words[0]} cannot be started: {(refusal.strerror or 'unknown').lower()}"
    return True, f"opened {place}"


def _filled(word: str, named: Mapping[str, str]) -> str:
    for name, value in named.items():
        word = word.replace("{" + name + "}", value)
    return word
