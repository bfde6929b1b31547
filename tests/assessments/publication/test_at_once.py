"""Two people at the same moment, on two connections."""

import pytest

from assessments.models import Publication
from safety_portal.accounts.models import Role
from tests.assessments.objections.builders import Case
from tests.assessments.objections.test_at_once import together
from tests.assessments.publication.builders import publish
from tests.factories import user_as

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_leaders_at_once_publish_once(case: Case) -> None:
    other = user_as(Role.LEADER, case.town.unit)
    assert together(lambda: publish(case), lambda: publish(case, by=other)) == ["done", "refused"]
    assert Publication.objects.count() == 1


def test_double_click_publishes_once(case: Case) -> None:
    assert together(lambda: publish(case), lambda: publish(case)) == ["done", "done"]
    assert Publication.objects.count() == 1
