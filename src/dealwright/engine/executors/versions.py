"""Tell which versions compute here, on what sort of processor: others may compute other bytes."""

from __future__ import annotations

import hashlib
import platform
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numpy", "numba", "scipy", "pyarrow")
"""What numbers go through, besides Python and our own code."""


@lru_cache(maxsize=1)
def _ours() -> tuple[tuple[str, str], ...]:
    """Say what computes here: of our own code the version and the start of its digest, since a copy may differ."""
    digest = hashlib.sha256()
    home = Path(__file__).resolve().parents[2]
    for module in sorted(home.rglob("*.py")):
        digest.update(str(module.relative_to(home).as_posix()).encode() + b"\0" + module.read_bytes())
    found = {name: _installed(name) for name in PACKAGES}
    code = f"{_installed('dealwright')}, code {digest.hexdigest()[:8]}"
    machine = (("python", platform.python_version()), ("processor", platform.machine()))
    return (("dealwright", code), *machine, *found.items())


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def versions() -> dict[str, str]:
    """Return the version of everything that a number goes through, by its name."""
    return dict(_ours())


def differing(theirs: dict[str, str]) -> list[str]:
    """Say what differs in words, such as `numpy 2.3.1 there, 2.4.6 here`.

    Args:
        theirs: What another machine says of itself.
    """
    ours = versions()
    return [
        f"{name} {theirs.get(name, 'none')} there, {each} here"
        for name, each in ours.items()
        if theirs.get(name) != each
    ]
