"""The sections that say where every value comes from: the contract's clauses, the facts, the assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.cards import named, sentence, source_cell, trail_name, trail_title
from dealwright.show.clauses import clauses
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.provenance import by_path, place_words, reading_words, rewords, source_words, status_of, used_by
from dealwright.show.words import capital, counted, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.engine.trail import Trail, TrailReading
    from dealwright.show.clauses import Clause
    from dealwright.show.story import Story

_OTHERS = {"driver": "Drivers", "company": "Companies", "party": "Parties", "scenario": "Scenarios", "deal": "Deal"}
_WAITS = "not in force until a package or a scenario switches it on"
_MOST_USERS = 3
_MOST_NAMES = 3
_LONG_VALUE = 28


def contract_section(story: Story) -> Section | None:
    """Make the section that reads the contract in words; None if no term has a trail."""
    found = clauses(story.trails, story.names, story.valuation.as_of)
    if not found:
        return None
    rows = tuple(
        Row(
            (
                Cell(capital(clause.title), small=clause.kind, card=f"line-of-{clause.term}"),
                Cell(
                    clause.says,
                    small="" if clause.active else "not in force until a package or a scenario switches it on",
                ),
                Cell(clause.runs),
            ),
            anchor=f"term-{clause.term}",
        )
        for clause in found
    )
    terms = TableFigure(
        name="terms",
        finding="The contract in force, in words",
        subtitle="What each term makes whom do, and when it runs. A package lays its changes over these.",
        head=(Head("Term", share=18), Head("says"), Head("runs", share=25)),
        rows=rows,
        source="Read from the keys of the file; the file governs",
        sample=f"As of {number.day(story.valuation.as_of)}",
        dense=True,
    )
    why = "The words are made from the file's own keys. Open a term to see what it rests on and where it stands."
    finding = f"{capital(counted(len(found), 'term'))} {'makes' if len(found) == 1 else 'make'} up the contract"
    return Section("contract", "Contract", finding, why, (terms, _contract_values(story, found)))


def _contract_values(story: Story, found: Sequence[Clause]) -> TableFigure:
    rows: list[Row] = []
    for clause in found:
        head = Cell(capital(clause.title), card=f"line-of-{clause.term}")
        rows.append(Row((head, Cell(""), Cell(""), Cell("")), part=True))
        rows += _value_rows(story, [(key, key.path.split(".", 2)[2].replace(".", " ")) for key in clause.keys])
    return _value_table("contract-values", "Every value of the contract, and where it stands", rows)


def _value_rows(story: Story, values: Sequence[tuple[Trail, str]]) -> list[Row]:
    """Return a row per value; what the file notes of a whole driver, company or party stands at its first one."""
    rows, told = [], set()
    for trail, name in values:
        note = (trail.path.split(".")[:2], trail.reason or trail.note)
        rows.append(_value_row(story, trail, name, "" if str(note) in told else note[1]))
        told.add(str(note))
    return rows


def _value_row(story: Story, trail: Trail, name: str, note: str) -> Row:
    known = by_path(story.trails)
    return Row(
        (
            Cell(name, card=trail_name(trail.path)),
            Cell(value_words(trail.text), small=note),
            Cell("", items=tuple(named(path, known, story.names) for path in trail.uses)),
            Cell(place_words(trail).rpartition("/")[2], mono=True, card=f"line-{trail.line}"),
        ),
        anchor=trail_name(trail.path),
    )


def _value_table(name: str, finding: str, rows: Sequence[Row]) -> TableFigure:
    return TableFigure(
        name=name,
        finding=finding,
        subtitle="As written in the file.",
        head=(Head("Value", share=22), Head("as written"), Head("from", share=24), Head("stands at", share=16)),
        rows=tuple(rows),
        source="The deal file",
        sample=counted(sum(not row.part for row in rows), "value"),
        dense=True,
        folded=True,
    )


def facts_section(story: Story) -> Section | None:
    """Make the section of the facts, conflicts in plain sight; None if there are none."""
    facts = [trail for trail in _known(story) if status_of(trail) != "assumed"]
    if not facts:
        return None
    users = used_by(story.trails)
    rows: list[Row] = []
    for fact in facts:
        rows.append(_fact_row(story, fact, users))
        rows += [_reading_row(story, reading, trail_name(fact.path)) for reading in fact.readings]
    table = TableFigure(
        name="facts-table",
        finding="Facts, their sources, and how far to trust them",
        subtitle="Under each source: its grade, and the words to look for there.",
        head=(
            Head("Fact", share=26),
            Head("value", number=True),
            Head("status", share=13),
            Head("source", share=31),
            Head("used by", share=16),
        ),
        rows=tuple(rows),
        source="Grades: A primary, B reputable press, C aggregator relaying a named report, D weak or single",
        sample=f"As of {number.day(story.valuation.as_of)}",
        width=860,
        dense=True,
    )
    why = (
        "Nothing here is the model's. Where sources disagree, each reading enters with its weight, and the doubt is "
        "part of every figure above."
    )
    return Section("facts", "Facts", _facts_finding(story, facts), why, (table,))


def _known(story: Story) -> list[Trail]:
    return [trail for trail in story.trails if trail.kind in {"fact", "assumption"}]


def _facts_finding(story: Story, facts: Sequence[Trail]) -> str:
    disputed = [fact for fact in facts if status_of(fact) == "disputed"]
    if disputed:
        names = [f"“{trail_title(fact, story.names)}”" for fact in disputed]
        few = len(names) <= _MOST_NAMES
        return f"Sources disagree on {joined(names) if few else counted(len(names), 'fact')}"
    verified = sum(status_of(fact) == "verified" for fact in facts)
    return f"Of {counted(len(facts), 'fact')}, {number.count(verified)} rest on a primary source"


def _fact_row(story: Story, fact: Trail, users: Mapping[str, list[str]]) -> Row:
    card = trail_name(fact.path)
    none = "the terms it rewords" if any(map(rewords, fact.readings)) else "nothing by name"
    return Row(
        (
            Cell(trail_title(fact, story.names), small=fact.note, card=card),
            Cell(_value(fact), card=card, number=True),
            Cell("", badge=status_of(fact), small=f"confidence {fact.confidence}" if fact.confidence else ""),
            _sources(fact),
            _users(story, users.get(fact.path, []), none),
        ),
        anchor=card,
    )


def _value(trail: Trail) -> str:
    """Return a value short enough for its column."""
    text = reading_words(trail)
    if len(text) <= _LONG_VALUE:
        return text
    return counted(len(trail.readings), "reading") if trail.readings else "see its card"


def _sources(fact: Trail) -> Cell:
    if not fact.sources:
        return Cell("", small="each reading has its own" if fact.readings else "no source")
    first = source_cell(fact.sources[0])
    also = joined([source_words(each) for each in fact.sources[1:3]])
    small = "; ".join(part for part in (first.small, f"also {also}" if also else "", _find(fact.find)) if part)
    return Cell(first.text, small=small, link=first.link)


def _find(words: str) -> str:
    return f"“{words}”" if words else ""


def _reading_row(story: Story, reading: TrailReading, card: str) -> Row:
    """Show one way to read a fact under it; another wording of the contract is left to the fact's card."""
    text = story.names.resolved(reading.text)
    wording = rewords(reading) or len(text) > _LONG_VALUE
    source = joined([source_words(each) for each in reading.sources])
    return Row(
        (
            Cell(reading.title or "a reading", small=f"read at {reading.weight}"),
            Cell("a wording" if wording else text or "as it stands", card=card, number=True),
            Cell(""),
            Cell(source, small="; ".join(part for part in (_find(reading.find), reading.note) if part)),
            Cell(""),
        ),
        under=True,
    )


