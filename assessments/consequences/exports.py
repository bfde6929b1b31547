"""The columns of consequences when the list is taken away."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.consequences.wording import headline, period_words
from safety_portal.core.exports import Column
from safety_portal.core.templatetags.portal import unit_text

CONSEQUENCE_COLUMNS = (
    Column(_("Number"), attrgetter("number"), 22),
    Column(_("What follows"), headline, 16),
    Column(_("Step of the ladder"), attrgetter("step.name"), 18),
    Column(_("Unit"), lambda row: unit_text(row.unit), 20),
    Column(pgettext_lazy("consequence", "Period"), period_words, 16),
    Column(_("State"), lambda row: row.get_state_display(), 16),
    Column(_("Proposed"), attrgetter("proposed_at"), 18),
    Column(pgettext_lazy("consequence", "Decided"), attrgetter("decided_at"), 18),
    Column(_("To be carried out by"), attrgetter("due_at"), 18),
    Column(_("Carried out on"), attrgetter("held_on"), 14),
    Column(_("Closed"), attrgetter("closed_at"), 18),
)
