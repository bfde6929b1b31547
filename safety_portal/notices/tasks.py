"""What beat asks of the notices."""

import time

from celery import shared_task
from django.utils import timezone

from safety_portal.notices import outbox, reminders

SECONDS = 60


@shared_task
def deliver_notices() -> None:
    """Send what waits, batch after batch, for a minute at most."""
    end = time.monotonic() + SECONDS
    while outbox.deliver(timezone.now()) and time.monotonic() < end:
        pass


@shared_task
def remind_due() -> None:
    """Remind whoever has something overdue or nearly so."""
    reminders.remind_of_due(now=timezone.now())
