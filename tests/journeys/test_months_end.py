"""The month's end: a leader publishes on a phone, a secretary reads down to a record, the office fetches the bulletin,
the district the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest
import time_machine

from assessments.models import UnitScore
from assessments.results.services import score_month
from safety_portal.accounts.models import Role
from safety_portal.core.formats import points
from safety_portal.core.months import SHANGHAI
from tests.journeys.conftest import PHONE, Visit
from tests.journeys.visitor import Visitor
from tests.world import Town

pytestmark = pytest.mark.journey

AFTER_THE_WINDOW = datetime(2026, 12, 19, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def _december(town: Town) -> Iterator[None]:
    """November is locked, its window is over, and it was scored this morning."""
    with time_machine.travel(AFTER_THE_WINDOW, tick=True):
        score_month(month=town.now, by=town.office)
        yield


@pytest.mark.usefixtures("_december")
def test_months_end(visit: Visit, town: Town, tmp_path: Path) -> None:
    leader, secretary = visit(town.people[Role.LEADER], PHONE), visit(town.places[0].secretary, PHONE)
    office, district = visit(town.office), visit(town.people[Role.DISTRICT])
    _look_at_the_dashboard(leader, town)
    _publish(leader, town)
    _read_down_to_a_record(secretary, town)
    _make_the_bulletin(office, town)
    for ending, words_of in (("Word", _words_of_word), ("PDF", _words_of_pdf)):
        words = words_of(_fetch(office, ending, tmp_path))
        assert [one for one in _in_the_bulletin(town) if one not in words] == []
    _compare_with_the_workbook(_fetch_the_workbook(district, tmp_path), town)


def _look_at_the_dashboard(leader: Visitor, town: Town) -> None:
    """The month before is in force; that this one waits stands among what is to be decided."""
    leader.press("主菜单")
    leader.menu("领导看板")
    for place in town.places:
        leader.sees(place.community.name)
    leader.press("发布2026年11月排名")


def _publish(leader: Visitor, town: Town) -> None:
    """The draft is read; what stands in the way is let pass with a reason; then exactly that draft goes out."""
    assert leader.title == "发布2026年11月社区排名"
    for place in town.places:
        leader.sees(place.community.name)
    while (waiting := leader.page.get_by_label(re.compile("为什么可以照常发布"))).count():
        waiting.first.fill("会上已逐件商定")
        leader.page.get_by_role("button", name=re.compile("^放行")).first.click()
        leader.look()
    leader.sees("各项均已放行")
    leader.page.locator(".foot-bar").get_by_role("button", name=re.compile("^发布第")).click()
    leader.look()
    leader.sees("已发布，并已通知社区书记")


def _read_down_to_a_record(secretary: Visitor, town: Town) -> None:
    """Notice, ranking, own points, item, and the very dispute behind it."""
    place = town.places[0]
    secretary.page.locator(".app-bar").get_by_role("link", name=re.compile("通知")).click()
    secretary.look()
    secretary.page.locator("main").get_by_role("button", name=re.compile("2026年11月社区排名已发布")).click()
    secretary.look()
    secretary.press(place.community.name, within=secretary.page.get_by_role("table").first)
    assert secretary.title == f"{place.community.name} · 得分说明"
    secretary.press("按期化解")
    secretary.press(place.disputes["registered"].number)
    assert secretary.title == place.disputes["registered"].title


def _make_the_bulletin(office: Visitor, town: Town) -> None:
    office.menu("月度排名")
    office.press("起草通报")
    office.press("生成 Word 和 PDF")
    office.sees("〔2026〕1号")


def _fetch(visitor: Visitor, name: str, folder: Path) -> Path:
    with visitor.page.expect_download() as download:
        visitor.page.locator("main").get_by_role("link", name=name, exact=True).first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def _in_the_bulletin(town: Town) -> list[str]:
    """Number, month, and every community with its points."""
    scores = UnitScore.objects.filter(result__publications__month=town.now).select_related("unit")
    rows = [text for score in scores for text in (score.unit.name, points(score.total))]
    return ["〔2026〕1号", "2026年11月", *rows]


def _words_of_word(path: Path) -> str:
    return "".join(docx.Document(str(path)).element.body.itertext())


def _words_of_pdf(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


def _fetch_the_workbook(district: Visitor, folder: Path) -> Path:
    district.menu("报区工作簿")
    return _fetch(district, "下载工作簿", folder)


def _compare_with_the_workbook(path: Path, town: Town) -> None:
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    cells = {cell.value for row in book.worksheets[1].iter_rows() for cell in row}
    for score in UnitScore.objects.filter(result__publications__month=town.now).select_related("unit"):
        assert {score.unit.name, float(score.total)} <= cells
