"""What Excel asks of a file: a workbook that breaks one of these rules opens with an offer to repair it, or not at all.

The limits are those of "Excel specifications and limits" and of ECMA-376, part 1, as Microsoft states them.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LONGEST_FORMULA, DEEPEST, LONGEST_TEXT, MOST_VALUES, LONGEST_NAME = 8_192, 64, 255, 255, 255
LAST_ROW, LAST_COLUMN, TALLEST, WIDEST, LAST_DAY = 1_048_576, 16_384, 409.5, 255, 2_958_465
FUNCTIONS = frozenset(
    """
    ABS AND CHOOSE COUNT COUNTIF DATE DAYS360 EDATE EOMONTH EXP IF IFERROR INDEX INT ISERROR ISNUMBER LARGE LN LOOKUP
    MATCH MAX MEDIAN MIN MOD MONTH NETWORKDAYS NORMSDIST NOT OR PI POWER RANK ROUND ROUNDDOWN ROUNDUP ROWS SIGN SMALL
    DAY SQRT SUM SUMIF SUMPRODUCT TEXT TRUNC VLOOKUP WEEKDAY WORKDAY YEAR
    """.split()  # noqa: SIM905 - easier to read
)
"""Functions of Excel 2007: no later one, which would want a prefix, and none that changes from one look to the next."""
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")|(?P<sheet>'(?:[^']|'')+'!|\w+!)|(?P<cell>\$?[A-Z]{1,3}\$?\d+(?![\w.(]))"""
    r"""|(?P<call>[A-Z][A-Z0-9.]*\()|(?P<number>\d+(?:\.\d*)?(?:E[+-]?\d+)?)|(?P<name>[^\W\d][\w.]*)|(?P<sign>.)""",
    re.DOTALL,
)
_LIKE_A_CELL = re.compile(r"[a-z]{1,3}\d+|r\d*c\d*|r\d+|c\d+|r|c|true|false", re.IGNORECASE)
_REFERENCE = re.compile(r"'(?P<sheet>(?:[^']|'')+)'!\$(?P<column>[A-Z]{1,3})\$(?P<row>\d+)")


