"""Reads that ranking and explanation share: the result shown, its frozen facts, and what came in since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q

from assessments.models import (
    AssessmentMonth,
    FactCorrection,
    Filing,
    FrozenFacts,
    ManualEntry,
    MonthResult,
    Report,
    SurveyResult,
    VetoDecision,
)
from assessments.states import ReportState

THIN_SAMPLE = 30  # below it an interval is wider than any difference between communities (assessment.md §G)


@dataclass(frozen=True)
class Sample:
    """One half of the survey as it was scored."""

    positive: int
    valid: int

    @property
    def index(self) -> Decimal | None:
        """Share of positive answers, 0–1."""
        return Decimal(self.positive) / self.valid if self.valid else None

    @property
    def is_thin(self) -> bool:
        return self.valid < THIN_SAMPLE


@dataclass(frozen=True)
class FrozenMonth:
    """Frozen facts read back: metrics by unit code, and where they came from."""

    facts: Mapping[str, Mapping[str, int | str | None]]
    provenance: Mapping[str, Mapping[str, Mapping[str, Any]]]

    def sample(self, unit_code: str, half: str) -> Sample | None:
        """None where the survey is missing or not applicable."""
        facts = self.facts.get(unit_code, {})
        positive, valid = facts.get(f"survey.{half}_positive"), facts.get(f"survey.{half}_valid")
        if positive is None or valid is None:
            return None
        return Sample(int(positive), int(valid))


def read_frozen(frozen: FrozenFacts) -> FrozenMonth:
    units = json.loads(frozen.text)["units"]
    return FrozenMonth({unit["code"]: unit["facts"] for unit in units}, frozen.provenance)


def result_of(month: AssessmentMonth, number: int | None = None) -> MonthResult | None:
    """The current result, or the draft of a number."""
    chosen = Q(is_current=True) if number is None else Q(number=number)
    results = MonthResult.objects.filter(chosen, month=month)
    return results.select_related("facts", "rule_set", "computed_by").defer("text").first()


@dataclass(frozen=True)
class Inputs:
    """What of the month's inputs is there."""

    reports: int
    accepted: int
    waiting: int
    filings: int
    surveyed: int


def inputs_of(month: AssessmentMonth) -> Inputs:
    states = list(Report.objects.filter(month=month).values_list("state", flat=True))
    return Inputs(
        reports=len(states),
        accepted=states.count(ReportState.ACCEPTED),
        waiting=states.count(ReportState.SUBMITTED),
        filings=Filing.objects.filter(month=month, state="submitted").count(),
        surveyed=SurveyResult.objects.filter(month=month).values("unit").distinct().count(),
    )


def inputs_changed_since(month: AssessmentMonth, moment: datetime) -> bool:
    """Whether something was submitted, accepted or entered after ``moment``; one query, no figure is collected."""
    of_month = Q(month=OuterRef("pk"))
    report = Q(submitted_at__gt=moment) | Q(accepted_at__gt=moment)
    changed = (
        Exists(Report.objects.filter(of_month, report))
        | Exists(Filing.objects.filter(of_month, submitted_at__gt=moment))
        | Exists(SurveyResult.objects.filter(of_month, entered_at__gt=moment))
        | Exists(ManualEntry.objects.filter(of_month, entered_at__gt=moment))
        | Exists(VetoDecision.objects.filter(of_month, entered_at__gt=moment))
        | Exists(FactCorrection.objects.filter(of_month, Q(decided_at__gt=moment) | Q(withdrawn_at__gt=moment)))
    )
    return AssessmentMonth.objects.filter(changed, pk=month.pk).exists()
