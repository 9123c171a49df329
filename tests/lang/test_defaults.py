"""What counts where a key of securities is left out is told, and is what counts."""

import json

import pytest

from dealwright.lang.captable import loads_table
from dealwright.lang.key_help import DEFAULTS
from dealwright.lang.schema import captable_schema, schema

TEXT = """captable: 1
company: mill
currency: USD
as_of: 2025-01-01
stakeholders: {ada: {}, ben: {}}
classes:
  common: {authorised: 90_000_000}
  series_a: {kind: preferred, original_issue_price: 2 USD, preference: 1x, converts_into: common, #ShareClass
    dividend: {rate: 8%, #Dividend
    }, anti_dilution: {kind: broad_based, #AntiDilution
    }}
pools:
  plan: {of: common, reserved: 90, #Pool
  }
convertibles:
  note: {kind: note, holder: ben, amount: 10k USD, on: 2023-01-01, cap: 1m USD, #Convertible
  }
rights:
  option: {kind: warrant, holder: ben, of: common, count: 48, on: 2021-01-01, #Right
    vesting: {start: 2021-01-01, months: 48, #Vesting
    }}
events:
  - {kind: issue, on: 2020-01-01, of: common, holder: ada, shares: 6_000_000, price: 1 USD, security: c1}
  - {kind: split, on: 2020-02-01, ratio: 2, #SplitEvent
    }
rounds:
  b: {on: 2025-06-01, new_class: {kind: preferred, preference: 1x, converts_into: common}, pre_money: 20m USD,
    investors: {ben: 1m USD}, #PricedRound
    pool: {share: 10%, #PoolTarget
    }}
ipo: {on: 2027-01-01, price: 9 USD, #Ipo
  }
rounding: {price_places: 4, #Rounding
  }
exit: {#Exit
  }
"""


def unsaid(name: str) -> bool:
    """Say whether the text has a shape and leaves a key of it out."""
    shape, key = name.split(".")
    before, mark, _ = TEXT.partition(f"#{shape}\n")
    return bool(mark) and f"{key}: " not in before.rpartition("{")[2]


KEYS = [name for name in DEFAULTS if unsaid(name)]


@pytest.mark.parametrize("name", KEYS)
def test_a_default_that_is_typed_changes_nothing(name: str) -> None:
    shape, key = name.split(".")
    typed = f"{key}: {DEFAULTS[name]}"
    before, after = (loads_table(text) for text in (TEXT, TEXT.replace(f"#{shape}\n", f"{typed},\n  ")))
    assert before.table is not None
    assert after.errors == ()
    assert after.table == before.table


def test_what_a_term_is_when_nothing_is_said_is_told() -> None:
    """The terms whose absence moves an answer: an exit's, a round's, a note's."""
    parts = captable_schema()["$defs"]
    for name, words in {
        "ShareClass.seniority": "`0`",
        "ShareClass.participation": "`none`",
        "ShareClass.preference": "`0x`",
        "ShareClass.conversion_price": "the original issue price, so one for one",
        "Dividend.cumulative": "`yes`",
        "Dividend.compounding": "`simple`",
        "Dividend.day_count": "`actual/365`",
        "Dividend.on_conversion": "`forfeited`",
        "AntiDilution.unissued_options": "`yes`",
        "Convertible.exit_multiple": "`1x`",
        "Convertible.interest_converts": "`yes`",
        "PoolTarget.of": "`available`",
        "PoolTarget.when": "`post`",
        "PoolTarget.in_pre_money": "`yes`",
        "Vesting.rounding": "`none`",
        "Ipo.split_rounding": "`down`",
        "Rounding.shares": "`none`",
        "Ipo.lock_up": "`0`",
    }.items():
        shape, key = name.split(".")
        said = parts[shape]["properties"][key]
        assert said["description"].endswith(f"Without it: {words}.")
        assert said.get("default", words).strip("`") == words.strip("`")


def test_where_no_value_stands_for_it_the_sentence_tells() -> None:
    told = {key: part["description"] for key, part in captable_schema()["$defs"]["Convertible"]["properties"].items()}
    assert told["money"].endswith("Without it: `post` for a SAFE and `pre` for a note.")
    assert told["seniority"].endswith("Without it: that of the most senior preferred shares outstanding.")
    assert json.dumps(schema()).count("None:") == 0
