"""Turn libyaml's events into nodes, one by one and never recursively.

Depth and number of nodes are limited, so that no input costs more than its length.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeGuard

from yaml import MarkedYAMLError, YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, error
from dealwright.lang.characters import unseen
from dealwright.lang.cut_calls import rejoin
from dealwright.lang.tree import MappingNode, Node, ScalarNode, SequenceNode, Style

DEPTH_LIMIT = 40
"""Most brackets or indentations inside each other."""
PROBLEM_LIMIT = 200
"""Most problems looked for in a file."""

_YAML_TYPE = "tag:yaml.org,2002:"
_STYLES: dict[str | None, Style] = {"'": "single", '"': "double", "|": "literal", ">": "folded"}


@dataclass(slots=True)
class _Frame:
    """A mapping or list while it is read."""

    event: Event
    mapping: bool
    flow: bool
    nodes: list[Node] = field(default_factory=list)


class Composer:
    """Turn the events of one text into nodes."""

    def __init__(self, text: str, file: str, lines: list[str], line_offset: int, most_values: int) -> None:
        self.text = text
        self.file = file
        self.lines = lines
        self.offset = line_offset
        self.problems: list[Problem] = []
        self.long_scalars: list[tuple[int, int]] = []
        self.frames: list[_Frame] = []
        self.root: Node | None = None
        self.documents = 0
        self.count = 0
        self.most = most_values

    def run(self) -> tuple[Node | None, int | None]:
        """Read all events.

        Returns:
            The root, and after a syntax error the line from where to look for a new start.
        """
        try:
            parser = CParser(self.text)
            while (event := parser.get_event()) is not None and self._take(event):
                pass
        except MarkedYAMLError as reason:
            from dealwright.lang.syntax import explain, mishap_of  # needed only here, and most files are YAML

            mishap = mishap_of(reason, self.file, self.lines, self.offset)
            self.problems.append(explain(mishap))
            self._abandon()
            from_begin = mishap.begin_line and not mishap.context.startswith("while parsing a block")
            return None, max(mishap.begin_line if from_begin else mishap.line, self.offset + 1)
        except YAMLError as reason:
            what = f"this is no YAML: {reason}"
            self.problems.append(error(Place.whole(self.file), "bad-syntax", what, "YAML", "write `key: value`"))
        return self.root, None

    def _take(self, event: Event) -> bool:
        """Add one event to the tree; say whether to go on."""
        self.count += 1
        if self.count > self.most:
            self._refuse(event, "too-many-values", f"{self.most:_}")
        if self.count > self.most or len(self.problems) > PROBLEM_LIMIT:
            return False
        if isinstance(event, ScalarEvent):
            self._add(self._scalar(event))
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._look_at(event)
            if len(self.frames) == DEPTH_LIMIT:
                self._refuse(event, "too-deep")
                return False
            self.frames.append(_Frame(event, isinstance(event, MappingStartEvent), bool(event.flow_style)))
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._add(self._close(event))
        elif isinstance(event, AliasEvent):
            self._refuse(event, "alias", f"*{event.anchor}")
            self._add(ScalarNode("", "plain", self._place(event), _span(event)))
        elif isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._refuse(event, "many-documents")
                return False
        return True

    def _abandon(self) -> None:
        """Report what is wrong with the keys of the mappings that were still open."""
        for frame in self.frames:
            keys: dict[str, Place] = {}
            for key in frame.nodes[::2] if frame.mapping else ():
                if self._is_new_key(key, keys):
                    keys[key.text] = key.place

    def _add(self, node: Node) -> None:
        if self.frames:
            self.frames[-1].nodes.append(node)
        else:
            self.root = node

    def _place(self, event: Event) -> Place:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            return Place.whole(self.file)
        offset = self.offset + 1
        return Place(self.file, start.line + offset, start.column + 1, end.line + offset, end.column + 1)

    def _refuse(self, event: Event, code: str, word: str = "") -> None:
        self.problems.append(_refusal(self._place(event), code, word))

    def _look_at(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        """Report an anchor or a tag on a value."""
        if event.anchor is not None:
            self._refuse(event, "anchor", f"&{event.anchor}")
        if event.tag is not None:
            self._refuse(event, "tag", ("" if event.tag[0] == "!" else "!!") + event.tag.removeprefix(_YAML_TYPE))

    def _scalar(self, event: ScalarEvent) -> ScalarNode:
        if event.anchor is not None or event.tag is not None:
            self._look_at(event)
        place = self._place(event)
        style = _STYLES.get(event.style, "plain")
        span = _span(event)
        if place.end_line != place.line:
            self.long_scalars.append((place.line, place.end_line))
        raw = ""
        if style in {"single", "double"} and span[1] - span[0] != len(event.value) + 2:
            raw = self.text[span[0] + 1 : span[1] - 1]
            hidden = unseen(event.value, place)
            self.problems += [] if hidden is None else [hidden]
        return ScalarNode(event.value, style, place, span, raw)

    def _close(self, event: Event) -> Node:
        frame = self.frames.pop()
        nodes = frame.nodes
        if frame.flow:
            nodes, cut = rejoin(nodes, self.text, mapping=frame.mapping)
            self.problems += cut
        start = self._place(frame.event)
        end = self._place(event) if frame.flow or not nodes else nodes[-1].place
        place = Place(self.file, start.line, start.column, end.end_line, end.end_column)
        if not frame.mapping:
            return SequenceNode(tuple(nodes), place, frame.flow)
        entries: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if self._is_new_key(key, keys):
                entries[key.text], keys[key.text] = value, key.place
        return MappingNode(entries, keys, place, frame.flow)

    def _is_new_key(self, key: Node, keys: dict[str, Place]) -> TypeGuard[ScalarNode]:
        """Say whether a key may be entered; report it if not."""
        code, word = "", ""
        if not isinstance(key, ScalarNode) or (not key.text and key.style == "plain"):
            code = "bad-key"
        elif key.text == "<<" and key.style == "plain":
            code = "merge-key"
        elif (first := keys.get(key.text)) is not None:
            code, word = "duplicate-key", f"{key.text}` stands here and on line {first.line}, column {first.column}"
        if code:
            self.problems.append(_refusal(key.place, code, word))
        return not code


_REFUSALS = {
    "alias": ("`{}` repeats another place of the file", "the value itself", "write the value out, or make it a fact"),
    "anchor": ("`{}` marks a value to be repeated elsewhere", "the value alone", "delete `{}`"),
    "tag": ("`{}` gives a value a type, which it has by itself", "the value alone", "delete `{}`"),
    "many-documents": ("`---` begins a second document", "one deal per file", "delete `---`"),
    "too-deep": (f"brackets or indentations lie more than {DEPTH_LIMIT} deep here", "a flat file", "nest less"),
    "too-many-values": (
        "the file holds more than {} values",
        "a few hundred lines",
        "keep data elsewhere",
    ),
    "bad-key": ("no word stands before this `:`", "a word as the key", "name the value, as in `name: value`"),
    "merge-key": ("`<<` merges another mapping into this one", "the keys themselves", "write the keys out"),
    "duplicate-key": ("the key `{}", "each key once", "delete one of the two"),
}


def _refusal(place: Place, code: str, word: str) -> Problem:
    what, expected, mend = _REFUSALS[code]
    return error(place, code, what.replace("{}", word), expected, mend.replace("{}", word))


def _span(event: Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    return (start.index, end.index) if start is not None and end is not None else (0, 0)
