"""Whatever a package holds, reading it ends with problems at their places and never with a traceback."""

import codecs
import json
import random
import zipfile
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.equity.ocf import OcfReading, read_ocf, write_ocf
from dealwright.equity.ocf.container import inside
from dealwright.ground.problem import Problem
from equity.ocf_package import Json, common, grant, issuance, preferred, stakeholder, transaction, usd, write_package

JUNK: list[Any] = [
    None, True, -1, 1.5, 10**400, "", "-5", "1e9", "NaN", "2022-13-45", "0001-01-01", "9999-12-31", [], {}, [[1]],
    {"amount": "x"}, {"amount": "1", "currency": "usd"}, "\ud800", "common",
]  # fmt: skip


def found(reading: OcfReading) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in reading.problems]


def one(folder: Path, *objects: Json, **manifest: object) -> Problem:
    """Return the only problem of a package."""
    reading = read_ocf(write_package(folder, *objects, manifest=manifest))
    assert len(reading.problems) == 1, [str(p) for p in reading.problems]
    return reading.problems[0]


def manifest_of(folder: Path, content: bytes) -> OcfReading:
    (folder / "Manifest.ocf.json").write_bytes(content)
    return read_ocf(folder)


def test_what_is_not_there_or_no_package_is_said(tmp_path: Path) -> None:
    assert found(read_ocf(tmp_path / "none")) == [("ocf-not-found", "error")]
    assert found(read_ocf(tmp_path)) == [("ocf-no-manifest", "error")]
    assert found(read_ocf("\0")) == [("ocf-not-found", "error")]
    (tmp_path / "text.txt").write_text("hello", "utf-8")
    assert found(read_ocf(tmp_path / "text.txt")) == [("ocf-no-manifest", "error")]
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 but no zip")
    assert found(read_ocf(tmp_path / "no.zip")) == [("ocf-bad-zip", "error")]
    assert read_ocf(tmp_path).table is None
    assert write_ocf(read_ocf(tmp_path), tmp_path / "out").problems[0].code == "ocf-no-manifest"


def test_a_package_may_be_named_by_any_of_its_files(tmp_path: Path) -> None:
    folder = write_package(tmp_path, common())
    for name in ("Manifest.ocf.json", "stock_classes.ocf.json"):
        assert list(getattr(read_ocf(folder / name).table, "classes", ())) == ["common"]


def test_a_zip_is_read_like_its_folder_wherever_the_manifest_lies(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "in", stakeholder("ana"), common(), issuance("cs", "ana", "5"))
    with zipfile.ZipFile(tmp_path / "deep.zip", "w") as packed:
        packed.writestr("__MACOSX/Manifest.ocf.json", "junk")
        for path in folder.iterdir():
            packed.write(path, f"export/2024/{path.name}")
    reading = read_ocf(tmp_path / "deep.zip")
    assert reading.problems == ()
    assert reading.table == read_ocf(folder).table


