"""Writing the trail: one explicit call in every service that changes or reveals something."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Protocol

from django.db.models import Model

from safety_portal.audit.models import AuditEntry
from safety_portal.core import bulk

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]

_action_id: ContextVar[uuid.UUID | None] = ContextVar("audit_action_id", default=None)


class Actor(Protocol):
    """Whoever acts: a user, or the portal itself."""

    @property
    def pk(self) -> int | None: ...

    @property
    def audit_label(self) -> str: ...


class System:
    """The portal acting by itself: beat, workers, set-up."""

    pk: int | None = None
    audit_label = "系统"


class Visitor:
    """Somebody who is not signed in."""

    pk: int | None = None
    audit_label = "未登录"


SYSTEM = System()
VISITOR = Visitor()


def begin_action() -> uuid.UUID:
    """Give all following entries of this request or task one number."""
    number = uuid.uuid4()
    _action_id.set(number)
    return number


def record(
    action: str,
    obj: Model,
    *,
    by: Actor,
    township_id: int | None = None,
    reason: str = "",
    details: Mapping[str, JsonValue] | None = None,
    kind: AuditEntry.Kind = AuditEntry.Kind.CHANGE,
) -> AuditEntry:
    """Append one line about ``obj``. ``details`` must hold no personal data."""
    entry = _entry(action, obj, action_id=_this_action(), by=by, township_id=township_id, details=details or {})
    entry.kind, entry.reason = kind, reason[:500]
    entry.save(force_insert=True)
    return entry


def record_many(
    action: str,
    lines: Sequence[tuple[Model, Mapping[str, JsonValue]]],
    *,
    by: Actor,
    township_id: int | None = None,
) -> None:
    """Append one line about each object of one action (an import), with its details: no personal data in them."""
    action_id = _this_action()
    entries = [
        _entry(action, obj, action_id=action_id, by=by, township_id=township_id, details=details)
        for obj, details in lines
    ]
    bulk.insert(entries)


def _this_action() -> uuid.UUID:
    return _action_id.get() or uuid.uuid4()


def _entry(
    action: str,
    obj: Model,
    *,
    action_id: uuid.UUID,
    by: Actor,
    township_id: int | None,
    details: Mapping[str, JsonValue],
) -> AuditEntry:
    return AuditEntry(
        kind=AuditEntry.Kind.CHANGE,
        action=action,
        action_id=action_id,
        actor_id=by.pk,
        actor_label=by.audit_label,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:200],
        township_id=township_id,
        details=dict(details),
    )


def history_of(obj: Model) -> list[AuditEntry]:
    """The changes of one object, oldest first; reads are left out."""
    rows = AuditEntry.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
    return list(rows.filter(kind=AuditEntry.Kind.CHANGE).order_by("id"))
