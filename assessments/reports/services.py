"""Every write to a report: typing, refreshing, and the moves of ``REPORT_MOVES``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import AssessmentMonth, FigureCheck, Report, ReportLine
from assessments.reports import selectors, telling
from assessments.reports.checks import can_be_nil, faults_of
from assessments.reports.inputs import TYPED_LENGTH, LineInput, read_number
from assessments.reports.policies import (
    BEFORE_LOCK,
    WHO_MAY,
    can_file_for,
    can_manage_month,
    is_author,
    is_reviewer,
    is_shut,
)
from assessments.reports.registers import RegisterValues, read_registers
from assessments.states import REPORT_MOVES, ReportState
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused


class Overtaken(Refused):
    """Somebody else has changed the report since this page was opened; nothing was written."""


@dataclass(frozen=True)
class Act:
    """Who does what to a report, when and why; ``until``: how long an exception from the lock holds."""

    by: User
    now: datetime
    reason: str = ""
    until: datetime | None = None


# --- Typing ---------------------------------------------------------------------------------------------------


def save_lines(
    *,
    report: Report,
    by: User,
    version: int,
    lines: Mapping[str, LineInput],
    remark: str | None = None,
    now: datetime | None = None,
) -> Report:
    """Keep what was typed, figure code → input; lines that aren't given stay as they are.

    Nothing that was typed is refused: what is no number is kept as typed and stands in the way of submitting.
    Raises ``NotAllowed``, ``Refused`` (state, lock) and ``Overtaken`` if ``version`` isn't the latest.
    """
    with transaction.atomic():
        locked = _lock(report, version, typist=by)
        _check_open(locked, by, is_author, now or timezone.now())
        _write(locked, lines, by, remark)
    return locked


def _lock(report: Report, version: int | None = None, typist: User | None = None) -> Report:
    """The row for this transaction. ``version`` must be the latest, or the one before if ``typist`` made the latest:
    a page saves by itself while its own submit button is being pressed.
    """
    rows = Report.objects.select_for_update(of=("self",)).select_related("month__township", "unit")
    locked = rows.get(pk=report.pk)
    if version is None or locked.version == version:
        return locked
    if typist is not None and locked.typed_by_id == typist.pk and locked.version - 1 == version:
        return locked
    raise Overtaken(_("Somebody else has changed this report meanwhile. What you typed is still here: check it."))


def _check_open(report: Report, by: User, who: Callable[[User, Report], bool], now: datetime) -> None:
    if not who(by, report):
        raise NotAllowed
    if not report.is_editable:
        raise Refused(_("The report has been submitted. Withdraw it to change it, or ask the office to return it."))
    if is_shut(report, now):
        raise Refused(_("The month is locked. Ask the office for an exception."))


def _write(report: Report, inputs: Mapping[str, LineInput], by: User, remark: str | None = None) -> None:
    changed = [line for line in lines_of(report) if line.figure.code in inputs and _put(line, inputs[line.figure.code])]
    remark = report.remark if remark is None else remark.strip()[:500]
    if not changed and remark == report.remark:
        return
    ReportLine.objects.bulk_update(changed, ["claimed_value", "is_filled", "typed", "reason"])
    report.remark = remark
    report.version += int(report.typed_by_id not in {None, by.pk})
    report.typed_by = by
    report.save(update_fields=["version", "typed_by", "remark"])
    codes: list[trail.JsonValue] = [line.figure.code for line in changed]
    trail.record("report.save", report, by=by, township_id=report.month.township_id, details={"figures": codes})


def lines_of(report: Report) -> QuerySet[ReportLine]:
    return report.lines.select_related("figure").order_by("figure__position")


def _put(line: ReportLine, given: LineInput) -> bool:
    """Set a line to what was typed; False if it said so already."""
    before = (line.claimed_value, line.is_filled, line.typed, line.reason)
    text = given.text.strip()
    line.claimed_value, line.typed = None, ""
    line.is_filled = given.is_not_applicable
    line.reason = line.reason if given.reason is None else given.reason.strip()[:300]
    if text and not given.is_not_applicable:
        try:
            line.claimed_value, line.is_filled = read_number(text), True
        except ValueError:
            line.typed = text[:TYPED_LENGTH]
    return before != (line.claimed_value, line.is_filled, line.typed, line.reason)


# --- Registers ------------------------------------------------------------------------------------------------


def refresh_from_registers(*, report: Report, by: User, now: datetime | None = None) -> list[ReportLine]:
    """Read the registers again; returns the lines whose register value changed.

    A claim that said what the register said follows it; a claim of the community's own stays, and is compared anew.
    """
    now = now or timezone.now()
    with transaction.atomic():
        locked = _lock(report)
        _check_open(locked, by, can_file_for, now)
        lines = list(lines_of(locked))
        registers = read_registers(selectors.register_codes(lines), locked.month.month, [locked.unit_id])
        changed = [line for line in lines if _follow(line, locked, registers)]
        ReportLine.objects.bulk_update(changed, ["register_value", "is_counted", "claimed_value", "is_filled"])
        locked.prefilled_at = now
        locked.version += 1 if changed else 0
        locked.save(update_fields=["prefilled_at", "version"])
        codes: list[trail.JsonValue] = [line.figure.code for line in changed]
        trail.record("report.refresh", locked, by=by, township_id=locked.month.township_id, details={"figures": codes})
    return changed


def _follow(line: ReportLine, report: Report, registers: RegisterValues) -> bool:
    if not selectors.has_changed(line, report.unit_id, registers):
        return False
    follows = not line.typed and (not line.is_filled or not line.differs) and (line.is_counted or not line.is_filled)
    line.register_value = registers.value(report.unit_id, line.figure.code)
    line.is_counted = True
    if follows:
        line.claimed_value, line.is_filled = line.register_value, True
    return True


# --- Moves ----------------------------------------------------------------------------------------------------


def submit(*, report: Report, by: User, version: int | None = None, now: datetime | None = None) -> Report:
    """Hand the report in. Raises ``Refused`` naming each figure (``figure code: fault``) that is not in order."""
    return move(report=report, action="submit", act=Act(by, now or timezone.now()), version=version)


def submit_nil(*, report: Report, by: User, version: int | None = None, now: datetime | None = None) -> Report:
    """Report that there was nothing: stated figures become 0, all others what the registers say. Refused where a
    register counted something.
    """
    now = now or timezone.now()
    with transaction.atomic():
        locked = _lock(report, version, typist=by)
        _check_open(locked, by, is_author, now)
        lines = list(lines_of(locked))
        if not can_be_nil(lines):
            raise Refused(_("The registers hold entries of this month, so this is no nil report. Submit it as it is."))
        _write(locked, {line.figure.code: _nothing(line) for line in lines}, by)
        Report.objects.filter(pk=locked.pk).update(is_nil=True)
        return move(report=locked, action="submit", act=Act(by, now))


def _nothing(line: ReportLine) -> LineInput:
    if not line.is_counted:
        return LineInput("0")
    if line.register_value is None:
        return LineInput(is_not_applicable=True)
    return LineInput(str(line.register_value))


def file_on_behalf(
    *,
    report: Report,
    by: User,
    reason: str,
    lines: Mapping[str, LineInput],
    version: int | None = None,
    now: datetime | None = None,
) -> Report:
    """The office fills in and submits a community's report, with a reason that stays on it; all or nothing."""
    now = now or timezone.now()
    _need(reason, "reason", _("Say why the office files this report."))
    with transaction.atomic():
        locked = _lock(report, version, typist=by)
        _check_open(locked, by, is_reviewer, now)
        _write(locked, lines, by)
        return move(report=locked, action="submit", act=Act(by, now, reason))


