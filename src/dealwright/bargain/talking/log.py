"""Read the log of the talks from the deal: who said what when, as packages on the negotiable paths."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.bargain.offering.starting import as_written, today
from dealwright.deal.agreement import Word, agreed, answers
from dealwright.deal.expression import show
from dealwright.engine import beliefs as belief

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from dealwright.deal.deal import Deal
    from dealwright.deal.talk import Talk
    from dealwright.lang.load import Loaded

TALKS_WITHOUT_DEADLINE = 90
"""Days from the first offer for which talks are taken to last where the file names no deadline."""
LEAST_LEFT = 0.25
"""Part of the time gone that is taken to be left at least where the file names no deadline."""


@dataclass(frozen=True, slots=True)
class Said:
    """An entry of the log that says something: an offer, or an answer to one.

    Args:
        number: Its place in `talks:`, from 0.
        by: The party that speaks.
        on: The day.
        to: To whom it is said; empty where the file does not say.
        offer: What it offers, as written; empty for an answer.
        package: The same at every negotiable path: what an offer leaves open stays as signing alone makes it.
        answer: `refused`, `accepted`, `open` or `signed`: what became of the offer, or what the party answers to the
            last offer of another; empty if the file does not say.
        answers: The place in `talks:` of the offer that it answers; none where it is an offer.
    """

    number: int
    by: str
    on: dt.date
    to: str = ""
    offer: Mapping[str, str] = field(default_factory=dict)
    package: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""
    answers: int | None = None

    @property
    def offers(self) -> bool:
        """Tell whether it is an offer."""
        return bool(self.package)


def read_log(loaded: Loaded) -> tuple[Said, ...]:
    """Read the log of a deal.

    Args:
        loaded: The deal, checked: its talks are in the order of their dates.

    Returns:
        Entries that offer or answer something, in order.
    """
    deal, stays = loaded.sound, today(loaded)
    words = _words(deal)
    found = [_said(loaded, number, talk, stays, answers(words, number)) for number, talk in enumerate(deal.talks)]
    return tuple(each for each in found if each.offers or each.answer)


def over_by(deal: Deal) -> int | None:
    """Say by which entry the talks were over, by its place in `talks:`: all had accepted, or a package was signed."""
    return agreed(_words(deal), [] if deal.negotiate is None else deal.negotiate.between)


def _words(deal: Deal) -> list[Word]:
    return [Word.of(talk, signed=is_signed(deal, talk)) for talk in deal.talks]


def _said(loaded: Loaded, number: int, talk: Talk, stays: Mapping[str, str], answered: int | None) -> Said:
    deal = loaded.sound
    offer = {path: loaded.text_at(f"talks.{number}.offer.{path}") or "" for path in talk.offer or {}}
    signed = is_signed(deal, talk)
    package = {path: offer.get(path, text) for path, text in stays.items()} if offer else {}
    written = package if signed or not package else as_written(loaded, package)
    answer = "signed" if signed else talk.answer or ""
    return Said(number, talk.by, _day(show(talk.on)), talk.to or "", offer, written, answer, answered)


def is_signed(deal: Deal, talk: Talk) -> bool:
    """Tell whether an entry is the package that was signed."""
    return talk.signed is not None and bool(belief.constant(deal, talk.signed))


def _day(text: str) -> dt.date:
    import datetime as dt

    return dt.date.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Clock:
    """How the time for the talks runs.

    Args:
        start: The day of the first entry.
        end: The day by which they are over.
        named: Whether the file names that day.
    """

    start: dt.date
    end: dt.date
    named: bool

    def at(self, day: dt.date) -> float:
        """Return the part of the time that is over on a day, 0 to 1."""
        return min(max((day - self.start).days / max((self.end - self.start).days, 1), 0.0), 1.0)


def clock(deal: Deal, log: Sequence[Said]) -> Clock:
    """Say how the time for the talks runs: to the deadline that the file names, or for a usual time.

    Args:
        deal: The deal.
        log: Its log, at least one entry.
    """
    import datetime as dt

    start, now = log[0].on, max(log[-1].on, deal.dates[0])
    named = None if deal.negotiate is None else deal.negotiate.deadline
    if named is not None:
        return Clock(start, _day(show(named)), named=True)
    gone = (now - start).days
    return Clock(
        start, start + dt.timedelta(days=max(TALKS_WITHOUT_DEADLINE, round(gone * (1 + LEAST_LEFT)))), named=False
    )
