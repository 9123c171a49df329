"""Give each class, right and holder of a cap table its colour: a party's own, else the next that nobody has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING
from dealwright.show.theme import NOBODY, PARTY_COLOURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dealwright.equity.exact import Exact
    from dealwright.equity.holdings import Holdings

_SHADES = ("strong", "mid", "soft", "faint")


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour token of the look, and its shade."""

    token: str = NOBODY
    shade: str = "mid"


def paler(shade: str) -> str:
    """Return the next paler shade."""
    return _SHADES[min(_SHADES.index(shade) + 1, len(_SHADES) - 1)]


def free_tokens(parties: Mapping[str, str]) -> list[str]:
    """Return the tokens that no party has, the slate of nobody last."""
    every = [f"p{place}" for place in range(1, PARTY_COLOURS + 1)]
    taken = set(parties.values())
    return [token for token in every if token not in taken and token != NOBODY] or [NOBODY]


def security_colours(held: Holdings, parties: Mapping[str, str]) -> dict[str, Colour]:
    """Give each class and convertible a colour, and the words `rights` and `pool` one.

    A class that one party holds over half of has the party's; common shares, rights and pools share the first free one.

    Args:
        held: What is outstanding.
        parties: Token of each stakeholder that is a party of the deal.
    """
    free = free_tokens(parties)
    commons, others = free[0], free[1:] or free
    shades: dict[str, Iterator[str]] = {}
    found: dict[str, Colour] = {}

    def take(token: str) -> Colour:
        return Colour(token, next(shades.setdefault(token, iter(_SHADES)), _SHADES[-1]))

    turn = 0
    came = {of: place for place, of in enumerate(dict.fromkeys(lot.of for lot in held.lots))}
    ordered = sorted(held.classes.values(), key=lambda cls: (cls.kind != "common", came.get(cls.id, len(came))))
    for cls in ordered:
        owner = _owner(held, cls.id, parties)
        if owner or cls.kind == "common":
            found[cls.id] = take(owner or commons)
            continue
        found[cls.id] = take(others[turn % len(others)])
        turn += 1
    found["rights"], found["pool"] = take(commons), take(commons)
    for convertible in held.convertibles.values():
        token = parties.get(convertible.holder) or others[turn % len(others)]
        turn += convertible.holder not in parties
        found[convertible.id] = take(token)
    return found


def _owner(held: Holdings, of: str, parties: Mapping[str, str]) -> str:
    """Return the token of the party that holds over half of a class, if one does."""
    counts: dict[str, Exact] = {}
    for lot in held.lots:
        if lot.of == of:
            counts[lot.holder] = counts.get(lot.holder, NOTHING) + lot.shares
    whole = sum(counts.values(), NOTHING)
    return next((parties[holder] for holder, count in counts.items() if holder in parties and 2 * count > whole), "")


def holder_colours(holders: Iterable[str], parties: Mapping[str, str]) -> dict[str, Colour]:
    """Give each holder a colour: a party its own and then its shades, the others those that are left."""
    free = free_tokens(parties)
    found: dict[str, Colour] = {}
    turns: dict[str, int] = {}
    turn = 0
    for holder in holders:
        own = parties.get(holder, "")
        token = own or free[turn % len(free)]
        shade = turns.get(token, 0)
        found[holder] = Colour(token, _SHADES[min(shade, len(_SHADES) - 1)])
        turns[token] = shade + 1
        turn += not own
    return found
