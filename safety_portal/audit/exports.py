"""The trail when it is taken away: the columns of the auditor's page, and nothing that the page does not show."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safety_portal.audit.models import AuditEntry
from safety_portal.audit.selectors import details_in_words, type_words
from safety_portal.core.exports import CHUNK, Column, Table
from safety_portal.core.ports import Words

MOST = 100_000  # lines; whoever needs more takes them day by day


def trail_table(rows: QuerySet[AuditEntry], count: int, notes: Sequence[tuple[Words, Words]]) -> Table:
    """The newest first, as on the page."""
    return Table(_("Audit trail"), _COLUMNS, rows.order_by("-id").iterator(chunk_size=CHUNK), count, notes)


def count_of(rows: QuerySet[AuditEntry]) -> int:
    """How many lines there are, counted no further than just beyond ``MOST``: the trail has millions."""
    return rows.order_by()[: MOST + 1].count()


def _details(entry: AuditEntry) -> str:
    return "；".join(f"{name}：{value}" for name, value in details_in_words(entry))


_COLUMNS = (
    Column(_("Time"), attrgetter("at"), 18),
    Column(_("Who"), attrgetter("actor_label"), 20),
    Column(_("Action"), attrgetter("words"), 24),
    Column(_("Object"), attrgetter("object_label"), 36),
    Column(_("Object type"), lambda entry: type_words(entry.object_type), 16),
    Column(_("Number"), lambda entry: "" if entry.object_id == "None" else entry.object_id, 12),
    Column(_("Reason"), attrgetter("reason"), 36),
    Column(_("Details"), _details, 48),
)
