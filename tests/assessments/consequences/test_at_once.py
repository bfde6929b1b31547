"""Two people at the same moment, on two connections."""

import pytest

from assessments.consequences import services
from assessments.models import Consequence
from safety_portal.notices.models import Notice
from tests.assessments.consequences.conftest import Case, in_days
from tests.assessments.objections.test_at_once import together
from tests.factories import CommunityFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_leaders_at_once_are_one_decision(transactional_db: None, case: Case) -> None:
    def confirm() -> None:
        services.confirm(consequence=case.row, due_on=in_days(9), by=case.leader, version=1)

    def decline() -> None:
        services.decline(consequence=case.row, reason="暂不", by=case.other_leader, version=1)

    assert together(confirm, decline) == ["done", "refused"]
    assert (case.now_is() in {"confirmed", "declined"}, case.row.version) == (True, 2)


def test_double_click_gives_one_number_and_one_notice(transactional_db: None, case: Case) -> None:
    def confirm() -> None:
        services.confirm(consequence=case.row, due_on=in_days(9), by=case.leader, version=1)

    assert together(confirm, confirm) == ["done", "done"]
    assert Notice.objects.filter(recipient=case.secretary).count() == 1
    assert case.now_is() == "confirmed"


def test_choosing_a_unit_twice_at_once_chooses_it_once(transactional_db: None, case: Case) -> None:
    unit = CommunityFactory(parent=case.township)
    assert together(lambda: case.choose(unit), lambda: case.choose(unit, by=case.colleague)) == ["done", "refused"]
    assert Consequence.objects.filter(unit=unit).count() == 1
