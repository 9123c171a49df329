"""What the log of the talks says: what each offer is worth, what it reveals, what to offer next, where talks tend."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.engine.heading import Headed
from dealwright.engine.result import finite

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dealwright.bargain.result import Bargain
    from dealwright.bargain.talking.next_offer import Lesson
    from dealwright.bargain.talking.simulation import Tendency
    from dealwright.engine.result import Estimate, Json

    Three = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Move:
    """An entry of the log.

    Attributes:
        number: its place in `talks:`, from 0.
        by: who spoke.
        on: the day.
        to: to whom; empty where the file does not say.
        offer: what was offered, as written; empty for an answer.
        package: the same at every negotiable path.
        answer: `refused`, `accepted`, `open` or `signed`; empty if the file does not say.
        answers: the entry with the offer that it answers; None where it offers something itself.
        gains: what the package brings each party over no deal, at central beliefs, in currency.
    """

    number: int
    by: str
    on: date
    to: str
    offer: Mapping[str, str]
    package: Mapping[str, str]
    answer: str
    answers: int | None
    gains: Mapping[str, Estimate]

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "entry": self.number,
            "by": self.by,
            "on": self.on.isoformat(),
            "to": self.to,
            "offer": dict(self.offer),
            "package": dict(self.package),
            "answer": self.answer,
            "answers": self.answers,
            "gains": {party: each.to_json() for party, each in self.gains.items()},
        }


@dataclass(frozen=True, slots=True)
class Trait:
    """What was learnt about one thing that the other side knows.

    Attributes:
        name: the fact or trait, such as `merle.reservation`.
        before: 5th, 50th and 95th percentile of what was believed before the talks.
        after: the same after the last entry.
        kind: in what it is said: `money`, `share` (a rate), `number`, `reading`, or a unit such as `GBP/year`.
        chances: where it is one of a few values, the chance of each before and after; empty otherwise.
        moved: how far the talks moved what is believed: the largest difference between the shares of belief that lie
            below a value before and after, 0 to 1.
    """

    name: str
    before: Three
    after: Three
    kind: str
    chances: tuple[tuple[float, float, float], ...]
    moved: float

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name; `chances` as value, before, after."""
        return {
            "name": self.name,
            "before": list(self.before),
            "after": list(self.after),
            "kind": self.kind,
            "chances": [list(each) for each in self.chances],
            "moved": self.moved,
        }


@dataclass(frozen=True, slots=True)
class Surprise:
    """How well an entry fits what was believed.

    Attributes:
        number: the entry.
        chance: how often a side as it was believed to be would do something at least as unlikely.
        fits: whether that is no less than one in a hundred, and it goes against nothing that the side did before.
        against: the entry by which the side offered what, under nearly every guess, is worth no more to it than what it
            refuses here; None where there is none.
    """

    number: int
    chance: float
    fits: bool
    against: int | None = None

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {"entry": self.number, "chance": self.chance, "fits": self.fits, "against": self.against}


@dataclass(frozen=True, slots=True)
class View:
    """What the log teaches one side about another.

    Attributes:
        of: who looks.
        party: who is looked at.
        traits: what it knows and we do not, before and after.
        needed: the least gain for which it signs.
        held: what it still insists on when time is up.
        surprises: how well each of its entries fits.
        effective: effective sample of the guesses after the last entry.
        guesses: how many guesses carry the belief.
        rejuvenations: how often they were moved afresh.
        log_evidence: logarithm of how likely its entries were.
    """

    of: str
    party: str
    traits: tuple[Trait, ...]
    needed: Trait
    held: Trait
    surprises: tuple[Surprise, ...]
    effective: float
    guesses: int
    rejuvenations: int
    log_evidence: float

    @property
    def fits(self) -> bool:
        """Whether every entry fits."""
        return all(each.fits for each in self.surprises)

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "of": self.of,
            "party": self.party,
            "traits": [each.to_json() for each in self.traits],
            "needed": self.needed.to_json(),
            "held": self.held.to_json(),
            "surprises": [each.to_json() for each in self.surprises],
            "fits": self.fits,
            "effective_sample": finite(self.effective),
            "guesses": self.guesses,
            "rejuvenations": self.rejuvenations,
            "log_evidence": finite(self.log_evidence),
        }


@dataclass(frozen=True, slots=True)
class Concession:
    """How far a party moved on one term from its first offer to its last.

    Attributes:
        party: the party.
        path: the negotiable path.
        first: what its first offer said.
        last: what its last one says.
        part: how far that is, as a part of the range; 1 for another value of a list.
    """

    party: str
    path: str
    first: str
    last: str
    part: float

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {"party": self.party, "path": self.path, "first": self.first, "last": self.last, "part": self.part}


