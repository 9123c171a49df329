"""Facts and their sources: readings, quoted words, and folders that are never left."""

from pathlib import Path

import pytest

from dealwright.lang.find import leads_out, normalised, occurs
from dealwright.lang.load import Loaded, load, loads

DEAL = """\
dealwright: 1
title: Ada and Ben
as_of: 2025-01-01
horizon: 2030-12-31
currency: USD
risk_free: 4%
parties: {ada: {}, ben: {}}
sources:
  memo: {publisher: Ada, file: memo.txt}
  letter: {publisher: Ben}
facts:
  price: {is: 5%, source: [memo, letter], find: "five percent"}
drivers:
  sales: {kind: gbm, start: 1m USD/year, growth: 5%, volatility: 20%}
terms:
  share: {kind: royalty, payer: ben, payee: ada, on: sales, rate: price}
"""


def deal(folder: Path, text: str = DEAL, sources: Path | None = None) -> Loaded:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "deal.yaml").write_text(text, encoding="utf-8")
    return load(folder / "deal.yaml", sources)


def codes(loaded: Loaded) -> list[str]:
    return [problem.code for problem in loaded.problems]


def test_words_are_looked_up_in_the_deal_s_own_folder(tmp_path: Path) -> None:
    (tmp_path / "memo.txt").write_text("They shook hands on Five\n  percent of sales.", encoding="utf-8")
    assert codes(deal(tmp_path)) == []
    (tmp_path / "memo.txt").write_text("They shook hands on six percent.", encoding="utf-8")
    loaded = deal(tmp_path)
    assert codes(loaded) == ["not-in-source"]
    assert (loaded.problems[0].place.line, loaded.problems[0].place.column) == (12, 49)
    assert loaded.deal is None


def test_words_are_looked_up_in_the_folder_of_sources_by_file_or_by_name(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    assert codes(deal(tmp_path / "deal")) == []
    assert codes(deal(tmp_path / "deal", sources=texts)) == ["no-source-text"]
    (texts / "letter.txt").write_text("five percent", encoding="utf-8")
    (texts / "memo.txt").write_text("six percent", encoding="utf-8")
    assert codes(deal(tmp_path / "deal", sources=texts)) == []
    (texts / "letter.txt").write_text("seven percent", encoding="utf-8")
    assert codes(deal(tmp_path / "deal", sources=texts)) == ["not-in-source"]


def test_a_file_that_is_missing_among_others_is_said_and_no_typo_hides_a_quote(tmp_path: Path) -> None:
    (tmp_path / "memo.txt").write_text("five percent", encoding="utf-8")
    mistyped = deal(tmp_path, DEAL.replace("memo.txt", "memmo.txt"))
    assert [(p.code, p.mend) for p in mistyped.problems] == [("no-source-text", "write `file: memo.txt`")]
    both = DEAL.replace("publisher: Ben", "publisher: Ben, file: texts/agreed.txt")
    assert [(p.code, p.mend) for p in deal(tmp_path, both).problems] == [("no-source-text", "put the file there")]
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "agred.txt").write_text("five percent", encoding="utf-8")
    assert [p.mend for p in deal(tmp_path, both).problems] == ["write `file: texts/agred.txt`"]


@pytest.mark.parametrize(
    "file", ["../memo.txt", "/etc/passwd", "a/../../memo.txt", "~/memo.txt", "C:\\memo.txt", "..\\memo.txt"]
)
def test_a_file_outside_the_folder_is_refused_by_its_path(tmp_path: Path, file: str) -> None:
    (tmp_path / "memo.txt").write_text("five percent", encoding="utf-8")
    text = DEAL.replace("file: memo.txt", f"file: '{file}'")
    for sources in (None, tmp_path / "deal"):
        assert codes(deal(tmp_path / "deal", text, sources)) == ["outside-folder"]


def test_a_file_outside_the_folder_is_refused_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("five percent", encoding="utf-8")
    folder = tmp_path / "deal"
    folder.mkdir()
    (folder / "memo.txt").symlink_to("../secret.txt")
    assert codes(deal(folder)) == ["outside-folder"]
    (folder / "memo.txt").unlink()
    (folder / "sub").symlink_to(tmp_path)
    assert codes(deal(folder, DEAL.replace("memo.txt", "sub/secret.txt"))) == ["outside-folder"]


