"""Workbooks written row by row into a stream, in a few megabytes of memory however long they are.

SpreadsheetML (ECMA-376 part 1, chapter 18) with strings in their cells: no table of shared strings to keep, no
temporary files. Plain Python: no Django here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any, BinaryIO, NamedTuple
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | Decimal | date | None

MOST_ROWS = 1_048_576
MOST_SIGNS = 32_767  # in one cell
#: A cell whose text begins so is taken for a formula when somebody types it, or opens it as text (OWASP, "CSV
#: injection"); the wide forms are what a Chinese keyboard gives.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_BATCH = 500
_KEPT = 512  # different cells of a column that are remembered
_LEVEL = 3  # of compression: a tenth larger than 6 in half the time
_EXACT = 10**15  # Excel keeps 15 digits of a number
_FIRST_DAY = date(1899, 12, 30).toordinal()
_DAY_FORMAT, _MOMENT_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_PLAIN, _HEAD, _QUOTED, _DAY, _MOMENT, _OWN = range(6)  # styles; a sheet's own formats follow
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Sheet:
    """``rows``: cells in the order of ``heads``. ``formats``: number format of each column, "" for none."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[float]
    formats: Sequence[str] = field(default=())


def write_workbook(target: BinaryIO, sheets: Sequence[Sheet]) -> None:
    """Sheets with a bold frozen head and a filter. Text stays text, whatever it begins with. Moments have no zone.

    ValueError: more rows than a sheet can hold.
    """
    formats = list(dict.fromkeys(one for sheet in sheets for one in sheet.formats if one))
    counts = []
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as book:
        for number, sheet in enumerate(sheets, 1):
            with book.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                counts.append(_write_sheet(part, sheet, formats, is_first=number == 1))
        for name, text in _frame(sheets, counts, formats):
            book.writestr(name, _XML + text)


# --- One sheet ------------------------------------------------------------------------------------------------


def _write_sheet(part: IO[bytes], sheet: Sheet, formats: Sequence[str], *, is_first: bool) -> int:
    part.write((_XML + _sheet_begin(sheet, is_first=is_first)).encode())
    letters = [column_letters(number) for number in range(len(sheet.heads))]
    styles = [_OWN + formats.index(one) if one else _PLAIN for one in sheet.formats] or [_PLAIN] * len(letters)
    columns = [_Column(f'<c r="{letter}', style, {}) for letter, style in zip(letters, styles, strict=True)]
    rows, last = iter(sheet.rows), 1
    while batch := list(islice(rows, _BATCH)):
        if last + len(batch) > MOST_ROWS:
            raise ValueError(f"a sheet holds {MOST_ROWS} rows")
        text = "".join(_row(number, row, columns) for number, row in enumerate(batch, last + 1))
        part.write(text.encode())
        last += len(batch)
    part.write(
        f'</sheetData><autoFilter ref="A1:{letters[-1]}{last}"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>'.encode()
    )
    return last


def _sheet_begin(sheet: Sheet, *, is_first: bool) -> str:
    heads = "".join(
        f'<c r="{letter}1" s="{_HEAD}" t="inlineStr"><is>{_string(head)}</is></c>'
        for letter, head in ((column_letters(at), head) for at, head in enumerate(sheet.heads))
    )
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(sheet.widths, 1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"{" tabSelected=" + quoteattr("1") if is_first else ""}>'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{widths}</cols><sheetData><row r="1">{heads}</row>'
    )


