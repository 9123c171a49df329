"""Write the report of a deal: what it is worth to whom, the bargain, and where every number comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.show import number
from dealwright.show.cards import all_cards
from dealwright.show.document import Document, FootLine, document_html, write_whole
from dealwright.show.findings import headline, lead
from dealwright.show.key_numbers import key_numbers
from dealwright.show.sections.advice import advice_section
from dealwright.show.sections.bargain import bargain_section
from dealwright.show.sections.captable import captable_sections
from dealwright.show.sections.clauses import clauses_section
from dealwright.show.sections.companies import companies_section
from dealwright.show.sections.dependence import dependence_section
from dealwright.show.sections.doubts import doubts_section
from dealwright.show.sections.futures import futures_section
from dealwright.show.sections.offers import offers_section
from dealwright.show.sections.options import options_section
from dealwright.show.sections.packages import packages_section
from dealwright.show.sections.power import power_section
from dealwright.show.sections.sources import assumptions_section, contract_section, facts_section
from dealwright.show.sections.talks import talks_section
from dealwright.show.sections.trade import trade_section
from dealwright.show.sections.worth import worth_section
from dealwright.show.story import Story
from dealwright.show.warnings import warnings_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from dealwright.bargain.knowing.result import Facts
    from dealwright.bargain.offering.result import Offers
    from dealwright.bargain.result import Bargain
    from dealwright.bargain.ripples.dependence_result import Dependence
    from dealwright.bargain.talking.result import Talks
    from dealwright.bargain.trade.result import Trade
    from dealwright.engine.result import Valuation
    from dealwright.engine.statements.result import ContractStatement
    from dealwright.engine.trail import PackageEffect, Trail
    from dealwright.equity.captable import CapTable
    from dealwright.show.page import Section
    from dealwright.show.sections.agreeable import Agreeable


def write_report(  # noqa: PLR0913 - a report is made of this much, all of it named
    valuation: Valuation,
    found: Bargain | None,
    trails: Sequence[Trail],
    effects: Sequence[PackageEffect],
    path: Path,
    *,
    date: dt.date,
    command: str,
    version: str,
    text: str = "",
    tables: Mapping[str, CapTable] | None = None,
    proposed: Mapping[str, tuple[str, CapTable]] | None = None,
    stated: ContractStatement | None = None,
    traded: Trade | None = None,
    offered: Offers | None = None,
    known: Facts | None = None,
    depends: Dependence | None = None,
    talks: Talks | None = None,
    agreeable: Sequence[Agreeable] = (),
) -> None:
    """Write the report of one deal.

    Args:
        valuation: the worths, with fans and companies.
        found: the bargain, or None if the deal negotiates nothing.
        trails: where the deal's values come from.
        effects: what each named package changes; the first is drawn.
        path: the file to write.
        date: the day the report is made.
        command: what to type to make it again.
        version: the engine's version.
        text: the deal file's text, which the report then carries so that every place can be opened.
        tables: the cap table of each company that has securities.
        proposed: by company, a package of the bargain by its name, and the cap table that it makes.
        stated: what each clause of the contract in force computes on the certain future.
        traded: what any term trades for.
        offered: what each side can offer, or what one of them should.
        known: every fact, and what it is worth to know more.
        depends: who depends on whom, and what packages do to those who are not at the table.
        talks: what the log of the talks says; None if nothing was offered.
        agreeable: each negotiable term, and what one step more of it does.
    """
    page = report_html(
        valuation,
        found,
        trails,
        effects,
        date=date,
        command=command,
        version=version,
        text=text,
        tables=tables,
        proposed=proposed,
        stated=stated,
        traded=traded,
        offered=offered,
        known=known,
        depends=depends,
        talks=talks,
        agreeable=agreeable,
    )
    write_whole(path, page)


def report_html(  # noqa: PLR0913 - as above
    valuation: Valuation,
    found: Bargain | None,
    trails: Sequence[Trail],
    effects: Sequence[PackageEffect],
    *,
    date: dt.date,
    command: str,
    version: str,
    text: str = "",
    tables: Mapping[str, CapTable] | None = None,
    proposed: Mapping[str, tuple[str, CapTable]] | None = None,
    stated: ContractStatement | None = None,
    traded: Trade | None = None,
    offered: Offers | None = None,
    known: Facts | None = None,
    depends: Dependence | None = None,
    talks: Talks | None = None,
    agreeable: Sequence[Agreeable] = (),
) -> str:
    """Return the report as text; the arguments are those of `write_report`."""
    story = Story(
        valuation,
        found,
        trails,
        effects,
        tables or {},
        proposed or {},
        stated,
        traded,
        offered,
        known,
        depends,
        talks,
        agreeable=agreeable,
    )
    as_of, digest = number.day(valuation.as_of), number.digest(valuation.digest)
    tax = "before tax" if valuation.before_tax else "after tax"
    futures = number.count(valuation.paths)
    money = number.in_money(valuation.currency, valuation.price_basis, valuation.as_of)
    run = f"seed {valuation.seed}, {futures} futures"
    return document_html(
        Document(
            title=valuation.title,
            kind="deal report",
            listed="deal file",
            kick=(
                f"As of {as_of}",
                f"Amounts in {money}, {tax}{'' if valuation.before_tax else ' as in the file'}",
            ),
            headline=headline(story),
            lead=lead(story),
            keys=key_numbers(story),
            warnings=warnings_of(story),
            sections=sections_of(story),
            cards=all_cards(story),
            tokens={party: story.token(party) for party in story.parties},
            file=valuation.file,
            digest=valuation.digest,
            listing=text.splitlines(),
            command=command,
            foot=(
                FootLine("File", valuation.file, mono=True),
                FootLine("SHA-256", digest, mono=True, title=valuation.digest),
                FootLine("Seed, futures", f"{valuation.seed}, {futures}"),
                FootLine("As of; made", f"{as_of}; {number.day(date)}"),
                FootLine("Engine", f"Dealwright {version}"),
                FootLine("Again with", command, mono=True),
            ),
            margin="   ".join((valuation.file, digest, run, f"{as_of}, {tax}")),
            version=version,
        )
    )


def sections_of(story: Story) -> list[Section]:
    """Return the sections that a story has something to say in."""
    made = [
        advice_section(story),
        worth_section(story),
        None if story.found is None else bargain_section(story, story.found),
        power_section(story),
        offers_section(story),
        trade_section(story),
        talks_section(story),
        packages_section(story),
        futures_section(story),
        options_section(story),
        companies_section(story),
        dependence_section(story),
        *captable_sections(story),
        contract_section(story),
        clauses_section(story),
        doubts_section(story),
        facts_section(story),
        assumptions_section(story),
    ]
    return [section for section in made if section is not None]
