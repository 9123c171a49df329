"""Joint ventures: contributions and calls, shares that fall where a call is not met, capacity, what is brought."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.lang.load import loads

Keep = Callable[..., Any]
Value = Callable[..., dict[str, float]]

DRIVERS = """drivers:
  launch: {kind: event, when: year >= 2026}
  rival: {kind: event, when: year >= 2025, not_before: 2025-07-02}
  never: {kind: event, when: year >= 2030}
"""
HEAD = """dealwright: 1
title: Two years by hand
as_of: 2025-01-01
horizon: 2026-12-31
step: year
currency: USD
risk_free: 10%
parties: {ada: {discount: 10%}, bob: {discount: 10%}, eve: {discount: 10%}}"""
SIXTY = "members: {ada: 60%, bob: 40%}"


def worth(value: Value, said: str, party: str, **replaced: str) -> float:
    return value(f"{DRIVERS}terms:\n  it: {{kind: venture, {said}}}", party, rate=0.0, **replaced)["it"]


@pytest.mark.parametrize(
    ("said", "ada", "bob"),
    [
        ("contributions: {2025: 100 USD, 2026: 50 USD}", -90.0, -60.0),
        ("contributions: {2024: 100 USD, 2026-01-31: 50 USD}", -30.0, -20.0),  # what fell before is not counted
        ("contributions: 100 USD", -60.0, -40.0),
        ("contributions: {2025: 100 USD, 2026: 50 USD}, ends_on: launch", -60.0, -40.0),
        ("own_contributions: {bob: {2025: 30 USD}}", 0.0, -30.0),
        ("cash_flow: 100 USD/year", 120.0, 80.0),
        ("cash_flow: -100 USD/year", -120.0, -80.0),
        ("cash_flow: 100 USD/year, until: 2025-12-31", 60.0, 40.0),
        ("cash_flow: 365 USD/year, ends_on: rival", 0.6 * 182, 0.4 * 182),
        ("exit_value: 500 USD", 300.0, 200.0),
        ("exit_value: 500 USD * (year - 2024), ends_on: launch", 600.0, 400.0),
        ("calls: [{on: launch, amount: 100 USD}, {on: never, amount: 900 USD}]", -60.0, -40.0),
        ("calls: [{on: launch, amount: 100 USD, if: year >= 2026}]", -60.0, -40.0),
        ("calls: [{on: rival, amount: 100 USD, if: year >= 2026}]", 0.0, 0.0),
        ("capacity: 100 USD/year, price: 80%, takes: {bob: 50%}", -2 * 6.0, 2 * (10 - 4.0)),
        ("capacity: 100 USD/year, price: 80%, takes: {ada: 60%, bob: 40%}", 0.0, 0.0),
    ],
)
def test_members_pay_and_get_by_their_shares(value: Value, said: str, ada: float, bob: float) -> None:
    assert worth(value, f"{SIXTY}, {said}", "ada") == pytest.approx(ada)
    assert worth(value, f"{SIXTY}, {said}", "bob") == pytest.approx(bob)


def test_what_no_member_has_belongs_to_others(value: Value) -> None:
    said = "members: {ada: 40%, bob: 40%}, cash_flow: 100 USD/year, contributions: 50 USD"
    assert worth(value, said, "ada") == pytest.approx(80 - 20)
    assert worth(value, said, "bob") == pytest.approx(80 - 20)


@pytest.mark.parametrize(
    ("covered", "ada", "bob", "share"),
    [("no", 3.0, 0.0, 9 / 13), ("yes", 5.0, 0.0, 11 / 15)],
)
def test_a_member_that_does_not_pay_is_diluted_to_what_it_has_contributed(
    value: Value, covered: str, ada: float, bob: float, share: float
) -> None:
    """10 by 60:40, then 5 called: the share is what was contributed over what all have; (6 + 3) / 13 or (6 + 5) / 15.

    The rule is that of the mining venture agreements described by J. C. Lacy, Proceedings of the 31st Rocky Mountain
    Mineral Law Institute, 1985 (dilution of a participant that does not contribute).
    """
    call = f"calls: [{{on: launch, amount: 5 USD, unmet_by: bob, covered: {covered}}}]"
    said = f"{SIXTY}, opening: {{paid: 10 USD}}, {call}"
    assert worth(value, said, "ada") == pytest.approx(-ada)
    assert worth(value, said, "bob") == pytest.approx(-bob)
    assert worth(value, f"{said}, exit_value: 100 USD", "ada") == pytest.approx(100 * share - ada)
    assert worth(value, f"{said}, exit_value: 100 USD", "bob") == pytest.approx(100 * (1 - share))
    running = worth(value, f"{said}, cash_flow: 100 USD/year", "bob")
    assert running == pytest.approx(40 + 100 * (1 - share))
    before = said.replace("opening: {paid: 10 USD}", "contributions: {2025-01-01: 10 USD}")
    assert worth(value, f"{before}, exit_value: 100 USD", "bob") == pytest.approx(100 * (1 - share) - 4)


@pytest.mark.parametrize(
    ("harder", "bob"),
    [
        ("counts: 150%", 4 / (4 + 6 + 3 + 1.5 * 2)),
        ("dilution: 1.8x", 0.4 - 1.8 * 2 / 15),
        ("dilution: 1x, counts: 100%", 4 / 15),
        ("dilution: 10x", 0.0),
    ],
)
def test_a_harder_clause_has_a_share_fall_by_more(value: Value, harder: str, bob: float) -> None:
    """10 by 60:40, then 5 called, of which Bob does not pay 2 and Ada does.

    Counted at 150 %, Ada has 6 + 3 + 3 of 16. With 1.8 times the unfunded 2 over all 15 that were or were to be
    contributed, as operating agreements on file with the SEC have it
    (lawinsider.com/clause/dilution-for-failure-to-fund-capital-contributions), Bob falls from 40 % by 24 points.
    """
    call = f"calls: [{{on: launch, amount: 5 USD, unmet_by: bob, covered: yes, {harder}}}]"
    said = f"{SIXTY}, opening: {{paid: 10 USD}}, {call}, exit_value: 100 USD"
    assert worth(value, said, "bob") == pytest.approx(100 * bob)
    assert worth(value, said, "ada") == pytest.approx(100 * (1 - bob) - 5)


def test_a_second_call_goes_on_from_the_share_that_a_harder_clause_left(value: Value) -> None:
    """Bob fell to 16 % of 15: of the next 5, missed too, without a harder clause, it has 2.4 / 20."""
    first = "{on: launch, amount: 5 USD, unmet_by: bob, covered: yes, dilution: 1.8x}"
    second = "{on: 2026-07-01, amount: 5 USD, unmet_by: bob, covered: yes}"
    said = f"{SIXTY}, opening: {{paid: 10 USD}}, calls: [{first}, {second}], exit_value: 100 USD"
    assert worth(value, said, "bob") == pytest.approx(100 * 2.4 / 20)


@pytest.mark.parametrize(
    ("calls", "code"),
    [
        ("[{on: launch, amount: 5 USD, dilution: 2x}]", "idle-key"),
        ("[{on: launch, amount: 5 USD, unmet_by: bob, counts: 150%}], contributions: 1 USD", "idle-key"),
        ("[{on: launch, amount: 5 USD, unmet_by: bob}]", "nothing-contributed"),
        ("[{on: launch, amount: 5 USD, unmet_by: bob}], opening: {paid: 3 USD}", None),
    ],
)
def test_a_call_that_changes_nothing_or_takes_all_is_said(calls: str, code: str | None) -> None:
    found = loads(f"{HEAD}\n{DRIVERS}terms:\n  it: {{kind: venture, {SIXTY}, cash_flow: 1 USD/year, calls: {calls}}}\n")
    said = [problem.code for problem in found.problems if problem.code != "unused-driver"]
    assert said == ([] if code is None else [code])


def test_calls_come_in_the_order_of_time_whatever_the_file_says(value: Value) -> None:
    """At 2 July 2025 Bob does not pay 10 of 40: 60 of 100 against 40 had; then 10 more by the shares that hold."""
    one = "{on: launch, amount: 10 USD}"
    two = "{on: rival, amount: 10 USD, unmet_by: bob, covered: yes}"
    share = (60 + 10) / 110
    for calls in (f"[{one}, {two}]", f"[{two}, {one}]"):
        said = f"{SIXTY}, opening: {{paid: 100 USD}}, calls: {calls}, exit_value: 1000 USD"
        assert worth(value, said, "ada") == pytest.approx(1000 * share - 10 - 10 * share)
        assert worth(value, said, "bob") == pytest.approx(1000 * (1 - share) - 10 * (1 - share))


def test_shares_move_on_the_day_of_each_path(keep: Keep) -> None:
    text = f"""drivers:
  short: {{kind: event, hazard: 60%}}
