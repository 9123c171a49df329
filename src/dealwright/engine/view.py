"""Shows the futures of a deal to the rules of its terms."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from dealwright.deal.expression import FAIR_VALUE
from dealwright.engine.conversion import converted, exchange_rate
from dealwright.engine.favoured import rates_of
from dealwright.engine.finite import finite
from dealwright.engine.known import Known
from dealwright.engine.occurrences import Occurrences
from dealwright.engine.succession import (
    acting_on,
    ended_before,
    ended_by_others,
    going_on,
    netted,
    signs_of_acting,
    succeeded,
)
from dealwright.engine.term_fields import Statements
from dealwright.engine.uses import Uses
from dealwright.terms import Term
from dealwright.terms.days.life import life
from dealwright.terms.option import Option
from dealwright.world.conditions import first_time
from dealwright.world.dates import is_date
from dealwright.world.evaluate import evaluate, step_rates
from dealwright.world.frames import Days, stretches
from dealwright.world.period_money import money_per_period, on_demand
from dealwright.world.switches import day_of
from dealwright.world.value import apart

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping
    from datetime import date

    from jaxtyping import Float
    from numpy import ndarray
    from pydantic import BaseModel

    from dealwright.deal.deal import Deal
    from dealwright.deal.expression import Expression
    from dealwright.engine.exercising.rule import Decides
    from dealwright.ground.calendar import TimeGrid
    from dealwright.terms import Outcome
    from dealwright.terms.account import Account
    from dealwright.terms.days.life import Life
    from dealwright.terms.days.periods import Cells
    from dealwright.terms.outcome import OnDemand, State
    from dealwright.terms.view import Apart, Window
    from dealwright.world.futures import Futures

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class FuturesView:
    """The futures of one deal, seen by its terms; what a term did is computed when it is first asked for.

    What was computed for a shape is found again wherever on the same draws all that decides it is the same.

    Args:
        futures: Simulated drivers and facts.
        terms: The terms in force.
        switched: What options make of terms once they are exercised.
        acting: The terms that act on a term, by its name.
        bounds: The days between which others let the term that looks run, on each path; none where no other says so.
        handed: What the term in whose place the one that looks steps has done.
        passes_on: The day on which another goes on with what the term that looks has left; none where none does.
        occurs: The day on which the term that looks happens itself, on each path.
        own: The name of the term that looks, where it happens itself.
        netting: The term with which a term is netted, by its name, for both of them.
        against: The term with which the one that looks is netted.
    """

    futures: Futures
    terms: Mapping[str, Term] = field(default_factory=dict)
    switched: Mapping[frozenset[str], Mapping[str, Term]] = field(default_factory=dict)
    acting: Mapping[str, list[str]] = field(default_factory=dict)
    bounds: tuple[Float[ndarray, " path"] | None, Float[ndarray, " path"] | None] = (None, None)
    handed: State | None = None
    passes_on: Float[ndarray, " path"] | None = None
    occurs: Float[ndarray, " path"] | None = None
    own: str | None = None
    netting: Mapping[str, str] = field(default_factory=dict)
    against: str | None = None
    _known: Known = field(default_factory=Known, repr=False)

    @classmethod
    def of(
        cls,
        deal: Deal,
        futures: Futures,
        decided: Mapping[str, Float[ndarray, " path"]] | None = None,
        policies: Mapping[str, Decides] | None = None,
    ) -> FuturesView:
        """Show a deal's futures to those of its terms that are in force.

        Args:
            deal: The deal, overrides laid.
            futures: Its futures.
            decided: Days on which it is decided that options are exercised, where they are known already.
            policies: How holders decide, where that is known already.
        """
        bare = cls(futures)
        terms = {name: term for name, term in deal.terms.items() if bare.holds(term.active, otherwise=True)}
        seen = cls(futures, terms, deal.switched, acting_on(terms, deal.switched), netting=netted(terms))
        if not any(term.HAPPENS for term in deal.terms.values()):
            return seen
        return seen.with_occurrences(Occurrences(deal, seen, seen, policies or {}, decided or {}))

    def with_occurrences(self, occurrences: Occurrences) -> FuturesView:
        """Return the view in which terms are events, too."""
        return replace(self, futures=self.futures.with_occurrences(occurrences))

    def before(self, name: str) -> FuturesView:
        """Show the futures to a term that has yet to happen: as far as others let it run."""
        ended = ended_before(name, self)
        return self if ended is None else replace(self, bounds=(None, ended))

    def deciding(self, name: str) -> FuturesView:
        """Show the futures to whoever decides for an option: what the others do, and not what it does itself."""
        return cast("Occurrences", self.futures.occurrences).deciding(name)

    def anew(self) -> FuturesView:
        """Return the same view with nothing computed yet, for days of occurrences that are not the same."""
        return replace(self, _known=Known())

    def outcome(self, name: str) -> Outcome:
        """Return what a term in force does."""
        if (sign := self.signed(name)) is not None:
            return self.figures("flows", (sign,), partial(self._outcome, name))
        if name not in self._known.outcomes:
            self._known.outcomes[name] = self._outcome(name)
        return self._known.outcomes[name]

    def _outcome(self, name: str) -> Outcome:
        return self.as_seen_by(name).computed(name)

    def computed(self, name: str) -> Outcome:
        """Compute what a term does as this view, which is that term's own, shows it the futures."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return finite(name, succeeded(name, self) if name in self.acting else self.flows_of(self.terms[name]))

    def as_seen_by(self, name: str) -> FuturesView:
        """Show the futures to a term: if it happens itself it knows on which day, and what is netted against it."""
        happens, against = self.terms[name].HAPPENS, self.netting.get(name)
        own = (*self.bounds, self.handed, self.passes_on, self.occurs, self.against)
        if not happens and against is None and all(each is None for each in own):
            return self
        seen = replace(self, bounds=(None, None), handed=None, passes_on=None, occurs=None, own=None, against=against)
        return replace(seen, occurs=self.event(name), own=name) if happens else seen

    def account(self, name: str) -> Account | None:
        """Return the account of another term; none where it is not in force or has none."""
        return self.outcome(name).account() if name in self.terms else None

    def rates_of(self, name: str) -> list[Account]:
        """Return the accounts whose rates count for who keeps pace with a royalty; none where it is not in force."""
        return rates_of(name, self)

    def counterclaim(self) -> Account | None:
        """Return the account of the term with which this one is netted, as it is before that; none where none is."""
        name = self.against
        return None if name is None else self.once(("before netting", name), partial(self._before_netting, name))

    def _before_netting(self, name: str) -> Account | None:
        return replace(self.as_seen_by(name), against=None).computed(name).account()

    def runs(self, name: str) -> tuple[Life, ...]:
        """Return when a term in force runs, and each of its parts, by its own words and by what others do to it."""
        seen = replace(self, bounds=(None, ended_by_others(name, self)), handed=None)
        return tuple(life(each, seen) for each in self.terms[name].lives)

    def in_force(self, name: str) -> bool:
        """Tell whether a term is in force."""
        return name in self.terms

    def going_on(
        self, name: str, since: Float[ndarray, " path"], until: Float[ndarray, " path"]
    ) -> tuple[Outcome, ...]:
        """Return what a term in force would do between two days, had it not been ended, by each of its wordings."""
        return going_on(name, since, until, replace(self, occurs=None))

    def flows_of(self, term: Term) -> Outcome:
        """Compute what one wording of a term does, its flows in the deal's currency."""
        outcome, rate = term.flows(self), exchange_rate(term, self.futures.deal)
        return outcome if rate is None else converted(outcome, rate, self.futures)

    def figures(self, what: Hashable, signs: tuple[int | None, ...], compute: Callable[[], Found]) -> Found:
        """Compute something, or take it from what was computed on the same draws.

        Args:
            what: What it is.
            signs: Signs of all that decides it; where one is missing it is computed anew.
            compute: What computes it.

        Returns:
            What `compute` returns.
        """
        return compute() if None in signs else self.futures.store.get((what, signs), compute)

    def once(self, what: Hashable, compute: Callable[[], Found]) -> Found:
        """Compute something once for this view.

        Args:
            what: What it is; what it names by identity, the result keeps alive.
            compute: What computes it.
        """
        if what not in self._known.once:
            self._known.once[what] = compute()
        return cast("Found", self._known.once[what])

    def signed(self, name: str) -> int | None:
        """Return a number that stands for a term together with all it depends on, and all that other terms do to it."""
        return self._known.sign_of(name, self._signed)

    def _signed(self, name: str) -> int | None:
        own, against = self._signed_before_netting(name), self.netting.get(name)
        if own is None or against is None:
            return own
        other = self._signed_before_netting(against)
        return None if other is None else self.futures.store.sign(("netted", own, other))

    def _signed_before_netting(self, name: str) -> int | None:
        own = self.sign(self.terms[name])
        events = (self.futures.sign(name),) if self.terms[name].HAPPENS else ()
        others = signs_of_acting(name, self, self.sign)
        if own is None or any(sign is None for _, sign in others):
            return None
        return self.futures.store.sign((own, events, others)) if others or events else own

    def sign(self, shape: BaseModel, *keys: str) -> int | None:
        """Return a number that stands for a declared shape together with all it depends on.

        Args:
            shape: A term or a company.
            keys: The keys of it that count; all if none are named.

        Returns:
            The sign; none where an uncertain literal makes it matter where the shape stands.
        """
        place = (id(shape), keys)
        if place not in self._known.signs:
            self._known.signs[place] = shape, self._sign(shape, keys)  # kept alive: its identity stays its own
        return self._known.signs[place][1]

    def kept(self, frame: Hashable, flow: Expression, compute: Callable[[], Found]) -> Found:
        """Compute what comes of a flow in a frame, or take it from what was computed of one that says the same."""
        return self.futures.kept(frame, flow, compute)

    def _sign(self, shape: BaseModel, keys: tuple[str, ...]) -> int | None:
        store, deal = self.futures.store, self.futures.deal
        used = store.get(("uses", id(shape), keys), lambda: Uses.of(shape, keys))
        inner = tuple((name, self.signed(name)) for name in used.terms if name in self.terms)
        rate = exchange_rate(shape, deal) if isinstance(shape, Term) else None
        drawn = used.drawn or (isinstance(shape, Option) and shape.at_fair_value)
        drawn = drawn or (rate is not None and self.futures.motion(rate).drawn)
        company = None if keys else deal.companies.get(getattr(shape, "company", None) or "")
        held = 0 if company is None else self.sign(company)  # a stake is a part of all that its company is
        if drawn or held is None or any(sign is None for _, sign in inner):
            return None
        names = tuple(self.futures.sign(name) for name in used.names if name in deal.drivers or name in deal.facts)
        sign = (store.shape(used.said), names, inner, held)
        return store.sign(sign if rate is None else (*sign, self._sign_of(rate)))

    def _sign_of(self, rate: Expression) -> tuple[int, ...]:
        """Return numbers that stand for an exchange rate with all that it depends on."""
        named = sorted(self.futures.motion(rate).names)
        return self.futures.store.shape(rate), *(self.futures.sign(name) for name in named)

    @property
    def statements(self) -> Statements:
        """Return the statements of the terms in force."""
        return Statements(self)

    @property
    def grid(self) -> TimeGrid:
        """The calendar-aligned steps."""
        return self.futures.grid

    @property
    def paths(self) -> int:
        """The number of futures."""
        return self.futures.paths

    def number(self, expression: Expression) -> float | Float[ndarray, "path 1"]:
        """Evaluate a key that drivers do not move; one value per path where an uncertain fact stands behind it."""
        value = self.futures.number(expression)
        return np.reshape(value, (-1, 1)) if np.ndim(value) else float(value)

    def calendar_date(self, expression: Expression) -> date:
        """Evaluate a key that is a date."""
        return self.grid.date(float(self.futures.number(expression)))

    def moment(self, expression: Expression) -> Float[ndarray, "..."]:
        """Return the day of a date or of an event; one, or one per path, infinite where the event never happens."""
        return np.asarray(day_of(expression, self.futures), dtype=float)

    def is_date(self, expression: Expression) -> bool:
        """Tell whether an expression is a date, not an event."""
        return is_date(expression, self.futures)

    def holds(self, expression: Expression | None, *, otherwise: bool) -> bool:
        """Evaluate a key that is yes or no."""
        if expression is None:
            return otherwise
        return bool(np.mean(self.futures.number(expression)) > 0.5)  # noqa: PLR2004 - an uncertain condition goes by its majority

    def stretches(self, first: int, last: int) -> Iterator[slice]:
        """Cut steps, from a first up to before a last, into stretches to be evaluated one after the other."""
        return stretches(self.paths, first, last)

    def windowed(self, expression: Expression) -> bool:
        """Say whether `before` or `after` stands in an expression, so that the days that count decide its value."""
        return self.futures.motion(expression).windowed

    def rates(self, expression: Expression, steps: slice, window: Window | None = None) -> Float[ndarray, "_ _"]:
        """Evaluate a yearly flow over some of the steps: (path, step), either of which may be one for all.

        The window is the first and the last day that count in each of the steps: (step, path) or (step, 1).
        """
        found = step_rates(expression, self.futures, steps=steps, window=window, term_fields=self.statements)
        return np.atleast_2d(found)

    def money(self, flow: Expression, pieces: Cells) -> Float[ndarray, "period path"] | None:
        """Sum a yearly flow into money per contract period, if there is a quicker way to than over its rates."""
        return money_per_period(flow, pieces, self.futures)

    def on_demand(
        self, flow: Expression, pieces: Cells, plainly: Callable[[], Float[ndarray, "_ period"]]
    ) -> OnDemand | None:
        """Return money per contract period that is made where it is read, if that is quicker."""
        return on_demand(flow, pieces, self.futures, plainly)

    def apart(self, flow: Expression) -> Apart:
        """Take a yearly flow apart: parts that run evenly, and amounts paid on days of their own; (path or 1, _)."""
        even: list[tuple[Float[ndarray, "_ 1"], Expression]] = []
        paid: list[tuple[Float[ndarray, "_ payment"], Float[ndarray, "_ payment"]]] = []
        for factor, part, payments in apart(flow, Days(self.futures, self.statements)):
            times = np.atleast_2d(factor).T
            if payments is None:
                even.append((times, part))
            else:
                paid.append((payments.amounts * times, payments.moments))
        return even, paid

    def at(
        self, expression: Expression, days: Float[ndarray, " _"] | float, sign: int | None = None
    ) -> Float[ndarray, " path"]:
        """Evaluate an expression at a day of each path, drivers interpolated to it; once for days that have a sign."""
        moments, fields = np.broadcast_to(np.asarray(days, dtype=float), (self.paths,)), self.statements
        return np.asarray(evaluate(expression, self.futures, at=moments, sign=sign, term_fields=fields), dtype=float)

    def amount(self, expression: Expression, days: Float[ndarray, " _"] | float) -> Float[ndarray, "_ 1"]:
        """Evaluate an amount that falls due on a day: as `at`, but one number where it is the same at any time."""
        how = self.futures.motion(expression)
        if how.moves or how.held or how.terms:
            return np.reshape(self.at(expression, days), (-1, 1))
        once = evaluate(expression, self.futures, at=np.zeros(1), term_fields=self.statements)
        return np.reshape(np.asarray(once, dtype=float), (-1, 1))

    def event(self, name: str, by: float | None = None) -> Float[ndarray, " path"]:
        """Return the day of an event on each path, infinite where it never happens; or only of those up to some day."""
        return self.futures.event(name, by)

    def known(self, name: str) -> Float[ndarray, " path"]:
        """Return the day from which it is known that an event will happen: that of the notice of a term."""
        found = self.futures.occurrences
        return found.known(name) if isinstance(found, Occurrences) and name in found else self.event(name)

    def fair_value(self, days: Float[ndarray, " path"]) -> Float[ndarray, " path"]:
        """Return what the stake of the option that looks is worth on a day of each path, given what is known then."""
        from dealwright.engine.exercising.fair_value import fair_value

        assert self.own is not None  # noqa: S101 - only an option asks
        return fair_value(self.own, self.futures.occurrences.deal, self, days)  # type: ignore[attr-defined]

    def at_fair_value(self, worth: Float[ndarray, " path"]) -> FuturesView:
        """Return the same view in which `fair_value` is so much on each path."""
        return replace(self, futures=self.futures.with_facts({FAIR_VALUE: worth}))

    def exit_day(self, company: str) -> Float[ndarray, " path"]:
        """Return the day of a company's exit on each path."""
        from dealwright.engine.exit import exit_time

        return exit_time(company, self.futures.deal.companies[company], self).day

    def first_time(self, condition: Expression, not_before: float | Float[ndarray, " path"]) -> Float[ndarray, " path"]:
        """Return the first day not before another on which a condition is true on each path, or infinity."""
        return first_time(condition, self.futures, not_before, term_fields=self.statements)
