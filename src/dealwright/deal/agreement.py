"""Tell which offer an answer in the log of the talks answers, and by which entry all had accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.deal.talk import Talk


@dataclass(frozen=True, slots=True)
class Word:
    """What an entry of the log does.

    Args:
        by: The party that speaks.
        to: To whom; empty where the file does not say.
        offers: Whether it makes an offer.
        answer: `refused`, `accepted` or `open`: what became of the offer, or its answer to another's; empty if unsaid.
        signed: Whether it is the package that was signed.
    """

    by: str
    to: str = ""
    offers: bool = False
    answer: str = ""
    signed: bool = False

    @staticmethod
    def of(talk: Talk, *, signed: bool) -> Word:
        """Read an entry of the deal.

        Args:
            talk: The entry.
            signed: Whether what it says of `signed` is true.
        """
        return Word(talk.by, talk.to or "", talk.offer is not None, talk.answer or "", signed)


def answers(log: Sequence[Word], place: int) -> int | None:
    """Say which offer an entry without an offer answers: the last one of another that was made to it or to all.

    Args:
        log: What was said, in order.
        place: The place of the answer.

    Returns:
        The place of the offer; None where it makes an offer, answers nothing, or nobody offered it anything.
    """
    word = log[place]
    if word.offers or not word.answer:
        return None
    before = range(place - 1, -1, -1)
    to_it = (n for n in before if log[n].offers and log[n].by != word.by and log[n].to in {"", word.by})
    return next(to_it, None)


def agreed(log: Sequence[Word], table: Sequence[str]) -> int | None:
    """Say by which entry the talks were over: a package was signed, or all others accepted one offer.

    `accepted` beside an offer says that the one to whom it was made accepted it, and where it was made to no one alone,
    that all did.

    Args:
        log: What was said, in order.
        table: The parties at the table.

    Returns:
        The place of the entry; None while the talks go on.

    Example:
        >>> agreed([Word("ada", offers=True), Word("ben", answer="accepted")], ["ada", "ben"])
        1
    """
    taken: dict[int, set[str]] = {}
    for place, word in enumerate(log):
        if word.signed:
            return place
        offer = place if word.offers else answers(log, place)
        if word.answer != "accepted" or offer is None:
            continue
        others = {party for party in table if party != log[offer].by}
        named = {word.to} & others if word.offers else {word.by}
        if others <= taken.setdefault(offer, set()) | (named or others):
            return place
        taken[offer] |= named
    return None
