"""Make the card that each number of a report opens: what it is, where it comes from, how far to trust it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.page import Card, Cell
from dealwright.show.provenance import (
    GRADE_WORDS,
    by_path,
    place_words,
    reading_words,
    rests_on,
    source_words,
    standing_words,
    status_of,
    used_by,
    weakest_grade,
)
from dealwright.show.standing import focus_of
from dealwright.show.words import capital, package_words, path_words, solution_name, spoken, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.result import Bargain
    from dealwright.engine.result import CompanyWorth, PartyWorth, Valuation
    from dealwright.engine.trail import Trail, TrailSource

Lines = tuple[tuple[str, tuple[Cell, ...]], ...]
_MOST_USERS = 12


def trail_name(path: str) -> str:
    """Return the name of a trail's card and anchor.

    Example:
        >>> trail_name("terms.revenue_share.rate")
        'at-terms-revenue_share-rate'
    """
    return "at-" + "".join(letter if letter.isalnum() or letter == "_" else "-" for letter in path)


def first_card(path: str, trails: Sequence[Trail]) -> str:
    """Return the card of a path, or of the first value below it; nothing if there is neither."""
    paths = [trail.path for trail in trails]
    found = path if path in paths else next((each for each in paths if each.startswith(f"{path}.")), "")
    return trail_name(found) if found else ""


def trail_title(trail: Trail) -> str:
    """Return a trail's name in words."""
    return trail.title or capital(path_words(trail.path))


def trail_cards(trails: Sequence[Trail]) -> list[Card]:
    """Return a card per trail."""
    users = used_by(trails)
    known = by_path(trails)
    return [_trail_card(trail, users.get(trail.path, []), known) for trail in trails]


def _trail_card(trail: Trail, users: list[str], known: Mapping[str, Trail]) -> Card:
    lines = _source_lines(trail)
    remarks = (("Confidence", trail.confidence), ("Why", trail.reason), ("Note", trail.note))
    lines += [(label, (Cell(text),)) for label, text in remarks if text]
    if trail.expression:
        lines.append(("Computed as", (Cell(trail.expression, mono=True),)))
    if trail.uses:
        lines.append(("From", tuple(named(path, known) for path in trail.uses)))
    if users:
        lines.append(("Used by", tuple(named(path, known) for path in users[:_MOST_USERS])))
    if place_words(trail):
        lines.append(("Stands at", (Cell(place_words(trail), mono=True, card=f"line-{trail.line}"),)))
    name = trail_name(trail.path)
    return Card(name, trail_title(trail), reading_words(trail), tuple(lines), name, _badge(trail))


def _source_lines(trail: Trail) -> list[tuple[str, tuple[Cell, ...]]]:
    lines: list[tuple[str, tuple[Cell, ...]]] = []
    for reading in trail.readings:
        said = ", ".join(part for part in (reading.title, *(source_words(each) for each in reading.sources)) if part)
        lines.append((reading.weight, (Cell(value_words(reading.text), small=said),)))
    if not trail.readings or trail.sources:
        lines += [("Source", (source_cell(source),)) for source in trail.sources]
    if trail.find:
        lines.append(("Find there", (Cell(f"“{trail.find}”"),)))
    return lines


def _badge(trail: Trail) -> str:
    return status_of(trail) if trail.kind in {"fact", "assumption"} or trail.status else ""


def source_cell(source: TrailSource) -> Cell:
    """Name a source in a cell, its grade under it, linked to where it can be read."""
    grade = f"grade {GRADE_WORDS.get(source.grade, source.grade)}" if source.grade else "not graded"
    remark = ", ".join(part for part in (source.title, grade) if part)
    link = source.url if source.url.startswith(("https://", "http://")) else ""
    return Cell(source_words(source), small=remark, link=link)


def named(path: str, known: Mapping[str, Trail]) -> Cell:
    """Name a path, opening its card, or that of the first value below it."""
    return Cell(path_words(path), card=first_card(path, tuple(known.values())))


