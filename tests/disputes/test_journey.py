"""A dispute's life in a real browser, by the grid worker's phone and the secretary's laptop."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from disputes.models import Dispute
from safety_portal.accounts.models import User
from tests.disputes.makers import Town
from tests.factories import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 768}


def enter(browser: Browser, server: LiveServer, user: User, size: dict[str, int]) -> Page:
    context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{server.url}/disputes/")
    page.fill("input[name=login]", user.username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("button.btn-primary[type=submit]").click()
    expect(page.get_by_role("heading", name="矛盾纠纷", exact=True)).to_be_visible()
    return page


def no_side_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def register(page: Page) -> None:
    page.locator(".acts .btn-primary").click()
    page.fill("#id_title", "楼道堆物")
    page.fill("#id_place", "新海家园 3 幢")
    page.select_option("#id_category", "0202")
    page.get_by_text("橙 关注").click()
    page.fill("#id_party-0-name", "张三")
    page.fill("#id_party-0-phone", "13800001234")
    page.get_by_role("button", name="登记").click()


def test_dispute_from_the_grid_to_its_end(browser: Browser, live_server: LiveServer) -> None:
    town = Town().with_everybody()
    phone = enter(browser, live_server, town.worker, PHONE)
    register(phone)
    expect(phone.get_by_role("heading", name="楼道堆物")).to_be_visible()
    expect(phone.get_by_text("138****1234")).to_be_visible()
    assert no_side_scroll(phone)

    phone.get_by_role("link", name="上交").click()
    phone.select_option("#id_to", label=town.community.name)
    phone.fill("#id_reason", "双方都不让步")
    phone.get_by_role("button", name="上交").click()
    expect(phone.get_by_text("待签收")).to_be_visible()

    laptop = enter(browser, live_server, town.secretary, LAPTOP)
    laptop.get_by_role("link", name="楼道堆物").click()
    for link in ("受理", "开始调解"):
        laptop.get_by_role("link", name=link, exact=True).click()
        laptop.get_by_role("button", name=link, exact=True).click()
    laptop.get_by_role("link", name="记录结果").click()
    laptop.get_by_text("达成口头协议").click()
    laptop.fill("#id_note", "三日内清走")
    laptop.get_by_role("button", name="记录结果").click()
    laptop.get_by_role("link", name="记录", exact=True).click()
    for answer in ("满意", "已履行"):
        laptop.get_by_text(answer, exact=True).click()
    laptop.get_by_role("button", name="记录回访").click()
    laptop.get_by_role("link", name="办结", exact=True).click()
    laptop.get_by_role("button", name="办结", exact=True).click()
    expect(laptop.locator(".meta").get_by_text("已办结")).to_be_visible()
    assert Dispute.objects.get().state == "closed"


def test_full_names_are_shown_for_a_reason(browser: Browser, live_server: LiveServer) -> None:
    town = Town().with_everybody()
    page = enter(browser, live_server, town.secretary, LAPTOP)
    page.locator(".acts .btn-primary").click()
    page.select_option("#id_unit", str(town.community.pk))
    page.fill("#id_title", "漏水")
    page.fill("#id_place", "7 幢")
    page.select_option("#id_category", "0201")
    page.get_by_text("黄 一般").click()
    page.fill("#id_party-0-name", "张三")
    page.get_by_role("button", name="登记").click()
    page.get_by_text("查看姓名全称和电话").click()
    page.fill("#reveal-reason", "电话联系")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("rowheader", name="张三")).to_be_visible()
    page.goto(page.url.replace("parties/", ""))
    expect(page.get_by_role("rowheader", name="张*")).to_be_visible()
