"""The list of a month's objections when it is taken away."""

from __future__ import annotations

from operator import attrgetter

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.models import AssessmentMonth, Objection
from safety_portal.core.exports import CHUNK, Column, Table, Value
from safety_portal.core.formats import month_label
from safety_portal.core.ports import Words
from safety_portal.core.templatetags.portal import unit_text


def objections_table(month: AssessmentMonth, rows: QuerySet[Objection], tab: Words) -> Table:
    """The rows of the page's tab."""
    title = _("%(month)s: objections") % {"month": month_label(month.first_day)}
    notes = [(_("Township"), unit_text(month.township)), (_("Tab"), tab)]
    return Table(title, _COLUMNS, rows.iterator(chunk_size=CHUNK), rows.count(), notes)


def _decided_or_due(objection: Objection) -> Value:
    return objection.month.publish_by if objection.is_open else objection.decided_at


_COLUMNS = (
    Column(gettext_lazy("Number"), attrgetter("number"), 24),
    Column(gettext_lazy("Item"), attrgetter("item_name"), 28),
    Column(gettext_lazy("Community"), lambda objection: unit_text(objection.unit), 18),
    Column(gettext_lazy("State"), lambda objection: objection.get_state_display(), 12),
    Column(gettext_lazy("Points then"), attrgetter("line.points"), 12, "0.00"),
    Column(pgettext_lazy("objection", "Filed"), attrgetter("filed_at"), 18),
    Column(gettext_lazy("Decided or due"), _decided_or_due, 18),
)
