"""Who has not filed a month, whom that concerns, and the same as text for the chat group."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import AssessmentMonth
from assessments.reports.lateness import day_of
from assessments.reports.policies import is_locked, is_shut
from assessments.reports.selectors import FILED
from assessments.states import FilingState
from safety_portal.accounts.models import Role, User
from safety_portal.core.formats import month_label, short_datetime, speaks_chinese
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.notices.models import Notice
from safety_portal.notices.selectors import people_by_unit
from safety_portal.organization.models import Unit

REPORT_CHASED = "report.chased"
FILING_CHASED = "filing.chased"


@dataclass(frozen=True)
class Absent:
    """A community without its report, or a member unit without its figures. ``people``: who would file.

    ``may_file``: the lock does not stop them. ``is_chased``: they have been told today.
    """

    unit: Unit
    kind: str
    may_file: bool
    dedupe: str
    people: Sequence[User]
    is_chased: bool = False

    @property
    def can_be_chased(self) -> bool:
        return self.may_file and bool(self.people) and not self.is_chased


@dataclass(frozen=True)
class Missing:
    """Everybody who has not filed a month."""

    communities: Sequence[Absent] = field(default_factory=list)
    member_units: Sequence[Absent] = field(default_factory=list)

    @property
    def all(self) -> list[Absent]:
        return [*self.communities, *self.member_units]

    @property
    def can_be_chased(self) -> list[Absent]:
        return [one for one in self.all if one.can_be_chased]


def missing_of(month: AssessmentMonth, now: datetime) -> Missing:
    """Who has not filed: reports that have not come or were sent back, figures still in draft."""
    reports = month.reports.exclude(state__in=FILED).select_related("unit", "month").order_by("unit__code")
    filings = month.filings.filter(state=FilingState.DRAFT).select_related("member_unit").order_by("member_unit__code")
    open_reports = {report.unit: not is_shut(report, now) for report in reports}
    open_filings = dict.fromkeys((filing.member_unit for filing in filings), not is_locked(month, now))
    return Missing(
        _absent(month, Role.SECRETARY, REPORT_CHASED, open_reports, now),
        _absent(month, Role.UNIT, FILING_CHASED, open_filings, now),
    )


def _absent(
    month: AssessmentMonth, role: Role, kind: str, may_file: Mapping[Unit, bool], now: datetime
) -> list[Absent]:
    today = timezone.localdate(now)
    people = people_by_unit(today, role, [unit.pk for unit in may_file])
    keys = {unit: _key(kind, month, unit, today) for unit in may_file}
    chased = _told(keys.values(), [user for some in people.values() for user in some])
    return [
        Absent(unit, kind, may, keys[unit], people.get(unit.pk, []), keys[unit] in chased)
        for unit, may in may_file.items()
    ]


def _key(kind: str, month: AssessmentMonth, unit: Unit, today: date) -> str:
    """At most once a day and unit."""
    return f"{kind}:{month.pk}:{unit.pk}:{today}"


def _told(keys: Collection[str], people: Collection[User]) -> set[str]:
    """Which of these has been said to anybody."""
    rows = Notice.objects.filter(recipient__in=people, dedupe__in=list(keys))
    return set(rows.values_list("dedupe", flat=True))


# --- In words -------------------------------------------------------------------------------------------------


def chat_text(month: AssessmentMonth, missing: Missing, now: datetime) -> str:
    """For the chat group: month, due, who; names of units alone. Empty where everybody has filed."""
    if not missing.all:
        return ""
    over = now > month.due_at
    due = {"month": month_label(month.month), "due": short_datetime(month.due_at, day_of(now))}
    words = _("Monthly report %(month)s was due %(due)s.") if over else _("Monthly report %(month)s is due %(due)s.")
    lines = [words % due]
    if missing.communities:
        count = len(missing.communities)
        said = ngettext("%(count)s community not filed: %(units)s", "%(count)s communities not filed: %(units)s", count)
        lines.append(said % {"count": count, "units": _names(missing.communities)})
    if missing.member_units:
        count = len(missing.member_units)
        said = ngettext("%(count)s unit not filed: %(units)s", "%(count)s units not filed: %(units)s", count)
        lines.append(said % {"count": count, "units": _names(missing.member_units)})
    return "\n".join([*lines, _("Please file in the portal soon.")])


def headline(missing: Missing) -> str:
    """``Not filed: 3 communities, 1 unit``; empty where everybody has."""
    parts = []
    if missing.communities:
        count = len(missing.communities)
        parts.append(ngettext("%(count)s community", "%(count)s communities", count) % {"count": count})
    if missing.member_units:
        count = len(missing.member_units)
        parts.append(ngettext("%(count)s unit", "%(count)s units", count) % {"count": count})
    return _("Not filed: %(who)s") % {"who": _listed(parts)} if parts else ""


def _names(rows: Sequence[Absent]) -> str:
    return _listed([unit_text(one.unit) for one in rows])


def _listed(words: Sequence[str]) -> str:
    return ("、" if speaks_chinese() else ", ").join(words)
