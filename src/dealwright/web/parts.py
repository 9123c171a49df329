"""Answer what a page asks of the deal, part by part: each part is one function of the desk and the page's state."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dealwright.show.cards import all_cards
from dealwright.show.charts.frontier import frontier_panels, pairs_of, values_of
from dealwright.show.number import count, scale_of, uncertain_money
from dealwright.show.pieces import Opened, card_html, figure_pieces, section_pieces
from dealwright.show.sections.bargain import bargain_section
from dealwright.show.sections.captable import captable_sections
from dealwright.show.sections.clauses import clauses_section
from dealwright.show.sections.companies import companies_section
from dealwright.show.sections.compare import compare_table
from dealwright.show.sections.dependence import dependence_section
from dealwright.show.sections.doubts import doubts_section
from dealwright.show.sections.futures import futures_section
from dealwright.show.sections.offers import offers_section
from dealwright.show.sections.options import options_section
from dealwright.show.sections.power import power_section
from dealwright.show.sections.sources import assumptions_section, contract_section, facts_section
from dealwright.show.sections.talks import talks_section
from dealwright.show.sections.trade import trade_section
from dealwright.show.sections.worth import worth_section
from dealwright.show.seek_words import verdict as seek_verdict
from dealwright.show.sliders import sliders
from dealwright.show.standing import bargain_scale, is_measured
from dealwright.show.story import Story
from dealwright.show.study_report import in_talks, what_is_known, who_depends
from dealwright.show.study_story import told
from dealwright.show.theme import party_token
from dealwright.show.verdict import verdict, verdict_numbers
from dealwright.study import Asking, Estimate, ScenarioWorth, Study
from dealwright.web.desk import watched

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dealwright.show.number import Scale
    from dealwright.show.page import Section
    from dealwright.study import Bargain, PartyWorth
    from dealwright.web.desk import Desk, Read
    from dealwright.web.state import State

    Progress = Callable[[int, int], None]
    Part = Callable[[Read, State, Progress], dict[str, Any]]

IN_FORCE = "in_force"
_PICTURE = "bargain-picture"


def file_state(desk: Desk) -> dict[str, Any]:
    """Say how the file stands: its problems, and what can be moved in the last deal without errors."""
    desk.look()
    now, good = desk.now, desk.good
    problems = [] if now is None else [
        {**problem.to_json(), "text": now.line(problem.place)} for problem in now.problems
    ]  # fmt: skip
    files = [] if now is None else list(watched(desk.settings.file, now))
    state: dict[str, Any] = {
        "problems": problems,
        "sound": now is not None and now.deal is not None,
        "watched": files,
    }
    return state if good is None else {**state, **_good(good)}


def _good(read: Read) -> dict[str, Any]:
    deal, said = read.loaded.sound, read.once("told", lambda: told(read.loaded))
    table = read.table
    return {
        "version": read.version,
        "digest": read.loaded.digest,
        "title": deal.title,
        "currency": deal.currency,
        "as_of": deal.dates[0].isoformat(),
        "sliders": [each.to_json() for each in sliders(read.loaded, said.names)],
        "table": [{"key": party, "name": said.names.opening(party), "token": _token(read, party)} for party in table],
        "scenarios": [{"name": name, "title": _title(read, name)} for name in (IN_FORCE, *deal.scenarios)],
        "no_deal": None if deal.negotiate is None else deal.negotiate.no_deal,
        "terms": [{"name": name, "title": said.names.line(name)} for name in deal.terms],
        "tabs": _tabs(read),
        "seed": read.settings.seed,
        "paths": read.settings.paths,
        "preview": min(read.settings.preview, read.settings.paths),
    }


def _tabs(read: Read) -> list[str]:
    """Name the tabs that this deal has something to say in."""
    deal, said = read.loaded.sound, read.once("told", lambda: told(read.loaded))
    bargains = deal.negotiate is not None
    shown = {"bargain": bargains, "cap-table": bool(said.tables or deal.companies), "talks": bargains}
    every = ("bargain", "worth", "trade", "futures", "cap-table", "contract", "talks", "facts")
    return [name for name in every if shown.get(name, True)]


def _token(read: Read, party: str) -> str:
    return party_token(list(read.loaded.sound.parties).index(party))


def _title(read: Read, name: str) -> str:
    scenario = read.loaded.sound.scenarios.get(name)
    if name == IN_FORCE:
        return "Contract in force"
    return (scenario.title if scenario is not None and scenario.title else None) or name.replace("_", " ")


# ------------------------------------------------------------------------------------------------------------- stories


def story_of(read: Read, state: State, *, fans: bool = False) -> Story:
    """Tell the package on the table beside no deal, the contract in force and the scenarios that are wanted.

    Args:
        read: the deal.
        state: the page's state.
        fans: whether percentiles over time are wanted.
    """
    deal, said = read.loaded.sound, read.once("told", lambda: told(read.loaded))
    no_deal = None if deal.negotiate is None else deal.negotiate.no_deal
    known = [IN_FORCE, *deal.scenarios]
    names = dict.fromkeys([*([no_deal] if no_deal else []), IN_FORCE, *(n for n in state.scenarios if n in known)])
    worths = {name: read.scenario(name, fans=fans and name == IN_FORCE and not state.package) for name in names}
    focus = ""
    if state.package and state.preview:
        focus = read.packages.name
        worths[focus] = ScenarioWorth(
            focus, f"this package, {count(read.few_paths)} futures", _previewed(read, state.package)
        )
    elif state.package:
        focus, key = read.packages.name, ("worth", *sorted(state.package.items()), fans)
        worths[focus] = read.kept(key, lambda: read.packages.worth(state.package, fans=fans))
    valuation = read.packages.valuation(worths)
    return Story(valuation, trails=said.trails, tables=said.tables, focused=focus, seated=tuple(read.table))


def opened(story: Story) -> Opened:
    """Return what the numbers of a story open."""
    return Opened([card.name for card in all_cards(story)])


def bargained(read: Read, progress: Progress) -> Bargain:
    """Return the bargain of the file, found once."""
    return read.once("bargain", lambda: read.study.bargain(progress=progress, asking=Asking(side_by_side=True)))


def _sections(story: Story, made: Sequence[Section | None]) -> dict[str, Any]:
    """Write sections one below the other."""
    cards = all_cards(story)
    known = Opened([card.name for card in cards])
    pieces = [section_pieces(each, known) for each in made if each is not None]
    charts = {name: chart for each in pieces for name, chart in each.charts.items()}
    trails = {card.name: card_html(card, known) for card in cards if card.name.startswith(_BARGAINED)}
    return {"html": "\n".join(each.html for each in pieces), "charts": charts, "trails": trails}


_BARGAINED = ("package-", "bargain-")
"""Numbers of a bargain, whose trails come with it: the part that answers for all others has none."""


# --------------------------------------------------------------------------------------------------------------- parts


def verdict_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say what the package does for each side, exactly."""
    story = story_of(read, state)
    numbers = [
        {"label": each.label, "value": each.value, "error": each.error, "note": each.note, "card": each.card}
        | {"token": story.token(each.party), "party": each.party}
        for each in verdict_numbers(story)
    ]
    answer = {"sentence": verdict(story), "numbers": numbers, "sample": story.sample}
    return answer | ({} if read.loaded.sound.negotiate is None else {"chosen": _compared(read, state.package)})