def column_letters(column: int) -> str:
    """0 → ``A``, 16383 → ``XFD``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _Column(NamedTuple):
    """What all cells of a column begin with, their style, and the rest of the first ``_KEPT`` different ones: most
    columns say the same few things again and again.
    """

    begin: str
    style: int
    known: dict[Cell, str]


def _row(number: int, row: Sequence[Cell], columns: Sequence[_Column]) -> str:
    cells = [
        f'{begin}{number}"{known.get(value) or _rest(value, style, known)}'
        for (begin, style, known), value in zip(columns, row, strict=True)
        if value is not None and value != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _rest(value: Cell, style: int, known: dict[Cell, str]) -> str:
    """A cell from its style on. Numbers are not kept: 1, 1.0 and Decimal(1) are one key, but three cells."""
    kind = type(value)
    rest = _WRITERS[kind](value, style)
    if len(known) < _KEPT and kind not in _NUMBERS:
        known[value] = rest
    return rest


def _text(value: str, _style: int) -> str:
    style = _QUOTED if value.startswith(STARTS_A_FORMULA) else _PLAIN
    return f' s="{style}" t="inlineStr"><is>{_string(value)}</is></c>'


def _string(text: str) -> str:
    if len(text) > MOST_SIGNS:
        text = text[:MOST_SIGNS]
    if not text.isprintable() or "<" in text or "&" in text or ">" in text or "_x" in text:
        text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        text = escape(_LOOKS_ESCAPED.sub("_x005F_", text))
    return f'<t xml:space="preserve">{text}</t>' if text[:1].isspace() or text[-1:].isspace() else f"<t>{text}</t>"


def _whole(value: int, style: int) -> str:
    return f' s="{style}"><v>{value}</v></c>' if -_EXACT < value < _EXACT else _text(str(value), style)


def _number(value: float | Decimal, style: int) -> str:
    return f' s="{style}"><v>{value}</v></c>'


def _day(value: date, _style: int) -> str:
    return f' s="{_DAY}"><v>{value.toordinal() - _FIRST_DAY}</v></c>'


def _moment(value: datetime, _style: int) -> str:
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return f' s="{_MOMENT}"><v>{value.toordinal() - _FIRST_DAY + seconds / 86400:.9f}</v></c>'


_Writer = Callable[[Any, int], str]
_WRITERS: dict[type, _Writer] = {  # each takes the type it stands under
    str: _text, int: _whole, float: _number, Decimal: _number, date: _day, datetime: _moment,
}  # fmt: skip
_NUMBERS = frozenset({int, float, Decimal})


# --- What stands around the sheets ----------------------------------------------------------------------------


def _frame(sheets: Sequence[Sheet], counts: Sequence[int], formats: Sequence[str]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in numbers]
    overrides = "".join(f'<Override PartName="{name}" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in parts)
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    yield "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")])
    yield "xl/workbook.xml", _workbook(sheets, counts)
    yield "xl/styles.xml", _styles(formats)


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _workbook(sheets: Sequence[Sheet], counts: Sequence[int]) -> str:
    names = [sheet_name(sheet.name) for sheet in sheets]
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    defined = "".join(
        _defined(number, name, column_letters(len(sheet.heads) - 1), last)
        for number, (name, sheet, last) in enumerate(zip(names, sheets, counts, strict=True))
    )
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets>'
        f"<definedNames>{defined}</definedNames></workbook>"
    )


def _defined(number: int, name: str, letter: str, last: int) -> str:
    """The range of the filter, and the head repeated on every printed page."""
    quoted = escape("'{}'".format(name.replace("'", "''")))
    return (
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">{quoted}!$A$1:${letter}${last}'
        f'</definedName><definedName name="_xlnm.Print_Titles" localSheetId="{number}">{quoted}!$1:$1</definedName>'
    )


def sheet_name(name: str) -> str:
    """As Excel takes it: 31 signs, none of ``[]:*?/\\``, no apostrophe at the ends."""
    return re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name)[:31].strip().strip("'") or "Sheet"


def _styles(formats: Sequence[str]) -> str:
    known = [_DAY_FORMAT, _MOMENT_FORMAT, *formats]
    codes = "".join(f'<numFmt numFmtId="{164 + n}" formatCode={quoteattr(one)}/>' for n, one in enumerate(known))
    own = "".join(
        f'<xf numFmtId="{164 + n}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for n in range(len(known))
    )
    plain = '<xf numFmtId="0" fontId="{}" fillId="0" borderId="0" xfId="0"{}/>'
    first = plain.format(0, "") + plain.format(1, ' applyFont="1"') + plain.format(0, ' quotePrefix="1"')
    font = '<sz val="11"/><name val="宋体"/><family val="3"/><charset val="134"/>'
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(known)}">{codes}</numFmts>'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{3 + len(known)}">{first}{own}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )
