"""What tests of scenarios share: files as GENIUS writes them, made of a few lists."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from dealwright.lang.genius.scenario import Additive, Profile

Issues = Mapping[str, Sequence[str]]


def domain(issues: Issues, root: int = 0) -> str:
    """Write a domain of discrete issues, numbered after their objective."""
    parts = [f'<objective index="{root}" name="root" type="objective" etype="objective" description="">']
    for index, (name, values) in enumerate(issues.items(), root + 1):
        parts.append(f'<issue index="{index}" name="{name}" vtype="discrete" type="discrete" etype="discrete">')
        parts += [f'<item index="{place}" value="{value}">\n</item>' for place, value in enumerate(values, 1)]
        parts.append("</issue>")
    inside = "\n".join([*parts, "</objective>"])
    space = f'<utility_space number_of_issues="{len(issues)}">\n{inside}\n</utility_space>'
    return f"<negotiation_template>{space}\n</negotiation_template>\n"


def profile(
    issues: Issues,
    evaluations: Sequence[Sequence[float]],
    weights: Sequence[float],
    *,
    root: int = 0,
    more: str = "",
) -> str:
    """Write what a party makes of discrete issues."""
    parts = [f'<objective index="{root}" name="root" type="objective" etype="objective">']
    for index, ((name, values), given) in enumerate(zip(issues.items(), evaluations, strict=True), root + 1):
        parts.append(f'<issue index="{index}" name="{name}" type="discrete" etype="discrete">')
        parts += [
            f'<item index="{place}" value="{value}" evaluation="{number}"/>'
            for place, (value, number) in enumerate(zip(values, given, strict=True), 1)
        ]
        parts.append("</issue>")
    parts += [f'<weight index="{index}" value="{weight}">\n</weight>' for index, weight in enumerate(weights, root + 1)]
    return "<utility_space>\n" + "\n".join([*parts, "</objective>", more]) + "\n</utility_space>\n"


def folder(path: Path, **files: str) -> Path:
    """Write files of a scenario into a folder."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.xml").write_text(text, encoding="utf-8")
    return path


def summed(profile: Profile) -> Additive:
    """See that a utility is a sum over the issues, and return it."""
    assert isinstance(profile.utility, Additive)
    return profile.utility
