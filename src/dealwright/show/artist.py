"""Draw any result: as the tables of a terminal, as a notebook's page, as pictures that stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dealwright.ground.drawn import Colours, Drawn


def text(result: Drawn) -> str:
    """Return the tables that the command line prints."""
    from dealwright.show.plain import result_text

    return result_text(result)


def html(result: Drawn) -> str:
    """Return what a notebook shows: HTML without scripts."""
    from dealwright.show.notebook import result_html

    return result_html(result)


def pictures(result: Drawn, colours: Colours) -> dict[str, str]:
    """Return its pictures as SVG by their names.

    Args:
        result: what a study or a cap table answered.
        colours: `light`, `dark` or `both`.

    Raises:
        ValueError: If there are no such colours.
    """
    from dealwright.show.pictures import result_pictures

    return dict(result_pictures(result, colours))