def preview_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say what the package does for each side on few futures: what is exact of the contract in force, and the change.

    On the same futures luck cancels, so the change is told more surely than a worth on few futures would be.
    """
    found, base = _previewed(read, state.package), _previewed(read, {})
    exact = read.scenario(IN_FORCE).parties
    worths = {
        party: _by_measure(read, exact[party]).value
        + _by_measure(read, found[party]).value
        - _by_measure(read, held).value
        for party, held in base.items()
    }
    scale = scale_of(worths.values())
    written = {
        party: uncertain_money(worth, _by_measure(read, exact[party]).standard_error, scale)
        for party, worth in worths.items()
    }
    return {
        "worths": {party: text + scale.suffix for party, (text, _) in written.items()},
        "chosen": _compared(read, state.package),
        "sample": f"preview on {count(read.few_paths)} futures",
    }


def _previewed(read: Read, package: Mapping[str, str]) -> dict[str, PartyWorth]:
    return read.kept(("preview", *sorted(package.items())), lambda: read.few.preview(package, read.table))


def _by_measure(read: Read, worth: PartyWorth) -> Estimate:
    return worth.mean if read.loaded.sound.worth_by == "mean_at_discount" else worth.certainty_equivalent


def steps_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say what one step more of each term would do to each side, on the futures of a preview."""
    moved = {}
    for each in sliders(read.loaded, read.once("told", lambda: told(read.loaded)).names):
        now = state.package.get(each.path, each.today)
        place = each.values.index(now) if now in each.values else each.place
        if place is None and each.tick is not None:
            place = int(each.tick * (len(each.values) - 1))
        if place is not None and len(each.values) > 1:
            moved[each.path] = (each, place + 1 if place + 1 < len(each.values) else place - 1)
    packages = [{**state.package, path: each.values[place]} for path, (each, place) in moved.items()]
    found = read.few.changes(state.package, packages, read.table)
    scale = scale_of(change.value for each in found for change in each.values())
    steps = {
        path: {"label": f"to {each.words[place]}", "changes": _stepped(changes, scale)}
        for (path, (each, place)), changes in zip(moved.items(), found, strict=True)
    }
    return {"steps": steps, "unit": scale.title(read.loaded.sound.currency)}


