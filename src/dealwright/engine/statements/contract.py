"""States what the terms of a deal computed, contract period by contract period, on one future or on the mean of all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from dealwright.deal.expression import show
from dealwright.engine.beliefs import facts_behind
from dealwright.engine.conversion import money_of, with_exchange
from dealwright.engine.expressions import names_used
from dealwright.engine.scenario import Scene
from dealwright.engine.statements.account_rows import A_MOMENT, merged, one_a_day, rows_of
from dealwright.engine.statements.chosen import Chosen, NoStatementError, choices, choose
from dealwright.engine.statements.equity_account import equity_account
from dealwright.engine.statements.result import (
    ClauseReading,
    ContractStatement,
    DisputedClause,
    Ending,
    StatementLine,
    StatementPeriod,
    TermStatement,
)
from dealwright.engine.trails import trails
from dealwright.terms.account import Account, Line, within_date
from dealwright.terms.days.life import life
from dealwright.terms.equity import Equity
from dealwright.terms.licence import Licence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.engine.statements.account_rows import Row
    from dealwright.engine.statements.chosen import Part
    from dealwright.engine.trail import Trail
    from dealwright.engine.view import FuturesView
    from dealwright.ground.calendar import TimeGrid
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws


def state_contract(
    loaded: Loaded,
    draws: Draws,
    path: str | int,
    *,
    scenario: str,
    party: str | None = None,
    terms: Sequence[str] | None = None,
    forced: Mapping[str, int] | None = None,
) -> ContractStatement:
    """State what terms computed on the futures that are asked for.

    Args:
        loaded: The deal in the scenario, calibrated.
        draws: The draws of its futures.
        path: `certain`, `mean`, a percentile such as `p50`, or the number of a path from 1.
        scenario: The scenario's name.
        party: The party whose worth a percentile is of.
        terms: The terms that are wanted; all in force by default.
        forced: Index of the reading of clauses that are to be read so.

    Returns:
        The statement.

    Raises:
        NoStatementError: There is no such path or no such term in force, or a percentile is of nobody's worth.
    """
    deal, chosen = loaded.sound, choose(loaded, draws, path, party, forced)
    known = {name for part in chosen.parts for name in part.view.terms}
    for name in terms or ():
        if name not in known:
            raise NoStatementError(f"there is no term {name!r} in force; there are {', '.join(sorted(known))}")
    wanted = [name for name in deal.terms if name in (known if terms is None else terms)]
    return ContractStatement(
        title=deal.title,
        file=loaded.file,
        digest=loaded.digest,
        currency=deal.currency,
        as_of=deal.dates[0],
        scenario=scenario,
        path=str(path),
        seed=draws.seed,
        paths=draws.paths,
        terms=tuple(state_term(name, chosen) for name in wanted),
        number=chosen.number,
        party=None if chosen.worth is None else party,
        worth=chosen.worth,
        readings=_in_words(loaded, draws, chosen.readings),
        names={name: each.name for name, each in (deal.parties | deal.companies).items() if each.name},
        price_basis=deal.prices,
        deal=loaded,
        titles={
            f"{section}.{name}": each.title
            for section in ("facts", "terms")
            for name, each in getattr(deal, section).items()
            if each.title
        },
    )


def disputed_clauses(
    loaded: Loaded,
    draws: Draws,
    path: str | int,
    *,
    scenario: str,
    party: str | None = None,
    terms: Sequence[str] | None = None,
) -> tuple[DisputedClause, ...]:
    """State what terms compute under each reading of a disputed clause, on the same future.

    Args:
        loaded: The deal in the scenario, calibrated.
        draws: The draws of its futures.
        path: As for `state_contract`.
        scenario: The scenario's name.
        party: The party whose worth a percentile is of.
        terms: The terms that are wanted; all by default.

    Returns:
        The facts whose readings word the contract differently, or are of a number, a date, or a yes or no in one of its
        terms, in the order of the file; those that make no difference to a term that is wanted are left out.
    """
    number = choose(loaded, draws, path, party).number
    path = path if number is None else number
    found = []
    for name, trail in _disputed(loaded).items():
        each = [
            state_contract(form, draws, path, scenario=scenario, terms=None, forced=forced)
            for form, forced in _as_read(loaded, name)
        ]
        touched = {term.term for one in each for term in one.terms if any(_differ(term, other) for other in each)}
        touched &= set(touched if terms is None else terms)
        order = [term for term in loaded.sound.terms if term in touched]
        if order:
            readings = zip(trail.readings, each, strict=True)
            told = tuple(ClauseReading(said.title or said.text, said.weight, one) for said, one in readings)
            found.append(DisputedClause(name, trail.title, told, tuple(order)))
    return tuple(found)


def _as_read(loaded: Loaded, name: str) -> Iterator[tuple[Loaded, dict[str, int]]]:
    """Go through the readings of a fact: the deal that each makes, and which is to be chosen where it rewords it."""
    readings = loaded.sound.facts[name].readings or ()
    rewords = any(reading.overlay is not None for reading in readings)
    for index in range(len(readings)):
        yield (loaded, {name: index}) if rewords else (loaded.reading(name, index), {})


def _differ(term: TermStatement, other: ContractStatement) -> bool:
    return all(term != each for each in other.terms if each.term == term.term) and bool(other.terms)


def _disputed(loaded: Loaded) -> dict[str, Trail]:
    """Return the facts whose readings word the deal differently, or are of something that stands in a term."""
    deal = loaded.sound
    in_terms = facts_behind(deal, names_used(deal.terms))
    disputed = {
        name
        for name, fact in deal.facts.items()
        if fact.readings and (name in in_terms or any(reading.overlay is not None for reading in fact.readings))
    }
    facts = {trail.path.partition(".")[2]: trail for trail in trails(loaded)}
    return {name: facts[name] for name in deal.facts if name in disputed}


def _in_words(loaded: Loaded, draws: Draws, readings: Mapping[str, int]) -> dict[str, str]:
    """Say which reading of each disputed clause holds."""
    if not readings:
        return {}
    facts = {trail.path.partition(".")[2]: trail for trail in trails(loaded)}
    scene = Scene(loaded, draws)
    values = {doubt.name: choices(scene, doubt) for doubt in scene.doubts if doubt.name in readings}
    told = {}
    for name, index in readings.items():
        said = facts[name].readings[index] if name in facts and facts[name].readings else None
        value = values[name][index] if values.get(name) else None
        told[name] = said.title or said.text if said is not None else "" if value is None else show(value)
    return told


def state_term(name: str, chosen: Chosen) -> TermStatement:
    """State what one term computed.

    Args:
        name: The term.
        chosen: The futures.

    Returns:
        Its statement.
    """
    parts = [part for part in chosen.parts if name in part.view.terms]
    deal, term, grid = parts[0].loaded.sound, parts[0].view.terms[name], parts[0].view.grid
    accounts = [with_exchange(account_of(name, part), part.view.terms[name], part.view.futures) for part in parts]
    sorts = {line.name: line.sort for account in accounts for line in account.lines}
    read = [(_weight(part), rows_of(account, part.rows)) for part, account in zip(parts, accounts, strict=True)]
    rows = merged(read, dict(sorts))
    if isinstance(term, Licence):
        rows, sorts = (
            one_a_day(rows, dict(sorts)),
            dict(sorted(sorts.items(), key=lambda line: _of_field(line[0], term))),
        )
    return TermStatement(
        term=name,
        title=term.title or "",
        kind=term.kind,
        currency=money_of(term, deal),
        sides={role: side for role in term.ROLES if (side := getattr(term, role)) is not None},
        periods=tuple(_period(row, grid) for row in rows),
        lines=tuple(
            StatementLine(line, sort, tuple(row.amounts.get(line, 0.0) for row in rows)) for line, sort in sorts.items()
        ),
        endings=_endings(name, parts),
    )


def _of_field(line: str, term: Licence) -> tuple[bool, int]:
    """Order a licence's lines by its fields, as the file has them, and what is paid in all at the end."""
    fields = [*(term.parts or {})]
    field = line.partition(":")[0]
    return line == "paid", fields.index(field) + 1 if field in fields else 0


