"""The words of the reminders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from safety_portal.notices import wording
from safety_portal.notices.reminders import ESCALATED, Stage, still_due, still_leads


def register_words() -> None:
    """Called once from ``AppConfig.ready()``."""
    body = _("The home page lists what waits for you, with its deadlines.")
    why = _("You act for the unit that has to answer, or you check the answers.")
    wording.register(
        Stage.BEFORE.value,
        subject=_("%(count)s due by the next working day"),
        body=body,
        why=why,
        icon="clock-history",
        still_visible=still_due,
    )
    wording.register(
        Stage.TODAY.value,
        subject=_("%(count)s due today"),
        body=body,
        why=why,
        icon="clock-history",
        still_visible=still_due,
        is_urgent=True,
    )
    wording.register(
        Stage.AFTER.value,
        subject=_("%(count)s overdue and still open"),
        body=body,
        why=why,
        icon="clock-history",
        still_visible=still_due,
    )
    wording.register(
        ESCALATED,
        subject=_("The office of %(township)s has %(count)s overdue by %(days)s days"),
        body=_("Ask the office what keeps it."),
        why=_("You lead this township, and its rules ask that you hear of it."),
        icon="exclamation-triangle-fill",
        still_visible=still_leads,
    )
