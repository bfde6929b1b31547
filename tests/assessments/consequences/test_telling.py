"""Who hears of consequences, of which, and when no longer."""

from __future__ import annotations

import pytest
from django.utils import timezone

from assessments.consequences import proposing, services
from assessments.consequences.ports import Due
from assessments.consequences.proposing import Elsewhere
from assessments.models import Consequence
from safety_portal.accounts.models import Appointment, Role, User
from safety_portal.core.months import Month
from safety_portal.notices.models import Notice
from safety_portal.notices.wording import is_still_visible, worded
from tests.assessments.consequences.builders import make_world
from tests.assessments.consequences.conftest import Case, in_days
from tests.factories import CommunityFactory, user_as

pytestmark = pytest.mark.django_db


def told(user: User) -> list[str]:
    rows = Notice.objects.filter(recipient=user, kind__startswith="consequence").order_by("pk")
    return [notice.kind.removeprefix("consequence.") for notice in rows]


def test_publication_tells_leaders_once_and_no_secretary() -> None:
    world = make_world("甲", "乙", "丙")
    secretary, stranger = user_as(Role.SECRETARY, world.units["乙"]), user_as(Role.LEADER)
    world.publish(Month(2026, 9), {"甲": (95, 100), "乙": (70, 100), "丙": (90, 100)})
    assert [told(user) for user in (world.leader, secretary, stranger)] == [["drafted"], [], []]
    drafted = Notice.objects.get(kind="consequence.drafted")
    assert world.units["乙"].name not in f"{worded(drafted).subject}{worded(drafted).body}"


def test_secretary_hears_of_it_only_when_it_is_confirmed(case: Case) -> None:
    assert (told(case.leader), told(case.secretary), told(case.office)) == (["chosen"], [], [])
    case.confirm()
    assert (told(case.secretary), told(case.office)) == (["own"], ["to_carry_out"])


def test_declined_and_postponed_ones_are_not_told_to_the_unit(case: Case) -> None:
    services.postpone(consequence=case.row, until=in_days(3), reason="待核", by=case.leader)
    services.decline(consequence=case.row, reason="已专题研究", by=case.leader)
    assert told(case.secretary) == []


def test_unit_hears_of_closing_and_of_revoking(case: Case) -> None:
    case.confirm()
    case.carry_out()
    case.clear_plan()
    services.close(consequence=case.row, finding="已整改", by=case.colleague)
    services.revoke(consequence=case.row, reason="依据有误", by=case.leader)
    assert told(case.secretary) == ["own", "closed", "revoked"]


def test_recorded_decision_is_told_to_the_unit(case: Case) -> None:
    decision = Elsewhere("镇委〔2026〕1号", "镇平安建设领导小组", in_days(0))
    proposing.record_elsewhere(
        step=case.step("year-veto"), unit=case.unit, decision=decision, reason="年终决定", by=case.office
    )
    assert told(case.secretary) == ["recorded"]


def test_reasons_and_minutes_stand_in_no_notice(case: Case) -> None:
    case.confirm(reason="内部理由")
    case.carry_out()
    texts = [f"{worded(one).subject}{worded(one).body}" for one in Notice.objects.all()]
    assert not any(word in text for text in texts for word in ("内部理由", "已约谈", "群众反映集中"))


def test_notice_ends_with_the_office_and_with_the_proposal(case: Case) -> None:
    case.confirm()
    own = Notice.objects.get(recipient=case.secretary, kind="consequence.own")
    assert is_still_visible(own)
    Appointment.objects.filter(user=case.secretary).delete()
    own.recipient = User.objects.get(pk=case.secretary.pk)
    assert not is_still_visible(own)


# --- Home -------------------------------------------------------------------------------------------------------


def due(user: User, limit: int = 9) -> tuple[list[str], int]:
    entries, total = Due().due_for(User.objects.get(pk=user.pk), timezone.now(), limit)
    return [f"{entry.kind}|{entry.title}" for entry in entries], total


def test_leader_decides_office_carries_out_another_closes(case: Case) -> None:
    assert [due(user) for user in (case.office, case.secretary)] == [([], 0), ([], 0)]
    assert due(case.leader) == (["待决定|1 件拟办待决定"], 1)
    case.confirm()
    assert due(case.leader) == ([], 0)
    assert due(case.office) == (["待办理|季度约谈"], 1)
    case.carry_out()
    assert due(case.colleague) == ([], 0)
    case.clear_plan()
    assert [due(user) for user in (case.office, case.colleague)] == [([], 0), (["待销号|季度约谈"], 1)]


def test_many_proposals_are_one_entry(case: Case) -> None:
    for _ in range(3):
        case.choose(CommunityFactory(parent=case.township))
    assert (len(due(case.leader)[0]), due(case.leader)[1]) == (1, 1)
    assert Consequence.objects.count() == 4
