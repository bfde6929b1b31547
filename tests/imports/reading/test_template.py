"""The empty workbook that is downloaded."""

from io import BytesIO

from openpyxl import load_workbook

from safety_portal.imports.reading.columns import Column, Form
from safety_portal.imports.reading.template import make_template

COLUMNS = [
    Column(key="unit", label="社区", form=Form.UNIT, is_required=True, hint="社区全称或简称", example="四岗社区"),
    Column(key="day", label="排查日期", form=Form.DAY, hint="年月日"),
    Column(key="phone", label="联系电话", form=Form.PHONE),
    Column(key="people", label="=涉及人数", form=Form.INTEGER),
]


def test_head_is_ready_to_be_filled_in() -> None:
    book = load_workbook(BytesIO(make_template("矛盾纠纷台账", COLUMNS, [])))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["矛盾纠纷台账", None, None, None]
    assert [cell.value for cell in sheet[2]] == ["社区*", "排查日期", "联系电话", "=涉及人数"]
    assert [cell.number_format for cell in sheet[3]] == ["@", "yyyy-mm-dd", "@", "0"]
    assert (sheet["D2"].data_type, sheet.freeze_panes) == ("s", "A3")


def test_second_sheet_explains() -> None:
    book = load_workbook(BytesIO(make_template("台账", COLUMNS, ["每月3日前报送"])))
    rows = list(book["填表说明"].iter_rows(values_only=True))
    assert rows[0] == ("每月3日前报送", None, None, None)
    assert rows[2:4] == [("列", "是否必填", "填写要求", "示例"), ("社区", "必填", "社区全称或简称", "四岗社区")]


def test_choices_are_offered_from_a_hidden_sheet() -> None:
    data = make_template("台账", COLUMNS, [], {"unit": ["四岗社区", "兴集社区"], "phone": []})
    book = load_workbook(BytesIO(data))
    (rule,) = book.worksheets[0].data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ("'选项'!$A$1:$A$2", "A3:A2002")
    assert (book["选项"].sheet_state, book["选项"]["A2"].value) == ("hidden", "兴集社区")
