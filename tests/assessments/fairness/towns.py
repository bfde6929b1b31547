"""Months with a survey, for tests of fairness."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.models import AssessmentMonth, SurveyResult
from assessments.models.filings import SurveyHalf
from safety_portal.accounts.models import User
from safety_portal.organization.models import Unit

Sample = tuple[int, int]


def survey(
    month: AssessmentMonth,
    units: Sequence[Unit],
    samples: Sequence[Sample | None],
    by: User,
    halves: Sequence[SurveyHalf] = tuple(SurveyHalf),
) -> None:
    """(positive, valid) of each unit, the same in all ``halves``; None: not surveyed."""
    for unit, sample in zip(units, samples, strict=True):
        for half in halves if sample else ():
            positive, valid = sample or (0, 0)
            SurveyResult.objects.create(
                month=month, unit=unit, half=half, best=positive, good=0, poor=valid - positive, bad=0, entered_by=by
            )
