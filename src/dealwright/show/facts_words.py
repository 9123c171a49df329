"""Say what is in doubt, what knowing it would be worth, and what each party would then do."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.names import Names, isolated, within
from dealwright.show.words import capital, counted, inside, spoken, value_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.knowing.listed import Listed
    from dealwright.bargain.knowing.result import Facts, Side
    from dealwright.bargain.knowing.value import Knowing, Turn

MOST = 3
"""So many doubts are told in a sentence each."""
FEW_PAIRS = 2
FIRST = 5
"""So many are put in order."""
UNSURE, UNSURE_PART = 0.02, 0.1
"""From which error on, and from which part of a share, it stands beside the share."""
REFUSING = frozenset({"no_deal", "in_force"})


def names_in(found: Facts) -> Names:
    """Collect what the parties are called."""
    return Names(
        parties={key: isolated(card.name) for key, card in found.parties.items()},
        shorts={key: isolated(card.short) for key, card in found.parties.items() if card.short},
    )


def title_of(fact: Listed) -> str:
    """Name a fact: by its title, or its key in words.

    Example:
        >>> from dealwright.bargain.knowing.listed import Listed
        >>> title_of(Listed("facts.api_toll", "api toll", "8%", "assumed"))
        'API toll'
    """
    own = fact.path.removeprefix("facts.").replace("_", " ")
    return capital(spoken(fact.title.replace(" ", "_"))) if fact.title.lower() == own else isolated(fact.title)


def value_of(fact: Listed) -> str:
    """Write what a fact says: its value, its range, or how many readings it has."""
    if fact.readings:
        return counted(len(fact.readings), "reading")
    return value_words(fact.range or fact.text)


def age_words(fact: Listed) -> str:
    """Say how old a fact's latest source is at `as_of`.

    Example:
        >>> from dealwright.bargain.knowing.listed import Listed
        >>> (
        ...     age_words(Listed("facts.a", "a", "1", "reported", age=822)),
        ...     age_words(Listed("facts.a", "a", "1", "assumed")),
        ... )
        ('822 days, stale', '–')
    """
    if fact.age is None:
        return number.NOTHING
    return f"{number.count(fact.age)} day{'' if fact.age == 1 else 's'}{', stale' if fact.stale else ''}"


def sources_words(fact: Listed) -> str:
    """Say how many sources a fact has and how good the best of them is."""
    if not fact.sources:
        return "no source"
    return f"{counted(len(fact.sources), 'source')}, {f'grade {fact.grade}' if fact.grade else 'ungraded'}"


def choice_words(found: Facts, place: int) -> str:
    """Say what is done by taking a form of the deal."""
    form, table = found.compared[place], found.table
    if form.name in REFUSING:
        return "refuse"
    changed = {path: value for path, value in form.package.items() if value != table.package.get(path)}
    if form is table or not changed:
        return f"sign {form.title}"
    return f"sign with {names_in(found).package(changed)} instead"


def turn_words(found: Facts, knowing: Knowing) -> str:
    """Say what a party does as a doubt comes out; nothing where that is the same throughout.

    Readings are named, a number by where the decision turns.
    """
    turns = knowing.turns
    if len({turn.form for turn in turns}) < 2:  # noqa: PLR2004 - it does the same throughout
        return ""
    if all(turn.below for turn in turns):
        said = [f"{choice_words(found, turn.form)} if it is “{value_words(turn.below)}”" for turn in turns]
        return f"it would {joined(said)}"
    said = [f"under {value_words(turns[0].below)} it would {choice_words(found, turns[0].form)}"]
    for before, turn in pairwise(turns):
        said.append(f"{_stretch(value_words(before.below), turn)} {choice_words(found, turn.form)}")
    return ", ".join(said)


def _stretch(start: str, turn: Turn) -> str:
    return f"from {start} to {value_words(turn.below)}" if turn.below else f"above {start}"


def worth_words(found: Facts, knowing: Knowing) -> str:
    """Write what knowing something is worth, with its error."""
    written = number.uncertain_money(knowing.value.value, knowing.value.standard_error)
    return " ".join(filter(None, (*written, found.currency)))


def told(found: Facts, side: Side) -> list[tuple[Listed, Knowing]]:
    """Return the doubts that are worth knowing to a party, the dearest first."""
    known = {fact.path: fact for fact in found.facts}
    pairs = [(known[path], knowing) for path, knowing in side.knowing.items() if knowing.told and path in known]
    return sorted(pairs, key=lambda pair: -pair[1].value.value)


def side_sentences(found: Facts, side: Side) -> list[str]:
    """Say in words what knowing more would be worth to a party, and what it would then do."""
    name, worth = names_in(found).said(side.party), told(found, side)
    if not worth:
        return [_nothing(found, side, name), *_joint(found, side, name), *_selected(found, side, name)]
    said = []
    for fact, knowing in worth[:MOST]:
        turns = turn_words(found, knowing)
        said.append(
            f"Knowing {_quoted(fact)} before deciding is worth {worth_words(found, knowing)} to {name}"
            f"{f': {turns}' if turns else ''}."
        )
    rest = _rest(side, worth)
    else_ = "Nothing else by itself" if not found.asked else "Nothing else that was asked about"
    said.append(
        f"{else_} is worth more than {number.money(rest)} {found.currency}."
        if rest
        else f"{else_} changes what it does."
    )
    return [*said, *_joint(found, side, name), *_selected(found, side, name)]


def _joint(found: Facts, side: Side, name: str) -> list[str]:
    """Say what knowing two things is worth that tell less apart, and what knowing all is worth."""
    known = {fact.path: fact for fact in found.facts}
    said = []
    for pair in side.pairs[:FEW_PAIRS]:
        both = joined([_quoted(known[path]) for path in pair.paths])
        value = " ".join(filter(None, number.uncertain_money(pair.value.value, pair.value.standard_error)))
        apart = number.money(sum(side.knowing[path].value.value for path in pair.paths if path in side.knowing))
        said.append(
            f"Known together, {both} are worth {value} {found.currency} to {name}: more than the {apart} of both apart."
        )
    if side.everything is not None and side.everything.told:
        asked = "all that was asked about" if found.asked else "all that is in doubt"
        said.append(f"Knowing {asked} is worth {worth_words(found, side.everything)} to {name}, at the least.")
    return said


def _selected(found: Facts, side: Side, name: str) -> list[str]:
    """Say what it does to a party that others know more and sign only where that is good for them."""
    chosen = side.selection
    if chosen is None:
        return []
    known, names = {fact.path: fact for fact in found.facts}, names_in(found)
    who, facts = joined([names.said(each) for each in chosen.who]), joined([_quoted(known[p]) for p in chosen.knows])
    gains = [
        " ".join(filter(None, number.uncertain_money(each.value, each.standard_error, change=True)))
        for each in (chosen.as_they_sign, chosen.if_all_signed)
    ]
    form = next(each for each in found.compared if each.name == chosen.form)
    often = number.probability(chosen.probability)
    said = f"Mind who knows more: {who}, knowing {facts}, would sign {form.title} in {often} of cases, where it suits"
    worth = (
        f"It is then worth {gains[0]} {found.currency} to {name} over no deal, not the {gains[1]} of signing always."
    )
    return [f"{said} them. {worth}"]


def _quoted(fact: Listed) -> str:
    title = title_of(fact)
    made = title.lower() == spoken(fact.path.rpartition(".")[2]).lower()  # of its key, not the author's own
    return f"“{inside(title) if made else within(title)}”"


def _rest(side: Side, worth: Sequence[tuple[Listed, Knowing]]) -> float:
    """Return the most that anything not told could be worth: its value, or what its error leaves room for."""
    shown = {fact.path for fact, _ in worth[:MOST]}
    others = [each for path, each in side.knowing.items() if path not in shown]
    return max((each.at_most + 2 * each.value.standard_error for each in others), default=0.0)


def _nothing(found: Facts, side: Side, name: str) -> str:
    most = _rest(side, ())
    does = choice_words(found, side.without) if not side.by_state else "decide by what it knows already"
    room = f", or if one does, for {number.money(most)} {found.currency} at most" if most else ""
    return f"Whatever comes out, {name} would {does}: no single doubt changes the decision{room}."


def advice(found: Facts, side: Side) -> str:
    """Say what to verify, in which order, and what it may cost at most; nothing where no side was named.

    Two doubts that are each worth something are not worth the sum of both, so the order is one of firsts.
    """
    worth = told(found, side)
    if not found.party or not worth:
        return ""
    most = [f"{_quoted(fact)} for up to {number.money(knowing.value.value)}" for fact, knowing in worth[:FIRST]]
    return f"Verify first {', then '.join(most)} {found.currency}, as long as that costs less."


def outside_table(found: Facts) -> str:
    """Say that the party whose advice this is decides nothing, where it is not at the table."""
    if not found.party or found.party in found.between:
        return ""
    return (
        f"{names_in(found).opening(found.party)} is not at the table and signs nothing, so no knowledge changes a "
        "decision of its own: what follows is what each doubt does to it."
    )


def flags(found: Facts) -> list[str]:
    """Say which facts to mind: stale, ungraded, disputed."""
    stale = [fact for fact in found.facts if fact.stale]
    ungraded = [fact for fact in found.facts if fact.ungraded]
    said = []
    if stale:
        said.append(f"{capital(counted(len(stale), 'fact'))} with no source of the last year: {_listed(stale)}")
    if ungraded:
        said.append(f"{capital(counted(len(ungraded), 'fact'))} whose sources have no grade: {_listed(ungraded)}")
    return said


def _listed(facts: Sequence[Listed], most: int = 6) -> str:
    names = [fact.path.removeprefix("facts.") for fact in facts]
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def share_words(share: float, error: float) -> str:
    """Write a share of a spread in whole percent: nothing where it is under its error, and never over the whole.

    The error stands beside it where it could change what a reader concludes: from two in a hundred, and a tenth of it.

    Example:
        >>> share_words(0.231, 0.01), share_words(0.004, 0.001), share_words(0.002, 0.003), share_words(1.02, 0.03)
        ('23%', '<1%', '0', '100%')
        >>> share_words(0.31, 0.25)
        '31% ±25'
    """
    if share <= 0 or share < error:
        return "0"
    unsure = error >= UNSURE and error >= share * UNSURE_PART
    return number.probability(min(share, 1.0)) + (f" ±{100.0 * error:.0f}" if unsure else "")
