"""What is learnt of a sender when an import is written, for the next workbook of the same hand."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed
from safety_portal.imports.kinds import Scope
from safety_portal.imports.models import ImportRun, SenderMemory
from safety_portal.imports.policies import can_forget


def remember(run: ImportRun, scope: Scope) -> None:
    """Keep which heading was which column and what words meant; what is newer wins. In the transaction of the write."""
    memory, _is_new = SenderMemory.objects.select_for_update().get_or_create(
        township=run.township, kind=run.kind, sender=run.sender
    )
    is_chosen = "chosen" in run.heads  # then a column that nothing was matched to is one to be left out
    for cell in run.heads.get("cells", []):
        key = run.mapping.get(str(cell["index"]), "")
        if cell["path"] and (key or is_chosen):
            memory.columns[cell["path"]] = key
    for vocabulary, words in run.words.items():
        memory.words[vocabulary] = memory.words.get(vocabulary, {}) | words
    memory.updated_at = scope.now
    memory.save()


@transaction.atomic
def forget(*, memory: SenderMemory, by: User) -> None:
    """Drop what was learnt of a sender; the next workbook is matched anew."""
    if not can_forget(by, memory):
        raise NotAllowed(_("This is for others to do."))
    details: dict[str, trail.JsonValue] = {"kind": memory.kind, "columns": len(memory.columns)}
    trail.record("import.forget", memory, by=by, township_id=memory.township_id, details=details)
    memory.delete()
