import json
from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.inspections.services import Given, record_veto, save_points
from assessments.models import MonthResult, ScoreLine, UnitScore
from assessments.results.services import facts_changed, recompute, score_month, start_due_runs, start_run
from assessments.rules.services import install_rule_set
from safety_portal.accounts.models import Role
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.trail import SYSTEM
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.notices.models import Notice
from safety_portal.work import jobs
from safety_portal.work.models import Job
from tests.assessments.results.builders import Town, make_town
from tests.assessments.rules.samples import rule_text
from tests.factories import user_as

pytestmark = pytest.mark.django_db


def table(result: MonthResult) -> list[tuple[int | None, str]]:
    """Rank, and total base bonus deduction."""
    rows = result.scores.order_by("unit__code")
    return [(row.rank, f"{row.total:.2f} {row.base:.2f} {row.bonus:.2f} {row.deduction:.2f}") for row in rows]


@pytest.fixture
def town() -> Town:
    """By hand: 一 100; 二 8 of 10 in time: 60×8÷10÷0.95=50.526→50.53, 3 of 4: 30, +2 −1; 三 not applicable + 4 of 4."""
    town = make_town(3)
    town.set(1, disputes_on_time=8, publicity_activities=3)
    town.set(2, disputes_due=0, disputes_on_time=0)
    for item, points, reason in (("initiative", 2, "试点"), ("leadership", -1, "缺席")):
        given = [Given(town.communities[1].pk, Decimal(points), reason)]
        save_points(month=town.month, item_code=item, given=given, by=town.office)
    return town


def test_score_month_gives_the_points_computed_by_hand(town: Town) -> None:
    result = score_month(month=town.month, by=town.office)
    assert table(result) == [
        (1, "100.00 100.00 0.00 0.00"),
        (3, "81.53 80.53 2.00 -1.00"),
        (1, "100.00 100.00 0.00 0.00"),
    ]
    second = result.scores.get(unit=town.communities[1])
    assert [f"{line.points:.2f} {line.lowest:.0f}…{line.highest:.0f}" for line in second.lines.all()] == [
        "50.53 0…60",
        "30.00 0…40",
        "2.00 0…4",
        "-1.00 -5…0",
        "0.00 0…0",
    ]
    assert result.scores.get(unit=town.communities[2]).rescaled == "5/2"


def test_score_month_stores_what_the_scoring_said(town: Town) -> None:
    result = score_month(month=town.month, by=town.office)
    said = json.loads(result.text)
    assert said["fingerprint"] == result.fingerprint
    assert {(unit["code"], unit["rank"], unit["total"]) for unit in said["units"]} == {
        (score.unit.code, score.rank, f"{score.total:.2f}") for score in result.scores.select_related("unit")
    }
    assert json.loads(result.facts.text)["month"] == "2026-10"


def test_same_facts_give_the_row_that_is_there(town: Town) -> None:
    first = score_month(month=town.month, by=town.office)
    again = score_month(month=town.month, by=town.office)
    assert (again.pk, MonthResult.objects.count(), ScoreLine.objects.count()) == (first.pk, 1, 15)
    assert again.computed_at > first.computed_at


def test_changed_facts_give_a_new_draft_and_keep_the_old(town: Town) -> None:
    first = score_month(month=town.month, by=town.office)
    assert not facts_changed(first)
    town.set(1, disputes_on_time=10)
    assert facts_changed(first)
    second = score_month(month=town.month, by=town.office)
    first.refresh_from_db()
    assert [(first.number, first.is_current), (second.number, second.is_current)] == [(1, False), (2, True)]
    town.set(1, disputes_on_time=8)
    assert score_month(month=town.month, by=town.office).pk == first.pk


def test_new_rules_count_as_a_change(town: Town) -> None:
    first = score_month(month=town.month, by=town.office)
    install_rule_set(body=rule_text(version=2, bonus_cap="1"), by=SYSTEM)
    assert facts_changed(first)
    assert table(score_month(month=town.month, by=town.office))[1] == (3, "80.53 80.53 1.00 -1.00")


def test_recompute_gives_the_same_bytes(town: Town) -> None:
    result = score_month(month=town.month, by=town.office)
    town.set(0, disputes_on_time=0)
    stored = MonthResult.objects.get(pk=result.pk)
    assert recompute(stored) == stored.text.encode()


