"""Write the report of a cap table: one offline page with who owns what, what an exit pays, and what was raised."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING
from dealwright.equity.tables.history import history, reconcile
from dealwright.ground.problem import Problem
from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.captable.figures import per_share
from dealwright.show.captable.raised import raised_finding
from dealwright.show.captable.sections import common_begins, in_prose, table_sections
from dealwright.show.captable.sources import source_anchors, sources_section
from dealwright.show.captable.story import TableStory
from dealwright.show.document import Document, FootLine, document_html, write_whole
from dealwright.show.key_numbers import KeyNumber
from dealwright.show.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dealwright.equity.captable import CapTable
    from dealwright.equity.exact import Exact
    from dealwright.show.document import Made

_MOST_LINES = 5_000
"""A longer file is not carried by its report."""


def write_table_report(
    table: CapTable,
    path: Path,
    *,
    file: str,
    digest: str,
    made: Made,
    text: str = "",
    findings: Sequence[Problem] = (),
) -> None:
    """Write the report of a cap table.

    Args:
        table: The company, without errors.
        path: The file to write.
        file: The name of the cap table's own file or folder.
        digest: Its SHA-256.
        made: When and how it is made.
        text: The file's text, which the report then carries so that every place can be opened.
        findings: Warnings of the file.
    """
    write_whole(path, table_html(table, file=file, digest=digest, made=made, text=text, findings=findings))


def left_undone(table: CapTable) -> list[Problem]:
    """Return why rounds or the offering that a sound table names cannot be worked out; the page says so as well."""
    story = TableStory(table)
    return [problem for problem in (story.planned.problem, story.offering) if isinstance(problem, Problem)]


def table_html(
    table: CapTable, *, file: str, digest: str, made: Made, text: str = "", findings: Sequence[Problem] = ()
) -> str:
    """Return the report as text; the arguments are those of `write_table_report`."""
    listing = text.splitlines()
    listing = listing if len(listing) <= _MOST_LINES else []
    story = TableStory(table, file=file if listing else "")
    as_of = f"As of {number.day(table.as_of)}"
    sections = table_sections(story)
    sources = sources_section(table)
    return document_html(
        Document(
            title=table.company,
            kind="cap table",
            listed="cap table",
            kick=(as_of, f"Amounts in {table.currency}"),
            headline=_headline(story),
            lead=_lead(story),
            keys=_keys(story),
            warnings=[_warning(problem, file) for problem in findings],
            sections=sections if sources is None else [*sections, sources],
            anchors=source_anchors(table),
            file=file,
            digest=digest,
            listing=listing,
            command=made.command,
            foot=(
                FootLine("File", file, mono=True),
                FootLine("SHA-256", number.digest(digest), mono=True, title=digest),
                FootLine("As of; made", f"{number.day(table.as_of)}; {number.day(made.date)}"),
                FootLine("Exactness", "shares and money as fractions; nothing is simulated"),
                FootLine("Engine", f"Dealwright {made.version}"),
                FootLine("Again with", made.command, mono=True),
            ),
            margin="   ".join((file, number.digest(digest), as_of)),
            version=made.version,
        )
    )


def _warning(problem: Problem, file: str) -> str:
    """Say a warning with its line, and its file where that is another; what the file says in quotes of prose."""
    what = in_prose(problem.what)
    place = problem.place
    of = "" if not place.file or place.file == file else f"{PurePath(place.file).name}, "
    return what + (f" ({of}line {place.line})" if place.file else "")


def _headline(story: TableStory) -> str:
    owned, company = story.owned, story.table.company
    if not story.has_securities and story.table.financings:
        return _raised_headline(story.table)
    if not owned.holders:
        return f"Nobody holds anything of {company} yet"
    first = owned.holders[0]
    part = number.percent(float(first.share_fully_diluted))
    under = common_begins(story)
    nothing = f", and common shares get nothing of an exit under {number.money(under)}" if under else ""
    return f"{story.names.holder(first.holder)} holds {part} of {company}{nothing}"


def _raised_headline(table: CapTable) -> str:
    """Say what came of the last published total, or of what was announced."""
    if not table.headlines:
        return f"{table.company}: {raised_finding(table)}"
    bridge = reconcile(table, max(table.headlines, key=lambda each: each.on))
    total, cash = (number.money(float(amount)) for amount in (bridge.headline.total, bridge.cash))
    return f"{table.company} got {cash} in money, where {total} was published"


def _lead(story: TableStory) -> list[str]:
    owned, table = story.owned, story.table
    if not story.has_securities and table.financings:
        return _raised_lead(table)
    said = [
        f"**{_whole(owned.fully_diluted)} shares** fully diluted belong to {counted(len(owned.holders), 'holder')}"
        + (" and to what pools have left." if story.held.available else ".")
    ]
    if story.preferences:
        money = number.money(float(story.preferences))
        said.append(f"Preferences of **{money}** are paid before shares without one.")
    if owned.convertibles:
        total = sum(float(row.held.amount) for row in owned.convertibles)
        said.append(f"**{number.money(total)}** of convertibles will become shares in a round, and are none yet.")
    if story.to_come:
        names = joined([story.names.security(each.round.new_class.id) for each in story.to_come])
        said.append(f"Worked out below: {names}.")
    return said


def _keys(story: TableStory) -> list[KeyNumber]:
    owned, table = story.owned, story.table
    if not story.has_securities and table.financings:
        return _raised_keys(table)
    keys = [
        KeyNumber("Shares fully diluted", _whole(owned.fully_diluted), "", f"{_whole(owned.outstanding)} outstanding"),
        KeyNumber("Holders", number.count(len(owned.holders)), "", f"in {counted(_held_classes(story), 'class')}"),
    ]
    if story.preferences:
        keys.append(
            KeyNumber("Preferences", number.money(float(story.preferences)), "", "paid before shares without one")
        )
    if story.last_price is not None:
        at_price = number.money(float(story.last_price * owned.fully_diluted))
        keys.append(
            KeyNumber("Last price", per_share(story.last_price), "", f"{table.currency} a share, {at_price} for all")
        )
    return keys


def _held_classes(story: TableStory) -> int:
    return sum(1 for row in story.owned.classes if row.shares or row.rights)


def _whole(count: Exact) -> str:
    return number.count(round(count))


def _raised_lead(table: CapTable) -> list[str]:
    parts = history(table)
    said = [f"{raised_finding(table)}."]
    told = {
        "went to selling holders": sum((each.secondary for each in parts), NOTHING),
        "is still to come": sum((each.to_come for each in parts), NOTHING),
        "was announced and never came": sum((each.never for each in parts), NOTHING),
    }
    words = [f"**{number.money(float(amount))}** {what}" for what, amount in told.items() if amount]
    if words:
        said.append(f"{joined(words)}.")
    silent = sum(1 for each in parts if each.announced is None and each.cash is None)
    if silent:
        said.append(f"Of {counted(silent, 'financing')} nobody told the amount.")
    return said


def _raised_keys(table: CapTable) -> list[KeyNumber]:
    parts = history(table)
    rows = (
        ("Announced", [each.announced for each in parts], counted(len(parts), "financing")),
        ("Came in as money", [each.cash for each in parts], "by the record"),
        ("Went to sellers", [each.secondary for each in parts], "brought the company nothing"),
        ("Still to come", [each.to_come for each in parts], "with its conditions below"),
    )
    return [
        KeyNumber(label, number.money(float(sum((amount or NOTHING for amount in amounts), NOTHING))), "", note)
        for label, amounts, note in rows
    ]