def account_of(name: str, part: Part) -> Account:
    """Return a term's account; of a kind that keeps none, what was due and paid in each step of the futures."""
    view = part.view
    term = view.terms[name]
    if isinstance(term, Equity):
        return equity_account(term, part.books)
    outcome = view.outcome(name)
    account = outcome.account()
    if account is not None:
        return account
    edges, runs = np.array(view.grid.edges)[None, :], life(term, view)
    opens, closes = (np.clip(days, runs.start, runs.end) for days in (edges[:, :-1], edges[:, 1:]))
    lines = tuple(
        Line(line, np.asarray(amounts), "level" if line == "balance" else "money")
        for line, amounts in outcome.statement.items()
    )
    return Account(opens, closes, np.full((1, opens.shape[1]), np.nan), lines)


def _weight(part: Part) -> float:
    """Return the share of the futures on which a form of the deal holds."""
    return float(np.mean(part.rows)) if isinstance(part.rows, np.ndarray) else 1.0


def _period(row: Row, grid: TimeGrid) -> StatementPeriod:
    """Return the calendar days of a row: what closes with a day has that day as its last."""
    opens = grid.date(row.opens + A_MOMENT)
    closes = max(opens, grid.date(row.closes - A_MOMENT))
    if math.isnan(row.paid_on):
        return StatementPeriod(opens, closes)
    after_middle = row.paid_on > (row.opens + row.closes) / 2.0 + A_MOMENT  # at the close of its day, or so long after
    return StatementPeriod(opens, closes, grid.date(row.paid_on - A_MOMENT if after_middle else row.paid_on + A_MOMENT))


