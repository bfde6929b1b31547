"""This register's side of the ports, offered in ``AppConfig.ready()``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Model
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from disputes.models import Dispute, Origin, ReturnVisit, ScreeningRound, StageDeadline
from disputes.selectors import figures, lists, news
from disputes.selectors.news import Happened
from safety_portal.accounts.models import Role, User
from safety_portal.core import ports
from safety_portal.core.clocks import in_words
from safety_portal.core.formats import number, short_date
from safety_portal.core.months import Month
from safety_portal.core.ports import DueEntry, FactValue, Hit, MetricDefinition, RecordPage, RecordRef

KIND = gettext_lazy("Dispute")


class Facts:
    """Facts port."""

    metrics: Sequence[MetricDefinition] = (*(figure.metric for figure in figures.FIGURES), figures.REQUIRED)

    def monthly_facts(self, month: Month, unit_ids: Sequence[int]) -> Mapping[str, Mapping[int, FactValue]]:
        return figures.monthly_facts(month, unit_ids)

    def records(self, metric: str, month: Month, unit_id: int, user: User, limit: int = 20) -> RecordPage:
        """Counted or not, each record that the figure looked at; those that did not count come first."""
        figure = figures.BY_CODE.get(metric)
        if figure is None:
            return RecordPage(0, (), None)
        rows = figure.rows(month, unit_id)
        if not figure.dispute:
            return _round_page(list(rows.select_related("community")[:limit]), rows.count(), month, unit_id, user)
        shown = list(rows.select_related("dispute")[:limit] if rows.model is not Dispute else rows[:limit])
        pks = [figures.dispute_of(row).pk for row in shown]
        visible = set(Dispute.objects.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True))
        records = [_record(row, figures.dispute_of(row), month, visible) for row in shown]
        query = urlencode({"tab": "all", "figure": metric, "month": str(month), "community": str(unit_id)})
        return RecordPage(rows.count(), records, f"{reverse('disputes:list')}?{query}" if visible else None)


class Due:
    """Due port: what waits for this user."""

    def due_for(self, user: User, now: datetime, limit: int) -> tuple[Sequence[DueEntry], int]:
        rows = lists.waiting_for(user)
        shown = rows.select_related("community")[:limit]
        return [_due_entry(dispute) for dispute in shown], rows.count()


class Search:
    """Search port."""

    def search(self, user: User, text: str, limit: int) -> Sequence[Hit]:
        return [
            Hit(KIND, dispute.number, dispute.title, dispute.get_absolute_url())
            for dispute in lists.search(user, text, limit)
        ]


class News:
    """News port: registered, handed to the user's unit, escalated, concluded; one query."""

    def news_for(self, user: User, since: datetime) -> Sequence[ports.News]:
        if not user.has_role(*_HANDLING):
            return []
        sorts = {one: news.CONDITIONS[one](user, since) for one in _sorts_for(user)}
        rows = Dispute.objects.visible_to(user).filter(reduce(or_, sorts.values())).order_by()
        counts = rows.aggregate(**{one.value: Count("pk", filter=rule, distinct=True) for one, rule in sorts.items()})
        return [
            ports.News(_news_words(one, counts[one.value]), _news_url(one, since), order=20 + place)
            for place, one in enumerate(sorts)
            if counts[one.value]
        ]


_HANDLING = (Role.LEADER, Role.OFFICE, Role.UNIT, Role.SECRETARY, Role.GRID_WORKER)


def _sorts_for(user: User) -> list[Happened]:
    """A leader has nothing handed over, but hears what reached the township; results are for who oversees them."""
    sorts = [Happened.REGISTERED, Happened.ESCALATED if user.has_role(Role.LEADER) else Happened.HANDED]
    return [*sorts, Happened.CONCLUDED] if user.has_role(Role.LEADER, Role.OFFICE) else sorts


