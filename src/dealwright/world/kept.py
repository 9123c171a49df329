"""Keeps arrays that are asked for again, up to a size."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Event, Lock, get_ident
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
class _UnderWay:
    """What a thread is computing.

    Args:
        thread: The thread.
        done: Set once it is found, or has failed; none while nobody waits.
        found: What was found, alone; nothing before that.
    """

    thread: int = field(default_factory=get_ident)
    done: Event | None = None
    found: tuple[Any, ...] = ()


@dataclass(slots=True)
class Kept:
    """A store of arrays that forgets the one used longest ago when it is full; several threads may use it.

    A thread that asks for what another is computing waits for it.

    Args:
        limit: Bytes that it keeps at most.
    """

    limit: int = LIMIT
    _arrays: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict, init=False, repr=False)
    _bytes: int = field(default=0, init=False)
    _one_by_one: Lock = field(default_factory=Lock, init=False, repr=False)
    _under_way: dict[Hashable, _UnderWay] = field(default_factory=dict, init=False, repr=False)
    _awaited: dict[int, _UnderWay] = field(default_factory=dict, init=False, repr=False)

    def get(self, key: Hashable, compute: Callable[[], Any]) -> Any:  # noqa: ANN401 - a number or an array
        """Return what is kept under a key, computing it if it is not there."""
        with self._one_by_one:
            if key in self._arrays:
                self._arrays.move_to_end(key)
                return self._arrays[key]
            mine = _UnderWay()
            asked = self._under_way.setdefault(key, mine)
            done = None
            if asked is not mine and not self._waits_for_me(asked):
                done = asked.done = asked.done or Event()
                self._awaited[get_ident()] = asked
        if asked is mine:
            return self._computed(key, mine, compute)
        if done is not None:
            done.wait()
            del self._awaited[get_ident()]
        return asked.found[0] if asked.found else locked(compute())  # what failed there fails here, too

    def put(self, key: Hashable, found: Found) -> Found:
        """Keep something under a key, unless something is, and return it."""
        with self._one_by_one:
            self._keep(key, locked(found))
        return found

    def _waits_for_me(self, other: _UnderWay) -> bool:
        """Tell whether a thread waits for this one, by whatever detour: neither would ever end."""
        last: _UnderWay | None = other
        while last is not None and last.thread != get_ident():
            last = self._awaited.get(last.thread)
        return last is not None

    def _computed(self, key: Hashable, mine: _UnderWay, compute: Callable[[], Any]) -> Any:  # noqa: ANN401 - a number or an array
        try:
            mine.found = (locked(compute()),)
            return mine.found[0]
        finally:
            with self._one_by_one:
                del self._under_way[key]
                for found in mine.found:
                    self._keep(key, found)
            if mine.done is not None:
                mine.done.set()

    def _keep(self, key: Hashable, found: Any) -> None:  # noqa: ANN401 - a number or an array
        if key not in self._arrays:
            self._arrays[key] = found
            self._bytes += getattr(found, "nbytes", 0)
        while self._bytes > self.limit and len(self._arrays) > 1:
            _, dropped = self._arrays.popitem(last=False)
            self._bytes -= getattr(dropped, "nbytes", 0)

    def known(self, key: Hashable) -> Any:  # noqa: ANN401 - a number or an array
        """Return what is kept under a key; none where nothing is."""
        return self._arrays.get(key)
