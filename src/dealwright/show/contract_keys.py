"""Follow the contract's words back to the file: kinds, sides, events, periods, which are names and not values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.trail import Trail

if TYPE_CHECKING:
    from dealwright.lang.load import Loaded

_NOT_CONTRACT = frozenset({"source", "note", "title"})
_AS_WRITTEN = frozenset({"switches", "business_days"})
"""Keys whose pairs are told as the file has them."""


def contract_keys(loaded: Loaded) -> tuple[Trail, ...]:
    """Return a trail for each key of a term that names something instead of holding a value.

    Args:
        loaded: the deal, checked.

    Returns:
        Trails of kind `term`, in the file's order, such as `terms.access.holder`.
    """
    deal = loaded.deal
    if deal is None:
        return ()
    found = []
    for name, term in deal.terms.items():
        for key in type(term).model_fields:
            value = getattr(term, key)
            named = isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, str) for each in value))
            if named and key not in _NOT_CONTRACT and key in term.model_fields_set:
                found.append(_trail(loaded, f"terms.{name}.{key.rstrip('_')}", value))
            elif key in _AS_WRITTEN and value:
                path = f"terms.{name}.{key}"
                found.append(_trail(loaded, path, loaded.text_at(path) or ""))
    return tuple(found)


def _trail(loaded: Loaded, path: str, value: str | list[str]) -> Trail:
    place = loaded.place_of(path)
    text = value if isinstance(value, str) else ", ".join(value)
    if place is None:
        return Trail(path, "term", text)
    return Trail(path, "term", text, file=place.file, line=place.line, column=place.column)
