"""A community objects to a line of its draft; the office finds it right; the community sees its new place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assessments.models import Objection, ReportLine
from assessments.objections import services
from assessments.results.services import score_month
from safety_portal.work import jobs
from safety_portal.work.models import Job
from tests.journeys.conftest import PHONE, Visit
from tests.journeys.visitor import Visitor
from tests.world import PDF, Place, Town

pytestmark = pytest.mark.journey


def test_objection_is_accepted_and_rescored(visit: Visit, town: Town, tmp_path: Path) -> None:
    place = town.places[1]
    _spoil(town, place)
    secretary, office = visit(place.secretary, PHONE), visit(town.office)
    _object(secretary, town, place, tmp_path)
    _accept(office, place)
    jobs.perform(Job.objects.latest("created_at").pk)
    _see_the_new_place(secretary, town, place)


def _spoil(town: Town, place: Place) -> None:
    """One of four activities was counted in the draft: the community is last."""
    lines = ReportLine.objects.filter(report__month=town.judged, report__unit=place.community)
    lines.filter(figure__code="publicity.planned").update(claimed_value=4, reason="计划四场")
    services.withdraw(objection=place.objections["open"], by=place.secretary)
    score_month(month=town.judged, by=town.office)


def _object(secretary: Visitor, town: Town, place: Place, folder: Path) -> None:
    """From the explanation of the own score, on a phone."""
    secretary.open(f"/assessments/{town.judged.slug}/ranking/{place.community.code}/?item=publicity")
    secretary.sees("第 2 名")
    secretary.page.get_by_role("link", name=re.compile("^提出异议.*宣传计划$")).click()
    secretary.look()
    secretary.press("提出异议", within=secretary.page.locator(".foot-bar"))  # nothing said yet
    secretary.sees("该字段是必填项")
    secretary.fill("开展宣传场次", "4")
    secretary.fill("得分哪里不对", "另有三场的签到表漏报")
    evidence = folder / "签到表.pdf"
    evidence.write_bytes(PDF)
    secretary.field("证明材料").set_input_files(evidence)
    secretary.press("提出异议", within=secretary.page.locator(".foot-bar"))
    secretary.sees("已提出")
    secretary.sees("签到表.pdf")


def _accept(office: Visitor, place: Place) -> None:
    """By way of the list of what waits."""
    office.open("/")
    number = Objection.objects.latest("pk").number
    office.sees(number)
    office.menu("异议")
    office.open(Objection.objects.latest("pk").get_absolute_url())
    office.sees("另有三场的签到表漏报")
    office.press("采纳")
    assert office.field("开展宣传场次").input_value() == "4"
    office.fill("理由", "签到表属实")
    office.press("采纳并重新计分")
    office.sees("正在重新计分")


def _see_the_new_place(secretary: Visitor, town: Town, place: Place) -> None:
    secretary.open("/notices/")
    secretary.page.locator("main").get_by_role("button", name=re.compile("已采纳")).first.click()
    secretary.look()
    secretary.sees("签到表属实")
    secretary.press("第 3 次初评的得分说明")
    secretary.sees("第 1 名")
    secretary.sees("1 → 4")