def test_a_zip_that_leads_out_of_itself_or_blows_up_is_not_followed(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "in", common(), manifest={"documents_files": [{"filepath": "bomb.json"}]})
    with zipfile.ZipFile(tmp_path / "evil.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for path in folder.iterdir():
            packed.write(path, path.name)
        packed.writestr("../../outside.json", "{}")
        packed.writestr("/etc/outside.json", "{}")
        packed.writestr("bomb.json", b" " * 50_000_000)
        link = zipfile.ZipInfo("link.json")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    codes = [code for code, _ in found(read_ocf(tmp_path / "evil.zip"))]
    assert sorted(codes) == ["ocf-outside", "ocf-outside", "ocf-outside", "ocf-too-large"]


def test_of_a_folder_only_the_files_that_the_manifest_names_are_read(tmp_path: Path) -> None:
    folder = write_package(tmp_path, common(), manifest={"documents_files": [{"filepath": "deep/down/docs.ocf.json"}]})
    (folder / "deep" / "down").mkdir(parents=True)
    document = {"object_type": "DOCUMENT", "id": "doc", "md5": "0" * 32, "uri": "https://example.com/a.pdf"}
    content = json.dumps({"file_type": "OCF_DOCUMENTS_FILE", "items": [document]})
    (folder / "deep" / "down" / "docs.ocf.json").write_text(content, "utf-8")
    (folder / "deep" / "broken.json").write_text("{", "utf-8")
    (folder / "backup.ocf.json").write_text("{", "utf-8")
    reading = read_ocf(folder)
    assert found(reading) == [("ocf-unlisted-file", "warning")]
    assert document in reading.objects


def test_a_broken_zip_is_said(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "in", common())
    with zipfile.ZipFile(tmp_path / "good.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(folder / "Manifest.ocf.json", "Manifest.ocf.json")
    content = bytearray((tmp_path / "good.zip").read_bytes())
    content[60:80] = b"\xff" * 20
    (tmp_path / "bad.zip").write_bytes(content)
    assert ("ocf-bad-zip", "error") in found(read_ocf(tmp_path / "bad.zip"))


def test_a_path_that_leads_out_is_none() -> None:
    assert [inside(p) for p in ("a/b", "./a", "a/../b", "..", "a/../../b", "/a", "C:/a", "..\\a", "a\0b")] == [
        "a/b", "a", "b", None, None, None, None, None, None,
    ]  # fmt: skip


def test_a_manifest_that_names_a_file_outside_or_none_at_all(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"items": []}', "utf-8")
    folder = write_package(
        tmp_path / "in",
        common(),
        manifest={
            "stakeholders_files": [{"filepath": "../secret.json"}, {"filepath": "gone.json"}, {"path": 1}, 7],
            "valuations_files": "Valuations.json",
        },
    )
    reading = read_ocf(folder)
    assert found(reading) == [
        ("ocf-outside", "error"),
        ("ocf-missing-file", "error"),
        ("ocf-wrong-kind", "error"),
        ("ocf-wrong-kind", "error"),
        ("ocf-wrong-kind", "error"),
    ]
    text = (folder / "Manifest.ocf.json").read_text("utf-8").splitlines()
    for problem in reading.problems[:2]:
        line = text[problem.place.line - 1]
        assert line[problem.place.column - 1] == "{"
    assert reading.problems[0].what.startswith("`stakeholders_files[0]`: `../secret.json`")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "in", common(), manifest={"documents_files": [{"filepath": "link.json"}]})
    (tmp_path / "secret.json").write_text("{}", "utf-8")
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    assert found(read_ocf(folder)) == [("ocf-outside", "error")]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "ocf-not-json", 1),
        (b'{"file_type": "OCF_MANIFEST_FILE",\n "issuer": ,}', "ocf-not-json", 2),
        (b"[1, 2]", "ocf-not-json", 1),
        (b"null", "ocf-not-json", 1),
        (b'{"a": NaN}', "ocf-not-json", 1),
        (b'{"a": ' + b"9" * 5000 + b"}", "ocf-not-json", 1),
        (b'{"a": "\xff\xfe"}', "ocf-not-utf8", 1),
        (b"[" * 100_000, "ocf-too-deep", 1),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "ocf-too-deep", 1),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "ocf-too-deep", 1),
    ],
)
def test_a_text_that_is_no_json_is_said_at_its_place(content: bytes, code: str, line: int, tmp_path: Path) -> None:
    reading = manifest_of(tmp_path, content)
    assert reading.table is None
    assert [(p.code, p.place.line, Path(p.place.file).name) for p in reading.problems] == [
        (code, line, "Manifest.ocf.json")
    ]


