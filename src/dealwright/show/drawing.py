"""Say what a result tells by itself, without the page of its deal: a finding, sentences, pictures and tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dealwright.bargain.advising.result import Advice
from dealwright.bargain.knowing.result import Facts
from dealwright.bargain.offering.result import Offers
from dealwright.bargain.result import Bargain
from dealwright.bargain.ripples.dependence_result import Dependence
from dealwright.bargain.talking.result import Talks
from dealwright.bargain.trade.result import Trade
from dealwright.engine.result import PartyCard, Valuation
from dealwright.engine.trail import PackageEffect
from dealwright.equity.captable import CapTable
from dealwright.show.captable.owned import owners_finding
from dealwright.show.captable.raised import raised_figures
from dealwright.show.captable.sections import exit_figures, owner_figures
from dealwright.show.captable.story import TableStory
from dealwright.show.charts.effects import effect_lines
from dealwright.show.charts.picture import Figure
from dealwright.show.findings import headline, lead, worth_finding
from dealwright.show.plain import WIDE, result_text
from dealwright.show.sections.bargain import bargain_section
from dealwright.show.sections.companies import companies_section
from dealwright.show.sections.dependence import dependence_section
from dealwright.show.sections.doubts import doubts_section
from dealwright.show.sections.futures import futures_section
from dealwright.show.sections.offers import offers_section
from dealwright.show.sections.packages import packages_section
from dealwright.show.sections.talks import talks_section
from dealwright.show.sections.trade import trade_section
from dealwright.show.sections.worth import worth_section
from dealwright.show.story import Story, bargain_story, effect_story
from dealwright.show.warnings import warnings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dealwright.engine.heading import Headed
    from dealwright.ground.drawn import Drawn
    from dealwright.show.page import Section, TableFigure


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a notebook shows of a result.

    Attributes:
        title: the finding; empty where lines of text say all.
        sentences: what else it says, two stars around what is stronger.
        figures: pictures and tables, in order.
        warnings: what a reader must mind.
        text: lines as a terminal prints them; empty where pictures and tables say all.
    """

    title: str
    sentences: tuple[str, ...] = ()
    figures: tuple[Figure | TableFigure, ...] = ()
    warnings: tuple[str, ...] = ()
    text: str = ""

    @property
    def pictures(self) -> list[Figure]:
        """Return the figures that are drawn."""
        return [figure for figure in self.figures if isinstance(figure, Figure)]


def drawing_of(result: Drawn) -> Drawing:
    """Return what a result tells by itself.

    Args:
        result: what a study or a cap table answered.
    """
    draw = _DRAWN.get(type(result).__name__)
    drawing = None if draw is None else draw(result)
    return Drawing("", text=result_text(result, WIDE)) if drawing is None else drawing


def bargain_drawing(found: Bargain, names: Mapping[str, str] | None = None, currency: str = "") -> Drawing:
    """Return what a bargain tells.

    Args:
        found: the bargain.
        names: the parties in words, if the bargain does not know them.
        currency: the deal's currency, if the bargain does not know it.
    """
    story = bargain_story(found, names or {}, currency)
    figures = bargain_section(story, found).figures[:2]
    return Drawing(headline(story), tuple(lead(story)), figures, tuple(warnings_of(story)))


def _valuation(valuation: Valuation) -> Drawing:
    story = Story(valuation)
    worth = worth_section(story)
    more = [section for section in (futures_section(story), companies_section(story)) if section is not None]
    figures = (*_drawn(worth), worth.figures[0], *(figure for section in more for figure in _drawn(section)))
    return Drawing(worth_finding(story), (), figures, tuple(warnings_of(story)))


def _effect(effect: PackageEffect) -> Drawing | None:
    if not effect_lines(effect, list(effect.by_term)):
        return None  # nothing to draw: the words say that it changes nothing
    return _of_section(packages_section(effect_story(effect)))


def _trade(found: Trade) -> Drawing | None:
    return _of_section(trade_section(replace(_alone(found, found.parties, found.titles, found.literals), traded=found)))


def _offers(found: Offers) -> Drawing | None:
    story = replace(_alone(found, _cards(found.names, found.between), found.titles, found.literals), offered=found)
    return _of_section(offers_section(story), found.notes)


def _talks(found: Talks) -> Drawing | None:
    story = replace(_alone(found, _cards(found.names, found.between), found.titles, found.literals), talks=found)
    return _of_section(talks_section(story))


def _facts(found: Facts) -> Drawing | None:
    return _of_section(doubts_section(replace(_alone(found, found.parties), known=found)), found.notes)


def _dependence(found: Dependence) -> Drawing | None:
    story = replace(_alone(found, found.parties, found.titles), depends=found, companies=found.companies)
    return _of_section(dependence_section(story))


def _advice(found: Advice) -> Drawing:
    """Lay the memo out as it is printed, and below it the pictures of what it rests on."""
    asked: Sequence[Drawn | None] = (found.bargain, found.offers, found.facts, found.dependence, found.talks)
    told = [drawing_of(each) for each in asked if each is not None]
    return Drawing("", (), tuple(figure for each in told for figure in each.pictures), (), result_text(found, WIDE))


def _table(table: CapTable) -> Drawing:
    story = TableStory(table)
    exits = exit_figures(story) if story.stack.claims else []
    figures = (
        *owner_figures(story)[:_OWNED],
        *(figure for figure in exits if isinstance(figure, Figure)),
        *(figure for figure in raised_figures(story.table, story.names) if isinstance(figure, Figure)),
    )
    finding = owners_finding(story.owned, story.names).replace("the company", table.company, 1)
    return Drawing(finding, (), figures)


_OWNED = 3
"""Of the figures about owners: the holders, and what each class and each holder had after each event."""

_DRAWN: dict[str, Callable[..., Drawing | None]] = {
    Advice.__name__: _advice,
    Bargain.__name__: bargain_drawing,
    CapTable.__name__: _table,
    Dependence.__name__: _dependence,
    Facts.__name__: _facts,
    Offers.__name__: _offers,
    PackageEffect.__name__: _effect,
    Talks.__name__: _talks,
    Trade.__name__: _trade,
    Valuation.__name__: _valuation,
}
"""What tells each kind of result; any other is told by the lines that a terminal prints."""


def _drawn(section: Section) -> list[Figure]:
    return [figure for figure in section.figures if isinstance(figure, Figure)]


def _of_section(section: Section | None, notes: Sequence[str] = ()) -> Drawing | None:
    """Return what a section of the report says; None where it has nothing to say."""
    return None if section is None else Drawing(section.finding, (section.why,), section.figures, tuple(notes))


def _cards(names: Mapping[str, str], between: Sequence[str]) -> dict[str, PartyCard]:
    return {party: PartyCard(names.get(party, party)) for party in (names or dict.fromkeys(between))}


def _alone(
    found: Headed,
    parties: Mapping[str, PartyCard],
    titles: Mapping[str, str] | None = None,
    literals: Mapping[str, str] | None = None,
) -> Story:
    """Tell a result without the valuation of its deal, whose names it knows itself."""
    head = Valuation(**found.heading(), scenarios={}, parties=parties, titles=titles or {})
    return Story(head, literals=literals or {})
