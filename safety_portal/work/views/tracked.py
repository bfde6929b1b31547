"""Pages of things owed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import DetailView, FormView

from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import history_of
from safety_portal.core import ports
from safety_portal.core.clocks import Clock
from safety_portal.core.exports import Column, ExportedListMixin
from safety_portal.core.views import ServiceFormMixin, Tab, VisibleObjectMixin
from safety_portal.work import policies, tracked
from safety_portal.work.attachments import files_of
from safety_portal.work.exports import TRACKED_COLUMNS
from safety_portal.work.filters import TrackedItemFilter
from safety_portal.work.forms import IssueForm, MoveForm
from safety_portal.work.models import TO_ANSWER, TrackedItem
from safety_portal.work.states import TRACKED_MOVES, TrackedState
from safety_portal.work.views.words import ACTIONS, STEPS, step_of


class TrackedItemList(ExportedListMixin):
    """What is owed, in tabs by whose turn it is."""

    export_title = _("Things owed")
    model = TrackedItem
    filterset_class = TrackedItemFilter
    template_name = "work/tracked_list.html"
    tabs = (
        Tab("owed", _("Owed"), Q(state__in=TO_ANSWER)),
        Tab("replied", _("To check"), Q(state=TrackedState.REPLIED)),
        Tab("over", _("Overdue"), Q(closed_at=None, due_at__lt=Now())),
        Tab("closed", pgettext_lazy("things owed", "Closed"), Q(closed_at__isnull=False)),
    )
    orders = {"due_at": "due_at", "issued_at": "issued_at"}
    default_order = "due_at"

    def get_queryset(self) -> QuerySet[TrackedItem]:
        rows: QuerySet[TrackedItem] = super().get_queryset()
        return rows.select_related("owed_by")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        now = timezone.now()
        for item in context["page_obj"]:
            item.clock = Clock(item.issued_at, item.due_at, now) if item.is_open else None
        may_issue = self.request.user.has_role(Role.OFFICE, Role.LEADER)  # type: ignore[union-attr]
        return context | {"may_issue": may_issue, "wide": "q"}

    def export_columns(self) -> Sequence[Column]:
        return TRACKED_COLUMNS


class TrackedItemPage(VisibleObjectMixin, DetailView[TrackedItem]):
    """One thing owed, its life so far, and what may be done now."""

    model = TrackedItem
    template_name = "work/tracked_detail.html"
    context_object_name = "item"

    def get_queryset(self) -> QuerySet[TrackedItem]:
        rows: QuerySet[TrackedItem] = super().get_queryset()
        return rows.select_related("owed_by", "township", "issued_by", "replied_by", "checked_by")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        item: TrackedItem = self.object
        user: User = self.request.user  # type: ignore[assignment]
        return super().get_context_data(
            clock=Clock(item.issued_at, item.due_at, timezone.now()) if item.is_open else None,
            moves=[(action, ACTIONS[action].button) for action in policies.open_moves(user, item)],
            steps=[step_of(entry) for entry in history_of(item) if entry.action in STEPS],
            files=files_of(item, user),
            papers=[found for one in ports.papers if (found := one.papers_of(item, user))],
            **context,
        )


class IssueItem(ServiceFormMixin, FormView[IssueForm]):
    """The form by which the office or the leader puts on record what a unit owes."""

    template_name = "work/tracked_form.html"
    form_class = IssueForm
    success_message = _("Issued: %(object)s")

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if not request.user.has_role(Role.OFFICE, Role.LEADER):  # type: ignore[union-attr]
            raise PermissionDenied
        return super().dispatch(request, *args, **options)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def perform(self, form: IssueForm) -> TrackedItem:
        values = form.cleaned_data | {"kind": TrackedItem.Kind(form.cleaned_data["kind"])}
        return tracked.issue_item(**values, by=self.request.user)  # type: ignore[arg-type]


class MoveItem(ServiceFormMixin, FormView[MoveForm]):
    """The form of one action on one thing owed."""

    template_name = "work/tracked_move.html"
    form_class = MoveForm
    success_message = pgettext_lazy("toast", "Saved: %(object)s")

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        user: User = request.user  # type: ignore[assignment]
        self.action: str = options["action"]
        item = TrackedItem.objects.visible_to(user).select_related("owed_by").filter(pk=options["pk"]).first()
        if item is None or self.action not in TRACKED_MOVES:
            raise Http404
        if not policies.may_move(user, item, self.action):
            raise PermissionDenied
        self.item = item
        return super().dispatch(request, *args, **options)

    def get_form_kwargs(self) -> dict[str, Any]:
        words = ACTIONS[self.action]
        return super().get_form_kwargs() | {"label": str(words.label), "is_required": words.is_required}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        words = ACTIONS[self.action]
        return super().get_context_data(
            item=self.item,
            heading=words.heading,
            submit_label=words.button,
            cancel_url=self.item.get_absolute_url(),
            **context,
        )

    def perform(self, form: MoveForm) -> TrackedItem:
        return ACTIONS[self.action].service(self.item, form.cleaned_data["text"], self.request.user)  # type: ignore[arg-type]
