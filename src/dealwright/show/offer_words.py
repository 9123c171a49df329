"""Say in words what to offer: each sentence with its number, its error and where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.ground.speech import joined
from dealwright.show import number
from dealwright.show.names import Names, isolated
from dealwright.show.words import SOLUTIONS, capital, counted, measure_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dealwright.bargain.offering.changes import Compared
    from dealwright.bargain.offering.contracts import Contract
    from dealwright.bargain.offering.result import Change, Changes, Equivalents, Offered, Offers, OnTable, Side
    from dealwright.engine.result import Estimate

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FEW = 9


def names_in(found: Offers) -> Names:
    """Collect what the keys of the deal are called."""
    return Names(
        parties={key: isolated(name) for key, name in found.names.items()},
        titles={path: isolated(title) for path, title in found.titles.items()},
        literals=found.literals,
    )


def sample_words(found: Offers) -> str:
    """Say on which futures the offers were found, and on which they were valued again."""
    states = counted(found.states, "state") + " of what the parties know" if found.states > 1 else "nothing unknown"
    again = f"; valued again on as many of seed {found.seed + 1_000_003}" if found.advised else ""
    return f"{number.count(found.paths)} futures of seed {found.seed}, {states}{again}"


def amount(estimate: Estimate, *, change: bool = False) -> str:
    """Write an amount with its error, for a sentence."""
    text, error = number.uncertain_money(estimate.value, estimate.standard_error, change=change)
    return f"{text} {error}".strip()


def chance(estimate: Estimate) -> str:
    """Write a chance with its error in points."""
    return number.uncertain_probability(estimate.value, estimate.standard_error)


def others(found: Offers, party: str, names: Names) -> str:
    """Name all at the table but one."""
    return joined([names.said(each) for each in found.between if each != party])


def best_sentences(found: Offers, side: Side) -> list[str]:
    """Say what the best offer is, what it brings, and how likely it is signed; or why there is none."""
    names = names_in(found)
    me, them = names.said(side.party), others(found, side.party, names)
    best = side.best
    if best is None:
        return _nothing_to_offer(found, me, them)
    told = best.again or best.searched
    first = (
        f"Offer {names.package(best.package)}{paid_words(best, names)}. It is signed by {them} with a chance of "
        f"{chance(told.signs)}, and then brings {me} {gain_if_signed(told)}: "
        f"an expected surplus of {amount(told.surplus)}."
    )
    said = [first]
    if best.again is not None:
        said.append(
            f"The search promised {amount(best.searched.surplus)}; on fresh futures and fresh draws of what "
            f"{them} may know it is {amount(best.again.surplus)}. Picking the best of many flatters; trust the second."
        )
    return [*said, *talked_sentences(found, told.surplus)]


def _nothing_to_offer(found: Offers, me: str, them: str) -> list[str]:
    """Say that no offer brings anything, or more than their own that stands."""
    theirs = None if found.talked is None else found.talked.theirs
    if found.talked is not None and theirs is not None and theirs.gain is not None and theirs.gain.value > 0.0:
        kept = " and takes back nothing of your own" if found.talked.ours is not None else ""
        better = f"No offer that brings {me} more than {_dated(found, theirs)}{kept} has an expected surplus"
        return [f"{better}: accept that one. It brings {me} {amount(theirs.gain)} for sure."]
    nothing = (
        f"No offer has an expected surplus for {me}: what {them} may sign does not bring it more than it has "
        "without a deal, counted in the cases in which it is signed."
    )
    return [nothing]


def talked_sentences(found: Offers, surplus: Estimate) -> list[str]:
    """Say what of the talks is counted in, and how the best offer compares with accepting theirs.

    Args:
        found: The advice.
        surplus: The expected surplus of the best offer.
    """
    talked = found.talked
    if talked is None:
        return []
    them = others(found, found.advised, names_in(found))
    counted_in = (
        f"Counted in is what {counted(talked.entries, 'line')} of the log up to {number.day(talked.until)} "
        f"revealed of {them}"
        if talked.entries
        else f"The log up to {number.day(talked.until)} reveals nothing of {them}"
    )
    kept = f", and nothing that you offered on {number.day(talked.ours.on)} is taken back" if talked.ours else ""
    said = [f"{counted_in}{kept}."]
    if talked.theirs is not None and talked.theirs.gain is not None:
        sure = talked.theirs.gain
        more = sure.value > surplus.value
        said.append(
            f"Accepting {_dated(found, talked.theirs)} would bring {amount(sure)} for sure, "
            + (
                "more than may be expected of any offer: accept it."
                if more
                else "less, but without the risk of a refusal."
            )
        )
    return said


def _dated(found: Offers, offer: OnTable) -> str:
    return f"{names_in(found).said(offer.by)}'s offer of {number.day(offer.on)}"


def paid_words(offer: Offered, names: Names) -> str:
    """Say what is paid beside a package; nothing where nothing is."""
    given = [f"{number.money(each)} to {names.said(party)}" for party, each in offer.payments.items() if each > 0.0]
    taken = [f"{number.money(-each)} of {names.said(party)}" for party, each in offer.payments.items() if each < 0.0]
    said = [f"{verb} {joined(each)}" for verb, each in (("pay", given), ("ask", taken)) if each]
    return f", and beside it {' and '.join(said)}" if said else ""


def gain_if_signed(weighed: object) -> str:
    """Write what an offer brings if it is signed."""
    value = getattr(weighed, "gain_if_signed", None)
    return "nothing" if value is None else number.money(value)


def curve_rows(side: Side, most: int) -> list[Offered]:
    """Choose some efficient offers that any others would sign, evenly spread, and the best."""
    shown = [each for each in side.curve if each.searched.signs.value > 0]
    best = None if side.best is None else (side.best.package, side.best.payments)
    few = [shown[round(place * (len(shown) - 1) / max(1, most - 1))] for place in range(min(most, len(shown)))]
    kept = {id(each) for each in few}
    return [each for each in shown if id(each) in kept or (each.package, each.payments) == best]


def equivalent_sentences(found: Offers, alike: Equivalents) -> list[str]:
    """Say how several offers of one worth compare, and how they differ."""
    names = names_in(found)
    them, me = others(found, found.advised, names), names.said(found.advised)
    if len(alike.offers) == 1:
        return [capital(f"{alike.reason}: there is one offer of that worth to make.")]
    far = [abs(e.apart.value) for e in alike.offers if abs(e.apart.value) > 2 * e.apart.standard_error]
    same = f"within {number.money(max(far))}" if far else "within its error"
    first = (
        f"Put {counted(len(alike.offers), 'offer')} on the table at once: they are worth the same to {me} {same}, and "
        f"{them} may choose. {_what_choice_brings(alike)}"
    )
    said = [first]
    if number_given(alike.random_signed) and alike.pool > len(alike.offers):
        said.append(
            f"As many at random of the {number.count(alike.pool)} packages of that worth would be signed with "
            f"{number.probability(alike.random_signed)} and bring {number.money(alike.random_best)}."
        )
    best, first_of_them = found.sides[0].best, alike.offers[0].package
    if best is None or best.package != first_of_them:
        said.append(f"A is {names.package(first_of_them)}.")
    said.extend(differences_in_words(alike, names))
    if alike.reason:
        said.append(capital(f"{alike.reason}."))
    return said


def _what_choice_brings(alike: Equivalents) -> str:
    """Say what offers at once bring over the likeliest of them alone: a signature more often, or more to the others."""
    alone = max(alike.offers, key=lambda each: each.weighed.signs.value).weighed.signs
    single = max(alike.singly)
    signed = f"At least one is signed with a chance of {chance(alike.any_signed)}"
    if alike.any_signed.value - alone.value > POINT:
        signed += f", the likeliest alone with {number.probability(alone.value)}"
    elif alike.any_signed.value < 1.0 - POINT:
        signed += ", as the likeliest alone: who refuses that one would refuse all"
    brings = f"the best of them brings the other side {amount(alike.best_of_them)} on average"
    if alike.best_of_them.value - single > POINT * abs(single):
        return f"{signed}; {brings}, the best alone {number.money(single)}, nothing where all are refused."
    return f"{signed}; {brings}, nothing where all are refused, and the best alone as much."


POINT = 0.01
"""A gain of a chance, or of a part, that is worth a word."""


def number_given(value: float) -> bool:
    """Tell whether a number was computed."""
    return value == value  # noqa: PLR0124 - only what is no number differs from itself


def differences_in_words(alike: Equivalents, names: Names) -> list[str]:
    """Say of each further offer what it has in place of the first one's terms."""
    base, *rest = alike.offers
    said = []
    for letter, each in zip(LETTERS[1:], rest, strict=False):
        changes = [
            f"{names.path(path)} {names.cell(path, value)} (not {names.cell(path, base.package[path])})"
            for path, value in each.package.items()
            if value != base.package[path]
        ]
        said.append(f"{letter} has, against A: {', '.join(changes)}.")
    return said


