"""Tell a company's securities in sections: who owns it, what an exit pays, what was raised, the rounds to come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dealwright.ground.problem import Problem
from dealwright.show import number
from dealwright.show.captable.exit_frame import Told
from dealwright.show.captable.ipo import ipo_figures, ipo_finding
from dealwright.show.captable.owned import classes_table, convertibles_table, holders_table, owners_finding
from dealwright.show.captable.owned_history import Naming, history_figures
from dealwright.show.captable.paid import paid_figures
from dealwright.show.captable.raised import raised_figures, raised_finding
from dealwright.show.captable.returns import returns_table
from dealwright.show.captable.rounds import round_figures, round_finding
from dealwright.show.captable.terms import is_many
from dealwright.show.page import Section
from dealwright.show.words import counted

if TYPE_CHECKING:
    from dealwright.equity.securities import Stakeholder
    from dealwright.show.captable.story import TableStory
    from dealwright.show.charts.picture import Figure
    from dealwright.show.page import TableFigure

_QUOTED = re.compile(r"`([^`]*)`")
_PLAIN_KINDS = frozenset({"", "other"})


def in_prose(what: str) -> str:
    """Say what is wrong as a sentence of a page: what the file says in quotation marks.

    Example:
        >>> in_prose("`ana` sells more than it has")
        '“ana” sells more than it has'
    """
    said = _QUOTED.sub("\u201c\\1\u201d", what)
    return said[:1].upper() + said[1:]


def table_sections(story: TableStory) -> list[Section]:
    """Return the sections that a company's securities have something to say in."""
    made = [
        owners_section(story) if story.has_securities or not story.table.financings else None,
        exit_section(story),
        rounds_section(story),
        ipo_section(story),
        raised_section(story),
    ]
    return [section for section in made if section is not None]


def owner_figures(story: TableStory) -> list[Figure | TableFigure]:
    """Return who owns what: tables of the day, and pictures of how it came about."""
    kinds = {key: _what_it_is(story, each) for key, each in story.table.stakeholders.items()}
    names, key = story.names, story.key
    figures: list[Figure | TableFigure] = [holders_table(story.owned, names, story.parties, key, kinds)]
    figures += history_figures(story.table, story.moments, Naming(names, story.colours), story.parties, key)
    figures.append(classes_table(story.held, story.owned, names, key))
    loans = convertibles_table(story.owned, names, key)
    return figures if loans is None else [*figures, loans]


def _what_it_is(story: TableStory, holder: Stakeholder) -> str:
    """Say which party a holder is, where its name does not, and what it is to the company."""
    party = story.known.get(holder.party or "", "")
    kind = "" if holder.relationship in _PLAIN_KINDS else holder.relationship.replace("_", " ")
    return ", ".join(said for said in (party if party != story.names.holder(holder.id) else "", kind) if said)


def owners_section(story: TableStory) -> Section:
    """Return who owns the company."""
    figures = owner_figures(story)
    why = (
        f"Every event of the file up to {number.day(story.table.as_of)} is replayed, so each figure leads back to "
        "the day on which it came about. Names of classes lead to their line of the file."
    )
    return Section("owners", "Owners", owners_finding(story.owned, story.names), why, tuple(figures))


def exit_figures(story: TableStory) -> list[Figure | TableFigure]:
    """Return what an exit on the table's day pays to whom."""
    told = Told(story.key, story.table.currency, "The waterfall of the file's securities")
    figures = paid_figures(story.exits, story.breaks, told)
    back = returns_table(story.held, story.stack, story.table.as_of, float(story.last_valuation), (story.names, told))
    return figures if back is None else [*figures, back]


def exit_finding(story: TableStory) -> str:
    """Say under which exit value common shares get nothing, or who gets most of the largest exit drawn."""
    under = common_begins(story)
    if under:
        return f"Under {number.money(under)} at exit, common shares get nothing"
    exits = story.exits
    group = max(exits.groups, key=lambda each: float(each.amounts[-1]))
    part = number.percent(float(group.amounts[-1] / exits.values[-1]))
    verb = "get" if is_many(group.name) else "gets"
    return f"{group.name} {verb} {part} of an exit at {number.money(float(exits.values[-1]))}"


def common_begins(story: TableStory) -> float:
    """Return the exit value under which common shares get nothing; 0 where they take part from the first."""
    nothing = [each.at for each in story.breaks if each.price is not None and each.price <= 0]
    return nothing[-1] if story.preferences and nothing else 0.0


def exit_section(story: TableStory) -> Section | None:
    """Return what an exit pays; None where nothing is held."""
    if not story.stack.claims:
        return None
    figures = exit_figures(story)
    why = (
        f"What each class would be paid in an exit on {number.day(story.table.as_of)}: debt and fees first, then "
        "preferences by rank, then all shares alike. Holders convert and exercise where that pays them more."
    ) + (" Rounds to come are not in it." if story.to_come else "")
    return Section("exit", "Exit", exit_finding(story), why, tuple(figures))


def rounds_section(story: TableStory) -> Section | None:
    """Return the rounds worked out; None where the table names none."""
    if not story.table.rounds:
        return None
    rounds = story.planned.rounds
    figures = [figure for priced in rounds for figure in round_figures(priced, story.names, story.key)]
    why = (
        f"Each round begins with what the one before it left, and convertibles convert at once.{not_worked_out(story)}"
    )
    finding = f"{counted(len(story.table.rounds), 'round').capitalize()} named"
    if rounds:
        finding = round_finding(rounds[-1], story.names)
    return Section("rounds", "Rounds", finding, why, tuple(figures))


def not_worked_out(story: TableStory) -> str:
    """Say why the next round has no figures here."""
    problem = story.planned.problem
    if problem is None:
        return ""
    if problem.code == "round-without-price" and story.known:
        return " A round that is priced on each future has no one price, and no figures here."
    return f" The next one cannot be worked out. {in_prose(problem.what)}."


def ipo_section(story: TableStory) -> Section | None:
    """Return the offering worked out; None where the table names none."""
    held = story.offering
    if held is None:
        return None
    why = "Classes that must convert have converted, the split is made, and shares are worth the offer price."
    if isinstance(held, Problem):
        return Section("ipo", "IPO", "The offering cannot be worked out", f"{in_prose(held.what)}.", ())
    figures = ipo_figures(held, story.names, story.key)
    return Section("ipo", "IPO", ipo_finding(held), why, tuple(figures))


def raised_section(story: TableStory) -> Section | None:
    """Return how much money was raised; None where no financing is told."""
    figures = raised_figures(story.table, story.names)
    if not figures:
        return None
    why = (
        "A headline adds up what was announced. What went to selling holders, came in kind or is still to come "
        "brought the company no money by now."
    )
    return Section("raised", "Money raised", raised_finding(story.table), why, tuple(figures))
