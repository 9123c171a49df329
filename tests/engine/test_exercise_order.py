"""Several options, of several holders: each is best against what the others do, and the earlier one is known."""

import subprocess
import sys

import numpy as np
import pytest

from dealwright.engine.books import Books, keep_books
from dealwright.engine.exercising.taste import Taste
from dealwright.engine.measures import certainty_equivalent
from dealwright.engine.result import Estimate
from dealwright.lang.load import loads
from dealwright.world.draws import Draws
from dealwright.world.futures import simulate

HEAD = """dealwright: 1
title: Several rights
as_of: 2025-01-01
horizon: 2027-12-31
step: year
currency: USD
risk_free: 0%
parties: {ada: {discount: 0%}, bob: {discount: 0%}, bank: {discount: 0%}}
"""
SALES = "drivers: {sales: {kind: gbm, start: 100 USD/year, growth: 0%, volatility: 30%}}\n"
LEAVE = "  leave: {kind: option, holder: ada, writer: bob, on: 2025-12-31, ends: supply}\n"
EXTEND = (
    "  extend: {kind: option, holder: bob, writer: ada, on: 2026-12-31, switches: {terms.supply.until: 2027-12-31}}\n"
)


def opened(text: str, paths: int, seed: int = 1) -> Books:
    """Keep the books of a deal."""
    loaded = loads(HEAD + text)
    assert [problem.what for problem in loaded.errors] == []
    return keep_books(loaded.sound, simulate(loaded.sound, Draws.for_paths(seed, paths)))


def worth(books: Books, party: str) -> Estimate:
    """Return what the deal is worth to a party without mind for risk."""
    draws = books.view.futures.draws
    return certainty_equivalent(Taste.of(books.deal, party).worth(books), None, draws.replicates)


@pytest.mark.parametrize("options", [LEAVE + EXTEND, EXTEND + LEAVE])
@pytest.mark.parametrize(("loss", "leaves"), [(25, True), (5, False)])
def test_who_foresees_an_extension_that_costs_it_more_leaves_before(options: str, loss: int, *, leaves: bool) -> None:
    """By hand: Ada gains 10 in 2025 and 2026 each; Bob extends whenever she loses in 2027.

    To stay brings her 10 - 25 = -15, so that she leaves and keeps 10; or 10 - 5 = 5, so that she stays and has 15.
    """
    books = opened(
        f"""drivers: {{gain: {{kind: schedule, 2025: 10 USD/year, 2026: 10 USD/year, 2027: -{loss} USD/year}}}}
terms:
  supply: {{kind: flow, payer: bob, payee: ada, amount: gain, until: 2026-12-31}}
{options}""",
        64,
    )
    assert np.isfinite(books.view.event("leave")).all() == leaves
    assert worth(books, "ada").value == pytest.approx(10.0 if leaves else 15.0, abs=1e-9)
    assert worth(books, "bob").value == -worth(books, "ada").value


@pytest.mark.parametrize("options", [LEAVE + EXTEND, EXTEND + LEAVE])
def test_leaving_before_another_may_extend_is_worth_what_backward_induction_says(options: str) -> None:
    """Bob extends where Ada then loses; she leaves where the year to come does not make up for that."""
    text = f"""{SALES}terms:
  supply: {{kind: flow, payer: bob, payee: ada, until: 2026-12-31,
           amount: "sales - if(year < 2027, 95 USD/year, 104 USD/year)"}}
{options}"""
    nodes, weights = np.polynomial.hermite_e.hermegauss(200)
    step, chances = np.exp(0.3 * nodes - 0.045), weights / weights.sum()
    then = np.minimum(100.0 * np.outer(step, step) - 104.0, 0.0) @ chances
    truth = 100.0 - 95.0 + float(np.maximum(0.0, 100.0 * step - 95.0 + then) @ chances)
    found = worth(opened(text, 32768), "ada")
    assert abs(found.value - truth) < 4 * found.standard_error
    assert found.value == pytest.approx(truth, rel=0.003)


CLASH = "{{kind: flow, payer: {}, payee: bank, from: 2026-01-01, until: 2026-12-31, amount: 15 USD/year * after(one) * after(two)}}"  # noqa: E501
RIGHTS = {
    "one": "  one: {kind: option, holder: ada, writer: bank, on: 2025-12-31, receives: 10 USD}\n",
    "two": "  two: {kind: option, holder: bob, writer: bank, on: 2025-12-31, receives: 10 USD}\n",
}


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_of_two_rights_on_one_day_the_one_that_stands_first_in_the_file_is_decided_first(
    order: tuple[str, str],
) -> None:
    """By hand: a right brings 10, both together cost each 15: the first takes it, the other does better without."""
    rights = "".join(RIGHTS[name] for name in order)
    books = opened(
        f"{SALES}terms:\n  ada_pays: {CLASH.format('ada')}\n  bob_pays: {CLASH.format('bob')}\n{rights}", 256
    )
    first, second = ("ada", "bob") if order[0] == "one" else ("bob", "ada")
    assert worth(books, first).value == pytest.approx(10.0)
    assert worth(books, second).value == pytest.approx(0.0)


