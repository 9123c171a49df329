"""Give the browser's chart library as one script, from the installed package; it is put together once and kept.

Vega, Vega-Lite and Vega-Embed come with vl-convert, so that none of their code lives in our repository. Putting them
together takes seconds, and is the same for each version of that package: the script is kept in the user's cache.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

_NAMES_IT = "window.vegaEmbed = vegaEmbed;"
_SCRIPT_ENDS = re.compile(r"<(/?script|!--)", re.IGNORECASE)


@cache
def chart_library() -> str:
    """Return the library as a script that names `vegaEmbed`, safe to stand inside an element of a page."""
    kept = _kept()
    with suppress(OSError, UnicodeDecodeError):
        script = kept.read_text(encoding="utf-8")
        if script.endswith(_MARK):
            return script
    script = _made() + _MARK
    with suppress(OSError):  # a folder that cannot be written costs the next run its seconds, and nothing else
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_name(f"{kept.name}.{os.getpid()}")
        part.write_text(script, encoding="utf-8", newline="\n")
        part.replace(kept)
    return script


_MARK = "\n//whole\n"
"""Ends a script that was kept whole."""


def _made() -> str:
    import vl_convert

    # Only these words would end or confuse the element; in the library they can only stand inside strings.
    return _SCRIPT_ENDS.sub(r"\\x3c\1", str(vl_convert.javascript_bundle(_NAMES_IT)))


def _kept() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path("~").expanduser() / ".cache")
    return home / "dealwright" / f"charts-{version('vl-convert-python')}.js"
