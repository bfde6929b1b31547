"""When the demo's log-ins were last here, so that each finds something new since then."""

from __future__ import annotations

from datetime import timedelta

from safety_portal.accounts.models import User
from safety_portal.accounts.services import township_of
from safety_portal.audit.models import AuditEntry
from safety_portal.demo.people import LOGINS
from safety_portal.demo.plan import Plan

AGO = timedelta(days=14, hours=1)


def make_visits(plan: Plan) -> None:
    """Everybody logged out two weeks ago."""
    users = User.objects.filter(username__in=[login.username for login in LOGINS]).order_by("pk")
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=plan.now - AGO,
            kind=AuditEntry.Kind.SIGN_IN,
            action="user.log_out",
            actor_id=user.pk,
            actor_label=user.audit_label,
            object_type="accounts.user",
            object_id=str(user.pk),
            object_label=str(user),
            township_id=township_of(user),
        )
        for user in users
    )
