"""The log of a deal is read, valued and learnt from, and advice follows from it."""

from dataclasses import replace

import pytest

from dealwright.bargain.talking.contradiction import ContradictedError
from dealwright.bargain.talking.log import clock, read_log
from dealwright.lang.load import loads
from dealwright.show.talks_words import (
    advice_words,
    answer_words,
    learnt_words,
    names_of_talks,
    retreat_words,
    surprise_words,
)
from dealwright.study import Study

DEAL = """
dealwright: 1
title: Ada sells to Ben
as_of: 2025-03-01
horizon: 2026-12-31
step: year
currency: USD
risk_free: 0%
parties:
  ada: {name: Ada}
  ben: {name: Ben, reservation: 5k to 40k}
terms:
  fee:  {kind: payment, active: no, payer: ben, payee: ada, amount: 10k, on: 2025-06-30}
  help: {kind: flow, active: no, payer: ada, amount: 10k USD/year, from: 2026-01-01}
  use:  {kind: flow, active: no, payee: ben, amount: 100k USD/year, from: 2026-01-01}
  aid:  {kind: flow, active: no, payee: ben, amount: 30k USD/year, from: 2026-01-01}
scenarios:
  signed: {terms.fee.active: yes, terms.use.active: yes}
  no_deal: {}
signed: signed
negotiate:
  between: [ada, ben]
  no_deal: no_deal
  deadline: 2025-04-30
  over:
    terms.fee.amount: 0 USD .. 100k by 5k
    terms.help.active: [yes, no]
    terms.aid.active: [yes, no]
talks:
  - {by: ada, on: 2025-01-10, answer: refused,
     offer: {terms.fee.amount: 90k, terms.help.active: no, terms.aid.active: no}}
  - {by: ben, on: 2025-01-20, answer: refused,
     offer: {terms.fee.amount: 20k, terms.help.active: no, terms.aid.active: yes}}
  - {by: ada, on: 2025-02-01, answer: refused, offer: {terms.fee.amount: 85k, terms.help.active: no}}
  - {by: ben, on: 2025-02-20, answer: open,
     offer: {terms.fee.amount: 45k, terms.help.active: no, terms.aid.active: yes}}
"""


def study(text: str = DEAL) -> Study:
    loaded = loads(text)
    assert loaded.errors == ()
    return Study(loaded, paths=64)


def test_each_offer_is_worth_what_its_package_is() -> None:
    """Ben uses it for 100k, aid is 30k more to him; what an offer leaves open stays: no aid."""
    moves = study().talks().moves
    gains = [{party: gain.value for party, gain in move.gains.items()} for move in moves]
    assert gains[0] == pytest.approx({"ada": 90e3, "ben": 10e3})
    assert gains[1] == pytest.approx({"ada": 20e3, "ben": 110e3})
    assert gains[2] == pytest.approx({"ada": 85e3, "ben": 15e3})
    assert moves[2].package["terms.aid.active"] == "no"


def test_without_a_side_each_learns_of_the_other_and_nobody_is_advised() -> None:
    found = study().talks()
    assert [(view.of, view.party) for view in found.views] == [("ada", "ben"), ("ben", "ada")]
    assert found.advice is None
    assert found.tendencies == ()


def test_the_advice_gains_both_takes_nothing_back_and_beats_what_is_on_the_table() -> None:
    found = study().talks("ada")
    advice = found.advice
    assert advice is not None
    assert advice.fresh.value > 45e3
    assert advice.theirs["ben"].value >= 15e3
    assert advice.expected.value == pytest.approx(advice.signs.value * advice.fresh.value)
    assert advice.expected.value >= 45e3
    assert len(found.tendencies) == 16
    assert found.outcome is not None


def test_the_advice_changes_with_what_the_other_side_may_need_and_with_what_it_did() -> None:
    first = study().talks("ada").advice
    needy = study(DEAL.replace("5k to 40k", "45k to 50k")).talks("ada").advice
    harder = study(DEAL.replace("answer: open", "answer: refused").replace("45k", "20k")).talks("ada").advice
    assert first is not None
    assert needy is not None
    assert harder is not None
    assert needy.theirs["ben"].value > first.theirs["ben"].value or needy.accept
    assert harder.signs.value < first.signs.value or harder.package != first.package


