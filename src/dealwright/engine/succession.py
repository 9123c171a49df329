"""What terms do to each other: one ends another, steps in its place, or is switched by an option on each path."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from dealwright.terms.base import LIFE
from dealwright.terms.days.life import SLACK, Life, life, whole_day
from dealwright.terms.option import Option
from dealwright.terms.outcome import Outcome, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from jaxtyping import Bool, Float
    from numpy import ndarray

    from dealwright.engine.view import FuturesView
    from dealwright.terms import Term
    from dealwright.terms.account import Account
    from dealwright.terms.outcome import Number, Statement

    Days = Float[ndarray, " path"]

JUST_BEFORE = 2.0 * SLACK
"""Part of a day by which what is over on a day ends before it, and still not on it."""
MOST_SWITCHES = 3
"""So many options may switch one term at most: every set of them is a wording of its own."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A wording of a term that holds from one day to another on each path.

    Args:
        term: The wording.
        start: Day from which it holds; none where it is from the beginning.
        end: Day up to which it holds; none where it is to the end.
        passes_on: Day on which another goes on with what is left then; none where none does.
        switched: The options that were exercised by then.
    """

    term: Term
    start: Days | None
    end: Days | None
    passes_on: Days | None
    switched: frozenset[str] = frozenset()


def acting_on(terms: Mapping[str, Term], switched: Mapping[frozenset[str], Mapping[str, Term]]) -> dict[str, list[str]]:
    """Name by term the other terms that end it, step in its place, switch it, or of which it takes over.

    Args:
        terms: The terms in force.
        switched: What options make of terms, by the options that are exercised.
    """
    found: dict[str, list[str]] = {}
    for name, term in terms.items():
        for other in term.others:
            if other in terms:
                found.setdefault(other, []).append(name)
        if term.replaces in terms and term.takes_over is not None:
            found.setdefault(name, []).append(str(term.replaces))
    for options, changed in switched.items():
        for name in changed:
            found.setdefault(name, []).extend(sorted(options & terms.keys()))
    return {name: list(dict.fromkeys(each)) for name, each in found.items()}


def netted(terms: Mapping[str, Term]) -> dict[str, str]:
    """Name by term the one with which it is netted, for both of them.

    Args:
        terms: The terms in force.
    """
    pairs = [(name, term.nets) for name, term in terms.items() if term.nets in terms]
    return {one: str(other) for name, nets in pairs for one, other in ((name, nets), (nets, name)) if one}


def succeeded(name: str, view: FuturesView) -> Outcome:
    """Compute what a term does on which others act: each wording of it in its own days, one after the other.

    Args:
        name: The term.
        view: The futures.

    Returns:
        Everything it did under all its wordings.
    """
    first = _handed_over(name, view)
    done: dict[frozenset[str], Outcome] = {}
    days = {option: view.event(option) for option in options_switching(name, view)}
    segments = _segments(name, days, view)
    for each in segments:
        handed = first if not each.switched else _state_at_start(each, done, days)
        seen = replace(view, bounds=(each.start, each.end), handed=handed, passes_on=each.passes_on)
        done[each.switched] = seen.flows_of(each.term)
    if len(done) == 1:
        return done[frozenset()]
    return _joined(segments, done, days)


def whole_life(name: str, view: FuturesView) -> Life:
    """Find when a term runs under all its wordings, as far as other terms let it.

    Args:
        name: The term, in force.
        view: The futures.
    """
    if name not in view.acting:
        return life(view.terms[name], view)
    days = {option: view.event(option) for option in options_switching(name, view)}
    lives = [life(each.term, replace(view, bounds=(each.start, each.end))) for each in _segments(name, days, view)]
    end = lives[0].end
    for each in lives[1:]:
        end = np.where(np.asarray(each.end) > each.start, np.maximum(each.end, end), end)
    return Life(lives[0].start, end, lives[0].first, max(each.last for each in lives))


def options_switching(name: str, view: FuturesView) -> list[str]:
    """Name the options in force that switch a term, in the order of the file."""
    by = frozenset[str]().union(*(options for options, changed in view.switched.items() if name in changed))
    return [option for option in view.terms if option in by]


def _segments(name: str, days: Mapping[str, Days], view: FuturesView) -> list[Segment]:
    """List the wordings of a term, each with its days, in an order in which each comes after those before it."""
    over = list(_ending(name, view))
    handing = [end for end, takes in over if takes]
    out = []
    for size in range(len(days) + 1):
        for chosen in combinations(days, size):
            on, off = [days[o] for o in chosen], [whole_day(days[o]) for o in days if o not in chosen]
            ends, passing = [*off, *(end for end, _ in over)], [*off, *handing]
            wording = view.switched[frozenset(chosen)][name] if chosen else view.terms[name]
            out.append(
                Segment(
                    wording,
                    np.maximum.reduce(on) if on else None,
                    np.minimum.reduce(ends) if ends else None,
                    np.minimum.reduce(passing) if passing else None,
                    frozenset(chosen),
                )
            )
    return out


def ended_by_others(name: str, view: FuturesView) -> Days | None:
    """Return the day on which other terms end a term on each path; none where none may."""
    over = [end for end, _ in _ending(name, view)]
    found: Days | None = np.minimum.reduce(over) if over else None
    return found


def ended_before(name: str, view: FuturesView) -> Days | None:
    """Return the day on which other terms end a term that has yet to happen; none where none may.

    A right that the exercise of another ends is gone on that day already; what else ends a term leaves it the day.
    """
    over = ended_by_others(name, view)
    acting = {other: view.terms[other] for other in view.acting.get(name, ())}
    by = [other for other, term in acting.items() if isinstance(term, Option) and name in term.ended]
    gone = [view.event(other) - JUST_BEFORE for other in by]
    return over if over is None else np.minimum.reduce([over, *gone])


def _ending(name: str, view: FuturesView) -> Iterator[tuple[Days, bool]]:
    """Go through the days on which others end a term, each with whether it is taken over."""
    for other in view.acting.get(name, ()):
        for term, end in view.terms[other].ends_others(view.as_seen_by(other)).items():
            if term == name:
                steps_in = view.terms[other].replaces == name  # and pays what falls due at the opening of that day
                yield whole_day(end) if steps_in else end, _takes_over(other, name, view)


def going_on(name: str, since: Days, until: Days, view: FuturesView) -> tuple[Outcome, ...]:
    """Compute what a term would do between two days, had it not been ended: it goes on with what it has done.

    Args:
        name: The term.
        since: The first day on each path; infinite where it does not go on.
        until: The last day.
        view: The futures.

    Returns:
        What each of its wordings would do, on the paths on which it is the one that holds.
    """
    handed = view.outcome(name).closing()
    days = {option: view.event(option) for option in options_switching(name, view)}
    out = []
    for size in range(len(days) + 1):
        for chosen in combinations(days, size):
            holds = np.logical_and.reduce([np.isfinite(since), *((days[o] < since) == (o in chosen) for o in days)])
            wording = view.switched[frozenset(chosen)][name] if chosen else view.terms[name]
            bounds = (np.where(holds, since, np.inf), until)
            out.append(replace(view.as_seen_by(name), bounds=bounds, handed=handed).flows_of(wording))
    return tuple(out)


def _handed_over(name: str, view: FuturesView) -> State | None:
    """Return what a term takes over from the one that it replaces, if it does."""
    replaced = view.terms[name].replaces
    if replaced is None or replaced not in view.terms or not _takes_over(name, replaced, view):
        return None
    return view.outcome(replaced).closing()


def _takes_over(name: str, replaced: str, view: FuturesView) -> bool:
    """Say whether a term goes on with what another has done."""
    term = view.terms[name]
    return term.replaces == replaced and view.holds(term.takes_over, otherwise=False)


def _state_at_start(segment: Segment, done: Mapping[frozenset[str], Outcome], days: Mapping[str, Days]) -> State:
    """Return what was done before a wording holds: by the one that held until the last of its options was exercised."""
    before = [
        (days[option] == segment.start, done[segment.switched - {option}].closing())
        for option in sorted(segment.switched)
    ]
    return chosen_state(before)


def chosen_state(parts: Sequence[tuple[Bool[ndarray, " path"], State]]) -> State:
    """Choose a state on each path: the first whose mask holds there, the last where none does.

    Args:
        parts: Masks over the paths, each with a state.
    """
    if len(parts) == 1:
        return parts[0][1]
    return State(
        _choose([(mask, state.paid) for mask, state in parts]),
        _choose([(mask, state.base) for mask, state in parts]),
        _choose_lots([(mask, state.balance) for mask, state in parts]),
        _choose_lots([(mask, state.make_up) for mask, state in parts]),
        _choose([(mask, state.rolled) for mask, state in parts]),
        _choose_named([(mask, state.others) for mask, state in parts]),
        _choose_named([(mask, state.kept) for mask, state in parts]),
    )


def _choose_named(parts: Sequence[tuple[Bool[ndarray, " path"], Mapping[str, Number]]]) -> dict[str, Number]:
    """Choose amounts that have names on each path; one that a state lacks is nothing there."""
    names = dict.fromkeys(name for _, named in parts for name in named)
    return {name: _choose([(mask, named.get(name, 0.0)) for mask, named in parts]) for name in names}


def _choose_lots(parts: Sequence[tuple[Bool[ndarray, " path"], tuple[Number, ...]]]) -> tuple[Number, ...]:
    """Choose lots of several ages on each path, the youngest beside the youngest."""
    width = max(len(lots) for _, lots in parts)
    padded = [(mask, (0.0,) * (width - len(lots)) + lots) for mask, lots in parts]
    return tuple(_choose([(mask, lots[place]) for mask, lots in padded]) for place in range(width))


def _choose(parts: Sequence[tuple[Bool[ndarray, " path"], Number]]) -> Number:
    out: Number = parts[-1][1]
    for mask, value in reversed(parts[:-1]):
        out = np.where(mask[:, None], value, out)
    return out


def _joined(segments: Sequence[Segment], done: Mapping[frozenset[str], Outcome], days: Mapping[str, Days]) -> Outcome:
    """Put together what a term did under all its wordings."""
    outcomes = [done[each.switched] for each in segments]

    def lines() -> Statement:
        total: Statement = {}
        for segment, outcome in zip(segments, outcomes, strict=True):
            for name, line in outcome.statement.items():
                total[name] = _stated(total.get(name), line, name, segment, days)
        return total

    def account() -> Account | None:
        found = [each for each in (outcome.account() for outcome in outcomes) if each is not None]
        whole = found[0] if found else None
        for each in found[1:]:
            whole = whole.then(each) if whole is not None else each
        return whole

    def closing() -> State:
        happened = {option: np.isfinite(day) for option, day in days.items()}
        ends = [
            (np.logical_and.reduce([happened[o] == (o in each.switched) for o in days]), done[each.switched].closing())
            for each in segments
        ]
        return chosen_state(ends)

    return Outcome(tuple(flow for outcome in outcomes for flow in outcome.flows), lines, closing, account)


def _stated(
    before: Float[ndarray, "path step"] | None,
    line: Float[ndarray, "path step"],
    name: str,
    segment: Segment,
    days: Mapping[str, Days],
) -> Float[ndarray, "path step"]:
    """Add a wording's line of the statement; a balance is that of the wording with which the path ends."""
    if before is None:
        return line
    if name != "balance":
        total: Float[ndarray, "path step"] = before + line
        return total
    last = np.max([days[option] for option in segment.switched], axis=0)
    return np.asarray(np.where(np.isfinite(last)[:, None], line, before))


def signs_of_acting(
    name: str, view: FuturesView, sign: Callable[..., int | None]
) -> tuple[tuple[str, int | None], ...]:
    """Return signs of all that others do to a term: for what was computed to be found again where they agree.

    What ends a term is a day: that on which another happens, or on which the one that replaces it begins. So what the
    other pays does not count, which may well hang on the term itself.
    """
    own = view.terms[name]
    parts: list[tuple[str, int | None]] = []
    for other in view.acting.get(name, ()):
        shape = view.terms[other]
        if shape.HAPPENS:
            parts.append((other, view.futures.sign(other)))
        if name == shape.replaces:
            parts.append((other, sign(shape, *LIFE)))
        if other == own.replaces:
            parts.append((other, view.signed(other)))
    for options, changed in view.switched.items():
        if name in changed and options <= view.terms.keys():
            parts.append((" ".join(sorted(options)), sign(changed[name])))
    return tuple(parts)