def test_vetoed_unit_comes_last(town: Town) -> None:
    record_veto(
        month=town.month,
        unit_id=town.communities[0].pk,
        document="瑶综治〔2026〕9号",
        decided_by="区平安办",
        decided_on=town.month.first_day,
        reason="重大事故",
        by=town.office,
    )
    result = score_month(month=town.month, by=town.office)
    scores = result.scores.order_by("unit__code")
    assert [(score.rank, score.is_vetoed) for score in scores] == [(3, True), (2, False), (1, False)]


def test_missing_figure_is_counted_and_unranked_unit_has_no_place(town: Town) -> None:
    town.report(1).lines.filter(figure__code="disputes.due").delete()
    town.set(2, publicity_planned=0)
    result = score_month(month=town.month, by=town.office)
    scores = result.scores.order_by("unit__code")
    assert [(score.rank, score.group_rank, score.missing) for score in scores] == [
        (1, 1, 0),
        (2, 2, 1),
        (None, None, 0),
    ]


def test_groups_are_ranked_apart() -> None:
    town = make_town(4, groups=("城市", "村居"))
    town.set(0, disputes_on_time=5)
    town.set(1, disputes_on_time=4)
    scores = score_month(month=town.month, by=town.office).scores.order_by("unit__code")
    assert [(s.rank, s.group_rank, s.group) for s in scores] == [
        (3, 2, "城市"),
        (4, 2, "村居"),
        (1, 1, "城市"),
        (1, 1, "村居"),
    ]


def test_score_month_is_for_the_office(town: Town) -> None:
    for user in (user_as(Role.LEADER, town.unit), user_as(Role.SECRETARY, town.communities[0]), user_as(Role.OFFICE)):
        with pytest.raises(NotAllowed):
            score_month(month=town.month, by=user)


def test_score_month_without_rules_is_refused() -> None:
    town = make_town(1, rules=rule_text(effective_from="2027-01"))
    with pytest.raises(Refused):
        score_month(month=town.month, by=town.office)


def test_points_out_of_changed_rules_are_refused(town: Town) -> None:
    rules = json.loads(rule_text(version=2))
    rules["items"][2]["points"] = "1"
    install_rule_set(body=json.dumps(rules), by=SYSTEM)
    with pytest.raises(Refused, match="主动作为"):
        score_month(month=town.month, by=town.office)


def test_result_is_recorded_and_told_once(town: Town) -> None:
    secretary = user_as(Role.SECRETARY, town.communities[0])
    leader = user_as(Role.LEADER, town.unit)
    for _turn in range(2):
        score_month(month=town.month, by=town.office)
    told = Notice.objects.filter(kind="result.draft").values_list("recipient_id", flat=True)
    assert sorted(told) == sorted([secretary.pk, leader.pk, town.office.pk])
    actions = AuditEntry.objects.filter(object_type="assessments.monthresult").order_by("pk")
    assert [entry.action for entry in actions] == ["result.compute", "result.confirm"]


def test_run_as_a_job_ends_in_the_result(town: Town) -> None:
    job = start_run(month=town.month, by=town.office)
    assert start_run(month=town.month, by=town.office).pk == job.pk
    done = jobs.perform(job.pk)
    assert done is not None
    assert (done.state, done.done, done.total) == ("done", 2, 2)
    assert done.result_url == f"/assessments/2026-10/ranking/?township={town.unit.code}"
    assert UnitScore.objects.filter(result__is_current=True).count() == 3


def test_beat_goes_on_past_a_township_whose_points_no_longer_fit(town: Town) -> None:
    score_month(month=town.month, by=town.office)
    rules = json.loads(rule_text(version=2))
    rules["items"][2]["points"] = "1"
    install_rule_set(body=json.dumps(rules), by=SYSTEM)
    (job,) = start_due_runs(now=town.month.lock_at)
    failed = jobs.perform(job.pk)
    assert failed is not None
    assert failed.state == "failed"
    assert "主动作为" in failed.error


def test_beat_starts_what_is_due_and_nothing_twice(town: Town) -> None:
    before, locked = town.month.lock_at - timedelta(seconds=1), town.month.lock_at + timedelta(hours=6)
    assert start_due_runs(now=before) == []
    assert [job.key for job in start_due_runs(now=locked)] == [f"score:{town.unit.code}:2026-10"]
    jobs.perform(Job.objects.get().pk)
    assert start_due_runs(now=locked) == []
    town.set(0, disputes_on_time=1)
    assert len(start_due_runs(now=locked)) == 1
    assert start_due_runs(now=town.month.publish_by) == []
