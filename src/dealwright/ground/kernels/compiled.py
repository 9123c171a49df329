"""Compile a loop once per machine: the one place that says how."""

from __future__ import annotations

import hashlib
import re
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from numba import njit
from numba.core.caching import IndexDataCacheFile

if TYPE_CHECKING:
    from collections.abc import Callable

SUMS_MAY_MOVE = frozenset({"contract", "nsz", "arcp", "reassoc"})
"""For loops that add up: the order of a sum may change, so that it is added in lanes. It never stands where an
expression must be taken as written: it deletes a rounding step such as (x + big) - big."""
AS_WRITTEN = frozenset({"contract", "nsz", "arcp"})
"""For all others: products may be fused with sums, nothing is reordered. Neither promises that no number is infinite or
no number, since kernels meet both."""
EVERYWHERE: frozenset[str] = frozenset()
"""For what must be the same bytes on every machine, and as NumPy finds it: each operation is rounded by itself."""


_IMPORT = re.compile(r"^from ([\w.]+) import (\([^)]*\)|[^\n]*)", re.MULTILINE)


def compiled(flags: frozenset[str] = AS_WRITTEN, *, inline: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Compile a function at its first call; later processes read it from where this one kept it.

    Args:
        flags: What the compiler may do with floating point.
        inline: Whether the function is copied into those that call it, to become one loop with them.

    Returns:
        A decorator. The compiled function lets other threads run, and divides by zero as NumPy does. What was kept
        serves as long as the function's file and all files of ours that it imports say what they said. Where no folder
        may be written to, neither beside the program nor of the user, it is compiled in every process.
    """
    copied: Literal["always", "never"] = "always" if inline else "never"

    def compile_(function: Callable[..., Any]) -> Any:
        try:
            kept = njit(nogil=True, cache=True, error_model="numpy", fastmath=set(flags), inline=copied)(function)
            _keep_by_source(kept, function.__module__)
        except (RuntimeError, OSError, AttributeError):  # no place to keep it, no sources, or another numba
            return njit(nogil=True, error_model="numpy", fastmath=set(flags), inline=copied)(function)
        return kept

    return compile_


def _keep_by_source(function: Any, module: str) -> None:
    """Keep what is compiled under a name that stands for all that was compiled.

    By itself numba looks at the time and the size of the function's own file: after an upgrade it would go on with
    what another file used to say, or with a file of the same size and time.
    """
    kept, sources = function._cache, _digest(module)  # noqa: SLF001 - numba has no door to it
    name = f"{kept._impl.filename_base}-{sources[:16]}"  # noqa: SLF001
    kept._cache_file = IndexDataCacheFile(kept.cache_path, name, sources)  # type: ignore[no-untyped-call]  # noqa: SLF001


@lru_cache(maxsize=64)
def _digest(module: str) -> str:
    """Digest the source of a module and of all of the same package that it imports at its front, directly or not."""
    top, waiting, found = module.partition(".")[0], [module], {}
    while waiting:
        name = waiting.pop()
        file = getattr(sys.modules.get(name), "__file__", None)
        if file is None or name in found or name.partition(".")[0] != top:
            continue
        found[name] = Path(file).read_bytes()
        for package, names in _IMPORT.findall(found[name].decode()):
            parts = (part.split(" as ")[0].strip() for part in names.strip("()").split(","))
            waiting += [package, *(f"{package}.{part}" for part in parts)]
    said = [name.encode() + b"\0" + hashlib.sha256(found[name]).digest() for name in sorted(found)]
    return hashlib.sha256(b"".join(said)).hexdigest()