def standing_lines(roots: Sequence[str], known: Mapping[str, Trail]) -> Lines:
    """Say what the values at some paths rest on, as lines of a card."""
    found = rests_on(roots, known)
    grade = weakest_grade(found)
    cells = tuple(Cell(trail_title(trail), card=trail_name(trail.path)) for trail in found[:_MOST_USERS])
    more = len(found) - len(cells)
    lines: list[tuple[str, tuple[Cell, ...]]] = [("Rests on", (Cell(standing_words(found)),))]
    if grade:
        lines.append(("Weakest source", (Cell(f"grade {grade}"),)))
    if cells:
        lines.append(("Among them" if more else "They are", cells))
    return tuple(lines)


def computed_words(valuation: Valuation) -> str:
    """Say how a simulated number was made."""
    return f"{number.count(valuation.paths)} futures, seed {valuation.seed}"


def worth_cards(valuation: Valuation, trails: Sequence[Trail]) -> list[Card]:
    """Return a card per scenario and party: how its worth is made of lines, and what those rest on."""
    known = by_path(trails)
    standing = standing_lines(("terms", "drivers", "companies", "parties"), known)
    return [
        _worth_card(valuation, name, party, worth, standing)
        for name, scenario in valuation.scenarios.items()
        for party, worth in scenario.parties.items()
    ]


def _worth_card(valuation: Valuation, scenario: str, party: str, worth: PartyWorth, standing: Lines) -> Card:
    card = valuation.parties.get(party)
    certain = worth.certainty_equivalent
    changes = valuation.scenarios[scenario].changes
    lines: list[tuple[str, tuple[Cell, ...]]] = [
        ("Certain", _estimate(certain.value, certain.standard_error)),
        ("Mean", _estimate(worth.mean.value, worth.mean.standard_error)),
        (
            "Made of",
            tuple(
                Cell(f"{spoken(line)} {number.money(value)}", card=f"line-of-{line}")
                for line, value in worth.by_term.items()
            ),
        ),
    ]
    if card is not None and (card.discount or card.risk_tolerance):
        said = [f"discount {value_words(card.discount)}"] if card.discount else []
        said += [f"risk tolerance {value_words(card.risk_tolerance)}"] if card.risk_tolerance else []
        lines.append(("Seen with", (Cell(", ".join(said)),)))
    if changes:
        lines.append(
            ("Scenario sets", tuple(Cell(f"{path_words(path)}: {value_words(text)}") for path, text in changes.items()))
        )
    lines.append(("From", (Cell(computed_words(valuation)),)))
    title = f"{valuation.name_of(party)}: {valuation.scenarios[scenario].title}"
    value = number.money(certain.value, error=certain.standard_error)
    return Card(f"worth-{scenario}-{party}", title, value, (*lines, *standing), f"lines-{party}")


def _estimate(value: float, error: float) -> tuple[Cell, ...]:
    text, written = number.uncertain_money(value, error)
    return (Cell(text, error=written),)


def line_cards(valuation: Valuation, trails: Sequence[Trail]) -> list[Card]:
    """Return a card per line of the worth: the term behind it and what that rests on."""
    known = by_path(trails)
    scenario = valuation.scenarios[focus_of(valuation)]
    lines = list(dict.fromkeys(line for worth in scenario.parties.values() for line in worth.by_term))
    cards = []
    for line in lines:
        keys = [trail for path, trail in known.items() if path.startswith(f"terms.{line}.")]
        rows = [
            (valuation.name_of(party), _estimate(worth.by_term[line], worth.by_term_error.get(line, 0.0)))
            for party, worth in scenario.parties.items()
            if line in worth.by_term
        ]
        said: list[tuple[str, tuple[Cell, ...]]] = [*rows]
        if keys:
            said.append(("Its keys", tuple(Cell(path_words(key.path), card=trail_name(key.path)) for key in keys)))
        roots = (f"terms.{line}",) if keys else ("companies", "drivers")
        said += standing_lines(roots, known)
        said.append(("From", (Cell(computed_words(valuation)),)))
        cards.append(
            Card(
                f"line-of-{line}",
                capital(spoken(line)),
                f"mean, {scenario.title.lower()}",
                tuple(said),
                f"term-{line}" if keys else "lines",
            )
        )
    return cards


