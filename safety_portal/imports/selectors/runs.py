"""Imports as a whole: what their kind is told of them, who is at work on them, what is to be known of the sheet."""

from __future__ import annotations

from datetime import datetime

from safety_portal.accounts.models import User
from safety_portal.imports.kinds import Scope
from safety_portal.imports.models import ImportRun, SenderMemory
from safety_portal.imports.selectors.shapes import Sentence
from safety_portal.imports.values import remark_from_json
from safety_portal.imports.wording import remark_words
from safety_portal.work.models import Job

#: Remarks on the whole sheet that only tell; every other one must be acknowledged.
NOTES = frozenset({"same_file"})


def scope_of(run: ImportRun, *, by: User, now: datetime) -> Scope:
    """What the kind is told of the import."""
    return Scope(
        township=run.township,
        by=by,
        now=now,
        sender=run.sender,
        month=run.month,
        is_opening=run.is_opening,
        reason=run.reason,
        run_id=run.pk or 0,
        source=", ".join(part for part in (run.file_name, run.sender) if part),
    )


def open_job(run: ImportRun) -> Job | None:
    """The job that reads or writes the import just now."""
    return Job.objects.filter(key__startswith=f"import:{run.pk}:", finished_at=None).first()


def run_sentences(run: ImportRun) -> list[Sentence]:
    """What is to be known of the whole sheet; severity "note" where nothing is to be decided."""
    remarks = [remark_from_json(kept) for kept in run.remarks]
    return [
        Sentence("", remark_words(remark), "note" if remark.code in NOTES else remark.severity.value)
        for remark in remarks
    ]


def needs_acknowledging(run: ImportRun) -> bool:
    """Whether something about the whole sheet must be looked at before it is written."""
    return any(kept["code"] not in NOTES for kept in run.remarks)


def memory_of(run: ImportRun) -> SenderMemory:
    """What is known of the sender so far; an empty one where nothing is."""
    found = SenderMemory.objects.filter(township=run.township_id, kind=run.kind, sender=run.sender).first()
    return found or SenderMemory(township_id=run.township_id, kind=run.kind, sender=run.sender)
