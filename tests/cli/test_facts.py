"""`dealwright facts`: every fact with its source, and what it is worth to know more, in words, tables and JSON."""

import math
from pathlib import Path
from statistics import NormalDist

import pytest

from cli.answer import Run

WELL = """\
dealwright: 1
title: A well is sold
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: EUR
risk_free: 0%
signed: signed
sources:
  survey: {publisher: Survey of 2021, date: 2021-06-30}
  press: {publisher: Example Times, date: 2024-12-01, grade: B}
facts:
  oil: {is: "normal(110k, 40k)", source: survey, title: What the oil brings}
  lease:
    title: How the lease is read
    known_to: seller
    readings:
      - {title: the buyer pays nothing, weight: 75%, source: press, overlay: {}}
      - {title: the buyer pays the rent, weight: 25%, source: survey, overlay: {terms.rent.amount: 8k}}
  broker: {is: 1k, range: 0.5k to 2k, status: assumed, reason: what brokers ask}
  rate: {is: 3%, status: assumed, reason: nothing uses it but a discount, range: 2% to 4%}
parties:
  buyer: {name: Buyer, discount: rate}
  seller: {name: Seller, risk_tolerance: 100k}
terms:
  price: {kind: payment, active: no, payer: buyer, payee: seller, on: 2025-01-01, amount: 100k}
  find: {kind: payment, active: no, payer: seller, payee: buyer, on: 2025-01-01, amount: oil}
  rent: {kind: payment, active: no, payer: buyer, payee: seller, on: 2025-01-01, amount: 0 EUR}
  fee: {kind: flow, active: no, payer: seller, amount: broker / 1 year}
scenarios:
  no_deal: {terms.price.active: no}
  signed: {terms.price.active: yes, terms.find.active: yes, terms.rent.active: yes, terms.fee.active: yes}
negotiate:
  between: [buyer, seller]
  no_deal: no_deal
  over:
    terms.price.amount: 90k .. 120k by 10k
"""
PRICE = ("--at", "terms.price.amount=100k", "--paths", "4096")


@pytest.fixture
def well(tmp_path: Path) -> str:
    """Give the file of a well that is sold."""
    file = tmp_path / "well.yaml"
    file.write_text(WELL, encoding="utf-8")
    return str(file)


def test_what_a_survey_is_worth_is_the_closed_form(well: str, run: Run) -> None:
    """The buyer pays 100k and a rent of 2k on average for 110k, give or take 40k: 40k n(0.2) - 8k N(-0.2)."""
    found = run("facts", well, "--for", "buyer", *PRICE, "--json").json
    (side,) = found["sides"]
    oil, lease, broker = (side["knowing"][f"facts.{name}"] for name in ("oil", "lease", "broker"))
    standard = NormalDist()
    exact = 40e3 * standard.pdf(0.2) - 8e3 * standard.cdf(-0.2)
    assert abs(oil["value"]["value"] - exact) < 4 * oil["value"]["standard_error"] + 1e-3 * exact
    assert oil["turns"][0]["below"] == "102k"
    assert [found["compared"][turn["form"]]["name"] for turn in oil["turns"]] == ["no_deal", "package"]
    assert lease["changes_nothing"]  # 10k or 2k is left on average: signed either way
    assert broker["changes_nothing"]
    assert broker["value"] == {"value": 0.0, "standard_error": 0.0}


def test_the_seller_minds_risk_and_knows_how_the_lease_is_read(well: str, run: Run) -> None:
    found = run("facts", well, "--for", "seller", *PRICE, "--json").json
    (side,) = found["sides"]
    assert side["knows"] == ["facts.lease"]
    assert "facts.lease" not in side["knowing"]
    assert 0 < side["knowing"]["facts.oil"]["value"]["value"] < 13e3


def test_advice_says_what_to_verify_for_how_much_and_changes_with_the_price(well: str, run: Run) -> None:
    said = " ".join(run("facts", well, "--for", "buyer", *PRICE).out.split())
    assert "Knowing “What the oil brings” before deciding is worth 12.3k ±0.1 EUR to Buyer" in said
    assert "under 102k it would refuse, above 102k sign the package" in said
    assert "Verify first “What the oil brings” for up to 12.3k EUR" in said
    dear = run("facts", well, "--for", "buyer", "--at", "terms.price.amount=120k", "--paths", "4096")
    assert "under 122k" in dear.out
    assert "12.3k" not in dear.out


