import pytest

from assessments.months import open_month
from assessments.reports.services import return_report
from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import SYSTEM
from safety_portal.notices.wording import worded
from tests.assessments.reports.builders import OCTOBER, make_police, make_township
from tests.assessments.reports.people import Town
from tests.factories import user_as

pytestmark = pytest.mark.django_db


def told(user: User) -> list[tuple[str, str]]:
    return [(notice.kind, notice.url) for notice in user.notices.order_by("pk")]


def test_opening_tells_secretaries_and_member_units_once() -> None:
    town, (unit, _other) = make_township()
    secretary, police = user_as(Role.SECRETARY, unit), user_as(Role.UNIT, make_police(town))
    for _turn in range(2):
        open_month(township=town, month=OCTOBER, by=SYSTEM, now=OCTOBER.end)
    assert told(secretary) == [("report.month_opened", "/assessments/my-report/?month=2026-10")]
    assert told(police) == [("report.filing_opened", "/assessments/2026-10/filings/")]


def test_returning_tells_the_secretary_without_the_reason(town: Town) -> None:
    town.submitted()
    return_report(report=town.report, by=town.office, reason="张三一案请核对")
    notice = town.secretary.notices.get()
    assert (notice.kind, notice.url) == ("report.returned", town.url("report"))
    assert "张三" not in str(notice.params) + worded(notice).body
    assert notice.params["due"] == "2026-11-04 24:00"
