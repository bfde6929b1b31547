"""Writing rule sets: bring in, copy, change a draft, put in force."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.models import MonthResult, RuleSet
from assessments.rules.policies import can_edit, can_write_rules
from assessments.rules.refusals import refused
from assessments.rules.selectors import next_version
from assessments.states import RuleState
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit

if TYPE_CHECKING:
    from datetime import date

FIELD = "body"
_CODE_MAX = RuleSet._meta.get_field("code").max_length or 0
_NAME_MAX = RuleSet._meta.get_field("name").max_length or 0


def _read(body: str) -> scoring.RuleSet:
    """Read strictly; a refusal names the path. Raises ``Refused`` at the field ``body``."""
    try:
        parsed = scoring.parse_rules(scoring.load_json(body, "rules"))
        _refuse_long("rules.code", parsed.code, _CODE_MAX)
        _refuse_long("rules.name", parsed.name, _NAME_MAX)
        for index, item in enumerate(parsed.items):
            _refuse_long(f"rules.items[{index}].code", item.code, 60)
    except scoring.InputError as error:
        raise refused(error, FIELD) from error
    return parsed


def _refuse_long(path: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise Refused({FIELD: [_("%(path)s: is longer than %(limit)s characters") % {"path": path, "limit": limit}]})


def _effective(parsed: scoring.RuleSet) -> date:
    return Month.parse(parsed.effective_from).first_day


def import_rule_set(*, body: str, township: Unit, by: User) -> RuleSet:
    """Take in a rule set as a draft, its text kept as it came. A draft of the same version is written over.

    Raises ``Refused`` at ``body`` with the path of what is wrong, ``NotAllowed`` for others than office and leader.
    """
    if not can_write_rules(by, township):
        raise NotAllowed
    parsed = _read(body)
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=township.pk)
        known = RuleSet.objects.filter(township=township, code=parsed.code, version=parsed.version).first()
        if known is None:
            known = RuleSet(township=township, code=parsed.code, version=parsed.version, created_by=by)
        elif known.state == RuleState.PUBLISHED:
            raise Refused(
                {FIELD: [_("%(set)s is in force and stays as it is; give the next version") % {"set": known}]}
            )
        return _write(known, body, parsed, by, "rules.import")


def save_draft(*, rule_set: RuleSet, body: str, by: User) -> RuleSet:
    """Change the text of a draft; code and version stay."""
    if not can_edit(by, rule_set):
        raise NotAllowed
    parsed = _read(body)
    if (parsed.code, parsed.version) != (rule_set.code, rule_set.version):
        raise Refused({FIELD: [_("rules.code and rules.version of this draft are %(set)s") % {"set": rule_set}]})
    with transaction.atomic():
        locked = RuleSet.objects.select_for_update(of=("self",)).get(pk=rule_set.pk)
        if locked.state != RuleState.DRAFT:
            raise Refused(_("It has been put in force meanwhile."))
        return _write(locked, body, parsed, by, "rules.change")


def _write(row: RuleSet, body: str, parsed: scoring.RuleSet, by: trail.Actor, action: str) -> RuleSet:
    row.name, row.effective_from, row.body = parsed.name, _effective(parsed), body
    row.save()
    details: dict[str, trail.JsonValue] = {"items": len(parsed.items), "effective_from": parsed.effective_from}
    trail.record(action, row, by=by, township_id=row.township_id, details=details)
    return row


def copy_rule_set(*, source: RuleSet, township: Unit, by: User, now: datetime) -> RuleSet:
    """Begin the next version as a draft of the township, in force from this month unless changed."""
    if not can_write_rules(by, township):
        raise NotAllowed
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=township.pk)
        loaded = cast("dict[str, object]", scoring.load_json(source.body, "rules"))
        loaded["version"] = next_version(source.code, township)
        loaded["effective_from"] = str(max(Month.of(now), Month.of(source.effective_from)))
        body = json.dumps(loaded, ensure_ascii=False, indent=1) + "\n"
        parsed = _read(body)
        row = RuleSet(township=township, code=parsed.code, version=parsed.version, created_by=by)
        return _write(row, body, parsed, by, "rules.copy")


def publish_rule_set(*, rule_set: RuleSet, by: User, now: datetime) -> RuleSet:
    """Put a draft in force. It may not reach back into months that are published, or should be: what was
    published was judged by the rules of its time (a correction is a new result beside the old one).
    """
    if not can_edit(by, rule_set):
        raise NotAllowed
    with transaction.atomic():
        row = RuleSet.objects.select_for_update(of=("self",)).get(pk=rule_set.pk)
        if row.state == RuleState.PUBLISHED:
            raise Refused(_("It has been put in force meanwhile."))
        _refuse_reaching_back(row, now)
        row.state, row.published_at, row.published_by = RuleState.PUBLISHED, now, by
        row.save(update_fields=["state", "published_at", "published_by"])
        trail.record("rules.publish", row, by=by, township_id=row.township_id)
    return row


def _refuse_reaching_back(row: RuleSet, now: datetime) -> None:
    is_over = Q(month__publish_by__lt=now) | Q(month__publications__isnull=False)
    closed = MonthResult.objects.filter(
        is_over, month__township_id=row.township_id, month__first_day__gte=row.effective_from
    )
    last = closed.order_by("-month__first_day").select_related("month").first()
    if last is not None:
        words = _("%(month)s is closed already; rules.effective_from must be later") % {"month": last.month.month}
        raise Refused({FIELD: [words]})


def install_rule_set(*, body: str, by: User | trail.System, township: Unit | None = None) -> RuleSet:
    """Put a rule set that ships with the portal in force; again gives the same row.

    Raises ``Refused`` for bad JSON, and where the version is in force with another text.
    """
    parsed = _read(body)
    with transaction.atomic():
        known = RuleSet.objects.filter(township=township, code=parsed.code, version=parsed.version).first()
        if known is not None:
            if known.body != body:
                raise Refused(_("%(set)s is there with another text; give the next version") % {"set": known})
            return known
        row = RuleSet(
            township=township,
            code=parsed.code,
            version=parsed.version,
            state=RuleState.PUBLISHED,
            published_at=timezone.now(),
            created_by=by if isinstance(by, User) else None,
            published_by=by if isinstance(by, User) else None,
        )
        return _write(row, body, parsed, by, "rules.install")
