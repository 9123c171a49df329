"""Sources, facts and their readings: where every number of a deal comes from."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, Field

from dealwright.deal.expression import show
from dealwright.deal.measure import FROZEN, Anything, Date, KnownTo, OneOrMany, Raw, Share, SourceName, Text


class Source(BaseModel):
    """A place where something can be read: a page, a filing, a memo.

    `grade` is A primary, B reputable press or reprint, C aggregator relaying a named report, D weak or single.
    """

    model_config = FROZEN
    publisher: Text | None = None
    title: Text | None = None
    date: Date | None = None
    grade: Text | None = None
    url: Text | None = None
    file: Text | None = None
    note: Text | None = None


class Reading(BaseModel):
    """One way to read a fact that the sources disagree on: a number (`is`), or the deal worded anew (`overlay`)."""

    model_config = FROZEN
    is_: Anything | None = Field(default=None, alias="is")
    overlay: dict[Text, Raw] | None = None
    weight: Share
    title: Text | None = None
    source: OneOrMany[SourceName] | None = None
    find: Text | None = None
    note: Text | None = None

    def called(self, place: int) -> str:
        """Return its title, else what it says, else its number, counted from 1; `place` counts from 0."""
        said = "" if self.is_ is None else show(self.is_)
        return self.title or said or f"reading {place + 1}"


class Fact(BaseModel):
    """A value with a source, or a named assumption with a reason."""

    model_config = FROZEN
    EXACTLY_ONE: ClassVar[tuple[tuple[str, ...], ...]] = (("is", "readings"),)

    is_: Anything | None = Field(default=None, alias="is")
    readings: list[Reading] | None = None
    title: Text | None = None
    source: OneOrMany[SourceName] | None = None
    find: Text | None = None
    status: Text | None = None
    confidence: Text | None = None
    reason: Text | None = None
    range: Anything | None = None
    known_to: KnownTo | None = None
    known_by: Text | None = None
    note: Text | None = None

    @property
    def kind(self) -> Literal["value", "numeric readings", "structural readings"]:
        """Tell how the fact is not known."""
        if self.readings is None:
            return "value"
        return "structural readings" if any(r.overlay is not None for r in self.readings) else "numeric readings"
