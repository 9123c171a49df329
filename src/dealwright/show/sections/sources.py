"""The sections that say where every value comes from: the contract's clauses, the facts, the assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.cards import named, source_cell, trail_name, trail_title
from dealwright.show.clauses import clauses
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.provenance import by_path, place_words, reading_words, source_words, status_of, used_by
from dealwright.show.words import capital, counted, listed, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.engine.result import Valuation
    from dealwright.engine.trail import Trail
    from dealwright.show.clauses import Clause

_OTHERS = {"driver": "Drivers", "company": "Companies", "party": "Parties", "scenario": "Scenarios", "deal": "Deal"}
_MOST_USERS = 3
_MOST_NAMES = 3


def contract_section(valuation: Valuation, trails: Sequence[Trail]) -> Section | None:
    """Make the section that reads the contract in words; None if no term has a trail."""
    found = clauses(trails, _names(valuation), valuation.as_of)
    if not found:
        return None
    rows = tuple(
        Row(
            (
                Cell(capital(clause.title), small=clause.kind, card=f"line-of-{clause.term}"),
                Cell(clause.says),
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
        head=(Head("Term"), Head("says"), Head("runs")),
        rows=rows,
        source="Read from the keys of the file; the file governs",
        sample=f"As of {number.day(valuation.as_of)}",
    )
    values = _contract_values(found, trails)
    why = "The words are made from the file's own keys. Open a value to see what it rests on and where it stands."
    return Section(
        "contract",
        "Contract",
        f"{capital(counted(len(found), 'term'))} {_makes(len(found))} up the contract",
        why,
        (terms, values),
    )


def _contract_values(found: Sequence[Clause], trails: Sequence[Trail]) -> TableFigure:
    rows: list[Row] = []
    for clause in found:
        rows.append(
            Row((Cell(capital(clause.title), card=f"line-of-{clause.term}"), Cell(""), Cell(""), Cell("")), part=True)
        )
        rows += [_value_row(key, key.path.split(".", 2)[2].replace(".", " "), trails) for key in clause.keys]
    return _value_table("contract-values", "Every value of the contract, and where it stands", rows)


def _value_row(trail: Trail, name: str, trails: Sequence[Trail]) -> Row:
    known = by_path(trails)
    return Row(
        (
            Cell(name, card=trail_name(trail.path)),
            Cell(value_words(trail.text), small=trail.reason or trail.note),
            Cell("", items=tuple(named(path, known) for path in trail.uses)),
            Cell(place_words(trail), mono=True, card=f"line-{trail.line}"),
        ),
        anchor=trail_name(trail.path),
    )


def _value_table(name: str, finding: str, rows: Sequence[Row]) -> TableFigure:
    return TableFigure(
        name=name,
        finding=finding,
        subtitle="As written in the file.",
        head=(Head("Value"), Head("as written"), Head("from"), Head("stands at")),
        rows=tuple(rows),
        source="The deal file",
        sample=counted(sum(not row.part for row in rows), "value"),
        dense=True,
    )


def _makes(amount: int) -> str:
    return "makes" if amount == 1 else "make"


def _names(valuation: Valuation) -> dict[str, str]:
    names = {key: card.name for key, card in valuation.parties.items()}
    for scenario in valuation.scenarios.values():
        names = {key: company.name for key, company in scenario.companies.items()} | names
    return names


def facts_section(valuation: Valuation, trails: Sequence[Trail]) -> Section | None:
    """Make the section of the facts, conflicts in plain sight; None if there are none."""
    facts = [trail for trail in trails if trail.kind == "fact"]
    if not facts:
        return None
    users, known = used_by(trails), by_path(trails)
    rows: list[Row] = []
    for fact in facts:
        rows.append(_fact_row(fact, users.get(fact.path, []), known))
        rows += [
            Row(
                (
                    Cell("", small=f"read at {reading.weight}"),
                    Cell(value_words(reading.text), number=True),
                    Cell(reading.title or "a reading"),
                    Cell(
                        listed([source_words(each) for each in reading.sources]),
                        small=f"“{reading.find}”" if reading.find else "",
                    ),
                    Cell("", small=reading.note),
                )
            )
            for reading in fact.readings
        ]
    table = TableFigure(
        name="facts-table",
        finding="Facts, their sources, and how far to trust them",
        subtitle="Under each source: its grade, and the words to look for there.",
        head=(Head("Fact"), Head("value", number=True), Head("status"), Head("source"), Head("used by")),
        rows=tuple(rows),
        source="Grades: A primary, B reputable press, C aggregator relaying a named report, D weak or single",
        sample=f"As of {number.day(valuation.as_of)}",
        width=820,
    )
    why = (
        "Nothing here is the model's. Where sources disagree, each reading enters with its weight, and the doubt is "
        "part of every figure above."
    )
    return Section("facts", "Facts", _facts_finding(facts), why, (table,))


def _facts_finding(facts: Sequence[Trail]) -> str:
    disputed = [fact for fact in facts if status_of(fact) == "disputed"]
    verified = sum(status_of(fact) == "verified" for fact in facts)
    if disputed:
        names = [name[:1].lower() + name[1:] for name in map(trail_title, disputed)]
        return f"Sources disagree on {listed(names) if len(names) <= _MOST_NAMES else counted(len(names), 'fact')}"
    return f"Of {counted(len(facts), 'fact')}, {number.count(verified)} rest on a primary source"


def _fact_row(fact: Trail, users: Sequence[str], known: Mapping[str, Trail]) -> Row:
    sources = fact.sources or tuple(source for reading in fact.readings for source in reading.sources)
    first = sources[0] if sources else None
    others = (
        f"; also {listed([source_words(each) for each in sources[1:3]])}"
        if len(sources) > 1 and not fact.readings
        else ""
    )
    source = source_cell(first) if first else Cell(number.NOTHING)
    small = source.small + others + (f"; “{fact.find}”" if fact.find else "")
    status = status_of(fact)
    return Row(
        (
            Cell(trail_title(fact), small=fact.note or place_words(fact), card=trail_name(fact.path)),
            Cell(reading_words(fact), card=trail_name(fact.path), number=True),
            Cell("", badge=status),
            Cell(
                source.text if not fact.readings else counted(len(fact.readings), "reading"),
                small=small if not fact.readings else "",
                link=source.link if not fact.readings else "",
            ),
            _users(users, known),
        ),
        anchor=trail_name(fact.path),
    )


def _users(users: Sequence[str], known: Mapping[str, Trail]) -> Cell:
    more = len(users) - _MOST_USERS
    said = f"and {more} more" if more > 0 else "" if users else "no term yet"
    return Cell("", small=said, items=tuple(named(path, known) for path in users[:_MOST_USERS]))


def assumptions_section(valuation: Valuation, trails: Sequence[Trail]) -> Section | None:
    """Make the section of what is assumed: named assumptions, then drivers, companies and parties as written."""
    assumed = [trail for trail in trails if trail.kind == "assumption"]
    rest = [trail for trail in trails if trail.kind in _OTHERS]
    figures = []
    if assumed:
        figures.append(_assumed(assumed, used_by(trails), by_path(trails)))
    if rest:
        figures.append(_other_values(rest, trails))
    if not figures:
        return None
    del valuation
    finding = _assumed_finding(assumed)
    why = "No source says these. Each is somebody's judgement, named so that it can be argued with."
    return Section("assumptions", "Assumptions", finding, why, tuple(figures))


def _assumed_finding(assumed: Sequence[Trail]) -> str:
    if not assumed:
        return "What the deal takes as given"
    silent = sum(not (trail.reason or trail.note) for trail in assumed)
    verb, reason = ("is", "with its reason") if len(assumed) == 1 else ("are", "each with its reason")
    if silent:
        reason = f"{counted(silent, 'of them').removesuffix('s') if silent > 1 else 'one of them'} without a reason"
    return f"{capital(counted(len(assumed), 'number'))} {verb} assumed, {reason}"


def _other_values(rest: Sequence[Trail], trails: Sequence[Trail]) -> TableFigure:
    rows: list[Row] = []
    for section, label in _OTHERS.items():
        group = [trail for trail in rest if trail.kind == section]
        if group:
            rows.append(Row((Cell(label), Cell(""), Cell(""), Cell("")), part=True))
            rows += [_value_row(trail, trail_title(trail), trails) for trail in group]
    return _value_table("other-values", "Everything else the file states, as written", rows)


def _assumed(assumed: Sequence[Trail], users: Mapping[str, list[str]], known: Mapping[str, Trail]) -> TableFigure:
    rows = tuple(
        Row(
            (
                Cell(trail_title(trail), card=trail_name(trail.path)),
                Cell(reading_words(trail), card=trail_name(trail.path), number=True),
                Cell("", badge="assumed"),
                Cell(trail.reason or trail.note or "no reason is given"),
                _users(users.get(trail.path, []), known),
            ),
            anchor=trail_name(trail.path),
        )
        for trail in assumed
    )
    return TableFigure(
        name="assumptions-table",
        finding="Assumptions, and why each was made so",
        subtitle="As written in the file.",
        head=(Head("Assumption"), Head("value", number=True), Head("status"), Head("why"), Head("used by")),
        rows=rows,
        source="The deal file",
        sample=counted(len(rows), "assumption"),
        width=760,
    )
