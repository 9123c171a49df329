"""Say who depends on whom: names of counterparties, shares with their errors, and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.names import Names, isolated, within
from dealwright.show.words import capital

if TYPE_CHECKING:
    from dealwright.bargain.ripples.dependence_result import Dependence, Reliance
    from dealwright.engine.result import Estimate

OUTSIDE = "outside the deal"
MOST = 0.5
"""A side has most from one counterparty where its share is larger."""


def names_of_sides(found: Dependence) -> Names:
    """Collect what the sides of a deal are called."""
    return Names(
        parties={key: isolated(card.name) for key, card in found.parties.items()},
        shorts={key: isolated(card.short) for key, card in found.parties.items() if card.short},
        companies={key: isolated(name) for key, name in found.companies.items()},
        titles={path: isolated(title) for path, title in found.titles.items()},
    )


def counterparty(names: Names, who: str) -> str:
    """Name a counterparty where there is little room."""
    if who.startswith("terms."):
        return capital(names.line(who.partition(".")[2]))
    return names.short(who) if who else OUTSIDE


def share_words(share: Estimate | None) -> tuple[str, str]:
    """Write a share in percent, and its error."""
    if share is None:
        return "", ""
    value, error = 100.0 * share.value, 100.0 * share.standard_error
    decimals = min(number.decimals_of(value, error), 1)
    return f"{number.plain(value, decimals)}%", number.error_text(error, decimals) if error else ""


def index_words(index: Estimate | None) -> tuple[str, str]:
    """Write a Herfindahl index, and its error."""
    if index is None:
        return number.NOTHING, ""
    decimals = number.decimals_of(index.value, index.standard_error)
    return number.plain(index.value, decimals), number.error_text(index.standard_error, decimals)


def sentence(found: Dependence, side: str, names: Names) -> str:
    """Say in a sentence on whom a side depends."""
    each = found.sides[side]
    whole = "the equity of" if each.kind == "company" else "the value that reaches"
    if each.herfindahl is None:
        return f"{capital(names.party(side))} has nothing from anybody{_given(each, names, side)}."
    first = next(iter(each.ties))
    share = " ".join(filter(None, share_words(each.ties[first].share)))
    whom = "its own business" if first == side else within(counterparty(names, first))
    said = f"Of {whole} {within(names.party(side))}, {share} comes from {whom}"
    return f"{said}{_given(each, names, side)}."


def _given(each: Reliance, names: Names, side: str) -> str:
    """Say to whom a side gives most, where it gives something."""
    giving = {who: tie for who, tie in each.ties.items() if tie.share_given is not None and who != side}
    if not giving:
        return ""
    most = max(giving, key=lambda who: giving[who].share_given.value)  # type: ignore[union-attr]
    share = " ".join(filter(None, share_words(giving[most].share_given)))
    return f"; of what is given, {share} goes {f'to {within(counterparty(names, most))}' if most else OUTSIDE}"