def test_an_answer_of_its_own_says_what_one_beside_the_offer_says() -> None:
    beside = "answer: refused, offer: {terms.fee.amount: 85k, terms.help.active: no}}"
    after = "offer: {terms.fee.amount: 85k, terms.help.active: no}}\n  - {by: ben, on: 2025-02-01, answer: refused}"
    alone = DEAL.replace(beside, after)
    assert alone != DEAL
    one, other = (study(text).talks("ada").views[0] for text in (DEAL, alone))
    assert one.log_evidence == pytest.approx(other.log_evidence, rel=1e-12)
    assert [each.number for each in other.surprises] == [0, 1, 3, 4]


def test_an_answer_is_to_the_last_offer_of_another_and_said_twice_is_heard_once() -> None:
    """Ben counters before he answers; an answer that repeats what stands beside the offer adds nothing."""
    late = DEAL.replace("answer: refused, offer: {terms.fee.amount: 85k", "offer: {terms.fee.amount: 85k")
    late += "  - {by: ben, on: 2025-02-21, answer: refused}\n"
    found = study(late).talks("ada")
    assert [(move.number, move.answers) for move in found.moves][-1] == (4, 2)
    assert [each.number for each in found.views[0].surprises] == [0, 1, 3, 4]
    assert answer_words(found, found.moves[2], names_of_talks(found)) == "refused"
    twice = study(DEAL + "  - {by: ben, on: 2025-02-21, answer: refused}\n").talks("ada")
    assert [each.number for each in twice.views[0].surprises] == [0, 1, 2, 3]


def test_what_is_taken_back_is_said_and_is_no_problem() -> None:
    """Ben offered 20k with aid and then 10k with aid: 10k less for Ada, on certain payments."""
    found = study(
        DEAL.replace("45k, terms.help.active: no, terms.aid.active: yes", "10k, terms.aid.active: yes")
    ).talks()
    names = names_of_talks(found)
    assert retreat_words(found, "ada", names) == []
    (said,) = retreat_words(found, "ben", names)
    assert "Ben took something back on 20 February 2025" in said
    assert "10.0k USD less to Ada than the one of 20 January 2025" in said


def test_a_need_that_is_a_fact_of_the_deal_is_that_fact() -> None:
    """Ben's other use earns what he needs: what is drawn of the fact and of the trait is one thing."""
    text = DEAL.replace(
        "terms:\n", "facts: {rent: {is: 5k to 40k, known_to: ben, status: assumed, reason: his}}\nterms:\n", 1
    )
    text = text.replace("reservation: 5k to 40k", "reservation: rent")
    text = text.replace(
        "scenarios:",
        "  let: {kind: payment, active: no, payer: ben, payee: ada, amount: rent, on: 2025-12-31}\nscenarios:",
    )
    text = text.replace("terms.use.active: yes}", "terms.use.active: yes, terms.let.active: yes}")
    view = study(text).talks("ada").views[0]
    rent, need = view.traits
    assert (rent.name, need.name) == ("rent", "ben.reservation")
    assert rent.before == pytest.approx(need.before)
    assert rent.after == pytest.approx(need.after)
    assert rent.kind == "money"


def test_a_side_that_refuses_more_than_it_asked_for_is_said_not_to_fit() -> None:
    """Ben offered 20k with aid; Ada then offers that, which he refuses, and 15k, which he refuses, too."""
    same = DEAL.replace("terms.fee.amount: 85k, terms.help.active: no", "terms.fee.amount: 20k, terms.aid.active: yes")
    same += "  - {by: ada, on: 2025-04-20, answer: refused, offer: {terms.fee.amount: 15k, terms.aid.active: yes}}\n"
    found = study(same.replace("as_of: 2025-03-01", "as_of: 2025-04-25")).talks("ada")
    assert {each.number: each.against for each in found.views[0].surprises} == {0: None, 1: None, 2: 1, 3: None, 4: 1}
    assert not found.views[0].fits
    first, *_ = surprise_words(found, found.views[0], names_of_talks(found))
    assert "refuses what is worth no less to it than its own offer of 20 January 2025" in first
    assert study().talks("ada").views[0].fits


