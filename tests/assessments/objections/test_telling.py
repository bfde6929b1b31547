"""Who hears what, and what waits for whom."""

import pytest
from django.utils import timezone

from assessments.objections.ports import Due
from assessments.results.services import tell_open_windows
from safety_portal.accounts.models import Role
from safety_portal.notices.models import Notice
from safety_portal.notices.wording import is_still_visible, worded
from tests.assessments.objections.builders import BEFORE_LOCK, IN_WINDOW, TOO_LATE, Case
from tests.factories import user_as

pytestmark = pytest.mark.django_db


def test_secretaries_hear_of_the_window_with_its_end_once_a_draft(case: Case) -> None:
    """The case's draft was there before its secretary: only the next one is told."""
    tell_open_windows(now=IN_WINDOW)
    tell_open_windows(now=IN_WINDOW)
    notice = Notice.objects.get(kind="result.window", recipient=case.secretary)
    assert worded(notice).subject == "2026年10月得分（第 1 次初评）可以提出异议，截止 11月7日 24:00"
    case.town.set(0, disputes_on_time=9)
    case.run()
    assert Notice.objects.filter(kind="result.window", recipient=case.secretary).count() == 2
    assert not Notice.objects.filter(kind="result.draft", recipient=case.secretary).exists()


@pytest.mark.parametrize("now", [BEFORE_LOCK, TOO_LATE])
def test_window_is_told_while_it_is_open_only(case: Case, now: object) -> None:
    tell_open_windows(now=now)  # type: ignore[arg-type]
    assert not Notice.objects.filter(kind="result.window", recipient=case.secretary).exists()


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
