"""Stakes in a company that has no securities, as formulas: what rounds leave of them, and what each pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dealwright.engine.issuers.owners import stake_options
from dealwright.show.excel.cells import NotLiveError, choose, node, total
from dealwright.terms.equity import Equity

if TYPE_CHECKING:
    from dealwright.engine.statements.chosen import Part
    from dealwright.show.excel.cells import Node
    from dealwright.show.excel.company_lines import LaidCompany, Lines


def lay_stakes(lines: Lines, part: Part, laid: LaidCompany) -> None:
    """Write who holds what of a company at its exit, and what each is paid.

    Args:
        lines: Where to.
        part: The certain case.
        laid: The company, whose payouts are filled in.

    Raises:
        NotLiveError: An option sells a stake that has a rate of its own.
    """
    dilution, shares = _rounds(lines, part, laid)
    laid.dilution = dilution
    formulas, view = lines.formulas, part.view
    terms = [term for term in view.terms.values() if isinstance(term, Equity) and term.company == laid.name]
    stakes = [formulas.number(term.stake) for term in terms]
    for term, stake in zip(terms, stakes, strict=True):
        shares.setdefault(term.holder, []).append(stake * dilution)
        if term.discount is not None:
            laid.stakes.setdefault(term.holder, []).append((stake * dilution, formulas.number(term.discount)))
    residual = next((term.residual for term in terms if term.residual is not None), None)
    if residual is not None:
        shares.setdefault(residual, []).append((1.0 - total(stakes)) * dilution)
    for right, option in stake_options(laid.name, view.terms).items():
        if option.stake is None or not np.all(view.event(right) <= laid.engine.exit.day):
            continue
        if laid.stakes:
            raise NotLiveError("a stake with a rate of its own is sold by an option")
        for side, sign in zip(option.trades, (-1.0, 1.0), strict=True):
            if side is not None:
                shares.setdefault(side, []).append(sign * (formulas.number(option.stake) * dilution))
    for who, parts in shares.items():
        share = lines.add(f"Stake of {lines.called(who)} at the exit", total(parts), "share")
        laid.payouts[who] = lines.add(f"Paid to {lines.called(who)}", share * laid.equity)


def _rounds(lines: Lines, part: Part, laid: LaidCompany) -> tuple[Node, dict[str, list[Node]]]:
    """Write what later rounds leave of a share, and return that with what their investors hold."""
    view, formulas, shape = part.view, lines.formulas, part.deal.companies[laid.name]
    dilution, bought = node(1.0), dict[str, "Node"]()
    for each in sorted(shape.rounds, key=lambda round_: view.calendar_date(round_.on)):
        on = view.calendar_date(each.on)
        if view.grid.day(on) < 0 or not view.holds(each.if_, otherwise=True) or each.pre_money is None:
            continue
        pre, new = formulas.number(each.pre_money), formulas.number(each.new_money)
        left = choose(laid.day >= formulas.number(each.on), pre / (pre + new), 1.0)
        kept = lines.add(f"Left of a share after the round of {on}", left, "share")
        bought = {who: share * kept for who, share in bought.items()}
        bought[each.by or ""] = bought.get(each.by or "", node(0.0)) + (1.0 - kept)
        dilution = dilution * kept
    return dilution, {who: [share] for who, share in bought.items()}
