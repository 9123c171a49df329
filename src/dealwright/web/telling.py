"""Tell of a deal what the parts of a page share: how its file stands, and the story of the package on the table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dealwright.show.cards import all_cards
from dealwright.show.pieces import Opened, card_html, section_pieces
from dealwright.show.sliders import sliders
from dealwright.show.story import Story
from dealwright.show.study_story import told
from dealwright.show.theme import party_token
from dealwright.study import Asking, Estimate, ScenarioWorth
from dealwright.web.desk import watched
from dealwright.web.meant import few_enough
from dealwright.web.writing import set_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dealwright.show.names import Names
    from dealwright.show.page import Section
    from dealwright.study import Bargain, PartyWorth, Valuation
    from dealwright.web.desk import Desk, Read
    from dealwright.web.state import State

    Progress = Callable[[int, int], None]
    Part = Callable[[Read, State, Progress], dict[str, Any]]

IN_FORCE = "in_force"
TODAY = "signing today’s terms"
"""What a page calls the package of which nothing was moved, where something is signed."""
_BARGAINED = ("package-", "bargain-")
"""Numbers of a bargain, whose trails come with it: the part that answers for all others has none."""


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
        "scenarios": [{"name": name, "title": title_of(read, name)} for name in (IN_FORCE, *deal.scenarios)],
        "signed": _signed(read, said.names),
        "signing": _signing(read),
        "no_deal": None if deal.negotiate is None else deal.negotiate.no_deal,
        "terms": [{"name": name, "title": said.names.line(name)} for name in deal.terms],
        "tabs": _tabs(read),
        "seed": read.settings.seed,
        "paths": read.settings.paths,
        "preview": min(read.settings.preview, read.settings.paths),
    }


def _signed(read: Read, names: Names) -> list[str]:
    """Say what signing itself changes, whatever the package; what is negotiated is said by its control."""
    scenario = read.loaded.sound.scenarios.get(read.loaded.sound.signed or "")
    if scenario is None:
        return []
    signed, over = read.loaded.signed(), read.loaded.over()
    return [names.change(path, signed.text_at(path) or "") for path in scenario.overrides if path not in over]


def _signing(read: Read) -> dict[str, Any] | None:
    """Say which scenario is laid under every package, and where what it sets is written; None where there is none."""
    deal = read.loaded.sound
    if deal.signed is None:
        return None
    sets = {path: set_at(read.loaded, path) for path in deal.scenarios[deal.signed].overrides}
    return {"name": deal.signed, "sets": sets}


def _tabs(read: Read) -> list[str]:
    """Name the tabs that this deal has something to say in."""
    deal, said = read.loaded.sound, read.once("told", lambda: told(read.loaded))
    bargains = deal.negotiate is not None
    shown = {"bargain": bargains, "cap-table": bool(said.tables or deal.companies), "talks": bargains}
    every = ("bargain", "worth", "trade", "futures", "cap-table", "contract", "talks", "facts")
    return [name for name in every if shown.get(name, True)]


def _token(read: Read, party: str) -> str:
    return party_token(list(read.loaded.sound.parties).index(party))


def title_of(read: Read, name: str) -> str:
    """Return the title of a scenario of the file."""
    scenario = read.loaded.sound.scenarios.get(name)
    if name == IN_FORCE:
        return "Contract in force"
    return (scenario.title if scenario is not None and scenario.title else None) or name.replace("_", " ")


def story_of(read: Read, state: State, *, fans: bool = False, beside: bool = True) -> Story:
    """Tell the package on the table beside no deal, the contract in force and the scenarios that are wanted.

    Args:
        read: the deal.
        state: the page's state.
        fans: whether percentiles over time are wanted.
        beside: whether the others are wanted beside it, and not only what it is measured against.
    """
    deal = read.loaded.sound
    no_deal = None if deal.negotiate is None else deal.negotiate.no_deal
    known = [IN_FORCE, *deal.scenarios]
    focus = read.packages_name if laid(read, state) else ""
    wanted = [IN_FORCE, *(name for name in state.scenarios if name in known)] if beside or not focus else []
    names = dict.fromkeys([*([no_deal] if no_deal else []), *wanted])
    if state.preview:
        worths = {name: ScenarioWorth(name, title_of(read, name), previewed(read, name)) for name in names}
        if focus:
            worths[focus] = ScenarioWorth(focus, _called(state.package), previewed(read, state.package))
        return _story(read, read.few.valuation(worths), focus)
    worths = {name: read.scenario(name, fans=fans and name == IN_FORCE and not focus) for name in names}
    if focus:
        key = ("worth", *sorted(state.package.items()), fans)
        found = read.kept(key, lambda: read.packages.worth(state.package, fans=fans))
        worths[focus] = replace(found, title=_called(state.package))
    return _story(read, read.packages.valuation(worths), focus)


def laid(read: Read, state: State) -> bool:
    """Return whether a package lies on the table; where nothing was moved and nothing is signed, the contract does.

    Sliders that stand where the file has them are today's terms as signed, so that moving one changes what it says
    and nothing else.
    """
    return bool(state.package or read.loaded.sound.signed)


def _called(package: Mapping[str, str]) -> str:
    return "this package" if package else TODAY


def _story(read: Read, valuation: Valuation, focus: str) -> Story:
    said = read.once("told", lambda: told(read.loaded))
    return Story(valuation, trails=said.trails, tables=said.tables, focused=focus, seated=tuple(read.table))


def opened(story: Story) -> Opened:
    """Return what the numbers of a story open."""
    return Opened([card.name for card in all_cards(story)])


def bargained(read: Read, progress: Progress) -> Bargain:
    """Return the bargain of the file, found once.

    Raises:
        NotMeantError: It has too many packages.
    """
    few_enough(read)
    return read.once("bargain", lambda: read.study.bargain(progress=progress, asking=Asking(side_by_side=True)))


def sections(story: Story, made: Sequence[Section | None]) -> dict[str, Any]:
    """Write sections one below the other."""
    cards = all_cards(story)
    known = Opened([card.name for card in cards])
    pieces = [section_pieces(each, known) for each in made if each is not None]
    charts = {name: chart for each in pieces for name, chart in each.charts.items()}
    trails = {card.name: card_html(card, known) for card in cards if card.name.startswith(_BARGAINED)}
    return {"html": "\n".join(each.html for each in pieces), "charts": charts, "trails": trails}


def compared(read: Read, package: Mapping[str, str], *, few: bool = False) -> dict[str, float]:
    """Return what a package is worth as packages are compared; nothing moved stands for today's terms, signed.

    Args:
        read: the deal.
        package: the terms that were moved.
        few: whether on the futures of a preview.
    """

    def compute() -> dict[str, float]:
        signs = package or read.loaded.sound.signed
        packages = read.few if few else read.packages
        found = packages.compared(package if signs else None, read.table)
        return {party: each.value for party, each in found.items()}

    return read.kept(("compared", few, *sorted(package.items())), compute)


def previewed(read: Read, what: Mapping[str, str] | str) -> dict[str, PartyWorth]:
    """Return what a package or a scenario is worth to those at the table, on the futures of a preview."""
    if isinstance(what, str):
        return read.once(("preview", what), lambda: read.few.preview(what, read.table))
    return read.kept(("preview", *sorted(what.items())), lambda: read.few.preview(what, read.table))


def by_measure(read: Read, worth: PartyWorth) -> Estimate:
    """Return a worth by the deal's one measure."""
    return worth.mean if read.loaded.sound.worth_by == "mean_at_discount" else worth.certainty_equivalent
