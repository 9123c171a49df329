"""What a file may declare of securities is what the model knows: the same keys, for every shape and every event."""

import dataclasses
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from dealwright.deal.securities import CapTableFile, Securities
from dealwright.deal.securities_events import EVENT_KINDS
from dealwright.equity.captable import CapTable
from dealwright.equity.declared import MADE
from dealwright.equity.events import AnyEvent
from dealwright.lang.captable import loads_table


@pytest.mark.parametrize(("shape", "kind"), MADE.items(), ids=lambda each: each.__name__)
def test_a_declared_shape_has_the_keys_of_what_it_becomes(shape: type[BaseModel], kind: type[Any]) -> None:
    keys = set(shape.model_fields) - {"id", "note", "if_", "vests_with"}  # what only a deal knows becomes its vesting
    fields = {field.name for field in dataclasses.fields(kind)} - {"id", "place", "note"}
    assert keys - ({"kind"} if shape in EVENT_KINDS else set()) == fields


@pytest.mark.parametrize(("shape", "kind"), MADE.items(), ids=lambda each: each.__name__)
def test_what_must_be_there_is_what_the_model_has_no_value_for(shape: type[BaseModel], kind: type[Any]) -> None:
    missing = dataclasses.MISSING
    fields = {field.name: field for field in dataclasses.fields(kind) if field.name not in {"id", "name", "new_class"}}
    needed = {key for key, field in fields.items() if field.default is missing and field.default_factory is missing}
    assert {key for key, field in shape.model_fields.items() if field.is_required()} == needed


def test_every_event_of_the_model_can_be_declared() -> None:
    assert {MADE[shape] for shape in EVENT_KINDS} == set(get_args(AnyEvent))


def test_a_file_and_a_deal_have_the_sections_of_the_model() -> None:
    sections = {field.name for field in dataclasses.fields(CapTable)} - {"place"}
    assert set(CapTableFile.model_fields) - {"captable", "title", "note"} == sections - {"others"}
    assert set(Securities.model_fields) - {"file", "holders", "note"} == sections - {"company", "currency", "as_of"}


def test_a_round_that_does_not_come_is_in_no_table() -> None:
    text = """
captable: 1
company: Acme
currency: USD
as_of: 2025-01-01
stakeholders: {ana: {}, fund: {}}
classes: {common: {}, a: {kind: preferred, original_issue_price: 1 USD, preference: 1x, converts_into: common}}
events: [{kind: issue, on: 2024-01-01, of: common, holder: ana, shares: 1000}]
rounds: {a: {on: 2025-06-01, investors: {fund: 500 USD}, pre_money: 1000 USD, if: COMES}}
"""
    comes, stays = (loads_table(text.replace("COMES", word)).table for word in ("yes", "no"))
    assert comes is not None
    assert stays is not None
    assert [round_.id for round_ in comes.rounds] == ["a"]
    assert stays.rounds == ()
