"""Reads of the trail for the auditor's page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from safety_portal.audit.models import AuditEntry
from safety_portal.audit.trail import JsonValue
from safety_portal.audit.wording import detail_words
from safety_portal.core.ports import Words

PAGE = 50


@dataclass(frozen=True)
class Sheet:
    """A page of entries, the newest first; ``older`` and ``newer`` are the ids to go on from, if there are more."""

    entries: Sequence[AuditEntry]
    older: int | None
    newer: int | None


def sheet(rows: QuerySet[AuditEntry], *, before: int | None, after: int | None) -> Sheet:
    """The page older than ``before``, or newer than ``after``, or the newest. By key, not by number of the page: the
    trail has millions of rows, and grows while it is read.
    """
    if after is not None:
        found = list(rows.filter(id__gt=after).order_by("id")[: PAGE + 1])
        more, entries = len(found) > PAGE, found[:PAGE][::-1]
        return Sheet(entries, _id(entries, -1), _id(entries, 0) if more else None)
    found = list((rows if before is None else rows.filter(id__lt=before)).order_by("-id")[: PAGE + 1])
    entries = found[:PAGE]
    return Sheet(entries, _id(entries, -1) if len(found) > PAGE else None, _id(entries, 0) if before else None)


def _id(entries: Sequence[AuditEntry], place: int) -> int | None:
    return entries[place].pk if entries else None


def object_types() -> list[tuple[str, Words]]:
    """The portal's own kinds of objects (not those of libraries, nor the rows of the row history)."""
    own = [config for config in apps.get_app_configs() if "site-packages" not in config.path]
    models = [model for config in own for model in config.get_models() if not hasattr(model, "pgh_tracked_model")]
    found = [(model._meta.label_lower, model._meta.verbose_name or model.__name__) for model in models]
    return sorted(found, key=lambda pair: str(pair[1]))


def type_words(object_type: str) -> Words:
    """``disputes.dispute`` → dispute, in the reader's language."""
    try:
        return apps.get_model(object_type)._meta.verbose_name or object_type
    except LookupError:
        return object_type


def details_in_words(entry: AuditEntry) -> list[tuple[Words, str]]:
    """Name and value of each detail that has one."""
    return [(detail_words(name), _value(value)) for name, value in entry.details.items() if value not in ("", None, [])]


def _value(value: JsonValue) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "、".join(_value(one) for one in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