def _endings(name: str, parts: Sequence[Part]) -> tuple[Ending, ...]:
    """Tell which events and terms ended a term before its time."""
    shares: dict[str, float] = {}
    days: dict[str, float] = {}
    for part in parts:
        for by, on in ended_by(name, part.view).items():
            row = part.rows if part.rows is not None and len(on) > 1 else slice(None)
            share = float(np.mean(np.isfinite(on[row])))
            shares[by] = shares.get(by, 0.0) + _weight(part) * share
            days[by] = float(np.min(on[row]))
    one, grid = isinstance(parts[0].rows, int), parts[0].view.grid
    last = {by: grid.date(_shown(by, days[by], parts[0].view)) for by, share in shares.items() if one and share > 0}
    return tuple(Ending(by, last.get(by), share) for by, share in shares.items() if share > 0)


def _shown(by: str, day: float, view: FuturesView) -> float:
    """Return a moment of the date on which something ended a term: the first of the one in its place, else its last."""
    replaces = by in view.terms and view.terms[by].replaces is not None
    return float(within_date(np.asarray(day), closing=not replaces))


def ended_by(name: str, view: FuturesView) -> dict[str, Float[ndarray, " path"]]:
    """Find what ended a term before its time, and when.

    Args:
        name: The term.
        view: The futures.

    Returns:
        Days by event or acting term, infinite on the paths on which something else ended it, or nothing.
    """
    term, runs = view.terms[name], life(view.terms[name], view)
    end = np.broadcast_to(np.ravel(runs.end), (view.paths,))
    moment = end if runs.over is None else np.broadcast_to(np.ravel(runs.over), (view.paths,))
    found = {event: view.event(event) for event in dict.fromkeys(term.events)}
    last = np.maximum.reduce([np.where(on <= end + A_MOMENT, on, -np.inf) for on in found.values()] or [-np.inf * end])
    own = {event: np.where((on == last) & (end < runs.last - A_MOMENT), moment, np.inf) for event, on in found.items()}
    others: dict[str, Float[ndarray, " path"]] = {}
    for other in view.acting.get(name, ()):
        over = view.terms[other].ends_others(view.as_seen_by(other)).get(name)
        if over is not None:
            others[other] = np.where(over < end - A_MOMENT, over, np.inf)
    earliest = np.minimum.reduce([*others.values(), np.full(view.paths, np.inf)])
    before = {event: np.where(earliest < on, np.inf, on) for event, on in own.items()}
    return before | {other: np.where(over > earliest, np.inf, over) for other, over in others.items()}
