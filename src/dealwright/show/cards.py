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
from dealwright.show.standing import gain_over_no_deal, worth_of
from dealwright.show.words import capital, inside, solution_name, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.result import Bargain
    from dealwright.engine.result import CompanyWorth, PartyWorth
    from dealwright.engine.trail import Trail, TrailSource
    from dealwright.show.names import Names
    from dealwright.show.story import Story

Line = tuple[str, tuple[Cell, ...]]
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


def trail_title(trail: Trail, names: Names) -> str:
    """Return a trail's name in words: a fact's title, or the keys of any other value."""
    return trail.title if trail.title and trail.kind in {"fact", "assumption"} else capital(names.path(trail.path))


def all_cards(story: Story) -> list[Card]:
    """Return every card of a page."""
    known = by_path(story.trails)
    users = used_by(story.trails)
    cards = [_trail_card(trail, users.get(trail.path, []), known, story.names) for trail in story.trails]
    cards += _worth_cards(story, known)
    cards += _line_cards(story, known)
    cards += _company_cards(story, known)
    return cards if story.found is None else [*cards, *_bargain_cards(story, story.found)]


def _trail_card(trail: Trail, users: list[str], known: Mapping[str, Trail], names: Names) -> Card:
    lines = _source_lines(trail)
    remarks = (("Confidence", trail.confidence), ("Why", trail.reason), ("Note", trail.note))
    lines += [(label, (Cell(text),)) for label, text in remarks if text]
    if trail.expression:
        lines.append(("Computed as", (Cell(trail.expression, mono=True),)))
    if trail.uses:
        lines.append(("From", tuple(named(path, known, names) for path in trail.uses)))
    if users:
        lines.append(("Used by", tuple(named(path, known, names) for path in users[:_MOST_USERS])))
    if place_words(trail):
        lines.append(("Stands at", (Cell(place_words(trail), mono=True, card=f"line-{trail.line}"),)))
    name = trail_name(trail.path)
    return Card(name, trail_title(trail, names), reading_words(trail), tuple(lines), name, _badge(trail))


def _source_lines(trail: Trail) -> list[Line]:
    lines: list[Line] = []
    for reading in trail.readings:
        parts = (reading.title, *(source_words(each) for each in reading.sources), reading.note)
        said = ", ".join(part for part in parts if part)
        lines.append((reading.weight, (Cell(_shortened(value_words(reading.text)), small=said),)))
    lines += [("Source", (source_cell(source),)) for source in trail.sources]
    if trail.find:
        lines.append(("Find there", (Cell(f"“{trail.find}”"),)))
    return lines


def _shortened(text: str, most: int = 160) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _badge(trail: Trail) -> str:
    return status_of(trail) if trail.kind in {"fact", "assumption"} or trail.status else ""


def source_cell(source: TrailSource) -> Cell:
    """Name a source in a cell, its grade under it, linked to where it can be read."""
    grade = f"grade {GRADE_WORDS.get(source.grade, source.grade)}" if source.grade else "not graded"
    remark = ", ".join(part for part in (source.title, grade) if part)
    link = source.url if source.url.startswith(("https://", "http://")) else ""
    return Cell(source_words(source), small=remark, link=link)


def named(path: str, known: Mapping[str, Trail], names: Names) -> Cell:
    """Name a path, opening its card, or that of the first value below it."""
    section, _, rest = path.partition(".")
    title = names.driver(rest) if section == "drivers" and "." not in rest else names.path(path)
    return Cell(title, card=first_card(path, tuple(known.values())))


def _standing_lines(roots: Sequence[str], known: Mapping[str, Trail], names: Names) -> list[Line]:
    """Say what the values at some paths rest on, as lines of a card."""
    found = rests_on(roots, known)
    grade = weakest_grade(found)
    lines: list[Line] = [("Rests on", (Cell(standing_words(found)),))]
    if grade:
        lines.append(("Weakest source", (Cell(f"grade {grade}"),)))
    cells = tuple(Cell(trail_title(trail, names), card=trail_name(trail.path)) for trail in found[:_MOST_USERS])
    if cells:
        lines.append(("Among them" if len(found) > len(cells) else "They are", cells))
    return lines


def computed_words(story: Story) -> str:
    """Say how a simulated number was made."""
    return f"{number.count(story.valuation.paths)} futures, seed {story.valuation.seed}"


def _worth_cards(story: Story, known: Mapping[str, Trail]) -> list[Card]:
    standing = _standing_lines(("terms", "drivers", "companies", "parties"), known, story.names)
    return [
        _worth_card(story, name, party, worth, standing)
        for name, scenario in story.valuation.scenarios.items()
        for party, worth in scenario.parties.items()
    ]