def test_an_offer_left_without_an_answer_says_nothing() -> None:
    silent = DEAL.replace("answer: refused, offer: {terms.fee.amount: 85k", "offer: {terms.fee.amount: 85k")
    assert silent != DEAL
    assert [each.number for each in study(silent).talks("ada").views[0].surprises] == [0, 1, 3]


def test_a_log_out_of_order_is_an_error_and_nothing_is_valued() -> None:
    head, talks = DEAL.split("talks:\n")
    entries = talks.split("  - ")[1:]
    turned = "".join(f"  - {entry}" for entry in [entries[1], entries[0], *entries[2:]])
    loaded = loads(f"{head}talks:\n{turned}")
    assert [(problem.code, problem.severity) for problem in loaded.problems] == [("out-of-order", "error")]
    assert loaded.problems[0].mend == "move it above the talk of 2025-01-20, or correct `on`"
    with pytest.raises(ValueError, match="nothing is valued while an error stands"):
        Study(loaded, paths=64).talks("ada")


def test_all_that_is_wrong_with_a_log_is_said_at_once_each_with_its_place_and_what_mends_it() -> None:
    """An offer outside the range, one that looks back, one after the deadline: three problems on three lines."""
    text = DEAL.replace("terms.fee.amount: 90k", "terms.fee.amount: 120k").replace("on: 2025-02-01", "on: 2025-01-15")
    text = text.replace("on: 2025-02-20", "on: 2025-05-20").replace("as_of: 2025-03-01", "as_of: 2025-06-01")
    found = loads(text.replace("2025-06-30", "2025-12-31")).problems
    lines = [text[: text.index(what)].count("\n") + 1 for what in ("120k", "on: 2025-01-15", "on: 2025-05-20")]
    assert [(p.code, p.severity, p.place.line) for p in found] == [
        (code, "error", line)
        for code, line in zip(("outside-range", "out-of-order", "after-deadline"), lines, strict=True)
    ]
    assert "write `0 USD .. 120k by 5k` in `negotiate.over` if it was offered" in found[0].mend
    assert "set `deadline: 2025-05-20` in `negotiate:`" in found[2].mend


def test_what_mends_a_log_mends_it() -> None:
    wide = DEAL.replace("terms.fee.amount: 90k", "terms.fee.amount: 120k")
    assert [problem.code for problem in loads(wide).problems] == ["outside-range"]
    assert loads(wide.replace("0 USD .. 100k by 5k", "0 USD .. 120k by 5k")).problems == ()
    late = DEAL.replace("answer: open", "answer: accepted") + "  - {by: ada, on: 2025-02-25, answer: refused}\n"
    assert [problem.code for problem in loads(late).problems] == ["talks-are-over"]
    assert loads(late.replace("answer: accepted", "answer: open")).problems == ()
    assert loads(late.replace("answer: refused}", "note: she thought again}")).problems == ()


def test_time_runs_to_the_deadline_or_for_ninety_days() -> None:
    loaded = study().deal
    log = read_log(loaded)
    named = clock(loaded.sound, log)
    assert named.at(log[0].on) == 0
    assert named.at(log[2].on) == pytest.approx(22 / 110)
    without = study(DEAL.replace("  deadline: 2025-04-30\n", "")).deal
    assumed = clock(without.sound, read_log(without))
    assert (assumed.end.isoformat(), assumed.named) == ("2025-04-10", False)


@pytest.mark.parametrize(("end", "how"), [("signed: yes", "signed"), ("answer: accepted", "accepted")])
def test_what_was_signed_or_accepted_ends_the_talks(end: str, how: str) -> None:
    found = study(DEAL.replace("answer: open", end)).talks("ada")
    assert found.advice is None
    assert any(f"a package was {how}" in note for note in found.notes)
    assert found.moves[-1].answer == how


