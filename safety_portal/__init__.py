"""Safety Portal: the wiring, and the floor that every register stands on."""

from safety_portal.celery import app as celery_app

__all__ = ["celery_app"]
