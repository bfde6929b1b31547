"""Where a month stands: the first of its dates that is still ahead."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from assessments.models import AssessmentMonth
from safety_portal.core.ports import Words

#: Date, chip, words.
_PHASES: tuple[tuple[str, str, Words], ...] = (
    ("due_at", "info", _("Reporting")),
    ("lock_at", "warn", _("Overdue reports")),
    ("objections_until", "info", _("Draft scores, objections")),
    ("publish_by", "info", _("To be published")),
)


def phase_of(month: AssessmentMonth, now: datetime) -> tuple[str, Words, datetime | None]:
    """Chip, words and the moment at which this phase ends."""
    for name, chip, words in _PHASES:
        if now <= getattr(month, name):
            return chip, words, getattr(month, name)
    return "", _("Past"), None
