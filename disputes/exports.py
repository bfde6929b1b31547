"""The columns of the lists when they are taken away; parties and the course of events never leave in a list."""

from __future__ import annotations

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from disputes.models import Dispute, ScreeningRound
from safety_portal.core.exports import Column, Value
from safety_portal.core.templatetags.portal import unit_text


def _handler(dispute: Dispute) -> str:
    return dispute.handler.name if dispute.handler else dispute.handler_label


def _found(round_: ScreeningRound) -> Value:
    return _("Nil report") if round_.is_nil_report else round_.found


DISPUTE_COLUMNS = (
    Column(_("Number"), attrgetter("number"), 22),
    Column(_("Matter"), attrgetter("title"), 40),
    Column(_("Community"), lambda dispute: unit_text(dispute.community), 16),
    Column(_("Category"), attrgetter("category.top.name"), 22),
    Column(_("Risk"), attrgetter("risk.name"), 12),
    Column(_("State"), lambda dispute: dispute.get_state_display(), 14),
    Column(_("Responsible unit"), lambda dispute: unit_text(dispute.responsible_unit), 20),
    Column(_("Handler"), _handler, 16),
    Column(_("Deadline"), attrgetter("due_at"), 18),
    Column(_("Origin"), lambda dispute: dispute.get_origin_display(), 14),
)

ROUND_COLUMNS = (
    Column(_("Date"), attrgetter("held_on"), 12),
    Column(_("Community"), lambda round_: unit_text(round_.community), 18),
    Column(_("Kind"), lambda round_: round_.get_kind_display(), 14),
    Column(_("Disputes found"), _found, 12),
    Column(_("Note"), attrgetter("note"), 40),
    Column(_("Reported by"), attrgetter("reported_by.name"), 16),
    Column(_("Reported"), attrgetter("reported_at"), 18),
)
