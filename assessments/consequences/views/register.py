"""The list of consequences and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import DetailView

from assessments.consequences import policies, wording
from assessments.consequences.evidence import Frozen
from assessments.consequences.exports import CONSEQUENCE_COLUMNS
from assessments.consequences.filters import ConsequenceFilter
from assessments.consequences.selectors import exit_of
from assessments.consequences.states import TO_DECIDE, ConsequenceState
from assessments.consequences.views.words import buttons_of
from assessments.models import AssessmentMonth, Consequence
from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import history_of
from safety_portal.core import ports
from safety_portal.core.clocks import Clock
from safety_portal.core.exports import Column, ExportedListMixin
from safety_portal.core.views import Tab, VisibleObjectMixin
from safety_portal.work.attachments import files_of

READERS = (Role.LEADER, Role.OFFICE, Role.SECRETARY, Role.UNIT)
_ENDED = Q(state__in=[ConsequenceState.DECLINED, ConsequenceState.WITHDRAWN, ConsequenceState.REVOKED])


class ConsequenceList(ExportedListMixin):
    """What is proposed, in force, closed or not followed."""

    export_title = _("Consequences")
    model = Consequence
    filterset_class = ConsequenceFilter
    template_name = "assessments/consequences/list.html"
    tabs = (
        Tab("decide", pgettext_lazy("consequence", "To decide"), Q(state__in=sorted(TO_DECIDE))),
        Tab(
            "force",
            pgettext_lazy("consequence", "In force"),
            Q(state__in=[ConsequenceState.CONFIRMED, ConsequenceState.CARRIED_OUT]),
        ),
        Tab("closed", pgettext_lazy("consequence", "Closed"), Q(state=ConsequenceState.CLOSED)),
        Tab("ended", pgettext_lazy("consequence", "Not followed"), _ENDED),
        Tab("all", _("All"), Q()),
    )
    orders = {"proposed_at": "proposed_at", "due_at": "due_at"}
    default_order = "-proposed_at"

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if not request.user.has_role(*READERS):  # type: ignore[union-attr]
            raise Http404
        return super().dispatch(request, *args, **options)

    def _tab(self) -> Tab:
        """Of a month, and for whom nothing is proposed: all, unless another is asked for."""
        user: User = self.request.user  # type: ignore[assignment]
        decides = user.has_role(Role.LEADER, Role.OFFICE) and not self.request.GET.get("month")
        fallback = self.tabs[0] if decides else self.tabs[-1]
        return next((tab for tab in self.tabs if tab.name == self.request.GET.get("tab")), fallback)

    def get_queryset(self) -> QuerySet[Consequence]:
        rows: QuerySet[Consequence] = super().get_queryset()
        return rows.select_related("unit", "step", "month")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        now, user = timezone.now(), self.request.user
        for row in context["page_obj"]:
            row.clock = clock_of(row, now)
            row.headline, row.period = wording.headline(row), wording.period_words(row)
            row.chip = wording.CHIPS[row.state]
            row.frozen = Frozen(row.evidence) if row.evidence else None
        return context | {
            "sees_ladder": user.has_role(Role.LEADER, Role.OFFICE),  # type: ignore[union-attr]
            "may_propose": user.has_role(Role.OFFICE),  # type: ignore[union-attr]
            "wide": "q",
        }

    def export_columns(self) -> Sequence[Column]:
        return CONSEQUENCE_COLUMNS


def clock_of(row: Consequence, now: Any) -> Clock | None:
    """To be carried out, or to be closed; nothing else runs against a clock."""
    if row.due_at is None or row.state not in {ConsequenceState.CONFIRMED, ConsequenceState.CARRIED_OUT}:
        return None
    return Clock(row.decided_at or row.proposed_at, row.due_at, now)


class ConsequencePage(VisibleObjectMixin, DetailView[Consequence]):
    """One consequence: what it rests on, what was decided, done and found."""

    model = Consequence
    template_name = "assessments/consequences/detail.html"
    context_object_name = "row"

    def get_queryset(self) -> QuerySet[Consequence]:
        rows: QuerySet[Consequence] = super().get_queryset()
        return rows.select_related(
            "unit",
            "township",
            "step",
            "month__township",
            "publication",
            "exit_month",
            "proposed_by",
            "decided_by",
            "carried_out_by",
            "closed_by",
            "ended_by",
            "ground_publication__month__township",
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        row: Consequence = self.object
        user: User = self.request.user  # type: ignore[assignment]
        inside = policies.sees_inside(user, row)
        history = history_of(row)
        return super().get_context_data(
            headline=wording.headline(row),
            period=wording.period_words(row),
            chip_kind=wording.CHIPS[row.state],
            inside=inside,
            exit=exit_of(row),
            clock=clock_of(row, timezone.now()),
            buttons=buttons_of(user, row),
            history=history if inside else [],
            steps=[wording.step_of(entry) for entry in history if entry.action in wording.STEPS],
            files=files_of(row, user),
            papers=[found for one in ports.papers if (found := one.papers_of(row, user))],
            **_evidence(row, inside=inside),
            **context,
        )


def _evidence(row: Consequence, *, inside: bool) -> dict[str, Any]:
    """The frozen ranking: all of it for the township, the own row for the unit itself."""
    if not row.evidence:
        return {}
    frozen = Frozen(row.evidence)
    rows = [one for one in frozen.rows if inside or one.is_named]
    days = [month.first_day for month in wording.months_behind(frozen)]
    months = AssessmentMonth.objects.filter(township=row.township_id, first_day__in=days).select_related("township")
    lows = [one.figure[1] for one in rows if one.figure and frozen.is_survey]
    return {
        "frozen": frozen,
        "ranking_rows": rows,
        "said": wording.said(frozen),
        "ranking_words": wording.ranking_words(frozen),
        "months": list(months.order_by(F("first_day").desc())),
        "left_out_words": wording.LEFT_OUT,
        "axis_from": min(int(min(lows, default=0.6) * 10) / 10, 0.6),
    }
