"""Lets a result draw itself in a notebook, and print itself elsewhere, without knowing who draws."""

from __future__ import annotations

from importlib import import_module


class Drawn:
    """A result that a notebook shows as a page, and that prints as tables.

    The drawing is done by `dealwright.show`, a room below; it is looked up by name when somebody asks, so that the
    rooms that compute never import the one that draws.
    """

    __slots__ = ()

    title: str

    def __repr__(self) -> str:
        """Say what it is of: all its numbers would fill pages."""
        return f"<{type(self).__name__} of {self.title!r}; print it, or ask .to_json()>"

    def __str__(self) -> str:
        """Return the tables that the command line prints."""
        return str(import_module("dealwright.show.plain").result_text(self))

    def pictures(self, colours: str = "light") -> dict[str, str]:
        """Draw its pictures, each to stand alone.

        Args:
            colours: `light`, `dark`, or `both` for pictures that are light or dark as their reader chose.

        Returns:
            SVG by the picture's name; nothing for a result that is told in words and tables.

        Raises:
            ValueError: If there are no such colours.
        """
        return dict(import_module("dealwright.show.pictures").result_pictures(self, colours))

    def _repr_html_(self) -> str:
        """Return what a notebook shows: HTML without scripts."""
        return str(import_module("dealwright.show.notebook").result_html(self))
