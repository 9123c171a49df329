"""One value of a file is changed in place, and nothing else is."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.lang.compose import compose
from dealwright.lang.edit import Edit, set_value
from dealwright.lang.paths import node_at
from dealwright.lang.tree import ScalarNode

DEAL = """\
# A deal, with comments
title: "A deal"   # quoted
as_of: 2025-05-14

terms:
  share: {kind: royalty, rate: 20%,   # the rate
          until: '2030-12-31'}
  notes:
    - first   # a list
    - {on: 2025-12-31, new_money: 30bn}
  long: >
    a text of
    several lines
  empty:
  after: 1
scenarios:
  no_deal: {terms.share.rate: 5%}
"""


@pytest.fixture
def deal(tmp_path: Path) -> Path:
    file = tmp_path / "deal.yaml"
    file.write_text(DEAL, encoding="utf-8")
    return file


def edited(deal: Path, path: str, value: str) -> Edit:
    edit, problems = set_value(deal, path, value)
    assert problems == []
    assert edit is not None
    return edit


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        ("terms.share.rate", "12%", "rate: 20%,   #", "rate: 12%,   #"),
        ("terms.share.rate", "12% * revenue + 1bn", "rate: 20%,", "rate: 12% * revenue + 1bn,"),
        ("terms.share.rate", "min(10%, 12%)", "rate: 20%,", 'rate: "min(10%, 12%)",'),
        ("title", "Another deal", '"A deal"   # quoted', '"Another deal"   # quoted'),
        ("title", 'The "best": #1', '"A deal"', '"The \\"best\\": #1"'),
        ("terms.share.until", "2035-12-31", "'2030-12-31'", "'2035-12-31'"),
        ("terms.share.until", "it's over", "'2030-12-31'", "'it''s over'"),
        ("as_of", "a: b", "as_of: 2025-05-14", 'as_of: "a: b"'),
        ("as_of", "", "as_of: 2025-05-14", 'as_of: ""'),
        ("as_of", "2025 # no comment", "as_of: 2025-05-14", 'as_of: "2025 # no comment"'),
        ("as_of", "*x", "as_of: 2025-05-14", 'as_of: "*x"'),
        ("as_of", "größer", "as_of: 2025-05-14", "as_of: größer"),
        ("terms.notes.0", "second", "- first   #", "- second   #"),
        ("terms.notes.2025-12-31.new_money", "10bn", "new_money: 30bn", "new_money: 10bn"),
        ("terms.long", "short", ">\n    a text of\n    several lines\n", "short\n"),
        ("terms.empty", "full", "empty:\n", "empty: full\n"),
        ("scenarios.no_deal.terms.share.rate", "6%", "{terms.share.rate: 5%}", "{terms.share.rate: 6%}"),
    ],
)
def test_only_the_value_changes(deal: Path, path: str, value: str, old: str, new: str) -> None:
    edit = edited(deal, path, value)
    assert edit.new_text == DEAL.replace(old, new)
    assert edit.new_text != DEAL
    assert deal.read_text(encoding="utf-8") == DEAL
    assert edit.write() == []
    assert deal.read_text(encoding="utf-8") == DEAL.replace(old, new)


def test_the_change_is_shown_as_a_diff(deal: Path) -> None:
    assert edited(deal, "terms.share.rate", "12%").diff == (
        f"--- {deal}\n+++ {deal}\n@@ -4,5 +4,5 @@\n \n terms:\n"
        "-  share: {kind: royalty, rate: 20%,   # the rate\n+  share: {kind: royalty, rate: 12%,   # the rate\n"
        "           until: '2030-12-31'}\n   notes:\n"
    )
    assert edited(deal, "terms.share.rate", "20%").diff == ""


def test_a_changed_file_is_not_overwritten(deal: Path) -> None:
    edit = edited(deal, "terms.share.rate", "12%")
    deal.write_text(DEAL + "# mine\n", encoding="utf-8")
    assert [problem.code for problem in edit.write()] == ["changed-file"]
    assert deal.read_text(encoding="utf-8") == DEAL + "# mine\n"


def test_line_breaks_and_byte_order_mark_stay(tmp_path: Path) -> None:
    file = tmp_path / "deal.yaml"
    content = b"\xef\xbb\xbf" + DEAL.replace("\n", "\r\n").encode()
    file.write_bytes(content)
    for path, value in (("terms.share.rate", "12%"), ("terms.long", "short")):
        edit = edited(file, path, value)
        assert "\r" not in edit.diff
        assert edit.write() == []
    expected = content.replace(b"20%", b"12%").replace(b">\r\n    a text of\r\n    several lines\r\n", b"short\r\n")
    assert file.read_bytes() == expected


def test_permissions_stay_and_no_other_file_is_left(deal: Path) -> None:
    deal.chmod(0o640)
    assert edited(deal, "terms.share.rate", "12%").write() == []
    assert stat.S_IMODE(deal.stat().st_mode) == 0o640
    assert list(deal.parent.iterdir()) == [deal]


def test_a_link_stays_a_link(deal: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(deal)
    assert edited(link, "terms.share.rate", "12%").write() == []
    assert link.is_symlink()
    assert "12%" in deal.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_a_problem(deal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = edited(deal, "terms.share.rate", "12%")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "fsync", refuse)
    assert [problem.code for problem in edit.write()] == ["unwritable-file"]
    assert deal.read_text(encoding="utf-8") == DEAL
    assert list(deal.parent.iterdir()) == [deal]


@pytest.mark.parametrize(
    ("path", "value", "code", "mend"),
    [
        ("terms.shar.rate", "12%", "unknown-path", "use `terms.share.rate`"),
        ("terms.share", "12%", "not-one-value", "use `terms.share.kind`"),
        ("terms.notes", "12%", "not-one-value", "use `terms.notes.0`"),
        ("terms.share.rate.now", "12%", "unknown-path", "use `terms.share.rate`"),
        ("terms.share.rate", "[10%, 12%]", "not-one-value", "edit the file for lists and mappings"),
        ("terms.share.rate", "{now: 12%}", "not-one-value", "edit the file for lists and mappings"),
        ("terms.share.rate", "12%\n13%", "not-one-value", "edit the file for lists and mappings"),
        ("terms.share.rate", " 12%", "not-one-value", "edit the file for lists and mappings"),
        ("terms.share.rate", "12%\x07", "bad-character", "delete it"),
        ("terms.share.rate", "\udcff", "bad-character", "delete it"),
    ],
)
def test_what_cannot_be_set_is_refused(deal: Path, path: str, value: str, code: str, mend: str) -> None:
    edit, problems = set_value(deal, path, value)
    assert edit is None
    assert [(problem.code, problem.mend) for problem in problems] == [(code, mend)]
    assert deal.read_text(encoding="utf-8") == DEAL


def test_a_file_that_is_no_yaml_is_not_edited(tmp_path: Path) -> None:
    file = tmp_path / "deal.yaml"
    file.write_text("a: [\n")
    assert [problem.code for problem in set_value(file, "a", "1")[1]] == ["unclosed-bracket"]
    assert [problem.code for problem in set_value(tmp_path / "absent.yaml", "a", "1")[1]] == ["missing-file"]


PATHS = [
    "title",
    "as_of",
    "terms.share.rate",
    "terms.share.until",
    "terms.notes.0",
    "terms.long",
    "terms.empty",
    "terms.after",
]
written = st.text(st.sampled_from(list("ab1 %:#,'\"{}[]()*&!|>-?@`\\é~.=")), max_size=12).map(str.strip)


@given(st.sampled_from(PATHS), written)
def test_any_value_reads_back_as_it_was_set(tmp_path_factory: pytest.TempPathFactory, path: str, value: str) -> None:
    file = tmp_path_factory.mktemp("edit") / "deal.yaml"
    file.write_text(DEAL, encoding="utf-8")
    edit, problems = set_value(file, path, value)
    if edit is None:
        assert [problem.code for problem in problems] == ["not-one-value"]
        return
    tree, found = compose(edit.new_text)
    assert found == []
    assert tree is not None
    node = node_at(tree.root, path)
    assert isinstance(node, ScalarNode)
    assert node.text == value
    for other in PATHS:
        if other != path:
            before = node_at(compose(DEAL)[0].root, other)  # type: ignore[union-attr]
            after = node_at(tree.root, other)
            assert isinstance(before, ScalarNode)
            assert isinstance(after, ScalarNode)
            assert after.text == before.text
    comments = [line.partition("#")[2] for line in DEAL.splitlines() if "#" in line]
    assert all(comment in edit.new_text for comment in comments)


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        ("terms.share.cap", "1bn", "until: '2030-12-31'}", "until: '2030-12-31', cap: 1bn}"),
        ("terms.share.on", "min(a, b)", "until: '2030-12-31'}", "until: '2030-12-31', on: \"min(a, b)\"}"),
        ("terms.notes.2025-12-31.if", "no", "new_money: 30bn}", "new_money: 30bn, if: no}"),
        ("terms.last", "2", "  after: 1\n", "  after: 1\n  last: 2\n"),
        ("horizon", "2030-12-31", "as_of: 2025-05-14\n", "as_of: 2025-05-14\nhorizon: 2030-12-31\n"),
        ("scenarios.no_deal.terms.share.cap", "2bn", "rate: 5%}", "rate: 5%, terms.share.cap: 2bn}"),
    ],
)
def test_a_key_that_the_file_leaves_out_is_added(deal: Path, path: str, value: str, old: str, new: str) -> None:
    edit = edited(deal, path, value)
    assert edit.write() == []
    assert deal.read_text(encoding="utf-8") == DEAL.replace(old, new)


def test_a_key_is_added_with_the_line_breaks_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "deal.yaml"
    file.write_bytes(b"a: 1  # one\r\nb:\r\n  c: 2\r\n")
    assert edited(file, "b.d", "3").write() == []
    assert edited(file, "e", "4").write() == []
    assert file.read_bytes() == b"a: 1  # one\r\ne: 4\r\nb:\r\n  c: 2\r\n  d: 3\r\n"


@pytest.mark.parametrize("path", ["terms.share.cap.low", "terms.other.rate", "terms.notes.7.on", "x.y", "terms."])
def test_more_than_one_key_is_not_added(deal: Path, path: str) -> None:
    edit, problems = set_value(deal, path, "1")
    assert edit is None
    assert [problem.code for problem in problems] == ["unknown-path"]
