"""One gate for every move of an import: lock, age of the form, permission, table of moves."""

from __future__ import annotations

from django.utils.translation import gettext as _

from safety_portal.accounts.models import User
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.imports.kinds import ImportKind, kind_of
from safety_portal.imports.models import ImportRun
from safety_portal.imports.policies import WHO_MAY
from safety_portal.imports.states import MOVES, Move, RunState


def lock(run: ImportRun, move: Move, *, by: User | None, version: int | None = None) -> ImportRun:
    """The run as it is now, locked until the end of the transaction, if ``move`` fits it.

    ``by`` None: a worker goes on with what somebody was allowed to begin. ``version`` None: whatever is there.
    """
    locked = ImportRun.objects.select_for_update(of=("self",)).select_related("township", "created_by").get(pk=run.pk)
    if by is not None and not WHO_MAY[move](by, locked):
        raise NotAllowed(_("This is for others to do."))
    if RunState(locked.state) not in MOVES[move][0]:
        raise Refused(_("This import is “%(state)s”: that cannot be done.") % {"state": locked.get_state_display()})
    if version is not None and locked.version != version:
        raise Refused(_("Somebody changed this import in the meantime. Look at it again, then repeat."))
    if locked.emptied_at is not None:
        raise Refused(_("Its values were erased when their time was over."))
    return locked


def kind_for(run: ImportRun) -> ImportKind:
    """The register's side; refused where its app is gone."""
    kind = kind_of(run.kind)
    if kind is None:
        raise Refused(_("Nothing reads workbooks of this kind any more."))
    return kind
