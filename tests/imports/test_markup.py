"""The sender's own workbook, given back with reasons in its cells."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from safety_portal.imports import markup
from safety_portal.imports.markup import CellNote, RowNote, mark_workbook
from safety_portal.imports.reading.book import open_book
from safety_portal.imports.reading.raw import Unfilled
from safety_portal.imports.reading.stored import is_note_head
from tests.imports.reading.makers import saved
from tests.imports.reading.test_biff import one

BAD = CellNote(0, 3, 1, "bad", "不认识这个社区")
WARN = CellNote(0, 2, 2, "warn", "约数")
ROW = RowNote(0, 3, "与第3行重复", "warn")
RED, OCHRE = "00F8D7DA", "00F6E3B4"


def fill(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.title = "台账"
    for row in (["台账（2026年9月）"], ["序号", "社区", "人数"], [1, "四岗", "约10人"], [2, "幸福里", "=1+1"]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet["A2"].font, sheet["A3"].fill = Font(bold=True), PatternFill("solid", fgColor="DDDDDD")
    book.create_sheet("说明").append(["按月报送"])


def marked(data: bytes, name: str = "台账.xlsx", head_row: int | None = 1) -> bytes:
    return mark_workbook(data, name, [BAD, WARN], [ROW], head_row, "导入说明")


def first_sheet(data: bytes) -> Worksheet:
    return load_workbook(BytesIO(data)).worksheets[0]


def sheets(data: bytes) -> list[str]:
    return load_workbook(BytesIO(data)).sheetnames


def values(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(values_only=True))


def test_workbook_keeps_what_it_had() -> None:
    sheet = first_sheet(marked(saved(fill)))
    assert values(sheet) == [
        ("台账（2026年9月）", None, None, None),
        ("序号", "社区", "人数", "※导入说明"),
        (1, "四岗", "约10人", "C3 约数"),
        (2, "幸福里", "=1+1", "与第3行重复\nB4 不认识这个社区"),
    ]
    assert (sheet["A2"].font.b, sheet["A3"].fill.fgColor.rgb) == (True, "00DDDDDD")
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheets(marked(saved(fill))) == ["台账", "说明"]


def test_cells_carry_colour_and_reason() -> None:
    sheet = first_sheet(marked(saved(fill)))
    assert [sheet[name].fill.fgColor.rgb for name in ("B4", "C3", "D4", "D3")] == [RED, OCHRE, RED, OCHRE]
    assert {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment} == {
        "B4": "不认识这个社区",
        "C3": "约数",
    }


def test_marked_workbook_can_be_sent_and_marked_again() -> None:
    once = marked(saved(fill))
    assert list(open_book(once, "a").sheet(0).rows())[1] == ("序号", "社区", "人数", "※导入说明")
    assert is_note_head("※导入说明")
    twice = mark_workbook(once, "a", [WARN], [], 1, "导入说明")
    assert [row[3:] for row in values(first_sheet(twice))] == [(None,), ("※导入说明",), ("C3 约数",), (None,)]
    assert first_sheet(twice)["B4"].comment is None
    assert mark_workbook(twice, "a", [], [], 1, "导入说明") != b""


def test_note_in_a_merged_area_goes_to_its_first_cell() -> None:
    sheet = first_sheet(mark_workbook(saved(fill), "a", [CellNote(0, 0, 2, "bad", "缺月份")], [], 1, "说明"))
    assert (sheet["A1"].comment.text, sheet["D1"].value) == ("缺月份", "C1 缺月份")


def test_reasons_stand_beside_a_title_wider_than_the_table() -> None:
    def wide(book: Workbook) -> None:
        fill(book)
        book.worksheets[0].unmerge_cells("A1:C1")
        book.worksheets[0].merge_cells("A1:F1")

    sheet = first_sheet(mark_workbook(saved(wide), "a", [BAD], [RowNote(0, 0, "缺月份", "bad")], 1, "说明"))
    assert [sheet[name].value for name in ("G1", "G2", "G4")] == ["缺月份", "※说明", "B4 不认识这个社区"]


def test_own_comment_of_a_cell_is_kept() -> None:
    def commented(book: Workbook) -> None:
        fill(book)
        book.worksheets[0]["B4"].comment = Comment("新建小区", "办公室")

    twice = marked(marked(saved(commented)))
    assert first_sheet(twice)["B4"].comment.text == "新建小区\n※ 不认识这个社区"


def test_texts_never_become_formulas() -> None:
    evil = CellNote(0, 2, 1, "bad", "=cmd|'/c calc'!A1\x00")
    for name, data in (("a.csv", b"=1+1,b\n1,2\n3,=A1\n"), ("a.xlsx", saved(fill))):
        sheet = first_sheet(mark_workbook(data, name, [evil], [RowNote(0, 0, "=1", "bad")], 0, "=title"))
        added = [cell for row in sheet for cell in row if cell.data_type == "f"]
        assert [cell.value for cell in added] == ([] if name == "a.csv" else ["=1+1"])


def test_prose_taken_for_a_formula_becomes_text() -> None:
    """A library stored it as a formula; a spreadsheet would call the file damaged."""
    data = saved(lambda book: book.worksheets[0].append(["=1+1 装修噪音扰民，多次协商未果。", '=IF(A1,"，","")']))
    assert next(open_book(data, "a").sheet(0).rows())[0] == Unfilled("1+1 装修噪音扰民，多次协商未果。")
    back = marked(data, head_row=None)
    assert next(open_book(back, "a").sheet(0).rows())[:2] == (
        "=1+1 装修噪音扰民，多次协商未果。",
        Unfilled('IF(A1,"，","")'),
    )


@pytest.mark.parametrize("name", ["a.csv", "a.xls"])
def test_other_kinds_come_back_as_xlsx_with_the_same_cells(name: str) -> None:
    data = "台账\n序号,社区\n1,四岗\n2,=1\n".encode("gb18030")
    if name == "a.xls":
        data = one(lambda sheet: [sheet.write(row, row % 2, row * 1.5) for row in range(4)])
    before = list(open_book(data, name).sheet(0).rows())
    after = list(open_book(marked(data, name), name).sheet(0).rows())
    assert [row[:2] for row in after] == before
    assert [row[-1] for row in after] == [None, "※导入说明", "C3 约数", "与第3行重复\nB4 不认识这个社区"]


def test_days_stay_days() -> None:
    day, moment = date(2026, 9, 23), datetime.fromisoformat("2026-09-23 09:30")
    data = saved(lambda book: book.worksheets[0].append([day, moment]))
    assert next(open_book(marked(data, head_row=None), "a").sheet(0).rows())[:2] == (day, moment)


def test_long_sheet_comes_back_as_an_extract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "LONGEST_SHEET", 10)

    def fill_long(book: Workbook) -> None:
        book.worksheets[0].append(["标题"])
        for number in range(20):
            book.worksheets[0].append([number, "=1"])

    notes = [CellNote(0, 7, 1, "bad", "没有值"), CellNote(0, 15, 0, "warn", "约数")]
    back = mark_workbook(saved(fill_long), "a", notes, [], 0, "导入说明", "行号")
    assert values(first_sheet(back)) == [
        ("※行号", "标题", None, "※导入说明"),
        (8, 6, "=1", "B8 没有值"),
        (16, 14, "=1", "A16 约数"),
    ]
    assert first_sheet(back)["C2"].fill.fgColor.rgb == RED


def test_cells_formatted_far_away_are_no_trouble() -> None:
    def far(book: Workbook) -> None:
        book.worksheets[0].append([1])
        book.worksheets[0]["XFD1048576"].fill = PatternFill("solid", fgColor="DDDDDD")

    assert (
        first_sheet(mark_workbook(saved(far), "a", [], [RowNote(0, 0, "空行", "warn")], None, "说明"))["B1"].value
        == "空行"
    )
