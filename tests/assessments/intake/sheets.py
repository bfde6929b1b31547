"""Rows as the engine hands them to a kind, and an import that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from django.utils import timezone

from safety_portal.accounts.models import User
from safety_portal.core.months import Month
from safety_portal.imports.changes import ChangeLog
from safety_portal.imports.kinds import ImportKind, Plan, Row, Scope
from safety_portal.imports.models import ImportRun
from safety_portal.imports.reading.columns import Value
from safety_portal.imports.states import WRITING
from safety_portal.organization.models import Unit
from tests.assessments.reports.builders import OCTOBER

SOURCE = "测评.xlsx, 区平安办"


def rows(*values: dict[str, Value]) -> list[Row]:
    """The first data row is the third of its sheet."""
    return [Row(number, one) for number, one in zip(count(3), values, strict=False)]


def scope_of(
    town: Unit, by: User, now: datetime | None = None, month: Month | None = OCTOBER, sender: str = "", reason: str = ""
) -> Scope:
    now = now or timezone.now()
    return Scope(township=town, by=by, now=now, month=month, sender=sender, reason=reason, source=SOURCE)


def bring_in(kind: ImportKind, scope: Scope, given: Sequence[Row]) -> tuple[ImportRun, dict[int, tuple[int, str]]]:
    """Plan and write as the engine does."""
    run = ImportRun.objects.create(
        township=scope.township,
        kind=kind.code,
        first_day=scope.month.first_day if scope.month else None,
        sender=scope.sender,
        file_name="测评.xlsx",
        size=1,
        created_by=scope.by,
    )
    plans = kind.plan(scope, given)
    scope, log = replace(scope, run_id=run.pk), ChangeLog(run)
    kind.lock(scope)
    written = kind.write(scope, [row for row, plan in zip(given, plans, strict=True) if plan.status in WRITING], log)
    kind.finish(scope)
    return run, dict(written)


def told(plans: Sequence[Plan]) -> list[tuple[str, list[str]]]:
    """Status and codes of the remarks."""
    return [(plan.status.value, [remark.code for remark in plan.remarks]) for plan in plans]
