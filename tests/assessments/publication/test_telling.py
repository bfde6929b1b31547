"""Who hears of a publication, and of what."""

import pytest

from assessments.models import Publication
from safety_portal.accounts.models import Appointment, Role, User
from safety_portal.notices.models import Notice
from safety_portal.notices.wording import is_still_visible, worded
from tests.assessments.objections.builders import Case
from tests.assessments.publication.builders import corrected, publish, rescore
from tests.factories import user_as

pytestmark = pytest.mark.django_db


def told(user: User, kind: str = "publication") -> list[str]:
    rows = Notice.objects.filter(recipient=user, kind__startswith=kind).order_by("pk")
    return [worded(notice).subject for notice in rows]


def test_secretary_hears_the_own_place_and_no_other_name(case: Case) -> None:
    publish(case)
    (subject,) = told(case.secretary)
    assert case.town.communities[1].name in subject
    assert "第 2 名" in subject
    assert "90.53" in subject
    assert not any(case.town.communities[other].name in subject for other in (0, 2))


def test_office_district_and_other_leaders_hear_that_it_is_there(case: Case) -> None:
    assert case.town.unit.parent is not None
    district, other = user_as(Role.DISTRICT, case.town.unit.parent), user_as(Role.LEADER, case.town.unit)
    publish(case)
    assert [len(told(user)) for user in (case.office, district, other, case.leader)] == [1, 1, 1, 0]


def test_correction_is_told_once_more(case: Case) -> None:
    corrected(case)
    assert len(told(case.secretary)) == len(told(case.office)) == 2
    assert "更正" in told(case.secretary)[1]


def test_drafts_after_the_publication_are_not_the_communities_business(case: Case) -> None:
    publish(case)
    before = len(told(case.secretary, "result"))
    rescore(case, disputes_on_time=10)
    assert len(told(case.secretary, "result")) == before


def test_notice_of_the_own_place_ends_with_the_office(case: Case) -> None:
    publish(case)
    notice = Notice.objects.get(recipient=case.secretary, kind="publication.own")
    assert is_still_visible(notice)
    Appointment.objects.filter(user=case.secretary).delete()
    notice.recipient = User.objects.get(pk=case.secretary.pk)
    assert not is_still_visible(notice)
    assert Publication.objects.visible_to(notice.recipient).count() == 0
