"""Filing, deciding and reopening, and what each leaves behind."""

from datetime import datetime
from decimal import Decimal

import pytest

from assessments.models import FactCorrection, ManualEntry, Objection
from assessments.objections import services
from assessments.objections.selectors import effect_of
from assessments.objections.services import Act, Correction
from assessments.states import Remedy
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.trail import history_of
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.notices.models import Notice
from safety_portal.work.models import Job
from tests.assessments.objections.builders import BEFORE_LOCK, IN_WINDOW, TOO_LATE, Case
from tests.factories import user_as

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[User]:
    return [notice.recipient for notice in Notice.objects.filter(kind=kind).order_by("pk")]


# --- Filing ---------------------------------------------------------------------------------------------------


def test_objection_keeps_the_line_as_it_was_scored(case: Case) -> None:
    objection = case.file(values={"disputes.on_time": 10})
    town = case.town.unit.short_name or case.town.unit.name
    assert objection.number == f"{town}异议〔2026〕10-01"
    assert (objection.line.points, objection.line.score.rank, objection.line.score.result.number) == (
        Decimal("50.53"),
        2,
        1,
    )
    assert list(objection.claims.values_list("metric", "value")) == [("disputes.on_time", Decimal(10))]
    assert (objection.filed_by, objection.is_late, objection.on_behalf_reason) == (case.secretary, False, "")
    assert told("objection.filed") == [case.office]


def test_numbers_follow_each_other_within_a_month(case: Case) -> None:
    numbers = [case.file(item).number[-5:] for item in ("on-time", "publicity")]
    assert numbers == ["10-01", "10-02"]


def test_trail_of_filing_holds_no_reason(case: Case) -> None:
    objection = case.file(reason="王某的纠纷漏录")
    (entry,) = history_of(objection)
    assert (entry.action, entry.reason, entry.details, entry.object_label) == (
        "objection.file",
        "",
        {"item": "on-time"},
        objection.number,
    )


@pytest.mark.parametrize("now", [BEFORE_LOCK, TOO_LATE], ids=["before the lock", "after the window"])
def test_secretary_files_in_the_window_only(case: Case, now: datetime) -> None:
    with pytest.raises(Refused):
        case.file(now=now)


def test_window_ends_at_midnight_of_its_last_day(case: Case) -> None:
    assert case.file(now=case.town.month.objections_until).pk
    assert not Objection.objects.get().is_late


def test_office_files_later_with_a_reason(case: Case) -> None:
    with pytest.raises(Refused) as refusal:
        case.file(by=case.office, now=TOO_LATE)
    assert list(refusal.value.error_dict) == ["on_behalf"]
    objection = case.file(by=case.office, now=TOO_LATE, on_behalf="书记住院")
    assert (objection.is_late, objection.on_behalf_reason, objection.filed_by) == (True, "书记住院", case.office)


@pytest.mark.parametrize("role", [Role.LEADER, Role.DISTRICT, Role.UNIT, Role.GRID_WORKER, Role.ADMIN])
def test_nobody_else_files(case: Case, role: Role) -> None:
    with pytest.raises(NotAllowed):
        case.file(by=user_as(role, case.town.unit if role in {Role.LEADER, Role.ADMIN} else None))


def test_neighbour_does_not_file(case: Case) -> None:
    with pytest.raises(NotAllowed):
        case.file(by=user_as(Role.SECRETARY, case.town.communities[0]))


