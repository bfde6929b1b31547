from decimal import Decimal

import pytest

from assessments.inspections.services import Given, record_veto, save_points, withdraw_veto
from assessments.models import ManualEntry, VetoDecision
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from tests.assessments.results.builders import Town, make_town
from tests.factories import CommunityFactory, user_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_town(2)


def give(
    town: Town, points: str | None, reason: str = "试点", *, item: str = "initiative", by: User | None = None
) -> int:
    one = Given(town.communities[0].pk, None if points is None else Decimal(points), reason)
    return save_points(month=town.month, item_code=item, given=[one], by=by or town.office)


def veto(town: Town, by: User | None = None) -> VetoDecision:
    return record_veto(
        month=town.month,
        unit_id=town.communities[0].pk,
        document="瑶综治〔2026〕9号",
        decided_by="区平安办",
        decided_on=town.month.first_day,
        reason="重大事故",
        by=by or town.office,
    )


def actions() -> list[str]:
    kinds = ("assessments.manualentry", "assessments.vetodecision")
    return list(AuditEntry.objects.filter(object_type__in=kinds).order_by("pk").values_list("action", flat=True))


def test_points_are_entered_changed_and_taken_away(town: Town) -> None:
    assert [give(town, "2"), give(town, "2"), give(town, "3")] == [1, 0, 1]
    entry = ManualEntry.objects.get()
    assert (entry.points, entry.reason, entry.entered_by) == (Decimal(3), "试点", town.office)
    assert [give(town, None), give(town, None)] == [1, 0]
    assert actions() == ["inspection.enter", "inspection.enter", "inspection.remove"]


def test_trail_holds_points_but_no_reason(town: Town) -> None:
    give(town, "2.50", "王某被表彰")
    entry = AuditEntry.objects.get(action="inspection.enter")
    assert (entry.details, entry.reason) == ({"item": "initiative", "points": "2.5"}, "")
    assert "王某" not in entry.object_label


@pytest.mark.parametrize(("item", "points"), [("initiative", "4.01"), ("initiative", "-1"), ("leadership", "1")])
def test_points_out_of_range_are_refused(town: Town, item: str, points: str) -> None:
    with pytest.raises(Refused):
        give(town, points, item=item)


@pytest.mark.parametrize("item", ["on-time", "veto", "unknown"])
def test_only_manual_items_take_points(town: Town, item: str) -> None:
    with pytest.raises(Refused):
        give(town, "1", item=item)


def test_points_need_a_reason(town: Town) -> None:
    with pytest.raises(Refused):
        give(town, "1", "  ")


def test_points_are_refused_for_a_community_outside_the_month(town: Town) -> None:
    given = [Given(town.communities[1].pk, Decimal(1), "a"), Given(CommunityFactory().pk, Decimal(1), "b")]
    with pytest.raises(Refused):
        save_points(month=town.month, item_code="initiative", given=given, by=town.office)
    assert not ManualEntry.objects.exists()


@pytest.mark.parametrize("role", [Role.LEADER, Role.UNIT, Role.SECRETARY, Role.ADMIN])
def test_points_are_given_by_the_office(town: Town, role: Role) -> None:
    user = user_as(role, town.unit if role in {Role.LEADER, Role.ADMIN} else None)
    with pytest.raises(NotAllowed):
        give(town, "1", by=user)


def test_veto_is_recorded_once_and_withdrawn_with_a_reason(town: Town) -> None:
    recorded = veto(town, user_as(Role.LEADER, town.unit))
    with pytest.raises(Refused):
        veto(town)
    with pytest.raises(Refused):
        withdraw_veto(veto=recorded, reason=" ", by=town.office)
    withdraw_veto(veto=recorded, reason="决定已撤销", by=town.office)
    assert not VetoDecision.objects.exists()
    assert actions() == ["veto.record", "veto.withdraw"]


def test_veto_is_for_office_and_leader(town: Town) -> None:
    for user in (user_as(Role.OFFICE), user_as(Role.SECRETARY, town.communities[0])):
        with pytest.raises(NotAllowed):
            veto(town, user)
