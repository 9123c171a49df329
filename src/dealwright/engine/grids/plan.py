"""Plans a grid of packages from the deal alone: which terms touch, what only scales, what changes the futures."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING

from dealwright.deal.expression import Quantity
from dealwright.engine.grids.links import COMPANY, Link, Settled, links_of, settled_inside, together
from dealwright.engine.grids.said import Said
from dealwright.terms.equity import Equity

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dealwright.deal.deal import Deal
    from dealwright.lang.load import Loaded
    from dealwright.terms import Term


FEWEST_BESIDE = 64
"""Packages of what touches a company from which on each value of its securities is a world: to lay out hinges takes as
long as to pay some fifty exits."""
MOST_APART = 64
"""Worlds made of securities at most: all of them are held at once."""
MOST_IDLE = 1000
"""Combinations of values that move nobody at most: each is counted as a world, though it has the columns of another."""
UNREAD = (["title"], ["note"], ["source"])
"""Keys that are shown and change nothing."""


@dataclass(frozen=True, slots=True)
class Group:
    """Terms and companies whose effects do not add up: computed together, for every product of their values.

    Args:
        terms: Names of the terms.
        companies: Companies whose exit is settled inside the group.
        paths: Negotiable paths that move it.
        links: Why they stand together.
    """

    terms: frozenset[str]
    companies: frozenset[str]
    paths: tuple[str, ...]
    links: tuple[Link, ...] = ()

    @property
    def name(self) -> str:
        """Name the group by what is in it."""
        return " + ".join(sorted(self.terms | self.companies)) or "fixed"


@dataclass(frozen=True, slots=True)
class Plan:
    """How the packages of a grid are put together.

    Args:
        worlds: Paths that change drivers, facts, companies or parties: each of their values has futures of its own.
            A company's securities change no futures: they belong to the group in which it is settled.
        stakes: Paths of stakes, which only scale a company's equity.
        groups: The additive groups; those that nobody negotiates are one.
        companies: Companies whose limited liability couples the groups.
        settled: Companies whose exit is settled inside a group, with why.
        idle: The last of the worlds, which change nothing for anybody at the table: packages that differ in them alone
            are worth the same to the last byte.
    """

    worlds: tuple[str, ...]
    stakes: tuple[str, ...]
    groups: tuple[Group, ...]
    companies: tuple[str, ...]
    settled: Mapping[str, tuple[Settled, ...]] = field(default_factory=dict)
    idle: tuple[str, ...] = ()


def plan(wordings: Sequence[Deal], counts: Mapping[str, int], no_plain_sum: Collection[str] = ()) -> Plan:
    """Plan a grid.

    Args:
        wordings: The deal as signing makes it by each reading in play, and as each value makes it that may change who
            stands where or what uses what (see `wordings_of`); a link in one of them is a link.
        counts: How many values each negotiable path has, in the order of the file.
        no_plain_sum: Companies of which futures show that what they are owed, or pay, is no plain sum over groups.

    Returns:
        The plan. It is exact: terms stand in different groups only if no result of one enters the other except
        through a company's resources at its exit.
    """
    said = Said.of(wordings)
    apart = _valued_apart(said, counts, no_plain_sum)
    paths = [path for path in counts if path not in apart]
    found = settled_inside(said, paths)
    settled = {**found, **{name: (*found.get(name, ()), "no_plain_sum") for name in sorted(no_plain_sum)}}
    stakes = tuple(p for p in paths if _scales(said, p, settled))
    worlds = tuple(p for p in counts if p in apart or not (p.startswith("terms.") or said.issuer(p) is not None))
    of_terms = [p for p in paths if p not in stakes and p not in worlds]
    links = links_of(said, settled)
    groups, fixed, idle = [], Group(frozenset(), frozenset(), ()), _shown_only(of_terms, counts)
    for atoms in together(said, settled, links):
        terms = frozenset(a for a in atoms if a in said.terms)
        companies = frozenset(a.removeprefix(COMPANY) for a in atoms if a.startswith(COMPANY))
        here = tuple(link for link in links if link.first in atoms)
        moving = tuple(p for p in of_terms if p not in idle and _moves(said, p, terms, companies))
        group = Group(terms, companies, moving, here)
        few = prod(counts[path] for path in (*idle, *moving)) <= MOST_IDLE
        if moving and few and not companies and _reaches_nobody(said, terms, moving):
            idle += moving
        elif moving:
            groups.append(group)
        else:
            fixed = Group(fixed.terms | terms, fixed.companies | companies, (), (*fixed.links, *here))
    if fixed.terms or fixed.companies:
        groups.append(fixed)
    coupling = tuple(c for c in said.companies if c not in settled)
    return Plan((*worlds, *idle), stakes, tuple(groups), coupling, settled, idle)


def _shown_only(paths: Sequence[str], counts: Mapping[str, int]) -> tuple[str, ...]:
    """Name the paths of terms that are only shown, where they are few."""
    shown = tuple(path for path in paths if path.startswith("terms.") and path.split(".")[2:] in UNREAD)
    return shown if prod(counts[path] for path in shown) <= MOST_IDLE else ()


def _reaches_nobody(said: Said, terms: Collection[str], paths: Sequence[str]) -> bool:
    """Tell whether nobody at the table and no company stands on a side of some terms in force, by any wording.

    What is an event, or a stake, may reach them in other ways; a path may name a side that no wording has yet, or put
    into force what is not.
    """
    some = said.table | said.companies.keys()
    asked = {part for path in paths for part in path.split(".")[1:]}
    whole = any(path.count(".") == 1 or path.endswith(".active") for path in paths)

    def apart(term: Term) -> bool:
        off = isinstance(term.active, Quantity) and term.active.value is False and not whole
        return not term.HAPPENS and not isinstance(term, Equity) and (off or some.isdisjoint(term.sides))

    return asked.isdisjoint(some) and all(apart(each) for name in terms for each in said.terms[name])


def _valued_apart(said: Said, counts: Mapping[str, int], no_plain_sum: Collection[str]) -> frozenset[str]:
    """Name the paths of securities of which each value is a world: its company is not settled inside a group there.

    Inside a group an exit is paid once for every product of the securities' values and all others that touch the
    company; apart, what securities pay is laid out as hinges once for each of their values.
    """
    found: frozenset[str] = frozenset()
    for name in said.companies:
        own = [path for path in counts if said.issuer(path) == name]
        others = [path for path in counts if path not in own]
        if own and name not in no_plain_sum and name not in settled_inside(said, others):
            inside = settled_inside(said, tuple(counts))
            atoms = next(each for each in together(said, inside, links_of(said, inside)) if COMPANY + name in each)
            beside = prod(counts[path] for path in others if path.startswith("terms.") and path.split(".")[1] in atoms)
            if beside >= FEWEST_BESIDE and prod(counts[path] for path in own) <= MOST_APART:
                found |= frozenset(own)
    return found


def wordings_of(signed: Loaded, values: Mapping[str, Sequence[str]]) -> list[Deal]:
    """List the deals that a plan must look at: a number moves no link, but a name or an expression may.

    Args:
        signed: The deal as signing makes it, by one reading of its clauses.
        values: Values of each negotiable path.

    Returns:
        That deal, first, and one more per such value.
    """
    said = [
        signed.with_overrides({path: value.written})
        for path in values
        for value in signed.quantities(path)
        if value.kind == "text" and value.written in values[path]
    ]
    return [each.deal for each in (signed, *said) if each.deal is not None]


def _scales(said: Said, path: str, settled: Collection[str]) -> bool:
    """Tell whether a path only scales the equity of a company that couples the groups."""
    section, _, inside = path.partition(".")
    name, *rest = inside.split(".")
    shapes = said.terms.get(name, ()) if section == "terms" else ()
    return rest in (["stake"], ["active"]) and any(
        isinstance(each, Equity) and each.company not in settled for each in shapes
    )


def _moves(said: Said, path: str, terms: Collection[str], companies: Collection[str]) -> bool:
    """Tell whether a path moves a group of some terms and companies."""
    issuer = said.issuer(path)
    return path.split(".")[1] in terms if issuer is None else issuer in companies
