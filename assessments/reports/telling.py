"""Who is told what about months and reports, and in which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import AssessmentMonth, Filing, Report
from safety_portal.accounts.models import Role, User
from safety_portal.core.months import SHANGHAI
from safety_portal.notices import wording
from safety_portal.notices.selectors import people_with_roles
from safety_portal.notices.services import notify

MONTH_OPENED = "report.month_opened"
FILING_OPENED = "report.filing_opened"
RETURNED = "report.returned"
ACCEPTED = "report.accepted"
UNLOCKED = "report.unlocked"
_OF_MOVE = {"return": RETURNED, "accept": ACCEPTED}


def register_words() -> None:
    """Called once from ``AppConfig.ready()``."""
    as_secretary = _("You are the secretary of this community.")
    wording.register(
        MONTH_OPENED,
        subject=_("The report for %(month)s is ready, due %(due)s"),
        body=_("The registers have filled it in. Check it, add what only you know, and submit."),
        why=as_secretary,
        icon="clipboard-check",
    )
    wording.register(
        FILING_OPENED,
        subject=_("Figures for %(month)s are to be filed by %(due)s"),
        why=_("Your unit files figures for the monthly report."),
        icon="table",
    )
    wording.register(
        RETURNED,
        subject=_("The report of %(unit)s for %(month)s was returned"),
        body=_("The reason stands on the report. Correct it and submit it again by %(due)s."),
        why=as_secretary,
        icon="arrow-return-left",
    )
    wording.register(
        ACCEPTED,
        subject=_("The report of %(unit)s for %(month)s was accepted"),
        why=as_secretary,
        icon="check-circle-fill",
    )
    wording.register(
        UNLOCKED,
        subject=_("The report of %(unit)s for %(month)s is open until %(due)s"),
        body=_("The office has made an exception from the lock."),
        why=as_secretary,
        icon="unlock",
    )


def month_opened(month: AssessmentMonth, reports: Sequence[Report], filings: Sequence[Filing]) -> None:
    """Secretaries and member units: what they file is ready."""
    params = {"month": month.slug, "due": spoken(month.due_at)}
    notify(
        recipients=_people(Role.SECRETARY, (report.unit_id for report in reports)),
        kind=MONTH_OPENED,
        params=params,
        url=f"{reverse('assessments:my_report')}?month={month.slug}",
        dedupe=f"{MONTH_OPENED}:{month.pk}",
    )
    notify(
        recipients=_people(Role.UNIT, (filing.member_unit_id for filing in filings)),
        kind=FILING_OPENED,
        params=params,
        url=reverse("assessments:filings", args=[month.slug]),
        dedupe=f"{FILING_OPENED}:{month.pk}",
    )


def report_moved(report: Report, action: str) -> None:
    """The community's secretaries, when the office has returned or accepted their report."""
    if action in _OF_MOVE:
        _tell_secretaries(report, _OF_MOVE[action])


def report_unlocked(report: Report) -> None:
    """The community's secretaries: the report is open again."""
    _tell_secretaries(report, UNLOCKED)


def _tell_secretaries(report: Report, kind: str) -> None:
    due = report.unlocked_until or report.month.lock_at
    notify(
        recipients=_people(Role.SECRETARY, [report.unit_id]),
        kind=kind,
        params={"unit": report.unit.name, "month": report.month.slug, "due": spoken(due)},
        url=reverse("assessments:report", args=[report.month.slug, report.unit.code]),
        dedupe=f"{kind}:{report.pk}:{report.version}",
    )


def _people(role: Role, unit_ids: Iterable[int]) -> Iterable[User]:
    return people_with_roles(timezone.localdate(), role, unit_ids=list(unit_ids))


def spoken(moment: datetime) -> str:
    """For any language: ``2026-11-03 24:00``."""
    local = moment.astimezone(SHANGHAI)
    return f"{local:%Y-%m-%d 24:00}" if local.time() == time.max else f"{local:%Y-%m-%d %H:%M}"
