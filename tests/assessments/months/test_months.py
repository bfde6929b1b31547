import threading
from datetime import date

import pytest
from django.db import connection

from assessments.models import AssessmentMonth, AssessmentPolicy, Report, ReportLine
from assessments.months import dates_of, move_dates, open_ended_months, open_month
from safety_portal.accounts.models import Role
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.trail import SYSTEM, history_of
from safety_portal.core.deadlines import end_of
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.months import Month
from tests.assessments.reports.builders import (
    OCTOBER,
    FakeRegister,
    at,
    make_police,
    make_township,
    numbers,
    only_register,
    open_in,
    open_october,
    queries_of,
    register_codes,
)
from tests.factories import CommunityFactory, user_as

pytestmark = pytest.mark.django_db


def codes(report: Report, **conditions: object) -> set[str]:
    return set(report.lines.filter(**conditions).values_list("figure__code", flat=True))


def test_dates_are_ends_of_days_of_the_following_month() -> None:
    assert dates_of(AssessmentPolicy(report_due_day=5, lock_day=7), Month(2026, 12)) == {
        "due_at": end_of(date(2027, 1, 5)),
        "lock_at": end_of(date(2027, 1, 7)),
        "objections_until": end_of(date(2027, 1, 7)),
        "publish_by": end_of(date(2027, 1, 10)),
    }


def test_opening_makes_a_prefilled_draft_for_each_community() -> None:
    town, (one, other) = make_township()
    register = FakeRegister(["disputes.due", "disputes.on_time"])
    register.set(one, disputes_due=12, disputes_on_time=None)
    month = open_in(town, register)
    report = month.reports.get(unit=one)
    due, on_time = (report.lines.get(figure__code=f"disputes.{name}") for name in ("due", "on_time"))
    assert (numbers(due), due.is_filled) == ((12, 12), True)
    assert (numbers(on_time), on_time.is_filled) == ((None, None), True)
    assert codes(report, is_counted=True) == codes(report, is_filled=True) == {"disputes.due", "disputes.on_time"}
    assert {"publicity.activities", "disputes.registered"} <= codes(report, is_filled=False)
    assert month.reports.get(unit=other).prefilled_at == OCTOBER.end
    assert register.calls == 1


def test_opening_makes_a_draft_filing_for_each_member_unit_with_figures() -> None:
    town, _units = make_township()
    police = make_police(town)
    month = open_in(town, FakeRegister([]))
    assert [(filing.member_unit, filing.state) for filing in month.filings.all()] == [(police, "draft")]


def test_communities_are_those_of_the_last_day() -> None:
    town, (one, other) = make_township()
    gone = CommunityFactory(parent=town, closed_on=date(2026, 10, 31))
    new = CommunityFactory(parent=town, opened_on=date(2026, 10, 31))
    CommunityFactory(parent=town, opened_on=date(2026, 11, 1))
    units = {report.unit for report in open_in(town, FakeRegister([])).reports.all()}
    assert units == {one, other, new}
    assert gone not in units


def test_opening_again_changes_nothing() -> None:
    month = open_october()
    lines = list(ReportLine.objects.values())
    again = open_month(township=month.township, month=OCTOBER, by=SYSTEM, now=at("11-02 08:00"))
    assert (again, list(ReportLine.objects.values()), len(history_of(month))) == (month, lines, 1)


def test_a_month_cannot_open_before_it_has_ended() -> None:
    town, _units = make_township()
    with pytest.raises(Refused):
        open_month(township=town, month=OCTOBER, by=SYSTEM, now=at("10-31 23:59"))


def test_only_the_townships_office_opens_by_hand() -> None:
    town, _units = make_township()
    for user in (user_as(Role.OFFICE), user_as(Role.LEADER, town)):
        with pytest.raises(NotAllowed):
            open_month(township=town, month=OCTOBER, by=user, now=OCTOBER.end)
    assert open_month(township=town, month=OCTOBER, by=user_as(Role.OFFICE, town), now=OCTOBER.end).reports.count() == 2


