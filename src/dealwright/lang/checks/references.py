"""Check that every party, company, event, source and scenario that is named is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.deal.driver import Event
from dealwright.ground.closest import closest, listed
from dealwright.ground.problem import Problem, error
from dealwright.lang.tree import MappingNode, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dealwright.ground.place import Place
    from dealwright.lang.draft import Draft
    from dealwright.lang.entry import Entry
    from dealwright.lang.tree import Node

SINGULAR = {
    "parties": "party",
    "companies": "company",
    "events": "event",
    "terms": "term",
    "sources": "source",
    "scenarios": "scenario",
    "stakeholders": "stakeholder",
    "classes": "class",
    "pools": "pool",
    "convertibles": "convertible",
    "rights": "right",
}
ISSUED = frozenset({"stakeholders", "classes", "pools", "convertibles", "rights"})
"""Sections whose names are declared among a company's own securities."""
EVERYBODY = ("everyone", "nobody")
"""Words that may stand beside the names of parties in `known_to`."""


def check_references(draft: Draft, entry: Entry) -> list[Problem]:
    """Find names of things that nothing declares."""
    found = []
    issued = names_issued(entry)
    alone = bool(issued) and not entry.path  # a cap table in a file of its own knows of no parties
    for reference in entry.references:
        sections = reference.refers.sections
        own = ISSUED.issuperset(sections)
        if (own and not issued) or (alone and not own):
            continue
        known: Collection[str] = issued.get(sections[0], {})
        if not own:
            known = [*(name for section in sections for name in declared(draft, section)), *reference.refers.also]
        if reference.name not in known:
            known = [name for name in known if entry.path != ("terms", name)]  # none means itself
            found.append(unknown(reference.name, reference.place, reference.refers.sections, known, draft))
    return found


def names_issued(entry: Entry) -> dict[str, Collection[str]]:
    """Return the names declared among a company's securities, by section; empty where the entry holds none."""
    node = entry.node
    if entry.path[:1] == ("companies",):
        node = node.entries.get("securities", node) if isinstance(node, MappingNode) else node
        if node is entry.node:
            return {}
    if not isinstance(node, MappingNode) or not (entry.path[:1] == ("companies",) or "captable" in node.entries):
        return {}
    names: dict[str, Collection[str]] = {}
    shape = getattr(entry.shape, "securities", entry.shape)
    for section in ISSUED:
        there = node.entries.get(section)
        written = there.entries if isinstance(there, MappingNode) else {}
        meant = getattr(shape, section, {})  # under a key that was mistyped, they are there nevertheless
        names[section] = {**written, **meant, **dict.fromkeys(entry.beside.get(section, ()))}.keys()
    became = dict.fromkeys(_became(node))  # a part of a right or convertible that changes hands has a name of its own
    for section in ("rights", "convertibles"):
        names[section] = {**dict.fromkeys(names[section]), **became}.keys()
    names["classes"] = {**dict.fromkeys(names["classes"]), **dict.fromkeys(_of_rounds(node))}.keys()
    return names


def _of_rounds(node: MappingNode) -> Iterator[str]:
    """Yield the names of the classes whose terms stand in a round."""
    rounds = node.entries.get("rounds")
    for name, round_ in rounds.entries.items() if isinstance(rounds, MappingNode) else ():
        new = round_.entries.get("new_class") if isinstance(round_, MappingNode) else None
        if isinstance(new, MappingNode):
            said = new.entries.get("id")
            yield said.text if isinstance(said, ScalarNode) else name


def _became(node: MappingNode) -> Iterator[str]:
    """Yield the names that events give to what becomes of something."""
    events = node.entries.get("events")
    for event in events.items if isinstance(events, SequenceNode) else ():
        entries = event.entries if isinstance(event, MappingNode) else {}
        name = entries.get("becomes") or entries.get("id")
        if isinstance(name, ScalarNode):
            yield name.text
        security, to = entries.get("security"), entries.get("to")
        if isinstance(security, ScalarNode) and isinstance(to, ScalarNode):
            yield f"{security.text}/{to.text}"


def declared(draft: Draft, section: str) -> list[str]:
    """Return the names declared in a section; `events` are the drivers and terms that are events, or may be."""
    if section != "events":
        return list(draft.names(section))
    events = [entry.name for entry in draft.of("drivers") if entry.shape is None or isinstance(entry.shape, Event)]
    return events + [entry.name for entry in draft.of("terms") if getattr(entry.shape, "HAPPENS", False)]


def unknown(name: str, place: Place, sections: tuple[str, ...], known: Collection[str], draft: Draft) -> Problem:
    """Report a name that none of some sections declares.

    Args:
        name: What was written.
        place: Where.
        sections: Where it could have been declared.
        known: All names that would do.
        draft: The deal.
    """
    words = " or ".join(SINGULAR[section] for section in sections)
    meant = closest(name, known)
    mend = f"write `{meant}`" if meant else f"add `{name}` to `{'drivers' if sections == ('events',) else sections[0]}`"
    if not meant and not name.isidentifier():
        mend = f"write `{next(iter(known))}`" if known else f"write the name of one {words}"
    what = f"there is no {words} `{name}`"
    if sections == ("events",) and name in draft.names("drivers"):
        what = f"the driver `{name}` is no event"
        mend = f"write `{meant}`" if meant else "name a driver of kind `event`"
    otherwise = "a driver of kind `event`" if sections == ("events",) else f"a name declared in `{sections[0]}`"
    return error(place, f"unknown-{SINGULAR[sections[0]]}", what, listed(list(known)) or otherwise, mend)


def check_known_to(draft: Draft, entry: Entry) -> list[Problem]:
    """Find names in `known_to` that are no party's."""
    written = getattr(entry.shape, "known_to", None)
    if written is None:
        return []
    known = [*draft.names("parties"), *EVERYBODY]
    wanted = [written] if isinstance(written, str) else written
    way = (*entry.path, "known_to")
    found = []
    for position, name in enumerate(wanted):
        if name not in known:
            node: Node = draft.node(*way) if isinstance(written, str) else draft.node(*way, position)
            found.append(unknown(name, node.place, ("parties",), known, draft))
    return found
