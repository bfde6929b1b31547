"""Getting in: a new user with a one-time password, the other language, the lock-out."""

from __future__ import annotations

import pytest

from safety_portal.accounts.models import Role, User
from tests.factories import PASSWORD
from tests.journeys.conftest import Visit
from tests.world import Town

pytestmark = pytest.mark.journey
NEW_PASSWORD = "Another-horse-8"


def test_new_user_changes_the_one_time_password(visit: Visit, town: Town) -> None:
    admin = visit(town.people[Role.ADMIN])
    admin.menu("用户")
    admin.press("新建用户")
    admin.fill("账号", "xinren")
    admin.fill("姓名", "演示·新人")
    admin.fill("职务", "干事")
    admin.press("新建")
    password = admin.page.locator("#one-time-password").inner_text()
    admin.press("完成")
    admin.press("任命")
    admin.choose("角色", "综治办")
    admin.choose("单位", f"{town.district.name} · {town.unit.name}")
    admin.press("任命")
    admin.sees("已任命")
    newcomer = visit()
    newcomer.log_in(User.objects.get(username="xinren"), password)
    assert newcomer.title == "修改密码"
    newcomer.open("/disputes/")
    assert newcomer.title == "修改密码"
    newcomer.fill("现在的密码", password)
    newcomer.fill("新密码", "short")
    newcomer.fill("再输一次新密码", "short")
    newcomer.press("修改密码")
    newcomer.sees("必须包含至少 10 个字符")
    for label, text in (("现在的密码", password), ("新密码", NEW_PASSWORD), ("再输一次新密码", NEW_PASSWORD)):
        newcomer.fill(label, text)
    newcomer.press("修改密码")
    newcomer.menu("矛盾纠纷")


def test_language_switches_to_english_and_back(visit: Visit, town: Town) -> None:
    office = visit(town.office)
    office.menu("矛盾纠纷")
    office.page.locator("details.menu > summary").last.click()
    office.press("English")
    assert office.title == "Disputes"
    assert office.page.locator("html").get_attribute("lang") == "en"
    office.page.locator("details.menu > summary").last.click()
    office.press("中文")
    assert office.title == "矛盾纠纷"
    assert office.page.locator("html").get_attribute("lang") == "zh-CN"


def test_five_wrong_passwords_lock_the_log_in(visit: Visit, town: Town) -> None:
    visitor = visit()
    visitor.open("/")
    for left in (4, 3, 2, 1):
        visitor.fill("账号", town.office.username)
        visitor.fill("密码", "wrong")
        visitor.press("登录")
        visitor.sees(f"再错 {left} 次")
    visitor.fill("账号", town.office.username)
    visitor.fill("密码", "wrong")
    visitor.press("登录")
    assert visitor.title == "已锁定"
    visitor.press("返回登录")
    visitor.fill("账号", town.office.username)
    visitor.fill("密码", PASSWORD)
    visitor.press("登录")
    assert visitor.title == "已锁定"