def broken_rules(path: Path) -> list[str]:
    """Tell every rule that a workbook breaks, with the place."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    return [*_parts(parts), *_Workbook(parts).wrong()]


def _parts(parts: dict[str, bytes]) -> Iterator[str]:
    for name in parts:
        if re.search(r"vba|macro|externalLink|activeX|embedding|connections", name, re.IGNORECASE):
            yield f"{name} has no place in a plain workbook"
    title = re.search(rb"<dc:title>(.*?)</dc:title>", parts["docProps/core.xml"], re.DOTALL)
    if title and len(title[1].decode()) > LONGEST_TEXT:
        yield "the title among its properties is too long"


class _Workbook:
    """The parts of a workbook, read."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        book = ET.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - our own file
        links = ET.fromstring(parts["xl/_rels/workbook.xml.rels"])  # noqa: S314 - as above
        targets = {each.get("Id"): f"xl/{each.get('Target')}" for each in links}
        self.sheets = {
            str(each.get("name")): ET.fromstring(parts[targets[each.get(_RELATION)]])  # noqa: S314 - as above
            for each in book.iter(f"{_MAIN}sheet")
        }
        self.hidden = [each.get("name") for each in book.iter(f"{_MAIN}sheet") if each.get("state")]
        self.names = [(str(each.get("name")), each.text or "") for each in book.iter(f"{_MAIN}definedName")]
        self.own = {name.casefold() for name, _ in self.names}
        styles = ET.fromstring(parts["xl/styles.xml"])  # noqa: S314 - as above
        self.formats = {
            str(each.get("numFmtId")): str(each.get("formatCode")) for each in styles.iter(f"{_MAIN}numFmt")
        }
        self.styles = [str(each.get("numFmtId")) for block in styles.iter(f"{_MAIN}cellXfs") for each in block]
        shared = ET.fromstring(parts["xl/sharedStrings.xml"])  # noqa: S314 - as above
        self.texts = ["".join(each.itertext()) for each in shared.iter(f"{_MAIN}si")]

    def wrong(self) -> Iterator[str]:
        yield from self._sheet_names()
        yield from self._defined_names()
        yield from (f"the text `{text[:40]}` is too long" for text in self.texts if len(text) > 32_767)
        yield from (f"the format `{code}` is too long" for code in self.formats.values() if len(code) > LONGEST_TEXT)
        for name, sheet in self.sheets.items():
            yield from (f"{name}!{words}" for words in self._cells(sheet))
            yield from (f"{name}: {words}" for words in self._around(sheet))

    def _sheet_names(self) -> Iterator[str]:
        yield from (f"the sheet {name} is hidden" for name in self.hidden)
        if len({name.casefold() for name in self.sheets}) < len(self.sheets):
            yield "two sheets have one name"
        for name in self.sheets:
            if not 1 <= len(name) <= 31 or re.search(r"[\[\]:*?/\\]|^'|'$", name) or name.casefold() == "history":
                yield f"no sheet may be called `{name}`"

    def _defined_names(self) -> Iterator[str]:
        plain = [(name, refers) for name, refers in self.names if not name.startswith("_xlnm.")]
        if len({name.casefold() for name, _ in plain}) < len(plain):
            yield "two defined names are the same"
        for name, refers in plain:
            if len(name) > LONGEST_NAME or _LIKE_A_CELL.fullmatch(name) or not re.fullmatch(r"[^\W\d][\w.]*", name):
                yield f"`{name}` may not be a defined name"
            found = _REFERENCE.fullmatch(refers)
            if not found or found["sheet"].replace("''", "'") not in self.sheets:
                yield f"`{name}` refers to `{refers}`"

    def _cells(self, sheet: ET.Element) -> Iterator[str]:
        row_before = 0
        for row in sheet.iter(f"{_MAIN}row"):
            number, column_before = int(str(row.get("r"))), 0
            if not row_before < number <= LAST_ROW:
                yield f"{number}: rows are out of order or too many"
            if float(row.get("ht") or 0.0) > TALLEST:
                yield f"{number}: the row is too tall"
            row_before = number
            for cell in row:
                place = str(cell.get("r"))
                column = _column(place.rstrip("0123456789"))
                if not column_before < column <= LAST_COLUMN:
                    yield f"{place}: columns are out of order or too many"
                column_before = column
                yield from (f"{place}: {words}" for words in self._cell(cell))

    def _cell(self, cell: ET.Element) -> Iterator[str]:
        kind, formula, value = cell.get("t") or "n", cell.find(f"{_MAIN}f"), cell.findtext(f"{_MAIN}v")
        if kind == "e":
            yield f"shows the error {value}"
        if kind == "s" and not 0 <= int(str(value)) < len(self.texts):
            yield "names a text that there is not"
        if kind == "n" and value:  # an empty one is what a formula shows that says nothing
            if not re.fullmatch(r"-?\d+(\.\d+)?(E[+-]?\d+)?", value, re.IGNORECASE):
                yield f"{value} is no number"
            elif self._is_date(cell) and not 1 <= float(value) <= LAST_DAY and not self._never(cell, float(value)):
                yield f"{value} is no day that a spreadsheet shows"
        if formula is not None and formula.text:
            if value is None:
                yield "a formula without the value that the tool found"
            yield from self._formula(formula.text)

    def _code(self, cell: ET.Element) -> str:
        return self.formats.get(self.styles[int(cell.get("s") or 0)], "")

    def _is_date(self, cell: ET.Element) -> bool:
        return "yyyy" in self._code(cell)

    def _never(self, cell: ET.Element, value: float) -> bool:
        return value > LAST_DAY and f"[>={LAST_DAY + 1}]" in self._code(cell).replace(" ", "")

    def _formula(self, text: str) -> Iterator[str]:
        if len(text) > LONGEST_FORMULA:
            yield f"a formula of {len(text)} characters"
        yield from self._words(text)
        yield from _brackets(text)

    def _words(self, text: str) -> Iterator[str]:
        for found in _TOKEN.finditer(text):
            kind, said = found.lastgroup, found[0]
            if kind == "text" and len(said[1:-1].replace('""', '"')) > LONGEST_TEXT:
                yield f"a text of {len(said)} characters in a formula"
            elif kind == "sheet" and said[:-1].strip("'").replace("''", "'") not in self.sheets:
                yield f"names the sheet {said}"
            elif kind == "name" and said.casefold() not in {*self.own, "true", "false"}:
                yield f"names `{said}`, which there is not"
            elif kind == "call" and said[:-1] not in FUNCTIONS:
                yield f"calls {said[:-1]}, which an older spreadsheet does not have"

    def _around(self, sheet: ET.Element) -> Iterator[str]:
        for each in sheet.iter(f"{_MAIN}col"):
            if float(each.get("width") or 0.0) > WIDEST:
                yield "a column is too wide"
        for each in sheet.iter(f"{_MAIN}dataValidation"):
            if any(len((part.text or "").strip('"')) > LONGEST_TEXT for part in each):
                yield f"what may be typed into {each.get('sqref')} is too long"
        for each in sheet.iter(f"{_MAIN}headerFooter"):
            if any(len(part.text or "") > LONGEST_TEXT for part in each):
                yield "its header or footer is too long"
        if len(list(sheet.iter(f"{_MAIN}conditionalFormatting"))) > LAST_ROW:
            yield "too many conditional formats"


def _brackets(text: str) -> Iterator[str]:
    open_, depth = [0], 0
    for found in _TOKEN.finditer(text):
        said = found[0]
        if said == "(" or found.lastgroup == "call":
            open_.append(1)
            depth = max(depth, len(open_) - 1)
        elif said == ")":
            open_.pop()
        elif said == ",":
            open_[-1] += 1
            if open_[-1] > MOST_VALUES:
                yield "a call with too many values"
    if len(open_) != 1:
        yield f"brackets do not match in {text[:60]}"
    if depth > DEEPEST:
        yield f"{depth} brackets within one another"


def _column(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found
