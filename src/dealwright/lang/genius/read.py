"""Read a scenario from a folder or from files, with everything that is wrong in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, final

from dealwright.ground.place import Place
from dealwright.lang.genius.domain import read_domain
from dealwright.lang.genius.findings import Findings
from dealwright.lang.genius.geniusweb import is_geniusweb, read_geniusweb
from dealwright.lang.genius.negmas import is_domain, is_profile, read_negmas
from dealwright.lang.genius.profile import read_profile
from dealwright.lang.genius.scenario import Scenario
from dealwright.lang.genius.text import read_text
from dealwright.lang.genius.xml_tree import Element, read_xml
from dealwright.lang.genius.yaml_tree import Entry, read_yaml
from dealwright.lang.tree import split_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dealwright.ground.problem import Problem


XML = ".xml"
KINDS = ((XML,), (".yml", ".yaml"), (".json",))
"""Endings of the files of GENIUS, of NegMAS and of GeniusWeb."""
_NOT_OURS = ("pareto.xml", "specials.json")


@final
@dataclass(frozen=True, slots=True)
class Reading:
    """What was read.

    Attributes:
        scenario: The scenario; None where an error stands.
        problems: Everything that was found, each at its place.
        texts: Text of each file, by its name.
    """

    scenario: Scenario | None
    problems: tuple[Problem, ...]
    texts: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def sound(self) -> Scenario:
        """Return the scenario.

        Raises:
            ValueError: If an error stands.
        """
        if self.scenario is None:
            errors = [str(problem) for problem in self.problems if problem.severity == "error"]
            raise ValueError("\n".join(errors))
        return self.scenario

    def line(self, place: Place) -> str:
        """Return the text of the line on which a place begins."""
        lines = split_lines(self.texts.get(place.file, ""))
        return lines[place.line - 1] if place.line <= len(lines) else ""


def read_scenario(paths: Sequence[str | Path]) -> Reading:
    """Read a scenario.

    Args:
        paths: A folder with a domain and its profiles, or the files themselves in any order.

    Returns:
        The scenario and all problems; nothing that files hold makes it raise.

    Example:
        >>> read_scenario(["no/such/folder"]).problems[0].code
        'genius-not-found'
    """
    findings = Findings()
    files = _files([Path(path) for path in paths], findings)
    name = _name_of(paths)
    if any(file.suffix.lower() == XML for file in files):
        roots = [(file, root) for file in files if (root := _root(file, findings)) is not None]
        scenario = None if findings.fatal else _of_xml(roots, name, findings)
    else:
        entries = [(file, entry) for file in files if (entry := _entry(file, findings)) is not None]
        scenario = None if findings.fatal else _of_yaml(entries, name, findings)
    if scenario is not None:
        _told_apart(scenario, files, findings)
    return Reading(None if findings.fatal else scenario, findings.problems(), findings.texts)


def _told_apart(scenario: Scenario, files: Sequence[Path], findings: Findings) -> None:
    """See that no two parties have one name."""
    names = [profile.name for profile in scenario.profiles]
    for name in dict.fromkeys(each for each in names if names.count(each) > 1):
        file = next((each for each in reversed(files) if each.stem == name), files[-1])
        what = f"two profiles are called `{name}`"
        findings.error(Place.whole(str(file)), "genius-twice", what, "a name of its own for each", "rename one")


def _files(paths: Sequence[Path], findings: Findings) -> list[Path]:
    """List the files that are meant, those of a folder in the order of their names."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = _of_one_kind(path)
            files += inside
            if not inside:
                _not_found(path, f"there is no XML, YAML or JSON file in the folder `{path}`", findings)
        elif path.is_file():
            files.append(path)
        else:
            _not_found(path, f"there is no file or folder `{path}`", findings)
    return list(dict.fromkeys(files))


def _of_one_kind(folder: Path) -> list[Path]:
    """List the files of a folder: those of GENIUS where there are any, else of NegMAS, else of GeniusWeb."""
    there = sorted(each for each in folder.iterdir() if each.is_file() and not each.name.startswith((".", "_")))
    for kind in KINDS:
        found = [each for each in there if each.suffix.lower() in kind and not each.name.endswith(_NOT_OURS)]
        if found:
            return found
    return []


