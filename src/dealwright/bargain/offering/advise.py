"""Advises what to offer in a deal: the best offer, several of one worth, what to give and ask, and what to bet on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dealwright.bargain.beliefs.belief import beliefs_of
from dealwright.bargain.literals import literals_of
from dealwright.bargain.negotiation import rules_of
from dealwright.bargain.offering.after_talks import heard_by
from dealwright.bargain.offering.alike import Pool, chosen_among, pool_of
from dealwright.bargain.offering.betting import contracts_for
from dealwright.bargain.offering.conceding import changes_again, searched_changes, start_of, steps_from
from dealwright.bargain.offering.ground import Ground, laid_out
from dealwright.bargain.offering.outlook import STATES
from dealwright.bargain.offering.paying import with_payments
from dealwright.bargain.offering.pools import largest, next_in, promising, spread_over
from dealwright.bargain.offering.result import Offered, Offers, OnTable, Side, Talked
from dealwright.bargain.offering.starting import neighbours
from dealwright.bargain.offering.surplus import best_offer, better, efficient, expected_surplus, weigh
from dealwright.bargain.talking.log import read_log
from dealwright.engine.heading import heading_of
from dealwright.ground.speech import joined
from dealwright.lang.believed import beliefs_in_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jaxtyping import Float
    from numpy import ndarray

    from dealwright.bargain.offering.after_talks import Heard
    from dealwright.bargain.offering.view import View
    from dealwright.lang.load import Loaded
    from dealwright.world.draws import Draws

    Package = Mapping[str, str]
    Progress = Callable[[int, int], None]

ENDS = 2
"""Values of which a range has more: two are a choice and have no ends."""
ROUNDS = 3
"""Times that the packages next to the best offer are looked at."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the advice.

    Args:
        party: Whom it is for; none shows all sides and advises nobody.
        count: How many equivalent offers.
        gain: What they are to bring over no deal, money; what the best offer brings by default.
        worth: What they are to be worth, money, in place of a gain.
        start: From which package concessions are made: `last-offer`, one's own; `their-offer`, the last one by another;
            `nash`, `today`; if empty from one's own last offer, or where none was made from the Nash package.
        changes: What is laid over that package first.
        most_lost: What either side may lose at most by a contract on what may happen, money; by default what the side
            gains least that gains least by the package beside which it is made.
        on: What such contracts may be on, as it is written; the deal's events and drivers by default.
    """

    party: str | None = None
    count: int = 3
    gain: float | None = None
    worth: float | None = None
    start: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)
    most_lost: float | None = None
    on: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """What one side can offer, and what it was looked up from.

    Args:
        side: The curve of its efficient offers.
        packages: All packages that were weighed.
        view: What they bring each side; none where no package brings this one anything.
        paid: What is paid to each other side beside each package, money; none where nobody may pay.
    """

    side: Side
    packages: list[dict[str, str]]
    view: View | None
    paid: Float[ndarray, "package other"] | None = None

    @property
    def best(self) -> int | None:
        """The place of the best offer; none where no offer brings anything."""
        if self.view is None or expected_surplus(self.view).max() <= 0.0:
            return None
        return best_offer(self.view)

    @property
    def paid_for_best(self) -> Float[ndarray, " other"] | None:
        """What is paid beside the best offer; none where nobody may pay, or there is no such offer."""
        return None if self.paid is None or self.best is None else self.paid[self.best]


def offers(loaded: Loaded, draws: Draws, wanted: Wanted, *, progress: Progress | None = None) -> Offers:
    """Advise what to offer.

    Args:
        loaded: The deal, checked and calibrated, with a `negotiate:` section.
        draws: The draws of its futures.
        wanted: What is asked for.
        progress: Is told how many parts of the work are done, of how many.

    Returns:
        The advice; without a party the curves of all sides.

    Raises:
        ArithmeticError: If the packages are too many.
        NoStartError: If there is no package to make concessions from.
        NoOccasionError: If there is nothing like what is to be bet on.
    """
    tell = progress or (lambda _done, _of: None)
    ground = laid_out(loaded, draws, lambda done, _of: tell(done, 10))
    named = _about(ground, wanted)
    if wanted.party is None:
        return replace(named, sides=tuple(_looked(ground, place)[0].side for place in range(len(ground.table))))
    return _advised(ground, wanted, wanted.party, named, tell)


def _advised(ground: Ground, wanted: Wanted, party: str, named: Offers, tell: Progress) -> Offers:
    """Advise one side."""
    place, (called, start) = ground.table.index(party), start_of(ground, party, wanted.start, wanted.changes)
    heard = heard_by(ground, party)
    ground = replace(ground, outlook=replace(ground.outlook, heard=heard))
    steps = steps_from(ground, start)
    near = [start, *({**start, **step} for step in steps)]
    looked, seen = _looked(ground, place, near)
    tell(5, 10)
    best = None if looked.best is None else looked.packages[looked.best]
    paid = looked.paid_for_best
    level = _level(ground, place, wanted, best, paid)
    alone = best if _unasked(wanted) and (paid is None or not paid.any()) else None
    pool = Pool([], 0.0) if level is None else pool_of(ground, place, level, alone)
    if heard is not None and heard.packages and pool.view is not None and _unasked(wanted):
        pool = pool.only(heard.keeps_faith(pool.view, ground.outlook.view(heard.packages, place)))
    changes = [] if seen is None else searched_changes(seen, steps)
    tell(7, 10)
    firsts = [] if best is None else [best]
    standing = [] if heard is None or heard.theirs is None else [heard.theirs.package]
    changed = [start, *({**start, **change.changes} for change in changes)]
    finalists = [*firsts, *pool.packages, *changed, *standing]
    unique = [dict(each) for each in dict.fromkeys(tuple(each.items()) for each in finalists)]
    at = [unique.index(dict(each)) for each in finalists]
    fresh = ground.outlook.afresh.view(unique, place)
    tell(8, 10)
    side, beside = looked.side, start
    if best is not None and looked.view is not None and looked.best is not None:
        again = fresh.with_only([at[0]]) if paid is None else fresh.paying([at[0]], paid[None])
        payments = {} if paid is None else ground.named(place, paid)
        side = replace(side, best=Offered(best, weigh(looked.view, looked.best), weigh(again, 0), payments))
        beside = best
    base = len(firsts) + len(pool.packages)
    equivalents = (
        chosen_among(pool, fresh.with_only(at[len(firsts) : base]), wanted.count, ground.draws.seed)
        if pool.packages
        else None
    )
    most = wanted.most_lost if wanted.most_lost is not None else _smallest_gain(ground, place, beside, paid)
    contracts = contracts_for(ground, party, beside, most, wanted.on)
    tell(10, 10)
    return replace(
        named,
        sides=(side,),
        equivalents=equivalents,
        changes=changes_again(called, start, changes, fresh, at[base], at[base + 1 : base + len(changed)]),
        beside=beside,
        most_lost=most,
        contracts=contracts,
        talked=_talked(ground, heard, fresh, at[-1]),
        notes=(*named.notes, *([] if best is None else _at_ends(ground, best))),
    )


def _talked(ground: Ground, heard: Heard | None, fresh: View, last: int) -> Talked | None:
    """Say what was heard in the talks, and what stands on the table."""
    if heard is None:
        return None
    ours, theirs = heard.ours, heard.theirs
    return Talked(
        heard.entries,
        read_log(ground.loaded)[-1].on,
        ours=None if ours is None else OnTable(ours.by, ours.on, ours.package),
        theirs=None
        if theirs is None
        else OnTable(theirs.by, theirs.on, theirs.package, fresh.estimate(fresh.mine[:, last])),
    )


def _at_ends(ground: Ground, package: Package) -> list[str]:
    """Say which terms of the best offer lie at an end of their range: a wider one might hold a better offer."""
    rows = {path: row for path, row in ground.grid.values.items() if ground.ordered[path] and len(row) > ENDS}
    still = ground.still(package)
    ends = [f"`{path}`" for path, row in rows.items() if package[path] in (row[0], row[-1]) and path not in still]
    whose = "its range" if len(ends) == 1 else "their ranges"
    return [f"the best offer takes {joined(ends)} at an end of {whose}"] if ends else []


def _looked(ground: Ground, place: int, beside: Sequence[Package] = ()) -> tuple[Looked, View | None]:
    """Weigh the promising packages of one side, those next to the best of them, and some others beside.

    Returns:
        What it can offer, and the view of the others; none where there are no packages at all.
    """
    package, party = ground.grid.package, ground.table[place]
    order = promising(ground.gains, place, ground.needed)
    if ground.paying:
        order = np.array(
            list(dict.fromkeys([*largest(ground.gains).tolist(), *spread_over(order).tolist()])), dtype=int
        )
    packages = [package(int(number)) for number in spread_over(order)]
    if not packages and not beside:
        return Looked(Side(party, ()), [], None), None
    heard = ground.outlook.heard
    stands = [] if heard is None else heard.packages
    whole = ground.outlook.view([*packages, *beside, *stands], place)
    last = len(packages) + len(beside)
    others = whole.with_only(list(range(len(packages), last)))
    stood = whole.with_only(list(range(last, last + len(stands))))
    view = whole.with_only(list(range(len(packages))))
    if ground.paying:
        return _paying(ground, place, packages, view, stood), others
    packages, view = _faithful(heard, packages, view, stood)
    if not packages:
        return Looked(Side(party, ()), [], None), others
    for _ in range(ROUNDS):
        best = packages[best_offer(view)]
        along = [package(int(number)) for number in next_in(order, ground.grid.number(best))]
        more = [each for each in [*_next_to(ground, best), *along] if each not in packages]
        surplus = expected_surplus(view).max()
        packages, view = _with(ground, place, packages, view, more, stood)
        if expected_surplus(view).max() <= surplus:
            break
    if expected_surplus(view).max() > 0.0:
        finer = [each for each in ground.between(packages[best_offer(view)]) if each not in packages]
        found, seen = _with(ground, place, packages, view, finer, stood)
        if better(seen, best_offer(seen), best_offer(view)):
            packages, view = found, seen
    curve = tuple(Offered(packages[each], weigh(view, int(each))) for each in efficient(view))
    return Looked(Side(party, curve), packages, view), others


def _paying(ground: Ground, place: int, packages: list[dict[str, str]], view: View, stood: View) -> Looked:
    """Weigh packages with payments beside them."""
    at, paid = with_payments(view)
    seen = view.paying(at, paid)
    heard = ground.outlook.heard
    if heard is not None and heard.packages:
        kept = heard.keeps_faith(seen, stood)
        at, paid, seen = [at[each] for each in kept], paid[kept], seen.with_only(kept)
    party = ground.table[place]
    if not at:
        return Looked(Side(party, ()), [], None)
    curve = tuple(
        Offered(packages[at[each]], weigh(seen, int(each)), payments=ground.named(place, paid[each]))
        for each in efficient(seen)
        if seen.weights @ seen.mine[:, each] > 0.0
    )
    return Looked(Side(party, curve), [packages[each] for each in at], seen, paid)


def _next_to(ground: Ground, package: Package) -> list[dict[str, str]]:
    """List the packages that differ by one step of one term."""
    return [{**package, **change} for change in neighbours(ground.loaded, package, ground.ordered)]


def _with(
    ground: Ground, place: int, packages: list[dict[str, str]], view: View, more: list[dict[str, str]], stood: View
) -> tuple[list[dict[str, str]], View]:
    """Look at further packages, too."""
    if not more:
        return packages, view
    kept, seen = _faithful(ground.outlook.heard, more, ground.outlook.view(more, place), stood)
    return ([*packages, *kept], view.beside(seen)) if kept else (packages, view)


def _faithful(
    heard: Heard | None, packages: list[dict[str, str]], view: View, stood: View
) -> tuple[list[dict[str, str]], View]:
    """Leave out what takes back something of what was offered, or brings less than what may be accepted."""
    if heard is None or not heard.packages:
        return packages, view
    kept = heard.keeps_faith(view, stood)
    return [packages[each] for each in kept], view.with_only(kept)


def _unasked(wanted: Wanted) -> bool:
    return wanted.gain is None and wanted.worth is None


def _level(
    ground: Ground, place: int, wanted: Wanted, best: Package | None, paid: Float[ndarray, " other"] | None
) -> float | None:
    """Return what equivalent offers are to bring at central beliefs; none where there is nothing to offer."""
    if wanted.worth is not None:
        return wanted.worth - list(ground.reservation.values())[place].value
    if wanted.gain is not None:
        return wanted.gain
    found = None if best is None else ground.central_gain(best)
    return None if found is None else float(found[place]) - (0.0 if paid is None else float(paid.sum()))


def _smallest_gain(ground: Ground, place: int, package: Package, paid: Float[ndarray, " other"] | None) -> float:
    """Return what the side gains that gains least by a package, at central beliefs; nothing where one loses."""
    found = ground.central_gain(package)
    if found is None:
        return 0.0
    moved = np.zeros(len(found)) if paid is None else np.insert(paid, place, -paid.sum())
    return max(0.0, float((found + moved).min()))


def _about(ground: Ground, wanted: Wanted) -> Offers:
    """Say which deal, which money and which futures the advice is of."""
    deal = ground.loaded.sound
    unsure = beliefs_of(deal, ground.refusing.doubts, ground.table)
    titles = {f"terms.{name}": term.title for name, term in deal.terms.items() if term.title}
    titles |= {f"drivers.{name}": title for name, driver in deal.drivers.items() if (title := driver.title)}
    return Offers(
        **heading_of(ground.loaded, ground.draws),
        between=ground.table,
        sides=(),
        advised=wanted.party or "",
        believes={party: believes for party in ground.table if (believes := beliefs_in_text(ground.loaded, party))},
        measure=deal.worth_by,
        names={key: deal.parties[key].short or deal.parties[key].name or key for key in ground.table},
        literals=literals_of(ground.loaded),
        titles=titles,
        states=STATES if unsure else 1,
        notes=_notes(ground),
    )


def _notes(ground: Ground) -> tuple[str, ...]:
    """Say what a reader must know before trusting the figures."""
    deal, said = ground.loaded.sound, []
    if rules_of(deal).lotteries:
        said.append("the parties may draw lots between packages; offers are told without such draws")
    if ground.paying:
        said.append(
            "the parties may pay each other: the best offers are told with a payment, those of the same worth without"
        )
    return tuple(said)