def _users(story: Story, users: Sequence[str], none: str = "nothing by name") -> Cell:
    known = by_path(story.trails)
    more = len(users) - _MOST_USERS
    said = f"and {more} more" if more > 0 else "" if users else none
    return Cell("", small=said, items=tuple(named(path, known, story.names) for path in users[:_MOST_USERS]))


def assumptions_section(story: Story) -> Section | None:
    """Make the section of what is assumed: named assumptions, then drivers, companies and parties as written."""
    assumed = [trail for trail in _known(story) if status_of(trail) == "assumed"]
    rest = [trail for trail in story.trails if trail.kind in _OTHERS]
    figures = []
    if assumed:
        figures.append(_assumed(story, assumed))
    if rest:
        figures.append(_other_values(story, rest))
    if not figures:
        return None
    why = "No source settles these. Each is somebody's judgement, named so that it can be argued with."
    return Section("assumptions", "Assumptions", _assumed_finding(assumed), why, tuple(figures))


def _assumed_finding(assumed: Sequence[Trail]) -> str:
    if not assumed:
        return "What the deal takes as given"
    silent = sum(not (trail.reason or trail.note) for trail in assumed)
    verb, reason = ("is", "with its reason") if len(assumed) == 1 else ("are", "each with its reason")
    if silent:
        reason = f"{counted(silent, 'of them').removesuffix('s')} without a reason"
    return f"{capital(counted(len(assumed), 'number'))} {verb} assumed, {reason}"


def _other_values(story: Story, rest: Sequence[Trail]) -> TableFigure:
    rows: list[Row] = []
    for section, label in _OTHERS.items():
        group = [trail for trail in rest if trail.kind == section]
        if group:
            rows.append(Row((Cell(label), Cell(""), Cell(""), Cell("")), part=True))
            rows += _value_rows(story, [(trail, trail_title(trail, story.names)) for trail in group])
    return _value_table("other-values", "Drivers, companies and parties, as written", rows)


def _assumed(story: Story, assumed: Sequence[Trail]) -> TableFigure:
    users = used_by(story.trails)
    rows = tuple(
        Row(
            (
                Cell(trail_title(trail, story.names), card=trail_name(trail.path)),
                Cell(_value(trail), card=trail_name(trail.path), number=True),
                Cell(sentence(trail.reason or trail.note or "no reason is given"), small=_after(trail)),
                _users(story, users.get(trail.path, [])),
            ),
            anchor=trail_name(trail.path),
        )
        for trail in assumed
    )
    return TableFigure(
        name="assumptions-table",
        finding="Assumptions, and why each was made so",
        subtitle="As written in the file.",
        head=(Head("Assumption", share=24), Head("value", number=True), Head("why"), Head("used by", share=19)),
        rows=rows,
        source="The deal file",
        sample=counted(len(rows), "assumption"),
        width=760,
        dense=True,
    )


def _after(trail: Trail) -> str:
    """Name the sources an assumption leans on."""
    said = joined([source_words(source) for source in trail.sources])
    return "; ".join(part for part in (f"after {said}" if said else "", _find(trail.find)) if part)
