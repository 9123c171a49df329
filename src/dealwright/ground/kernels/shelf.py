"""Keeps compiled loops on disk, so that a later process reads them without getting ready to compile."""

from __future__ import annotations

import hashlib
import re
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile
from numba.core.runtime.nrt import rtsys

if TYPE_CHECKING:
    from collections.abc import Callable

_IMPORT = re.compile(r"^from ([\w.]+) import (\([^)]*\)|[^\n]*)", re.MULTILINE)


class _Kept(CompileResultCacheImpl):
    """What of a compiled loop is kept: its code, and not the modules that other functions in it were written in.

    By themselves they would be imported with it, a linear algebra package among them; only code that speaks with
    Python's objects asks for them.
    """

    def reduce(self, cres: Any) -> tuple[Any, ...]:
        *front, referenced = super().reduce(cres)  # type: ignore[no-untyped-call]
        return (*front, () if isinstance(referenced, tuple) else referenced)


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
        name = f"{self._impl.filename_base}-{sources[:16]}"
        self._cache_file = IndexDataCacheFile(self.cache_path, name, sources)  # type: ignore[no-untyped-call]

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
