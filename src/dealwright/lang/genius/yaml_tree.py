"""Read YAML and JSON as NegMAS and GeniusWeb write them into nodes that know their places; nothing is constructed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import yaml

from dealwright.ground.place import Place
from dealwright.lang.genius.numbers import NOT_A_NUMBER, double

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.lang.genius.findings import Findings
    from dealwright.lang.genius.issue import Value

DEEPEST = 40
"""How deep values may be nested."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"


@final
@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a file.

    Attributes:
        node: What the parser found.
        file: The file's name.
    """

    node: yaml.Node
    file: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        start, end = self.node.start_mark, self.node.end_mark
        return Place(self.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    @property
    def is_mapping(self) -> bool:
        """Whether it holds keys with values."""
        return isinstance(self.node, yaml.MappingNode)

    @property
    def is_list(self) -> bool:
        """Whether it holds values in order."""
        return isinstance(self.node, yaml.SequenceNode)

    def items(self) -> Iterator[tuple[Entry, Entry]]:
        """Yield the keys with their values; none of what is no mapping."""
        if isinstance(self.node, yaml.MappingNode):
            for key, value in self.node.value:
                yield Entry(key, self.file), Entry(value, self.file)

    def listed(self) -> list[Entry]:
        """Return the values of a list; none of what is no list."""
        return [Entry(each, self.file) for each in self.node.value] if isinstance(self.node, yaml.SequenceNode) else []

    def get(self, name: str) -> Entry | None:
        """Return the value of a key; None where there is none, or it is null."""
        found = None
        for key, value in self.items():
            if isinstance(key.node, yaml.ScalarNode) and key.node.value == name:
                found = value
        return None if found is None or found.node.tag == f"{_TAG}null" else found

    def value(self) -> Value | None:
        """Return a word or a number as YAML 1.1 reads it; None of what is neither. `yes` is the word."""
        if not isinstance(self.node, yaml.ScalarNode):
            return None
        text, kind = self.node.value, self.node.tag.removeprefix(_TAG)
        try:
            if kind == "int":
                return int(text.replace("_", ""), 0 if text.lower().startswith(("0x", "0b")) else 10)
            if kind == "float":
                return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError:
            return str(text)
        return None if kind == "null" else str(text)

    def text(self) -> str | None:
        """Return a word; None of what is none."""
        found = self.value()
        return None if found is None else str(found)


def read_yaml(file: str, text: str, findings: Findings) -> Entry | None:
    """Read a text as one value.

    Args:
        file: Its name.
        text: What it says.
        findings: Where problems go.

    Returns:
        The value; None where there is none, which was told.
    """
    try:
        if not _sound(file, text, findings):
            return None
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        place = Place.whole(file) if mark is None else Place(file, *[mark.line + 1, mark.column + 1] * 2)
        findings.error(place, "genius-not-yaml", f"this is no YAML: {fault.problem or fault.context}", "YAML")
        return None
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        first = str(fault).splitlines()[0] if str(fault) else "it cannot be read"
        findings.error(Place.whole(file), "genius-not-yaml", f"this is no YAML: {first}", "YAML")
        return None
    if node is None:
        findings.error(Place.whole(file), "genius-not-yaml", "this file is empty", "YAML")
        return None
    return Entry(node, file)


def _sound(file: str, text: str, findings: Findings) -> bool:
    """Refuse what is nested too deep, and values that stand for others: they could grow without end."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        mark = event.start_mark
        line, column = (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
        place = Place(file, line, column, line, column + 1)
        if depth > DEEPEST:
            findings.error(place, "genius-too-deep", f"values are nested more than {DEEPEST} deep")
            return False
        if isinstance(event, yaml.AliasEvent):
            what = f"`*{event.anchor}` stands for a value that is written elsewhere"
            findings.error(place, "genius-declares", what, "the value itself", "write the value here")
            return False
    return True


def number_of(entry: Entry | None, otherwise: float, what: str, findings: Findings, *, quoted: bool = False) -> float:
    """Read a number that may be left out.

    Args:
        entry: What stands there.
        otherwise: What counts without.
        what: What it is.
        findings: Where a problem goes.
        quoted: Whether it may stand in quotes.
    """
    if entry is None:
        return otherwise
    found = entry.value()
    if quoted and isinstance(found, str):
        found = double(found)
    if isinstance(found, str) or found is None or found != found:  # noqa: PLR0124 - what is no number differs from itself
        findings.error(entry.place, NOT_A_NUMBER, f"`{found}` is no number for {what}", "a number such as `0.5`")
        return otherwise
    return float(found)
