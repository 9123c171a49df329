"""Finds what stands together in a grid and why: each link between two terms or companies carries its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dealwright.deal.expression import term_names
from dealwright.engine.expressions import expressions, names_used, references, terms_used
from dealwright.terms.equity import Equity
from dealwright.terms.option import Option

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pydantic import BaseModel

    from dealwright.engine.grids.said import Said
    from dealwright.terms import Term

COMPANY = "companies."
"""Begins the name of a company among the things that are linked."""

Why = Literal["uses", "names", "nets", "switches", "weighs", "settles", "holds"]
"""Why two things stand together: the first uses the second's result, names it by a key, is netted with it, switches
it by being exercised, weighs it in deciding, settles it with the company's exit, or holds that company."""

Settled = Literal[
    "issuing", "earning", "held", "ranked", "owing", "buying", "priced", "unsure", "reworded", "negotiated",
    "optioned", "weighed", "no_plain_sum", "ended",
]  # fmt: skip
"""Why a company's exit is settled inside one group: its securities are negotiated, or vest with what the
package moves; a company holds it; its terms differ in rank; it may owe
another company; someone at the table buys in later by one reading only; a stake has a discount of its own, is unsure,
reworded by a reading, or negotiated in more than its size; a stake is optioned; a holder of an option weighs
everything; another company leaves it something unpaid; its exit is an event that the package moves."""


@dataclass(frozen=True, slots=True)
class Link:
    """One reason for which two things are computed together.

    Args:
        first: A term by its name, or a company as `companies.NAME`.
        second: Likewise.
        why: What the first does to the second.
        key: The key of the first that says so, where one does.
    """

    first: str
    second: str
    why: Why
    key: str = ""


def links_of(said: Said, settled: Collection[str]) -> list[Link]:
    """List the links between terms, and between terms and companies.

    Args:
        said: What the wordings say.
        settled: Companies settled inside a group.

    Returns:
        Every link with its reason; a pair may have several.
    """
    found = [link for name in said.terms for link in _of_term(said, name)]
    for name, wordings in said.companies.items():
        used = {term for each in wordings for term in terms_used(each)} & said.terms.keys()
        found += [Link(COMPANY + name, term, "uses") for term in sorted(used)]
        named = {term: _key_of(each, term) for each in wordings for term in sorted(said.happening(each))}
        found += [Link(COMPANY + name, term, "names", key) for term, key in named.items()]
    for name in sorted(settled):
        sides = [
            term for term, shapes in said.terms.items()
            if any(name in (*each.sides, getattr(each, "company", None)) for each in shapes)
        ]  # fmt: skip
        found += [Link(COMPANY + name, term, "settles") for term in sides]
        found += [
            Link(COMPANY + other, COMPANY + name, "holds") for other in sorted(said.owners(name).intersection(settled))
        ]
    return found


def _of_term(said: Said, name: str) -> Iterator[Link]:
    """Yield the links that a term makes."""
    direct: dict[tuple[str, Why, str], None] = {}
    for each in said.terms[name]:
        direct |= dict.fromkeys((other, "uses", key) for other, key in _used_by(each))
        direct |= dict.fromkeys((other, "names", _key_of(each, other)) for other in (*each.reads, *each.others))
        if each.nets is not None:
            direct[each.nets, "nets", _key_of(each, each.nets)] = None
        direct |= dict.fromkeys((other, "names", _key_of(each, other)) for other in sorted(said.happening(each)))
    for deal in said.deals:
        switched = (other for by, changed in deal.switched.items() if name in by for other in changed)
        direct |= dict.fromkeys((other, "switches", "") for other in switched)
    known = {other for other, _, _ in direct}
    direct |= dict.fromkeys((other, "weighs", "") for other in sorted(said.weighed(name) - known))
    for other, why, key in direct:
        if other in said.terms and other != name:
            yield Link(name, other, why, key)
    for company in said.weighed_companies(name):
        yield Link(name, COMPANY + company, "weighs")


def _used_by(term: Term) -> Iterator[tuple[str, str]]:
    """Yield the terms whose results an expression of a term uses, with the key in which it stands."""
    for field, about in type(term).model_fields.items():
        for each in expressions(getattr(term, field)):
            for other in sorted(term_names(each)):
                yield other, about.alias or field


def _key_of(shape: BaseModel, other: str) -> str:
    """Give the key by which a term or a company names a term; nothing where something behind it does."""
    for field, about in type(shape).model_fields.items():
        said = getattr(shape, field)
        if other in references(said) | names_used(said):
            return about.alias or field
    return ""