def base_words(changes: Changes) -> str:
    """Name the package that is changed: `your last offer`, `the Nash package` and the like."""
    named = {"last-offer": "your last offer", "their-offer": "their last offer", "today": "the present package"}
    return named.get(changes.base) or f"the {SOLUTIONS.get(changes.base, changes.base)} package"


def change_words(names: Names, package: Mapping[str, str], changes: Mapping[str, str]) -> str:
    """Say a change of a package: from what to what."""
    return "; ".join(
        f"{names.path(path)} {names.cell(path, package[path])} to {names.cell(path, value)}"
        for path, value in changes.items()
    )


def concession_sentences(found: Offers, changes: Changes) -> list[str]:
    """Say what to give first and what to ask back."""
    names = names_in(found)
    them, me = others(found, found.advised, names), names.said(found.advised)
    said = []
    if changes.concessions:
        first = changes.concessions[0]
        said.append(
            f"If something must be given, give {change_words(names, changes.package, first.changes)}: it brings {them} "
            f"{amount(first.again.gives)} and costs {me} {amount(first.again.costs)}{_rate(first.again)}."
        )
    asked = _asked_back(changes)
    if asked is not None:
        gained, lost = _turned(asked.again)
        said.append(
            f"Ask back {change_words(names, changes.package, asked.changes)}: it brings {me} {gained} and costs {them} "
            f"{lost}."
        )
    if changes.no_concession:
        first = changes.no_concession[0]
        said.append(
            f"{capital(change_words(names, changes.package, first.changes))} is no concession: it brings {them} "
            f"{amount(first.again.gives)} and {me} {amount(_minus(first.again.costs))}. Do not let it be sold as one."
        )
    if not said:
        said.append("No change of one or two terms moves anybody's worth beyond its error.")
    return said


