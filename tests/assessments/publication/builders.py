"""Publishing and correcting the month of a ``Case``."""

from __future__ import annotations

from assessments.models import MonthResult, Publication
from assessments.publication.services import publish_month
from assessments.results.services import score_month
from safety_portal.accounts.models import User
from tests.assessments.objections.builders import Case


def publish(case: Case, draft: int = 1, *, by: User | None = None, reason: str = "") -> Publication:
    return publish_month(month=case.town.month, draft=draft, by=by or case.leader, reason=reason)


def rescore(case: Case, index: int = 2, **values: int | None) -> MonthResult:
    """A run after a figure of one community was put right."""
    case.town.set(index, **values)
    return score_month(month=case.town.month, by=case.office)


def corrected(case: Case) -> Publication:
    """Version 1, and version 2 in which the last community is first too."""
    publish(case)
    rescore(case, disputes_on_time=10)
    return publish(case, 2, reason="漏录五件")
