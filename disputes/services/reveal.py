"""Showing full names and numbers: on demand, with a reason, on record."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from disputes import policies
from disputes.models import Dispute, Party
from safety_portal.accounts.models import User
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.trail import record
from safety_portal.core.errors import NotAllowed, Refused


def reveal_parties(dispute: Dispute, *, by: User, reason: str) -> list[Party]:
    """The parties for once unmasked; the trail keeps who saw them and why."""
    if not policies.can_reveal(by, dispute):
        raise NotAllowed(_("Only those who handle the dispute may see full names."))
    if not reason.strip():
        raise Refused({"reason": _("Give a reason: it is kept on record.")})
    with transaction.atomic():
        parties = list(dispute.parties.all())
        record(
            "disputes.reveal",
            dispute,
            by=by,
            township_id=dispute.township_id,
            reason=reason,
            details={"parties": len(parties)},
            kind=AuditEntry.Kind.READ,
        )
    return parties
