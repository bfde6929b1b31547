"""Who is told that a draft of the scores is there."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from assessments.models import MonthResult
from safety_portal.accounts.models import Role
from safety_portal.notices import wording
from safety_portal.notices.selectors import people_with_roles
from safety_portal.notices.services import notify

DRAFT_THERE = "result.draft"


def register_words() -> None:
    """Called once from ``AppConfig.ready()``."""
    wording.register(
        DRAFT_THERE,
        subject=_("Draft %(number)s of the scores of %(township)s for %(month)s is there"),
        body=_("Every point is explained item by item. It is a draft: it may still change."),
        why=_("You work with the monthly assessment of this township."),
        icon="list-ol",
    )


def draft_computed(result: MonthResult) -> None:
    """Leaders, office and the secretaries of the scored communities; once a draft."""
    month = result.month
    today = timezone.localdate()
    people = [
        *people_with_roles(today, Role.OFFICE, Role.LEADER, unit_ids=[month.township_id]),
        *people_with_roles(today, Role.SECRETARY, unit_ids=list(result.scores.values_list("unit_id", flat=True))),
    ]
    notify(
        recipients=people,
        kind=DRAFT_THERE,
        params={"number": result.number, "township": month.township.name, "month": month.slug},
        url=f"{reverse('assessments:ranking', args=[month.slug])}?{urlencode({'township': month.township.code})}",
        dedupe=f"{DRAFT_THERE}:{month.township.code}:{month.slug}:{result.number}",
    )
