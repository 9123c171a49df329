"""What must not be in the project: paths of somebody's machine, addresses of registries, big or foreign files."""

import shutil
import subprocess
from pathlib import Path

import pytest

# Put together here, so that this file does not hold them itself.
PLACES = ["/" + "work/", "/" + "farm/", "/" + "root/", "/" + "home/", "C:" + "\\Users"]
REGISTRIES = ["pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "conda" + ".anaconda"]
LARGEST = 1_000_000


@pytest.fixture(scope="module")
def tracked(root: Path) -> list[Path]:
    if shutil.which("git") is None:
        pytest.skip("no git here")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [root / name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


def test_no_file_names_a_machine_or_a_registry(tracked: list[Path], root: Path) -> None:
    found = [
        f"{path.relative_to(root)}: {words}"
        for path in tracked
        for words in [*PLACES, *REGISTRIES]
        if words.encode() in path.read_bytes()
    ]
    assert found == []


def test_no_file_is_big(tracked: list[Path]) -> None:
    assert [path.name for path in tracked if path.stat().st_size > LARGEST] == []


def test_no_script_of_others_lies_in_the_repository(tracked: list[Path]) -> None:
    assert [path.name for path in tracked if path.name.endswith((".min.js", ".bundle.js"))] == []


def test_the_article_stays_out_of_the_repository(tracked: list[Path], shared: Path) -> None:
    article = (shared / "articles" / "openai-microsoft-2025-05.txt").read_text(encoding="utf-8")
    words = article.split()
    runs = {" ".join(words[at : at + 12]) for at in range(len(words) - 12)}
    for path in tracked:
        if path.suffix in {".yaml", ".md", ".txt", ".py", ".html"}:
            text = " ".join(path.read_text(encoding="utf-8", errors="replace").split())
            assert not [run for run in runs if run in text], path