def _news_words(happened: Happened, count: int) -> str:
    words = {
        Happened.REGISTERED: ngettext("%(count)s dispute registered", "%(count)s disputes registered", count),
        Happened.HANDED: ngettext("%(count)s dispute handed to us", "%(count)s disputes handed to us", count),
        Happened.ESCALATED: ngettext("%(count)s dispute escalated", "%(count)s disputes escalated", count),
        Happened.CONCLUDED: ngettext("%(count)s result recorded", "%(count)s results recorded", count),
    }
    return words[happened] % {"count": number(count)}


def _news_url(happened: Happened, since: datetime) -> str:
    query = {"tab": "all", "news": happened.value, "since": timezone.localtime(since).isoformat()}
    return f"{reverse('disputes:list')}?{urlencode(query)}"


def _due_entry(dispute: Dispute) -> DueEntry:
    return DueEntry(
        kind=_("Dispute: %(state)s") % {"state": dispute.get_state_display()},
        title=dispute.title,
        url=dispute.get_absolute_url(),
        due_at=dispute.due_at,
        place=dispute.community.name,
        number=dispute.number,
        started_at=dispute.counted_from,
    )


def _record(row: Model, dispute: Dispute, month: Month, visible: set[int]) -> RecordRef:
    """A dispute the user may not see gives its number and nothing else."""
    is_seen = dispute.pk in visible
    return RecordRef(
        number=dispute.number,
        label=dispute.title if is_seen else "",
        url=dispute.get_absolute_url() if is_seen else None,
        note=_note(row, month) if is_seen else "",
        counted=bool(getattr(row, "is_counted", True)),
    )


def _note(row: Model, month: Month) -> str:
    """Why a row counted or not, and who brought it where nobody registered it here; no content."""
    dispute = figures.dispute_of(row)
    origin = "" if dispute.origin == Origin.PORTAL else str(dispute.get_origin_display())
    return " · ".join(part for part in (_reason(row, month), origin) if part)


def _reason(row: Model, month: Month) -> str:
    """Dates and differences."""
    if isinstance(row, StageDeadline):
        return _deadline_note(row, month)
    if isinstance(row, ReturnVisit):
        return _visit_note(row, month)
    if isinstance(row, Dispute) and row.concluded_at and Month.of(row.concluded_at) == month:
        return str(row.get_outcome_display())
    return ""


def _deadline_note(row: StageDeadline, month: Month) -> str:
    words = {"stage": row.get_stage_display(), "day": short_date(timezone.localdate(row.due_at), month.last_day)}
    if row.met_at is None:
        return _("%(stage)s, due %(day)s, no result yet") % words
    if row.met_at > row.due_at:
        late = in_words(row.met_at - row.due_at, fine=False)
        return _("%(stage)s, due %(day)s, %(late)s late") % {**words, "late": late}
    return _("%(stage)s, due %(day)s, in time") % words


def _visit_note(row: ReturnVisit, month: Month) -> str:
    words = {"day": short_date(row.due_on, month.last_day)}
    if row.visited_on is None:
        return _("due %(day)s, not visited yet") % words
    if row.visited_on > row.due_on:
        late = row.visited_on - row.due_on
        return _("due %(day)s, %(late)s late") % {**words, "late": in_words(late, fine=False)}
    return _("due %(day)s, %(answer)s") % {**words, "answer": row.get_satisfaction_display()}


def _round_page(rows: Sequence[ScreeningRound], total: int, month: Month, unit_id: int, user: User) -> RecordPage:
    visible = set(
        ScreeningRound.objects.visible_to(user).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    url = f"{reverse('disputes:rounds')}?{urlencode({'month': str(month), 'community': str(unit_id)})}"
    records = [
        RecordRef(
            number=short_date(row.held_on, month.last_day),
            label=str(row.get_kind_display()),
            url=url if row.pk in visible else None,
            note=_("nil report") if row.is_nil_report else _("%(count)d found") % {"count": row.found},
        )
        for row in rows
    ]
    return RecordPage(total, records, url if visible else None)
