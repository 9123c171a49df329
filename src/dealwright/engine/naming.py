"""Say how to name the parties and the terms of a deal, for results that are read without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.expression import Name, show
from dealwright.engine.result import PartyCard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.lang.load import Loaded


def cards(loaded: Loaded) -> dict[str, PartyCard]:
    """Say how to name each party, and the preferences its worth rests on, as written."""
    deal = loaded.sound

    def written(path: str, expression: Expression | None) -> str:
        if isinstance(expression, Name) and expression.name in deal.facts:
            return written(f"facts.{expression.name}.is", deal.facts[expression.name].is_)
        return "" if expression is None else loaded.text_at(path) or show(expression)

    return {
        key: PartyCard(
            party.name or key,
            party.short or "",
            written(f"parties.{key}.discount", party.discount),
            written(f"parties.{key}.risk_tolerance", party.risk_tolerance),
        )
        for key, party in deal.parties.items()
    }


def titles_of(deal: Deal) -> dict[str, str]:
    """Return what the file calls its facts, drivers and terms, by path."""
    named: dict[str, Mapping[str, object]] = {"facts": deal.facts, "drivers": deal.drivers, "terms": deal.terms}
    return {
        f"{section}.{key}": title
        for section, shapes in named.items()
        for key, shape in shapes.items()
        if (title := getattr(shape, "title", None))
    }
