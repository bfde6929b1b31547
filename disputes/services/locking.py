"""Locking a dispute for a write, and refusing forms that show an older state of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from disputes.models import Dispute
from safety_portal.core.errors import Refused


def lock(dispute: Dispute, *, version: int) -> Dispute:
    """The row as it is now, locked until the end of the transaction."""
    locked = Dispute.objects.select_for_update(of=("self",)).select_related("responsible_unit").get(pk=dispute.pk)
    if locked.version != version:
        raise Refused(_("Somebody changed this entry in the meantime. Look at it again, then repeat."))
    return locked
