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
from dealwright.show.warnings import warnings_of

if TYPE_CHECKING:
    from pathlib import Path

    from dealwright.show.document import Made
    from dealwright.show.page import Section
    from dealwright.show.story import Story


def write_report(story: Story, path: Path, *, made: Made, text: str = "") -> None:
    """Write the report of one deal.

    Args:
        story: all that the report tells.
        path: the file to write.
        made: when it is made, by what command, by which version.
        text: the deal file's text, which the report then carries so that every place can be opened.
    """
    write_whole(path, report_html(story, made=made, text=text))


def report_html(story: Story, *, made: Made, text: str = "") -> str:
    """Return the report as text; the arguments are those of `write_report`."""
    valuation = story.valuation
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
            command=made.command,
            foot=(
                FootLine("File", valuation.file, mono=True),
                FootLine("SHA-256", digest, mono=True, title=valuation.digest),
                FootLine("Seed, futures", f"{valuation.seed}, {futures}"),
                FootLine("As of; made", f"{as_of}; {number.day(made.date)}"),
                FootLine("Engine", f"Dealwright {made.version}"),
                FootLine("Again with", made.command, mono=True),
            ),
            margin="   ".join((valuation.file, digest, run, f"{as_of}, {tax}")),
            version=made.version,
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
