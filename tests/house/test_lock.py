"""The lock: one version of everything that is asked for, and nothing about where it comes from."""

import re
import tomllib
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def pins(root: Path) -> dict[str, str]:
    lines = (root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


@pytest.fixture(scope="module")
def asked(root: Path) -> list[Requirement]:
    declared = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    lists = [
        declared["project"]["dependencies"],
        declared["dependency-groups"]["check"],
        declared["build-system"]["requires"],
    ]
    return [Requirement(text) for texts in lists for text in texts]


def test_every_dependency_is_pinned_within_its_range(pins: dict[str, str], asked: list[Requirement]) -> None:
    for requirement in asked:
        assert pins[canonicalize_name(requirement.name)] in requirement.specifier, requirement


def test_so_is_what_the_dependencies_need_and_nothing_else(pins: dict[str, str], asked: list[Requirement]) -> None:
    waiting, seen = list(asked), set[tuple[str, str]]()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        assert pins.get(name), f"{requirement} is not in the lock"
        for extra in {"", *requirement.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                needed = [Requirement(text) for text in requires(name) or []]
                waiting += [one for one in needed if one.marker is None or one.marker.evaluate({"extra": extra})]
    assert set(pins) == {name for name, _ in seen}


def test_the_checks_run_with_the_locked_versions(pins: dict[str, str]) -> None:
    assert {name: version(name) for name in pins} == pins


def test_the_lock_says_nothing_about_where_packages_come_from(root: Path) -> None:
    for line in (root / "requirements.lock").read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or re.fullmatch(r"[a-z0-9-]+==[A-Za-z0-9.!+]+", line), line
