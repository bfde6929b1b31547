"""Who hears what, and what waits for whom."""

import pytest
from django.utils import timezone

from assessments.models import AssessmentMonth
from assessments.objections.ports import Due
from assessments.results.services import tell_windows
from safety_portal.accounts.models import Role, User
from safety_portal.notices.models import Notice
from safety_portal.notices.wording import is_still_visible, worded
from tests.assessments.objections.builders import BEFORE_LOCK, IN_WINDOW, TOO_LATE, Case
from tests.assessments.reports.builders import at
from tests.factories import user_as

pytestmark = pytest.mark.django_db


def test_secretaries_hear_of_the_window_with_its_end_once_a_draft(case: Case) -> None:
    """The case's draft was there before its secretary: only the next one is told."""
    tell_windows(now=IN_WINDOW)
    tell_windows(now=IN_WINDOW)
    notice = Notice.objects.get(kind="result.window", recipient=case.secretary)
    assert worded(notice).subject == "2026年10月得分（第 1 次初评）可以提出异议，截止 11月7日 24:00"
    case.town.set(0, disputes_on_time=9)
    case.run()
    assert Notice.objects.filter(kind="result.window", recipient=case.secretary).count() == 2
    assert not Notice.objects.filter(kind="result.draft", recipient=case.secretary).exists()


@pytest.mark.parametrize("now", [BEFORE_LOCK, TOO_LATE])
def test_window_is_told_while_it_is_open_only(case: Case, now: object) -> None:
    tell_windows(now=now)  # type: ignore[arg-type]
    assert not Notice.objects.filter(kind="result.window", recipient=case.secretary).exists()


LAST_CALL = at("11-06 06:30")  # Friday; the window ends on Saturday


def _told_of_the_end() -> list[User]:
    return [notice.recipient for notice in Notice.objects.filter(kind="result.window_ends").order_by("pk")]


@pytest.mark.parametrize(
    ("until", "now", "is_told"),
    [
        ("11-07 23:59", "11-06 06:30", True),
        ("11-07 23:59", "11-05 06:30", False),  # it has just opened
        ("11-07 23:59", "11-07 06:30", False),  # Saturday, and its last day
        ("11-08 23:59", "11-06 06:30", True),
        ("11-09 23:59", "11-06 06:30", True),  # over the weekend
        ("11-10 23:59", "11-06 06:30", False),
        ("11-10 23:59", "11-09 06:30", True),
    ],
)
def test_end_of_the_window_is_told_on_the_last_working_day_before(
    case: Case, until: str, now: str, is_told: bool
) -> None:
    AssessmentMonth.objects.update(objections_until=at(until), publish_by=at("11-12 18:00"))
    tell_windows(now=at(now))
    tell_windows(now=at(now))
    assert _told_of_the_end() == ([case.secretary] if is_told else [])


def test_end_of_the_window_is_no_matter_of_who_has_objected(case: Case) -> None:
    case.file()
    tell_windows(now=LAST_CALL)
    assert _told_of_the_end() == []


def test_mail_of_a_window_goes_while_it_is_open(case: Case) -> None:
    tell_windows(now=LAST_CALL)
    notices = list(Notice.objects.filter(kind__startswith="result.window"))
    assert [is_still_visible(notice) for notice in notices] == [True, True]
    AssessmentMonth.objects.update(objections_until=at("11-05 09:00"))
    assert [is_still_visible(notice) for notice in notices] == [False, False]


def test_notices_hold_no_reason_and_follow_visibility(case: Case) -> None:
    case.file(reason="王某的纠纷漏录")
    notice = Notice.objects.get(kind="objection.filed")
    assert "王某" not in repr(notice.params)
    assert is_still_visible(notice)
    notice.recipient = user_as(Role.SECRETARY, case.town.communities[0])
    assert not is_still_visible(notice)


def test_open_objections_wait_for_the_office_until_publication(case: Case) -> None:
    objection = case.file()
    entries, total = Due().due_for(case.office, timezone.now(), 5)
    assert [(one.number, one.title, one.place, one.due_at, one.url) for one in entries] == [
        (
            objection.number,
            "按期化解",
            case.town.communities[1].name,
            case.town.month.publish_by,
            objection.get_absolute_url(),
        )
    ]
    assert total == 1
    for user in (case.secretary, case.leader, user_as(Role.OFFICE)):
        assert Due().due_for(user, timezone.now(), 5) == ([], 0)
