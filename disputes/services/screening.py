"""Reporting screening rounds, nil reports among them."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes import policies
from disputes.models import ScreeningRound
from safety_portal.accounts.models import User
from safety_portal.audit.trail import JsonValue, record
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.organization.models import Unit


def report_round(
    *,
    community: Unit,
    held_on: date,
    kind: str,
    found: int,
    is_nil_report: bool,
    by: User,
    now: datetime,
    note: str = "",
    token: uuid.UUID | None = None,
) -> ScreeningRound:
    """Report one round. Nothing found must be said by ``is_nil_report``: an empty cell is no report."""
    if not policies.can_report_round(by, community):
        raise NotAllowed(_("You may report rounds only for your own area."))
    if held_on > timezone.localdate(now):
        raise Refused({"held_on": _("This day lies in the future. Check the date.")})
    if is_nil_report != (found == 0):
        raise Refused({"is_nil_report": _("Tick the nil report exactly when nothing was found.")})
    token = token or uuid.uuid4()
    row = ScreeningRound(
        community=community,
        held_on=held_on,
        kind=kind,
        found=found,
        is_nil_report=is_nil_report,
        note=note,
        reported_by=by,
        reported_at=now,
        create_token=token,
    )
    return _saved(row, by=by)


def _saved(row: ScreeningRound, *, by: User) -> ScreeningRound:
    try:
        with transaction.atomic():
            row.save()
            details: dict[str, JsonValue] = {"held_on": row.held_on.isoformat(), "found": row.found}
            record("disputes.screening", row, by=by, township_id=row.community.township_id, details=details)
    except IntegrityError as error:
        twin = ScreeningRound.objects.filter(create_token=row.create_token, reported_by=by).first()
        if twin is None:
            raise Refused({"held_on": _("A round of this kind was already reported for this day.")}) from error
        return twin
    return row
