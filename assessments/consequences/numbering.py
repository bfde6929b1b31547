"""Numbers of consequences: given when they are confirmed or recorded, never before."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from safety_portal.organization.models import Unit
from safety_portal.work.numbers import next_number


def next_consequence_number(township: Unit, now: datetime) -> str:
    """``大兴奖惩〔2026〕3号``: after the heading of the plan, 三、2 奖惩机制. In the transaction that uses it."""
    prefix = f"{township.short_name or township.name}奖惩〔{timezone.localtime(now).year}〕"
    return f"{prefix}{next_number(prefix)}号"
