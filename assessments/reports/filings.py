"""What member units file for all communities at once, and the district's survey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import AssessmentMonth, Figure, FiledFigure, Filing, SurveyResult
from assessments.models.filings import SurveyHalf
from assessments.reports.checks import range_fault
from assessments.reports.policies import (
    can_manage_month,
    can_withdraw_filing,
    can_write_filing,
    is_filer,
)
from assessments.states import FilingState
from safety_portal.accounts.models import Role, User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.imports.changes import ChangeLog
from safety_portal.organization.models import Unit

#: A value, None for "not applicable", or nothing at all where the cell is still empty.
Cells = Mapping[tuple[int, str], Decimal | None]


# --- Filings --------------------------------------------------------------------------------------------------


def owned_figures(filing: Filing) -> QuerySet[Figure]:
    """All figures that this member unit owns in the month's township."""
    return Figure.objects.filter(
        owners__member_unit=filing.member_unit_id, owners__township=filing.month.township_id, is_active=True
    )


def figures_of(filing: Filing) -> QuerySet[Figure]:
    """Those that it files community by community."""
    return owned_figures(filing).filter(is_townshipwide=False)


def townshipwide_figures_of(filing: Filing) -> QuerySet[Figure]:
    """Those of which it files one number for the whole township."""
    return owned_figures(filing).filter(is_townshipwide=True)


def communities_of(month: AssessmentMonth) -> QuerySet[Unit]:
    return Unit.objects.filter(reports__month=month).order_by("code")


def save_filing(
    *,
    filing: Filing,
    by: User,
    version: int,
    cells: Cells,
    reason: str = "",
    now: datetime | None = None,
    log: ChangeLog | None = None,
) -> Filing:
    """Replace what has been filed: (unit id, figure code) → value; cells that aren't given become empty. The unit of a
    figure of the whole township is the township.

    ``log`` is an import's, which empties no cell. Raises ``NotAllowed``; ``Refused`` if it is submitted or locked, if
    somebody else was quicker, if the office gives no ``reason``, or if a value can't be one of its figure.
    """
    with transaction.atomic():
        locked = _lock(filing, version)
        _check_writer(locked, by, reason, now or timezone.now())
        known = {figure.code: figure for figure in owned_figures(locked)}
        asked = _asked(locked, known.values())
        wanted = {cell: value for cell, value in cells.items() if cell in asked}
        _check_range(wanted, known)
        if changed := _replace(locked, known, wanted, log):
            if log is not None:
                log.will_change([locked])
            locked.version += 1
            locked.on_behalf_reason = reason[:200]
            locked.save(update_fields=["version", "on_behalf_reason"])
            if log is not None:
                log.changed([locked])
            _record("filing.save", locked, by, reason, changed)
    return locked


def _asked(filing: Filing, figures: Iterable[Figure]) -> set[tuple[int, str]]:
    """The cells that are to be filled: of each community, or of the township."""
    units = list(communities_of(filing.month).values_list("pk", flat=True))
    return {
        (unit, figure.code)
        for figure in figures
        for unit in ([filing.month.township_id] if figure.is_townshipwide else units)
    }


def _lock(filing: Filing, version: int | None = None) -> Filing:
    rows = Filing.objects.select_for_update(of=("self",)).select_related("month__township", "member_unit")
    locked = rows.get(pk=filing.pk)
    if version is not None and locked.version != version:
        raise Refused(_("Somebody else has changed these figures meanwhile. What you typed is still here: check it."))
    return locked


def _check_writer(filing: Filing, by: User, reason: str, now: datetime) -> None:
    if not is_filer(by, filing):
        raise NotAllowed
    if not can_write_filing(by, filing, now):
        raise Refused(_("The figures have been submitted, or the month is locked."))
    if not by.has_role_at(Role.UNIT, filing.member_unit_id) and not reason.strip():
        raise Refused({"reason": _("Say why the office files these figures.")})


def _check_range(cells: Cells, figures: Mapping[str, Figure]) -> None:
    for (_unit, code), value in cells.items():
        if value is not None and (text := range_fault(value, figures[code])):
            raise Refused(f"{figures[code].name}: {text}")


def _replace(filing: Filing, figures: Mapping[str, Figure], cells: Cells, log: ChangeLog | None) -> list[str]:
    """Write the difference only, so that the row history shows what changed; returns the figures it was in."""
    rows = {(row.unit_id, row.figure.code): row for row in filing.figures.select_related("figure")}
    gone = [row for cell, row in rows.items() if cell not in cells and cell[1] in figures]
    changed = [rows[cell] for cell in cells if cell in rows and rows[cell].value != cells[cell]]
    if log is not None:
        log.will_change(changed)
    for row in changed:
        row.value = cells[row.unit_id, row.figure.code]
    new = [
        FiledFigure(filing=filing, unit_id=unit, figure=figures[code], value=value)
        for (unit, code), value in cells.items()
        if (unit, code) not in rows
    ]
    FiledFigure.objects.filter(pk__in=[row.pk for row in gone]).delete()
    FiledFigure.objects.bulk_update(changed, ["value"])
    FiledFigure.objects.bulk_create(new)
    if log is not None:
        log.changed(changed)
        log.created(new)
    return sorted({row.figure.code for row in (*gone, *changed, *new)})


