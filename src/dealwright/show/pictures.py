"""Draw the pictures of a result as SVG: for a page, whose colours they follow, or to stand alone."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from dealwright.show import theme
from dealwright.show.drawing import drawing_of

if TYPE_CHECKING:
    from dealwright.ground.drawn import Colours, Drawn
    from dealwright.show.charts.picture import Panel

_NAMED = re.compile(r'\b(id="|url\(#)([A-Za-z][\w-]*)')
_USED = re.compile(r"var\(--([\w-]+)\)")


def result_pictures(result: Drawn, colours: Colours = "light") -> dict[str, str]:
    """Draw every picture of a result.

    Args:
        result: what a study or a cap table answered.
        colours: `light` or `dark` for colours written out, `both` for a picture that follows its reader's choice.

    Returns:
        SVG by the picture's name, in order; nothing for a result that is told in words and tables.

    Raises:
        ValueError: If there are no such colours.
    """
    if colours not in {"light", "dark", "both"}:
        message = f"no colours {colours!r}; there are light, dark and both"
        raise ValueError(message)
    panels = [panel for figure in drawing_of(result).pictures for panel in figure.panels]
    if colours == "both":
        return {panel.name: following(panel) for panel in panels}
    tokens = theme.LIGHT if colours == "light" else theme.DARK
    return {panel.name: svg(panel, tokens, alone=True) for panel in panels}


def svg(panel: Panel, tokens: dict[str, str], *, alone: bool = False) -> str:
    """Draw a panel.

    Args:
        panel: the panel.
        tokens: its colours; `theme.VARIABLES` for a page that sets them.
        alone: whether it stands alone, on its own ground and with a margin.

    Returns:
        SVG without scripts, whose inner names no other picture of the page has.
    """
    import vl_convert

    spec = panel.spec(tokens)
    still = [layer for layer in spec["layer"] if "params" not in layer]
    config = spec["config"] | ({} if alone else {"aria": False, "padding": 0})
    margin = {"padding": 12} if alone else {}
    drawn = str(vl_convert.vegalite_to_svg(spec | margin | {"layer": still, "config": config}))
    own = "p" + hashlib.sha256(drawn.encode()).hexdigest()[:8]
    return _NAMED.sub(rf"\g<1>{own}-\g<2>", drawn)


def following(panel: Panel) -> str:
    """Draw a panel that stands alone and is light or dark as its reader chose.

    Args:
        panel: the panel.

    Returns:
        SVG with a style sheet of its own colours.
    """
    drawn = svg(panel, theme.VARIABLES, alone=True)
    used = sorted(set(_USED.findall(drawn)))
    light, dark = (theme.css_variables({name: tokens[name] for name in used}) for tokens in (theme.LIGHT, theme.DARK))
    style = f"<style>svg{{{light}}}@media(prefers-color-scheme:dark){{svg{{{dark}}}}}</style>"
    opening, _, rest = drawn.partition(">")
    return f"{opening}>{style}{rest}"
