"""What stands before publication, and what a leader may let pass for one draft."""

from datetime import timedelta

import pytest

from assessments.models import MonthResult, PublicationWaiver
from assessments.objections import services
from assessments.objections.obstacles import may_publish, obstacles_of
from assessments.objections.waivers import waive_obstacle
from assessments.states import ObstacleKind
from safety_portal.accounts.models import Role
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from tests.assessments.objections.builders import IN_WINDOW, TOO_LATE, Case
from tests.assessments.reports.builders import make_month, queries_of
from tests.assessments.results.test_pages import client_of, page
from tests.factories import TownshipFactory, user_as

pytestmark = pytest.mark.django_db
RANKING = "/assessments/2026-10/ranking/"


def kinds(case: Case, *, waived: bool = False, now: object = IN_WINDOW) -> list[str]:
    found = obstacles_of(case.town.month, now)  # type: ignore[arg-type]
    return [str(one.kind.value) for one in found if (one.waiver is not None) == waived]


def waive(case: Case, kind: str, draft: int = 1, **changes: object) -> PublicationWaiver:
    given = {"by": case.leader, "reason": "时限已到", "now": IN_WINDOW, **changes}
    return waive_obstacle(month=case.town.month, kind=ObstacleKind(kind), draft=draft, **given)  # type: ignore[arg-type]


def test_month_without_a_draft_can_not_be_published() -> None:
    month = make_month(TownshipFactory())
    assert [one.kind for one in obstacles_of(month)] == [ObstacleKind.NO_DRAFT]
    assert not may_publish(month)


def test_nothing_stands_in_the_way_after_the_window(case: Case) -> None:
    assert kinds(case) == ["window"]
    assert kinds(case, now=TOO_LATE) == []
    assert may_publish(case.town.month, TOO_LATE)


def test_open_objections_missing_lines_and_runs_to_come_stand_in_the_way(case: Case) -> None:
    case.town.report(2).lines.filter(figure__code="disputes.due").delete()
    case.run()
    objection = case.file()
    assert kinds(case) == ["objections", "window", "missing"]
    case.accept(objection, disputes_on_time=10)
    assert kinds(case) == ["rescoring", "window", "missing"]
    case.run()
    assert kinds(case) == ["window", "missing"]


def test_waiver_lets_the_draft_pass_and_says_who_and_why(case: Case) -> None:
    case.file()
    waiver = waive(case, "objections")
    assert (kinds(case), kinds(case, waived=True)) == (["window"], ["objections"])
    assert may_publish(case.town.month, TOO_LATE)
    assert (waiver.waived_by, waiver.reason, waiver.result.number) == (case.leader, "时限已到", 1)
    entry = AuditEntry.objects.get(action="waiver.give")
    assert (entry.reason, entry.details) == ("时限已到", {"obstacle": "objections", "number": 1})


def test_new_draft_needs_a_new_look(case: Case) -> None:
    waive(case, "window")
    case.town.set(0, disputes_on_time=9)
    case.run()
    assert kinds(case) == ["window"]
    assert MonthResult.objects.get(is_current=True).number == 2


def test_objection_after_the_waiver_is_not_covered(case: Case) -> None:
    case.file(now=IN_WINDOW - timedelta(hours=2))
    waive(case, "objections")
    case.file("publicity", now=IN_WINDOW + timedelta(hours=1))
    assert kinds(case) == ["objections", "window"]


def test_reopened_objection_is_not_covered(case: Case) -> None:
    objection = case.file(now=IN_WINDOW - timedelta(hours=2))
    waive(case, "objections")
    objection = services.reject(objection=objection, reason="无误", by=case.office)
    services.reopen(objection=objection, reason="再查", by=case.leader, now=IN_WINDOW + timedelta(hours=1))
    assert kinds(case) == ["objections", "window"]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("window", {"reason": " "}),
        ("objections", {}),
        ("window", {"draft": 2}),
        ("rescoring", {}),
        ("no_draft", {}),
    ],
    ids=["no reason", "not there", "another draft", "can't be waived", "no such thing"],
)
def test_waiver_is_refused(case: Case, kind: str, changes: dict[str, object]) -> None:
    case.accept(case.file(), disputes_on_time=10)
    with pytest.raises(Refused):
        waive(case, kind, **changes)  # type: ignore[arg-type]


def test_obstacle_is_waived_once(case: Case) -> None:
    waive(case, "window")
    with pytest.raises(Refused):
        waive(case, "window")


@pytest.mark.parametrize("role", [Role.OFFICE, Role.SECRETARY, Role.DISTRICT])
def test_only_a_leader_waives(case: Case, role: Role) -> None:
    with pytest.raises(NotAllowed):
        waive(case, "window", by=user_as(role, case.town.unit if role == Role.OFFICE else None))


def test_ranking_page_lists_obstacles_and_takes_a_waiver(case: Case) -> None:
    case.file()
    assert "1 条异议未处理" in page(case.office, RANKING)
    assert "或由领导说明理由放行" in page(case.office, RANKING)
    assert "发布前还要处理" not in page(case.secretary, RANKING)
    client = client_of(case.leader)
    address = f"/assessments/2026-10/waive/objections/?township={case.town.unit.code}"
    text = client.post(address, {"draft": "1", "reason": "时限已到"}, follow=True).content.decode()
    assert "已放行" in text
    assert "时限已到" in text
    assert client_of(case.office).post(address, {"draft": "1", "reason": "x"}).status_code == 403
    assert client_of(case.secretary).post(address, {"draft": "1", "reason": "x"}).status_code == 404


def test_obstacles_cost_the_same_for_many_objections(case: Case) -> None:
    case.file()
    once = queries_of(lambda: obstacles_of(case.town.month))
    for item in ("publicity", "initiative", "leadership"):
        case.file(item)
    assert queries_of(lambda: obstacles_of(case.town.month)) == once