def _record(action: str, filing: Filing, by: User, reason: str, codes: Iterable[str] = ()) -> None:
    details: dict[str, trail.JsonValue] = {"figures": list(codes)} if codes else {}
    trail.record(action, filing, by=by, township_id=filing.month.township_id, reason=reason, details=details)


def submit_filing(*, filing: Filing, by: User, reason: str = "", now: datetime | None = None) -> Filing:
    """Hand the figures in: every cell filled or marked as not applicable; from now on they count."""
    now = now or timezone.now()
    with transaction.atomic():
        locked = _lock(filing)
        _check_writer(locked, by, reason or locked.on_behalf_reason, now)
        filled = set(locked.figures.values_list("unit_id", "figure__code"))
        if empty := len(_asked(locked, owned_figures(locked)) - filled):
            raise Refused(_("%(count)s cells are empty. Write 0 where there was nothing.") % {"count": empty})
        locked.state, locked.submitted_at, locked.submitted_by = FilingState.SUBMITTED, now, by
        locked.version += 1
        locked.save()
        _record("filing.submit", locked, by, reason)
    return locked


def withdraw_filing(*, filing: Filing, by: User, now: datetime | None = None) -> Filing:
    """Take the figures back to correct them; until they are submitted again they don't count."""
    with transaction.atomic():
        locked = _lock(filing)
        if not is_filer(by, locked):
            raise NotAllowed
        if not can_withdraw_filing(by, locked, now or timezone.now()):
            raise Refused(_("The figures are not submitted, or the month is locked. Ask the office."))
        locked.state, locked.submitted_at, locked.submitted_by = FilingState.DRAFT, None, None
        locked.version += 1
        locked.save()
        _record("filing.withdraw", locked, by, "")
    return locked


# --- Survey ---------------------------------------------------------------------------------------------------


#: Names of the answers, best first.
ANSWERS = ("best", "good", "poor", "bad", "unknown")


@dataclass(frozen=True)
class SurveyCounts:
    """Answers of one half in one community; "don't know" is part of the sample."""

    best: int
    good: int
    poor: int
    bad: int
    unknown: int

    @property
    def valid(self) -> int:
        return self.best + self.good + self.poor + self.bad + self.unknown


def save_survey(
    *,
    month: AssessmentMonth,
    by: User,
    source: str,
    counts: Mapping[tuple[int, SurveyHalf], SurveyCounts | None],
    now: datetime | None = None,
    log: ChangeLog | None = None,
) -> int:
    """Enter the district's survey: (unit id, half) → counts, None to take an entry back. Returns how many changed.

    ``log`` is an import's, which takes no entry back. Raises ``NotAllowed`` for all but the office, ``Refused`` without
    the source they were read from.
    """
    if not can_manage_month(by, month):
        raise NotAllowed
    if not source.strip():
        raise Refused({"source": _("Say where the figures come from: sender, title, date.")})
    with transaction.atomic():
        AssessmentMonth.objects.select_for_update().get(pk=month.pk)
        units = set(communities_of(month).values_list("pk", flat=True))
        given = {cell: one for cell, one in counts.items() if cell[0] in units}
        rows = {(row.unit_id, SurveyHalf(row.half)): row for row in SurveyResult.objects.filter(month=month)}
        gone = [rows[cell].pk for cell, one in given.items() if one is None and cell in rows]
        SurveyResult.objects.filter(pk__in=gone).delete()
        written = {cell: one for cell, one in given.items() if one and not _says(rows.get(cell), one, source[:120])}
        _write_counts(month, rows, written, _Entry(source[:120], by, now or timezone.now()), log)
        if changed := len(gone) + len(written):
            details: dict[str, trail.JsonValue] = {"source": source[:120], "entries": changed}
            trail.record("survey.save", month, by=by, township_id=month.township_id, details=details)
    return changed


def _says(row: SurveyResult | None, counts: SurveyCounts, source: str) -> bool:
    return row is not None and {**vars(counts), "source": source} == {
        name: getattr(row, name) for name in (*vars(counts), "source")
    }


@dataclass(frozen=True)
class _Entry:
    """Where counts come from, who entered them and when."""

    source: str
    entered_by: User
    entered_at: datetime


def _write_counts(
    month: AssessmentMonth,
    rows: Mapping[tuple[int, SurveyHalf], SurveyResult],
    counts: Mapping[tuple[int, SurveyHalf], SurveyCounts],
    entry: _Entry,
    log: ChangeLog | None,
) -> None:
    """Change the rows that are there, make the others."""
    changed = [rows[cell] for cell in counts if cell in rows]
    if log is not None:
        log.will_change(changed)
    for row in changed:
        for name, value in {**vars(counts[row.unit_id, SurveyHalf(row.half)]), **vars(entry)}.items():
            setattr(row, name, value)
    new = [
        SurveyResult(month=month, unit_id=unit, half=half, **vars(one), **vars(entry))
        for (unit, half), one in counts.items()
        if (unit, half) not in rows
    ]
    SurveyResult.objects.bulk_update(changed, [*ANSWERS, "source", "entered_by", "entered_at"])
    SurveyResult.objects.bulk_create(new)
    if log is not None:
        log.changed(changed)
        log.created(new)
