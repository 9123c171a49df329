"""`dealwright mcp` as an assistant meets it: a client of the protocol and the program itself, over a pipe."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters

from dealwright.cli.answering import answer
from dealwright.cli.main import main
from dealwright.web.assistants.sentences import MOST_TOLD, briefly, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mcp.types import CallToolResult, Tool

Call = tuple[str, dict[str, Any]]

BROKEN = "dealwright: 1\ntitle: A broken deal\n"


def talk(folder: Path, *calls: Call, words: Sequence[str] = ()) -> tuple[list[Tool], list[CallToolResult]]:
    """Let an assistant see which tools there are, and call some."""

    async def assistant() -> tuple[list[Tool], list[CallToolResult]]:
        command = ["-m", "dealwright", "mcp", *words]
        server = StdioServerParameters(command=sys.executable, args=command, cwd=folder, env=dict(os.environ))
        async with Client(server, read_timeout_seconds=120) as client:
            listed = await client.list_tools()
            return listed.tools, [await client.call_tool(name, said) for name, said in calls]

    return asyncio.run(assistant())


def told(result: CallToolResult) -> dict[str, Any]:
    """Return what a tool returned, which it says in words first, and then as data."""
    found: dict[str, Any] = result.structured_content or {}
    texts = [each.text for each in result.content if each.type == "text"]
    assert texts[0] == found["says"]
    rest = {key: value for key, value in found.items() if key != "says"}
    assert [json.loads(each) for each in texts[1:]] == ([rest] if rest else [])
    assert "Traceback" not in "".join(texts)
    return found


def test_an_assistant_checks_values_bargains_and_asks_what_a_word_means(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deals").mkdir()
    text = (root / "examples" / "hello.yaml").read_text()
    (tmp_path / "deals" / "kettle.yaml").write_text(text)
    (tmp_path / "broken.yaml").write_text(BROKEN)
    (tmp_path.parent / "outside.yaml").write_text(text)
    (tmp_path / "link.yaml").symlink_to(tmp_path.parent / "outside.yaml")
    file, few = "deals/kettle.yaml", {"paths": 128, "seed": 3}
    value = {**few, "set": ["terms.royalty.rate=5%"], "scenario": ["in_force"]}
    outside = ["../outside.yaml", str(tmp_path.parent / "outside.yaml"), "link.yaml", "/etc/passwd", "a\0b", "..", "."]
    tools, results = talk(
        tmp_path,
        ("check", {"file": file}),
        ("value", {"file": file, **value}),
        ("bargain", {"file": file, **few, "refine": False}),
        ("explain", {"word": "royalty"}),
        ("check", {"file": "broken.yaml"}),
        ("value", {"file": "broken.yaml"}),
        ("value", {"file": file, "paths": 10_000_000}),
        ("value", {"file": file, "set": ["terms.nothing.rate=5%"]}),
        ("value", {"file": file, "workers": 4}),
        ("value", {"file": file, "set": [{"terms": 1}]}),
        ("value", {}),
        ("value", {"file": "nowhere.yaml"}),
        ("explain", {"word": "nonsense"}),
        ("sign", {}),
        *(("value", {"file": each}) for each in outside),
        ("check", {"file": "nowhere.yaml"}),
        ("explain", {"word": "a\0b"}),
        ("value", {"file": file, "paths": 128.5}),
        ("value", {"file": file, "paths": 128.0, "seed": 3.0, "scenario": ["in_force"]}),
        ("check", {"file": file}),
    )
    assert [each.name for each in tools] == ["check", "value", "bargain", "explain"]
    found = [told(each) for each in results]
    good = [not each.is_error for each in results]
    assert good == [True] * 5 + [False] * (12 + len(outside)) + [True] * 2

    assert found[0] == {"says": f"{file} has no problems.", "answer": []}
    monkeypatch.chdir(tmp_path)
    command = ["value", "--paths=128", "--seed=3", "--set=terms.royalty.rate=5%", "--scenario=in_force", "--json"]
    assert found[1]["answer"] == json.loads(answer([*command, "--", file]).told)
    assert found[1]["says"].startswith("By certainty equivalent, in in_force ada has ")
    assert found[1]["says"].endswith(" EUR (128 futures, seed 3).")
    whole = json.loads(answer(["bargain", "--paths=128", "--seed=3", "--no-refine", "--json", "--", file]).told)
    brief = found[2]["answer"]
    assert {**brief, "frontier": whole["frontier"]} == whole
    assert [brief["frontier"][0], brief["frontier"][-1]] == [whole["frontier"][0], whole["frontier"][-1]]
    assert len(brief["frontier"]) == MOST_TOLD < len(whole["frontier"])
    package = whole["solutions"]["nash"]["package"]
    assert f"the Nash solution is terms.royalty.rate {package['terms.royalty.rate']}, " in found[2]["says"]
    assert f"Of 187 packages {whole['zone']['packages']} are refused by nobody" in found[2]["says"]
    assert f"Of the {len(whole['frontier'])} packages on the frontier 40 are told" in found[2]["says"]
    assert found[3]["says"].startswith("royalty (kind of term): ")

    assert "broken.yaml has " in found[4]["says"]
    assert found[4]["answer"] == found[5]["problems"]
    assert {each["severity"] for each in found[5]["problems"]} == {"error"}
    assert "262,144 futures are drawn" in found[6]["says"]
    assert found[7]["problems"][0]["code"] == "unknown-path"
    assert "has no option `workers`" in found[8]["says"]
    assert "neither a text" in found[9]["says"]
    assert "say `file`" in found[10]["says"]
    assert found[11]["problems"][0]["code"] == "missing-file"
    assert "nothing is known about 'nonsense'" in found[12]["says"]
    assert "there is no tool sign" in found[13]["says"]
    for each in found[14 : 14 + len(outside)]:
        assert "only files in it are read" in each["says"]
        assert each.keys() == {"says"}
    unread, no_word, half, whole_number = found[14 + len(outside) : -1]
    assert unread["answer"][0]["code"] == "missing-file"
    assert "nothing is known about" in no_word["says"]
    assert "neither a text, a whole number, true nor false" in half["says"]
    assert whole_number["answer"]["paths"] == 128


def test_a_deal_named_at_the_start_is_meant_and_another_folder_can_be_allowed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "kettle.yaml").write_text((root / "examples" / "hello.yaml").read_text())
    tools, (answered,) = talk(root, ("check", {}), words=[str(tmp_path / "kettle.yaml"), "--folder", str(tmp_path)])
    assert told(answered)["answer"] == []
    schemas = {each.name: each.input_schema for each in tools}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    assert schemas["check"]["properties"]["file"]["default"] == "kettle.yaml"
    assert schemas["value"]["properties"]["paths"]["maximum"] == 262_144
    assert schemas["value"]["properties"]["set"] == {
        **schemas["value"]["properties"]["set"],
        "type": "array",
        "items": {"type": "string", "maxLength": 400},
    }
    assert schemas["explain"]["required"] == ["word"]
    assert all(each["description"] for schema in schemas.values() for each in schema["properties"].values())


def test_without_the_extra_a_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)  # as where it is not installed
    assert main(["mcp"]) == 2
    assert "type pip install 'dealwright[mcp]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--folder", "nowhere"], "there is no folder nowhere"),
        (["nowhere.yaml"], "there is no file nowhere.yaml"),
        (["/etc/passwd"], "/etc/passwd lies outside ."),
    ],
)
def test_what_cannot_be_served_is_said(
    words: list[str], what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["mcp", *words]) == 2
    assert what in capsys.readouterr().err


def test_it_ends_with_its_input_and_says_nothing_besides(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dealwright", "mcp"]
    ended = subprocess.run(command, input=b"", cwd=tmp_path, capture_output=True, check=True, timeout=120)
    assert (ended.stdout, ended.stderr) == (b"", b"")


def test_a_short_answer_is_told_whole() -> None:
    few = {"frontier": [1] * MOST_TOLD, "spread": None}
    assert briefly(few) == (few, "")
    many = {"frontier": list(range(100)), "spread": {"frontier": list(range(100)), "solutions": {}}}
    brief, _ = briefly(many)
    assert brief["spread"]["frontier"] == brief["frontier"] == sorted(set(brief["frontier"]))


def test_warnings_are_counted_apart_and_a_deal_without_agreement_says_why() -> None:
    warning = {"severity": "warning", "file": "d.yaml", "line": 4, "what": "`x` is old"}
    assert sentence("check", "d.yaml", [warning]) == "d.yaml has 1 warning; the first, at d.yaml:4, is that `x` is old."
    error = {**warning, "severity": "error", "line": 9}
    assert sentence("check", "d.yaml", [warning, error, error]).startswith(
        "d.yaml has 2 errors and 1 warning; the first, at d.yaml:9"
    )
    none = {
        "packages": 9,
        "zone": {"packages": 0},
        "solutions": {},
        "no_solution": "ada refuses all",
        "paths": 8,
        "seed": 1,
    }
    assert (
        sentence("bargain", "d.yaml", none)
        == "Of 9 packages 0 are refused by nobody; ada refuses all (8 futures, seed 1)."
    )