def test_money_in_another_unit_changes_nothing_that_is_learnt() -> None:
    """All amounts a thousand times as large: the same chances, gains a thousand times as large."""
    large = DEAL.replace("0k", "0m").replace("5k", "5m")
    one, other = (study(text).talks("ada") for text in (DEAL, large))
    assert other.views[0].log_evidence == pytest.approx(one.views[0].log_evidence, rel=1e-6)
    assert one.advice is not None
    assert other.advice is not None
    assert other.advice.signs.value == pytest.approx(one.advice.signs.value, rel=1e-6)
    assert other.advice.fresh.value == pytest.approx(1000 * one.advice.fresh.value, rel=1e-6)


def test_among_three_an_offer_needs_all_and_a_refusal_without_a_name_is_nobodys() -> None:
    """Cy joins with nothing at stake but a wish of 5k: whoever is named answers, and all chances are multiplied."""
    three = DEAL.replace("  ben: {name: Ben", "  cy: {name: Cy}\n  ben: {name: Ben").replace(
        "[ada, ben]", "[ada, ben, cy]"
    )
    three = three.replace(
        "terms:\n", "terms:\n  care: {kind: flow, active: no, payee: cy, amount: 20k USD/year, from: 2026-01-01}\n"
    )
    three = three.replace("terms.use.active: yes}", "terms.use.active: yes, terms.care.active: yes}")
    found = study(three).talks("ada")
    heard = {view.party: [each.number for each in view.surprises] for view in found.views}
    assert heard == {"ben": [1, 3], "cy": []}
    named = study(three.replace("by: ada, on: 2025-02-01,", "by: ada, on: 2025-02-01, to: cy,")).talks("ada")
    assert {view.party: [each.number for each in view.surprises] for view in named.views} == {"ben": [1, 3], "cy": [2]}
    assert found.advice is not None
    assert set(found.advice.theirs) == {"ben", "cy"}
    assert found.tendencies == ()


def test_an_offer_that_beliefs_rule_out_is_a_problem_at_its_place() -> None:
    text = DEAL.replace("45k, terms.help.active: no, terms.aid.active: yes", "100k, terms.help.active: no")
    text = text.replace("5k to 40k", "60k to 90k")
    with pytest.raises(ContradictedError) as raised:
        study(text).talks("ada")
    problem = raised.value.problem
    assert problem.code == "contradicted-belief"
    assert problem.place.line == text[: text.index("terms.fee.amount: 100k")].count("\n") + 1


def test_every_offer_that_beliefs_rule_out_is_said_at_once() -> None:
    """To Ben the use is worth 100k, and he needs 60k to 90k: he would not sign 70k or 75k, and offers both."""
    text = DEAL.replace("5k to 40k", "60k to 90k").replace("45k, terms.help.active: no, terms.aid.active: yes", "75k")
    text = text.replace("20k, terms.help.active: no, terms.aid.active: yes", "70k")
    with pytest.raises(ContradictedError) as raised:
        study(text).talks("ada")
    assert [problem.place.line for problem in raised.value.problems] == [
        text[: text.index(offer)].count("\n") + 1 for offer in ("terms.fee.amount: 70k", "terms.fee.amount: 75k")
    ]


def test_the_terms_on_which_a_side_moved_most_come_first() -> None:
    found = study().talks()
    ben = {each.path: each.part for each in found.concessions if each.party == "ben"}
    assert ben == pytest.approx({"terms.fee.amount": 0.25, "terms.help.active": 0, "terms.aid.active": 0})


def test_words_carry_their_numbers_and_a_misfit_is_said() -> None:
    found = study().talks("ada")
    names, view = names_of_talks(found), found.views[0]
    text = " ".join(advice_words(found, names))
    assert "Ben" in text
    assert "USD" in text
    assert learnt_words(found, view, names)
    assert surprise_words(found, view, names) == []
    odd = replace(view.surprises[-1], chance=1 / 400, fits=False)
    (said,) = surprise_words(found, replace(view, surprises=(odd,)), names)
    assert "1 time in 400" in said
    assert "20 February 2025" in said


def test_the_same_seed_gives_the_same_words_and_another_seed_others() -> None:
    one, again = (study().talks("ada").to_json() for _ in range(2))
    assert one == again
    other = Study(loads(DEAL), paths=64, seed=2).talks("ada").to_json()
    assert other["views"] != one["views"]
