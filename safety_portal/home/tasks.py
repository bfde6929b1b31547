"""The heartbeat that beat asks of a worker."""

from celery import shared_task

from safety_portal.home import health


@shared_task
def heartbeat() -> None:
    """Beat and a worker live; the health page looks at the time of the last one."""
    health.beat()
