"""What beat does for assessments."""

from celery import shared_task
from django.utils import timezone

from assessments import months
from assessments.consequences import services as consequences
from assessments.results import services as results


@shared_task
def open_months() -> None:
    """Open the months that have ended; hourly, so that nothing is missed while the server was off."""
    months.open_ended_months(now=timezone.now())


@shared_task
def draft_scores() -> None:
    """Start runs of locked months that have no draft yet, or whose figures changed since, and tell communities that
    they may object; daily.
    """
    now = timezone.now()
    results.start_due_runs(now=now)
    results.tell_windows(now=now)


@shared_task
def resume_postponed() -> None:
    """Bring back proposals that were postponed until a day that has come; each morning, and again while it lasts."""
    consequences.resume_postponed(now=timezone.now())
