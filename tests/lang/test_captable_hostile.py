"""Whatever stands in a cap table, reading it ends with a table or with problems at their places, and never raises."""

from importlib.resources import files
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.lang.cap_tables import cap_table
from dealwright.lang.captable import loads_table
from dealwright.lang.load import loads

TEMPLATE = files("dealwright.cli").joinpath("templates", "captable.yaml").read_text(encoding="utf-8")
LETTERS = "{}[]:,-# '\"abc019.%_|>&*!?\n\t\u00e9"
WORDS = (
    "none", "yes", "-1", "0", "1e30", "2024-02-30", "2999-01-01", "series_a", "common", "ana", "5 EUR", "100%", "1x",
    "{}", "[]", "", "~", "1 / 0", "if(yes, 1, 2)", "5% to 10%", "one_of({1: 50%, 2: 50%})", "plan", "safe_1", "grant_1",
)  # fmt: skip


BODY = TEMPLATE.split("as_of: 2025-06-30\n", 1)[1]
INSIDE = "\n".join(f"      {line}" if line.strip() and line[0] != "#" else "" for line in BODY.split("\n"))
DEAL = f"""dealwright: 1
title: Mill
as_of: 2025-06-30
horizon: 2030-12-31
currency: USD
risk_free: 4%
parties: {{ana: {{}}, fund: {{}}}}
drivers: {{worth: {{kind: gbm, start: 20m USD, growth: 20%, volatility: 60%}}, ipo: {{kind: event, hazard: 10%}}}}
companies:
  mill:
    enterprise_value: worth
    cost_of_capital: 15%
    exit: [ipo, horizon]
    securities:
      others: fund
{INSIDE}
scenarios:
  dear: {{companies.mill.securities.classes.series_seed.preference: 2x}}
negotiate:
  between: [ana, fund]
  over:
    companies.mill.securities.classes.series_seed.participation: [none, full]
    companies.mill.securities.rounds.series_a.pre_money: 10m .. 20m by 5m
"""


def damaged(text: str, random: Random) -> str:
    """Return a text with a few letters, lines or values changed."""
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(text))
        match random.randrange(4):
            case 0:
                text = text[:at] + random.choice(LETTERS) + text[at:]
            case 1:
                text = text[:at] + text[at + random.randint(1, 3) :]
            case 2:
                lines = text.split("\n")
                del lines[random.randrange(len(lines))]
                text = "\n".join(lines)
            case _:
                pieces = text.split(": ")
                place = random.randrange(1, len(pieces))
                value, _, rest = pieces[place].partition(",")
                tail = f",{rest}" if "," in pieces[place] else f"\n{value[-1:]}"
                pieces[place] = random.choice(WORDS) + tail
                text = ": ".join(pieces)
    return text


@given(st.integers(0, 2**48))
def test_a_damaged_table_is_read_to_problems_with_places(seed: int) -> None:
    text = damaged(TEMPLATE, Random(seed))  # noqa: S311 - no secret
    loaded = loads_table(text, "damaged.yaml")
    assert loaded.table is not None or loaded.errors
    for problem in loaded.problems:
        assert problem.place.file == "damaged.yaml"
        assert problem.what
        assert loaded.line(problem.place) or problem.place.line >= text.count("\n")


def test_the_deal_with_the_securities_is_sound() -> None:
    assert loads(DEAL).problems == ()


@settings(max_examples=25)
@given(st.integers(0, 2**48))
def test_a_damaged_deal_with_securities_is_read_to_problems(seed: int) -> None:
    loaded = loads(damaged(DEAL, Random(seed)))  # noqa: S311 - no secret
    if loaded.deal is None:
        assert loaded.errors
        return
    for name, company in loaded.deal.companies.items():
        assert company.securities is None or cap_table(loaded.deal, name).company == name


@pytest.mark.parametrize(
    "text",
    [
        "captable: 1",
        "captable: 1\nstakeholders: []\nclasses: 5\nevents: {a: b}\nrounds: [1, 2]\nipo: yes\nexit: []\n",
        "captable: 2\ncompany: {}\ncurrency: [USD]\nas_of: never\n",
        "captable: 1\ncompany: a\ncurrency: DOLLARS\nas_of: 2025-01-01\nevents: [5, [], {}, {kind: [issue]}]\n",
        "captable: 1\ncompany: a\ncurrency: USD\nas_of: one_of({2025-01-01: 50%, 2026-01-01: 50%})\n",
        "captable: 1\n" + "stakeholders: " + "{a: " * 60 + "}" * 60,
        "captable: 1\nevents:\n" + "  - {kind: issue}\n" * 300,
        "captable: &a 1\ncompany: *a\n",
        "captable: 1\ncompany: a\ncurrency: USD\nas_of: 2025-01-01\nextras: [{of: x, content: '[[[[[[[['}]\n",
    ],
)
def test_a_table_that_is_none_is_told_to_be_none(text: str) -> None:
    loaded = loads_table(text)
    assert loaded.table is None
    assert loaded.errors


def test_many_problems_are_cut_short_and_a_long_file_is_read_in_time() -> None:
    rows = "\n".join(f"  h{number}: {{name: H {number}, relationsip: x}}" for number in range(2000))
    loaded = loads_table(f"captable: 1\ncompany: a\ncurrency: USD\nas_of: 2025-01-01\nstakeholders:\n{rows}\n")
    assert {problem.code for problem in loaded.problems} == {"unknown-key"}


def test_a_table_larger_than_any_is_refused() -> None:
    (problem,) = loads_table("captable: 1\n#" + "x" * 20_000_000).problems
    assert problem.code == "too-large"