def _stepped(changes: Mapping[str, Estimate], scale: Scale) -> dict[str, str]:
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
    terms = [
        (path, other.get(path, today), state.package.get(path, today))
        for path in dict.fromkeys([*read.loaded.over(), *other, *state.package])
        for today in (read.loaded.text_at(path) or "",)
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
    named = (state.named or "the contract in force", "this package")
    table = compare_table(story, terms, singles, found[-1] if found else nothing, named)
    return figure_pieces([table], opened(story)).to_json()


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


def worth_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say what each scenario is worth to each side."""
    story = story_of(read, state)
    return _sections(story, [worth_section(story)])


def densities_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Draw what the package may be worth to each side."""
    story = story_of(read, state)
    pictures = [each for each in worth_section(story).figures if each.name == "densities"]
    return figure_pieces(pictures, opened(story)).to_json()


def bargain_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Draw the bargain, the package on the table ringed."""
    found = bargained(read, progress)
    scale, at = bargain_scale(found), _compared(read, state.package)
    story = replace(story_of(read, state), found=found, chosen=at)
    section = bargain_section(story, found)
    pictures = [each for each in section.figures if each.name == _PICTURE]
    panels = frontier_panels(found, story, scale)
    pairs = {panel.name: list(pair) for panel, pair in zip(panels, pairs_of(found), strict=True)}
    return _sections(story, [replace(section, figures=tuple(pictures))]) | {
        "packages": {"paths": list(found.paths_of_terms), "values": values_of(found)},
        "axes": {"panels": pairs, "factor": scale.factor},
    }


def solutions_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Say what the solutions name, how sure they are, and what power does."""
    found = bargained(read, progress)
    story = replace(story_of(read, state), found=found)
    section = bargain_section(story, found)
    rest = tuple(each for each in section.figures if each.name != _PICTURE)
    shown = replace(section, name="solutions", finding="The named packages", why="", figures=rest)
    return _sections(story, [shown if rest else None, power_section(story)])


def _compared(read: Read, package: Mapping[str, str]) -> dict[str, float]:
    def compute() -> dict[str, float]:
        return {party: each.value for party, each in read.packages.compared(package, read.table).items()}

    return read.kept(("compared", *sorted(package.items())), compute)


def offers_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Say what each side can offer, or what the one that is advised should."""
    party = state.party or None
    offered = read.once(("offers", party), lambda: read.study.offers(party, progress=progress))
    story = replace(story_of(read, state), found=bargained(read, progress), offered=offered)
    return _sections(story, [offers_section(story)])


def trade_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Say what the terms trade for, from the package on the table."""
    key = ("trade", state.party, *sorted(state.package.items()))
    traded = read.kept(
        key,
        lambda: read.study.trade(dict(state.package) or None, side=state.party or None, progress=progress),
    )
    story = replace(story_of(read, state), traded=traded)
    return _sections(story, [trade_section(story)])


def futures_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Draw what may come: drivers, flows, options."""
    story = story_of(read, state, fans=True)
    return _sections(story, [futures_section(story), options_section(story)])


def cap_table_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say who owns each company, what an exit pays to whom, and what its equity is worth."""
    story = story_of(read, state)
    return _sections(story, [*captable_sections(story), companies_section(story)])


def contract_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """Say what the contract says, and what each clause computes on one future."""
    made = Study(read.study.calibrated, read.settings.seed, read.settings.paths, overrides=dict(state.package))
    path: str | int = int(state.path) if state.path.isdigit() else state.path
    terms = [state.term] if state.term else None
    party = state.party or (read.table[0] if state.path.startswith("p") else None)
    story = replace(story_of(read, state), stated=made.statement(path, terms=terms, party=party))
    return _sections(story, [contract_section(story), clauses_section(story)])


def talks_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Tell the talks: what was offered, what it reveals, what to offer next."""
    party = state.party or None
    if not in_talks(read.loaded.deal):
        return {"html": "", "charts": {}, "empty": "talks"}
    talks = read.once(("talks", party), lambda: read.study.talks(party, progress=progress))
    story = replace(story_of(read, state), found=bargained(read, progress), talks=talks)
    return _sections(story, [talks_section(story)])


def facts_part(read: Read, state: State, _progress: Progress) -> dict[str, Any]:
    """List the facts with their sources, and what is assumed."""
    story = story_of(read, state)
    return _sections(story, [facts_section(story), assumptions_section(story)])


def doubts_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Say which doubtful fact is worth verifying."""
    found = bargained(read, progress) if read.loaded.sound.negotiate is not None else None
    known = read.once("known", lambda: what_is_known(read.study, found, progress=progress))
    story = replace(story_of(read, state), found=found, known=known)
    return _sections(story, [doubts_section(story)])


def dependence_part(read: Read, state: State, progress: Progress) -> dict[str, Any]:
    """Say who depends on whom."""
    found = bargained(read, progress) if read.loaded.sound.negotiate is not None else None
    depends = read.once("depends", lambda: who_depends(read.study, found, progress=progress))
    story = replace(story_of(read, state), found=found, depends=depends)
    return _sections(story, [dependence_section(story)])


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
    "seek": seek_part,
}
"""Parts that take no longer than a valuation or two."""
LONG: Mapping[str, Part] = {
    "bargain": bargain_part,
    "solutions": solutions_part,
    "offers": offers_part,
    "trade": trade_part,
    "talks": talks_part,
    "doubts": doubts_part,
    "dependence": dependence_part,
}
"""Parts that value many packages, or the deal many times."""
