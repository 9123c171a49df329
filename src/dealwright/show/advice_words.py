"""Say in words what one side should know before it goes to the table: a memo, each sentence with its number."""

from __future__ import annotations

import math
import shlex
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dealwright.bargain.advising.asked import CHOICES, advised_package
from dealwright.engine.result import Estimate
from dealwright.ground.speech import joined
from dealwright.show import facts_words, number, offer_words
from dealwright.show.dependence_words import names_of_sides, sentence, share_words
from dealwright.show.standing import closest_package, held_at_gain, is_measured, suiting
from dealwright.show.talks_words import advice_words as talks_advice
from dealwright.show.talks_words import concession_words, learnt_words, names_of_talks, surprise_words
from dealwright.show.trade_words import names_of_trade, swap_words
from dealwright.show.words import capital, counted
from dealwright.study.asked import DEFAULT_PATHS, DEFAULT_SEED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dealwright.bargain.advising.result import Advice
    from dealwright.bargain.knowing.listed import Listed
    from dealwright.bargain.offering.result import Changes, Offers
    from dealwright.bargain.result import Bargain
    from dealwright.bargain.ripples.dependence_result import Loss
    from dealwright.engine.result import Json, PartyCard

RESTS_ON = 3
"""So many doubts are named as those that most of the spread comes from."""
MOST_SWAPS, MOST_LEARNT = 2, 2
ASKED_ABOUT, OFFERED = "package", "the offer above"
"""The package whose doubts are weighed: the name it has among the forms of the deal, and what the memo calls it."""
CENT = 0.01
"""Half of it in the deal's money is nothing."""
PART = 0.01
"""Share of a spread below which a doubt is not named."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the memo.

    Attributes:
        heading: what it is about.
        sentences: the advice.
        trail: where its numbers come from: what to type to see all of them, and on which futures they rest.
    """

    heading: str
    sentences: tuple[str, ...]
    trail: str

    def to_json(self) -> dict[str, Json]:
        """Return every attribute under its own name."""
        return {"heading": self.heading, "sentences": list(self.sentences), "trail": self.trail}


def memo(found: Advice) -> tuple[Passage, ...]:
    """Write the memo.

    Args:
        found: what each question answered.
    """
    found = _briefly_named(found)
    ahead = () if _agreed(found) else (_offering(found), _giving(found), _knowing(found))
    first, last = (_in_short(found), _standing(found), _talking(found)), (_depending(found), _resting(found))
    return tuple(part for part in (*first, *ahead, *last) if part.sentences)


def _agreed(found: Advice) -> bool:
    """Tell whether a package was accepted, so that nothing is left to advise."""
    return found.talks is not None and any(move.answer == "accepted" for move in found.talks.moves)


def _briefly_named(found: Advice) -> Advice:
    """Call each party by one name throughout, and the package whose doubts are weighed what it is in the memo."""
    facts, trade, dependence = found.facts, found.trade, found.dependence
    compared = tuple(replace(form, title=OFFERED) if form.name == ASKED_ABOUT else form for form in facts.compared)
    heard = found.talks is not None and any(move.answer != "signed" for move in found.talks.moves)
    return replace(
        found,
        talks=found.talks if heard else None,  # what was signed in the end is no talk before it
        facts=replace(facts, compared=compared, parties=_short(facts.parties)),
        trade=replace(trade, parties=_short(trade.parties)),
        dependence=replace(dependence, parties=_short(dependence.parties)),
    )


def _short(cards: Mapping[str, PartyCard]) -> dict[str, PartyCard]:
    return {key: replace(card, name=card.short or card.name) for key, card in cards.items()}


def _in_short(found: Advice) -> Passage:
    """Say the whole memo in three sentences: what to ask, where to settle and where to stop, what to verify."""
    if _agreed(found):
        return Passage("", (), "")
    said = [*_asked(found), *_settled(found), *filter(None, [_verified(found)])]
    return Passage("In short", tuple(said), _trail(found, "advice"))


def _asked(found: Advice) -> list[str]:
    """Say what to put on the table now, and what is expected of it."""
    talks, names = found.talks, offer_words.names_in(found.offers)
    if talks is not None and talks.advice is not None:
        act = "Accept their offer" if talks.advice.accept else f"Offer {names.package(talks.advice.package)}"
        return [f"{act}: {_change(talks.advice.fresh)} over what {names.said(found.party)} needs."]
    best = found.offers.sides[0].best
    if talks is not None or best is None:
        return []
    told = best.again or best.searched
    return [f"Open with the offer below: an expected surplus of {offer_words.amount(told.surplus)}."]


