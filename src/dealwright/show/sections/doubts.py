"""The section of the doubts that matter: what each does to whom, and what knowing it before deciding is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.cards import trail_name
from dealwright.show.charts.doubts import doubts_data, share_panels, worth_panels
from dealwright.show.charts.picture import Figure
from dealwright.show.facts_words import age_words, share_words, side_sentences, sources_words, title_of, told, value_of
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.bargain.knowing.listed import Listed
    from dealwright.bargain.knowing.result import Facts
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

FIVE = 5
"""So many doubts are shown."""
_HOW = "Each doubt was drawn again on the same futures; rules of decision are fitted on some and evaluated on others"


def doubts_section(story: Story) -> Section | None:
    """Make the section; None where nothing is in doubt."""
    known = story.known
    if known is None or not known.shares:
        return None
    shown = known.by_weight[:FIVE]
    figures = (_picture(known, shown, story), _table(known, shown, story))
    return Section("doubts", "Doubts", _finding(known, shown, story), _why(known), figures)


def _finding(known: Facts, shown: Sequence[Listed], story: Story) -> str:
    best = max(
        ((knowing, fact, side.party) for side in known.sides for fact, knowing in told(known, side)),
        key=lambda each: each[0].value.value,
        default=None,
    )
    if best is None:
        return f"No doubt by itself changes a decision{_widest(known, shown[0], story)}"
    knowing, fact, party = best
    worth = f"{number.money(knowing.value.value, error=knowing.value.standard_error)} {known.currency}"
    return f"The doubt worth most is “{title_of(fact)}”: knowing it is worth {worth} to {story.names.said(party)}"


def _widest(known: Facts, fact: Listed, story: Story) -> str:
    """Say of whose spread a doubt explains how much; nothing where that is not told from nothing."""
    shares = {party: known.share(fact.path, known.table.name, party) for party in story.at_table}
    told_of = {
        party: share.total.value
        for party, share in shares.items()
        if share is not None and share.total.value > 2.0 * share.total.standard_error
    }
    if not told_of:
        return ""
    party = max(told_of, key=lambda each: told_of[each])
    share, name = number.probability(told_of[party]), story.names.said(party)
    return f"; “{title_of(fact)}” makes {share} of the spread of {name}"


def _why(known: Facts) -> str:
    said = [sentence for side in known.sides for sentence in side_sentences(known, side)]
    return " ".join(said) or "Nobody decides between packages here, so these are shares of the spread alone."


def _scale(known: Facts) -> Scale:
    shown = [knowing.value.value for side in known.sides for _, knowing in told(known, side)]
    errors = [knowing.value.standard_error for side in known.sides for knowing in side.knowing.values()]
    return number.scale_of(shown or errors)


def _picture(known: Facts, shown: Sequence[Listed], story: Story) -> Figure:
    scale = _scale(known)
    worth = any(told(known, side) for side in known.sides)
    panels = worth_panels(known, shown, story, scale) if worth else share_panels(known, shown, story)
    what = (
        f"What it is worth to each side to know each doubt before it decides between refusing and {known.table.title}, "
        f"in {story.unit(scale)}."
        if worth
        else f"Share of the variance of each side's worth ({known.table.title}) that each doubt explains, with all "
        "that it does together with others."
    )
    return Figure(
        name="doubts-that-matter",
        finding=f"The {counted(len(shown), 'doubt')} that matter" if len(shown) > 1 else "The doubt that matters",
        subtitle=f"{what} Faint: not told from nothing.",
        panels=panels,
        source=_HOW,
        sample=f"n = {number.count(known.paths)} futures, {number.count(known.redrawn)} drawn again, seed {known.seed}",
        table=doubts_data(known, shown, story, scale),
    )


def _table(known: Facts, shown: Sequence[Listed], story: Story) -> TableFigure:
    parties = [party for party in story.at_table if party in known.between]
    head = [Head("Doubt", share=24), Head("is", number=True), Head("source", share=18)]
    for party in parties:
        name = story.names.short(party)
        head += [Head(f"{name}: share", number=True), Head("worth knowing", number=True)]
    scale = _scale(known)
    return TableFigure(
        name="doubts-table",
        finding="How far each is known, what it does, and what knowing it is worth",
        subtitle=f"Share of the variance by itself, and in all; worth in {story.unit(scale)}.",
        head=tuple(head),
        rows=tuple(_row(known, each, parties, story, scale) for each in shown),
        source="Worth of knowing: what the certainty equivalent of who decides rises by; its threshold for a cost",
        sample=f"As of {number.day(known.as_of)}",
        width=760,
        dense=True,
    )


def _row(known: Facts, each: Listed, parties: Sequence[str], story: Story, scale: Scale) -> Row:
    cells = [
        Cell(title_of(each), small=each.reason, card=_card(each, story)),
        Cell(value_of(each), number=True),
        Cell(sources_words(each), small=_aged(each), badge=_badge(each)),
    ]
    for party in parties:
        share = known.share(each.path, known.table.name, party)
        alone, total = (
            ("", "") if share is None else (share_words(p.value, p.standard_error) for p in (share.first, share.total))
        )
        cells.append(Cell(alone, small=f"in all {total}" if total else "", number=True))
        cells.append(_worth(known, each, party, scale))
    return Row(tuple(cells))


def _aged(fact: Listed) -> str:
    """Say how old a fact's latest source is: `45 days old`, `822 days old, stale`."""
    days, _, stale = age_words(fact).partition(", ")
    return "" if fact.age is None else f"{days} old{', stale' if stale else ''}"


def _worth(known: Facts, each: Listed, party: str, scale: Scale) -> Cell:
    side = known.side(party)
    found = None if side is None else side.knowing.get(each.path)
    if found is None:
        return Cell("known to it" if party in each.known_to else number.NOTHING, number=True)
    if found.changes_nothing:
        return Cell("0", small="changes no decision", number=True)
    text, error = number.uncertain_money(found.value.value, found.value.standard_error, scale)
    return Cell(text, error=error, number=True)


def _badge(each: Listed) -> str:
    if each.readings:
        return "disputed"
    return each.status if each.status in {"verified", "reported"} else "reported" if each.sources else "assumed"


def _card(each: Listed, story: Story) -> str:
    known = {trail.path for trail in story.trails}
    return trail_name(each.path) if each.path in known else ""
