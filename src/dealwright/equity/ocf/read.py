"""Read a folder or a zip of Open Cap Format as a cap table, with everything that is wrong in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dealwright.equity.audit import audit
from dealwright.equity.ocf.container import opened
from dealwright.equity.ocf.findings import Findings
from dealwright.equity.ocf.package import Package, gathered
from dealwright.equity.ocf.sidecar import known_ids, names_of, with_sidecar
from dealwright.equity.ocf.table import table_of

if TYPE_CHECKING:
    from dealwright.equity.captable import CapTable
    from dealwright.equity.ocf.json_text import Json
    from dealwright.ground.problem import Problem

_SAID_OF_ITS_OBJECTS = frozenset({"no-preference"})
"""What is said of an object by `ocf-preference` is not said again of the class that it became."""


@dataclass(frozen=True, slots=True)
class OcfReading:
    """What was read of a package.

    Attributes:
        table: The cap table, as far as it can be read; None where nothing can. Count nothing by it while an error
            stands among the problems.
        problems: Everything that was found, each at its place.
        manifest: The manifest as it was read.
        objects: Every object as it was read, the issuer first, in the order of the files.
        package: What was gathered, for writing.
    """

    table: CapTable | None
    problems: tuple[Problem, ...]
    manifest: Json = field(default_factory=dict)
    objects: tuple[Json, ...] = ()
    package: Package | None = field(default=None, repr=False)

    @property
    def sound(self) -> bool:
        """Return whether there is a table and no error."""
        return self.table is not None and all(problem.severity != "error" for problem in self.problems)


def read_ocf(path: str | Path) -> OcfReading:
    """Read a package of Open Cap Format.

    Args:
        path: A folder, a zip, or the manifest in a folder.

    Returns:
        The table and all problems, those that its audit finds once all can be read; nothing that a package holds makes
        it raise.

    Example:
        >>> read_ocf("no/such/folder").problems[0].code
        'ocf-not-found'
    """
    findings = Findings()
    container = opened(Path(path), findings)
    package = None if container is None else gathered(container, findings)
    if package is None:
        return OcfReading(None, findings.problems())
    table = understood(package, findings)
    objects = tuple(entry.content for entry in package.entries)
    reading = OcfReading(table, findings.problems(), package.manifest, objects, package)
    if table is None or not reading.sound:
        return reading
    audited = (one for one in audit(table) if one.code not in _SAID_OF_ITS_OBJECTS)
    return replace(reading, problems=(*reading.problems, *audited))


def understood(package: Package, findings: Findings) -> CapTable | None:
    """Make the table of a package and of its sidecar."""
    known = known_ids([entry.content for entry in package.entries])
    names = names_of(package.sidecar, known, package.sidecar_file, findings)
    made = table_of(package, names, findings)
    if made is None or package.sidecar is None:
        return None if made is None else made[0]
    table, sources = made
    return with_sidecar(table, sources, package.sidecar, names, (package.sidecar_file, findings))
