"""Collect what the facts of a deal say, for results that name them as the values of a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Quantity

if TYPE_CHECKING:
    from dealwright.lang.load import Loaded


def literals_of(loaded: Loaded) -> dict[str, str]:
    """Return what each fact says that is one plain value, as it is written.

    Args:
        loaded: The deal, checked.
    """
    plain = [name for name, fact in loaded.sound.facts.items() if isinstance(fact.is_, Quantity)]
    return {name: text for name in plain if (text := loaded.text_at(f"facts.{name}.is"))}
