"""What beat asks of imports."""

from celery import shared_task
from django.utils import timezone

from safety_portal.imports import services


@shared_task
def erase_old() -> None:
    """Erase files and values whose days are over."""
    services.erase_old(now=timezone.now())
