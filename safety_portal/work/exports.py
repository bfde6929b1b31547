"""The columns of things owed when the list is taken away."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from safety_portal.core.exports import Column
from safety_portal.core.templatetags.portal import unit_text

TRACKED_COLUMNS = (
    Column(_("Number"), attrgetter("number"), 22),
    Column(_("Matter"), attrgetter("title"), 40),
    Column(_("Kind"), lambda item: item.get_kind_display(), 14),
    Column(_("Owed by"), lambda item: unit_text(item.owed_by), 20),
    Column(_("State"), lambda item: item.get_state_display(), 16),
    Column(_("Issued"), attrgetter("issued_at"), 18),
    Column(_("Due"), attrgetter("due_at"), 18),
)
