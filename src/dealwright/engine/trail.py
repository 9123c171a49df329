"""Hold where a number comes from, and what a package changes: the two things a report lets a reader open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from dealwright.ground.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.engine.result import Estimate, Json, PartyCard

TrailKind = Literal["fact", "assumption", "driver", "company", "term", "party", "scenario", "deal"]
"""The part of the deal file a value stands in; an `assumption` is a fact without a source."""


OVERLAY = "overlay"
"""The name of a package that has none: values laid over the deal."""


@dataclass(frozen=True, slots=True)
class TrailSource:
    """Name who said it, when, and how far to trust it.

    Attributes:
        id: the source's key in the file.
        publisher: who published it.
        title: what it is called; empty if unknown.
        date: when, ISO 8601 as written; empty if unknown.
        grade: `A` primary, `B` reputable press, `C` aggregator, `D` weak or single; empty if ungraded.
        url: where to read it; empty if nowhere.
    """

    id: str
    publisher: str = ""
    title: str = ""
    date: str = ""
    grade: str = ""
    url: str = ""

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "id": self.id,
            "publisher": self.publisher,
            "title": self.title,
            "date": self.date,
            "grade": self.grade,
            "url": self.url,
        }


@dataclass(frozen=True, slots=True)
class TrailReading:
    """One way to read a fact whose sources disagree: a value or a clause read another way, with its weight."""

    text: str
    weight: str
    title: str = ""
    sources: tuple[TrailSource, ...] = ()
    find: str = ""
    note: str = ""
    line: int = 0

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "text": self.text,
            "weight": self.weight,
            "title": self.title,
            "sources": [each.to_json() for each in self.sources],
            "find": self.find,
            "note": self.note,
            "line": self.line,
        }


@dataclass(frozen=True, slots=True)
class Trail:
    """Say where one value of the deal comes from.

    Attributes:
        path: the value's path in the deal, such as `facts.invested` or `terms.revenue_share.rate`.
        kind: the part of the file it stands in.
        text: the value as written.
        status: `verified`, `reported`, `disputed` or `assumed`.
        title: the value in words, where the file gives some.
        reason: why an assumption was made as it was.
        sources: who said it; empty for an assumption.
        confidence: how far the file's author trusts it, as written.
        find: the words to look for in the source.
        note: what else the file says about it.
        readings: the other ways to read it, where sources disagree.
        expression: the expression as parsed, where it is more than a literal.
        comes_to: the share that an expression of facts comes to, such as `3.6%`; empty for all else.
        uses: paths of the facts, assumptions and drivers the expression names.
        file: the file it stands in, with `line` and `column` from 1.
    """

    path: str
    kind: TrailKind
    text: str
    status: str = ""
    title: str = ""
    reason: str = ""
    sources: tuple[TrailSource, ...] = ()
    confidence: str = ""
    find: str = ""
    note: str = ""
    readings: tuple[TrailReading, ...] = ()
    expression: str = ""
    comes_to: str = ""
    uses: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    column: int = 0

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {
            "path": self.path,
            "kind": self.kind,
            "text": self.text,
            "status": self.status,
            "title": self.title,
            "reason": self.reason,
            "sources": [each.to_json() for each in self.sources],
            "confidence": self.confidence,
            "find": self.find,
            "note": self.note,
            "readings": [each.to_json() for each in self.readings],
            "expression": self.expression,
            "comes_to": self.comes_to,
            "uses": list(self.uses),
            "file": self.file,
            "line": self.line,
            "column": self.column,
        }


@dataclass(frozen=True, slots=True)
class Move:
    """One change a package makes: the path, what stood there, what stands there now.

    Attributes:
        path: the path laid over.
        before: the value as written before.
        after: the value as written in the package.
        change: what this one change does to each party's worth, the earlier moves already made, in currency.
    """

    path: str
    before: str
    after: str
    change: Mapping[str, Estimate] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        change: dict[str, Json] = {party: each.to_json() for party, each in self.change.items()}
        return {"path": self.path, "before": self.before, "after": self.after, "change": change}


@dataclass(frozen=True, slots=True, repr=False)
class PackageEffect(Drawn):
    """What a package does to each party, line by line, against where the parties stand without it.

    Attributes:
        name: the package's key, such as `nash`.
        title: the package in words.
        against: the scenario compared with, such as `no_deal` or `in_force`.
        package: `path: value as written`.
        worth: change of each party's worth by the bargain's measure, in currency.
        by_term: change of each line of each party's mean, `{PARTY: {TERM: Estimate}}`, in currency.
        moves: the package's changes one after another.
        currency: code of the deal's currency.
        seed: seed of the futures.
        paths: number of futures.
        parties: how to name each party.
        titles: what the file calls its terms, by path, where it gives them a title.
    """

    name: str
    title: str
    against: str
    package: Mapping[str, str]
    worth: Mapping[str, Estimate]
    by_term: Mapping[str, Mapping[str, Estimate]]
    moves: tuple[Move, ...] = ()
    currency: str = ""
    seed: int = 0
    paths: int = 0
    parties: Mapping[str, PartyCard] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        lines: dict[str, Json] = {
            party: {term: each.to_json() for term, each in terms.items()} for party, terms in self.by_term.items()
        }
        return {
            "name": self.name,
            "title": self.title,
            "against": self.against,
            "package": dict(self.package),
            "worth": {party: each.to_json() for party, each in self.worth.items()},
            "by_term": lines,
            "moves": [each.to_json() for each in self.moves],
        }
