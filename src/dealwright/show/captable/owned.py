"""Lay out who owns what on a day: by holder, by class with its terms, and the convertibles apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING
from dealwright.equity.tables.liquidation import PreferenceRow, liquidation_preferences
from dealwright.show import number
from dealwright.show.captable.figures import per_share, shares
from dealwright.show.captable.terms import authorised_words, class_terms, convertible_terms, convertible_words
from dealwright.show.page import Cell, Head, Row, TableFigure
from dealwright.show.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.equity.exact import Exact
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.securities import ShareClass
    from dealwright.equity.tables.ownership import ClassRow, HolderRow, Ownership
    from dealwright.show.captable.names import TableNames

MOST_HOLDERS = 30
"""More holders than this are put together in the report; `captable show --all` lists them all."""
_MOST_CLASSES = 3


def holders_table(
    owned: Ownership,
    names: TableNames,
    parties: Mapping[str, str],
    key: str,
    kinds: Mapping[str, str],
    *,
    most: int = MOST_HOLDERS,
) -> TableFigure:
    """Return who holds what, the largest first.

    Args:
        owned: The tables of a day.
        names: What ids are called.
        parties: Token of each stakeholder that is a party of the deal.
        key: What the figure's name begins with.
        kinds: What each stakeholder is to the company, in words.
        most: Most holders that have a row of their own.
    """
    classes = [row.of for row in owned.classes if row.shares or row.rights]
    beside = classes if len(classes) > _MOST_CLASSES else []
    classes = [] if beside else classes
    kept, rest = owned.holders[:most], owned.holders[most:]
    shown = _Shown(names, parties, kinds, tuple(classes), tuple(beside))
    rows = [_holder(row, shown) for row in kept]
    if rest:
        rows.append(_rest(rest, classes, owned))
    for pool in owned.pools:
        if pool.as_converted > 0:
            name = Cell(names.security(pool.pool.pool.id), small="not granted")
            blanks = _blank(len(classes) + 2)
            rows.append(
                Row((name, *blanks, _right(shares(pool.as_converted)), _part(pool.share_fully_diluted), _none()))
            )
    rows.append(_total(owned, classes))
    heads = [names.security(of) for of in classes]
    return TableFigure(
        name=f"{key}-holders",
        finding=f"Who holds what on {number.day(owned.on)}",
        subtitle="Shares. As converted: those outstanding, as common; fully diluted: with what rights give and pools "
        "have left. Convertibles are no shares yet.",
        head=(
            Head("Holder"),
            *(
                Head(text, number=True)
                for text in (*heads, "rights", "as converted", "fully diluted", "share", "votes")
            ),
        ),
        rows=tuple(rows),
        source="Events of the file, replayed",
        sample=f"{counted(len(owned.holders), 'holder')}",
        width=200 + 80 * (len(heads) + 5),
        dense=len(rows) > MOST_HOLDERS // 2,
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """How holders are shown: few classes have columns, many stand under the holder's name."""

    names: TableNames
    parties: Mapping[str, str]
    kinds: Mapping[str, str]
    classes: tuple[str, ...]
    beside: tuple[str, ...]


def _holder(row: HolderRow, shown: _Shown) -> Row:
    names, rights = shown.names, sum(row.rights.values(), NOTHING)
    held = [f"{shares(row.shares[of])} {names.security(of)}" for of in shown.beside if row.shares.get(of)]
    said = ", ".join(text for text in (shown.kinds.get(row.holder, ""), *held) if text)
    name = Cell(names.holder(row.holder), token=shown.parties.get(row.holder, ""), small=said)
    counts = [row.shares.get(of, NOTHING) for of in shown.classes]
    figures = (*counts, rights, row.as_converted, row.fully_diluted)
    return Row((name, *map(_count, figures), _part(row.share_fully_diluted), _part(row.share_of_votes)))


def _rest(rest: Sequence[HolderRow], classes: Sequence[str], owned: Ownership) -> Row:
    def summed(values: list[Exact]) -> Exact:
        return sum(values, NOTHING)

    held = [_count(summed([row.shares.get(of, NOTHING) for row in rest])) for of in classes]
    rights = summed([count for row in rest for count in row.rights.values()])
    diluted = summed([row.fully_diluted for row in rest])
    votes = summed([row.votes for row in rest])
    return Row(
        (
            Cell(f"{counted(len(rest), 'other holder')}".capitalize()),
            *held,
            _count(rights),
            _count(summed([row.as_converted for row in rest])),
            _count(diluted),
            _part(diluted / owned.fully_diluted if owned.fully_diluted else NOTHING),
            _part(votes / owned.votes if owned.votes else NOTHING),
        )
    )