def withdraw(*, report: Report, by: User, now: datetime | None = None) -> Report:
    """Take a submitted report back before the office has reviewed it. It then counts as not having come yet."""
    return move(report=report, action="withdraw", act=Act(by, now or timezone.now()))


def return_report(
    *,
    report: Report,
    by: User,
    reason: str,
    until: datetime | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Report:
    """Send the report back with a reason. After the lock it needs ``until``, up to which the community may write."""
    _need(reason, "reason", _("Say what is to be put right."))
    act = Act(by, now or timezone.now(), reason, until)
    return move(report=report, action="return", act=act, version=version)


def accept_report(*, report: Report, by: User, version: int | None = None, now: datetime | None = None) -> Report:
    """Take the report as it is: from now on its claims count."""
    return move(report=report, action="accept", act=Act(by, now or timezone.now()), version=version)


def accept_matching(*, month: AssessmentMonth, by: User, now: datetime | None = None) -> list[Report]:
    """Accept every submitted report that says what the registers say, today still, and is not unusual."""
    if not can_manage_month(by, month):
        raise NotAllowed
    now = now or timezone.now()
    with transaction.atomic():
        plain = selectors.plain_reports(month)
        return [move(report=report, action="accept", act=Act(by, now), version=report.version) for report in plain]


def unlock(*, report: Report, by: User, until: datetime, reason: str, now: datetime | None = None) -> Report:
    """An exception from the lock for one report, until a moment, with a reason."""
    now = now or timezone.now()
    _need(reason, "reason", _("Say why the report stays open."))
    with transaction.atomic():
        locked = _lock(report)
        if not is_reviewer(by, locked):
            raise NotAllowed
        _except(locked, Act(by, now, reason, until))
        locked.save(update_fields=["unlocked_until", "unlock_reason"])
        details: dict[str, trail.JsonValue] = {"until": until.isoformat()}
        trail.record(
            "report.unlock", locked, by=by, township_id=locked.month.township_id, reason=reason, details=details
        )
        telling.report_unlocked(locked)
    return locked


def move(*, report: Report, action: str, act: Act, version: int | None = None) -> Report:
    """One move of ``REPORT_MOVES``: lock the row, check table and policy, save, record, tell who needs to know."""
    with transaction.atomic():
        locked = _lock(report, version, typist=act.by)
        _check_move(locked, action, act)
        _EFFECTS[action](locked, act)
        locked.state = REPORT_MOVES[action][1]
        locked.version += 1
        locked.save()
        trail.record(f"report.{action}", locked, by=act.by, township_id=locked.month.township_id, reason=act.reason)
        telling.report_moved(locked, action)
    return locked


def _check_move(report: Report, action: str, act: Act) -> None:
    if not WHO_MAY[action](act.by, report):
        raise NotAllowed
    if ReportState(report.state) not in REPORT_MOVES[action][0]:
        raise Refused(_("The report is not in a state for this any more. Look at it again."))
    if action in BEFORE_LOCK and is_shut(report, act.now):
        raise Refused(_("The month is locked. Ask the office for an exception."))


def _submit(report: Report, act: Act) -> None:
    on_behalf = not is_author(act.by, report)
    if on_behalf:
        _need(act.reason, "reason", _("Say why the office files this report."))
    lines = list(lines_of(report))
    _check_lines(report, lines)
    report.is_nil = report.is_nil and can_be_nil(lines, claims=True)
    report.on_behalf_reason = act.reason[:200] if on_behalf else ""
    report.submitted_at, report.submitted_by = act.now, act.by
    report.first_submitted_at = report.first_submitted_at or act.now


def _check_lines(report: Report, lines: list[ReportLine]) -> None:
    """Refuse with every fault at its figure, and while the registers say something else than the report shows."""
    faults = faults_of(lines, FigureCheck.objects.select_related("left", "right"), report)
    if faults:
        messages: dict[str, list[str]] = {}
        for fault in faults:
            messages.setdefault(fault.code, []).append(fault.text)
        raise Refused(messages)
    if any(selectors.changes_of([report]).values()):
        raise Refused(_("The registers have changed meanwhile. Read them again, check, and submit then."))


def _withdraw(report: Report, _act: Act) -> None:
    report.submitted_at, report.submitted_by, report.is_nil = None, None, False
    if not report.times_returned:
        report.first_submitted_at = None


def _return(report: Report, act: Act) -> None:
    _need(act.reason, "reason", _("Say what is to be put right."))
    if act.until is not None:
        _except(report, act)
    elif is_shut(report, act.now):
        raise Refused({"until": _("The month is locked: say until when the community may correct the report.")})
    report.times_returned += 1
    report.return_reason = act.reason[:500]
    report.accepted_at, report.accepted_by = None, None


def _accept(report: Report, act: Act) -> None:
    report.accepted_at, report.accepted_by = act.now, act.by


def _except(report: Report, act: Act) -> None:
    if act.until is None or act.until <= act.now:
        raise Refused({"until": _("This time has passed already.")})
    report.unlocked_until, report.unlock_reason = act.until, act.reason[:200]


_EFFECTS: dict[str, Callable[[Report, Act], None]] = {
    "submit": _submit,
    "withdraw": _withdraw,
    "return": _return,
    "accept": _accept,
}


def _need(text: str, field: str, message: str) -> None:
    if not text.strip():
        raise Refused({field: message})
