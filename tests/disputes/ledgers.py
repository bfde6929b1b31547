"""Rows of ledgers for tests, planned and written by the kind itself as the engine does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from disputes.imports import DisputeLedger
from disputes.models import Dispute
from safety_portal.accounts.models import User
from safety_portal.imports.changes import ChangeLog
from safety_portal.imports.kinds import Plan, Row, Scope
from safety_portal.imports.models import ImportRun
from safety_portal.imports.reading.columns import Remark
from safety_portal.imports.states import WRITING
from safety_portal.organization.models import Unit
from tests.disputes.makers import Town, at

NOW = at("2026-10-08 10:00")
KIND = DisputeLedger()


@dataclass
class Ledger:
    """A sender's workbook on its way into the register of ``town``."""

    town: Town
    by: User
    now: datetime = NOW
    is_opening: bool = False
    plans: list[Plan] = field(default_factory=list)

    @property
    def scope(self) -> Scope:
        return Scope(
            township=self.town.township,
            by=self.by,
            now=self.now,
            is_opening=self.is_opening,
            source="台账.xlsx, 综治办",
        )

    def row(self, number: int = 4, *, unit: Unit | None = None, **values: Any) -> Row:
        """A row as it was read; by default open, of 5 September, with two parties."""
        given: dict[str, Any] = {
            "registered_on": date(2026, 9, 25),
            "unit": (unit or self.town.community).code,
            "place": "兴集小区16栋",
            "parties": "演示甲1、演示乙1",
            "category": "0804",
            "summary": "因楼上漏水引发争执，双方要求赔偿。",
        }
        return Row(number=number, values=given | values)

    def plan(self, *rows: Row) -> list[Plan]:
        return list(KIND.plan(self.scope, rows))

    def write(self, *rows: Row) -> list[Dispute]:
        """Plan and write; the disputes in the order of the rows that are written."""
        self.plans = self.plan(*rows)
        planned = [
            replace(row, target_id=plan.target_id)
            for row, plan in zip(rows, self.plans, strict=True)
            if plan.status in WRITING
        ]
        log = ChangeLog(self.run())
        targets = KIND.write(self.scope, planned, log)
        log.seal()
        return [Dispute.objects.get(pk=targets[row.number][0]) for row in planned]

    def run(self) -> ImportRun:
        return ImportRun.objects.create(
            township=self.town.township, kind=KIND.code, file_name="台账.xlsx", size=1, sha256="", created_by=self.by
        )


def cell(text: str) -> datetime:
    """A day with a time of day, as cells have them: without a zone."""
    return at(text).replace(tzinfo=None)


def codes(plan: Plan) -> dict[str, str]:
    """Code of each remark → what it does to the row."""
    return {remark.code: remark.severity.value for remark in plan.remarks}


def remark(plan: Plan) -> Remark:
    (only,) = plan.remarks
    return only


def fields(dispute: Dispute, *names: str) -> dict[str, Any]:
    return {name: getattr(dispute, name) for name in names}


def numbers(disputes: Sequence[Dispute]) -> list[str]:
    return [dispute.number for dispute in disputes]
