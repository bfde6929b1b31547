"""The sender's own workbook, given back with the reasons in its cells."""

from __future__ import annotations

from pathlib import PurePath

from django.utils.translation import gettext as _

from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.imports.markup import CellNote, RowNote, mark_workbook
from safety_portal.imports.models import ImportRun
from safety_portal.imports.notes import Severity as NoteSeverity
from safety_portal.imports.policies import can_fetch
from safety_portal.imports.reading.columns import Severity
from safety_portal.imports.reading.faults import FileRefused
from safety_portal.imports.selectors.preview import first_indexes
from safety_portal.imports.storage import content_of
from safety_portal.imports.values import remark_from_json
from safety_portal.imports.wording import fault_words, remark_words

_SEVERITIES: dict[Severity, NoteSeverity] = {Severity.REFUSAL: "bad", Severity.QUESTION: "warn"}


def error_workbook(*, run: ImportRun, by: User) -> tuple[str, bytes]:
    """The sender's own workbook with the reasons in its cells, in the language of the reader: file name and content.

    It holds what the sender wrote, unmasked: who fetches it stands in the trail.
    """
    if not can_fetch(by, run):
        raise NotAllowed(_("This is for others to do."))
    cells, rows = _notes(run)
    head_row = max(run.heads.get("rows", [0]), default=0)
    try:
        data = mark_workbook(content_of(run), run.file_name, cells, rows, head_row, _("To be put right"))
    except FileRefused as fault:
        raise Refused(fault_words(fault)) from fault
    details: dict[str, trail.JsonValue] = {"kind": run.kind, "rows": len({note.row for note in (*cells, *rows)})}
    trail.record("import.fetch", run, by=by, township_id=run.township_id, details=details, kind=AuditEntry.Kind.READ)
    return _("%(name)s (marked).xlsx") % {"name": PurePath(run.file_name).stem}, data


def _notes(run: ImportRun) -> tuple[list[CellNote], list[RowNote]]:
    """Remarks at the first column of the sheet that is mapped to theirs, or at the row."""
    sheet, columns = run.sheet_index or 0, first_indexes(run)
    cells, rows = [], []
    kept = run.rows.exclude(remarks=[]).order_by("number").values_list("number", "remarks")
    for number, remarks in kept.iterator(chunk_size=2000):
        for remark in map(remark_from_json, remarks):
            severity = _SEVERITIES[remark.severity]
            if remark.column in columns:
                cells.append(CellNote(sheet, number - 1, columns[remark.column], severity, remark_words(remark)))
            else:
                rows.append(RowNote(sheet, number - 1, remark_words(remark), severity))
    return cells, rows
