"""Who is told what about months and reports, and in which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import AssessmentMonth, Filing, Report
from assessments.reports.absent import FILING_CHASED, REPORT_CHASED, Absent
from assessments.states import EDITABLE, FilingState
from safety_portal.accounts.models import Role, User
from safety_portal.core.months import SHANGHAI, Month
from safety_portal.notices import wording
from safety_portal.notices.models import Notice
from safety_portal.notices.selectors import people_with_roles
from safety_portal.notices.services import Telling, notify, notify_all

MONTH_OPENED = "report.month_opened"
FILING_OPENED = "report.filing_opened"
RETURNED = "report.returned"
ACCEPTED = "report.accepted"
UNLOCKED = "report.unlocked"
_OF_MOVE = {"return": RETURNED, "accept": ACCEPTED}


def register_words() -> None:
    """Called once from ``AppConfig.ready()``."""
    _register_months()
    _register_moves()
    _register_chasing()


def _register_months() -> None:
    as_secretary = _("You are the secretary of this community.")
    wording.register(
        MONTH_OPENED,
        subject=_("The report for %(month)s is ready, due %(due)s"),
        body=_("The registers have filled it in. Check it, add what only you know, and submit."),
        why=as_secretary,
        icon="clipboard-check",
        still_visible=_files_a_report,
    )
    wording.register(
        FILING_OPENED,
        subject=_("Figures for %(month)s are to be filed by %(due)s"),
        why=_("Your unit files figures for the monthly report."),
        icon="table",
        still_visible=_files_figures,
    )


def _register_moves() -> None:
    as_secretary = _("You are the secretary of this community.")
    wording.register(
        RETURNED,
        subject=_("The report of %(unit)s for %(month)s was returned"),
        body=_("The reason stands on the report. Correct it and submit it again by %(due)s."),
        why=as_secretary,
        icon="arrow-return-left",
        still_visible=_sees_the_report,
    )
    wording.register(
        ACCEPTED,
        subject=_("The report of %(unit)s for %(month)s was accepted"),
        why=as_secretary,
        icon="check-circle-fill",
        still_visible=_sees_the_report,
        is_duty=False,
    )
    wording.register(
        UNLOCKED,
        subject=_("The report of %(unit)s for %(month)s is open until %(due)s"),
        body=_("The office has made an exception from the lock."),
        why=as_secretary,
        icon="unlock",
        still_visible=_sees_the_report,
    )


def _register_chasing() -> None:
    """The mail of a chase that was answered meanwhile does not go."""
    body = _("The governance office asks you to file it.")
    wording.register(
        REPORT_CHASED,
        subject=_("%(unit)s has not filed its report for %(month)s, due %(due)s"),
        body=body,
        why=_("You are the secretary of this community."),
        icon="megaphone",
        still_visible=_report_is_missing,
    )
    wording.register(
        FILING_CHASED,
        subject=_("%(unit)s has not filed its figures for %(month)s, due %(due)s"),
        body=body,
        why=_("Your unit files figures for the monthly report."),
        icon="megaphone",
        still_visible=_figures_are_missing,
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


def chased(month: AssessmentMonth, absent: Sequence[Absent], now: datetime) -> None:
    """Whoever files for these units; each unit's notice is its own, so that it is told once a day."""
    pages = {REPORT_CHASED: "assessments:report", FILING_CHASED: "assessments:filing"}
    for kind, page in pages.items():
        tellings = [
            Telling(
                recipients=one.people,
                params={"unit": one.unit.name, "month": month.slug, "due": spoken(month.due_at)},
                url=reverse(page, args=[month.slug, one.unit.code]),
                dedupe=one.dedupe,
            )
            for one in absent
            if one.kind == kind
        ]
        notify_all(kind=kind, tellings=tellings, now=now)


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


# --- Whether it still concerns them ---------------------------------------------------------------------------


def _files_a_report(user: User, notice: Notice) -> bool:
    """A secretary of a community that reports in this month."""
    units = user.unit_ids(Role.SECRETARY)
    return Report.objects.filter(unit__in=units, month__first_day=_month_of(notice).first_day).exists()


def _files_figures(user: User, notice: Notice) -> bool:
    """A member unit that files in this month."""
    units = user.unit_ids(Role.UNIT)
    return Filing.objects.filter(member_unit__in=units, month__first_day=_month_of(notice).first_day).exists()


def _sees_the_report(user: User, notice: Notice) -> bool:
    rows = Report.objects.visible_to(user).filter(month__first_day=_month_of(notice).first_day)
    return rows.filter(unit__code=_code_of(notice)).exists()


def _report_is_missing(user: User, notice: Notice) -> bool:
    own = Report.objects.filter(unit__in=user.unit_ids(Role.SECRETARY), unit__code=_code_of(notice))
    return own.filter(month__first_day=_month_of(notice).first_day, state__in=EDITABLE).exists()


def _figures_are_missing(user: User, notice: Notice) -> bool:
    own = Filing.objects.filter(member_unit__in=user.unit_ids(Role.UNIT), member_unit__code=_code_of(notice))
    return own.filter(month__first_day=_month_of(notice).first_day, state=FilingState.DRAFT).exists()


def _month_of(notice: Notice) -> Month:
    return Month.parse(str(notice.params["month"]))


def _code_of(notice: Notice) -> str:
    """The unit's code, from the address that the notice leads to (names change)."""
    try:
        return str(resolve(notice.url).kwargs["code"])
    except (Resolver404, KeyError):
        return ""
