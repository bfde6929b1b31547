"""The ranking when it is taken away: the table of the page, with the places of six months in columns of their own."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from django.utils.translation import gettext as _

from assessments.models import MonthResult
from assessments.results.policies import Phase
from assessments.results.ranking import Ranking, Row
from safety_portal.core.exports import SHARE, Column, Table, Value
from safety_portal.core.formats import month_label
from safety_portal.core.ports import Words
from safety_portal.core.templatetags.portal import unit_text


def ranking_table(ranking: Ranking, result: MonthResult, phase: Phase) -> Table:
    """The rows of the page, which may be one's own only; what was reckoned how, and where the month stands."""
    month = result.month
    rules = {"code": result.rule_set.code, "version": result.rule_set.version}
    notes: list[tuple[Words, Words]] = [
        (_("Township"), unit_text(month.township)),
        (_("State"), phase.words),
        (_("Draft"), str(result.number)),
        (_("Rules"), _("%(code)s version %(version)s") % rules),
        (_("Fingerprint"), result.fingerprint),
    ]
    title = _("%(month)s community ranking") % {"month": month_label(month.first_day)}
    return Table(title, _columns(ranking), ranking.rows, len(ranking.rows), notes)


def _columns(ranking: Ranking) -> list[Column]:
    places = "0." + "0" * ranking.rules.decimals if ranking.rules.decimals else "0"
    return [
        Column(_("Rank"), attrgetter("score.rank"), 8),
        Column(_("Community"), lambda row: unit_text(row.score.unit), 18),
        Column(_("Total"), attrgetter("score.total"), 10, places),
        Column(_("Base"), attrgetter("score.base"), 10, places),
        Column(_("Bonus"), attrgetter("score.bonus"), 10, places),
        Column(_("Deduction"), attrgetter("score.deduction"), 10, places),
        *(_group_columns() if ranking.has_groups else []),
        Column(_("Against last month"), attrgetter("move"), 12, "+0;-0;0"),
        *(_place_column(index, label) for index, (label, _opening) in enumerate(ranking.history.columns)),
        Column(_("Sense of safety"), _safety("index"), 12, SHARE),
        Column(_("Sample: feel safe"), _safety("positive"), 12),
        Column(_("Sample: valid"), _safety("valid"), 12),
        Column(_("Remarks"), lambda row: "；".join(mark.words for mark in row.marks), 40),
    ]


def _group_columns() -> list[Column]:
    return [
        Column(_("In group"), attrgetter("score.group_rank"), 10),
        Column(_("Group"), attrgetter("score.group"), 12),
    ]


def _place_column(index: int, label: str) -> Column:
    head = _("Place %(month)s") % {"month": label}
    return Column(head, lambda row: row.ranks[index], 10)


def _safety(name: str) -> Callable[[Row], Value]:
    """A value of the row's survey; None without one."""
    return lambda row: getattr(row.safety, name) if row.safety is not None else None
