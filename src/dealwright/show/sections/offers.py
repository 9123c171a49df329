"""The section that says what one side should offer, what to give and what to ask back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.engine.result import Estimate
from dealwright.show import number
from dealwright.show.cards import first_card
from dealwright.show.charts.offers import offers_panel, offers_table
from dealwright.show.charts.picture import Figure
from dealwright.show.number import scale_of
from dealwright.show.offer_words import (
    LETTERS,
    base_words,
    best_sentences,
    chance,
    change_words,
    concession_groups,
    concession_sentences,
    contract_sentence,
    contracts_lead,
    equivalent_sentences,
    sample_words,
)
from dealwright.show.page import Cell, Head, Row, Section, TableFigure
from dealwright.show.words import capital

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dealwright.bargain.offering.result import Change, Changes, Equivalents, Offers
    from dealwright.show.number import Scale
    from dealwright.show.story import Story

MOST = 8
"""Changes of each kind in a table."""


def offers_section(story: Story) -> Section | None:
    """Make the section; none where no offers were weighed.

    Args:
        story: the results that the page is made from.
    """
    found = story.offered
    if found is None:
        return None
    scale = scale_of(abs(each.searched.gain.value) for side in found.sides for each in side.curve)
    figures: list[Figure | TableFigure] = [
        *([_picture(story, found, scale)] if any(len(side.curve) > 1 for side in found.sides) else []),
        *([] if any(len(side.curve) > 1 for side in found.sides) else _alone(story, found, scale)),
        *([_equivalents(story, found, found.equivalents, scale)] if found.equivalents is not None else []),
        *([] if found.changes is None else _changes(story, found, found.changes, scale)),
    ]
    finding = "What each side can offer" if not found.advised else best_sentences(found, found.sides[0])[0].rstrip(".")
    why = (
        "An offer is signed where it leaves all others at least what they have without a deal. What brings the side "
        "that offers most is the least likely to be signed; the best offer has the largest product of both."
    )
    return Section("offers", "Offers", finding, why, tuple(figures))


def _picture(story: Story, found: Offers, scale: Scale) -> Figure:
    panels = tuple(offers_panel(side, found, story, scale) for side in found.sides if len(side.curve) > 1)
    letters = "; diamonds: offers of the same worth" if found.equivalents is not None else ""
    told = [
        ("The best offer, valued again", " ".join(best_sentences(found, side)[1:])) for side in found.sides if side.best
    ]
    contracts = [
        ("Contracts on what may happen", " ".join([contracts_lead(found), *_contracts(found)])),
    ]
    return Figure(
        name="offers-picture",
        finding="Asking for more is signed less often",
        subtitle=f"Expected surplus against gain over no deal, of the efficient offers, {story.unit(scale)}. Point at "
        f"a dot to see its package{letters}.",
        panels=panels,
        source="Chance of a signature: over what the others know and we do not, and the error of the futures",
        sample=sample_words(found),
        table=offers_table(found, story, scale),
        remarks=((*told, *contracts) if found.advised else tuple(_single(story, found))),
    )


def _single(story: Story, found: Offers) -> Iterable[tuple[str, str]]:
    """Tell in words of each side for which one offer beats all others: a picture of one dot says nothing."""
    for side in found.sides:
        if len(side.curve) == 1:
            only = side.curve[0]
            brings = number.money(only.searched.gain.value, error=only.searched.gain.standard_error, change=True)
            often = chance(only.searched.signs)
            said = f"{capital(story.names.package(only.package))}: signed with {often}, {brings} over no deal."
            yield f"For {story.names.said(side.party)} one offer beats all others", said


def _alone(story: Story, found: Offers, scale: Scale) -> list[TableFigure]:
    """Lay out the one offer of each side, where none has more to choose from."""
    table = offers_table(found, story, scale)
    if not table.rows:
        return []
    rows = [Row((Cell(row[0]), *(Cell(text, number=True) for text in row[1:-1]), Cell(row[-1]))) for row in table.rows]
    return [
        TableFigure(
            name="offers-alone",
            finding="For each side one offer beats all others",
            subtitle=f"What it brings if it is signed, and how likely that is; amounts in {story.unit(scale)}.",
            head=tuple(Head(text, number=0 < place < len(table.head) - 1) for place, text in enumerate(table.head)),
            rows=tuple(rows),
            source="Chance of a signature: over what the others know and we do not, and the error of the futures",
            sample=sample_words(found),
        )
    ]


def _contracts(found: Offers) -> Iterable[str]:
    return (contract_sentence(found, each) for each in found.contracts[:3])


def _equivalents(story: Story, found: Offers, alike: Equivalents, scale: Scale) -> TableFigure:
    letters = LETTERS[: len(alike.offers)]
    rows = [
        Row(
            (
                Cell(capital(story.names.path(path)), card=first_card(path, story.trails)),
                *(Cell(story.names.cell(path, each.package[path]), number=True) for each in alike.offers),
            ),
            strong=len({each.package[path] for each in alike.offers}) > 1,
        )
        for path in alike.offers[0].package
    ]
    me = story.names.said(found.advised)
    figures = (
        (f"More to {me} than A", [each.apart for each in alike.offers]),
        (f"Gain of {me}", [each.weighed.gain for each in alike.offers]),
        ("Gain of the others", [each.weighed.theirs for each in alike.offers]),
    )
    rows += [Row((Cell(label), *_written(values, scale))) for label, values in figures]
    rows.append(Row((Cell("Signed"), *(Cell(chance(each.weighed.signs), number=True) for each in alike.offers))))
    return TableFigure(
        name="equivalent-offers",
        finding=equivalent_sentences(found, alike)[0].split(":")[0],
        subtitle=" ".join(equivalent_sentences(found, alike)[1:]) + f" Amounts in {story.unit(scale)}.",
        head=(Head(""), *(Head(letter, number=True) for letter in letters)),
        rows=tuple(rows),
        source="Valued again on the same fresh futures",
        sample=sample_words(found),
    )


def _changes(story: Story, found: Offers, changes: Changes, scale: Scale) -> list[TableFigure]:
    said = " ".join(concession_sentences(found, changes))
    made: list[TableFigure] = []
    for place, (heading, kind, each) in enumerate(concession_groups(changes)):
        if each:
            subtitle = f"{said} " if not made else ""
            made.append(
                _table(story, found, changes, scale, (f"changes-{place}", heading, subtitle, kind, each[:MOST]))
            )
    return made


def _table(
    story: Story,
    found: Offers,
    changes: Changes,
    scale: Scale,
    about: tuple[str, str, str, str, Sequence[Change]],
) -> TableFigure:
    name, heading, said, kind, each = about
    me = story.names.said(found.advised)
    mine = [Estimate(-one.again.costs.value, one.again.costs.standard_error) for one in each]
    cells = zip(each, _written(mine, scale), _written([one.again.gives for one in each], scale), strict=True)
    rows = [
        Row(
            (
                Cell(capital(change_words(story.names, changes.package, one.changes))),
                own,
                theirs,
                Cell(_rate(one, kind), number=True),
            )
        )
        for one, own, theirs in cells
    ]
    return TableFigure(
        name=name,
        finding=heading,
        subtitle=f"{said}From {base_words(changes)}, in {story.unit(scale)}. Rate: what the "
        "others get or give up for each 1 that it costs or brings.",
        head=(
            Head("Change"),
            Head(f"to {me}", number=True),
            Head("to the others", number=True),
            Head("rate", number=True),
        ),
        rows=tuple(rows),
        source="Valued again on the same fresh futures",
        sample=sample_words(found),
    )


def _rate(change: Change, kind: str) -> str:
    return number.NOTHING if kind == "both" else number.plain(change.again.rate, 2)


def _written(estimates: Iterable[Estimate], scale: Scale) -> list[Cell]:
    texts = (number.uncertain_money(each.value, each.standard_error, scale, change=True) for each in estimates)
    return [Cell(*text, number=True) for text in texts]
