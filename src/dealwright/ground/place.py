"""Say where in a text something stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Mark a stretch of a text: lines and columns count characters from 1, the end is exclusive.

    Args:
        file: Name of the text as the user gave it, or `<set PATH>` for a value laid over a file.
        line: Line of the first character, from 1.
        column: Column of the first character, from 1.
        end_line: Line of the last character, from 1.
        end_column: Column just after the last character, from 1.

    Example:
        >>> str(Place("deal.yaml", 9, 5, 9, 9))
        'deal.yaml:9:5'
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def whole(cls, file: str) -> Place:
        """Return the place that stands for a whole text: its very first character."""
        return cls(file, 1, 1, 1, 1)

    def __str__(self) -> str:
        """Write the place the way compilers and editors do: `file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}"

    def to_json(self) -> dict[str, str | int]:
        """Return the place as plain data."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
        }


NOWHERE = Place("", 1, 1, 1, 1)
"""The place of something that stands in no text, such as a value made by the program."""
