"""Setting what last place means in a township."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.fairness.policies import can_define
from assessments.models import LastPlacePolicy
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.organization.models import Unit

#: What can be set.
FIELDS = (
    "ranking",
    "index",
    "scope",
    "shared",
    "counts_vetoed",
    "minimum_sample",
    "missing_month",
    "weight_best",
    "weight_good",
    "weight_unknown",
    "weight_poor",
    "weight_bad",
)


def set_last_place(*, township: Unit, values: Mapping[str, str | int | bool], reason: str, by: User) -> LastPlacePolicy:
    """Make the township's definition what ``values`` says (by the names in ``FIELDS``), with a reason.

    Raises ``NotAllowed``; ``Refused`` without a reason, for values that don't fit, or where nothing would change.
    """
    if not can_define(by, township):
        raise NotAllowed
    if not reason.strip():
        raise Refused({"reason": _("Say why it changes.")})
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=township.pk)
        row = LastPlacePolicy.objects.filter(township=township).first() or LastPlacePolicy(township=township)
        changes = {
            name: f"{getattr(row, name)} → {values[name]}" for name in FIELDS if getattr(row, name) != values[name]
        }
        if not changes:
            raise Refused(_("Nothing changed."))
        for name in changes:
            setattr(row, name, values[name])
        _check(row)
        row.save()
        trail.record("last_place.set", row, by=by, township_id=township.pk, reason=reason, details={**changes})
    return row


def _check(row: LastPlacePolicy) -> None:
    if not row.weight_best >= row.weight_good >= row.weight_poor >= row.weight_bad < row.weight_best:
        raise Refused({"weight_good": _("A better answer can't weigh less than a worse one.")})
    if not row.weight_bad <= row.weight_unknown <= row.weight_best:
        raise Refused({"weight_unknown": _("This weight must lie between the others.")})
    try:
        row.full_clean(exclude=["township"], validate_unique=False)
    except ValidationError as error:
        raise Refused(error.message_dict) from error
