"""Say in a few words what happened to a company's securities on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.equity import events as happens
from dealwright.show.captable.figures import ratio
from dealwright.show.words import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from dealwright.equity.captable import CapTable
    from dealwright.show.captable.names import TableNames

_MOST = 2
_WORDS: dict[type[happens.Event], str] = {
    happens.Transfer: "shares sold on",
    happens.Exercise: "rights exercised",
    happens.Cancel: "securities cancelled",
    happens.Repurchase: "shares bought back",
    happens.RatioAdjustment: "conversion price adjusted",
    happens.PoolAdjustment: "pool changed",
    happens.Exchange: "recapitalisation",
    happens.Distribution: "distribution",
    happens.Reprice: "rights repriced",
}


def happened(table: CapTable, on: dt.date, names: TableNames, *, first: bool = False) -> str:
    """Say what happened on a day, the weightiest first.

    Args:
        table: The company.
        on: The day.
        names: What ids are called.
        first: Whether it is the company's first day.
    """
    today = [event for event in table.events if event.on == on]
    made = [names.security(round_.new_class.id) for round_ in table.rounds if round_.on == on]
    said = [*made, *_issues(table, today, names, first=first), *_conversions(table, today), *_splits(today)]
    said += dict.fromkeys(word for kind, word in _WORDS.items() if any(isinstance(event, kind) for event in today))
    if any(pool.on == on for pool in table.pools.values()):
        said.append("pool opened")
    if any(right.on == on for right in table.rights.values()):
        said.append("rights granted")
    text = "; ".join(said[:_MOST])
    return text[:1].upper() + text[1:]


def _issues(table: CapTable, today: Iterable[happens.AnyEvent], names: TableNames, *, first: bool) -> list[str]:
    classes = dict.fromkeys(event.of for event in today if isinstance(event, happens.Issue))
    preferred = [names.security(of) for of in classes if table.classes[of].kind != "common"]
    if len(preferred) > _MOST:
        preferred = [counted(len(preferred), "class") + " issued"]
    if preferred:
        return preferred
    if not classes:
        return []
    return ["founding"] if first else [f"{names.security(next(iter(classes)))} issued"]


def _conversions(table: CapTable, today: Iterable[happens.AnyEvent]) -> list[str]:
    converts = [event for event in today if isinstance(event, happens.Convert)]
    found = (table.convertibles.get(event.security or "") for event in converts)
    loans = [each for each in found if each is not None]
    said = []
    for kind, noun in (("safe", "SAFE"), ("note", "note")):
        many = sum(each.kind == kind for each in loans)
        if many:
            said.append(f"{counted(many, noun)} {'converts' if many == 1 else 'convert'}")
    if len(converts) > len(loans):
        said.append("shares convert")
    return said


def _splits(today: Iterable[happens.AnyEvent]) -> list[str]:
    return [f"split {ratio(event.ratio)} for 1" for event in today if isinstance(event, happens.Split)]
