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
    `accepted` and `signed` are everybody's, and a refusal without a name is nobody's. An offer that it left unanswered
    says nothing.

    Args:
        ground: What the talks stand on.
        seen: The side, and who looks.
    """
    found: list[Heard] = []
    last: Said | None = None
    for said in ground.log:
        time = ground.clock.at(said.on)
        if not said.offers:
            if said.by == seen.party and last is not None and last.by != seen.party:
                found += _answer(ground, said.answer, last, said.number, time)
            continue
        last = said
        if said.answer == "signed":
            continue
        if said.by == seen.party:
            to_us = said.to in {"", seen.me}
            kind = "offered" if to_us else "accepted"
            found.append((said.number, Entry(kind, ground.place(said.package), time)))  # type: ignore[arg-type]  # one of both
        elif _answers(ground, seen, said):
            found += _answer(ground, said.answer, said, said.number, time)
    return found


def _answers(ground: Ground, seen: Across, said: Said) -> bool:
    """Tell whether the answer beside an offer of another is this side's."""
    two = len(ground.table) == 2  # noqa: PLR2004 - a pair
    return said.to == seen.party or (not said.to and (two or said.answer == "accepted"))


def _answer(ground: Ground, answer: str, said: Said, number: int, time: float) -> list[Heard]:
    if answer not in {"refused", "accepted"} or said.answer == "signed":
        return []
    return [(number, Entry(answer, ground.place(said.package), time))]  # type: ignore[arg-type]  # one of both
