"""Keeps sums of products in one order, whatever the machine: the matrix library works on one thread."""

from __future__ import annotations

import sys
from functools import wraps
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, final

if TYPE_CHECKING:
    from collections.abc import Callable

    from threadpoolctl import LibController  # type: ignore[import-untyped]

Given = ParamSpec("Given")
Found = TypeVar("Found")


@final
class OneOrder:
    """Holds the matrix library of this process to one thread, from when the first enters until the last has left.

    The library knows one number of threads for all: were it set back by whoever leaves first, those who are still
    inside would go on with many.
    """

    def __init__(self) -> None:
        self._lock, self._inside = Lock(), 0
        self._before: dict[str, tuple[LibController, int]] = {}

    def __enter__(self) -> None:
        """Enter; any thread may, at any time. A library that was loaded since somebody entered is held from now on."""
        from threadpoolctl import ThreadpoolController

        with self._lock:
            self._inside += 1
            for library in ThreadpoolController().lib_controllers:
                if library.user_api == "blas":
                    self._before.setdefault(library.filepath, (library, library.num_threads))
                    _set(library, 1)

    def __exit__(self, *_: object) -> None:
        """Leave; the last sets the number of threads back."""
        with self._lock:
            self._inside -= 1
            if not self._inside:
                for library, threads in self._before.values():
                    _set(library, threads)
                self._before.clear()


def _set(library: LibController, threads: int) -> None:
    """Set how many threads a library has, even if another thread did last, which threadpoolctl would let pass."""
    let_go = getattr(type(library), "clear_controlling_thread", None)
    if let_go is not None:
        let_go(force=True)
    library.set_num_threads(threads)
    if let_go is not None:
        let_go(force=True)


ONE_ORDER = OneOrder()
"""The one of this process: there is one matrix library."""


def loaded_in_order(name: str) -> Any:  # noqa: ANN401 - a module
    """Load a module that brings a matrix library of its own, if it is not there yet, and hold that one too.

    Whoever entered before it was loaded does not hold it: the first run of a process would find other last digits
    than the second.

    Args:
        name: The module, such as `scipy.optimize`.
    """
    if name not in sys.modules:
        import_module(name)
        with ONE_ORDER:  # holds it until the first who entered has left
            pass
    return sys.modules[name]


def in_one_order(compute: Callable[Given, Found]) -> Callable[Given, Found]:
    """Let a function compute the same bytes however many processors there are.

    The matrix library would share each sum among them, which changes its last digits and, for arrays as small as ours,
    costs more than it saves.
    """

    @wraps(compute)
    def computed(*given: Given.args, **named: Given.kwargs) -> Found:
        with ONE_ORDER:
            return compute(*given, **named)

    return computed
