"""`dealwright advice`: one side's memo, as a page and as JSON."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from cli.answer import KETTLE, Run

FEW = ("--paths", "1024")
ADVISED: dict[Path, Any] = {}
"""What Ada is told about a deal, which many tests read."""


@pytest.fixture(scope="module")
def unsure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deal of two terms in which how Bruno bears risk is not known."""
    path = tmp_path_factory.mktemp("unsure") / "deal.yaml"
    path.write_text(KETTLE.replace("risk_tolerance: 5m}", "risk_tolerance: 200k to 5m}"), encoding="utf-8")
    return path


@pytest.fixture
def found(unsure: Path, run: Run) -> Any:
    """What `dealwright advice --json` tells Ada about that deal, asked once."""
    if unsure not in ADVISED:
        ADVISED[unsure] = run("advice", str(unsure), "--for", "ada", *FEW, "--json").json
    return ADVISED[unsure]


def test_each_passage_says_what_to_type_and_on_which_futures_it_rests(found: Any) -> None:
    headings = [each["heading"] for each in found["memo"]]
    assert headings[:3] == ["In short", "Where you stand", "What to offer"]
    assert "On whom you depend today" in headings
    for passage in found["memo"]:
        assert passage["trail"].startswith("dealwright ")
        assert "1,024 futures of seed 1" in passage["trail"]
        assert all(sentence.endswith(".") for sentence in passage["sentences"])


def test_what_a_passage_says_to_type_tells_its_figures(found: Any, run: Run) -> None:
    memo = found["memo"]
    trails = {each["heading"]: each["trail"].partition(": 1,024 futures")[0] for each in memo}
    said = {each["heading"]: each["sentences"] for each in memo}
    for heading in ("What to offer", "What to find out", "On whom you depend today"):
        first = said[heading][0].replace("the offer above", "the package")
        assert first in " ".join(run(*shlex.split(trails[heading])[1:]).out.split()), heading


def test_the_memo_says_what_the_verbs_found(found: Any, unsure: Path, run: Run) -> None:
    alone = run("offers", str(unsure), "--for", "ada", *FEW, "--json").json
    assert found["offers"] == alone
    printed = " ".join(run("advice", str(unsure), "--for", "ada", *FEW).out.split())
    for passage in found["memo"]:
        assert " ".join(" ".join(passage["sentences"]).split()) in printed


def test_what_is_said_in_short_is_what_the_passages_say(found: Any) -> None:
    short, standing, offering = (" ".join(each["sentences"]) for each in found["memo"][:3])
    expected = re.search(r"an expected surplus of (\S+?( ±\S+?)?)\. A fair", short)
    assert expected is not None
    assert expected.group(1) in offering
    floor = re.search(r"less than the (.*) of no deal", short)
    assert floor is not None
    assert f"Without a deal Ada would have {floor.group(1)}" in standing
    nash = found["bargain"]["solutions"]["nash"]["fresh_surplus"]["ada"]["value"]
    named = re.search(r"\+([\d.]+)(k|m) [^,]*to Ada", short)
    assert named is not None
    assert float(named.group(1)) * {"k": 1e3, "m": 1e6}[named.group(2)] == pytest.approx(nash, rel=0.01)


def test_nothing_without_a_deal_is_nothing(deal: Path, run: Run) -> None:
    text = KETTLE.replace("risk_tolerance: 5m}", "risk_tolerance: 5m, reservation: 1k to 9k}")
    deal.write_text(
        text.replace("profit:  {kind", "lost: {kind: flow, payer: bruno, amount: 0 EUR/year}\n  profit:  {kind"),
        encoding="utf-8",
    )
    assert "Without a deal Bruno would have 0 EUR." in told(deal, run, "bruno")


def test_advice_changes_with_what_it_rests_on(found: Any, unsure: Path, run: Run) -> None:
    def offered(memo: Any) -> str:
        return next(str(each["sentences"][0]) for each in memo if each["heading"] == "What to offer")

    asked = ("advice", str(unsure), "--for", "ada", *FEW, "--json")
    assert run(*asked).json == found
    assert offered(found["memo"]) != offered(run(*asked, "--set", "terms.royalty.on=2 * sales").json["memo"])
    assert re.search(r"chance of \d+%", offered(found["memo"]))


def test_advice_is_for_somebody_at_the_table(unsure: Path, run: Run) -> None:
    answer = run("advice", str(unsure), "--for", "carla", *FEW)
    assert answer.code == 2
    assert "'carla' does not bargain" in answer.err
    assert run("advice", str(unsure), *FEW).code == 2


