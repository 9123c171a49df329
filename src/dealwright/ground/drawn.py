"""Lets a result draw itself in a notebook without knowing who draws."""

from __future__ import annotations

from importlib import import_module


class Drawn:
    """A result that a notebook shows as a page.

    The drawing is done by `dealwright.show.notebook`, a room below; it is looked up by name when a notebook asks, so
    that the rooms that compute never import the one that draws.
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Return what a notebook shows: HTML without scripts."""
        return str(import_module("dealwright.show.notebook").result_html(self))
