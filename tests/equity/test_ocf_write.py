"""A cap table is written as a package of Open Cap Format, and read again as it was."""

import datetime as dt
import json
import shutil
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from dealwright.equity.captable import CapTable
from dealwright.equity.events import Distribution, Exchange, Issue, Transfer
from dealwright.equity.financing import Round
from dealwright.equity.ledger import holdings_on
from dealwright.equity.ocf import OcfReading, read_ocf, write_ocf
from dealwright.equity.securities import CarveOut, Convertible, Dividend, ExitTerms, Extra, ShareClass, Stakeholder
from equity.ocf_package import (
    ACME,
    SHARED,
    common,
    grant,
    issuance,
    needs_samples,
    preferred,
    stakeholder,
    transaction,
    usd,
    write_package,
)
from equity.ocf_schemas import faults_of_files, faults_of_objects
from equity.random_histories import companies

SIDECAR = "dealwright.sidecar.json"


def by_id(reading: OcfReading) -> list[str]:
    return sorted(json.dumps(one, sort_keys=True) for one in reading.objects)


def again(table: CapTable, folder: Path) -> CapTable:
    writing = write_ocf(table, folder)
    assert [str(p) for p in writing.problems if p.severity == "error"] == []
    reading = read_ocf(folder)
    assert [str(p) for p in reading.problems if p.severity == "error"] == []
    assert reading.table is not None
    return reading.table


def founders(**changes: Any) -> CapTable:
    table = CapTable(
        "Exempla Inc",
        "EUR",
        dt.date(2024, 1, 1),
        {name: Stakeholder(name, name.title(), "founder", individual=True) for name in ("ana", "ben")},
        {"common": ShareClass("common", "Common Stock", authorised=Fraction(1000))},
        events=(
            Issue(on=dt.date(2020, 1, 1), id="first", of="common", holder="ana", shares=Fraction(600)),
            Issue(on=dt.date(2020, 1, 2), of="common", holder="ben", shares=Fraction(400), price=Fraction(1, 8)),
        ),
    )
    return replace(table, **changes)