PRICE = """dealwright: 1
title: A licence for a price
as_of: 2025-01-01
horizon: 2026-12-31
step: quarter
currency: USD
risk_free: 0%
parties:
  buyer:  {name: The buying company, short: Buyer, risk_tolerance: none}
  seller: {name: The selling company, short: Seller, risk_tolerance: none, reservation: NEED}
terms:
  worth: {kind: flow, payee: buyer, amount: 50 USD/year}
  price: {kind: payment, payer: buyer, payee: seller, amount: 10 USD, on: 2025-01-01}
scenarios:
  apart: {set: {terms.price.active: no, terms.worth.active: no}}
negotiate:
  between: [buyer, seller]
  no_deal: apart
  over:
    terms.price.amount: 0 USD .. 100 USD by 2 USD
"""


def told(path: Path, run: Run, party: str = "buyer") -> str:
    """Return the memo of a side in one line, without where it comes from."""
    memo = run("advice", str(path), "--for", party, *FEW, "--json").json["memo"]
    return " ".join(sentence for passage in memo for sentence in passage["sentences"])


@pytest.fixture
def price(tmp_path: Path) -> Path:
    """A price between a buyer to whom the thing is worth 100 and a seller who must gain 20."""
    path = tmp_path / "price.yaml"
    path.write_text(PRICE.replace("NEED", "20 USD"), encoding="utf-8")
    return path


def test_what_somebody_holds_out_for_is_no_lack_of_worth(price: Path, run: Run) -> None:
    said = told(price, run)
    assert "41 packages of 51 suit every side." in said
    assert "beat no deal" not in said


def test_without_a_zone_the_memo_says_what_is_missing_and_asks_for_nothing(price: Path, run: Run) -> None:
    price.write_text(PRICE.replace("NEED", "200 USD"), encoding="utf-8")
    said = told(price, run)
    assert "No packages of 51 suit every side. The closest one leaves Seller 100 short: price amount 100 USD." in said
    assert "Ask back" not in said
    assert "give price" not in said


def test_each_party_has_one_name_and_steps_have_their_start(price: Path, run: Run) -> None:
    said = told(price, run)
    assert "company" not in said
    assert "the Nash package, price amount 50 USD: " in said
    assert "Steps are counted from the Nash package. If something must be given" in said
    assert "Buyer would sign the offer above" in said


def test_the_first_of_several_offers_is_said_where_it_is_not_the_best(run: Run) -> None:
    found = run("advice", "examples/valve-licence/deal.yaml", "--for", "larch", "--paths", "256", "--json").json
    first, best = found["offers"]["equivalents"]["offers"][0]["package"], found["offers"]["sides"][0]["best"]["package"]
    said = " ".join(sentence for passage in found["memo"] for sentence in passage["sentences"])
    assert first != best
    assert f"A is upfront amount {first['terms.upfront.amount'].removesuffix(' EUR')}" in said
    compared = {each["name"]: each["package"] for each in found["facts"]["compared"]}
    assert compared["package"] == found["talks"]["advice"]["package"]  # the doubts are those of what is advised
    assert "of cases, where it suits them" not in said  # the one chance of signing is that of the offer


TALKS = """talks:
  - {by: buyer, on: 2024-11-01, offer: {terms.price.amount: 20 USD}, answer: refused}
  - {by: seller, on: 2024-12-01, offer: {terms.price.amount: 46 USD}, answer: accepted}
"""


def test_nothing_is_advised_once_a_package_was_accepted(price: Path, run: Run) -> None:
    price.write_text(PRICE.replace("NEED", '"uniform(0 USD, 60 USD)"') + TALKS, encoding="utf-8")
    said = told(price, run)
    assert "The talks are over: a package was accepted, so nothing is advised." in said
    assert "Offer price" not in said
    assert "give price" not in said
    price.write_text(price.read_text(encoding="utf-8").replace("accepted", "open"), encoding="utf-8")
    assert "Accept their offer: price amount" in (said := told(price, run))
    assert "give price" in said


def test_what_was_signed_in_the_end_is_no_talk_before_it(price: Path, run: Run) -> None:
    signed = "talks:\n  - {by: buyer, on: 2025-03-01, offer: {terms.price.amount: 46 USD}, signed: yes}\n"
    price.write_text(PRICE.replace("NEED", "20 USD") + signed, encoding="utf-8")
    memo = run("advice", str(price), "--for", "buyer", *FEW, "--json").json["memo"]
    assert [each["heading"] for each in memo][:3] == ["In short", "Where you stand", "What to offer"]
    assert "talks are over" not in told(price, run)
