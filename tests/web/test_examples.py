"""Every deal that comes with the program is shown whole: each tab of the page, and the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from dealwright.bargain.ripples.asked_package import PackageError, asked_package
from dealwright.lang.load import Loaded, load
from dealwright.study import Study
from dealwright.web.desk import Read
from dealwright.web.downloads import report
from dealwright.web.long_parts import LONG
from dealwright.web.quick_parts import QUICK
from dealwright.web.settings import Settings
from dealwright.web.state import State

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DEALS = [
    each.relative_to(EXAMPLES).as_posix()
    for each in sorted([*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*/deal.yaml"), *EXAMPLES.glob("terms/*.yaml")])
]
FEW = 16
BARGAINS = {"bargain", "solutions", "offers"}
LONG_TO_WEIGH = {
    "bms-imclone/deal.yaml",
    "bms-otsuka/deal.yaml",
    "openai-microsoft/deal.yaml",
    "renault-nissan/deal.yaml",
    "sanofi-regeneron/deal.yaml",
    "yahoo-microsoft/deal.yaml",
}
"""Deals whose doubts and trades take long even on few futures: here their quick parts are made, elsewhere the rest."""


def coarse(loaded: Loaded) -> Loaded:
    """Return a deal that negotiates the ends of its ranges alone, and what was offered between them."""
    offers = [talk.offer for talk in loaded.sound.talks if talk.offer]
    kept: dict[str, set[str]] = {path: {values[0], values[-1]} for path, values in loaded.ranges().items()}
    for offer in offers:
        try:
            package = asked_package(loaded, {path: str(value) for path, value in offer.items()})
        except PackageError:  # what was signed need not stand on a step
            continue
        for path, value in package.items():
            kept[path].add(value)
    over = {path: [each for each in values if each in kept[path]] for path, values in loaded.ranges().items()}
    return loaded.with_overrides({"negotiate.over": over}) if over else loaded


def asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a study answer again what it has answered: the report asks what the tabs have asked."""
    answers: dict[str, object] = {}

    def kept(name: str) -> None:
        ask = getattr(Study, name)

        def again(study: Study, *args: object, **more: object) -> object:
            said = {key: value for key, value in more.items() if key != "progress" and value is not None}
            key = repr((name, id(study), [each for each in args if each is not None], sorted(said.items())))
            if key not in answers:
                answers[key] = ask(study, *args, **more)
            return answers[key]

        monkeypatch.setattr(Study, name, again)

    for name in ("value", "bargain", "offers", "talks", "trade", "facts", "ripples", "dependence"):
        kept(name)


@pytest.mark.parametrize("name", DEALS)
def test_every_tab_and_the_report_of_every_example_are_shown(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_once(monkeypatch)
    deal = coarse(load(EXAMPLES / name))
    assert deal.deal is not None, deal
    read = Read(deal, Settings(str(EXAMPLES / name), 1, FEW, FEW), "once")
    bargains = deal.negotiate is not None
    light = name not in LONG_TO_WEIGH
    for part, make in {**QUICK, **(LONG if light else {})}.items():
        if part != "seek" and (bargains or part not in BARGAINS):  # nothing is sought until a goal is said
            assert make(read, State(), lambda _done, _of: None), part
    if light:
        assert report(read, State(), lambda _done, _of: None)["content"].startswith(b"<!doctype html>")
