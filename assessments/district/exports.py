"""The comparison when it is taken away: the rows of the page in its order; every rate with both its numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, cast

from django.utils.translation import gettext as _

from assessments.district.comparison import Comparison, Row
from assessments.district.places import Step
from assessments.district.wording import DIFFERENCES, state_of
from assessments.models.filings import SurveyHalf
from safety_portal.core.exports import SHARE, Column, Table, Value
from safety_portal.core.formats import month_label
from safety_portal.core.ports import Words
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.organization.models import Unit


def comparison_table(comparison: Comparison, rows: Sequence[Row]) -> Table:
    """Of an unpublished month nothing but its state."""
    notes: list[tuple[Words, Words]] = [
        (_("District"), unit_text(comparison.district)),
        (_("Month"), month_label(comparison.month)),
        (_("Published"), f"{comparison.published} / {len(comparison.rows)}"),
        (_("Totals"), _("Comparable only between townships with the same rule set.")),
        (_("Sample"), _("All answers of a township together, not weighted by population.")),
    ]
    title = _("%(month)s townships compared") % {"month": month_label(comparison.month)}
    return Table(title, _columns(comparison), rows, len(rows), notes)


def places_table(township: Unit, steps: Sequence[Step]) -> Table:
    """The announced places of a township; nothing that the portal computed itself."""
    columns = [
        Column(_("Month"), lambda step: month_label(step.place.month), 12),
        Column(_("Ranking"), lambda step: step.place.get_kind_display(), 20),
        Column(_("Rank"), attrgetter("place.place"), 8),
        Column(_("Number ranked"), attrgetter("place.of"), 8),
        Column(_("Against the one before"), attrgetter("gained"), 10, "+0;-0;0"),
        Column(_("Index or points"), attrgetter("place.value"), 12),
        Column(_("Interval from"), lambda step: 100 * step.estimate.low if step.estimate else None, 10, "0.0"),
        Column(_("Interval to"), lambda step: 100 * step.estimate.high if step.estimate else None, 10, "0.0"),
        Column(_("Valid answers"), attrgetter("place.sample"), 10),
        Column(_("Difference"), lambda step: DIFFERENCES[step.difference] if step.difference else None, 20),
        Column(_("Announced in"), attrgetter("place.source"), 30),
    ]
    title = _("%(township)s: places in the district") % {"township": unit_text(township)}
    return Table(title, columns, steps, len(steps))


def _columns(comparison: Comparison) -> list[Column]:
    return [
        Column(_("Township"), lambda row: unit_text(row.township), 16),
        Column(_("State"), lambda row: state_of(row.month, row.publication, is_late=row.is_late).words, 24),
        Column(_("Reports asked for"), _of("turnout.asked"), 10),
        Column(_("Reports come"), _of("turnout.filed"), 10),
        Column(_("Reports in time"), _of("turnout.on_time"), 10),
        Column(_("Completeness"), _of("turnout.filed_share"), 10, SHARE),
        Column(_("In time"), _of("turnout.on_time_share"), 10, SHARE),
        *_survey_columns(SurveyHalf.SAFETY),
        *_survey_columns(SurveyHalf.SATISFACTION),
        Column(_("Median total"), _of("totals.median"), 10, "0.00"),
        Column(_("Mean total"), _of("totals.mean"), 10, "0.00"),
        Column(_("Rules"), _of("totals.rules.name"), 18),
        Column(_("Disputes due"), _of("disputes.due"), 10),
        Column(_("Concluded in time"), _of("disputes.on_time"), 10),
        Column(_("Disputes in time"), _of("disputes.share"), 10, SHARE),
        *(_register_column(at, label) for at, label in enumerate(comparison.registers)),
        Column(_("Months published in time"), attrgetter("record.in_time"), 12),
        Column(_("Months due"), attrgetter("record.due"), 10),
        Column(_("Corrections"), attrgetter("record.corrections"), 10),
    ]


def _survey_columns(half: SurveyHalf) -> list[Column]:
    def column(head: Words, name: str, number_format: str = "") -> Column:
        return Column(_("%(half)s: %(what)s") % {"half": half.label, "what": head}, _of(name), 12, number_format)

    return [
        column(_("index"), f"{half}.estimate.figure", SHARE),
        column(_("interval from"), f"{half}.estimate.low", SHARE),
        column(_("interval to"), f"{half}.estimate.high", SHARE),
        column(_("valid answers"), f"{half}.estimate.sample"),
        column(_("rank"), f"{half}.place"),
        column(_("place range"), f"{half}.range"),
    ]


def _register_column(at: int, label: Words) -> Column:
    head = _("Overdue: %(register)s") % {"register": label}
    return Column(head, lambda row: row.overdue[at].overdue, 12)


def _of(path: str) -> Callable[[Row], Value]:
    """A value of the row by its dotted path; None as soon as one of the path's parts is None."""
    names = path.split(".")

    def value(row: Row) -> Value:
        found: Any = row
        for name in names:
            found = None if found is None else getattr(found, name)
        return cast("Value", found)

    return value