@pytest.mark.parametrize("late_first", [False, True])
def test_an_earlier_exercise_is_known_wherever_it_stands_in_the_file(*, late_first: bool) -> None:
    """By hand: Bob has 20 where one of two rights is exercised, not both; the later is his, so he always has it."""
    early = """  early: {kind: option, holder: ada, writer: bank, on: 2025-12-31, receives: sales * 1 year,
           price: 100 USD}
"""
    late = "  late: {kind: option, holder: bob, writer: bank, on: 2026-12-31}\n"
    apart = "20 USD/year * (after(early) + after(late) - 2 * after(early) * after(late))"
    books = opened(
        f"{SALES}terms:\n  prize: {{kind: flow, payer: bank, payee: bob, from: 2027-01-01, amount: {apart}}}\n"
        + (late + early if late_first else early + late),
        2048,
    )
    exercised = np.isfinite(books.view.event("early"))
    assert 0.3 < exercised.mean() < 0.6
    assert (np.isfinite(books.view.event("late")) == ~exercised).all()
    assert worth(books, "bob").value == pytest.approx(20.0)


CYCLE = (
    SALES
    + """terms:
  game: {kind: flow, payer: bob, payee: ada, from: 2026-01-01, until: 2026-12-31,
         amount: (sales - 20 USD/year) * (2 * after(odd) - 1) * (2 * after(even) - 1)}
  odd:  {kind: option, holder: ada, writer: bob, on: 2025-12-31, notice: 1 month}
  even: {kind: option, holder: bob, writer: ada, on: 2025-12-31, notice: 1 month}
"""
)


def days(seed: int) -> str:
    """Write the days of exercise in a deal in which no two policies are best against each other."""
    books = opened(CYCLE, 256, seed)
    return ",".join(str(day) for name in ("odd", "even") for day in books.view.event(name))


def test_policies_that_never_agree_come_to_an_end_and_are_the_same_in_every_process() -> None:
    """Matching pennies: one gains what the other loses, and whoever knows the other's choice changes its own."""
    here = days(3)
    assert here == days(3)
    run = [sys.executable, "-c", "import test_exercise_order as t; print(t.days(3), end='')"]
    there = subprocess.run(run, check=True, capture_output=True, text=True, cwd=__file__.rpartition("/")[0])
    assert there.stdout == here


SWITCH = "kind: option, price: 10 USD, switches"
RAISE = f"  more: {{holder: ada, writer: bob, on: 2025-12-31, {SWITCH}: {{terms.supply.amount: up}}}}\n"
LOWER = f"  less: {{holder: bob, writer: ada, on: 2026-12-31, {SWITCH}: {{terms.supply.amount: down}}}}\n"


@pytest.mark.parametrize("options", [RAISE + LOWER, LOWER + RAISE])
def test_what_is_exercised_last_holds_wherever_it_stands_in_the_file(options: str) -> None:
    """By hand: Ada has 100 in 2025, 150 in 2026 for 10, and 80 in 2027, for which Bob pays 10: 330 in all."""
    amounts = "drivers: {up: {kind: constant, is: 150 USD/year}, down: {kind: constant, is: 80 USD/year}}\n"
    supply = "terms:\n  supply: {kind: flow, payer: bob, payee: ada, amount: 100 USD/year}\n"
    assert worth(opened(amounts + supply + options, 64), "ada").value == pytest.approx(100 + 150 - 10 + 80 + 10)


@pytest.mark.parametrize(
    ("more", "less", "told"),
    [
        ("on: 2025-12-31", "from: 2026-01-31, until: 2026-12-31", False),
        ("from: 2026-01-31, until: 2026-12-31", "on: 2025-12-31", False),
        ("on: 2025-12-31", "on: 2025-12-31", False),
        ("from: 2025-06-30, until: 2026-12-31", "on: 2026-06-30", True),
        ("from: 2025-06-30, until: 2026-12-31", "on: 2026-06-30, starts_on: more", False),
        ("on: 2025-12-31, notice: 1 year", "on: 2026-06-30", False),
        ("on: 2025-12-31, notice: 3 months", "on: 2026-06-30", False),
    ],
)
def test_options_that_set_one_thing_in_no_certain_order_are_told(more: str, less: str, *, told: bool) -> None:
    text = f"""terms:
  supply: {{kind: flow, payer: bob, payee: ada, amount: 100 USD/year}}
  more: {{kind: option, holder: ada, writer: bob, {more}, switches: {{terms.supply.amount: 150 USD/year}}}}
  less: {{kind: option, holder: bob, writer: ada, {less}, switches: {{terms.supply.amount: 80 USD/year}}}}
"""
    assert [problem.code for problem in loads(HEAD + text).problems] == ["switched-twice"] * told
