"""However the terms of a cap table are changed, every part of `captable` answers or says what is wrong."""

import shlex
from importlib.resources import files
from pathlib import Path
from random import Random

import pytest

from cli.answer import Run

TEMPLATE = files("dealwright.cli").joinpath("templates", "captable.yaml").read_text(encoding="utf-8")
CHANGES = [
    "",
    "classes.series_seed.preference=0x",
    "classes.series_seed.preference=2x",
    "classes.series_seed.preference=1000x",
    "classes.series_seed.participation=none",
    "classes.series_seed.participation=full",
    "classes.series_seed.participation=capped",
    "classes.series_seed.cap=0.5x",
    "classes.series_seed.cap=3x",
    "classes.series_seed.dividend={rate: 8%}",
    "classes.series_seed.dividend={rate: 8%, on_conversion: converts}",
    "classes.series_seed.dividend={rate: 8%, compounding: yearly, on_conversion: paid}",
    "classes.series_seed.anti_dilution=full_ratchet",
    "classes.series_seed.anti_dilution=none",
    "classes.series_seed.anti_dilution=narrow_based",
    "classes.series_seed.conversion_price=0.5 USD",
    "classes.series_seed.conversion_price=2 USD",
    "classes.series_seed.return_cap={multiple: 3x}",
    "classes.series_seed.return_cap={amount: 1m USD, rest_to: ana}",
    "classes.series_seed.ipo_ratchet=1.5x",
    "convertibles.safe_1.discount=0%",
    "convertibles.safe_1.discount=99%",
    "convertibles.safe_1.discount=100%",
    "convertibles.safe_1.cap=1k USD",
    "convertibles.safe_1.cap=1tn USD",
    "convertibles.safe_1.cap=none",
    "convertibles.safe_1.money=pre",
    "convertibles.safe_1.mfn=yes",
    "convertibles.safe_1.fixed_share=7%",
    "convertibles.safe_1.fixed_share=95%",
    "convertibles.safe_1.exit_multiple=2x",
    "convertibles.safe_1.exit_multiple=0x",
    "rounds.series_a.pre_money=1 USD",
    "rounds.series_a.pre_money=16bn USD",
    "rounds.series_a.pre_money=100k USD",
    "rounds.series_a.pool.share=0%",
    "rounds.series_a.pool.share=60%",
    "rounds.series_a.pool.share=99%",
    "rounds.series_a.pool.when=pre",
    "rounds.series_a.pool.of=total",
    "rounds.series_a.investors={}",
    "rounds.series_a.investors={fund_one: 0 USD}",
    "rounds.series_a.investors={fund_one: 4m USD, ana: 1 USD}",
    "rounds.series_a.pro_rata=yes",
    "rounds.series_a.pro_forma=yes",
    "rounds.series_a.convertibles_in_pre_money=no",
    "rights.grant_1.strike=0 USD",
    "rights.grant_1.strike=100 USD",
    "rights.grant_1.kind=rsu",
    "rights.grant_1.kind=sar",
    "rights.grant_1.kind=warrant",
    "exit={debt: 1bn USD}",
    "exit={fee_share: 100%}",
    "exit={accelerates: 50%}",
    "exit={tiers: [{shares: {ana: 50%}, up_to: 1m USD}, {shares: {ben: 100%}}]}",
    "exit={carve_outs: [{to: ana, share: 100%}]}",
    "rounding={price: up, price_places: 2, shares: down}",
    "rounding={price: down, price_places: 0, shares: up}",
    "ipo={on: 2026-01-01, price: 0.1 USD, primary: 1}",
    "ipo={on: 2030-01-01, pre_money: 50m USD, primary: 1_000_000, greenshoe: 15%, exercised: 100%, split: 0.1}",
    "as_of=2020-01-01",
    "as_of=2030-01-01",
    "pools.plan.reserved=150_000",
    "pools.plan.reserved=0",
    "pools.plan.promised=500_000",
    "",
][1:-1]
PARTS = (
    "show",
    "round --json",
    "waterfall --json",
    "waterfall --must-convert --after-rounds --json",
    "ipo --after-rounds",
    "ipo --price '5 USD' --primary 100_000 --json",
    "opm --equity 10m --json",
    "opm --backsolve series_seed",
    "export --force",
)


@pytest.mark.parametrize("seed", range(16))
def test_changed_terms_are_worked_out_or_told_to_be_wrong(
    seed: int, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "captable.yaml").write_text(TEMPLATE, encoding="utf-8")
    random = Random(seed)  # noqa: S311 - no secret
    changes = {change.partition("=")[0]: change for change in random.sample(CHANGES, random.randint(1, 6))}
    sets = [word for change in changes.values() for word in ("--set", change)]
    for part in PARTS:
        answer = run("captable", *shlex.split(part), *sets)
        assert answer.code in {0, 1, 2}, (part, sets, answer.err)
        assert answer.out if answer.code == 0 else answer.err