terms:
  it: {{kind: venture, {SIXTY}, opening: {{paid: 10 USD}}, cash_flow: 365 USD/year,
    calls: [{{on: short, amount: 10 USD, unmet_by: bob, covered: yes}}]}}
"""
    view = keep(text, paths=64).view
    day = np.minimum(view.event("short"), 730.0)
    got = sum(flow.amount.sum(axis=1) for flow in view.outcome("it").flows if flow.payee == "bob")
    assert got == pytest.approx(0.4 * day + 4 / 20 * (730 - day))


def test_a_venture_ended_by_a_termination_is_divided_then(value: Value) -> None:
    text = f"""{DRIVERS}terms:
  it: {{kind: venture, {SIXTY}, cash_flow: 100 USD/year, exit_value: 500 USD}}
  end: {{kind: termination, ends: it, on: launch}}
"""
    assert value(text, "ada", rate=0.10)["it"] == pytest.approx(60 / 1.1**0.5 + 300 / 1.1)


@given(
    first=st.integers(0, 100),
    paid=st.integers(1, 50),
    calls=st.lists(
        st.tuples(st.sampled_from(["launch", "rival"]), st.integers(0, 40), st.sampled_from(["", "ada", "bob"]),
                  st.sampled_from(["yes", "no"])), min_size=1, max_size=3,
    ),
)  # fmt: skip
def test_what_is_brought_is_divided_without_rest(
    value: Value, first: int, paid: int, calls: list[tuple[str, int, str, str]]
) -> None:
    """Whatever is called and not met, the two members have the whole of what comes, less what they pay in."""
    asked = ", ".join(
        f"{{on: {on}, amount: {amount} USD" + (f", unmet_by: {who}, covered: {covered}}}" if who else "}")
        for on, amount, who, covered in calls
    )
    unmet = any(who for _, _, who, _ in calls)
    opening = f", opening: {{paid: {paid} USD}}" if unmet else ""
    said = f"members: {{ada: {first}%, bob: {100 - first}%}}{opening}, calls: [{asked}]"
    contributed = sum(worth(value, said, party) for party in ("ada", "bob"))
    brings = f"{said}, cash_flow: 70 USD/year, exit_value: 500 USD"
    total = sum(worth(value, brings, party) for party in ("ada", "bob"))
    assert total == pytest.approx(640.0 + contributed)
    assert -sum(amount for _, amount, *_ in calls) - 1e-9 <= contributed <= 1e-9


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (SIXTY, "none-of", "neither costs nor brings"),
        ("members: {ada: 60%, bob: 50%}, cash_flow: 1 USD/year", "over-whole", "come to 110%"),
        ("members: {adda: 60%}, cash_flow: 1 USD/year", "unknown-party", "`adda`"),
        (f"{SIXTY}, own_contributions: {{eve: 1 USD}}", "unknown-party", "`eve` is no member"),
        (f"{SIXTY}, capacity: 1 USD/year, price: 50%, takes: {{eve: 9%}}", "unknown-party", "`eve` is no member"),
        (f"{SIXTY}, calls: [{{on: launch, amount: 1 USD, unmet_by: eve}}]", "unknown-party", "`eve` is no member"),
        (f"{SIXTY}, calls: [{{on: launch, amount: 1 USD, covered: yes}}]", "idle-key", "`covered`"),
        (f"{SIXTY}, calls: [{{on: 2024-01-01, amount: 1 USD}}]", "date-passed", "lies before"),
        (f"{SIXTY}, calls: [{{on: 2034-01-01, amount: 1 USD}}]", "past-horizon", "past the horizon"),
        (f"{SIXTY}, cash_flow: 1 USD/year, takes: {{bob: 9%}}", "idle-key", "without `capacity`"),
        (f"{SIXTY}, capacity: 1 USD/year, price: 9%", "idle-key", "without `takes`"),
        (f"{SIXTY}, cash_flow: 1 USD/year, opening: {{paid: 1 USD}}", "idle-key", "`opening`"),
        (f"{SIXTY}, cash_flow: 1 USD/year, beyond: perpetuity(2%)", "idle-key", "`exit_value`"),
    ],
)
def test_what_is_wrong_is_said(said: str, code: str, words: str) -> None:
    found = loads(f"{HEAD}\n{DRIVERS}terms:\n  it: {{kind: venture, {said}}}")
    problems = [each for each in found.problems if each.code != "unused-driver"]
    assert {each.code for each in problems} == {code}
    assert words in problems[0].what


def switched(value: Value, said: str, switches: str, party: str) -> float:
    right = f"more: {{kind: option, holder: ada, on: 2025-12-31, exercise: always, switches: {{{switches}}}}}"
    return value(f"{DRIVERS}terms:\n  it: {{kind: venture, {said}}}\n  {right}", party, rate=0.0)["it"]


@pytest.mark.parametrize(
    ("said", "switches", "ada", "bob"),
    [
        (f"{SIXTY}, exit_value: 500 USD", "terms.it.exit_value: 700 USD", 420.0, 280.0),
        (
            f"{SIXTY}, contributions: 100 USD, own_contributions: {{bob: 5 USD}}",
            "terms.it.exit_value: 700 USD",
            360,
            235,
        ),
        (f"{SIXTY}, exit_value: 500 USD", "terms.it.members.ada: 50%", 250.0, 200.0),
        (  # a pays 50 of 50 and has 110 of 150 from then on, in the other wording too: 220 and 80 of 300
            f"{SIXTY}, contributions: 100 USD, calls: [{{on: rival, amount: 50 USD, unmet_by: bob, covered: yes}}]",
            "terms.it.exit_value: 300 USD",
            220.0 - 110.0,
            80.0 - 40.0,
        ),
        (  # and once more 30 of 30, of which bob's are 8: 110 + 30 of 180
            (
                f"{SIXTY}, contributions: 100 USD, calls: [{{on: rival, amount: 50 USD, unmet_by: bob, covered: yes}},"
                " {on: 2026-06-30, amount: 30 USD, unmet_by: bob, covered: yes}]"
            ),
            "terms.it.exit_value: 180 USD",
            140.0 - 140.0,
            40.0 - 40.0,
        ),
        (  # counted at twice the 20 that ada pays for bob: 130 of 170 from then on
            (
                f"{SIXTY}, contributions: 100 USD,"
                " calls: [{on: rival, amount: 50 USD, unmet_by: bob, covered: yes, counts: 200%}]"
            ),
            "terms.it.exit_value: 170 USD",
            130.0 - 110.0,
            40.0 - 40.0,
        ),
        (f"{SIXTY}, calls: [{{on: more, amount: 100 USD}}]", "terms.it.exit_value: 10 USD", -54.0, -36.0),
        (f"{SIXTY}, exit_value: 10 USD", "terms.it.calls: [{on: more, amount: 100 USD}]", -54.0, -36.0),
    ],
)
def test_a_venture_that_an_option_switches_pays_once_and_keeps_its_shares(
    value: Value, said: str, switches: str, ada: float, bob: float
) -> None:
    assert switched(value, said, switches, "ada") == pytest.approx(ada)
    assert switched(value, said, switches, "bob") == pytest.approx(bob)


def test_a_venture_that_another_takes_over_is_not_divided_then(value: Value) -> None:
    """The shares of 110 and 40 of 150 go over; the old venture's own exit value is not divided."""
    called = f"{SIXTY}, contributions: 100 USD, calls: [{{on: rival, amount: 50 USD, unmet_by: bob, covered: yes}}]"
    old = f"old: {{kind: venture, {called}, exit_value: 900 USD}}"
    new = f"it: {{kind: venture, {SIXTY}, exit_value: 300 USD, replaces: old, takes_over: yes, from: 2026-01-01}}"
    lines = value(f"{DRIVERS}terms:\n  {old}\n  {new}", "ada", rate=0.0)
    assert (lines["old"], lines["it"]) == (pytest.approx(-110.0), pytest.approx(220.0))
