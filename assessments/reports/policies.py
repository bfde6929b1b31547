"""Who may do what with a month, a report, a filing or a survey, and when the lock shuts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from assessments.models import AssessmentMonth, Filing, Report
from assessments.states import REPORT_MOVES, FilingState, ReportState
from safety_portal.accounts.models import Role, User


def is_locked(month: AssessmentMonth, now: datetime) -> bool:
    return now > month.lock_at


def is_shut(report: Report, now: datetime) -> bool:
    """Locked, and no exception holds the report open (product.md: due is not lock)."""
    excepted = report.unlocked_until is not None and now <= report.unlocked_until
    return is_locked(report.month, now) and not excepted


def can_manage_month(user: User, month: AssessmentMonth) -> bool:
    """The governance office runs its township's months."""
    return user.has_role(Role.OFFICE, township_id=month.township_id)


def is_author(user: User, report: Report) -> bool:
    return user.has_role_at(Role.SECRETARY, report.unit_id)


def is_reviewer(user: User, report: Report) -> bool:
    return can_manage_month(user, report.month)


def can_file_for(user: User, report: Report) -> bool:
    """Whoever may write the figures at all: the community's secretary, or the office on its behalf."""
    return is_author(user, report) or is_reviewer(user, report)


#: Who may make each move of ``REPORT_MOVES``; whether the state allows it is the table's business.
WHO_MAY: dict[str, Callable[[User, Report], bool]] = {
    "submit": can_file_for,
    "withdraw": is_author,
    "return": is_reviewer,
    "accept": is_reviewer,
}
#: Moves that the lock stops.
BEFORE_LOCK = frozenset({"submit", "withdraw"})


def can_move(user: User, report: Report, action: str, now: datetime) -> bool:
    """Whether a button for this move belongs on the page: state, person and clock all agree."""
    in_time = action not in BEFORE_LOCK or not is_shut(report, now)
    return ReportState(report.state) in REPORT_MOVES[action][0] and WHO_MAY[action](user, report) and in_time


def can_write(user: User, report: Report, now: datetime) -> bool:
    """Type into the report: its author while it is a draft or returned and not shut."""
    return report.is_editable and is_author(user, report) and not is_shut(report, now)


def can_file_on_behalf(user: User, report: Report, now: datetime) -> bool:
    return report.is_editable and is_reviewer(user, report) and not is_shut(report, now)


def can_unlock(user: User, report: Report, now: datetime) -> bool:
    """An exception is for a report that the lock keeps shut."""
    return report.is_editable and is_reviewer(user, report) and is_locked(report.month, now)


def is_filer(user: User, filing: Filing) -> bool:
    """The member unit itself, or the office on its behalf."""
    return user.has_role_at(Role.UNIT, filing.member_unit_id) or can_manage_month(user, filing.month)


def can_write_filing(user: User, filing: Filing, now: datetime) -> bool:
    """Until the lock, by whoever files; after it by the office only, with a reason in the trail."""
    if filing.state != FilingState.DRAFT:
        return False
    return can_manage_month(user, filing.month) or (is_filer(user, filing) and not is_locked(filing.month, now))


def can_withdraw_filing(user: User, filing: Filing, now: datetime) -> bool:
    if filing.state != FilingState.SUBMITTED:
        return False
    return can_manage_month(user, filing.month) or (is_filer(user, filing) and not is_locked(filing.month, now))