def test_the_townships_own_timetable_counts() -> None:
    town, _units = make_township()
    AssessmentPolicy.objects.create(township=town, report_due_day=5, lock_day=6)
    assert open_in(town, FakeRegister([])).due_at == end_of(date(2026, 11, 5))


def test_beat_opens_the_month_just_ended_in_every_township_once() -> None:
    towns = {make_township(1)[0] for _ in range(2)}
    first, second, third = (
        open_ended_months(now=at(moment)) for moment in ("11-01 00:10", "11-01 01:10", "12-01 00:10")
    )
    assert ({month.township for month in first}, {month.month for month in first}) == (towns, {OCTOBER})
    assert (second, {month.month for month in third}) == ([], {Month(2026, 11)})


def test_beat_catches_up_months_missed_while_the_server_was_off() -> None:
    month = open_october()
    caught_up = open_ended_months(now=at("2027-02-10 09:00"))
    assert [(row.township, str(row.month)) for row in caught_up] == [
        (month.township, "2026-11"),
        (month.township, "2026-12"),
        (month.township, "2027-01"),
    ]


def test_one_township_that_fails_does_not_stop_the_others() -> None:
    (broken, _units), (sound, units) = make_township(1), make_township(1)

    class Faulty(FakeRegister):
        def monthly_facts(self, month, unit_ids):  # type: ignore[no-untyped-def]
            if units[0].pk not in unit_ids:
                raise RuntimeError("no answer")
            return super().monthly_facts(month, unit_ids)

    with only_register(Faulty(register_codes())):
        opened = open_ended_months(now=at("11-01 00:10"))
    assert [month.township for month in opened] == [sound]
    assert not AssessmentMonth.objects.filter(township=broken).exists()


def test_queries_do_not_grow_with_communities() -> None:
    def opening(communities: int) -> int:
        town, _units = make_township(communities)
        register = FakeRegister(register_codes())
        return queries_of(lambda: open_in(town, register))

    assert opening(1) == opening(30)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_open_one_month() -> None:
    town, _units = make_township()

    def run() -> None:
        open_month(township=town, month=OCTOBER, by=SYSTEM, now=OCTOBER.end)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    with only_register(FakeRegister(register_codes())):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (AssessmentMonth.objects.count(), Report.objects.count()) == (1, 2)
    assert AuditEntry.objects.filter(action="month.open").count() == 1


def test_dates_move_with_a_reason_that_the_trail_keeps() -> None:
    month = open_october()
    office = user_as(Role.OFFICE, month.township)
    moved = move_dates(month=month, by=office, reason="国庆值班", due_at=date(2026, 11, 4), lock_at=date(2026, 11, 6))
    entry = history_of(month)[-1]
    assert (moved.due_at, moved.lock_at) == (end_of(date(2026, 11, 4)), end_of(date(2026, 11, 6)))
    assert (entry.reason, entry.details) == (
        "国庆值班",
        {"due_at": "2026-11-03 → 2026-11-04", "lock_at": "2026-11-04 → 2026-11-06"},
    )


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"due_at": date(2026, 10, 31)}, "due_at"),
        ({"due_at": date(2026, 11, 5)}, "lock_at"),
        ({"lock_at": date(2026, 11, 8)}, "objections_until"),
        ({"publish_by": date(2026, 11, 6)}, "publish_by"),
    ],
)
def test_dates_out_of_order_are_refused_at_their_field(days: dict[str, date], field: str) -> None:
    month = open_october()
    with pytest.raises(Refused) as refusal:
        move_dates(month=month, by=user_as(Role.OFFICE, month.township), reason="x", **days)
    assert list(refusal.value.message_dict) == [field]


def test_dates_do_not_move_without_reason_or_right() -> None:
    month = open_october()
    with pytest.raises(Refused):
        move_dates(month=month, by=user_as(Role.OFFICE, month.township), reason=" ", due_at=date(2026, 11, 4))
    with pytest.raises(NotAllowed):
        move_dates(month=month, by=user_as(Role.LEADER, month.township), reason="x", due_at=date(2026, 11, 4))