def _rate(compared: Compared) -> str:
    value = compared.rate
    return f", {value:.2g} for each 1" if 0 < value < float("inf") else ""


def _asked_back(changes: Changes) -> Change | None:
    """Choose what costs them least for what it brings, of other terms than what is given first: that would undo it."""
    given = set(changes.concessions[0].changes) if changes.concessions else set()
    return next((each for each in changes.asks if not given & set(each.changes)), None)


def _turned(compared: Compared) -> tuple[str, str]:
    return amount(_minus(compared.costs)), amount(_minus(compared.gives))


def _minus(estimate: Estimate) -> Estimate:
    return type(estimate)(-estimate.value, estimate.standard_error)


def concession_groups(changes: Changes) -> list[tuple[str, str, Sequence[Change]]]:
    """List the tables of changes: their heading, what their figures are, and the changes."""
    return [
        ("What you could give, what gives most for its cost first", "concession", changes.concessions),
        ("What you could ask back, what costs them least for what it brings you first", "ask", changes.asks),
        ("No concession: both like it, or it costs you nothing beyond the error", "both", changes.no_concession),
    ]


def measure_of(found: Offers) -> str:
    """Name the measure that all figures are by."""
    return measure_words(found.measure)


def occasion_words(names: Names, contract: Contract) -> str:
    """Say what may happen."""
    occasion = contract.occasion
    if occasion.over is None:
        return f"{names.driver(occasion.name)} by {number.day(occasion.day)}"
    return f"{names.driver(occasion.name)} over {occasion.said} on {number.day(occasion.day)}"


def contract_sentence(found: Offers, contract: Contract) -> str:
    """Say what a contract on what may happen is, what both gain by it, and where that comes from."""
    names = names_in(found)
    what = occasion_words(names, contract)
    other = next(party for party in contract.gains if party != found.advised)
    pair = (found.advised, other)
    odds = " and ".join(f"{names.said(party)} {number.probability(contract.chances[party])}" for party in pair)
    if contract.kind == "bet":
        against = next(party for party in contract.gains if party != contract.backer)
        terms = (
            f"{number.money(contract.pays_if)} from {names.said(against)} to {names.said(contract.backer)} if it "
            f"happens, {number.money(contract.pays_if_not)} back if it does not"
        )
    else:
        then, else_ = (
            change_words(names, found.beside, each) if each else "all stays"
            for each in (contract.if_happens, contract.if_not)
        )
        terms = f"if it happens {then}; if not {else_}"
    gained = [(party, contract.gains[party]) for party in pair]
    gains = " and ".join(f"{names.said(party)} {amount(each, change=True)}" for party, each in gained)
    parts = [
        (contract.by_beliefs, "from different beliefs"),
        (contract.by_risk, "from sharing risk"),
        (contract.by_change, "from the terms themselves"),
    ]
    created = ", ".join(f"{number.money(value, change=True)} {words}" for value, words in parts if abs(value) > 0.0)
    giver, taker = pair if contract.moved >= 0.0 else pair[::-1]
    most = [(party, contract.most_lost[party]) for party in pair]
    lost = joined([f"{names.said(party)} {number.money(each)}" for party, each in most])
    return (
        f"{capital(what)}: {terms}. Chance: {odds}. Worth {gains}. It creates {amount(contract.created)} ({created}), "
        f"and moves {number.money(abs(contract.moved))} from {names.said(giver)} to {names.said(taker)} on average. "
        f"The most that can be lost by it: {lost}."
    )


def contracts_lead(found: Offers) -> str:
    """Say what contracts on what may happen are for, or that there are none."""
    limit = number.money(found.most_lost)
    if not found.contracts and found.most_lost <= 0:
        return (
            "The offer leaves somebody nothing that may be lost, so no contract on what may happen is looked for: say "
            "with --at-most-lose what either side may lose by one."
        )
    if not found.contracts:
        return (
            f"No contract on what may happen gains both sides more than two standard errors while nobody loses over "
            f"{limit} by it."
        )
    return f"Beside {names_in(found).package(found.beside)}, nobody losing over {limit} by it, both gain by:"