@pytest.mark.parametrize("items", ["[", "[{]", '[{"a": 1},]', "[,]", "[1 2]", "[{}", '[{}] "x"', "[]]"])
def test_broken_items_are_said(items: str, tmp_path: Path) -> None:
    folder = write_package(tmp_path, common())
    (folder / "stock_classes.ocf.json").write_text(f'{{"file_type": "X",\n "items": {items}}}', "utf-8")
    problems = read_ocf(folder).problems
    assert [(p.code, p.place.line) for p in problems] == [("ocf-not-json", 2)]


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF8, "utf-8"), (b"", "utf-16"), (b"", "utf-16-le"), (b"", "utf-32")]
)
def test_other_encodings_are_read(mark: bytes, encoding: str, tmp_path: Path) -> None:
    folder = write_package(tmp_path, common())
    text = (folder / "stock_classes.ocf.json").read_text("utf-8")
    (folder / "stock_classes.ocf.json").write_bytes(mark + text.encode(encoding))
    reading = read_ocf(folder)
    assert found(reading) == ([] if encoding == "utf-8" else [("ocf-not-utf8", "warning")])
    assert reading.table is not None
    assert list(reading.table.classes) == ["common"]


def test_a_key_that_is_there_twice_is_said_at_its_second_place(tmp_path: Path) -> None:
    folder = write_package(tmp_path, common())
    path = folder / "stock_classes.ocf.json"
    path.write_text(path.read_text("utf-8").replace('"name"', '"seniority": {"x": 1},\n"name"'), "utf-8")
    problems = [p for p in read_ocf(folder).problems if p.code == "ocf-duplicate-key"]
    assert [(p.severity, p.what) for p in problems] == [("error", "`items[0].seniority`: `seniority` is there twice")]


def test_items_that_are_not_the_first_list_of_that_name_are_read(tmp_path: Path) -> None:
    folder = write_package(tmp_path, common())
    path = folder / "stock_classes.ocf.json"
    path.write_text(json.dumps({"note": {"items": [7]}, "items": [common("a"), common("b")], "{": 1}), "utf-8")
    table = read_ocf(folder).table
    assert table is not None
    assert list(table.classes) == ["a", "b"]


def test_each_finding_stands_at_its_value(tmp_path: Path) -> None:
    folder = write_package(tmp_path, stakeholder("ana"), common(), issuance("cs", "ana", "twelve"))
    problem = read_ocf(folder).problems[0]
    assert (problem.code, problem.severity) == ("ocf-wrong-kind", "error")
    assert problem.what == "`items[0].quantity`: `twelve` is not a number as text such as `1000.5`"
    line = (folder / "transactions.ocf.json").read_text("utf-8").splitlines()[problem.place.line - 1]
    assert line[problem.place.column - 1 : problem.place.end_column - 1] == '"twelve"'
    assert Path(problem.place.file).name == "transactions.ocf.json"


@pytest.mark.parametrize("number", ["1,000", "1e9", "0x10", "١٢", "1/3", "", " 5", "5 ", "--5", ".", "∞", "9" * 41])
def test_a_number_that_is_none_is_an_error(number: str, tmp_path: Path) -> None:
    assert one(tmp_path, stakeholder("ana"), common(), issuance("cs", "ana", number)).code == "ocf-wrong-kind"


@pytest.mark.parametrize("number", [5, 5.0, "5.", "+5.00", "5.00000000000"])
def test_a_number_that_is_written_otherwise_is_read(number: object, tmp_path: Path) -> None:
    reading = read_ocf(
        write_package(tmp_path, stakeholder("ana"), common(), issuance("cs", "ana", "1", quantity=number))
    )
    assert reading.sound
    assert reading.table is not None
    assert reading.table.events[0].shares == 5  # type: ignore[union-attr] # it is an issue


@pytest.mark.parametrize("day", ["2021-02-29", "2021-2-1", "01/02/2021", "tomorrow", "", 20210201, "0000-01-01"])
def test_a_day_that_is_none_is_an_error(day: object, tmp_path: Path) -> None:
    assert one(tmp_path, stakeholder("ana"), common(), issuance("cs", "ana", "5", date=day)).code == "ocf-wrong-kind"


