"""What is not read at all, and why."""

import random
import struct
import zipfile
from io import BytesIO, RawIOBase
from types import SimpleNamespace
from typing import Any

import pytest

from safety_portal.imports.reading import book
from safety_portal.imports.reading.faults import FileRefused, Limits
from safety_portal.imports.reading.gate import check_file
from tests.imports.reading.makers import ONE, parts, refusal, saved, sheet_xml, strings_xml, with_part, xlsx, zipped


@pytest.mark.parametrize("name", ["台账.xlsx", "台账.xls", "台账.et", "台账.xlsm", "台账"])
def test_kind_is_told_by_content(name: str) -> None:
    assert check_file(zipped(parts()), name) == "xlsx"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "unknown_type"),
        (b"\x89PNG\r\n\x1a\n", "unknown_type"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "web_page"),
        ("\ufeff\n<!DOCTYPE html>".encode(), "web_page"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "web_page"),
        (b'<?xml version="1.0"?><Workbook/>', "xml_sheet"),
        (b"a,b\0c", "text_control_signs"),
    ],
)
def test_other_files_are_refused_by_what_they_are(content: bytes, code: str) -> None:
    assert refusal(content, name="台账.xls") == code


@pytest.mark.parametrize(
    ("target", "code"), [("word/document.xml", "unknown_type"), ("xl/workbook.bin", "binary_workbook")]
)
def test_other_packages_are_refused(target: str, code: str) -> None:
    whole = parts()
    assert refusal(zipped({**whole, "_rels/.rels": whole["_rels/.rels"].replace("xl/workbook.xml", target)})) == code


def test_other_archives_are_refused() -> None:
    assert refusal(zipped({"照片.png": b"\x89PNG"})) == "unknown_type"


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("XL/VBAPROJECT.BIN", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/externalLinks/externalLink1.xml", "external_links"),
        ("xl\\externalLinks\\externalLink1.xml", "external_links"),
        ("xl/embeddings/oleObject1.bin", "embedded_objects"),
        ("xl/activeX/activeX1.xml", "embedded_objects"),
        ("xl/connections.xml", "data_connections"),
        ("xl/queryTables/queryTable1.xml", "data_connections"),
        ("../evil.xml", "odd_names"),
        ("/etc/evil.xml", "odd_names"),
        ("c:\\evil.xml", "odd_names"),
        ("XL/Workbook.xml", "odd_names"),  # the same part again, for a reader that minds no case
    ],
)
def test_workbook_with_more_than_cells_is_refused(part: str, code: str) -> None:
    assert refusal(zipped({**parts(), part: "<a/>"})) == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/app.xml"])
def test_document_type_is_refused_in_every_part_and_encoding(part: str, encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    assert refusal(zipped(with_part(part, bomb.encode(encoding)))) == "xml_entities"


def test_document_type_is_found_wherever_pieces_are_cut() -> None:
    late = " " * (1024**2 - 5) + "<!DOCTYPE a><a/>"
    assert refusal(zipped(with_part("docProps/app.xml", late))) == "xml_entities"


def test_part_in_utf_16_is_refused() -> None:
    assert refusal(zipped(with_part("xl/worksheets/sheet1.xml", sheet_xml(ONE).encode("utf-16")))) == "broken"


def test_declared_and_real_size_are_limited() -> None:
    bomb = with_part("docProps/app.xml", b"<a>" + b" " * 3_000_000 + b"</a>")
    assert refusal(zipped(bomb), Limits(unpacked=1_000_000)) == "unpacks_too_large"
    assert refusal(zipped(bomb), Limits(ratio=100, ratio_from=1_000_000)) == "unpacks_too_large"


def test_part_larger_than_it_says_is_refused() -> None:
    """The header of a bomb promises a kilobyte; what is unpacked is never more than a piece beyond it."""
    content = b"<a>" + b" " * 50_000_000
    data = zipped(with_part("docProps/app.xml", content))
    lie = data.replace(struct.pack("<L", len(content)), struct.pack("<L", 1000))
    assert lie != data
    assert refusal(lie) == "broken"


def test_number_of_parts_and_sheets_is_limited() -> None:
    assert refusal(zipped(parts()), Limits(parts=6)) == "too_many_parts"
    assert refusal(saved(lambda book: book.create_sheet("说明")), Limits(sheets=1)) == "too_many_sheets"


def test_file_size_is_limited() -> None:
    with pytest.raises(FileRefused) as refused:
        check_file(b"a" * (2 * 1024**2 + 1), "a.csv", Limits(file=2 * 1024**2))
    assert (refused.value.code, refused.value.params) == ("too_large", {"limit_mb": 2})


def test_rectangle_that_would_fill_the_memory_is_refused() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(FileRefused) as refused:
        check_file(zipped(parts(far)), "a.xlsx")
    expected = {"sheet": "台账", "last_cell": "XFD1048576", "limit": 5_000_000}
    assert (refused.value.code, refused.value.params) == ("spread_too_far", expected)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c s="1" r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c r = 'XFD1048576'><v>1</v></c></row>",
        '<x:row xmlns:x="urn:x" r="1"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        '<row r="1"><c x="&gt;" r="XFD1048576"><f>1</f></c></row>',
        '<row r="1"><c x=">" r="XFD1048576" t="e"><v>#REF!</v></c></row>',
        '<row r="1"><c\nr="XFD1048576" t="inlineStr"><is><t>a</t></is></c></row>',
        '<row r="1048576">' + "<c><v>1</v></c>" * 100 + "</row>",
    ],
)
def test_far_cells_are_seen_however_they_are_written(rows: str) -> None:
    assert refusal(zipped(parts(rows))) == "spread_too_far"


