"""Keeps arrays that are asked for again, up to a size."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

LIMIT = 256 * 2**20
"""Bytes kept by default."""
PER_PATH = 2**14
"""Bytes kept for each path, where that is more: some thirty arrays over some sixty steps."""

Found = TypeVar("Found")


def locked(found: Found) -> Found:
    """Return what is given; if it is an array, nobody can change it any more, since others will be handed the same."""
    if isinstance(found, np.ndarray):
        found.setflags(write=False)
    return found


@dataclass(slots=True)
class Kept:
    """A store of arrays that forgets the one used longest ago when it is full; several threads may use it.

    Args:
        limit: Bytes that it keeps at most.
    """

    limit: int = LIMIT
    _arrays: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict, init=False, repr=False)
    _bytes: int = field(default=0, init=False)
    _one_by_one: Lock = field(default_factory=Lock, init=False, repr=False)

    def get(self, key: Hashable, compute: Callable[[], Any]) -> Any:  # noqa: ANN401 - a number or an array
        """Return what is kept under a key, computing it if it is not there: twice, if two ask at once."""
        with self._one_by_one:
            if key in self._arrays:
                self._arrays.move_to_end(key)
                return self._arrays[key]
        found = locked(compute())
        with self._one_by_one:
            if key not in self._arrays:
                self._arrays[key] = found
                self._bytes += getattr(found, "nbytes", 0)
            while self._bytes > self.limit and len(self._arrays) > 1:
                _, dropped = self._arrays.popitem(last=False)
                self._bytes -= getattr(dropped, "nbytes", 0)
        return found

    def __contains__(self, key: Hashable) -> bool:
        """Say whether something is kept under a key."""
        return key in self._arrays