def test_without_a_side_all_are_shown_and_nothing_is_advised(well: str, run: Run) -> None:
    said = " ".join(run("facts", well, *PRICE).out.split())
    assert "to Buyer" in said
    assert "to Seller" in said
    assert "Verify" not in said
    assert "Nothing is advised unless a side is named: --for PARTY." in said


def test_every_fact_has_its_source_age_grade_and_readers(well: str, run: Run) -> None:
    found = run("facts", well, *PRICE, "--json").json
    facts = {each["path"]: each for each in found["facts"]}
    oil, lease = facts["facts.oil"], facts["facts.lease"]
    assert (oil["age"], oil["stale"], oil["ungraded"], oil["grade"]) == (1281, True, True, "")
    assert (lease["age"], lease["stale"], lease["grade"], lease["sources"]) == (31, False, "B", ["press", "survey"])
    assert lease["known_to"] == ["seller"]
    assert [reading["weight"] for reading in lease["readings"]] == [0.75, 0.25]
    assert facts["facts.broker"]["range"] == "0.5k to 2k"
    assert not facts["facts.rate"]["in_doubt"]
    said = " ".join(run("facts", well, *PRICE).out.split())
    assert "One fact with no source of the last year: oil" in said
    assert "One fact whose sources have no grade: oil" in said
    assert "rate is not drawn within its range" in said.lower()


def test_both_readings_of_a_dispute_are_valued(well: str, run: Run) -> None:
    (conflict,) = run("facts", well, *PRICE, "--json").json["conflicts"]
    assert conflict["path"] == "facts.lease"
    assert [each["value"] for each in conflict["worth"]["package"]["buyer"]] == pytest.approx([0, -8e3])
    assert [each["value"] for each in conflict["worth"]["package"]["seller"]] == pytest.approx([0, 8e3])
    assert [each["value"] for each in conflict["worth"]["no_deal"]["buyer"]] == [0, 0]


def test_shares_of_the_spread_are_those_of_the_variances(well: str, run: Run) -> None:
    """The oil has 40k squared, the lease 8k squared times 3/16."""
    shares = run("facts", well, *PRICE, "--json").json["shares"]
    variance = 40e3**2 + 8e3**2 * 3 / 16
    for path, own in (("facts.oil", 40e3**2), ("facts.lease", 8e3**2 * 3 / 16)):
        share = shares[path]["package"]["buyer"]
        for kind in ("first", "total"):
            assert abs(share[kind]["value"] - own / variance) < 4 * share[kind]["standard_error"] + 1e-3


def test_an_assumption_as_written_is_no_doubt(well: str, run: Run) -> None:
    found = run("facts", well, *PRICE, "--as-written", "--json").json
    assert list(found["shares"]) == ["facts.oil", "facts.lease"]


def test_the_middle_of_a_range_is_what_the_file_says(well: str, run: Run) -> None:
    """Half of all fees lie under the 1k that the file says, though its range of 0.5k to 2k is no symmetric one."""
    found = run("facts", well, *PRICE, "--json").json
    seller = {each["name"]: each["worth"]["seller"]["value"] for each in found["compared"]}
    written = run("facts", well, *PRICE, "--as-written", "--json").json
    sure = {each["name"]: each["worth"]["seller"]["value"] for each in written["compared"]}
    mean = 1e3 * (math.exp((math.log(2) / 1.6448536) ** 2 / 2))  # lognormal through both ends, median 1k
    assert sure["package"] - seller["package"] == pytest.approx(mean - 1e3, rel=0.05)


def test_a_deal_without_doubts_says_so(deal: Path, run: Run) -> None:
    answer = run("facts", str(deal), "--paths", "512")
    assert answer.code == 0
    assert "nothing in this deal is uncertain but the future itself" in " ".join(answer.out.lower().split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--of", "facts.gas"), "there is no fact facts.gas; in doubt are facts.oil, facts.lease, facts.broker"),
        (("--of", "facts.rate"), "nothing is gained by knowing facts.rate"),
        (("--for", "eve"), "there is no party 'eve'"),
        (("--at", "lottery"), "no solution is called 'lottery'"),
        (("--at", "terms.price.amont=1k"), "terms.price"),
        (("--choices", "3"), "say which with --for PARTY"),
        (("--choices", "0", "--for", "buyer"), "say 1 or more"),
    ],
)
def test_what_cannot_be_meant_is_said(well: str, run: Run, words: tuple[str, ...], said: str) -> None:
    answer = run("facts", well, "--paths", "512", *words)
    assert answer.code == 2
    assert said in " ".join(answer.err.split())