def _not_found(path: Path, what: str, findings: Findings) -> None:
    findings.error(Place.whole(str(path)), "genius-not-found", what, "a domain and its profiles", "check the path")


def _root(file: Path, findings: Findings) -> Element | None:
    text = read_text(file, findings)
    return None if text is None else read_xml(str(file), text, findings)


def _entry(file: Path, findings: Findings) -> Entry | None:
    text = read_text(file, findings)
    return None if text is None else read_yaml(str(file), text, findings)


def _name_of(paths: Sequence[str | Path]) -> str:
    first = Path(paths[0]) if paths else Path()
    return first.resolve().name if first.is_dir() else first.stem


def _of_xml(roots: Sequence[tuple[Path, Element]], name: str, findings: Findings) -> Scenario | None:
    """Make a scenario of files that GENIUS wrote."""
    domains = [(file, root) for file, root in roots if root.tag != "utility_space" and root.named("utility_space")]
    profiles = [(file, root) for file, root in roots if root.tag == "utility_space"]
    for file, root in roots:
        if (file, root) not in domains and (file, root) not in profiles:
            what = f"`<{root.tag}>` is neither a domain nor a profile; this file is left out"
            findings.warn(root.place, "genius-other-file", what, "`negotiation_template` or `utility_space`")
    if not _enough(domains, profiles, findings):
        return None
    issues = read_domain((domains or profiles)[0][1], findings)
    wanted = [read_profile(root, file.stem, issues, findings) for file, root in profiles]
    return Scenario(name, issues, tuple(each for each in wanted if each is not None))


def _enough(
    domains: Sequence[tuple[Path, Element]], profiles: Sequence[tuple[Path, Element]], findings: Findings
) -> bool:
    """Say whether there is one domain and somebody who wants something of it."""
    if not profiles:
        place = domains[0][1].place if domains else Place.whole("")
        what = "there is no profile, a file whose outermost tag is `utility_space`"
        findings.error(place, "genius-no-profile", what, "a profile for each party", "name the profiles too")
        return False
    if not domains:
        what = "there is no domain; its issues are taken from the first profile"
        findings.warn(profiles[0][1].place, "genius-no-domain", what, "a file with `negotiation_template`")
    for file, root in domains[1:]:
        what = f"`{file.name}` is a second domain beside `{domains[0][0].name}`"
        mend = "name the files of one scenario instead of their folder"
        findings.error(root.place, "genius-two-domains", what, "one domain and its profiles", mend)
    return len(domains) <= 1


def _of_yaml(entries: Sequence[tuple[Path, Entry]], name: str, findings: Findings) -> Scenario | None:
    """Make a scenario of files that NegMAS or GeniusWeb wrote."""
    if any(is_geniusweb(entry) for _, entry in entries):
        return read_geniusweb(entries, name, findings)
    domains = [(file, entry) for file, entry in entries if is_domain(entry)]
    profiles = [(file, entry) for file, entry in entries if is_profile(entry)]
    for file, entry in entries:
        if (file, entry) not in domains and (file, entry) not in profiles:
            what = f"`{file.name}` is neither an outcome space nor a utility function; it is left out"
            findings.warn(entry.place, "genius-other-file", what, "`type: CartesianOutcomeSpace`, or of a function")
    if not profiles or not domains:
        place = entries[0][1].place if entries else Place.whole("")
        what = "there is no utility function" if domains else "there is no outcome space"
        code = "genius-no-profile" if domains else "genius-no-issues"
        findings.error(place, code, what, "an outcome space, and a function for each party")
        return None
    for _, entry in domains[1:]:
        what = "this is a second outcome space"
        findings.error(
            entry.place, "genius-two-domains", what, "one domain and its profiles", "name one scenario's files"
        )
    return read_negmas(domains[0][1], profiles, name, findings)
