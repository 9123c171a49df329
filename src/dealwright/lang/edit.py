"""Change one value of a file in place: comments, order, quotes and line breaks stay as they are."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from dealwright.ground.place import Place
from dealwright.ground.problem import Problem, error
from dealwright.lang.characters import forbidden_characters
from dealwright.lang.compose import compose
from dealwright.lang.insert import added, ways
from dealwright.lang.paths import missing_at, node_at, with_value
from dealwright.lang.reading import CAP_TABLE, digest_of, limits_of, read_source
from dealwright.lang.tree import MappingNode, Node, ScalarNode, Tree, same

_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one value, not yet written.

    Args:
        file: The file.
        path: Which value changes.
        place: Where it stands.
        old_value: Its text before.
        new_value: Its text after.
        old_text: The whole text before.
        new_text: The whole text after.
        digest: SHA-256 of the file's bytes before.
        marked: Whether the file begins with a UTF-8 byte order mark.
    """

    file: Path
    path: str
    place: Place
    old_value: str
    new_value: str
    old_text: str = field(repr=False)
    new_text: str = field(repr=False)
    digest: str
    marked: bool = False

    @property
    def diff(self) -> str:
        """Return the change as a unified diff; empty if there is none."""
        from difflib import unified_diff

        old, new = (text.splitlines(keepends=True) for text in (self.old_text, self.new_text))
        name = str(self.file)
        lines = unified_diff(old, new, name, name, n=2)
        return "".join(line.rstrip("\r\n") + "\n" for line in lines)

    def write(self) -> list[Problem]:
        """Write the file, whole or not at all, unless it has changed since it was read.

        Returns:
            The problem that it has changed, or cannot be written; empty if all is well.
        """
        target = self.file.resolve()
        content = (_MARK if self.marked else b"") + self.new_text.encode("utf-8")
        try:
            if digest_of(target.read_bytes()) != self.digest:
                return [self._changed()]
            _replace(target, content)
        except OSError as reason:
            what = f"`{self.file}` cannot be written: {(reason.strerror or str(reason)).lower()}"
            mend = f"chmod u+w {self.file}"
            return [error(Place.whole(str(self.file)), "unwritable-file", what, "a file that may be written", mend)]
        return []

    def write_new(self, target: Path) -> list[Problem]:
        """Write the changed text into a new file, whole or not at all.

        Args:
            target: Where to; there must be nothing yet.

        Returns:
            The problem that it cannot be written; empty if all is well.
        """
        content = (_MARK if self.marked else b"") + self.new_text.encode("utf-8")
        try:
            target.touch(exist_ok=False)
            _replace(target, content)
        except OSError as reason:
            what = f"`{target}` cannot be written: {(reason.strerror or str(reason)).lower()}"
            return [error(Place.whole(str(target)), "unwritable-file", what, "a place for a new file", "name another")]
        return []

    def _changed(self) -> Problem:
        what = f"`{self.file}` has changed since it was read"
        return error(
            Place.whole(str(self.file)), "changed-file", what, "the file as it was read", "run the command again"
        )


def _replace(target: Path, content: bytes) -> None:
    """Write a file beside the target and put it in the target's place, with the target's permissions."""
    import tempfile  # slow to import, and most runs write nothing

    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def set_value(file: str | Path, path: str, value: str, after: Edit | None = None) -> tuple[Edit | None, list[Problem]]:
    """Prepare the change of one value of a file, alone or after another change that is not yet written.

    Args:
        file: The file.
        path: Path of the value, such as `terms.share.rate`.
        value: Its new text, such as `12%`.
        after: The change before it, which is then part of this one.

    Returns:
        The change, to be shown and then written, or None; and the problems.
    """
    source, problems = read_source(file, limits=CAP_TABLE)
    if source is None:
        return None, problems
    if after is not None:
        source = replace(source, text=after.new_text, digest=after.digest, marked=after.marked)
    tree, problems = compose(source.text, source.file, source.digest, limits_of(source.text))
    if tree is None:
        return None, problems
    node = _one_value_at(tree, path, value)
    if isinstance(node, list):
        return None, node
    if isinstance(node, tuple):
        text = added(tree, path, node, value, len(problems))
        node = ScalarNode("", "plain", node[0].place)
    else:
        text = _edited(tree, path, node, value, len(problems))
    if text is None:
        what = f"`{value}` cannot stand at `{path}` on one line"
        return None, [error(_place(path, value), "not-one-value", what, "one value", "edit the file")]
    old = source.text if after is None else after.old_text
    edit = Edit(Path(file), path, node.place, node.text, value, old, text, source.digest, source.marked)
    return edit, []


def _place(path: str, value: str) -> Place:
    return Place(f"<set {path}>", 1, 1, 1, max(2, len(value) + 1))


def _one_value_at(tree: Tree, path: str, value: str) -> ScalarNode | tuple[MappingNode, str] | list[Problem]:
    """Return the scalar to change, or the mapping to which the key is to be added, or why neither can be."""
    written = _place(path, value)
    faults = forbidden_characters(value, written.file) or _not_one_value(value, written)
    if faults:
        return faults
    node = node_at(tree.root, path, written)
    if isinstance(node, Problem):
        return missing_at(tree.root, path) or [node]
    if isinstance(node, ScalarNode):
        return node
    what = f"`{path}` holds several values"
    return [error(written, "not-one-value", what, "the path of one value", _first_inside(node, path))]


def _not_one_value(value: str, place: Place) -> list[Problem]:
    if not re.match(r"[\[{]", value.strip()) and "\n" not in value and value.strip() == value:
        return []
    what = f"`{value}` is not one value on one line"
    return [error(place, "not-one-value", what, "one value, such as `12%`", "edit the file for lists and mappings")]


def _first_inside(node: Node, path: str) -> str:
    if isinstance(node, MappingNode) and node.entries:
        return f"use `{path}.{next(iter(node.entries))}`"
    return f"use `{path}.0`"


def _edited(tree: Tree, path: str, node: ScalarNode, value: str, known_problems: int) -> str | None:
    """Return the text with the value changed, written in the first way that reads back as exactly that change."""
    wanted = with_value(tree.root, path, replace(node, text=value))
    start, end = node.span
    before, after = tree.source[:start], tree.source[end:]
    if node.style in {"literal", "folded"}:
        after = tree.source[start:end][len(tree.source[start:end].rstrip("\r\n")) :] + after
    if start == end and before and not before[-1].isspace():
        before += " "
    for written in ways(node.style, value):
        text = before + written + after
        found, problems = compose(text, tree.file, limits=limits_of(text))
        if found and len(problems) <= known_problems and isinstance(wanted, MappingNode) and same(found.root, wanted):
            return text
    return None
