"""Lays over a deal that a counterparty is lost: its terms end, and what cannot exist without them falls.

What belongs to somebody stays: a lost party keeps its stakes, and what is left over for it by a term between others. A
lost company is worth nothing to its holders any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.engine import beliefs as belief
from dealwright.engine.view import FuturesView
from dealwright.terms.equity import Equity
from dealwright.terms.loan import Loan
from dealwright.terms.option import Option
from dealwright.terms.termination import Termination
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from dealwright.deal.deal import Deal
    from dealwright.deal.party import Company, Party
    from dealwright.lang.load import Loaded
    from dealwright.terms import Term

ENDING = "loss_of_{}"
"""What the term is called that ends others on a later day."""


class NotLostError(ValueError):
    """Says why a counterparty cannot be lost as asked."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A deal without one of its counterparties.

    Attributes:
        loaded: the deal as it then stands.
        ended: terms in force with the counterparty.
        fallen: terms in force that cannot exist without those.
        replaced_by: what the file says comes in their place: names of terms, and of a scenario as `scenarios.NAME`.
        unpaid_rounds: rounds that it does not pay any more, as `COMPANY.DATE`.
    """

    loaded: Loaded
    ended: tuple[str, ...]
    fallen: tuple[str, ...]
    replaced_by: tuple[str, ...]
    unpaid_rounds: tuple[str, ...]


def without(loaded: Loaded, who: str, on: date | None, *, replaced: bool) -> Lost:
    """Lay over a deal that a counterparty is lost.

    Args:
        loaded: The deal, checked and calibrated.
        who: The party or company that is lost.
        on: The day at whose close its terms end; None for today, so that they bring nothing any more.
        replaced: Whether what the file says replaces them comes: the scenario of its `if_lost`, and terms between
            others that `replaces` one that ends.

    Returns:
        The deal as it then stands.

    Raises:
        NotLostError: If the day lies outside the deal, or the deal cannot stand without the terms.
    """
    scenario = _shape(loaded.sound, who).if_lost
    base = loaded.scenario(scenario) if replaced and scenario is not None else loaded
    deal = base.sound
    _within(deal, on)
    ended = tuple(name for name, term in deal.terms.items() if _with(term, who))
    fallen = _fallen(deal, ended)
    comes = tuple(_replacing(deal, ended, fallen))
    if not replaced:
        fallen += comes
    rounds = _rounds(deal, who, on)
    pairs = _endings(deal, who, (*ended, *fallen), on)
    pairs |= {f"{path}.if": "no" for path in rounds}
    changed = base.with_overrides(pairs, warnings=False)
    if changed.deal is None:
        raise NotLostError(f"the deal cannot stand without the terms of {who}:\n\n{changed}")
    force = [name for name, term in deal.terms.items() if _in_force(deal, term)]
    told = (*(name for name in comes if name in force), *([f"scenarios.{scenario}"] if scenario is not None else []))
    return Lost(
        changed,
        tuple(name for name in ended if name in force),
        tuple(name for name in fallen if name in force),
        told if replaced else (),
        tuple(f"{path.split('.')[1]}.{day}" for path, day in rounds.items()),
    )


def gone_too(lost: Lost, company: str) -> Loaded:
    """Return a deal in which a lost company is worth nothing to its holders: nobody ever buys a stake in it."""
    return lost.loaded.with_overrides({f"companies.{company}.illiquidity_discount": "100%"}, warnings=False)


def replaces_something(loaded: Loaded, who: str) -> bool:
    """Tell whether the file says what comes in place of the terms of a counterparty."""
    deal = loaded.sound
    ended = [name for name, term in deal.terms.items() if _with(term, who)]
    return _shape(deal, who).if_lost is not None or any(
        _in_force(deal, deal.terms[name]) for name in _replacing(deal, ended, ())
    )


def _shape(deal: Deal, who: str) -> Party | Company:
    found = deal.parties.get(who) or deal.companies.get(who)
    if found is None:
        known = ", ".join([*deal.parties, *deal.companies])
        raise NotLostError(f"there is no party or company '{who}'; there are {known}")
    return found


def _within(deal: Deal, on: date | None) -> None:
    first, last = deal.dates
    if on is not None and not first <= on <= last:
        raise NotLostError(
            f"{on.isoformat()} lies outside the deal: give a day from {first.isoformat()} to {last.isoformat()}"
        )


def _with(term: Term, who: str) -> bool:
    """Tell whether a term is one between somebody and another; who only has what is left over has no part in it."""
    if isinstance(term, Equity) or len(term.sides) == 1:
        return False
    left_over = getattr(term, "residual", None) == who and who not in {
        getattr(term, role) for role in term.ROLES if role != "residual"
    }
    return who in term.sides and not left_over


def _in_force(deal: Deal, term: Term) -> bool:
    return term.active is None or bool(belief.constant(deal, term.active))


def _fallen(deal: Deal, ended: Collection[str]) -> tuple[str, ...]:
    """Name terms of others that hang on terms that end: rights over nothing else, and ends of nothing else."""
    gone = set(ended)
    while True:
        more = [name for name, term in deal.terms.items() if name not in gone and _hangs_on(term, gone)]
        if not more:
            return tuple(name for name in deal.terms if name in gone and name not in ended)
        gone.update(more)


def _hangs_on(term: Term, gone: Collection[str]) -> bool:
    targets: list[str] = []
    if isinstance(term, Option | Termination):
        targets += term.ended
    if isinstance(term, Option) and term.switches:
        targets += [path.split(".")[1] for path in term.switches if path.startswith("terms.")]
    trades = isinstance(term, Option) and term.stake is not None
    return bool(targets) and not trades and all(target in gone for target in targets)


def _replacing(deal: Deal, ended: Collection[str], fallen: Collection[str]) -> Iterator[str]:
    """Name terms between others that step in place of one that ends, and of those in turn."""
    gone = {*ended, *fallen}
    for name, term in deal.terms.items():
        if name not in gone and term.replaces in gone:
            gone.add(name)
            yield name


def _endings(deal: Deal, who: str, names: Collection[str], on: date | None) -> dict[str, str]:
    """Say how terms end: on a later day all at its close; today without a trace, but a loan falls due."""
    day = deal.dates[0] if on is None else on
    later = [name for name in names if on is not None or isinstance(deal.terms[name], Loan)]
    pairs = {f"terms.{name}.active": "no" for name in names if name not in later}
    if later:
        listed = ", ".join(later)
        pairs[f"terms.{ENDING.format(who)}"] = f"{{kind: termination, ends: [{listed}], on: {day.isoformat()}}}"
    return pairs


def _rounds(deal: Deal, who: str, on: date | None) -> dict[str, str]:
    """Name rounds that do not come any more, by path: those of the lost in others, and of others in the lost."""
    view = FuturesView(simulate(deal, Draws(0, 1, 1)))
    found = {}
    for name, company in deal.companies.items():
        for place, each in enumerate(company.rounds):
            day = view.calendar_date(each.on)
            if who in (each.by, name) and (on is None or day > on):
                found[f"companies.{name}.rounds.{place}"] = day.isoformat()
    return found
