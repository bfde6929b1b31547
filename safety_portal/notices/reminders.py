"""Reminders of what is due, asked through the due port: before the day, on it, and after it.

One notice a user, stage and day, however many entries: on working days only. A day that is no working day is caught up
with: what a Saturday would have said is said on the Friday before (due next) or the Monday after (overdue).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum

from django.utils import timezone

from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import JsonValue
from safety_portal.core import ports
from safety_portal.core.deadlines import WorkingCalendar
from safety_portal.core.months import SHANGHAI
from safety_portal.core.ports import DueEntry
from safety_portal.notices.models import Notice, NoticePolicy
from safety_portal.notices.selectors import people_by_unit, people_with_roles, with_scopes
from safety_portal.notices.services import Telling, notify_all
from safety_portal.organization.calendar import working_calendar
from safety_portal.organization.models import Unit

_DAY = timedelta(days=1)
CHASED_AFTER = (1, 3, 7)
LOOKED_AT = 200  # of each register, soonest first
#: For the others nothing is ever due.
REMINDED = (Role.LEADER, Role.OFFICE, Role.UNIT, Role.SECRETARY, Role.GRID_WORKER)
ESCALATED = "due.escalated"


class Stage(Enum):
    """Where a deadline stands on a day of reminders; the value is the kind of the notice."""

    BEFORE = "due.before"
    TODAY = "due.today"
    AFTER = "due.after"


def stage_of(due_day: date, today: date, calendar: WorkingCalendar) -> Stage | None:
    """What to say on ``today``, a working day, of something due on ``due_day``; None: nothing."""
    if due_day == today:
        return Stage.TODAY
    if due_day > today:
        return Stage.BEFORE if due_day <= calendar.next_working(today + _DAY) else None
    return Stage.AFTER if any(falls_on(due_day + days * _DAY, today, calendar) for days in CHASED_AFTER) else None


def falls_on(day: date, today: date, calendar: WorkingCalendar) -> bool:
    """Whether ``today`` is ``day`` or, where that is a day of rest, the working day after it."""
    return day <= today and calendar.next_working(day) == today


def remind_of_due(*, now: datetime) -> None:
    """Tell everybody what nears or has passed its deadline, and leaders what their office lets lie.

    The due port is asked once a person (its answer depends on what each may see); whatever else is read or written
    takes the same number of queries for any number of people.
    """
    today, calendar = timezone.localdate(now), working_calendar()
    if not calendar.is_working(today):
        return
    tellings: dict[Stage, list[Telling]] = defaultdict(list)
    days = escalation_days()
    overdue: dict[int, set[str]] = defaultdict(set)
    for user in with_scopes(people_with_roles(today, *REMINDED), today):
        due = due_of(user, now)
        for stage, entries in by_stage(due, today, calendar).items():
            tellings[stage].append(_telling(user, stage, entries, today))
        for township in set(user.unit_ids(Role.OFFICE)) & days.keys():
            overdue[township] |= _falling(due, days[township], today, calendar)
    for stage, told in tellings.items():
        notify_all(kind=stage.value, tellings=told, now=now)
    _escalate(overdue, days, now)


def due_of(user: User, now: datetime) -> list[DueEntry]:
    """What waits for ``user`` and has a deadline."""
    found = (entry for provider in ports.due for entry in provider.due_for(user, now, LOOKED_AT)[0])
    return [entry for entry in found if entry.due_at]


def by_stage(due: Iterable[DueEntry], today: date, calendar: WorkingCalendar) -> Mapping[Stage, list[DueEntry]]:
    """Entries of which something is to be said today."""
    found: dict[Stage, list[DueEntry]] = defaultdict(list)
    for entry in due:
        stage = stage_of(_day_of(entry), today, calendar)
        if stage:
            found[stage].append(entry)
    return found


def still_due(user: User, notice: Notice) -> bool:
    """Whether anything of that stage still waits: done, or handed to others, and no mail goes. *Due today* is true on
    that day alone.
    """
    stage, day = Stage(notice.kind), date.fromisoformat(str(notice.params["day"]))
    now = timezone.now()
    if stage is Stage.TODAY and day != timezone.localdate(now):
        return False
    return bool(by_stage(due_of(user, now), day, working_calendar()).get(stage))


def still_leads(user: User, notice: Notice) -> bool:
    """Whether the recipient of an escalation still leads that township."""
    return user.has_role(Role.LEADER, township_id=int(str(notice.params["township_id"])))


def escalation_days() -> dict[int, int]:
    """By township, after how many days overdue its leader hears; townships that don't want it are left out."""
    rows = NoticePolicy.objects.values_list("township_id", "escalate_after")
    return {township: days for township, days in rows if days}


def _telling(user: User, stage: Stage, entries: Sequence[DueEntry], today: date) -> Telling:
    params: dict[str, JsonValue] = {"count": len(entries), "day": str(today)}
    url = entries[0].url if len(entries) == 1 else "/"
    return Telling(recipients=[user], params=params, url=url, dedupe=f"{stage.value}:{today}")


def _falling(due: Iterable[DueEntry], days: int, today: date, calendar: WorkingCalendar) -> set[str]:
    """Addresses of what is ``days`` overdue today; addresses, since two of an office have the same entry."""
    return {entry.url for entry in due if falls_on(_day_of(entry) + days * _DAY, today, calendar)}


def _escalate(overdue: Mapping[int, set[str]], days: Mapping[int, int], now: datetime) -> None:
    today = timezone.localdate(now)
    late = [township for township, addresses in overdue.items() if addresses]
    leaders, names = people_by_unit(today, Role.LEADER, late), Unit.objects.in_bulk(late)
    tellings = [
        Telling(
            recipients=leaders.get(pk, []),
            params={"count": len(overdue[pk]), "days": days[pk], "township": names[pk].name, "township_id": pk},
            url="/",
            dedupe=f"{ESCALATED}:{pk}:{today}",
        )
        for pk in late
    ]
    notify_all(kind=ESCALATED, tellings=tellings, now=now)


def _day_of(entry: DueEntry) -> date:
    return (entry.due_at or datetime.max.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI).date()
