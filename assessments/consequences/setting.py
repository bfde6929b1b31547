"""Setting a township's ladder: every change is a new version with its reason; what was drafted keeps its own."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.consequences.ladder import install_ladder
from assessments.consequences.policies import can_set_ladder
from assessments.consequences.states import Action, Trigger
from assessments.models import LadderStep
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.organization.models import Unit

Value = str | int | bool | None

#: What can be set; ``action`` only when a step is added.
FIELDS = (
    "is_active",
    "name",
    "addressee",
    "trigger",
    "times",
    "repeats",
    "days",
    "basis",
    "clause",
    "exit_condition",
    "exit_not_last",
    "exit_plan",
)
DECIDED_ELSEWHERE = frozenset({Action.PRIORITY, Action.VETO})


def change_step(
    *, township: Unit, code: str, values: Mapping[str, Value], reason: str, by: User, version: int | None = None
) -> LadderStep:
    """Make a step what ``values`` say, as its next version.

    Raises ``NotAllowed``; ``Refused`` without a reason, for values that don't fit together, where nothing would change
    or somebody else changed it meanwhile (``version``).
    """
    _check_who(township, by, reason)
    with transaction.atomic():
        steps = {step.code: step for step in install_ladder(township)}
        if code not in steps:
            raise Refused(_("The ladder has no such step."))
        old = steps[code]
        if version not in {None, old.version}:
            raise Refused(_("Something has changed here meanwhile. Look at it again."))
        changes = {
            name: f"{getattr(old, name)} → {values[name]}" for name in FIELDS if getattr(old, name) != values[name]
        }
        if not changes:
            raise Refused(_("Nothing changed."))
        LadderStep.objects.filter(pk=old.pk).update(is_current=False)
        kept = model_to_dict(old, fields=("code", "position", "action"))
        row = _store(LadderStep(township=township, **kept, version=old.version + 1), values, reason, by)
        trail.record("ladder.change", row, by=by, township_id=township.pk, reason=reason, details={**changes})
    return row


def add_step(*, township: Unit, action: Action, values: Mapping[str, Value], reason: str, by: User) -> LadderStep:
    """One step more, at the end. Raises as ``change_step``."""
    _check_who(township, by, reason)
    with transaction.atomic():
        install_ladder(township)
        rows = LadderStep.objects.filter(township=township)
        own = rows.filter(code__startswith="own-").values("code").distinct().count()
        place = 1 + max(rows.values_list("position", flat=True))
        row = LadderStep(township=township, code=f"own-{own + 1}", position=place, action=action)
        _store(row, values, reason, by)
        trail.record("ladder.add", row, by=by, township_id=township.pk, reason=reason, details={"step": row.name})
    return row


def _check_who(township: Unit, by: User, reason: str) -> None:
    if not can_set_ladder(by, township):
        raise NotAllowed
    if not reason.strip():
        raise Refused({"reason": _("Say why it changes.")})


def _store(row: LadderStep, values: Mapping[str, Value], reason: str, by: User) -> LadderStep:
    for name in FIELDS:
        setattr(row, name, values[name])
    row.reason, row.changed_by, row.changed_at = reason.strip()[:300], by, timezone.now()
    _check(row)
    row.save()
    return row


def _check(row: LadderStep) -> None:
    """In words what the database refuses."""
    is_elsewhere = Action(row.action) in DECIDED_ELSEWHERE
    if is_elsewhere != (row.trigger == Trigger.RECORDED):
        raise Refused({"trigger": _("Only key management and veto are recorded; everything else is decided here.")})
    if (row.trigger == Trigger.LAST_PLACE) != (row.times is not None):
        raise Refused({"times": _("Say after how many months running, for last places only.")})
    if is_elsewhere != (row.days is None):
        raise Refused({"days": _("Say within how many days, unless it is decided elsewhere.")})
    if row.exit_not_last and row.trigger not in {Trigger.LAST_PLACE, Trigger.QUARTER}:
        raise Refused({"exit_not_last": _("This can be asked only where figures are the trigger.")})
    try:
        row.full_clean(exclude=["township", "changed_by"], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise Refused(error.message_dict) from error
    if row.times is not None and not 1 <= row.times <= 12:
        raise Refused({"times": _("From 1 to 12.")})
    if row.days is not None and not 1 <= row.days <= 180:
        raise Refused({"days": _("From 1 to 180.")})
