"""Value a study's deal in full and write its report: what `dealwright report` does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.bargain.advising.asked import CHOICES, advised_package
from dealwright.bargain.ripples.asking import Asking
from dealwright.engine.effects import package_effect
from dealwright.engine.trails import trails
from dealwright.ground.place import NOWHERE, Place
from dealwright.lang.cap_tables import cap_table
from dealwright.show.contract_keys import contract_keys
from dealwright.show.names import names_of_deal
from dealwright.show.report import write_report
from dealwright.show.sections.agreeable import Agreeable
from dealwright.show.sliders import one_step, position, sliders
from dealwright.show.standing import main_solution
from dealwright.show.story import Story
from dealwright.show.words import solution_name
from dealwright.study.packages import Packages

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dealwright.bargain.knowing.result import Facts
    from dealwright.bargain.offering.result import Offers
    from dealwright.bargain.result import Bargain
    from dealwright.bargain.ripples.dependence_result import Dependence
    from dealwright.bargain.talking.result import Talks
    from dealwright.deal.deal import Deal
    from dealwright.engine.trail import PackageEffect
    from dealwright.equity.captable import CapTable
    from dealwright.lang.load import Loaded
    from dealwright.show.document import Made
    from dealwright.show.names import Names
    from dealwright.study import Study

    Progress = Callable[[int, int], None]

ADVISED = "the advised offer"
FEW_PACKAGES = 8
"""Packages of the frontier that the report looks at for those who are not at the table, beside the solutions'."""


def write_study_report(
    study: Study,
    path: Path,
    *,
    made: Made,
    scenarios: Sequence[str] | None = None,
    advised: str | None = None,
    progress: Progress | None = None,
) -> None:
    """Write the report of a study's deal.

    Args:
        study: the deal with its seed and futures.
        path: the file to write.
        made: when it is made, by what command, by which version.
        scenarios: names of the scenarios to show, beside no deal; all by default.
        advised: the side that is advised; without it all are shown and nobody is.
        progress: is told how much of the work is done, of how much.
    """
    written = study.written
    deal = written.deal
    shown = None if scenarios is None else _beside_no_deal(scenarios, deal)
    tell = progress or (lambda _done, _of: None)
    valuation = study.value(shown, fans=True, progress=_part(tell, 0, 30))
    found = (
        None
        if deal is None or deal.negotiate is None
        else study.bargain(progress=_part(tell, 30, 60), asking=Asking(side_by_side=True))
    )
    effects = () if found is None else package_effects(study, found, progress=_part(tell, 60, 80))
    offered = None if found is None else study.offers(advised, progress=_part(tell, 80, 85))
    talks = study.talks(advised) if found is not None and in_talks(deal) else None
    traced = (*trails(written), *contract_keys(written))
    story = Story(
        valuation,
        found,
        traced,
        effects,
        tables=cap_tables(written),
        proposed={} if found is None else proposed_tables(written, found),
        stated=study.statement(),
        talks=talks,
        traded=study.trade(side=advised, progress=_part(tell, 85, 95)),
        offered=offered,
        known=what_is_known(study, found, offered, talks, progress=_part(tell, 95, 98)),
        depends=who_depends(study, found, progress=_part(tell, 98, 100)),
        agreeable=agreeable_terms(study, names_of_deal(written.sound, traced)),
    )
    write_report(story, path, made=made, text=_source_text(valuation.file))


def agreeable_terms(study: Study, names: Names) -> tuple[Agreeable, ...]:
    """Value one step more of each negotiable term, all others as today, on the futures of a study.

    Args:
        study: the deal with its seed and futures.
        names: what its keys are called.
    """
    loaded, negotiate = study.written, study.written.sound.negotiate
    if negotiate is None:
        return ()
    found = sliders(loaded, names)
    places = [one_step(each, each.today, position(loaded, names, each.path, each.today)) for each in found]
    steps = [{each.path: each.values[at]} for each, at in zip(found, places, strict=True) if at is not None]
    changes = iter(Packages(study).changes({}, steps, negotiate.between))
    return tuple(
        Agreeable(each, "", {}) if at is None else Agreeable(each, each.words[at], next(changes))
        for each, at in zip(found, places, strict=True)
    )


