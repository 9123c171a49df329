"""Parts of a page that take no longer than a valuation or two: each is one function of the deal and the state."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dealwright.show.cards import all_cards
from dealwright.show.number import count, money, scale_of, uncertain_money
from dealwright.show.pieces import Opened, card_html, figure_pieces
from dealwright.show.sections.captable import captable_sections
from dealwright.show.sections.clauses import clauses_section
from dealwright.show.sections.companies import companies_section
from dealwright.show.sections.compare import compare_table
from dealwright.show.sections.futures import futures_section
from dealwright.show.sections.options import options_section
from dealwright.show.sections.sources import assumptions_section, contract_section, facts_section
from dealwright.show.sections.whence import whence_table
from dealwright.show.sections.worth import densities, worth_section
from dealwright.show.seek_words import verdict as seek_verdict
from dealwright.show.sliders import one_step, position, sliders
from dealwright.show.standing import is_measured
from dealwright.show.study_story import told
from dealwright.show.verdict import in_scale, verdict, verdict_numbers
from dealwright.study import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dealwright.show.story import Story
    from dealwright.study import PartyWorth
    from dealwright.web.desk import Read
    from dealwright.web.state import State

    Progress = Callable[[int, int], None]
    Part = Callable[[Read, State, Progress], dict[str, Any]]

from dealwright.web.meant import meant
from dealwright.web.telling import by_measure, compared, laid, opened, previewed, sections, story_of


def verdict_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say what the package does for each side: exactly, or at a first look on the futures of a preview."""
    story = story_of(read, state, beside=not state.preview)
    numbers = [
        {"label": each.label, "value": each.value, "error": each.error, "note": each.note, "card": each.card}
        | {"token": story.token(each.party), "party": each.party}
        for each in verdict_numbers(story)
    ]
    sample = f"preview on {count(read.few_paths)} futures, at central beliefs" if state.preview else story.sample
    answer = {"sentence": verdict(story), "numbers": numbers, "sample": sample, "preview": state.preview}
    return answer if state.preview else answer | {"settled": _settled(read, state, story)}


def _settled(read: Read, state: State, story: Story) -> dict[str, Any]:
    """Return what is exact of the package on the table, from which previews count how far the next is from it."""
    found = {party: by_measure(read, story.valuation.scenarios[story.focus].parties[party]) for party in read.table}
    bargains = read.loaded.sound.negotiate is not None
    return {
        "package": dict(state.package),
        "worths": {party: (each.value, each.standard_error) for party, each in found.items()},
        "chosen": compared(read, state.package) if bargains else {},
    }


def preview_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say what the package does for each side on few futures: what was last exact, and how far this is from it.

    On the same futures luck cancels, so the change is told more surely than a worth on few futures would be.
    """
    settled = state.settled
    found = previewed(read, state.package)
    held = found if settled is None else previewed(read, settled.package)
    exact = {} if settled is None else {party: Estimate(*each) for party, each in settled.worths.items()}
    worths = {}
    for party in read.table:
        now, before = by_measure(read, found[party]), by_measure(read, held[party])
        counted = exact.get(party, before)
        worths[party] = replace(counted, value=counted.value + now.value - before.value)
    scale = scale_of([each.value for each in worths.values()])
    return {
        "worths": {party: in_scale(each, scale)[0] for party, each in worths.items()},
        "chosen": _chosen(read, state),
        "sample": f"preview on {count(read.few_paths)} futures{_luck(read, found)}",
    }


def _luck(read: Read, found: Mapping[str, PartyWorth]) -> str:
    """Say how far luck may move a worth on the futures of a preview: the largest standard error of any side."""
    luck = max((by_measure(read, found[party]).standard_error for party in read.table), default=0.0)
    return f", ±{money(luck)}" if luck else ""


def _chosen(read: Read, state: State) -> dict[str, float]:
    """Say where among the packages that are compared this one lies, likewise."""
    settled = state.settled
    if read.loaded.sound.negotiate is None or settled is None:
        return {}
    now, held = compared(read, state.package, few=True), compared(read, settled.package, few=True)
    return {party: exact + now[party] - held[party] for party, exact in settled.chosen.items() if party in now}


def worth_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say what each scenario is worth to each side."""
    story = story_of(read, state)
    return sections(story, [worth_section(story)])


