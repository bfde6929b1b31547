"""A ledger with faults: imported, given back, put right, written, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from disputes.models import Dispute
from safety_portal.imports.models import ImportRun
from tests.journeys.conftest import PHONE, Visit
from tests.journeys.visitor import Visitor
from tests.world import Town

pytestmark = pytest.mark.journey
HEADS = ("登记时间", "所属社区", "发生地点", "当事人", "纠纷类型", "简要情况")


def _ledger(town: Town, path: Path) -> Path:
    """Three disputes: the second on a day that there is not, the third in a community that there is not."""
    unit = town.places[0].community.name
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    rows = [
        ("2026-11-03", unit, "3 栋", "甲某、乙某", "邻里纠纷", "三楼漏水"),
        ("11月31日", unit, "4 栋", "丙某、丁某", "邻里纠纷", "楼道堆物"),
        ("2026-11-05", "外镇社区", "5 栋", "戊某、己某", "邻里纠纷", "夜间噪声"),
    ]
    for row in (["大兴镇11月矛盾纠纷台账"], HEADS, *rows):
        sheet.append(list(row))
    book.save(path)
    return path


def _upload(office: Visitor, path: Path) -> None:
    office.page.set_input_files("input[type=file]", path)
    office.press("读取")


def _fetch_errors(office: Visitor, path: Path) -> Path:
    with office.page.expect_download() as download:
        office.page.get_by_role("link", name="错误表").click()
    download.value.save_as(path)
    return path


def _put_right(path: Path, town: Town) -> Path:
    """As the sender does it: the workbook that came back, with two cells typed anew."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["A4"], sheet["B5"] = "2026-11-04", town.places[0].community.name
    book.save(path)
    return path


def test_import_with_errors_fixed_confirmed_and_undone(visit: Visit, town: Town, tmp_path: Path) -> None:
    before = Dispute.objects.count()
    office = visit(town.office)
    office.menu("导入数据")
    office.press("导入")
    office.press("矛盾纠纷台账")
    _upload(office, _ledger(town, tmp_path / "台账.xlsx"))
    office.sees("2 行不能写入。")
    office.sees("外镇社区")
    assert Dispute.objects.count() == before
    fixed = _put_right(_fetch_errors(office, tmp_path / "错误表.xlsx"), town)
    office.press("换文件")
    _upload(office, fixed)
    office.press("写入 3 行")
    office.sees("已写入 3 行。")
    assert Dispute.objects.count() == before + 3
    office.press("看写入的数据")
    office.sees("三楼漏水")
    office.menu("导入数据")
    _undo(office)
    assert Dispute.objects.count() == before


def _undo(office: Visitor) -> None:
    office.page.locator("tbody a").first.click()
    office.press("撤销")
    office.press("撤销")  # not without a reason
    office.sees("该字段是必填项")
    office.fill("理由", "报错了月份")
    office.press("撤销")
    office.sees("已撤销，台账恢复到导入之前。")
    office.sees("原因：报错了月份")


def test_columns_are_matched_on_a_phone(visit: Visit, town: Town, tmp_path: Path) -> None:
    """A heading that nobody knows is asked for once; the next workbook of the same sender is read at once."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("何日", "何处", "何事"), ("2026-11-03", town.places[0].community.name, "邻里纠纷")):
        sheet.append(list(row))
    book.save(tmp_path / "台账.xlsx")
    secretary = visit(town.places[0].secretary, PHONE)
    secretary.open("/imports/new/disputes/")
    _upload(secretary, tmp_path / "台账.xlsx")
    assert secretary.title == "对应列"
    secretary.sees("还没有对应：")
    run = ImportRun.objects.latest("pk")
    for box in secretary.page.locator("input[name=head]").all():
        box.set_checked(box.get_attribute("value") == "0")
    secretary.press("按勾选的表头重读")
    for index, label in enumerate(("登记日期 *", "社区 *", "纠纷类型 *")):
        secretary.page.locator(f"select[name=c-{index}]").select_option(label=label)
    secretary.press("核对")
    secretary.press("写入 1 行")
    secretary.sees("已写入 1 行。")
    run.refresh_from_db()
    assert (run.state, run.counts["new"]) == ("written", 1)
