"""Lets a result draw itself in a notebook, and print itself elsewhere, without knowing who draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


Colours = Literal["light", "dark", "both"]


class Artist(Protocol):
    """Who draws results: a room above those that compute, which therefore do not import it."""

    def text(self, result: Drawn) -> str:
        """Return the tables that the command line prints."""

    def html(self, result: Drawn) -> str:
        """Return what a notebook shows: HTML without scripts."""

    def pictures(self, result: Drawn, colours: Colours) -> dict[str, str]:
        """Return its pictures as SVG by their names."""


_artist: Callable[[], Artist]


def let_draw(artist: Callable[[], Artist]) -> None:
    """Say who draws all results.

    Args:
        artist: gives who draws, when something is first to be drawn.
    """
    global _artist  # noqa: PLW0603 - one artist for all
    _artist = artist


class Drawn:
    """A result that a notebook shows as a page, and that prints as tables."""

    __slots__ = ()

    title: str

    def __repr__(self) -> str:
        """Say what it is of: all its numbers would fill pages."""
        return f"<{type(self).__name__} of {self.title!r}; print it, or ask .to_json()>"

    def __str__(self) -> str:
        """Return the tables that the command line prints."""
        return _artist().text(self)

    def pictures(self, colours: Colours = "light") -> dict[str, str]:
        """Draw its pictures, each to stand alone.

        Args:
            colours: `light`, `dark`, or `both` for pictures that are light or dark as their reader chose.

        Returns:
            SVG by the picture's name; nothing for a result that is told in words and tables.

        Raises:
            ValueError: If there are no such colours.
        """
        return _artist().pictures(self, colours)

    def _repr_html_(self) -> str:
        """Return what a notebook shows: HTML without scripts."""
        return _artist().html(self)
