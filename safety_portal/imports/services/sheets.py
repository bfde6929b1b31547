"""What is to be known of a sheet as a whole before its rows are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone

from safety_portal.imports.models import ImportRun
from safety_portal.imports.reading.columns import Remark, Severity
from safety_portal.imports.reading.titles import months_named
from safety_portal.imports.reading.totals import Mismatch
from safety_portal.imports.states import RunState
from safety_portal.imports.tables import Found
from safety_portal.imports.values import plain

#: Of more totals that do not add up nobody learns more.
MOST_TOTALS = 20


def sheet_remarks(run: ImportRun, found: Found, totals: Sequence[Mismatch], labels: dict[str, str]) -> list[Remark]:
    """All of them are questions to the user, or notes; none keeps a row out."""
    return [*_same_file(run), *_other_month(run, found), *_totals(totals, labels), *_other_sheets(found)]


def _remark(code: str, **params: str | int) -> Remark:
    return Remark(code, Severity.QUESTION, params=params)


def _same_file(run: ImportRun) -> Iterator[Remark]:
    twins = ImportRun.objects.filter(
        township=run.township_id, kind=run.kind, first_day=run.first_day, sha256=run.sha256, state=RunState.WRITTEN
    )
    twin = twins.exclude(pk=run.pk).select_related("written_by").order_by("-written_at").first()
    if twin is not None and twin.written_at is not None:
        yield _remark("same_file", day=timezone.localdate(twin.written_at).isoformat(), who=str(twin.written_by))


def _other_month(run: ImportRun, found: Found) -> Iterator[Remark]:
    """Title, name of the sheet or of the file name a month, and none of them is the one that was chosen."""
    if run.month is None:
        return
    titles = found.head.title_texts if found.head else ()
    for text in (*titles, found.sheet.name, run.file_name):
        named = months_named([text])
        if named and not any(number == run.month.number and year in {None, run.month.year} for year, number in named):
            months = "、".join(
                f"{year}-{number:02d}" if year else f"{number}月" for year, number in sorted(named, key=str)
            )
            yield _remark("other_month", named=months, month=str(run.month))
            return


def _totals(totals: Sequence[Mismatch], labels: dict[str, str]) -> Iterator[Remark]:
    for fault in totals[:MOST_TOTALS]:
        yield _remark(
            "total_differs",
            row=fault.number,
            column=labels.get(fault.key, fault.key),
            stated=plain(fault.stated),
            summed=plain(fault.summed),
        )


def _other_sheets(found: Found) -> Iterator[Remark]:
    if found.others:
        yield _remark("other_sheets", sheet=found.sheet.name[:40], others="、".join(found.others)[:200])