def _worth_card(story: Story, scenario: str, party: str, worth: PartyWorth, standing: list[Line]) -> Card:
    names = story.names
    certain = worth.certainty_equivalent
    counted = worth_of(story.valuation, scenario, party)
    lines: list[Line] = [
        ("Certainty equivalent", _estimate(certain.value, certain.standard_error)),
        ("Mean", _estimate(worth.mean.value, worth.mean.standard_error)),
    ]
    band = band_words(worth)
    lines += _spread_lines(story, scenario, party, worth)
    if band:
        suffix = number.scale_of(worth.belief_band or ()).suffix
        lines.insert(1, ("Beliefs", (Cell(f"{band}{suffix}, 5th to 95th percentile over what we do not know"),)))
    terms = [line for line, value in worth.by_term.items() if value]
    lines.append(("Mean made of", tuple(_line_cell(story, line, worth.by_term[line]) for line in terms)))
    if preferences(story, party):
        lines.append(("Seen with", (Cell(preferences(story, party)),)))
    changes = story.valuation.scenarios[scenario].changes
    if changes:
        lines.append(("Sets", tuple(Cell(names.change(path, text)) for path, text in changes.items())))
    lines.append(("From", (Cell(computed_words(story)),)))
    title = f"{names.opening(party)}: {story.title(scenario)}"
    value = number.money(counted.value, error=counted.standard_error)
    return Card(f"worth-{scenario}-{party}", title, value, (*lines, *standing), f"lines-{party}")


def _spread_lines(story: Story, scenario: str, party: str, worth: PartyWorth) -> list[Line]:
    """Say how far a worth is over no deal, and how far its present values spread."""
    gain = gain_over_no_deal(story.valuation, scenario, party)
    over: list[Line] = []
    if gain is not None:
        text, error = number.uncertain_money(gain.value, gain.standard_error, change=True)
        over = [("Over no deal", (Cell(text, error=error),))]
    places = (("5th", worth.p5), ("25th", worth.p25), ("median", worth.p50), ("75th", worth.p75), ("95th", worth.p95))
    cells = (Cell(f"{name} {number.money(value)}") for name, value in places)
    under = worth.probability_worse_than_no_deal
    chances = [f"loss {number.probability(worth.probability_of_loss)}"]
    chances += [] if gain is None or under is None else [f"less than no deal {number.probability(under)}"]
    return [
        *over,
        ("Percentiles", tuple(cells)),
        ("Worst 5%", (Cell(f"mean {number.money(worth.cvar5)}"),)),
        ("Chance of", tuple(map(Cell, chances))),
    ]


def _line_cell(story: Story, line: str, value: float) -> Cell:
    return Cell(f"{story.names.line(line)} {number.money(value)}", card=f"line-of-{line}")


def band_words(worth: PartyWorth, scale: number.Scale | None = None) -> str:
    """Return the range of the certainty equivalent over beliefs, in a scale; nothing where there is no doubt."""
    if worth.belief_band is None or worth.belief_band[0] == worth.belief_band[1]:
        return ""
    scale = number.scale_of(worth.belief_band) if scale is None else scale
    low, high = (number.money(value, scale).removesuffix(scale.suffix) for value in worth.belief_band)
    between = " to " if number.MINUS in low + high else number.NOTHING  # a dash beside a minus reads as another minus
    return f"{low}{between}{high}"


def preferences(story: Story, party: str) -> str:
    """Say at which discount rate and risk tolerance a party is looked at."""
    card = story.valuation.parties.get(party)
    if card is None:
        return ""
    written = {trail.path: trail.text for trail in story.trails if trail.kind == "party"}
    said = []
    for name, value in (("discount", card.discount), ("risk tolerance", card.risk_tolerance)):
        text = value or written.get(f"parties.{party}.{name.replace(' ', '_')}", "")
        if text and text != "none":
            said.append(f"{name} {story.names.resolved(text)}")
    return ", ".join(said)


def _estimate(value: float, error: float) -> tuple[Cell, ...]:
    text, written = number.uncertain_money(value, error)
    return (Cell(text, error=written),)


def _line_cards(story: Story, known: Mapping[str, Trail]) -> list[Card]:
    """Return a card per line of the worth: the term behind it and what that rests on."""
    worths = story.scenario.parties
    every = [worth for scenario in story.valuation.scenarios.values() for worth in scenario.parties.values()]
    lines = dict.fromkeys(line for worth in every for line in worth.by_term)
    return [_line_card(story, line, worths, known) for line in lines]