def _settled(found: Advice) -> list[str]:
    """Say where both would fairly settle, and what not to go below."""
    bargain, names = found.bargain, offer_words.names_in(found.offers)
    held, elsewhere = held_at_gain(bargain, found.party), bargain.outside.get(found.party, -math.inf)
    floor = f"the {_sum(held, found)} of no deal"
    if elsewhere > bargain.reservation[found.party].value:
        floor = f"the {_sum(Estimate(elsewhere, held.standard_error), found)} that it needs"
    stop = f"sign nothing that leaves {names.said(found.party)} less than {floor}"
    nash = bargain.solutions.get("nash")
    if nash is None or nash.fresh_surplus is None or nash.lottery:
        return [capital(f"{stop}.")]
    gains = joined([f"{_change(nash.fresh_surplus[each])} to {names.said(each)}" for each in bargain.between])
    return [f"A fair place to settle is the Nash package, {names.package(nash.package)}: {gains}; {stop}."]


def _verified(found: Advice) -> str:
    """Say what to verify before deciding."""
    side = found.facts.side(found.party)
    return "" if side is None else facts_words.advice(found.facts, side)


def _change(estimate: Estimate) -> str:
    return " ".join(filter(None, number.uncertain_money(estimate.value, estimate.standard_error, change=True)))


def _standing(found: Advice) -> Passage:
    """Say what the side has without a deal, and whether there is something to sign."""
    bargain, names = found.bargain, offer_words.names_in(found.offers)
    me, held = names.said(found.party), held_at_gain(found.bargain, found.party)
    said = [f"Without a deal {me} would have {_sum(held, found)}."]
    zone = f"{capital(counted(bargain.zone, 'package'))} of {number.count(bargain.packages)}"
    said.append(f"{zone} {suiting(bargain, one=bargain.zone == 1)} every side.")
    closest = None if bargain.zone else closest_package(bargain)
    if closest is not None:
        package, missing = closest
        short = joined(
            [f"{names.said(each)} {number.money(amount)} short" for each, amount in missing.items() if amount > 0]
        )
        said.append(f"The closest one leaves {short}: {names.package(package)}.")
    chance = bargain.probability_zone_empty
    if chance:
        said.append(
            f"With a chance of {number.probability(chance)} there is none that all would sign, by what they know."
        )
    return Passage("Where you stand", tuple(said), _trail(found, "bargain"))


def _offering(found: Advice) -> Passage:
    """Say what to put on the table; where the talks say already what to offer next, several offers in its place."""
    offers, next_one = found.offers, None if found.talks is None else found.talks.advice
    if next_one is not None and next_one.accept:
        return Passage("", (), "")
    talked = next_one is not None
    said = [] if talked else offer_words.best_sentences(offers, offers.sides[0])[:1]  # valued again
    if offers.equivalents is not None and len(offers.equivalents.offers) > 1:
        said += offer_words.equivalent_sentences(offers, offers.equivalents)
    told = next((each for each in offers.contracts if each.by_beliefs > 0), None)
    if told is not None:
        said.append(f"As you believe differently, you may bet beside it. {offer_words.contract_sentence(offers, told)}")
    heading = "Or several offers at once" if talked else "What to offer"
    return Passage(heading, tuple(said), _again(found, "offers"))


def _giving(found: Advice) -> Passage:
    """Say what to give and what to ask back."""
    changes = found.offers.changes
    if found.bargain.zone == 0 and found.offers.sides[0].best is None:
        return Passage("", (), "")  # there is nothing to make concessions from
    said = [] if changes is None else _steps(found.offers, changes, found.bargain)
    swaps = () if found.trade.swaps is None else found.trade.swaps.found[:MOST_SWAPS]
    names = names_of_trade(found.trade)
    if swaps:
        first = "A swap from today's terms by which" if len(swaps) == 1 else "Swaps from today's terms by each of which"
        said.append(f"{first} all gain: {'; or '.join(swap_words(each, names) for each in swaps)}.")
    trail = _again(found, "offers")
    if swaps:
        trail += f"; swaps: {_typed(found, 'trade')}"
    return Passage("What to give, and what to ask back", tuple(said), trail)


def _steps(offers: Offers, changes: Changes, found: Bargain) -> list[str]:
    """Say what to give and to ask back, and from which package these steps are counted."""
    said = offer_words.concession_sentences(offers, changes)
    if not changes.concessions and not changes.asks:
        return said
    names = offer_words.names_in(offers)
    base = offer_words.base_words(changes)
    nash = found.solutions.get("nash")
    if nash is None or dict(nash.package) != dict(changes.package):
        base += f" ({names.package(changes.package)})"  # the Nash package was named in short above
    return [f"Steps are counted from {base}.", *said]