def test_far_cells_without_content_are_no_reason_to_refuse() -> None:
    """Offices format whole rows and columns."""
    styled = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="1048576"><c r="A1048576" s="1"/></row>'
    assert refusal(zipped(parts(styled))) == ""


def test_number_of_cells_is_limited() -> None:
    cells = "".join(f'<c r="A{row}"><v>1</v></c>' for row in range(1, 12))
    assert refusal(zipped(parts(cells)), Limits(cells=11)) == ""
    assert refusal(zipped(parts(cells)), Limits(cells=10)) == "too_many_cells"


def test_long_text_shown_by_many_cells_is_refused() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 1001))
    bomb = {**parts(rows), "xl/sharedStrings.xml": strings_xml("长" * 30_000)}
    assert refusal(zipped(bomb), Limits(text=50_000_000)) == "too_much_text"
    assert refusal(zipped(bomb)) == ""


def test_promise_of_four_thousand_million_texts_is_refused() -> None:
    """The reader would set memory aside for them, and take the whole process with it."""
    lie = strings_xml("a").replace('uniqueCount="1"', 'uniqueCount="4000000000"')
    assert refusal(zipped({**parts(), "xl/sharedStrings.xml": lie})) == "broken"


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="A1" t="n"><v>abc</v></c>',
        '<c r="A1" t="s"><v>99</v></c>',
        '<c r="A1" t="b"><v>2</v></c>',
        '<c r="A0"><v>1</v></c>',
        '<c r="ZZZZ1"><v>1</v></c>',
        '<c r="A1"><v>1</v>',
        '<c r="A1" t="e"><v>#UNHEARD!</v></c>',
        '<c r="A1" s="4"><v>1e300</v></c>',
    ],
)
def test_nonsense_is_broken(cells: str) -> None:
    assert refusal(xlsx(cells)) == "broken"


def test_truncated_workbooks_are_broken() -> None:
    data = saved(lambda book: book.worksheets[0].append(["序号", "社区", 1]))
    found = {refusal(data[: len(data) * cut // 50]) for cut in range(50)}
    assert found == {"empty", "broken"}


def test_random_bytes_are_refused() -> None:
    luck = random.Random(20261123)
    for signature in (b"", b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"):
        for length in (1, 64, 600, 5000):
            assert refusal(signature + luck.randbytes(length), name="a.xls") != ""


def test_damaged_workbooks_are_read_or_refused() -> None:
    """No damage may end in anything but rows or a refusal."""
    luck, whole = random.Random(20261123), bytearray(zipped(parts()))
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(luck.randint(1, 8)):
            damaged[luck.randrange(len(damaged))] = luck.randrange(256)
        refusal(bytes(damaged))


def test_damaged_xml_is_read_or_refused() -> None:
    luck, whole = random.Random(20261124), parts(rest='<mergeCells><mergeCell ref="A1:C2"/></mergeCells>')
    members: dict[str, str | bytes] = {**whole}
    for _ in range(300):
        part = luck.choice(list(whole))
        text = bytearray(whole[part].encode())
        for _ in range(luck.randint(1, 6)):
            text[luck.randrange(len(text))] = luck.randrange(256)
        refusal(zipped({**members, part: bytes(text)}))


def test_panic_of_the_reader_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the reader's own language throws is no exception for Python's ``except Exception``."""
    panic = type("PanicException", (BaseException,), {})

    def fail(_file: object) -> None:
        raise panic

    monkeypatch.setattr(book, "CalamineWorkbook", SimpleNamespace(from_filelike=fail))
    assert refusal(zipped(parts())) == "broken"


def test_end_of_the_process_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(_file: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(book, "CalamineWorkbook", SimpleNamespace(from_filelike=leave))
    with pytest.raises(KeyboardInterrupt):
        refusal(zipped(parts()))


def test_archive_written_as_a_stream_is_read() -> None:
    """Exporting systems don't know sizes beforehand: they stand behind each part, and in the directory."""
    stream = Unseekable()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts().items():
            archive.writestr(name, content)
    assert refusal(bytes(stream.written)) == ""


def test_form_controls_and_pictures_are_no_reason_to_refuse() -> None:
    more: dict[str, str | bytes] = {
        "xl/ctrlProps/ctrlProp1.xml": "<a/>",
        "xl/media/image1.png": b"\x89PNG" + bytes(3_000_000),
    }
    assert refusal(zipped({**parts(), **more})) == ""


def test_path_that_readers_understand_differently_hides_nothing() -> None:
    """``xl/worksheets/…`` seen from the workbook is ``xl/xl/worksheets/…``, or what it says."""
    far = sheet_xml('<row r="1"><c r="XFD1048576"><v>1</v></c></row>')
    whole = with_part("xl/xl/worksheets/sheet1.xml", sheet_xml(ONE)) | {"xl/worksheets/sheet1.xml": far}
    relations = parts()["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1", "xl/worksheets/sheet1")
    assert refusal(zipped({**whole, "xl/_rels/workbook.xml.rels": relations})) == "spread_too_far"


def test_open_files_are_checked_as_well() -> None:
    assert check_file(BytesIO(zipped(parts())), "台账.xlsx") == "xlsx"


class Unseekable(RawIOBase):
    """Takes bytes, and nothing else."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.written += data
        return len(data)
