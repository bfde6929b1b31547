"""The administrator's list of stuck mail when it is taken away; no notice's words."""

from __future__ import annotations

from operator import attrgetter

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safety_portal.core.exports import CHUNK, Column, Table
from safety_portal.notices.models import Delivery


def outbox_table(stuck: QuerySet[Delivery]) -> Table:
    """The rows of the page."""
    return Table(_("Outbox"), _COLUMNS, stuck.iterator(chunk_size=CHUNK), stuck.count())


_COLUMNS = (
    Column(_("User name"), attrgetter("notice.recipient.username"), 18),
    Column(_("Post"), attrgetter("notice.recipient.post"), 20),
    Column(_("State"), lambda one: one.get_state_display(), 12),
    Column(_("Told on"), attrgetter("notice.created_at"), 18),
    Column(_("Attempts"), attrgetter("attempts"), 10),
    Column(_("Fault"), attrgetter("error"), 40),
)
