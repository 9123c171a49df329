"""Write a deal as the files of a scenario: for GENIUS, for NegMAS, and the exact table for NegMAS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealwright.bargain.genius.made import Made, width
from dealwright.lang.genius.print_xml import DOMAIN, xml_files
from dealwright.lang.genius.print_yaml import plain_yaml, yaml_files

if TYPE_CHECKING:
    from pathlib import Path

NEGMAS, EXACT, INFO = "negmas", "exact", "_info.yaml"
"""Folders beside the files of GENIUS, and the file that NegMAS keeps what is known of a scenario in."""
_MEASURES = {"certainty_equivalent": "certainty equivalent", "mean_at_discount": "mean at the party's discount"}


def scenario_files(made: Made) -> dict[str, str]:
    """Write all files.

    Args:
        made: The deal as a scenario.

    Returns:
        The texts by path within the folder: a domain and profiles for GENIUS; in `negmas` the same sums for NegMAS; in
        `exact`, where there are few enough packages, one issue of all packages with their exact utilities.
    """
    about = [_about(made)]
    summed = {DOMAIN: about, **{party: [*about, *_of_sum(made, party)] for party in made.fits}}
    files = xml_files(made.scenario, summed)
    files |= {f"{NEGMAS}/{name}": text for name, text in yaml_files(made.scenario, summed).items()}
    files[f"{NEGMAS}/{INFO}"] = plain_yaml(_info(made, exact=False))
    if made.exact is not None:
        exact = {DOMAIN: about, **{party: [*about, _of_table(made, party)] for party in made.fits}}
        files |= {f"{EXACT}/{name}": text for name, text in yaml_files(made.exact, exact).items()}
        files[f"{EXACT}/{INFO}"] = plain_yaml(_info(made, exact=True))
    return files


def write_files(made: Made, folder: Path) -> list[str]:
    """Write all files into a folder.

    Args:
        made: The deal as a scenario.
        folder: Where to; it is made if it is not there.

    Returns:
        What was written, by path within the folder.

    Raises:
        OSError: If something cannot be written.
    """
    files = scenario_files(made)
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return list(files)


def _about(made: Made) -> str:
    of = f"{made.packages:,} packages, {made.paths:,} futures, seed {made.seed}"
    return f"{made.title}: what each package is worth, made of a deal by Dealwright; {of}"


def _of_sum(made: Made, party: str) -> list[str]:
    """Say how a sum goes back to money, and how far it is off."""
    found = made.fits[party]
    money = f"{found.base!r} + {found.scale!r} x utility, in {made.currency} ({_MEASURES[made.measure]})"
    off = f"{found.largest_error:.6g} {made.currency} at most, {found.typical_error:.6g} as root mean square"
    return [
        f"Worth of a package to {party}: {money}",
        f"The sum over the issues is off by {off}; it holds {found.explained:.4%} of the variance over packages",
    ]


def _of_table(made: Made, party: str) -> str:
    least, most = made.ends[party]
    return f"Worth of a package to {party}: {least!r} + {width(least, most)!r} x utility, in {made.currency}, exactly"


def _info(made: Made, *, exact: bool) -> dict[str, object]:
    """Gather what leads from utilities back to the deal."""
    parties: dict[str, object] = {}
    for party, found in made.fits.items():
        least, most = made.ends[party]
        base, scale = (least, width(least, most)) if exact else (found.base, found.scale)
        errors = {} if exact else {"largest_error": found.largest_error, "typical_error": found.typical_error}
        parties[party] = {"base": base, "scale": scale, **errors}
    return {
        "title": made.title,
        "made_by": "dealwright genius write",
        "currency": made.currency,
        "measure": made.measure,
        "seed": made.seed,
        "paths": made.paths,
        "packages": made.packages,
        "money": "base + scale x utility",
        "parties": parties,
    }
