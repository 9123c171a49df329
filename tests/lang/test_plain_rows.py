"""Plain lines of a long cap table are read straight, and never otherwise than the whole reader reads them."""

import dataclasses
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.equity.captable import CapTable
from dealwright.lang import plain_rows
from dealwright.lang.captable import LoadedTable, read_fast, read_whole
from dealwright.lang.captable_text import captable_text
from dealwright.lang.reading import Source
from lang.random_tables import Maker, tables

LETTERS = "{}[]:,-# '\"abc019.%_|>\n"
ISSUE = "  - {{kind: issue, on: 2021-01-15, of: common, holder: holder_{0}, shares: {0}00, price: 0.{0} USD}}"
GRANT = (
    "  grant_{0}: {{kind: option, holder: holder_{0}, of: common, count: {0}0, strike: 1.5 USD,"
    " vesting: {{start: 2021-01-01, months: 48, cliff: 12}}}}"
)
LONG = "\n".join(
    [
        "captable: 1",
        "company: acme",
        "currency: USD",
        "as_of: 2025-06-30",
        "stakeholders:",
        *(f"  holder_{number}: {{name: Holder Number {number}, relationship: employee}}" for number in range(1, 120)),
        "classes: {common: {}}",
        "rights:",
        *(GRANT.format(number) for number in range(1, 60)),
        "events:",
        *(ISSUE.format(number) for number in range(1, 120)),
    ]
)


@pytest.fixture(autouse=True)
def _any_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_rows, "WORTH_IT", 0)


def source(text: str) -> Source:
    return Source(text, "acme.yaml", "")


def places(table: CapTable | None) -> list[Any]:
    """Return every place in a table, in its order."""
    if table is None:
        return []
    sections = (table.stakeholders.values(), table.convertibles.values(), table.rights.values(), table.events)
    return [(type(thing), thing.id, thing.place) for section in sections for thing in section]


def same(fast: LoadedTable | None, whole: LoadedTable) -> bool:
    """Say whether what was read fast, if anything was, is what was read whole."""
    if fast is None:
        return True
    alike = fast.table == whole.table and places(fast.table) == places(whole.table)
    return alike and fast.problems == whole.problems


def test_a_long_table_is_read_straight_to_the_same_table() -> None:
    fast, whole = read_fast(source(LONG), audited=False), read_whole(source(LONG), audited=False)
    assert fast is not None
    assert fast.table is not None
    assert whole.problems == ()
    assert same(fast, whole)
    assert len(fast.table.events) == len(fast.table.stakeholders) == 119
    assert fast.table.rights["grant_7"].vesting is not None


def test_what_is_not_plain_stands_between_what_is() -> None:
    odd = LONG.replace("Holder Number 7,", '"Holder: 7",').replace("shares: 500, price: 0.5 USD", "shares: 4 * 125")
    fast = read_fast(source(odd), audited=False)
    assert fast is not None
    assert same(fast, read_whole(source(odd), audited=False))


@given(tables())
def test_any_table_that_can_be_written_is_read_the_same(table: CapTable) -> None:
    written = source(captable_text(table))
    assert same(read_fast(written, audited=False), read_whole(written, audited=False))


@given(st.integers(0, 2**48))
def test_a_damaged_file_is_never_read_fast_to_something_else(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    table = Maker(random).table()
    rows = {name: f"  {name}: {{name: {name} x, relationship: {name}}}" for name in ("h1", "h2", "h3")}
    lines = captable_text(dataclasses.replace(table, company="acme")).split("\n")
    start = lines.index("stakeholders:") + 1
    lines[start:start] = rows.values()
    text = "\n".join(lines)
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(text))
        match random.randrange(4):
            case 0:
                text = text[:at] + random.choice(LETTERS) + text[at:]
            case 1:
                text = text[:at] + text[at + 1 :]
            case 2:
                line = text.split("\n")[random.randrange(text.count("\n"))]
                text = text.replace(line, f"{line}\n{line}", 1)
            case _:
                text = text.replace("\n\n", "\n", 1)
    assert same(read_fast(source(text), audited=False), read_whole(source(text), audited=False))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("holder: holder_9,", "holder: holder_900,"),
        ("0.9 USD", "0.9 EUR"),
        ("shares: 900", "shares: 0900"),
        ("on: 2021-01-15, of: common, holder: holder_9,", "on: 2021-02-30, of: common, holder: holder_9,"),
        ("  holder_9:", "  holder_8:"),
        ("kind: issue, on: 2021-01-15, of: common, holder: holder_9,", "kind: issue, of: common, holder: holder_9,"),
        ("Holder Number 9,", "none,"),
        ("months: 48, cliff: 12", "months: 48.5, cliff: 12"),
    ],
)
def test_what_is_wrong_in_a_plain_line_is_found_by_the_whole_reader(before: str, after: str) -> None:
    wrong = LONG.replace(before, after, 1)
    assert wrong != LONG
    fast, whole = read_fast(source(wrong), audited=False), read_whole(source(wrong), audited=False)
    assert same(fast, whole)
    assert whole.problems or whole.table is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{common: {}}", "{common: {authorised: 500}}"),
        ("on: 2021-01-15, of: common, holder: holder_9,", "on: 2020-01-15, of: common, holder: holder_9,"),
        ("count: 90,", "count: 90, pool: plan,"),
        ("", ""),
    ],
)
def test_what_does_not_add_up_is_told_the_same(before: str, after: str) -> None:
    text = LONG.replace(before, after, 1) if before else LONG
    text = text.replace("rights:", "pools: {plan: {of: common, reserved: 5}}\nrights:", 1)
    fast, whole = read_fast(source(text), audited=True), read_whole(source(text), audited=True)
    assert same(fast, whole)
    assert bool(whole.problems) == bool(before)