def densities_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Draw what the package may be worth to each side: exactly, or at a first look on the futures of a preview."""
    return figure_pieces([densities(story_of(read, state))], ()).to_json() | {"preview": state.preview}


def steps_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say what one step more of each term would do to each side, on the futures of a preview.

    Where a term stands between two of its values, it says where.
    """
    names = read.once("told", lambda: told(read.loaded)).names
    at, moved = {}, {}
    for each in sliders(read.loaded, names):
        now = state.package.get(each.path, each.today)
        stands = now in each.values or (now == each.today and each.place is not None)
        found = None if stands else position(read.loaded, names, each.path, now)
        if found is not None:
            at[each.path] = found
        if (place := one_step(each, now, found)) is not None:
            moved[each.path] = (each, place)
    packages = [{**state.package, path: each.values[place]} for path, (each, place) in moved.items()]
    changed = read.few.changes(state.package, packages, read.table)
    steps = {
        path: {"label": f"to {each.words[place]}", "changes": _stepped(changes)}
        for (path, (each, place)), changes in zip(moved.items(), changed, strict=True)
    }
    return {"steps": steps, "at": at}


def _stepped(changes: Mapping[str, Estimate]) -> dict[str, str]:
    """Write what one step does to each party: in a scale of its own, for it is no column that it stands in."""
    scale = scale_of(change.value for change in changes.values())
    texts = {
        party: uncertain_money(change.value, change.standard_error, scale, change=True)[0]
        if is_measured(change)
        else "0"
        for party, change in changes.items()
    }
    return {party: text if text == "0" else text + scale.suffix for party, text in texts.items()}


def compare_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Hold the package on the table against another, term by term."""
    story = story_of(read, state)
    other = dict(state.other or {})
    stands = {each.path: each.today for each in sliders(read.loaded, story.names)}
    terms = [
        (path, other.get(path, today), state.package.get(path, today))
        for path in dict.fromkeys([*stands, *other, *state.package])
        for today in (stands.get(path) or read.loaded.text_at(path) or "",)
    ]
    terms = [each for each in terms if each[1] != each[2]]
    walked, packages = dict(other), []
    for path, _, after in terms:
        walked = {**walked, path: after}
        packages.append(walked)
    found = read.packages.changes(other, packages, read.table)
    nothing = dict.fromkeys(read.table, Estimate(0.0))
    singles = [
        {party: replace(now[party], value=now[party].value - before[party].value) for party in read.table}
        for before, now in pairwise([nothing, *found])
    ]
    today = "today’s terms, signed" if read.loaded.sound.signed else "the contract in force"
    named = (state.named or today, "this package")
    table = compare_table(story, terms, singles, found[-1] if found else nothing, named)
    return figure_pieces([table], opened(story)).to_json()


def whence_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say where the package's worth to the side that is advised comes from; to the first where nobody is."""
    story = story_of(read, state)
    table = whence_table(story, state.party if state.party in read.table else read.table[0])
    return figure_pieces([] if table is None else [table], opened(story)).to_json()


def seek_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Find which value of a term reaches a goal, all else as in the package on the table."""
    quest = read.study.seek(state.vary, state.until, at=dict(state.package))
    names = read.once("told", lambda: told(read.loaded)).names
    values = [
        {"value": answer.value, "words": names.cell(sought.path, answer.value)}
        for sought in quest.sought
        for answer in sought.answers
    ]
    return {"sentences": [f"{seek_verdict(sought, names)}." for sought in quest.sought], "values": values}


def futures_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Draw what may come: drivers, flows, options."""
    story = story_of(read, state, fans=True)
    return sections(story, [futures_section(story), options_section(story)])


def cap_table_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say who owns each company, what an exit pays to whom, and what its equity is worth."""
    story = story_of(read, state, fans=True)
    return sections(story, [*captable_sections(story), companies_section(story)])


def contract_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say what the contract says, and what each clause computes on one future."""
    path: str | int = int(state.path) if state.path.isascii() and state.path.isdigit() else state.path
    terms = [state.term] if state.term else None
    asked = meant(read, state.party, list(read.loaded.sound.parties))
    party = asked or (read.table[0] if state.path.startswith("p") else None)
    package = state.package if laid(read, state) else None
    stated = read.study.statement(path, terms=terms, party=party, package=package)
    story = replace(story_of(read, state), stated=stated)
    return sections(story, [contract_section(story), clauses_section(story)])


def facts_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """List the facts with their sources, and what is assumed."""
    story = story_of(read, state)
    return sections(story, [facts_section(story), assumptions_section(story)])


def trail_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Return where one number comes from."""
    story = story_of(read, state)
    cards = {card.name: card for card in all_cards(story)}
    card = cards.get(state.card)
    return {"html": "" if card is None else card_html(card, Opened(cards))}


QUICK: Mapping[str, Part] = {
    "verdict": verdict_part,
    "preview": preview_part,
    "densities": densities_part,
    "worth": worth_part,
    "futures": futures_part,
    "cap-table": cap_table_part,
    "contract": contract_part,
    "facts": facts_part,
    "trail": trail_part,
    "steps": steps_part,
    "compare": compare_part,
    "whence": whence_part,
    "seek": seek_part,
}
"""Parts that take no longer than a valuation or two."""