def test_a_percentage_above_one_is_an_error(tmp_path: Path) -> None:
    mechanism = {"type": "SAFE_CONVERSION", "conversion_mfn": False, "conversion_discount": "20"}
    trigger = {"trigger_id": "t", "type": "ELECTIVE_AT_WILL", "conversion_right": {"conversion_mechanism": mechanism}}
    safe = transaction(
        "CONVERTIBLE_ISSUANCE", "tx", "2020-01-01", security_id="safe", custom_id="S-1", stakeholder_id="ana",
        security_law_exemptions=[], investment_amount=usd("1"), convertible_type="SAFE", seniority=1,
        conversion_triggers=[trigger],
    )  # fmt: skip
    problem = one(tmp_path, stakeholder("ana"), common(), safe)
    assert (problem.code, problem.severity) == ("ocf-wrong-kind", "error")
    assert "conversion_triggers[0].conversion_right.conversion_mechanism.conversion_discount" in problem.what


def test_what_is_missing_counts_by_whether_it_is_needed(tmp_path: Path) -> None:
    bare = {key: value for key, value in issuance("cs", "ana", "5").items() if key not in ("quantity", "custom_id")}
    reading = read_ocf(write_package(tmp_path, stakeholder("ana"), common(), bare))
    assert {(p.what, p.severity) for p in reading.problems} == {
        ("`items[0]`: `quantity` is missing", "error"),
        ("`items[0]`: `custom_id` is missing", "warning"),
    }


def retraction(kind: str, security: str) -> Json:
    return transaction(f"{kind}_RETRACTION", "r", "2021-01-01", security_id=security, reason_text="x")


BAD_RIGHT = {"conversion_mechanism": {"type": "RATIO_CONVERSION"}, "converts_to_stock_class_id": "none"}
HALVES = {"numerator": "2", "denominator": "1"}
FIVE = issuance("cs", "ana", "5")
IN_EUROS = issuance("eu", "ana", "5", share_price=usd("1", "EUR"))


@pytest.mark.parametrize(
    ("objects", "code"),
    [
        ([issuance("cs", "nobody", "5")], "ocf-unknown-stakeholder"),
        ([issuance("cs", "ana", "5", stock_class_id="none")], "ocf-unknown-class"),
        ([grant("op", "ana", "5", stock_class_id="none")], "ocf-unknown-class"),
        ([grant("op", "ana", "5", vesting_terms_id="none")], "ocf-unknown-terms"),
        ([preferred(conversion_rights=[BAD_RIGHT])], "ocf-unknown-class"),
        ([FIVE, FIVE | {"id": "again"}], "ocf-duplicate-id"),
        ([FIVE, FIVE | {"security_id": "other"}], "ocf-duplicate-id"),
        ([retraction("STOCK", "none")], "ocf-unknown-security"),
        ([FIVE, retraction("WARRANT", "cs")], "ocf-wrong-security"),
        (
            [transaction("STOCK_CLASS_SPLIT", "r", "2021-01-01", stock_class_id="none", split_ratio=HALVES)],
            "ocf-unknown-class",
        ),
        (
            [transaction("STOCK_PLAN_POOL_ADJUSTMENT", "r", "2021-01-01", stock_plan_id="none", shares_reserved="1")],
            "ocf-unknown-plan",
        ),
        ([FIVE, IN_EUROS, issuance("c3", "ana", "5")], "ocf-currency-mix"),
        (
            [{"object_type": "FINANCING", "id": "f", "name": "A", "date": "2020-01-01", "issuance_ids": ["none"]}],
            "ocf-unknown-security",
        ),
    ],
)
def test_what_refers_to_nothing_is_an_error_at_its_place(objects: list[Json], code: str, tmp_path: Path) -> None:
    errors = [
        p
        for p in read_ocf(write_package(tmp_path, stakeholder("ana"), common(), *objects)).problems
        if p.severity == "error"
    ]
    assert [p.code for p in errors] == [code]
    assert errors[0].place.line > 1


def test_a_security_that_comes_of_itself_ends(tmp_path: Path) -> None:
    loop = transaction(
        "STOCK_TRANSFER",
        "a",
        "2021-01-01",
        security_id="x",
        quantity="5",
        resulting_security_ids=["y"],
        balance_security_id="z",
    )
    back = loop | {"id": "b", "security_id": "y", "resulting_security_ids": ["x"], "balance_security_id": "x"}
    round_ = loop | {"id": "c", "security_id": "z", "resulting_security_ids": ["z"], "balance_security_id": "z"}
    objects = [issuance(name, "ana", "5") for name in "xyz"]
    reading = read_ocf(write_package(tmp_path, stakeholder("ana"), common(), *objects, loop, back, round_))
    assert not reading.sound
    assert {"ocf-circular", "ocf-duplicate-id"} <= {p.code for p in reading.problems}


