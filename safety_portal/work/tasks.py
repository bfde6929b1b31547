"""What the workers do with jobs; the work itself is in jobs.py."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from safety_portal.work import exporting, jobs


@shared_task
def run_job(job_id: str) -> None:
    """Perform one job; sent by ``jobs.start_job`` under this task's name."""
    jobs.perform(UUID(job_id))


@shared_task
def rescue_jobs() -> None:
    """Beat: bring back the jobs of dead workers and of a broker that was away."""
    jobs.rescue()


@shared_task
def erase_exports() -> None:
    """Beat: erase exported lists whose days are over."""
    exporting.erase_old(now=timezone.now())