def _line_card(story: Story, line: str, worths: Mapping[str, PartyWorth], known: Mapping[str, Trail]) -> Card:
    keys = [trail for path, trail in known.items() if path.startswith(f"terms.{line}.")]
    said: list[Line] = [
        (story.names.opening(party), _estimate(worth.by_term[line], worth.by_term_error.get(line, 0.0)))
        for party, worth in worths.items()
        if worth.by_term.get(line)
    ]
    if keys:
        key_cells = (Cell(key.path.split(".", 2)[2], card=trail_name(key.path)) for key in keys)
        said.append(("Its keys", tuple(key_cells)))
    said += _standing_lines((f"terms.{line}",) if keys else ("companies", "drivers"), known, story.names)
    said.append(("From", (Cell(computed_words(story)),)))
    title = capital(story.names.line(line))
    return Card(
        f"line-of-{line}",
        title,
        f"mean, {inside(story.scenario.title)}",
        tuple(said),
        f"term-{line}" if keys else "lines",
    )


def _company_cards(story: Story, known: Mapping[str, Trail]) -> list[Card]:
    """Return a card per scenario and company: whose its equity is, what stays unpaid, what it rests on."""
    return [
        _company_card(story, name, key, company, _standing_lines((f"companies.{key}",), known, story.names))
        for name, scenario in story.valuation.scenarios.items()
        for key, company in scenario.companies.items()
    ]


def _company_card(story: Story, scenario: str, key: str, company: CompanyWorth, standing: list[Line]) -> Card:
    names = story.names
    lines: list[Line] = [("Equity", _estimate(company.equity.value, company.equity.standard_error))]
    lines += [(names.opening(party), (Cell(number.money(claim)),)) for party, claim in company.claims.items()]
    unpaid = tuple(
        Cell(f"{names.line(term)} {number.money(value)}") for term, value in company.unpaid.items() if value > 0
    )
    if unpaid:
        lines.append(("Unpaid", unpaid))
    if company.debt_unpaid > 0:
        lines.append(("Debt unpaid", (Cell(number.money(company.debt_unpaid)),)))
    if company.exit_dates is not None:
        early, middle, late = (number.day(moment) for moment in company.exit_dates)
        lines.append(("Exit", (Cell(f"{middle}; nine in ten from {early} to {late}"),)))
    if company.exit_chances:
        chances = company.exit_chances.items()
        lines.append(("Ends by", tuple(Cell(f"{names.driver(event)} {number.probability(p)}") for event, p in chances)))
    lines.append(("From", (Cell(computed_words(story)),)))
    value = number.money(company.equity.value, error=company.equity.standard_error)
    title = f"{company.name}: {story.title(scenario)}"
    return Card(f"company-{scenario}-{key}", title, value, (*lines, *standing), "company-worth")


def _bargain_cards(story: Story, found: Bargain) -> list[Card]:
    """Return a card per solution, and one for the zone."""
    names = story.names
    cards = [_zone_card(story, found)]
    for name, solution in found.solutions.items():
        lines: list[Line] = [
            (capital(names.path(path)), (Cell(names.cell(path, text)),)) for path, text in solution.package.items()
        ]
        for party in found.between:
            fresh = None if solution.fresh is None else solution.fresh.get(party)
            again = "" if fresh is None else number.money(fresh.value, error=fresh.standard_error)
            remark = f"valued again on fresh futures: {again}" if again else ""
            worth = number.money(solution.certainty_equivalent[party])
            lines.append((names.opening(party), (Cell(worth, small=remark),)))
        lines.append(("From", (Cell(f"{number.packages(found.packages)}, {computed_words(story)}"),)))
        title = f"{solution_name(name)} package"
        cards.append(Card(f"package-{name}", title, names.package(solution.package), tuple(lines), "bargain"))
    return cards


def _zone_card(story: Story, found: Bargain) -> Card:
    names = story.names
    lines: list[Line] = [
        ("Packages", (Cell(number.count(found.packages)),)),
        ("In the zone", (Cell(number.count(found.zone)),)),
    ]
    lines += [
        (f"{names.opening(party)}, without a deal", _estimate(estimate.value, estimate.standard_error))
        for party, estimate in found.reservation.items()
    ]
    over = (Cell(names.path(path), card=first_card(path, story.trails)) for path in found.paths_of_terms)
    lines.append(("Over", tuple(over)))
    lines += [("Note", (Cell(sentence(note)),)) for note in found.notes]
    return Card("bargain-zone", "Zone of agreement", "packages that nobody refuses", tuple(lines), "bargain")


def sentence(text: str) -> str:
    """Return a remark as a sentence, with a capital and a full stop.

    Example:
        >>> sentence("all packages are compared at central beliefs")
        'All packages are compared at central beliefs.'
    """
    return capital(text) if text.endswith((".", "!", "?")) else capital(text) + "."
