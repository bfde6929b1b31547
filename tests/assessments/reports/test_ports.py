import pytest
import time_machine
from django.utils import timezone, translation

from assessments.reports.ports import Due, Panels
from assessments.reports.services import accept_report, return_report, unlock
from safety_portal.accounts.models import Role, User
from tests.assessments.reports.builders import at, open_in
from tests.assessments.reports.people import Town
from tests.factories import user_as

pytestmark = pytest.mark.django_db


def due(user: User) -> list[tuple[str, str]]:
    user.__dict__.pop("scopes", None)
    with translation.override("zh-hans"):
        entries, total = Due().due_for(user, timezone.now(), 20)
        assert total == len(entries)
        return [(entry.title, entry.place) for entry in entries]


def test_a_secretary_owes_the_report_until_it_is_submitted(town: Town) -> None:
    assert due(town.secretary) == [("2026年10月月报", town.report.unit.name)]
    town.submitted()
    assert due(town.secretary) == []
    return_report(report=town.report, by=town.office, reason="核对")
    assert due(town.secretary) == [("2026年10月月报，被退回", town.report.unit.name)]


def test_a_report_that_the_lock_has_shut_waits_for_nobody(town: Town) -> None:
    with time_machine.travel(at("11-05 09:00"), tick=False):
        assert due(town.secretary) == []
        unlock(report=town.report, by=town.office, until=at("11-06 18:00"), reason="停电")
        entries, _total = Due().due_for(town.secretary, timezone.now(), 20)
        assert [entry.due_at for entry in entries] == [at("11-06 18:00")]


def test_a_member_unit_owes_its_figures_and_the_office_its_review(town: Town) -> None:
    assert due(town.police) == [("2026年10月数据", town.police_unit.name)]
    assert due(town.office) == []
    town.submitted()
    assert due(town.office) == [("2026年10月月报，待审核", town.report.unit.name)]
    accept_report(report=town.report, by=town.office)
    assert due(town.office) == []


def test_others_owe_nothing_here(town: Town) -> None:
    for role in (Role.DISTRICT, Role.LEADER, Role.GRID_WORKER, Role.ADMIN, Role.AUDITOR):
        assert due(user_as(role)) == []


def test_tiles_show_own_report_and_the_townships_turnout(town: Town) -> None:
    open_in(town.unit, town.register, town.month.month - 1)
    with translation.override("zh-hans"):
        tiles = [
            (t.label, t.value, t.unit)
            for user in (town.secretary, town.office)
            for t in Panels().tiles(user, timezone.now())
        ]
    assert tiles == [("2026年10月月报", "10", "/ 17"), ("2026年10月月报已报", "0", "/ 2")]


def test_the_panel_names_who_has_not_filed(town: Town) -> None:
    town.submitted()
    panel = Panels().panel(town.office, timezone.now())
    assert panel is not None
    assert [report.unit for report in panel.context["reports"]] == [town.communities[1]]  # type: ignore[attr-defined]
    assert Panels().panel(town.secretary, timezone.now()) is None
