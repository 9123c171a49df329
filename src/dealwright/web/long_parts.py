"""Parts of a page that value many packages, or the deal many times: each a function of the deal and the state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dealwright.show.charts.frontier import frontier_panels, pairs_of, values_of
from dealwright.show.charts.frontier_words import offer_name
from dealwright.show.charts.tornado import drawn
from dealwright.show.pieces import card_html
from dealwright.show.sections.bargain import bargain_section
from dealwright.show.sections.dependence import dependence_section
from dealwright.show.sections.doubts import doubts_section
from dealwright.show.sections.offers import offers_section
from dealwright.show.sections.power import power_section
from dealwright.show.sections.talks import talks_section
from dealwright.show.sections.trade import trade_section
from dealwright.show.signing_words import signing_card, signing_number
from dealwright.show.sliders import sliders
from dealwright.show.standing import bargain_scale
from dealwright.show.study_report import in_talks, what_is_known, who_depends
from dealwright.show.study_story import told
from dealwright.show.trade_words import inputs_words
from dealwright.show.words import capital, solution_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dealwright.study import Bargain
    from dealwright.web.desk import Read
    from dealwright.web.state import State

    Progress = Callable[[int, int], None]
    Part = Callable[[Read, State, Progress], dict[str, Any]]

from dealwright.web.meant import meant
from dealwright.web.telling import bargained, compared, laid, opened, sections, story_of

_PICTURE = "bargain-picture"
_UNSAID = {"label": "", "trails": {}}
"""What is answered where there is nothing to say of a signature."""


def bargain_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Draw the bargain, the package on the table ringed."""
    found = bargained(read, progress)
    scale, at = bargain_scale(found), compared(read, state.package)
    story = replace(story_of(read, state), found=found, chosen=at)
    section = bargain_section(story, found)
    pictures = [each for each in section.figures if each.name == _PICTURE]
    panels = frontier_panels(found, story, scale)
    pairs = {panel.name: list(pair) for panel, pair in zip(panels, pairs_of(found), strict=True)}
    return sections(story, [replace(section, figures=tuple(pictures))]) | {
        "named": _named(read, found),
        "packages": {"paths": list(found.paths_of_terms), "values": values_of(found)},
        "axes": {"panels": pairs, "factor": scale.factor},
    }


def _named(read: Read, found: Bargain) -> list[dict[str, Any]]:
    """List the packages that have a name: what the solutions name, and what was offered."""
    names = read.once("told", lambda: told(read.loaded)).names
    solutions = [
        {"key": key, "title": f"{solution_name(key)} package", "package": dict(each.package)}
        for key, each in found.solutions.items()
    ]
    offers = [
        {"key": f"offer-{place}", "title": capital(offer_name(each, names)), "package": dict(each.package)}
        for place, each in enumerate(found.offers, 1)
    ]
    return solutions + offers


def solutions_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Say what the solutions name, how sure they are, and what power does."""
    found = bargained(read, progress)
    story = replace(story_of(read, state), found=found)
    section = bargain_section(story, found)
    rest = tuple(each for each in section.figures if each.name != _PICTURE)
    shown = replace(section, name="solutions", finding="The named packages", why="", figures=rest)
    return sections(story, [shown if rest else None, power_section(story)])


def offers_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Say what each side can offer, or what the one that is advised should."""
    party = meant(read, state.party, read.table)
    found = bargained(read, progress)
    offered = read.once(("offers", party), lambda: read.study.offers(party, progress=progress))
    story = replace(story_of(read, state), found=found, offered=offered)
    return sections(story, [offers_section(story)])


def trade_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Say what the terms trade for, from the package on the table."""
    party = meant(read, state.party, read.table)
    traded = read.kept(
        ("trade", party, *sorted(state.package.items())),
        lambda: read.study.trade(dict(state.package) or None, side=party, progress=progress),
    )
    story = replace(story_of(read, state), traded=traded)
    swaps = () if traded.swaps is None else traded.swaps.found
    bars = {word: bar.path for word, bar in zip(inputs_words(drawn(traded), story.names), drawn(traded), strict=True)}
    return sections(story, [trade_section(story)]) | {"swaps": [each.package for each in swaps], "bars": bars}


def signing_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say how likely the package on the table is signed; nothing where nothing is on it, or no side knows more."""
    if read.loaded.sound.negotiate is None or not laid(read, state):
        return _UNSAID
    story = story_of(read, state)
    stands = {each.path: each.today for each in sliders(read.loaded, story.names)}
    package = {**stands, **state.package}
    if len(package) > len(stands) or not all(package.values()):
        return _UNSAID
    signed = read.packages.signing(package)
    if not signed.over:
        return _UNSAID
    shown = signing_number(story, signed, meant(read, state.party, read.table) or "")
    card = card_html(signing_card(story, signed, shown), opened(story))
    told = {"label": shown.label, "value": shown.value, "error": shown.error, "note": shown.note, "card": shown.card}
    return told | {"trails": {shown.card: card}}


def talks_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Tell the talks: what was offered, what it reveals, what to offer next."""
    party = meant(read, state.party, read.table)
    if not in_talks(read.loaded.deal):
        return {"html": "", "charts": {}, "empty": "talks"}
    found = bargained(read, progress)
    talks = read.once(("talks", party), lambda: read.study.talks(party, progress=progress))
    story = replace(story_of(read, state), found=found, talks=talks)
    return sections(story, [talks_section(story)])


def doubts_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Say which doubtful fact is worth verifying."""
    found = bargained(read, progress) if read.loaded.sound.negotiate is not None else None
    known = read.once("known", lambda: what_is_known(read.study, found, progress=progress))
    story = replace(story_of(read, state), found=found, known=known)
    return sections(story, [doubts_section(story)])


def dependence_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Say who depends on whom."""
    found = bargained(read, progress) if read.loaded.sound.negotiate is not None else None
    depends = read.once("depends", lambda: who_depends(read.study, found, progress=progress))
    story = replace(story_of(read, state), found=found, depends=depends)
    return sections(story, [dependence_section(story)])


LONG: Mapping[str, Part] = {
    "bargain": bargain_part,
    "solutions": solutions_part,
    "offers": offers_part,
    "trade": trade_part,
    "signing": signing_part,
    "talks": talks_part,
    "doubts": doubts_part,
    "dependence": dependence_part,
}
"""Parts that value many packages, or the deal many times."""
