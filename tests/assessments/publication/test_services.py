"""Publishing, correcting, and what refuses to be published."""

from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction

from assessments.inspections.services import Given, save_points
from assessments.models import MonthResult, Publication, PublicationWaiver, RuleSet
from assessments.objections.waivers import waive_obstacle
from assessments.results.services import recompute, score_month
from assessments.rules.services import import_rule_set, publish_rule_set
from assessments.states import ObstacleKind
from safety_portal.accounts.models import Role
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from tests.assessments.objections.builders import BEFORE_LOCK, IN_WINDOW, TOO_LATE, Case
from tests.assessments.publication.builders import corrected, publish, rescore
from tests.assessments.rules.samples import rule_text
from tests.factories import user_as

pytestmark = pytest.mark.django_db


def test_publication_holds_the_draft_that_was_looked_at(case: Case) -> None:
    published = publish(case)
    assert (published.number, published.result.number, published.is_current, published.reason) == (1, 1, True, "")
    assert (published.published_by, published.changes) == (case.leader, {})
    assert published.told == {"draft": 1, "waived": [], "not_accepted": [], "late": []}
    entry = AuditEntry.objects.get(action="publication.publish")
    assert (entry.details["version"], entry.details["fingerprint"]) == (1, published.result.fingerprint)


def test_every_publication_is_proved_from_its_frozen_facts(case: Case) -> None:
    corrected(case)
    for row in Publication.objects.select_related("result__facts", "result__rule_set"):
        assert recompute(row.result) == row.result.text.encode()


def test_second_click_publishes_nothing_more(case: Case) -> None:
    assert publish(case) == publish(case)
    assert Publication.objects.count() == AuditEntry.objects.filter(action="publication.publish").count() == 1


def test_another_leader_hears_that_it_is_published(case: Case) -> None:
    publish(case)
    with pytest.raises(Refused, match="已发布"):
        publish(case, by=user_as(Role.LEADER, case.town.unit))


def test_newer_draft_is_looked_at_first(case: Case) -> None:
    rescore(case, disputes_on_time=6)
    with pytest.raises(Refused):
        publish(case, 1)
    assert publish(case, 2).result.number == 2


@pytest.mark.parametrize("role", [Role.OFFICE, Role.SECRETARY, Role.DISTRICT])
def test_only_a_leader_publishes(case: Case, role: Role) -> None:
    with pytest.raises(NotAllowed):
        publish(case, by=user_as(role, case.town.unit if role == Role.OFFICE else None))


def test_stale_draft_is_run_again_first(case: Case) -> None:
    save_points(month=case.town.month, item_code="initiative", given=[_given(case)], by=case.office)
    with pytest.raises(Refused):
        publish(case)
    score_month(month=case.town.month, by=case.office)
    assert publish(case, 2).number == 1


def _given(case: Case) -> Given:
    return Given(case.unit_id, Decimal(1), "试点")


def test_month_is_published_after_its_lock(case: Case) -> None:
    with time_machine.travel(BEFORE_LOCK), pytest.raises(Refused):
        publish(case)


def test_obstacle_must_be_waived_and_is_remembered(case: Case) -> None:
    with time_machine.travel(IN_WINDOW):
        with pytest.raises(Refused) as refusal:
            publish(case)
        assert len(refusal.value.messages) == 1
        _waive(case)
        published = publish(case)
    (waived,) = published.told["waived"]
    assert (waived["kind"], waived["by"], waived["reason"]) == ("window", str(case.leader), "各社区均无异议")


def _waive(case: Case) -> PublicationWaiver:
    month = case.town.month
    return waive_obstacle(month=month, kind=ObstacleKind.WINDOW, by=case.leader, reason="各社区均无异议", draft=1)


def test_correction_stands_beside_what_it_corrects(case: Case) -> None:
    second = corrected(case)
    rows = Publication.objects.order_by("number").values_list("number", "result__number", "is_current", "reason")
    assert list(rows) == [(1, 1, False, ""), (2, 2, True, "漏录五件")]
    code = case.town.communities[2].code
    assert second.changes["units"][code] == {"rank": [3, 1], "total": ["71.5800", "100.0000"]}
    assert second.changes["figures"] == [{"unit": code, "figure": "disputes.on_time", "before": 5, "after": 10}]


def test_correction_needs_a_reason(case: Case) -> None:
    publish(case)
    rescore(case, disputes_on_time=10)
    with pytest.raises(Refused) as refusal:
        publish(case, 2, reason=" ")
    assert list(refusal.value.message_dict) == ["reason"]


def test_correction_taken_back_publishes_the_first_result_again(case: Case) -> None:
    corrected(case)
    assert rescore(case, disputes_on_time=5).number == 1
    third = publish(case, 1, reason="更正有误")
    assert (third.number, third.result.number, Publication.objects.filter(is_current=True).count()) == (3, 1, 1)
    assert MonthResult.objects.that_count().get() == third.result


def test_what_comes_later_changes_nothing_published(case: Case) -> None:
    before = publish(case)
    rescore(case, disputes_on_time=10)
    assert MonthResult.objects.that_count().get() == before.result
    assert Publication.objects.get() == before


@pytest.mark.parametrize(
    "changes",
    [{"reason": "x"}, {"number": 7}, {"told": {"draft": 9}}, {"published_at": "2026-01-01T00:00:00Z"}],
    ids=["reason", "number", "told", "time"],
)
def test_database_keeps_what_was_published(case: Case, changes: dict[str, object]) -> None:
    publish(case)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.update(**changes)


def test_database_keeps_publications_and_their_order(case: Case) -> None:
    second = corrected(case)
    with pytest.raises(DatabaseError), transaction.atomic():
        second.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.filter(number=1).update(is_current=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        _insert(second, number=3, reason="x", is_current=False)  # what is published already
    with pytest.raises(DatabaseError), transaction.atomic():
        _insert(second, number=4, reason="", is_current=False)


def _insert(like: Publication, **changes: object) -> None:
    values = {"month": like.month, "result": like.result, "published_by": like.published_by, **changes}
    Publication.objects.create(**values)


def test_rules_do_not_reach_back_into_a_published_month(case: Case) -> None:
    publish(case)
    import_rule_set(body=rule_text(code="small", version=2), township=case.town.unit, by=case.office)
    draft = RuleSet.objects.get(version=2)
    with pytest.raises(Refused):
        publish_rule_set(rule_set=draft, by=case.office, now=TOO_LATE)