def test_a_link_that_stays_in_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "real.txt").write_text("five percent", encoding="utf-8")
    (tmp_path / "memo.txt").symlink_to("texts/real.txt")
    assert codes(deal(tmp_path)) == []


def test_a_name_too_long_for_a_file_is_no_bug_of_ours(tmp_path: Path) -> None:
    assert codes(deal(tmp_path, DEAL.replace("memo.txt", "m" * 3000))) == []


def test_a_text_that_is_there_but_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "memo.txt").write_bytes(b"\xff\xfe\x00five percent")
    assert codes(deal(tmp_path)) == ["no-source-text"]
    (tmp_path / "memo.txt").write_bytes(b"caf\xe9: five percent")
    assert codes(deal(tmp_path)) == ["no-source-text"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("five percent", "FIVE   percent"),
        ("'five' percent", "\u2018five\u2019 percent"),
        ('"five" percent', "\u201cfive\u201d\u00a0percent"),
        ("five-percent", "five\u2011percent"),
        ("five percent", "fi\u00adve per\u200bcent"),
        ("$13 billion", "their $13\nbillion alliance"),
        ("five ... sales", "five percent of all sales"),
        ("caf\u00e9", "CAFE\u0301"),
    ],
)
def test_words_occur_whatever_blanks_quotes_dashes_and_capitals(words: str, text: str) -> None:
    assert occurs(words, normalised(text))


@pytest.mark.parametrize(
    ("words", "text"), [("five percent", "fifty percent"), ("sales ... five", "five percent of sales")]
)
def test_other_words_do_not(words: str, text: str) -> None:
    assert not occurs(words, normalised(text))


def test_a_path_leads_out_of_its_folder_only_if_it_climbs_above_it() -> None:
    assert not leads_out("texts/../memo.txt")
    assert leads_out("texts/../../texts/memo.txt")


def test_a_fact_without_a_source_has_nowhere_to_find_words() -> None:
    loaded = loads(DEAL.replace("source: [memo, letter]", "reason: agreed"))
    assert [problem.code for problem in loaded.errors] == ["find-without-source"]


# ---------------------------------------------------------------------------------------------------- readings


FACT = 'price: {is: 5%, source: [memo, letter], find: "five percent"}'
READINGS = DEAL.replace(FACT, "price: {readings: [HERE]}")


@pytest.mark.parametrize(
    ("readings", "code"),
    [
        ("{is: 5%, weight: 60%, source: memo}, {is: 8%, weight: 40%, source: letter}", None),
        ("{is: 5%, weight: 60%, source: memo}, {is: 8%, weight: 60%, source: letter}", "bad-weights"),
        ("{is: 5%, weight: 100%, source: [memo, letter]}", "too-few-readings"),
        ("{is: 5%, weight: 60%, source: memo}, {weight: 40%, source: letter}", "none-of"),
        ("{is: 5%, weight: 160%, source: memo}, {is: 8%, weight: -60%, source: letter}", "out-of-bounds"),
        ("{is: 5%, weight: 60%, source: memo}, {is: 5m, weight: 40%, source: letter}", "unit-mismatch"),
        ("{is: 5%, weight: 60%, source: memo}, {overlay: {}, weight: 40%, source: letter}", "mixed-readings"),
    ],
)
def test_readings_are_alternatives_of_one_kind_with_weights_that_sum_up(readings: str, code: str | None) -> None:
    found = codes(loads(READINGS.replace("HERE", readings)))
    assert sorted(set(found)) == ([code] if code else [])


def test_a_structural_reading_is_tried_before_it_is_believed() -> None:
    text = DEAL.replace("rate: price", "rate: 5%").replace(
        FACT,
        "clause:\n    readings:\n"
        "      - {overlay: {terms.share.rate: 8%}, weight: 50%, source: memo}\n"
        "      - {overlay: {terms.share.rate: 800%}, weight: 50%, source: letter}",
    )
    (problem,) = loads(text).problems
    assert (problem.code, problem.place.line, problem.place.column) == ("out-of-bounds", 15, 38)


def test_a_structural_reading_has_no_value_to_use() -> None:
    readings = "{overlay: {terms.share.cap: 5m}, weight: 50%, source: memo}, {overlay: {}, weight: 50%, source: letter}"
    (problem,) = loads(READINGS.replace("HERE", readings)).problems
    assert (problem.code, problem.what) == ("unit-mismatch", "`price` is `none`")
