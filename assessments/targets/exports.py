"""A board when it is taken away: the rows of the page, with the sentence behind each."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.targets.boards import Board
from assessments.targets.rows import Row, Section
from safety_portal.core.exports import Column, Table
from safety_portal.core.formats import month_label
from safety_portal.core.ports import Words
from safety_portal.core.templatetags.portal import unit_text


def board_table(board: Board, sections: Sequence[Section]) -> Table:
    """All boards of the page one under the other; shares as fractions, counts and places as numbers."""
    rows = [row for section in sections for row in section.rows]
    notes: list[tuple[Words, Words]] = [
        (_("Township"), unit_text(board.township)),
        (_("Month"), month_label(board.month)),
        *((pgettext("targets", "Plan"), plan.name) for plan in board.plans),
    ]
    return Table(
        _("%(month)s targets by plan") % {"month": month_label(board.month)}, _columns(), rows, len(rows), notes
    )


def _columns() -> list[Column]:
    return [
        Column(_("Board"), lambda row: row.target.get_board_display(), 14),
        Column(pgettext("targets", "Line"), attrgetter("target.line"), 8),
        Column(pgettext("targets", "Target"), attrgetter("target.name"), 26),
        Column(_("Wanted"), attrgetter("wanted"), 16),
        Column(pgettext("targets", "Value"), attrgetter("standing.value"), 12, "0.####"),
        Column(_("Numerator"), attrgetter("standing.numerator"), 12),
        Column(_("Denominator"), attrgetter("standing.denominator"), 12),
        Column(_("Same months of last year"), attrgetter("standing.before"), 14),
        Column(_("This month"), attrgetter("standing.this_month"), 12),
        Column(_("This year"), attrgetter("standing.so_far"), 12),
        Column(_("Last happened"), _last_month, 12),
        Column(_("State"), _state, 14),
        Column(_("Explanation"), attrgetter("standing.words"), 50),
        Column(_("Filed by"), lambda row: _(", ").join(row.standing.filed_by), 24),
        Column(_("Plan and clause"), lambda row: f"{row.target.plan.name} {row.target.clause}", 50),
        Column(_("Text of the plan"), attrgetter("target.text"), 60),
    ]


def _last_month(row: Row) -> str | None:
    return str(row.standing.last_month) if row.standing.last_month else None


def _state(row: Row) -> str:
    return row.chip[1]
