"""A report's way in a real browser: it saves by itself, asks for a reason, is returned, corrected and accepted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import AssessmentMonth
from safety_portal.accounts.models import User
from tests.assessments.reports.builders import FakeRegister, make_township, only_register, register_codes, whole
from tests.assessments.reports.people import Town, as_user

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 768}


def enter(browser: Browser, server: LiveServer, user: User, size: dict[str, int]) -> Page:
    client: Client = as_user(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])
    return context.new_page()


def open_town(register: FakeRegister) -> Town:
    """October with its dates ahead, whatever day it is."""
    town, ahead = Town(register), timezone.now() + timedelta(days=9)
    dates = dict.fromkeys(("due_at", "lock_at", "objections_until", "publish_by"), ahead)
    AssessmentMonth.objects.filter(pk=town.month.pk).update(**dates)
    return town


def fill_stated(page: Page) -> None:
    for line in page.locator("input[name^='v-']").all():
        if not line.input_value():
            line.fill("1")


def test_report_from_draft_to_accepted(browser: Browser, live_server: LiveServer) -> None:
    make_township(0)
    register = FakeRegister(register_codes())
    with only_register(register):
        town = open_town(register)
        secretary = enter(browser, live_server, town.secretary, PHONE)
        secretary.goto(live_server.url + "/assessments/my-report/")
        secretary.fill("#v-disputes-registered", "2")
        secretary.press("#v-disputes-registered", "Tab")
        reason = secretary.locator("#r-disputes-registered")
        expect(reason).to_be_visible()  # no reload: the rest of the page was swapped in
        expect(secretary.locator("[data-save-state]")).to_contain_text("已保存")
        fill_stated(secretary)
        secretary.get_by_role("button", name="提交月报").click()
        expect(secretary.locator("#faults")).to_contain_text("请写原因，或改回 0")
        reason.fill("补录两件")
        secretary.get_by_role("button", name="提交月报").click()
        expect(secretary.locator(".meta")).to_contain_text("已提交")
        assert secretary.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

        office = enter(browser, live_server, town.office, LAPTOP)
        office.goto(live_server.url + town.url("report"))
        expect(office.locator("#row-disputes-registered")).to_contain_text("补录两件")
        office.get_by_role("link", name="退回").click()
        office.fill("#id_reason", "只补录到一件")
        office.get_by_role("button", name="退回月报").click()

        secretary.reload()
        expect(secretary.locator(".say-box.warn")).to_contain_text("只补录到一件")
        secretary.fill("#v-disputes-registered", "1")
        secretary.get_by_role("button", name="提交月报").click()  # while the page saves by itself
        expect(secretary.locator(".meta")).to_contain_text("已提交")

        office.goto(live_server.url + town.url("report"))
        office.get_by_role("button", name="审核通过").click()
        expect(office.locator("table")).to_contain_text("已通过")
        for page in (secretary, office):
            page.context.close()
    report = town.fresh()
    assert (report.state, report.times_returned) == ("accepted", 1)
    assert whole(report.lines.get(figure__code="disputes.registered").claimed_value) == 1