def company_cards(valuation: Valuation, trails: Sequence[Trail]) -> list[Card]:
    """Return a card per scenario and company: whose its equity is, what stays unpaid, what it rests on."""
    known = by_path(trails)
    return [
        _company_card(valuation, name, key, company, standing_lines((f"companies.{key}",), known))
        for name, scenario in valuation.scenarios.items()
        for key, company in scenario.companies.items()
    ]


def _company_card(valuation: Valuation, scenario: str, key: str, company: CompanyWorth, standing: Lines) -> Card:
    lines: list[tuple[str, tuple[Cell, ...]]] = [
        ("Equity", _estimate(company.equity.value, company.equity.standard_error))
    ]
    lines += [(valuation.name_of(party), (Cell(number.money(claim)),)) for party, claim in company.claims.items()]
    unpaid = tuple(Cell(f"{spoken(term)} {number.money(value)}") for term, value in company.unpaid.items() if value > 0)
    if unpaid:
        lines.append(("Unpaid", unpaid))
    if company.debt_unpaid > 0:
        lines.append(("Debt unpaid", (Cell(number.money(company.debt_unpaid)),)))
    if company.exit_dates is not None:
        early, middle, late = (number.day(moment) for moment in company.exit_dates)
        lines.append(("Exit", (Cell(f"{middle}; nine in ten from {early} to {late}"),)))
    if company.exit_chances:
        lines.append(
            (
                "Ends by",
                tuple(
                    Cell(f"{spoken(event)} {number.probability(share)}")
                    for event, share in company.exit_chances.items()
                ),
            )
        )
    lines.append(("From", (Cell(computed_words(valuation)),)))
    title = f"{company.name}: {valuation.scenarios[scenario].title}"
    value = number.money(company.equity.value, error=company.equity.standard_error)
    return Card(f"company-{scenario}-{key}", title, value, (*lines, *standing), "company-worth")


def bargain_cards(found: Bargain, valuation: Valuation) -> list[Card]:
    """Return a card per solution, and one for the zone."""
    cards = [_zone_card(found, valuation)]
    for name, solution in found.solutions.items():
        lines: list[tuple[str, tuple[Cell, ...]]] = [
            (capital(path_words(path)), (Cell(value_words(text)),)) for path, text in solution.package.items()
        ]
        for party in found.between:
            fresh = None if solution.fresh is None else solution.fresh.get(party)
            remark = (
                ""
                if fresh is None
                else f"valued again on fresh futures: {number.money(fresh.value, error=fresh.standard_error)}"
            )
            worth = number.money(solution.certainty_equivalent[party])
            lines.append((valuation.name_of(party), (Cell(worth, small=remark),)))
        lines.append(("From", (Cell(f"{number.count(found.packages)} packages, {computed_words(valuation)}"),)))
        cards.append(
            Card(
                f"package-{name}",
                f"{solution_name(name)} package",
                package_words(solution.package),
                tuple(lines),
                "solutions",
            )
        )
    return cards


def _zone_card(found: Bargain, valuation: Valuation) -> Card:
    held = tuple(
        (f"{valuation.name_of(party)} holds", _estimate(estimate.value, estimate.standard_error))
        for party, estimate in found.reservation.items()
    )
    notes = tuple(("Note", (Cell(note),)) for note in found.notes)
    counted = (("Packages", (Cell(number.count(found.packages)),)), ("In the zone", (Cell(number.count(found.zone)),)))
    over = (("Over", tuple(Cell(path_words(path), card=trail_name(path)) for path in found.paths_of_terms)),)
    return Card(
        "bargain-zone", "Zone of agreement", "packages that nobody refuses", (*counted, *held, *over, *notes), "bargain"
    )
