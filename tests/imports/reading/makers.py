"""Files to read, made in memory: part by part, as other programs and other intentions make them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

from openpyxl import Workbook

from safety_portal.imports.reading.book import open_book
from safety_portal.imports.reading.faults import DEFAULT_LIMITS, FileRefused, Limits
from safety_portal.imports.reading.raw import Raw

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="164" formatCode="0&quot;件d&quot;"/>'
    '<numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="46"/>'
    '<xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def strings_xml(*texts: str) -> str:
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'<sst xmlns="{_MAIN}" count="{len(texts)}" uniqueCount="{len(texts)}">{items}</sst>'


def sheet_xml(rows: str, rest: str = "") -> str:
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{rest}</worksheet>'


def parts(
    rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', rest: str = "", properties: str = ""
) -> dict[str, str]:
    """A workbook of one sheet with these rows."""
    kind = f"{_OFFICE}/"
    relations = "".join(
        f'<Relationship Id="{name}" Type="{kind}{name}" Target="{target}"/>'
        for name, target in (
            ("worksheet", "worksheets/sheet1.xml"),
            ("styles", "styles.xml"),
            ("sharedStrings", "sharedStrings.xml"),
        )
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="book" Type="{kind}officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr {properties}/><sheets>'
        '<sheet name="台账" sheetId="1" r:id="worksheet"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": strings_xml("共享"),
        "xl/worksheets/sheet1.xml": sheet_xml(rows, rest),
    }


def with_part(name: str, content: str | bytes) -> dict[str, str | bytes]:
    """The same workbook with one part more, or another one."""
    return {**parts(), name: content}


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def xlsx(cells: str) -> bytes:
    """One sheet whose first row is ``cells``."""
    return zipped(parts(f'<row r="1">{cells}</row>'))


def saved(fill: Callable[[Workbook], object]) -> bytes:
    """What openpyxl stores after ``fill``."""
    book, stream = Workbook(), BytesIO()
    fill(book)
    book.save(stream)
    return stream.getvalue()


def first_row(data: bytes) -> tuple[Raw, ...]:
    return next(open_book(data, "台账.xlsx").sheet(0).rows())


def refusal(data: bytes, limits: Limits = DEFAULT_LIMITS, name: str = "台账.xlsx") -> str:
    """The code with which the file is refused; "" if it can be read to the end."""
    try:
        book = open_book(data, name, limits)
        for sheet in book.sheets:
            for _row in book.sheet(sheet.index).rows():
                pass
    except FileRefused as error:
        return error.code
    return ""
