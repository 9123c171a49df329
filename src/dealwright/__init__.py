"""Dealwright: a plain-text deal engine.

One text file says who the parties are, what the contract makes them pay and grant each other, and what nobody knows
yet. From it Dealwright tells each side what the deal is worth, and which packages both would sign.

Example:
    >>> import dealwright
    >>> deal = dealwright.load("examples/hello.yaml")
    >>> worth = dealwright.Study(deal).value()
"""

from typing import TYPE_CHECKING

from dealwright.ground.drawn import let_draw

__version__ = "0.1.0"
__all__ = ["Study", "__version__", "load", "load_table"]

if TYPE_CHECKING:
    from dealwright.ground.drawn import Artist
    from dealwright.lang.captable import load_table
    from dealwright.lang.load import load
    from dealwright.study import Study


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for, so that `import dealwright` stays quick."""
    if name == "load":
        from dealwright.lang.load import load

        return load
    if name == "load_table":
        from dealwright.lang.captable import load_table

        return load_table
    if name == "Study":
        from dealwright.study import Study

        return Study
    message = f"module 'dealwright' has no attribute {name!r}"
    raise AttributeError(message)


def _artist() -> "Artist":
    from dealwright.show import artist

    return artist


let_draw(_artist)