def _total(owned: Ownership, classes: Sequence[str]) -> Row:
    rows = {row.of: row for row in owned.classes}
    rights = sum((count for row in owned.holders for count in row.rights.values()), NOTHING)
    held = [_count(rows[of].shares) for of in classes]
    figures = (_count(rights), _count(owned.outstanding), _count(owned.fully_diluted))
    return Row((Cell("Total"), *held, *figures, _right("100%"), _right("100%" if owned.votes else "–")), total=True)


def owners_finding(owned: Ownership, names: TableNames) -> str:
    """Say who holds most, and with how many votes."""
    if not owned.holders:
        return "Nobody holds anything yet"
    first = owned.holders[0]
    part = number.percent(float(first.share_fully_diluted))
    votes = number.percent(float(first.share_of_votes))
    voting = "" if part == votes or not owned.votes else f", and {votes} of the votes"
    return f"{names.holder(first.holder)} holds {part} of the company fully diluted{voting}"


def classes_table(held: Holdings, owned: Ownership, names: TableNames, key: str) -> TableFigure:
    """Return each class with what is outstanding of it and its terms in words."""
    issued = {row.of for row in owned.classes if row.shares or row.rights}
    ordered = sorted(owned.classes, key=lambda row: (row.of not in issued, held.classes[row.of].kind != "common"))
    owed = {row.of: row for row in liquidation_preferences(held)}
    rows = [_class(row, owed.get(row.of), held.classes[row.of], names) for row in ordered]
    return TableFigure(
        name=f"{key}-classes",
        finding=_classes_finding(owned),
        subtitle=f"{held.currency}; prices per share as they now are. Higher rank is paid first, equal "
        "rank in proportion.",
        head=(
            Head("Class", share=18),
            Head("outstanding", number=True, share=13),
            Head("price", number=True, share=9),
            Head("preference", number=True, share=12),
            Head("share", number=True, share=8),
            Head("terms", share=40),
        ),
        rows=tuple(rows),
        source="Terms of the file, as events have changed them",
        sample=f"As of {number.day(held.on)}",
        width=820,
    )


def _class(row: ClassRow, owed: PreferenceRow | None, cls: ShareClass, names: TableNames) -> Row:
    name = Cell(
        names.security(row.of),
        card=names.line(cls.place),
        small=authorised_words(cls) or ("" if row.shares or row.rights else "none issued yet"),
    )
    terms = Cell("; ".join(class_terms(cls, names)))
    return Row(
        (
            name,
            _count(row.shares),
            _right(per_share(cls.original_issue_price)),
            _owed(owed),
            _part(row.share_fully_diluted),
            terms,
        )
    )


def _owed(owed: PreferenceRow | None) -> Cell:
    """Return what a class is owed before common, saying what of it are dividends or has been paid off."""
    if owed is None or not owed.outstanding:
        return _none()
    parts = [(owed.dividends, "dividends in it"), (owed.paid_off, "paid off")]
    small = ", ".join(f"{number.money(float(amount))} {words}" for amount, words in parts if amount)
    return Cell(number.money(float(owed.outstanding)), number=True, small=small)


def _classes_finding(owned: Ownership) -> str:
    kinds = sum(1 for row in owned.classes if row.shares)
    return f"{counted(kinds, 'class').capitalize()} of shares outstanding, with what each carries"


def convertibles_table(owned: Ownership, names: TableNames, key: str) -> TableFigure | None:
    """Return the SAFEs and notes outstanding with their terms; None where there are none."""
    if not owned.convertibles:
        return None
    among = {row.held.id: row.held for row in owned.convertibles}
    rows = []
    for row in owned.convertibles:
        held = row.held
        name = Cell(
            convertible_words(held, names, among),
            card=names.line(held.place),
            small=number.day(held.on),
        )
        earned = number.money(float(row.interest)) if row.interest else number.NOTHING
        terms = Cell("; ".join(convertible_terms(held)))
        rows.append(Row((name, _right(number.money(float(held.amount))), _right(earned), terms)))
    total = sum((row.held.amount for row in owned.convertibles), NOTHING)
    return TableFigure(
        name=f"{key}-convertibles",
        finding=f"{number.money(float(total))} of convertibles {'is' if len(rows) == 1 else 'are'} outstanding",
        subtitle=f"{owned.currency}. They become shares in a priced round, or are paid at an exit; they are in no "
        "share count here.",
        head=(Head("Convertible"), Head("amount", number=True), Head("interest", number=True), Head("terms", share=50)),
        rows=tuple(rows),
        source="Terms of the file",
        sample=f"As of {number.day(owned.on)}",
        width=560,
    )


def _right(text: str) -> Cell:
    return Cell(text, number=True)


def _none() -> Cell:
    return _right(number.NOTHING)


def _blank(many: int) -> list[Cell]:
    return [_right("") for _ in range(many)]


def _count(count: Exact) -> Cell:
    return _right(shares(count) if count else number.NOTHING)


def _part(part: Exact) -> Cell:
    return _right(number.percent(float(part), decimals=1) if part else number.NOTHING)