@needs_samples
@pytest.mark.parametrize(
    "folder", [ACME, SHARED / "samples", SHARED / "v1.2.0" / "samples"], ids=["acme", "samples", "v1.2.0"]
)
def test_every_object_of_a_sample_is_written_as_it_was_read_field_by_field(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(folder, source)
    name_all_files(source)
    first = read_ocf(source)
    count = sum(len(json.loads(p.read_text("utf-8")).get("items", [0])) for p in source.glob("*.json"))
    assert len(first.objects) == count
    for name in ("folder", "package.zip"):
        assert write_ocf(first, tmp_path / name).problems == ()
        second = read_ocf(tmp_path / name)
        assert by_id(second) == by_id(first)
        assert second.table == first.table
        assert first.table is not None


def name_all_files(folder: Path) -> None:
    """Let the manifest name the sample files that it leaves out."""
    told = json.loads((folder / "Manifest.ocf.json").read_text("utf-8"))
    for path in folder.glob("*.ocf.json"):
        kind = json.loads(path.read_text("utf-8"))["file_type"]
        section = kind.removeprefix("OCF_").lower() + "s"
        named = [Path(one["filepath"]).name for key in told if key.endswith("_files") for one in told[key]]
        if kind != "OCF_MANIFEST_FILE" and path.name not in named:
            told.setdefault(section, []).append({"filepath": f"./{path.name}", "md5": "0" * 32})
    (folder / "Manifest.ocf.json").write_text(json.dumps(told), "utf-8")


@needs_samples
def test_a_sample_goes_through_our_own_table_and_back(tmp_path: Path) -> None:
    table = read_ocf(ACME).table
    assert table is not None
    back = again(table, tmp_path / "out")
    assert replace(back, extras=()) == replace(table, extras=())
    assert holdings_on(back) == holdings_on(table)
    first, second = ({str(one["id"]): one for one in read_ocf(path).objects} for path in (ACME, tmp_path / "out"))
    assert first.keys() <= second.keys()
    assert first["sreissue_2"] == second["sreissue_2"]
    kept = {extra.content.get("custom_id") for extra in back.extras}
    assert {"OA-1", "EC-1", "OA-11"} <= kept
    untouched = {key: value for key, value in table.extras[0].content.items() if value != []}
    assert untouched.items() <= read_ocf(tmp_path / "out").manifest["issuer"].items()


@needs_samples
@settings(max_examples=12)
@given(companies())
def test_any_company_is_written_validly_and_read_again_as_it_was(company: CapTable) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "out"
        back = again(company, folder)
        assert replace(back, extras=()) == company
        assert faults_of_objects(folder) == []
        # The official schema of the file leaves a type out that has an official schema of its own.
        left_out = "TX_EQUITY_COMPENSATION_REPRICING"
        assert [fault for fault in faults_of_files(folder) if left_out not in fault] == []
        first = {path.name: path.read_bytes() for path in folder.iterdir()}
        again(back, folder)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_what_the_format_has_no_word_for_stands_in_the_sidecar_under_its_id(tmp_path: Path) -> None:
    seed = ShareClass(
        "seed",
        "Seed Preferred",
        "preferred",
        original_issue_price=Fraction(8, 7),
        converts_into="common",
        preference=Fraction(1),
        participation="full",
        dividend=Dividend(Fraction(8, 100)),
    )
    unit = ShareClass("unit", "Profits Interest", "unit", threshold=Fraction(3), converts_into="common")
    table = founders()
    history = (
        Exchange(on=dt.date(2021, 1, 1), of="common", into="unit", ratio=Fraction(1, 3), holder="ben"),
        Distribution(on=dt.date(2021, 2, 1), amount=Fraction(5), of="common"),
    )
    table = replace(
        table,
        classes={**table.classes, "seed": seed, "unit": unit},
        events=(*table.events, *history),
        exit=ExitTerms(carve_outs=(CarveOut("ana", Fraction(1, 10)),)),
    )
    assert replace(again(table, tmp_path / "out"), extras=()) == table
    sidecar = json.loads((tmp_path / "out" / SIDECAR).read_text("utf-8"))
    ids = {name: id_ for id_, name in sidecar["names"].items()}
    assert sidecar["classes"][ids["seed"]] == {
        "original_issue_price": "8/7",
        "participation": "full",
        "dividend": {"rate": "0.08"},
    }
    assert sidecar["classes"][ids["unit"]]["threshold"] == "3"
    assert [entry["event"]["kind"] for entry in sidecar["history"]] == ["exchange", "distribution"]
    assert sidecar["table"]["exit"] == {"carve_outs": [{"to": "ana", "share": "0.1"}]}


def test_a_table_that_the_format_can_say_has_ids_of_its_own_that_never_change(tmp_path: Path) -> None:
    write_ocf(founders(), tmp_path / "one")
    write_ocf(founders(), tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    classes = json.loads((tmp_path / "one" / "StockClasses.ocf.json").read_text("utf-8"))
    assert classes["items"][0]["id"] == "0e60df00-73f5-5755-980b-d0228b513ba8"


def test_a_number_that_does_not_end_is_told_and_kept_exactly(tmp_path: Path) -> None:
    table = founders()
    lot = replace(table.events[0], price=Fraction(1, 3))
    table = replace(table, events=(lot, *table.events[1:]))
    problems = write_ocf(table, tmp_path / "out").problems
    assert [p.what for p in problems if p.code == "ocf-number"] == [
        "1 number does not end within ten digits, such as `1/3`: the sidecar has them exactly"
    ]
    assert '"0.3333333333"' in (tmp_path / "out" / "Transactions.ocf.json").read_text("utf-8")
    assert read_ocf(tmp_path / "out").table is not None
    assert replace(again(table, tmp_path / "out"), extras=()) == table


def test_an_import_with_an_event_added_is_exported_with_ids_and_fields_as_they_were(tmp_path: Path) -> None:
    folder = write_package(
        tmp_path / "in",
        stakeholder("s-1", addresses=[{"address_type": "LEGAL", "country": "US"}], comments=["met in May"]),
        stakeholder("s-2"),
        common(),
        preferred("seed", "2", board_approval_date="2020-05-05"),
        issuance("cs-1", "s-1", "1000", comments=["paper certificate"], custom_id="CS-1"),
        grant("op-1", "s-2", "100", early_exercisable=False, option_grant_type="ISO"),
        {"object_type": "STOCK_LEGEND_TEMPLATE", "id": "legend", "name": "1933 Act", "text": "..."},
        {"object_type": "DOCUMENT", "id": "doc", "md5": "0" * 32, "uri": "https://example.com/a.pdf"},
        {"object_type": "CE_STAKEHOLDER_STATUS", "id": "ce", "date": "2021-01-01", "stakeholder_id": "s-2"}
        | {"new_status": "LEAVE_OF_ABSENCE"},
    )
    reading = read_ocf(folder)
    table = reading.table
    assert table is not None
    sale = Transfer(
        on=dt.date(2022, 1, 1), id="sale", to="s-2", security="cs-1", shares=Fraction(250), price=Fraction(9)
    )
    longer = replace(table, events=(*table.events, sale))
    back = again(longer, tmp_path / "out")
    assert replace(back, extras=()) == replace(longer, extras=())
    before, after = ({one["id"]: one for one in r.objects} for r in (reading, read_ocf(tmp_path / "out")))
    assert before.keys() <= after.keys()
    same = {id_ for id_ in before if before[id_].items() <= after[id_].items()}
    assert same == before.keys()
    made = [one for id_, one in after.items() if id_ not in before]
    assert sorted((one["object_type"], one.get("quantity")) for one in made) == [
        ("TX_STOCK_ISSUANCE", "250"),
        ("TX_STOCK_ISSUANCE", "750"),
        ("TX_STOCK_TRANSFER", "250"),
    ]


def test_a_term_that_was_changed_is_written_anew_and_the_others_stay(tmp_path: Path) -> None:
    reading = read_ocf(write_package(tmp_path / "in", common(), preferred(default_id_prefix="XYZ-", seniority="1.50")))
    table = reading.table
    assert table is not None
    dearer = replace(table.classes["seed"], conversion_price=Fraction(1, 2))
    changed = replace(table, classes={**table.classes, "seed": dearer})
    assert replace(again(changed, tmp_path / "out"), extras=()) == replace(changed, extras=())
    seed = next(one for one in read_ocf(tmp_path / "out").objects if one["id"] == "seed")
    mechanism = seed["conversion_rights"][0]["conversion_mechanism"]
    assert (seed["default_id_prefix"], mechanism["conversion_price"]) == ("XYZ-", usd("0.5"))
    assert mechanism["ratio"] == {"numerator": "2", "denominator": "1"}


def test_an_object_of_no_known_type_is_kept(tmp_path: Path) -> None:
    odd = {"object_type": "TX_ESCROW_RELEASE", "id": "odd", "date": "2021-01-01", "deep": {"a": [1, None, 2.5]}}
    reading = read_ocf(write_package(tmp_path / "in", common(), odd))
    assert [p.code for p in reading.problems] == ["ocf-unknown-type"]
    assert reading.table is not None
    assert Extra("odd", odd) in reading.table.extras
    write_ocf(reading, tmp_path / "a")
    assert odd in read_ocf(tmp_path / "a").objects
    assert again(reading.table, tmp_path / "b").extras == reading.table.extras


def test_a_folder_that_holds_anything_else_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "diary.txt").write_text("dear diary", "utf-8")
    writing = write_ocf(founders(), tmp_path / "out")
    assert [(p.code, p.severity) for p in writing.problems if p.code != "ocf-issuer"] == [("ocf-in-the-way", "error")]
    assert "`diary.txt`" in writing.problems[-1].what
    assert writing.files == ()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["diary.txt"]
    (tmp_path / "out.zip").write_text("no zip", "utf-8")
    assert write_ocf(founders(), tmp_path / "out.zip").problems[-1].code == "ocf-in-the-way"
    assert (tmp_path / "out.zip").read_text("utf-8") == "no zip"


def test_an_earlier_package_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_ocf(
        read_ocf(write_package(tmp_path / "in", common(), stakeholder("ana"), issuance("cs", "ana", "1"))),
        tmp_path / "o",
    )
    assert (tmp_path / "o" / "Transactions.ocf.json").exists()
    write_ocf(read_ocf(write_package(tmp_path / "other", common())), tmp_path / "o")
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == ["Manifest.ocf.json", "StockClasses.ocf.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "o", "other"]


def test_a_table_whose_events_do_not_add_up_is_not_written(tmp_path: Path) -> None:
    sale = Transfer(on=dt.date(2021, 1, 1), to="ben", of="common", holder="ana", shares=Fraction(601))
    table = founders()
    writing = write_ocf(replace(table, events=(*table.events, sale)), tmp_path / "out")
    assert [p.code for p in writing.problems] == ["not-held"]
    assert not (tmp_path / "out").exists()


def test_a_zip_is_a_folder_packed(tmp_path: Path) -> None:
    write_ocf(founders(), tmp_path / "one.zip")
    write_ocf(founders(), tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    write_ocf(founders(), tmp_path / "folder")
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        for name in packed.namelist():
            assert packed.read(name) == (tmp_path / "folder" / name).read_bytes()
    assert read_ocf(tmp_path / "one.zip").table == read_ocf(tmp_path / "folder").table


@needs_samples
def test_what_is_written_validates_against_the_official_schemas(tmp_path: Path) -> None:
    write_ocf(founders(), tmp_path / "out")
    assert faults_of_objects(tmp_path / "out") == []
    assert faults_of_files(tmp_path / "out") == []


def test_transactions_stay_as_they_were_though_their_order_is_not_that_of_days(tmp_path: Path) -> None:
    objects = (
        stakeholder("ana"),
        common(),
        transaction("STOCK_CANCELLATION", "end", "2021-01-01", security_id="cs", quantity="5", reason_text="x"),
        issuance("cs", "ana", "5"),
    )
    reading = read_ocf(write_package(tmp_path / "in", *objects))
    write_ocf(reading, tmp_path / "out")
    assert [one["id"] for one in read_ocf(tmp_path / "out").objects] == [one["id"] for one in reading.objects]


def test_a_round_that_was_made_is_written_as_what_it_did(tmp_path: Path) -> None:
    # Two SAFEs of 1 at caps of 8 and 4 post-money hold 1/8 and 1/4 before the round; 5 at a pre-money of 15 buy 1/4.
    safes = {
        name: Convertible(name, "safe", "ben", Fraction(1_000_000), dt.date(2020, 2, 1), cap=Fraction(cap))
        for name, cap in (("s1", 8_000_000), ("s2", 4_000_000))
    }
    new = ShareClass("a", "Series A", "preferred", converts_into="common", preference=Fraction(1))
    money = {"ana": Fraction(5_000_000)}
    made = Round("series_a", dt.date(2021, 1, 1), new, money, pre_money=Fraction(15_000_000))
    planned = replace(made, id="b", on=dt.date(2025, 1, 1), pro_forma=True, new_class=replace(new, id="b"))
    table = replace(founders(), convertibles=safes, rounds=(made, planned))
    table = replace(table, events=(replace(table.events[0], shares=Fraction(600)), *table.events[1:]))
    assert replace(again(table, tmp_path / "out"), extras=()) == table
    (tmp_path / "out" / SIDECAR).unlink()
    alone = read_ocf(tmp_path / "out")
    assert alone.sound
    assert alone.table is not None
    held, bare = holdings_on(table), holdings_on(alone.table)
    assert [round(float(lot.shares), 6) for lot in bare.lots] == [round(float(lot.shares), 6) for lot in held.lots]
    assert [round(float(lot.shares / bare.fully_diluted), 6) for lot in bare.lots[2:]] == [0.09375, 0.1875, 0.25]
    assert bare.convertibles == {}
    assert sorted(cls.name for cls in bare.classes.values()) == ["Common Stock", "Series A"]
