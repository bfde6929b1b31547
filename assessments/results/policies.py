"""Who may see rankings and run scores, and where in its timetable a month stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models import AssessmentMonth, Publication
from assessments.reports.lateness import day_of
from safety_portal.accounts.models import Role, User
from safety_portal.audit import trail


def can_run(actor: User | trail.System, month: AssessmentMonth) -> bool:
    """The governance office of the township, or the portal by itself."""
    return isinstance(actor, trail.System) or actor.has_role(Role.OFFICE, township_id=month.township_id)


def sees_whole_ranking(user: User, month: AssessmentMonth) -> bool:
    """Leaders and office of the township; the district above it, once it is published (``reads_published_only``)."""
    return user.has_role(Role.LEADER, Role.OFFICE, township_id=month.township_id) or (
        month.township.parent_id in user.unit_ids(Role.DISTRICT)
    )


def own_unit_ids(user: User, month: AssessmentMonth) -> list[int]:
    """Communities of this township whose secretary the user is."""
    return [
        scope.unit.pk
        for scope in user.scopes
        if scope.role == Role.SECRETARY and scope.township_id == month.township_id
    ]


def sees_ranking(user: User, month: AssessmentMonth) -> bool:
    return sees_whole_ranking(user, month) or bool(own_unit_ids(user, month))


def reads_published_only(user: User, month: AssessmentMonth) -> bool:
    """The district: a draft is the township's own until it is published."""
    return not sees_workings(user, month) and not own_unit_ids(user, month)


def sees_workings(user: User, month: AssessmentMonth) -> bool:
    """Frozen facts and earlier drafts: reasons written by hand stand in them, so leaders and office only."""
    return user.has_role(Role.LEADER, Role.OFFICE, township_id=month.township_id)


@dataclass(frozen=True)
class Phase:
    """Where the month stands, and the last day of that; ``on``: the day it came there."""

    chip: str
    words: Promise
    until: date | None
    on: date | None = None


def phase_of(month: AssessmentMonth, now: datetime, publication: Publication | None) -> Phase:
    """Collecting → locked, objections open → waiting for publication → published (product.md, "Month")."""
    if publication is not None:
        return Phase("ok", pgettext_lazy("month", "Published"), None, on=day_of(publication.published_at))
    if now < month.lock_at:
        return Phase("info", _("Reports are coming in"), day_of(month.lock_at))
    if now < month.objections_until:
        return Phase("info", _("Objections open"), day_of(month.objections_until))
    if now < month.publish_by:
        return Phase("warn", _("To be published"), day_of(month.publish_by))
    return Phase("late", _("Not published in time"), None)
