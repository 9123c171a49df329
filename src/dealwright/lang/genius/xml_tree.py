"""Read XML as GENIUS writes it into a tree that knows its places: tags and attributes, no entities of its own.

GENIUS reads with a parser that takes more than XML allows, so published files hold bare ampersands and unquoted values.
This one takes them too, with a warning. It expands nothing but the five letters that XML itself names, and numbers of
letters: what a file declares is refused.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, final

from dealwright.ground.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dealwright.lang.genius.findings import Findings

DEEPEST = 60
"""How deep elements may be nested; GENIUS needs about ten levels."""
_BROKEN = "genius-not-xml"
_BREAK = re.compile(r"\r\n|\r|\n")
_TAG = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<!(?P<declared>[^>\[]*+)(?P<subset>\[)?|</\s*+(?P<closed>[^\s>]++)\s*+>"
    r"|<(?P<opened>[^\s/>!?<]++)(?P<inside>(?:\"[^\"]*+\"|'[^']*+'|[^\"'>])*+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"\s*+([^\s=\"'/>]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w{1,32}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


@final
@dataclass(slots=True)
class Element:
    """A tag with what stands in it.

    Attributes:
        tag: Its name.
        place: Where its opening tag stands.
        attributes: By name.
        places: Where the value of each attribute stands, without its quotes.
        children: The elements inside, in order.
    """

    tag: str
    place: Place
    attributes: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)

    def named(self, tag: str) -> list[Element]:
        """Return the children of a name."""
        return [child for child in self.children if child.tag == tag]

    def get(self, name: str) -> str | None:
        """Return an attribute; None where it is not there."""
        return self.attributes.get(name)

    def at(self, name: str) -> Place:
        """Return where an attribute's value stands; where the tag does, if it has no such attribute."""
        return self.places.get(name, self.place)

    def walk(self) -> Iterator[Element]:
        """Yield this element and all inside it, in the order of the file."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


def read_xml(file: str, text: str, findings: Findings) -> Element | None:
    """Read a text as one element.

    Args:
        file: Its name.
        text: What it says.
        findings: Where problems go.

    Returns:
        The outermost element; None where the text is no such thing.
    """
    return _Reader(file, text, findings).read()


@final
class _Reader:
    """Goes once through a text."""

    def __init__(self, file: str, text: str, findings: Findings) -> None:
        self._file, self._text, self._findings = file, text, findings
        self._lines = [0, *(found.end() for found in _BREAK.finditer(text))]
        self._open: list[Element] = []
        self._root: Element | None = None

    def read(self) -> Element | None:
        at = self._text.find("<")
        while at >= 0:
            found = _TAG.match(self._text, at)
            if found is None:
                self._broken(at, at + 1, "this tag does not end, or a quote in it does not")
                return None
            if not self._take(found):
                return None
            at = self._text.find("<", found.end())
        if self._open:
            inner = self._open[-1]
            self._findings.error(inner.place, _BROKEN, f"`<{inner.tag}>` is not closed", f"`</{inner.tag}>` after it")
            return None
        if self._root is None:
            self._broken(0, 0, "there is no tag in this file")
        return self._root

    def _take(self, found: re.Match[str]) -> bool:
        """Take one tag; say whether reading goes on."""
        if found["opened"]:
            return self._opened(found)
        if found["closed"]:
            return self._closed(found)
        if found["declared"] is not None and (found["subset"] or found["declared"].upper().startswith("ENTITY")):
            what = "this declares what the rest of the file shall mean"
            place = self._place(found.start(), found.end())
            self._findings.error(place, "genius-declares", what, "plain elements", "delete the declaration")
            return False
        return True

    def _opened(self, found: re.Match[str]) -> bool:
        element = self._element(found)
        if self._open:
            self._open[-1].children.append(element)
        elif self._root is None:
            self._root = element
        else:
            self._findings.error(
                element.place, _BROKEN, f"a second tag `<{element.tag}>` stands beside the first", "one"
            )
            return False
        if not found["inside"].rstrip().endswith("/"):
            self._open.append(element)
        if len(self._open) > DEEPEST:
            self._findings.error(element.place, "genius-too-deep", f"tags are nested more than {DEEPEST} deep")
            return False
        return True

    def _closed(self, found: re.Match[str]) -> bool:
        if self._open and self._open[-1].tag == found["closed"]:
            self._open.pop()
            return True
        should = f"`</{self._open[-1].tag}>`" if self._open else "no closing tag"
        self._broken(found.start(), found.end(), f"`{found[0]}` closes nothing that is open", should)
        return False

    def _element(self, found: re.Match[str]) -> Element:
        element = Element(found["opened"], self._place(found.start(), found.end()))
        start, end = found.span("inside")
        for each in _ATTRIBUTE.finditer(self._text, start, end):
            group = next(place for place in (2, 3, 4) if each.group(place) is not None)
            name, place = each[1], self._place(*each.span(group))
            if name in element.attributes:
                what = f"`{name}` is there twice; the last counts"
                self._findings.warn(place, "genius-twice", what, "each attribute once", "delete one")
            raw = each[group].removesuffix("/") if group == 4 and each.end() == end else each[group]  # noqa: PLR2004
            element.attributes[name], element.places[name] = self._plain(raw, place), place
        return element

    def _plain(self, raw: str, place: Place) -> str:
        """Put letters for what XML writes in their stead; leave the rest as it is, as GENIUS does."""
        if "&" not in raw:
            return raw
        odd: list[str] = []

        def letter(found: re.Match[str]) -> str:
            number = int(found[1]) if found[1] else int(found[2], 16) if found[2] else None
            if number is not None and number < 0x110000 and not 0xD800 <= number < 0xE000:  # noqa: PLR2004
                return chr(number)
            if found[3] in _NAMED:
                return _NAMED[found[3]]
            odd.append(found[0])
            return found[0]

        plain = _ENTITY.sub(letter, raw)
        if odd:
            what = f"`{odd[0]}` stands in a value; it is read as it is"
            self._findings.warn(place, "genius-ampersand", what, "`&amp;` for an ampersand", "write `&amp;`")
        return plain

    def _broken(self, start: int, end: int, what: str, expected: str = "XML") -> None:
        self._findings.error(self._place(start, end), _BROKEN, what, expected)

    def _place(self, start: int, end: int) -> Place:
        return Place(self._file, *self._spot(start), *self._spot(end))

    def _spot(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1
