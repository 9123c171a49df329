"""`dealwright terms`: the kinds of term that there are, and the terms of a deal in words."""

from pathlib import Path

import pytest

from cli.answer import Run
from dealwright.lang.term_keys import meaning, term_keys
from dealwright.terms import KINDS, Term

FILM = """\
dealwright: 1
title: A film
as_of: 2025-01-01
horizon: 2027-12-31
step: year
currency: EUR
risk_free: 3%
parties:
  seller: {name: The seller}
  bank: {name: The bank}
  maker: {name: The maker}
drivers:
  income: {kind: constant, is: 1m EUR/year}
  sold: {kind: event, chance: 50% by 2026-12-31}
terms:
  fee: {kind: royalty, payer: maker, payee: seller, on: income, rate: 20%, ends_on: sold, until: 2026-12-31}
  loan: {kind: royalty, title: The bank's share, payer: maker, payee: bank, on: income - terms.fee.paid, rate: 50%}
  late: {kind: payment, active: no, payer: maker, payee: seller, amount: 10k EUR, on: 2026-06-30}
"""


@pytest.fixture
def film(tmp_path: Path) -> str:
    file = tmp_path / "film.yaml"
    file.write_text(FILM, encoding="utf-8")
    return str(file)


def test_every_kind_is_listed_with_what_it_is(run: Run) -> None:
    answer = run("terms")
    assert answer.code == 0
    told = " ".join(answer.out.split())
    for name, kind in KINDS.items():
        assert f"{name} {meaning(kind)}" in told
        assert "take_or_pay" not in told


@pytest.mark.parametrize("name", KINDS)
def test_the_keys_of_a_kind_are_listed_on_demand(run: Run, name: str) -> None:
    own = {field.alias or key for key, field in KINDS[name].model_fields.items() if key not in Term.model_fields}
    entry = next(each for each in run("terms", "--json").json if each["kind"] == name)
    assert entry["meaning"]
    assert own <= {key["key"] for key in entry["keys"] if key["own"]}
    told = run("terms", "--keys").out
    for key in term_keys(KINDS[name]):
        assert not key.own or (f"{key.key}*" if key.must else key.key) in told


def test_the_terms_of_a_deal_are_told_with_who_owes_whom_what_and_for_how_long(run: Run, film: str) -> None:
    answer = run("terms", film)
    assert answer.code == 0
    told = " ".join(answer.out.split())
    assert "fee royalty The maker shall pay the seller 20% of income" in told
    assert "1 January 2025 to 31 December 2026; ends on sold" in told
    assert "The bank's share: The maker shall pay the bank" in told
    assert "late payment, not in force" in told


def test_it_is_told_which_term_acts_on_which(run: Run, film: str) -> None:
    fee, loan, late = run("terms", film, "--json").json
    assert fee["acted_on_by"] == ["loan"]
    assert loan["acts"] == {"on": ["fee"]}
    assert (late["acts"], late["acted_on_by"], late["active"]) == ({}, [], False)
    assert fee["sides"] == {"payer": "maker", "payee": "seller"}


def test_a_change_of_the_deal_is_told(run: Run, film: str) -> None:
    assert "30% of income" in run("terms", film, "--set", "terms.fee.rate=30%").out


def test_errors_of_the_file_are_told_and_nothing_is_listed(run: Run, film: str) -> None:
    answer = run("terms", film, "--set", "terms.fee.payee=nobody")
    assert (answer.code, answer.out) == (1, "")
    assert "unknown" in answer.err


@pytest.mark.parametrize("words", [("--set", "terms.fee.rate=30%"), ("--sources", ".")])
def test_what_needs_a_file_is_refused_without_one(run: Run, words: tuple[str, str]) -> None:
    answer = run("terms", *words)
    assert (answer.code, answer.out) == (2, "")
    assert "need a FILE" in answer.err


def test_keys_are_of_kinds_and_not_of_a_deal(run: Run, film: str) -> None:
    assert run("terms", film, "--keys").code == 2