def _talking(found: Advice) -> Passage:
    """Say what the others' offers reveal, whether they fit, and what to offer next."""
    talks = found.talks
    if talks is None:
        return Passage("", (), "")
    names = names_of_talks(talks)
    said = [
        words for party in talks.between if party != found.party if (words := concession_words(talks, party, names))
    ]
    if talks.advice is None:
        said += talks.notes
    for view in talks.views:
        said += [*learnt_words(talks, view, names)[:MOST_LEARNT], *surprise_words(talks, view, names)]
    said += talks_advice(talks, names)
    return Passage(
        "The talks" if _agreed(found) else "The talks so far, and what to offer next",
        tuple(f"{capital(each)}." for each in said),
        _trail(found, "talks"),
    )


def _knowing(found: Advice) -> Passage:
    """Say what to find out before deciding."""
    side = found.facts.side(found.party)
    if side is None:
        return Passage("", (), "")
    side = replace(side, selection=None)  # the chance of the offer has it in already, with what they insist on
    return Passage("What to find out", tuple(facts_words.side_sentences(found.facts, side)), _asked_again(found))


def _depending(found: Advice) -> Passage:
    """Say on whom the side depends, and what it costs to lose the one that matters most."""
    dependence, names = found.dependence, names_of_sides(found.dependence)
    said = []
    if dependence.sides[found.party].herfindahl is not None:
        said.append(sentence(dependence, found.party, names))
    costs = {who: change for who, loss in dependence.losses.items() if (change := _costs(loss, found.party))}
    if costs:
        who = min(costs, key=lambda each: costs[each].value)
        if costs[who].value < 0 and is_measured(costs[who]):
            cost = _sum(Estimate(-costs[who].value, costs[who].standard_error), found)
            said.append(f"Losing {names.said(who)} today would cost {names.said(found.party)} {cost}.")
    return Passage("On whom you depend today", tuple(said), _trail(found, "dependence", party=False))


def _costs(loss: Loss, party: str) -> Estimate | None:
    change = loss.without.get(party)
    return None if change is None else change.certainty_equivalent or change.mean


def _resting(found: Advice) -> Passage:
    """Say on what the numbers rest: the doubts behind most of the spread, with their sources."""
    facts, form = found.facts, found.facts.table
    weights = []
    for fact in facts.doubts:
        share = facts.share(fact.path, form.name, found.party)
        if share is not None and share.total.value > max(PART, 2 * share.total.standard_error):
            weights.append((share.total.value, fact, share.total))
    weights.sort(key=lambda each: -each[0])
    named = [_rest_words(fact, total) for _, fact, total in weights[:RESTS_ON]]
    said = [f"What you would sign moves most with {joined(named)}."] if named else []
    return Passage("What this rests on", tuple(said), _asked_again(found))


def _rest_words(fact: Listed, total: Estimate) -> str:
    share = " ".join(filter(None, share_words(total)))
    return (
        f"“{facts_words.title_of(fact)}” ({facts_words.value_of(fact)}; {share} of the spread; "
        f"{_backed(fact)}; line {fact.line})"
    )


def _backed(fact: Listed) -> str:
    """Say what stands behind a doubt: its sources, or that it is assumed."""
    return facts_words.sources_words(fact) if fact.sources or fact.status != "assumed" else "assumed"


def _sum(estimate: Estimate, found: Advice) -> str:
    if max(abs(estimate.value), estimate.standard_error) < CENT / 2:  # rounding alone
        return f"0 {found.bargain.currency}"
    text, error = number.uncertain_money(estimate.value, estimate.standard_error)
    return " ".join(filter(None, (text, error, found.bargain.currency)))


def _asked_again(found: Advice) -> str:
    """Say what to type to see the doubts weighed beside the advised offer, with the choices that the side then has."""
    package = advised_package(found.offers, found.talks) or {}
    beside = "".join(f" --at {shlex.quote(f'{path}={value}')}" for path, value in package.items())
    typed = f"{_typed(found, 'facts')} --choices {CHOICES}{beside}"
    return f"{typed}: {number.count(found.paths)} futures of seed {found.seed}"


def _trail(found: Advice, verb: str, *, party: bool = True) -> str:
    return f"{_typed(found, verb, party=party)}: {number.count(found.paths)} futures of seed {found.seed}"


def _typed(found: Advice, verb: str, *, party: bool = True) -> str:
    """Say what to type to see all figures of a verb on the same futures."""
    said = ["dealwright", verb, found.file]
    if party and verb != "bargain":
        said += ["--for", found.party]
    if found.paths != DEFAULT_PATHS:
        said += ["--paths", str(found.paths)]
    if found.seed != DEFAULT_SEED:
        said += ["--seed", str(found.seed)]
    return " ".join(said)


def _again(found: Advice, verb: str) -> str:
    return f"{_trail(found, verb)}, valued again on as many of seed {found.offers.seed + 1_000_003}"