def test_many_like_mistakes_are_shown_a_hundred_times_and_counted(tmp_path: Path) -> None:
    objects = [issuance(f"cs{n}", "nobody", "5") for n in range(150)]
    problems = read_ocf(write_package(tmp_path, common(), *objects)).problems
    assert len(problems) == 101
    assert problems[0].what == "there are 50 more like this"


def test_all_problems_of_a_package_come_at_once(tmp_path: Path) -> None:
    reading = read_ocf(
        write_package(
            tmp_path,
            stakeholder("ana", name="Ana"),
            common(class_type="GOLDEN", votes_per_share=None),
            issuance("cs", "ana", "x", date="never"),
            {"object_type": "TX_MAGIC", "id": "m"},
            manifest={"ocf_version": "7.0", "as_of": "once"},
        )
    )
    codes = [p.code for p in reading.problems]
    assert {"ocf-version", "ocf-wrong-kind", "ocf-unknown-word", "ocf-unknown-type"} <= set(codes)
    assert len(codes) >= 6


@pytest.mark.parametrize(
    ("sidecar", "what"),
    [
        ({"version": 1, "classes": {"none": {}}}, "nothing in the package that can stand here has the id `none`"),
        ({"version": 1, "classes": {"common": {"colour": "red"}}}, "`colour` is no field that can stand here"),
        ({"version": 1, "classes": {"common": {"participation": "some"}}}, "`some` is not what can stand here"),
        ({"version": 1, "classes": {"common": {"cap": "lots"}}}, "`lots` is not what can stand here"),
        ({"version": 1, "classes": {"common": {"id": "other"}}}, "a sidecar cannot give another id: `names` does"),
        ({"version": 1, "classes": {"common": {"dividend": {}}}}, "`rate` is missing"),
        ({"version": 1, "classes": []}, "`[]` is no object"),
        (
            {"version": 1, "events": {"none": {"price": "1"}}},
            "nothing in the package that can stand here has the id `none`",
        ),
        ({"version": 1, "history": [{"event": {"kind": "party"}}]}, "`party` is no kind of event"),
        ({"version": 1, "history": [7]}, "`null` is no kind of event"),
        ({"version": 1, "table": {"ipo": {"on": "soon"}}}, "`soon` is not what can stand here"),
        ({"version": 1, "table": {"weather": 1}}, "`weather` cannot stand here"),
        ({"version": 1, "colour": 1}, "`colour` is no part of a sidecar"),
        ({"version": 2}, "version `2` of a sidecar is not known"),
        ({}, "version `null` of a sidecar is not known"),
    ],
)
def test_what_a_sidecar_cannot_say_is_an_error_at_its_place(sidecar: Json, what: str, tmp_path: Path) -> None:
    folder = write_package(tmp_path, stakeholder("ana"), common(), issuance("cs", "ana", "5"))
    (folder / "dealwright.sidecar.json").write_text(json.dumps(sidecar, indent=1), "utf-8")
    problems = [p for p in read_ocf(folder).problems if p.severity == "error"]
    assert [p.what.rpartition("`: ")[2] if "`: " in p.what else p.what for p in problems] == [what]
    assert Path(problems[0].place.file).name == "dealwright.sidecar.json"