@pytest.mark.parametrize(
    ("claim", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"values": {"disputes.on_time": 11}}, "disputes.on_time"),
        ({"values": {"disputes.on_time": -1}}, "disputes.on_time"),
        ({"values": {"disputes.on_time": "1.5"}}, "disputes.on_time"),
        ({"values": {"publicity.planned": 1}}, "publicity.planned"),
        ({"points": 60}, "points"),
    ],
    ids=["no reason", "more than due", "negative", "broken", "of another line", "points of a counted item"],
)
def test_claim_that_can_not_be_is_refused_at_its_field(case: Case, claim: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        case.file(**claim)  # type: ignore[arg-type]
    assert list(refusal.value.error_dict) == [field]


def test_points_by_hand_are_claimed_within_the_range(case: Case) -> None:
    with pytest.raises(Refused):
        case.file("initiative", points=5)
    assert case.file("initiative", points=3).claimed_points == 3


@pytest.mark.parametrize("item", ["unknown", ""])
def test_only_lines_of_the_draft(case: Case, item: str) -> None:
    with pytest.raises(Refused):
        case.file(item)


def test_one_open_objection_a_line_and_another_after_it(case: Case) -> None:
    first = case.file()
    with pytest.raises(Refused, match="10-01"):
        case.file()
    services.withdraw(objection=first, by=case.secretary)
    assert case.file().number.endswith("10-02")


# --- Deciding -------------------------------------------------------------------------------------------------


def test_accepted_figure_counts_in_the_next_run_and_moves_the_place(case: Case) -> None:
    objection = case.accept(case.file(), disputes_on_time=10)
    assert (objection.state, objection.remedy, objection.decided_by) == ("accepted", "figure", case.office)
    result = case.run()
    objection.refresh_from_db()
    assert (objection.rescored, result.number) == (result, 2)
    effect = effect_of(objection, objection.line)
    assert effect is not None
    assert (effect.before.points, effect.after.points, effect.moved) == (Decimal("50.53"), Decimal(60), 1)
    assert (case.score.total, case.score.rank) == (Decimal(100), 1)


def test_decision_starts_a_run_even_while_another_is_open(case: Case) -> None:
    open_run = Job.objects.create(
        kind="score_month", key=f"score:{case.town.unit.code}:2026-10", township=case.town.unit, state="queued"
    )
    case.accept(case.file(), disputes_on_time=10)
    assert Job.objects.exclude(pk=open_run.pk).get().kind == "score_month"


def test_correction_survives_later_runs_and_goes_with_a_reopening(case: Case) -> None:
    objection = case.accept(case.file(), disputes_on_time=10)
    case.run()
    case.town.set(0, disputes_on_time=9)
    assert case.run().number == 3
    assert case.score.total == 100
    services.reopen(objection=objection, reason="另有举报", by=case.leader)
    case.run()
    assert case.score.total == Decimal("90.53")
    assert FactCorrection.objects.filter(withdrawn_at=None).count() == 0


def test_later_correction_replaces_the_earlier_one(case: Case) -> None:
    for value in (10, 9):
        case.accept(case.file(), disputes_on_time=value)
    (kept,) = FactCorrection.objects.filter(withdrawn_at=None)
    assert (kept.value, FactCorrection.objects.count()) == (Decimal(9), 2)


def test_only_figures_that_change_are_corrected(case: Case) -> None:
    case.accept(case.file(), disputes_on_time=9, disputes_due=10)
    assert list(FactCorrection.objects.values_list("metric", "value")) == [("disputes.on_time", Decimal(9))]


def test_points_by_hand_are_given_anew_with_the_number(case: Case) -> None:
    objection = case.file("initiative", points=3)
    correction = Correction(Remedy.POINTS, points=Decimal("2.5"))
    services.accept(objection=objection, correction=correction, reason="试点属实", by=case.leader)
    entry = ManualEntry.objects.get()
    assert (entry.points, entry.reason, entry.document) == (Decimal("2.5"), "试点属实", objection.number)
    case.run()
    assert case.score.bonus == Decimal("2.5")


def test_what_is_corrected_at_its_source_needs_the_place(case: Case) -> None:
    objection = case.file()
    for place in ("", "纠纷登记簿"):
        correction = Correction(Remedy.SOURCE, place=place)
        if not place:
            with pytest.raises(Refused):
                services.accept(objection=objection, correction=correction, reason="已补录", by=case.office)
    done = services.accept(objection=objection, correction=correction, reason="已补录", by=case.office)
    assert (done.source_place, FactCorrection.objects.count()) == ("纠纷登记簿", 0)


@pytest.mark.parametrize(
    "correction",
    [
        None,
        Correction(Remedy.FIGURE),
        Correction(Remedy.FIGURE, {"disputes.on_time": Decimal(8)}),
        Correction(Remedy.FIGURE, {"disputes.on_time": Decimal(11)}),
        Correction(Remedy.POINTS, points=Decimal(60)),
    ],
    ids=["nothing", "no figure", "as scored", "more than due", "points of a counted item"],
)
def test_accepting_needs_a_correction_that_changes_something(case: Case, correction: Correction | None) -> None:
    objection = case.file()
    with pytest.raises(Refused):
        services.move(objection=objection, action="accept", act=Act(case.office, IN_WINDOW, "属实", correction))
    objection.refresh_from_db()
    assert (objection.state, FactCorrection.objects.count()) == ("open", 0)


def test_veto_is_not_lifted_here(case: Case) -> None:
    objection = case.file("veto")
    with pytest.raises(Refused):
        case.accept(objection, veto_decided=0)


def test_rejection_tells_the_secretary_and_starts_no_run(case: Case) -> None:
    objection = services.reject(objection=case.file(), reason="登记簿无误", by=case.office)
    assert (objection.state, objection.decision) == ("rejected", "登记簿无误")
    assert told("objection.rejected") == [case.secretary]
    assert not Job.objects.exists()


@pytest.mark.parametrize("action", ["accept", "reject", "reopen"])
def test_decisions_need_a_reason(case: Case, action: str) -> None:
    objection = case.file()
    if action == "reopen":
        services.reject(objection=objection, reason="无误", by=case.office)
    correction = Correction(Remedy.FIGURE, {"disputes.on_time": Decimal(10)})
    with pytest.raises(Refused) as refusal:
        services.move(objection=objection, action=action, act=Act(case.leader, IN_WINDOW, " ", correction))
    assert list(refusal.value.error_dict) == ["reason"]


def test_nobody_decides_what_they_filed_themselves(case: Case) -> None:
    objection = case.file(by=case.office, on_behalf="书记住院")
    with pytest.raises(NotAllowed):
        services.reject(objection=objection, reason="无误", by=case.office)
    assert services.reject(objection=objection, reason="无误", by=case.leader).state == "rejected"


def test_two_who_decide_at_once_do_not_undo_each_other(case: Case) -> None:
    objection = case.file()
    services.reject(objection=objection, reason="无误", by=case.office, version=1)
    with pytest.raises(Refused):
        services.withdraw(objection=objection, by=case.secretary, version=1)


def test_leader_reopens_once(case: Case) -> None:
    objection = services.reject(objection=case.file(), reason="无误", by=case.office)
    with pytest.raises(NotAllowed):
        services.reopen(objection=objection, reason="再查", by=case.office)
    objection = services.reopen(objection=objection, reason="再查", by=case.leader)
    assert (objection.state, objection.decision, told("objection.reopened")) == ("open", "", [case.office])
    services.reject(objection=objection, reason="仍无误", by=case.office)
    with pytest.raises(NotAllowed):
        services.reopen(objection=objection, reason="再查", by=case.leader)


def test_trail_tells_the_whole_course(case: Case) -> None:
    objection = services.reject(objection=case.file(), reason="无误", by=case.office)
    services.reopen(objection=objection, reason="再查", by=case.leader)
    services.withdraw(objection=objection, by=case.secretary)
    entries = AuditEntry.objects.filter(object_type="assessments.objection").order_by("pk")
    assert [(entry.action, entry.reason) for entry in entries] == [
        ("objection.file", ""),
        ("objection.reject", "无误"),
        ("objection.reopen", "再查"),
        ("objection.withdraw", ""),
    ]
