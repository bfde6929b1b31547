"""Reads that ranking and explanation share: which result is shown and as what, its frozen facts, what came in since."""

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
    Publication,
    Report,
    SurveyResult,
    VetoDecision,
)
from assessments.models.results import MonthResultQuerySet
from assessments.states import ReportState
from safety_portal.core.statistics import wilson

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
    def interval(self) -> tuple[float, float] | None:
        """The share's 95 % interval, None without a sample."""
        return wilson(self.positive, self.valid) if self.valid else None

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


def result_of(month: AssessmentMonth) -> MonthResult | None:
    """The result that counts: the published one; the current draft while nobody has published the month."""
    return _results(month).that_count().first()


def current_draft(month: AssessmentMonth) -> MonthResult | None:
    """The result of the last run, published or not."""
    return _results(month).filter(is_current=True).first()


def _results(month: AssessmentMonth) -> MonthResultQuerySet:
    return month.results.all().select_related("facts", "rule_set", "computed_by").defer("text")


@dataclass(frozen=True)
class Shown:
    """A result on a page, and as what: as one of the month's publications, or (None) as a draft. ``current``: the
    month's publication in force; ``query`` leads from page to page of the same result.
    """

    result: MonthResult
    publication: Publication | None
    current: Publication | None
    query: str = ""

    @property
    def is_superseded(self) -> bool:
        return self.publication is not None and not self.publication.is_current


def shown_result(month: AssessmentMonth, *, draft: int | None = None, publication: int | None = None) -> Shown | None:
    """The draft or the publication of a number; without one, what counts. None where there is no such thing."""
    publications = list(month.publications.select_related("published_by"))
    current = next((one for one in publications if one.is_current), None)
    if draft is not None:
        result = _results(month).filter(number=draft).first()
        return Shown(result, None, current, f"draft={draft}") if result else None
    chosen, query = current, ""
    if publication is not None:
        chosen, query = (
            next((one for one in publications if one.number == publication), None),
            f"publication={publication}",
        )
        if chosen is None:
            return None
    result = current_draft(month) if chosen is None else _results(month).get(pk=chosen.result_id)
    return Shown(result, chosen, current, query) if result else None


def publication_of(month: AssessmentMonth) -> Publication | None:
    """The publication in force; None while the month is not published."""
    return month.publications.filter(is_current=True).select_related("published_by").first()


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