LEMON = """\
dealwright: 1
title: A used machine
as_of: 2025-01-01
horizon: 2025-12-31
step: year
currency: EUR
risk_free: 0%
signed: signed
facts:
  machine:
    title: What the machine is
    known_to: seller
    status: assumed
    readings:
      - {title: sound, is: 100k, weight: 50%}
      - {title: a lemon, is: 40k, weight: 50%}
parties: {buyer: {name: Buyer}, seller: {name: Seller}}
terms:
  price: {kind: payment, active: no, payer: buyer, payee: seller, on: 2025-01-01, amount: 60k}
  use: {kind: flow, active: no, payee: buyer, amount: machine / 1 year}
  keep: {kind: flow, payee: seller, amount: 80% * machine / 1 year}
scenarios:
  no_deal: {terms.price.active: no}
  signed: {terms.price.active: yes, terms.use.active: yes, terms.keep.active: no}
negotiate:
  between: [buyer, seller]
  no_deal: no_deal
  over:
    terms.price.amount: 30k .. 90k by 10k
"""


def test_who_knows_more_signs_where_it_suits_and_the_other_side_is_told(tmp_path: Path, run: Run) -> None:
    """At 60k a seller keeps a sound machine, worth 80k to it, and sells a lemon: the buyer loses 20k half the time."""
    file = tmp_path / "lemon.yaml"
    file.write_text(LEMON, encoding="utf-8")
    words = ("facts", str(file), "--for", "buyer", "--at", "terms.price.amount=60k", "--paths", "2048")
    (side,) = run(*words, "--json").json["sides"]
    chosen = side["selection"]
    assert (chosen["who"], chosen["knows"]) == (["seller"], ["facts.machine"])
    assert chosen["probability"] == pytest.approx(0.5, abs=0.01)
    assert chosen["if_all_signed"]["value"] == pytest.approx(10e3, abs=300)
    assert chosen["as_they_sign"]["value"] == pytest.approx(-10e3, abs=300)
    said = " ".join(run(*words).out.split())
    assert "Mind who knows more: Seller, knowing “What the machine is”, would sign the package in 50% of cases" in said
    dear = ("facts", str(file), "--for", "buyer", "--at", "terms.price.amount=90k", "--paths", "2048")
    (side,) = run(*dear, "--json").json["sides"]
    assert side["selection"] is None  # at 90k both machines are sold
    file.write_text(LEMON.replace("{name: Seller}", "{name: Seller, reservation: 25k}"), encoding="utf-8")
    (side,) = run(*dear, "--json").json["sides"]
    assert side["selection"]["probability"] == pytest.approx(0.5, abs=0.01)  # the sound one gains it 10k, the lemon 58k


def test_the_report_has_the_doubts_that_matter(tmp_path: Path, run: Run) -> None:
    """A price both sign at: what the oil brings is known to the cent but for the seller's doubt about the lease."""
    file, page = tmp_path / "well.yaml", tmp_path / "well.html"
    file.write_text(WELL.replace("risk_tolerance: 100k", "risk_tolerance: 10k"), encoding="utf-8")
    assert run("report", str(file), "--out", str(page), "--paths", "1024").code == 0
    text = page.read_text(encoding="utf-8")
    section = text[text.index('<section id="doubts"') :].split("</section>")[0]
    said = " ".join(section.split())
    assert "The doubt worth most is “What the oil brings”" in said
    assert "The three doubts that matter" in said
    assert "before deciding is worth" in said
    assert "changes no decision" in said
    assert "1,281 days old, stale" in said
    assert "doubts-worth-buyer" in text
    assert "doubts-worth-seller" in text


def test_the_report_of_a_certain_deal_has_no_doubts(deal: Path, run: Run) -> None:
    assert run("report", str(deal), "--out", "page.html", "--paths", "512").code == 0
    assert '<section id="doubts"' not in Path("page.html").read_text(encoding="utf-8")


def test_where_nothing_is_in_doubt_a_fact_that_is_not_there_is_refused_in_whole_words(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "rent.yaml"
    path.write_text(
        "dealwright: 1\ntitle: A rent\nas_of: 2025-01-01\nhorizon: 2025-12-31\ncurrency: EUR\nrisk_free: 0%\n"
        "parties: {tenant: {}, owner: {}}\n"
        "terms: {rent: {kind: flow, payer: tenant, payee: owner, amount: 12k EUR/year}}\n"
    )
    answer = run("facts", str(path), "--paths", "64", "--of", "roof")
    assert answer.code == 2
    assert "there is no fact roof, and nothing in this deal is in doubt" in answer.err