@dataclass(frozen=True, slots=True)
class Advice:
    """What to offer next, or that their offer is to be accepted.

    Attributes:
        package: what each negotiable path is to say.
        accept: whether it is their own offer, to be accepted.
        gain: what it brings the one advised over what it needs, on the futures on which it was chosen.
        fresh: the same on fresh futures.
        signs: chance that the others sign it rather than walk away, given all that they did.
        accepts: chance that they accept it at once rather than hold out for more.
        expected: that chance of signing times the gain.
        theirs: what it brings each other side over no deal, as believed now.
        lessons: what a yes and what a no of each other side would teach about the least gain for which it signs.
    """

    package: Mapping[str, str]
    accept: bool
    gain: Estimate
    fresh: Estimate
    signs: Estimate
    accepts: float
    expected: Estimate
    theirs: Mapping[str, Estimate]
    lessons: Mapping[str, tuple[Lesson, Lesson]]

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name.

        Keys:
            accepted: what a yes would teach.
            refused: what a no would teach.
            chance: how likely that answer is.
            needed_before: 5th, 50th and 95th percentile of what it needs, as believed now.
            needed_after: the same after that answer.
        """
        return {
            "package": dict(self.package),
            "accept": self.accept,
            "gain": self.gain.to_json(),
            "fresh_gain": self.fresh.to_json(),
            "probability_signs": self.signs.to_json(),
            "probability_accepts_at_once": self.accepts,
            "expected": self.expected.to_json(),
            "theirs": {party: each.to_json() for party, each in self.theirs.items()},
            "lessons": {
                party: {
                    answer: {
                        "chance": each.chance,
                        "needed_before": list(each.before),
                        "needed_after": list(each.after),
                    }
                    for answer, each in zip(("accepted", "refused"), both, strict=True)
                }
                for party, both in self.lessons.items()
            },
        }


@dataclass(frozen=True, slots=True)
class Opening:
    """What to offer first where one more offer can follow.

    Attributes:
        package: the package.
        accepts: chance that it is accepted at once.
        expected: what is expected of it and of the best last offer after it.
    """

    package: Mapping[str, str]
    accepts: float
    expected: float

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {"package": dict(self.package), "probability_accepts": self.accepts, "expected": self.expected}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where offers in turn lead if both know everything: what each gains.

    Attributes:
        patient: an offer a week without an end, the one advised first.
        last: with as many offers as are simulated up to the deadline, by who makes the last one.
        offers: how many these are.
    """

    patient: Mapping[str, float]
    last: Mapping[str, Mapping[str, float]]
    offers: int

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "patient": dict(self.patient),
            "last": {party: dict(gains) for party, gains in self.last.items()},
            "offers": self.offers,
        }


@dataclass(frozen=True, slots=True, repr=False)
class Talks(Headed):
    """What the log of the talks says.

    Attributes:
        worth_by: the measure of all gains.
        between: the parties at the table.
        paths_of_terms: the negotiable paths.
        deadline: the day by which the talks are over.
        deadline_named: whether the file names it.
        party: who is advised; None where nobody is.
        moves: the log, in order.
        concessions: how far each party moved on each term.
        views: what each side learns about each other; of the one advised alone, where there is one.
        advice: what to offer next; None where nothing is advised.
        opening: what to offer where one more can follow; None where there is nothing better.
        tendencies: where simulated talks between tactics tend, from here on.
        outcome: where offers in turn lead if both know everything; None where no package suits both.
        notes: what a reader must know.
        found: the bargain, for the picture.
        names: the parties in words.
        titles: titles of terms and facts by path.
        literals: what each fact says that is one plain value.
    """

    worth_by: str
    between: tuple[str, ...]
    paths_of_terms: tuple[str, ...]
    deadline: date
    deadline_named: bool
    party: str | None
    moves: tuple[Move, ...]
    concessions: tuple[Concession, ...]
    views: tuple[View, ...]
    found: Bargain
    advice: Advice | None = None
    opening: Opening | None = None
    tendencies: tuple[Tendency, ...] = ()
    outcome: Outcome | None = None
    notes: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    literals: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Return the keys of `talks --json`."""
        return {
            **self.head(),
            "worth_by": self.worth_by,
            "between": list(self.between),
            "over": list(self.paths_of_terms),
            "deadline": self.deadline.isoformat(),
            "deadline_named": self.deadline_named,
            "for": self.party,
            "moves": [each.to_json() for each in self.moves],
            "concessions": [each.to_json() for each in self.concessions],
            "views": [each.to_json() for each in self.views],
            "advice": None if self.advice is None else self.advice.to_json(),
            "opening": None if self.opening is None else self.opening.to_json(),
            "simulated": [each.to_json() for each in self.tendencies],
            "backward_induction": None if self.outcome is None else self.outcome.to_json(),
            "notes": list(self.notes),
        }
