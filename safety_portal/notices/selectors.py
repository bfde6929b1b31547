"""Reading notices, and finding whom to tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from safety_portal.accounts.models import Appointment, Deputation, Role, Scope, User
from safety_portal.core.deadlines import WorkingCalendar
from safety_portal.notices.hours import DEFAULT, Hours, next_daytime, next_opening
from safety_portal.notices.models import Delivery, MailPreference, Notice, NoticePolicy
from safety_portal.notices.wording import is_urgent
from safety_portal.organization.calendar import working_calendar

NO_LONGER_VISIBLE = "no longer visible"  # of mail that was withheld: its recipient may not see the matter any more


def unread_count(user: User) -> int:
    """How many notices ``user`` has not read."""
    return Notice.objects.visible_to(user).filter(read_at=None).count()


def people_with_roles(day: date, *roles: Role, unit_ids: Collection[int] | None = None) -> QuerySet[User]:
    """Everybody who acts as one of ``roles`` (any, if none is named) on ``day``, deputies included.

    With ``unit_ids``: at one of these units.
    """
    held = Q(appointments__valid__contains=day)
    stood_in = Q(deputations__valid__contains=day, deputations__appointment__valid__contains=day)
    if roles:
        held &= Q(appointments__role__in=roles)
        stood_in &= Q(deputations__appointment__role__in=roles)
    if unit_ids is not None:
        held &= Q(appointments__unit__in=unit_ids)
        stood_in &= Q(deputations__appointment__unit__in=unit_ids)
    users = User.objects.filter(is_active=True)
    found = users.filter(held).values("pk").union(users.filter(stood_in).values("pk"))
    return users.filter(pk__in=found).order_by("pk")


def people_by_unit(day: date, role: Role, unit_ids: Collection[int]) -> Mapping[int, list[User]]:
    """Who acts as ``role`` at each of these units on ``day``, deputies included; two queries for any number."""
    held = Appointment.objects.filter(role=role, unit__in=unit_ids, valid__contains=day, user__is_active=True)
    found: dict[int, list[User]] = defaultdict(list)
    for row in held.select_related("user").order_by("pk"):
        found[row.unit_id].append(row.user)
    for stood_in in _deputations(day).filter(appointment__in=held).select_related("deputy", "appointment"):
        found[stood_in.appointment.unit_id].append(stood_in.deputy)
    return found


def with_scopes(users: Iterable[User], day: date) -> list[User]:
    """The same users with ``scopes`` of ``day`` filled in: two queries for any number (``User.scopes_on`` for one)."""
    people = {user.pk: user for user in users}
    found: dict[int, list[tuple[int, Scope]]] = defaultdict(list)
    own = Appointment.objects.filter(user__in=people, valid__contains=day, user__is_active=True)
    for row in own.select_related("unit"):
        found[row.user_id].append((row.pk, Scope(Role(row.role), row.unit, row.is_discipline_contact)))
    others = _deputations(day).filter(deputy__in=people, appointment__valid__contains=day)
    for stood_in in others.filter(appointment__user__is_active=True).select_related(
        "appointment__unit", "appointment__user"
    ):
        held = stood_in.appointment
        scope = Scope(Role(held.role), held.unit, is_discipline_contact=False, deputizing_for=held.user.name)
        found[stood_in.deputy_id].append((held.pk, scope))
    for pk, user in people.items():
        ordered = sorted(found[pk], key=lambda pair: pair[0])
        user.scopes = tuple(scope for _pk, scope in ordered) if user.is_active else ()
    return list(people.values())


def _deputations(day: date) -> QuerySet[Deputation]:
    return Deputation.objects.filter(valid__contains=day, deputy__is_active=True)


# --- When and how mail goes to them ---------------------------------------------------------------------------


@dataclass(frozen=True)
class MailRules:
    """When mail may leave, by recipient; ``of_township``: without their own settings. See ``mail_rules``."""

    calendar: WorkingCalendar
    hours: Mapping[int, Hours]
    of_township: Mapping[int, Hours]
    one_by_one: frozenset[int]
    without_news: frozenset[int]

    def not_before(self, user: User, kind: str, moment: datetime) -> datetime:
        """``moment``, or the first one after it at which mail of this kind may go to ``user``."""
        opening = next_opening(moment, self.hours.get(user.pk, DEFAULT), self.calendar)
        return min(opening, next_daytime(moment)) if is_urgent(kind) else opening


def mail_rules(users: Collection[User]) -> MailRules:
    """Rules for these users, whose ``scopes`` are filled in (``with_scopes``): two queries for any number.

    The user's own hours come before the township's; where a user acts in several, those of the first appointment.
    """
    policies = {policy.township_id: policy.hours for policy in NoticePolicy.objects.all()}
    preferences = {row.user_id: row for row in MailPreference.objects.filter(user__in=users)}
    of_township = {user.pk: _township_hours(user, policies) for user in users}
    own = {pk: row.hours for pk, row in preferences.items() if row.hours}
    return MailRules(
        calendar=working_calendar(),
        hours={**of_township, **own},
        of_township=of_township,
        one_by_one=frozenset(pk for pk, row in preferences.items() if not row.is_digest),
        without_news=frozenset(pk for pk, row in preferences.items() if not row.wants_news),
    )


def _township_hours(user: User, policies: Mapping[int, Hours]) -> Hours:
    first = next((scope.township_id for scope in user.scopes if scope.township_id), None)
    return policies.get(first, DEFAULT) if first else DEFAULT


# --- The administrator's outbox -------------------------------------------------------------------------------


def stuck_deliveries(now: datetime) -> QuerySet[Delivery]:
    """Given up after the last turn, or left in the act by a worker that died: somebody has to decide."""
    left = Q(state=Delivery.State.UNCERTAIN, lease_until__lt=now)
    failed = Q(state=Delivery.State.FAILED) & ~Q(error=NO_LONGER_VISIBLE)
    return Delivery.objects.filter(left | failed)


def outbox_counts(people: QuerySet[User], now: datetime) -> dict[str, int]:
    """``waiting uncertain failed withheld``, of mail to these people."""
    rows = Delivery.objects.filter(notice__recipient__in=people)
    withheld = Q(state=Delivery.State.FAILED, error=NO_LONGER_VISIBLE)
    return rows.aggregate(
        waiting=Count("pk", filter=Q(state=Delivery.State.WAITING)),
        uncertain=Count("pk", filter=Q(state=Delivery.State.UNCERTAIN, lease_until__lt=now)),
        failed=Count("pk", filter=Q(state=Delivery.State.FAILED) & ~withheld),
        withheld=Count("pk", filter=withheld),
    )
