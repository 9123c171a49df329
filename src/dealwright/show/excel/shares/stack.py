"""Lay out what an exit on a day pays as formulas, from holdings whose numbers carry theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dealwright.equity.exact import NOTHING, Exact
from dealwright.equity.exits.convertible_claims import at_best_terms
from dealwright.equity.exits.moment import Moment, plus
from dealwright.equity.exits.right_claims import grants
from dealwright.equity.exits.share_claims import alike
from dealwright.ground.speech import joined
from dealwright.show.captable.names import told_apart
from dealwright.show.excel.cells import Node, choose, greatest, least, node, ratio, total
from dealwright.show.excel.shares.ahead import LiveStack, LiveStep
from dealwright.show.excel.shares.claims import FIRST, LiveClaim, is_nought
from dealwright.show.excel.shares.convertibles import exactly, shares_at_exit
from dealwright.show.excel.shares.traced import formula_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping

    from dealwright.equity.exits.moment import Amount
    from dealwright.equity.exits.right_claims import Grants
    from dealwright.equity.exits.share_claims import Alike
    from dealwright.equity.holdings import Holdings
    from dealwright.equity.securities import ExitTerms, ShareClass
    from dealwright.show.excel.book import Sheet

FEW = 2
"""Holders by whom a claim is named, at most."""


@dataclass(frozen=True, slots=True)
class Words:
    """Where a reader's words for ids, and the cells of words that the file says, are found.

    Args:
        security: Gives the name of a class, a right or a convertible for a reader.
        owner: Gives whoever stands behind a stakeholder.
        word: Gives the cell of a word that the file says, such as `classes.series_a.participation`; none without one.
    """

    security: Callable[[str], str]
    owner: Callable[[str], str]
    word: Callable[[str], Node | None]


def live_stack(held: Holdings, exit_: ExitTerms, when: dt.date, words: Words, sheet: Sheet) -> LiveStack:
    """Lay out what an exit pays.

    Args:
        held: What is outstanding.
        exit_: What is paid before the holders, and what becomes of what has not vested.
        when: Day of the exit.
        words: Names, and the cells of words.
        sheet: Where what convertibles would become is written.

    Returns:
        The stack, as `dealwright.equity.exits.stack` makes it of numbers.

    Raises:
        NotLiveError: Something of it is no formula.
    """
    moment = Moment(held, when, exit_.accelerates)
    shares = [*(_shares(moment, each, words) for each in alike(moment))]
    shares += [_rights(moment, each, words) for each in grants(moment)]
    senior = [choose(claim.preference > 0.0, claim.rank, 0.0) for claim in shares if not is_nought(claim.preference)]
    claims = [*shares, *_convertibles(moment, greatest(*senior) if senior else node(0.0), (words, sheet))]
    called = told_apart({claim.name: claim.called for claim in claims})
    return LiveStack(
        claims=[replace(claim, called=called[claim.name]) for claim in claims],
        debt=formula_of(exit_.debt),
        fees=formula_of(exit_.fees),
        fee_share=formula_of(exit_.fee_share),
        carve_outs=[
            (words.owner(each.to), formula_of(each.share), None if each.most is None else formula_of(each.most))
            for each in exit_.carve_outs
        ],
        steps=list(_steps(exit_, words)),
    )


def _holders(counts: Mapping[str, Amount], words: Words) -> dict[str, Node]:
    """Return what part of a claim everybody has, by who stands behind each stakeholder."""
    whole = exactly(plus(*counts.values()))
    found: dict[str, list[Node]] = {}
    for holder, count in counts.items():
        part = node(1.0) if len(counts) == 1 else ratio(formula_of(exactly(count)), formula_of(whole))
        found.setdefault(words.owner(holder), []).append(part)
    return {holder: total(parts) for holder, parts in found.items()}


def _on_class(cls: ShareClass, shares: Exact, terms: tuple[Exact, Exact, Exact, Exact], words: Words) -> LiveClaim:
    """Return what shares of a class take, by `claim_on_shares`.

    Args:
        cls: The class.
        shares: How many.
        terms: As-converted shares per share; money per share that the preference counts; what accrued per share; what
            was paid off per share.
        words: Names, and the cells of words.
    """
    per_share, price, accrued, paid = terms
    multiple = formula_of(cls.preference)
    owed = formula_of(cls.preference * price - paid + accrued)
    preference = formula_of(shares) * (owed if is_nought(formula_of(paid)) else greatest(0.0, owed))
    then = cls.dividend.on_conversion if cls.dividend is not None else "forfeited"
    kept = accrued if then == "paid" else NOTHING
    gets = per_share / price if then == "converts" and price > 0 else NOTHING
    cap = None
    if cls.cap is not None:
        most = formula_of(cls.cap * price - paid)
        cap = formula_of(shares) * (most if is_nought(formula_of(paid)) else greatest(0.0, most))
    said = words.word(f"classes.{cls.id}.participation")
    return LiveClaim(
        name=cls.id,
        called=words.security(cls.id),
        holders={},
        shares=formula_of(shares * per_share),
        preference=preference,
        rank=formula_of(cls.seniority),
        participation=node(cls.participation) if said is None else said,
        cap=cap,
        converts=node(True) if cls.converts_into is not None else multiple.equals(0.0),  # noqa: FBT003 - what a cell holds
        strike=formula_of(cls.threshold or NOTHING),
        on_conversion=least(formula_of(shares * kept), preference) if kept else node(0.0),
        further=formula_of(shares * accrued * gets) if gets else node(0.0),
        of=cls.id,
    )


def _shares(moment: Moment, found: Alike, words: Words) -> LiveClaim:
    """Return the claim of lots of like terms."""
    cls, terms = moment.held.classes[found.terms.of], found.terms
    shares = exactly(plus(*found.holders.values()))
    accrued = exactly(moment.accrued(cls.dividend, terms.preference_price, terms.since, terms.dividend_paid))
    claim = _on_class(cls, shares, (terms.ratio, terms.preference_price, accrued, terms.preference_paid), words)
    limit, heir = None, None
    if cls.return_cap is not None:
        heir = None if cls.return_cap.rest_to is None else words.owner(cls.return_cap.rest_to)
        limit = _limit(moment, cls, found, shares)
    return replace(
        claim,
        name=found.name,
        called=_called(moment, found, words),
        holders=_holders(found.holders, words),
        limit=limit,
        heir=heir,
        vests_at=None if terms.vests_at is None else _vests_at(moment, terms.vests_at),
    )


def _called(moment: Moment, found: Alike, words: Words) -> str:
    """Name a claim: by its class, and where that has several by whom it is, as a price may change with the inputs."""
    of = found.terms.of
    if found.name == of or len(found.holders) > FEW:
        return words.security(of) + found.name.removeprefix(of)
    known = moment.held.stakeholders
    names = [known[holder].name if holder in known else holder for holder in found.holders]
    return f"{words.security(of)} of {joined(names)}"


def _limit(moment: Moment, cls: ShareClass, found: Alike, shares: Exact) -> Node | None:
    """Return the most that shares may ever get."""
    assert cls.return_cap is not None  # noqa: S101 - the caller has looked
    if cls.return_cap.amount is not None:
        received = sum((lot.received for lot in moment.held.lots if lot.of == cls.id), NOTHING)
        most = greatest(0.0, formula_of(cls.return_cap.amount - received))
        return most * ratio(formula_of(shares), formula_of(exactly(found.in_all)))
    return None if found.terms.most is None else formula_of(shares * found.terms.most)


def _vests_at(moment: Moment, price: float) -> Node:
    """Return the formula of a price of a common share at which something vests."""
    schedules = [lot.vesting for lot in moment.held.lots] + [each.right.vesting for each in moment.held.rights.values()]
    for part in (part for each in schedules if each is not None for part in each.parts):
        if part.when.kind == "price" and part.when.amount and part.when.name in moment.held.classes:
            exactly = part.when.amount / moment.held.ratio_of_class(part.when.name)
            if float(exactly) == price:
                return formula_of(exactly)
    return node(price)


def _rights(moment: Moment, found: Grants, words: Words) -> LiveClaim:
    """Return the claim of rights that are exercised at one price."""
    held = moment.held
    cls, per_share = held.classes[found.of], held.ratio_of_class(found.of)
    price = cls.original_issue_price or NOTHING
    shares = exactly(plus(*(count for _, count in found.members)))
    counts: dict[str, Amount] = {}
    for right, count in found.members:
        counts[right.holder] = plus(counts.get(right.holder, NOTHING), count)
    claim = _on_class(cls, shares, (per_share, price, NOTHING, NOTHING), words)
    called = words.security(found.security) if len(found.members) == 1 else found.security
    called += found.name.removeprefix(found.security)
    vests = None if found.vests_at is None else _vests_at(moment, found.vests_at)
    claim = replace(claim, name=found.name, called=called, holders=_holders(counts, words), vests_at=vests, of="")
    if cls.preference and price:
        return replace(claim, exercise=formula_of(shares * found.strike))
    return replace(claim, strike=formula_of(found.strike / per_share) + claim.strike)


def _convertibles(moment: Moment, senior: Node, to: tuple[Words, Sheet]) -> Iterator[LiveClaim]:
    """Return the claims of convertibles outstanding: paid, or converted at their cap, whichever is better."""
    words, sheet = to
    shares = shares_at_exit(moment, sheet, words.security)
    for name, held in at_best_terms(moment).items():
        earned = formula_of(exactly(moment.interest(held)))
        owed = formula_of(held.exit_multiple * held.amount) + earned
        rank = node(FIRST) if held.kind == "note" else senior if held.seniority is None else formula_of(held.seniority)
        taken, last = shares[name], node(0.0)
        if held.kind == "safe" and held.discount and is_nought(taken):
            last = greatest(0.0, formula_of(held.amount / (1 - held.discount)) - owed)
        yield LiveClaim(
            name=name,
            called=words.security(name),
            holders={words.owner(held.holder): node(1.0)},
            shares=taken,
            preference=owed,
            rank=rank,
            converts=node(not is_nought(taken)),
            on_conversion=node(0.0) if held.interest_converts else earned,
            last=last,
        )


def _steps(exit_: ExitTerms, words: Words) -> Iterator[LiveStep]:
    """Return the size of each tier, by `dealwright.equity.exits.stack`."""
    received = {holder: formula_of(money) for holder, money in exit_.opening.items()}
    distributed = total(list(received.values()))
    for tier in exit_.tiers:
        ends = []
        if tier.until is not None and tier.reach is not None and tier.shares.get(tier.until):
            had = received.get(tier.until, node(0.0))
            ends.append((formula_of(tier.reach) - had) / formula_of(tier.shares[tier.until]))
        if tier.up_to is not None:
            ends.append(formula_of(tier.up_to) - distributed)
        size = greatest(0.0, least(*ends)) if ends else None
        shares: dict[str, list[Node]] = {}
        for holder, share in tier.shares.items():
            shares.setdefault(words.owner(holder), []).append(formula_of(share))
        yield LiveStep({holder: total(parts) for holder, parts in shares.items()}, size)
        if size is None:
            return
        distributed = distributed + size
        for holder, share in tier.shares.items():
            received[holder] = received.get(holder, node(0.0)) + formula_of(share) * size