def who_depends(study: Study, found: Bargain | None, *, progress: Progress | None = None) -> Dependence:
    """Return who depends on whom, and what a few packages do to those who are not at the table.

    Args:
        study: the deal with its seed and futures.
        found: its bargain; None if it negotiates nothing.
        progress: is told how many packages are done, of how many.
    """
    ripples = None if found is None else study.ripples(most=FEW_PACKAGES, progress=progress)
    return replace(study.dependence(), ripples=ripples)


def what_is_known(
    study: Study,
    found: Bargain | None,
    offered: Offers | None = None,
    talks: Talks | None = None,
    *,
    progress: Progress | None = None,
) -> Facts:
    """Return every fact of a study's deal, and what knowing more is worth.

    To a side that is advised it is told beside what it is advised to offer, as `Study.advice` does; else beside the
    first solution's package.

    Args:
        study: the deal with its seed and futures.
        found: its bargain; None if it negotiates nothing.
        offered: what each side can offer, or what the one that is advised should.
        talks: what the log of the talks says, to that side where one is advised.
        progress: is told how many doubts are done, of how many.
    """
    if offered is not None and offered.advised:
        package = advised_package(offered, talks)
        return study.facts(offered.advised, at=package, titled=ADVISED, choices=CHOICES, progress=progress)
    best = None if found is None else main_solution(found)
    if best is None:
        return study.facts(progress=progress)
    title = f"the {solution_name(best[0])} package"
    return study.facts(at=dict(best[1].package), titled=title, progress=progress)


def proposed_tables(loaded: Loaded, found: Bargain) -> dict[str, tuple[str, CapTable]]:
    """Return what the first solution makes of the cap tables whose securities its package names."""
    best = main_solution(found)
    if best is None:
        return {}
    name, solution = best
    steps = [path.split(".") for path in solution.package]
    changed = {path[1] for path in steps if path[0] == "companies" and path[2:3] == ["securities"]}
    made = loaded.package(solution.package) if changed else loaded
    if made.deal is None:
        return {}
    title = f"{solution_name(name)} package"
    return {company: (title, table) for company, table in cap_tables(made).items() if company in changed}


def cap_tables(loaded: Loaded) -> dict[str, CapTable]:
    """Return the cap table of each company of a sound deal that has securities, every security with its place."""
    deal = loaded.sound

    def place_in(company: str) -> Callable[[tuple[str | int, ...]], Place]:
        def place_of(way: tuple[str | int, ...]) -> Place:
            path = ".".join(str(step) for step in ("companies", company, "securities", *way))
            return loaded.place_of(path) or NOWHERE

        return place_of

    return {
        name: cap_table(deal, name, place_in(name))
        for name, company in deal.companies.items()
        if company.securities is not None
    }


def _part(tell: Progress, first: int, last: int) -> Progress:
    """Return who is told how far a part of the work has come, as percent of the whole."""
    return lambda done, of: tell(first + (last - first) * done // max(of, 1), 100)


def _beside_no_deal(scenarios: Sequence[str], deal: Deal | None) -> list[str]:
    """Return the scenarios wanted, and first what holds without a deal, which all else is compared with."""
    no_deal = None if deal is None or deal.negotiate is None else deal.negotiate.no_deal
    return list(dict.fromkeys([*([no_deal] if no_deal else []), *scenarios]))


def package_effects(study: Study, found: Bargain, *, progress: Progress | None = None) -> tuple[PackageEffect, ...]:
    """Return what each named package changes against no deal, packages that several solutions name once.

    Args:
        study: the deal with its seed and futures.
        found: its bargain.
        progress: is told how many packages are done, of how many.
    """
    packages: dict[int, str] = {}
    for name, solution in found.solutions.items():
        packages.setdefault(solution.number, name)
    effects = []
    for name in packages.values():
        package = found.solutions[name].package
        effects.append(package_effect(study.deal, study.randomness, package, name=name, title=solution_name(name)))
        if progress is not None:
            progress(len(effects), len(packages))
    return tuple(effects)


def _source_text(file: str) -> str:
    """Return the deal file's text, or nothing if it is no longer there."""
    path = Path(file)
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def in_talks(deal: Deal | None) -> bool:
    """Tell whether somebody has offered something in the talks that was not signed: what was is the past."""
    talks = () if deal is None else deal.talks
    return any(talk.offer for talk in talks) and not any(talk.signed is not None for talk in talks)