def test_a_sidecar_gives_names_and_terms(tmp_path: Path) -> None:
    folder = write_package(tmp_path, stakeholder("s-1"), common(), preferred(), issuance("cs", "s-1", "5"))
    sidecar = {
        "version": 1,
        "names": {"s-1": "ana", "seed": "series_seed"},
        "classes": {"seed": {"participation": "capped", "cap": "3", "dividend": {"rate": "0.08"}}},
        "events": {"tx-cs": {"preference_price": "1/3"}},
        "table": {"exit": {"debt": "1000"}, "rounding": {"shares": "down"}},
    }
    (folder / "dealwright.sidecar.json").write_text(json.dumps(sidecar), "utf-8")
    reading = read_ocf(folder)
    assert reading.problems == ()
    table = reading.table
    assert table is not None
    seed = table.classes["series_seed"]
    assert (seed.id, seed.participation, seed.cap, str(seed.dividend and seed.dividend.rate)) == (
        "series_seed",
        "capped",
        3,
        "2/25",
    )
    assert list(table.stakeholders) == ["ana"]
    assert table.events[0].holder == "ana"  # type: ignore[union-attr] # it is an issue
    assert (table.exit.debt, table.rounding.shares) == (1000, "down")


def spoiled(value: Any, dice: random.Random) -> Any:
    """Return a copy of a JSON value with a few things in it put wrong."""
    whole = deepcopy({"all": value})
    nodes: list[tuple[Any, Any]] = []

    def walk(inner: Any) -> None:
        steps = inner.items() if isinstance(inner, dict) else enumerate(inner) if isinstance(inner, list) else ()
        for key, one_ in steps:
            nodes.append((inner, key))
            walk(one_)

    walk(whole["all"])
    for _ in range(dice.randint(1, 5)):
        holder, key = dice.choice(nodes)
        other, from_ = dice.choice(nodes)
        try:
            holder[key] = dice.choice([deepcopy(dice.choice(JUNK)), deepcopy(other[from_])])
            if dice.random() < 0.2:
                del holder[key]
        except (KeyError, IndexError):
            continue
    return whole["all"]


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_a_package_in_which_anything_is_wrong_is_read_and_written_without_an_exception(seed: int) -> None:
    import tempfile

    dice = random.Random(seed)  # noqa: S311 - no secret
    objects = [
        stakeholder("ana"), stakeholder("ben"), common(), preferred(), issuance("cs", "ana", "500"),
        issuance("cs2", "ben", "200", "2021-01-01"), issuance("cs3", "ana", "300", "2021-01-01"),
        transaction("STOCK_TRANSFER", "t", "2021-01-01", security_id="cs", quantity="200",
                    resulting_security_ids=["cs2"], balance_security_id="cs3"),
        grant("op", "ben", "100", vesting_terms_id="v"),
        transaction("VESTING_START", "vs", "2020-01-01", security_id="op", vesting_condition_id="s"),
        {"object_type": "VESTING_TERMS", "id": "v", "name": "v", "description": "v", "allocation_type": "FRONT_LOADED",
         "vesting_conditions": [
             {"id": "s", "quantity": "0", "trigger": {"type": "VESTING_START_DATE"}, "next_condition_ids": ["m"]},
             {"id": "m", "portion": {"numerator": "1", "denominator": "48"}, "next_condition_ids": [],
              "trigger": {"type": "VESTING_SCHEDULE_RELATIVE", "relative_to_condition_id": "s",
                          "period": {"length": 1, "type": "MONTHS", "occurrences": 48, "day_of_month": "15"}}}]},
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        folder = write_package(Path(scratch) / "in")
        for place, some in enumerate((objects, [{"object_type": "STOCK_PLAN"}])):
            content = spoiled({"file_type": "X", "items": some}, dice)
            (folder / f"{place}.json").write_text(json.dumps(content), "utf-8")
        named = [{"filepath": "0.json"}, {"filepath": "1.json"}]
        told = json.loads((folder / "Manifest.ocf.json").read_text("utf-8")) | {"transactions_files": named}
        (folder / "Manifest.ocf.json").write_text(
            json.dumps(spoiled(told, dice) if dice.random() < 0.3 else told), "utf-8"
        )
        reading = read_ocf(folder)
        if reading.package is not None:
            write_ocf(reading, Path(scratch) / "out")
            back = read_ocf(Path(scratch) / "out")
            assert sorted(map(repr, back.objects)) == sorted(map(repr, reading.objects))
        if reading.table is not None:
            write_ocf(reading.table, Path(scratch) / "table")