def together(said: Said, settled: Collection[str], links: Sequence[Link]) -> list[set[str]]:
    """Join what is linked: each set is computed for the product of all its values.

    Args:
        said: What the wordings say.
        settled: Companies settled inside a group.
        links: What is linked.

    Returns:
        Sets of terms and companies; stakes that only scale a company are in none of them.
    """
    joined = [{link.first, link.second} for link in links]
    joined += [
        {name} for name, shapes in said.terms.items()
        if not all(isinstance(each, Equity) and each.company not in settled for each in shapes)
    ]  # fmt: skip
    joined += [{COMPANY + name} for name in said.companies if name in settled]
    components: list[set[str]] = []
    for pair in joined:
        touching = [c for c in components if c & pair]
        components = [c for c in components if not c & pair]
        components.append(pair.union(*touching))
    return components


def settled_inside(said: Said, paths: Collection[str]) -> Mapping[str, tuple[Settled, ...]]:
    """Name the companies whose exit is settled inside one group, because a sum over groups would not be exact.

    Those are companies whose securities the package changes, or of which what the holders get hangs on what the
    package moves (else it is a sum of hinges and steps, the same for all packages); companies held by
    another company (their equity enters its resources through a limited liability of their own); companies whose terms
    differ in rank, or that may owe to another company (what stays unpaid is then no plain proportion), unless they hold
    that one, whose books are then closed first, and nobody at the table does; companies with a stake that is uncertain,
    has a discount of its own or is reworded by a reading; companies in which someone at the table buys in a later round
    by one reading only; and companies whose exit is the event of a term that the package moves (the day to which all
    else is carried is then not the same in all packages).

    Args:
        said: What the wordings say.
        paths: The negotiable paths.

    Returns:
        Each such company, with why.
    """
    options = [each for shapes in said.terms.values() for each in shapes if isinstance(each, Option)]
    weighing = any(each.exercise == "best" or each.at_fair_value for each in options)
    found = {name: [*_by_itself(said, name, paths), *_by_stakes(said, name, paths)] for name in said.companies}
    if weighing:  # what a holder decides hangs on all that reaches it, through companies as well
        found = {name: [*why, "weighed"] for name, why in found.items()}
    return {name: tuple(dict.fromkeys(why)) for name, why in found.items() if why}


def _by_itself(said: Said, name: str, paths: Collection[str]) -> Iterator[Settled]:
    """Say what about a company itself, and the terms that touch it, asks for it to be settled inside a group."""
    wordings, touching, holders = said.companies[name], said.touching(name), said.owners(name)
    yield from _by_securities(said, name, paths)
    if holders & said.companies.keys():
        yield "held"
    ranks = {str(t.rank) for each in touching.values() for t in each}
    if len(ranks) > 1 or any(f"terms.{term}.rank" in paths for term in touching):
        yield "ranked"
    others = {side for each in touching.values() for t in each for side in t.sides} & said.companies.keys() - {name}
    others |= said.invested_in(name)
    if any(said.owners(other) & said.table or not said.held(other, name) for other in others):
        yield "owing"
    bought = {each.by for company in wordings for each in company.rounds} & said.table
    if any(_moved(said, term, paths) for each in wordings for term in said.happening(each.exits)):
        yield "ended"
    if bought and any(each.rounds != wordings[0].rounds for each in wordings):
        yield "buying"


def _by_securities(said: Said, name: str, paths: Collection[str]) -> Iterator[Settled]:
    """Say what about a company's securities asks for it to be settled inside a group."""
    issued = [company.securities for company in said.companies[name] if company.securities is not None]
    if any(said.issuer(path) == name for path in paths):
        yield "issuing"
    named = {term for each in issued for term in terms_used(each) | said.happening(each)}
    if any(_moved(said, term, paths) for term in named & said.terms.keys()):
        yield "earning"


def _moved(said: Said, term: str, paths: Collection[str]) -> bool:
    """Tell whether a negotiable path may move what a term does: one of its own, or of a term linked with it."""
    linked = next(each for each in together(said, (), links_of(said, ())) if term in each)
    return any(path.startswith("terms.") and path.split(".")[1] in linked for path in paths)


def _by_stakes(said: Said, name: str, paths: Collection[str]) -> Iterator[Settled]:
    """Say what about the stakes in a company asks for it to be settled inside a group."""
    for term, stake in said.stakes:
        if stake.company != name:
            continue
        negotiated = {p.split(".")[2] for p in paths if p.startswith(f"terms.{term}.")}
        if stake.discount is not None:
            yield "priced"
        if negotiated - {"stake", "active"}:
            yield "negotiated"
        if any(said.unsure(deal, stake.stake) for deal in said.deals):
            yield "unsure"
        if said.reworded(term, stake) - negotiated:
            yield "reworded"
    if any(
        isinstance(each, Option) and each.company == name and each.stake is not None
        for shapes in said.terms.values()
        for each in shapes
    ):
        yield "optioned"
