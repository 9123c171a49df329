"""The deal: everything one file says, read and checked, ready to be valued."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, PrivateAttr

from dealwright.deal.driver import Driver
from dealwright.deal.expression import Expression, Quantity
from dealwright.deal.measure import AS_TEXT, FROZEN, Chance, Date, Inflation, Measure, Rate, ScenarioName, Text
from dealwright.deal.party import Company, Party
from dealwright.deal.source import Fact, Source
from dealwright.deal.talk import Negotiate, Scenario, Talk

Correlation = Annotated[Expression, Measure("share", low=-1, high=1)]
ExchangeRate = Annotated[Expression, Measure("exchange_rate", above=0, varies=True)]


class Header(BaseModel):
    """What the head of a file says: which deal, which days, which money."""

    model_config = FROZEN
    dealwright: Annotated[Literal["1"], AS_TEXT]
    title: Text
    as_of: Date
    horizon: Date
    step: Annotated[Literal["month", "quarter", "half", "year"], AS_TEXT] = "quarter"
    currency: Text
    prices: Annotated[Literal["nominal", "real"], AS_TEXT] = "nominal"
    inflation: Inflation | None = None
    risk_free: Rate
    worth_by: Annotated[Literal["certainty_equivalent", "mean_at_discount"], AS_TEXT] = "certainty_equivalent"
    signed: ScenarioName | None = None
    closing: Chance | None = None
    note: Text | None = None


class Deal(Header):
    """A deal as its file says it. Sections keep the order of the file, which fixes colours and dimensions.

    `terms` holds the declared shapes of the kinds in `dealwright.terms`; this room does not know them.
    """

    sources: dict[Text, Source] = {}
    facts: dict[Text, Fact] = {}
    parties: dict[Text, Party]
    drivers: dict[Text, Driver] = {}
    correlations: dict[Text, Correlation] = {}
    exchange_rates: dict[Text, ExchangeRate] = {}
    companies: dict[Text, Company] = {}
    terms: dict[Text, Any] = {}
    scenarios: dict[Text, Scenario] = {}
    negotiate: Negotiate | None = None
    talks: list[Talk] = Field(default=[])
    _switched: dict[frozenset[str], dict[str, Any]] = PrivateAttr(default_factory=dict)
    _as_written: Deal | None = PrivateAttr(default=None)

    @property
    def switched(self) -> dict[frozenset[str], dict[str, Any]]:
        """Return what options make of terms: the wording of each that changes, by the options that are exercised."""
        return self._switched

    def with_switched(self, switched: dict[frozenset[str], dict[str, Any]]) -> Deal:
        """Return the deal that knows what its options make of its terms."""
        deal = self.model_copy()
        deal._switched = switched  # noqa: SLF001 - its own
        return deal

    @property
    def as_written(self) -> Deal:
        """Return the deal of the file itself, under all that was laid over it: it says in which place what is drawn."""
        return self._as_written or self

    def laid_over(self, written: Deal) -> Deal:
        """Return the deal that knows over which deal it was laid."""
        deal = self.model_copy()
        deal._as_written = written.as_written  # noqa: SLF001 - its own
        return deal

    @property
    def before_tax(self) -> bool:
        """Return whether nobody in the deal pays tax."""
        rates = [party.tax for party in self.parties.values()] + [company.tax for company in self.companies.values()]
        return all(rate is None for rate in rates)

    @property
    def dates(self) -> tuple[date, date]:
        """Return `as_of` and `horizon` as calendar dates."""
        first, last = self.as_of, self.horizon
        if not isinstance(first, Quantity) or not isinstance(last, Quantity):
            raise TypeError("as_of and horizon are plain dates in every deal that was checked")
        if not isinstance(first.value, date) or not isinstance(last.value, date):
            raise TypeError("as_of and horizon are plain dates in every deal that was checked")
        return first.value, last.value
