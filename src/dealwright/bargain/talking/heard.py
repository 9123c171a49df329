"""Turn the log into what one side did in the eyes of another: what it offered, refused and accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.bargain.talking.learning import Entry

if TYPE_CHECKING:
    from dealwright.bargain.talking.ground import Ground
    from dealwright.bargain.talking.log import Said
    from dealwright.bargain.talking.other_side import Across

    Heard = tuple[int, Entry]


def heard(ground: Ground, seen: Across) -> list[Heard]:
    """List what a side did, each with its place in `talks:`.

    An offer of the side to the one who looks, or to all, is an offer; to somebody else it says only that the side would
    accept it. An answer to another's offer is the side's where it is named, or where only two bargain; where more do,
    `accepted` is everybody's, and a refusal without a name is nobody's. An offer that it left unanswered says nothing,
    and an answer that repeats what stands beside the offer is heard once.

    Args:
        ground: What the talks stand on.
        seen: The side, and who looks.
    """
    found: list[Heard] = []
    made = {said.number: said for said in ground.log if said.offers and said.answer != "signed"}
    for said in ground.log:
        time = ground.clock.at(said.on)
        offer = made.get(said.number if said.offers else -1 if said.answers is None else said.answers)
        if offer is None:
            continue
        if said.offers and said.by == seen.party:
            kind = "offered" if said.to in {"", seen.me} else "accepted"
            found.append((said.number, Entry(kind, ground.place(said.package), time)))  # type: ignore[arg-type]  # one of both
        elif said.offers:
            found += _answer(ground, said, offer, time) if _answers(ground, seen, said) else []
        elif said.by == seen.party and not (_answers(ground, seen, offer) and offer.answer == said.answer):
            found += _answer(ground, said, offer, time)
    return found


def _answers(ground: Ground, seen: Across, said: Said) -> bool:
    """Tell whether the answer beside an offer of another is this side's."""
    two = len(ground.table) == 2  # noqa: PLR2004 - a pair
    return said.to == seen.party or (not said.to and (two or said.answer == "accepted"))


def _answer(ground: Ground, said: Said, offer: Said, time: float) -> list[Heard]:
    if said.answer not in {"refused", "accepted"}:
        return []
    return [(said.number, Entry(said.answer, ground.place(offer.package), time))]  # type: ignore[arg-type]  # one of both
