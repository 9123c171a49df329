"""`dealwright dependence`: from whom each side's value comes, in tables and as JSON."""

from pathlib import Path

from cli.answer import Run

FEW = ("--paths", "512")


def test_the_tables_say_from_whom_value_comes_and_to_whom_it_goes(deal: Path, run: Run) -> None:
    answer = run("dependence", str(deal), *FEW)
    assert answer.code == 0
    assert "Share of what each side receives" in answer.out
    assert "Of the value that reaches Ada, 100% comes from Bruno." in answer.out
    assert "of what is given, 100% goes to Ada" in answer.out


def test_json_has_every_side_with_its_counterparties_lines_and_index(deal: Path, run: Run) -> None:
    found = run("dependence", str(deal), *FEW, "--json").json
    ada = found["sides"]["ada"]
    assert ada["kind"] == "party"
    assert ada["herfindahl"] == {"value": 1.0, "standard_error": 0.0}
    assert list(ada["counterparties"]) == ["bruno"]
    assert list(ada["counterparties"]["bruno"]["lines"]) == ["royalty"]
    assert found["sides"]["bruno"]["counterparties"]["ada"]["share_given"]["value"] == 1.0


def test_a_scenario_is_looked_at_alone_and_must_be_there(deal: Path, run: Run) -> None:
    found = run("dependence", str(deal), *FEW, "--scenario", "no_deal", "--json").json
    assert found["scenario"] == "no_deal"
    assert list(found["sides"]["ada"]["counterparties"]) == [""]
    assert run("dependence", str(deal), "--scenario", "in_force", "--scenario", "no_deal").code == 2
    assert run("dependence", str(deal), "--scenario", "nowhere").code == 2


def test_losses_are_those_asked_for_on_the_day_asked_for(deal: Path, run: Run) -> None:
    found = run("dependence", str(deal), *FEW, "--losing", "bruno", "--on", "2026-12-31", "--json").json
    assert found["lost_on"] == "2026-12-31"
    assert list(found["losses"]) == ["bruno"]
    assert found["losses"]["bruno"]["ended"] == ["royalty"]
    today = run("dependence", str(deal), *FEW, "--losing", "bruno", "--json").json
    later, at_once = (each["losses"]["bruno"]["without"]["ada"]["mean"]["value"] for each in (found, today))
    assert at_once < later < 0
    answer = run("dependence", str(deal), *FEW)
    assert "If it is lost today, certainty equivalent" in answer.out
    assert "With Bruno end: royalty." in answer.out


def test_somebody_unknown_or_a_day_outside_the_deal_is_wrong_usage(deal: Path, run: Run) -> None:
    answer = run("dependence", str(deal), "--losing", "eve")
    assert answer.code == 2
    assert "there is no party or company 'eve'; there are ada, bruno" in answer.err
    assert "lies outside the deal" in run("dependence", str(deal), "--on", "2020-01-01").err
    assert "'soon' is no day, such as 2027-12-31" in run("dependence", str(deal), "--on", "soon").err


def test_what_packages_do_to_those_not_at_the_table_is_told_with_its_bill(deal: Path, run: Run) -> None:
    text = (
        deal.read_text(encoding="utf-8")
        .replace("\ndrivers:", "\n  carl: {name: Carl, discount: 5%, risk_tolerance: none}\ndrivers:")
        .replace(
            "\nterms:", "\nterms:\n  tithe: {kind: flow, payer: ada, payee: carl, amount: 10% * terms.royalty.paid}"
        )
    )
    deal.write_text(text, encoding="utf-8")
    found = run("dependence", str(deal), *FEW, "--json").json["ripples"]
    assert found["outsiders"] == ["carl"]
    assert len(found["frontier"]) == found["on_frontier"]
    assert found["best"]["carl"]["fresh"]["value"] > found["worst"]["carl"]["fresh"]["value"]
    answer = run("dependence", str(deal), *FEW, "--packages", "2")
    assert "What a deal does to those not at the table" in answer.out
    assert "2 of them, spread evenly, were looked at." in answer.out
    assert run("dependence", str(deal), *FEW, "--packages", "0", "--json").json["ripples"] is None
    assert "'few' is no whole number from 0" in run("dependence", str(deal), "--packages", "few").err


def test_who_receives_nothing_is_told_whom_it_pays_and_tables_without_rows_are_left_out(
    tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "rent.yaml"
    path.write_text(
        "dealwright: 1\ntitle: A rent\nas_of: 2025-01-01\nhorizon: 2025-12-31\ncurrency: EUR\nrisk_free: 0%\n"
        "parties: {tenant: {}, owner: {}}\n"
        "terms: {rent: {kind: flow, payer: tenant, payee: owner, amount: 12k EUR/year}}\n"
    )
    paid = run("dependence", str(path), "--paths", "64").out
    assert "Tenant has nothing from anybody; of what is given, 100% goes to owner." in paid
    assert "Share of what each side gives" in paid
    nobody = run("dependence", str(path), "--paths", "64", "--set", "terms.rent.active=no").out
    assert "Share of what" not in nobody
    assert "Owner has nothing from anybody." in nobody
