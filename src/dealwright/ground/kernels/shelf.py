"""Keeps compiled loops on disk, so that a later process reads them without getting ready to compile."""

from __future__ import annotations

import hashlib
import re
import sys
from contextlib import suppress
from functools import lru_cache
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile
from numba.core.runtime.nrt import rtsys

if TYPE_CHECKING:
    from collections.abc import Callable

STAMP = 16
"""Digits of the digest of the sources in the name of a file."""
SUPERSEDED = 3
"""Versions of a loop that are kept beside the one in use: whoever goes back and forth compiles none of them again."""
_IMPORT = re.compile(r"^from ([\w.]+) import (\([^)]*\)|[^\n]*)", re.MULTILINE)


class _Kept(CompileResultCacheImpl):
    """What of a compiled loop is kept: its code, and not the modules that other functions in it were written in.

    By themselves they would be imported with it, a linear algebra package among them; only code that speaks with
    Python's objects asks for them.
    """

    def reduce(self, cres: Any) -> tuple[Any, ...]:
        *front, referenced = super().reduce(cres)  # type: ignore[no-untyped-call]
        return (*front, () if isinstance(referenced, tuple) else referenced)


class Files(IndexDataCacheFile):
    """The files of one loop as some sources have it; once one is written, all but the latest of other sources go."""

    def __init__(self, folder: str, base: str, sources: str) -> None:
        super().__init__(folder, f"{base}-{sources[:STAMP]}", sources)  # type: ignore[no-untyped-call]
        name, _, python = base.rpartition(".")  # such as `levels.fill_in-258.py311`, with the line where it stands
        self._like = f"{escape(name.rpartition('-')[0])}-*.{python}-{'[0-9a-f]' * STAMP}.nb"

    def save(self, key: Any, data: Any) -> None:
        """Write a loop down, and delete those that were superseded long ago."""
        super().save(key, data)  # type: ignore[no-untyped-call]
        with suppress(OSError):
            self._tidy()

    def _tidy(self) -> None:
        folder = Path(self._cache_path)
        others = [each for each in folder.glob(f"{self._like}i") if each.name != self._index_name]
        for index in sorted(others, key=lambda each: each.stat().st_mtime)[:-SUPERSEDED]:
            for each in [index, *folder.glob(f"{escape(index.stem)}.*.nbc")]:
                each.unlink(missing_ok=True)


@final
class Shelf(FunctionCache):
    """Where a compiled loop is kept, under a name that stands for all that was compiled.

    By itself numba looks at the time and the size of the function's own file: after an upgrade it would go on with
    what another file used to say, or with a file of the same size and time. And before it reads a loop it loads all
    that it could need to compile one, which takes twice as long as everything else.

    Args:
        function: The function that is compiled.
    """

    _impl_class = _Kept

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]
        sources = _digest(function.__module__)
        self._cache_file = Files(self.cache_path, self._impl.filename_base, sources)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Read a loop; none where it is not kept, and then whoever compiles it gets ready for that."""
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)  # type: ignore[no-untyped-call]


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
