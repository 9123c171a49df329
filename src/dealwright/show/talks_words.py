"""Say what the talks reveal and what to offer next in words: each sentence with its number, its error and its basis."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from dealwright.engine.result import Estimate
from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.names import Names, isolated
from dealwright.show.words import capital, spoken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.talking.result import Advice, Concession, Move, Talks, Trait, View

MOVED = 0.1
"""A belief that moved by less than this part of its weight is not told: so much is chance of the guesses."""
HELD = 0.02
"""A term that moved by less than this part of its range was held."""
ERRORS = 2.0
"""What is taken back is told where it is more than so many standard errors."""
_TACTICS = {"boulware": "Boulware", "linear": "linear", "conceder": "conceder", "tit_for_tat": "tit for tat"}
LABEL = "simulation of tactics, not an equilibrium"


def names_of_talks(found: Talks) -> Names:
    """Collect what the keys of the deal are called."""
    return Names(
        parties={key: isolated(name) for key, name in found.names.items()},
        titles={path: isolated(title) for path, title in found.titles.items()},
        literals=found.literals,
    )


def how_told(found: Talks) -> str:
    """Say as of when, in which money, on how many futures and guesses."""
    money = number.in_money(found.currency, found.price_basis, found.as_of)
    tax = "before tax" if found.before_tax else "after tax"
    until = f"talks until {number.day(found.deadline)}{'' if found.deadline_named else ', taken to be'}"
    futures = f"{number.count(found.paths)} futures, seed {found.seed}"
    return f"as of {number.day(found.as_of)}, {money}, {tax}; {until}; {futures}"


def tactic_words(name: str) -> str:
    """Name a tactic."""
    return _TACTICS.get(name, spoken(name))


def move_words(move: Move, names: Names) -> str:
    """Say what was said in an entry: who, and the offer or the answer."""
    whom = f" to {names.said(move.to)}" if move.to else ""
    if not move.offer:
        return f"{names.opening(move.by)} answers{whom}: {move.answer}"
    return f"{names.opening(move.by)}{whom}: {names.package(move.offer)}"


def surprise_words(found: Talks, view: View, names: Names) -> list[str]:
    """Say of each entry that does not fit how rare it was foretold to be."""
    by_number = {move.number: move for move in found.moves}
    said = []
    for each in view.surprises:
        if each.fits:
            continue
        move, who = by_number[each.number], names.said(view.party)
        what = f"{who}'s offer" if move.offer and move.by == view.party else f"{who}'s answer"
        if each.against is not None:
            own = number.day(by_number[each.against].on)
            said.append(
                f"{what} of {number.day(move.on)} refuses what is worth no less to it than its own offer of {own}: a "
                f"side that gives way as time goes by would not, and what is said of {who} may be wrong"
            )
            continue
        times = number.count(round(1 / max(each.chance, 1e-9))) if each.chance > 0 else "a billion"
        said.append(
            f"{what} of {number.day(move.on)} is one that a side as described would make 1 time in {times}: the model "
            f"of the other side does not fit, and what is said of {who} may be wrong"
        )
    return said


def answer_words(found: Talks, move: Move, names: Names) -> str:
    """Say what became of an offer: as its entry has it, or as others answered it later, each named among three."""
    later = [each for each in found.moves if each.answers == move.number]
    if not later:
        return move.answer or number.NOTHING
    if len(found.between) == 2:  # noqa: PLR2004 - a pair: only one can have answered
        return later[-1].answer
    last = {each.by: each.answer for each in later}
    return ", ".join(
        [*([move.answer] if move.answer else []), *(f"{names.short(by)} {said}" for by, said in last.items())]
    )


def retreat_words(found: Talks, party: str, names: Names) -> list[str]:
    """Say where an offer of a party gave the others less than its last one did, beyond two standard errors."""
    made = [move for move in found.moves if move.by == party and move.gains and move.answer != "signed"]
    said = []
    for before, after in pairwise(made):
        less = {
            other: Estimate(before.gains[other].value - after.gains[other].value, _both(before, after, other))
            for other in found.between
            if other != party and not {before.to, after.to} - {"", other}
        }
        if less and all(each.value > ERRORS * each.standard_error for each in less.values()):
            amounts = joined([f"{_money(each, found)} less to {names.said(other)}" for other, each in less.items()])
            said.append(
                f"{names.said(party)} took something back on {number.day(after.on)}: on the whole that offer gives "
                f"{amounts} than the one of {number.day(before.on)}"
            )
    return said


def _both(before: Move, after: Move, party: str) -> float:
    """Return an upper bound of the error of a difference: the two are of the same futures."""
    return max(before.gains[party].standard_error, after.gains[party].standard_error)


def learnt_words(found: Talks, view: View, names: Names) -> list[str]:
    """Say what the log moved in what is believed of a side, the most first; that it moved nothing where it did not."""
    moved = sorted((each for each in _told(view) if each.moved >= MOVED), key=lambda each: -each.moved)
    who = names.said(view.party)
    if not moved:
        heard = f"What {who} said so far" if view.surprises else f"That {who} has not yet offered or answered"
        return [f"{heard} tells little of it that was not believed before"]
    return [_trait_words(found, each, view, names) for each in moved]


def _told(view: View) -> Sequence[Trait]:
    """Return what may be told: the least gain is the reservation itself where the file gives one."""
    own = {each.name for each in view.traits}
    needed = [] if f"{view.party}.reservation" in own else [view.needed]
    return (*view.traits, *needed, view.held)


def _trait_words(found: Talks, each: Trait, view: View, names: Names) -> str:
    what = trait_name(each, view, names)
    if each.chances:
        values = [
            f"{_value(value, each.kind, found)} from {number.probability(before)} to {number.probability(after)}"
            for value, before, after in each.chances
        ]
        return f"{what}: the chance of {joined(values)}"
    (low, middle, high), (lower, now, higher) = (
        [_value(value, each.kind, found) for value in three] for three in (each.before, each.after)
    )
    return f"{what}: {middle} ({low} to {high}) before the talks, {now} ({lower} to {higher}) now"


def trait_name(each: Trait, view: View, names: Names) -> str:
    """Name a trait, or a fact that the other side knows."""
    who = names.said(view.party)
    key = each.name.rpartition(".")[2]
    own = {
        "needed": f"the least gain for which {who} signs",
        "reservation": f"the least gain for which {who} signs",
        "held": f"the gain on which {who} would still insist at the deadline",
        "risk_tolerance": f"{who}'s risk tolerance",
        "discount": f"{who}'s discount rate",
    }
    if each.name.startswith(f"{view.party}.") and key in own:
        return capital(own[key])
    return capital(names.titles.get(f"facts.{each.name}") or names.titles.get(each.name) or spoken(each.name))


def _value(value: float, kind: str, found: Talks) -> str:
    if kind == "money":
        return f"{number.money(value)} {found.currency}"
    if kind == "reading":
        return f"reading {value + 1:.0f}"
    if kind == "share":
        return number.percent(value, decimals=1)
    return number.money(value) if kind == "number" else f"{number.money(value)} {kind}"


def concession_words(found: Talks, party: str, names: Names) -> str:
    """Say on which terms a party gave way most, and which it held; empty where it made a single offer."""
    own = [each for each in found.concessions if each.party == party]
    if not own:
        return ""
    moved = sorted((each for each in own if each.part >= HELD), key=lambda each: -each.part)
    held = [names.path(each.path) for each in own if each.part < HELD]
    who = names.said(party)
    if not moved:
        return f"{who} has moved on nothing"
    first = f"{who} moved most on {_way(moved[0], names)}"
    rest = f", less on {joined([_way(each, names) for each in moved[1:]])}" if len(moved) > 1 else ""
    kept = f"; it held {joined(held)}, which it seems to care for more" if held else ""
    return f"{first}{rest}{kept}"


def _way(each: Concession, names: Names) -> str:
    if each.first in {"yes", "no"}:
        return f"{names.path(each.path)} (from {each.first} to {each.last})"
    part = f", {number.percent(each.part, whole=True)} of its range" if each.part < 1 else ""
    return f"{names.path(each.path)} ({names.cell(each.path, each.first)} to {names.cell(each.path, each.last)}{part})"


def advice_words(found: Talks, names: Names) -> list[str]:
    """Say what to offer next, or to accept, in sentences that carry their numbers, errors and basis."""
    advice, me = found.advice, found.party
    if advice is None or me is None:
        return []
    gain = _money(advice.fresh, found)
    if advice.accept:
        return [
            f"Accept their offer: {names.package(advice.package)}",
            (
                f"It gains {names.said(me)} {gain} over what it needs, on fresh futures; no counter-offer is expected "
                "to bring more"
            ),
        ]
    others = joined([names.said(party) for party in advice.theirs])
    sentences = [
        f"Offer {names.package(advice.package)}",
        (
            f"It gains {names.said(me)} {gain} over what it needs, on fresh futures; the chance that {others} would "
            f"sign it rather than walk away is {_chance(advice.signs)}, given all that was said; the two together "
            f"come to {_money(advice.expected, found)}"
        ),
        *(
            f"By what is now believed it gains {names.said(party)} {_money(each, found)} over no deal"
            for party, each in advice.theirs.items()
        ),
        f"The chance that it is taken at once is {number.probability(advice.accepts)}",
    ]
    return [*sentences, *_against_last(found, names), *_lessons(found, advice, names), *_opening(found, names)]


def _against_last(found: Talks, names: Names) -> list[str]:
    """Say what the offer changes against the last one, and what of that is taken back."""
    own = [move for move in found.moves if move.by == found.party and move.offer]
    if not own or found.advice is None:
        return []
    last, now = own[-1].package, found.advice.package
    changes = [
        f"{names.path(path)} {names.cell(path, last[path])} to {names.cell(path, now[path])}"
        for path in now
        if now[path] != last[path]
    ]
    if not changes:
        answer = answer_words(found, own[-1], names)
        refused = ", and was refused then: more may come of it as a last word" if "refused" in answer else ""
        return [f"It is what you offered last{refused}"]
    return [f"Against your last offer: {joined(changes)}; on the whole it gives them no less"]


def _lessons(found: Talks, advice: Advice, names: Names) -> list[str]:
    said = []
    for party, (yes, no) in advice.lessons.items():
        if no.chance <= 0 or yes.chance <= 0:
            continue
        before, after = (f"{number.money(each[1])} {found.currency}" for each in (no.before, no.after))
        taught = f"{number.money(yes.after[1])} {found.currency}"
        if after == before == taught:
            said.append(f"Whether {names.said(party)} takes it at once would teach nothing of the least it signs for")
            continue
        least = f"the least gain for which {names.said(party)} signs"
        if after == before:
            said.append(f"A refusal would teach little of {least}; a yes at once would move its median to {taught}")
        else:
            said.append(f"A refusal would move {least} from {before} to {after} (medians), a yes at once to {taught}")
    return said


def _opening(found: Talks, names: Names) -> list[str]:
    first = found.opening
    if first is None:
        return []
    return [
        (
            f"If there is time for one more offer after it, open with {names.package(first.package)}: taken at once "
            f"with a chance of {number.probability(first.accepts)}, and {number.money(first.expected)} "
            f"{found.currency} expected with the best last offer"
        )
    ]


def outcome_words(found: Talks, names: Names) -> list[str]:
    """Say where offers in turn lead if both know everything."""
    outcome = found.outcome
    if outcome is None:
        return []
    money = f"{found.currency}"
    patient = joined([f"{number.money(gain)} {money} for {names.said(p)}" for p, gain in outcome.patient.items()])
    last = joined(
        [
            f"{joined([f'{number.money(gain)} {money} for {names.said(p)}' for p, gain in gains.items()])} "
            f"with the last by {names.said(who)}"
            for who, gains in outcome.last.items()
        ]
    )
    return [
        (
            f"If both knew what is now believed on average, and made an offer a week without an end, they would settle "
            f"at once at {patient} (Rubinstein 1982, lots drawn between packages)"
        ),
        f"With {outcome.offers} offers up to the deadline and none after: {last}",
    ]


def _money(estimate: Estimate, found: Talks) -> str:
    text, error = number.uncertain_money(estimate.value, estimate.standard_error)
    return f"{text} {found.currency}{f' {error}' if error else ''}"


def _chance(estimate: Estimate) -> str:
    return number.uncertain_probability(estimate.value, estimate.standard_error, " points")


def basis_words(found: Talks) -> str:
    """Say what the advice rests on: guesses, seeds, and the entries that taught it."""
    entries = sum(len(view.surprises) for view in found.views)
    heard = f"{number.count(entries)} {'entry' if entries == 1 else 'entries'}"
    guesses = found.views[0].guesses if found.views else 0
    again = ", valued again on as many fresh ones" if found.advice is not None else ""
    return (
        f"from {number.count(guesses)} guesses that learnt from {heard} of the log (seed {found.seed}); "
        f"gains at central beliefs on {number.count(found.paths)} futures{again}"
    )


def finding(found: Talks, names: Names) -> str:
    """Say in one sentence what the talks come to, for the title of a section or a picture."""
    if found.advice is not None and found.party is not None:
        if found.advice.accept:
            return f"{names.opening(found.party)} should accept the offer on the table"
        chance = number.probability(found.advice.signs.value)
        return f"The next offer for {names.said(found.party)} would be signed with a chance of {chance}"
    made = [move for move in found.moves if move.offer]
    return f"{number.count(len(made))} offer{'s' if len(made) != 1 else ''} so far{_gap(found, made, names)}"


def _gap(found: Talks, made: Sequence[Move], names: Names) -> str:
    """Say how far the last offers of two parties are apart, in what the first of them gains."""
    last: Mapping[str, Move] = {move.by: move for move in made}
    if len(last) != 2:  # noqa: PLR2004 - a gap is between two
        return ""
    one, other = (party for party in found.between if party in last)
    apart = abs(last[one].gains[one].value - last[other].gains[one].value)
    return f", {number.money(apart)} {found.currency} apart for {names.said(one)}"
