"""The list of disputes, on the page and taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes import policies
from disputes.exports import DISPUTE_COLUMNS
from disputes.filters import DisputeFilter
from disputes.models import Dispute
from disputes.presentation import rows_of
from disputes.selectors import lists
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.exports import Column, ExportedListMixin
from safety_portal.core.months import Month
from safety_portal.core.views import Tab


class DisputeListView(ExportedListMixin):
    """The register."""

    export_title = _("Disputes")
    queryset = Dispute.objects.with_names()
    filterset_class = DisputeFilter
    template_name = "disputes/list.html"
    orders = {
        "due_at": "due_at",
        "registered_at": "registered_at",
        "number": "number",
        "risk": "risk__height",
    }

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def tabs(self) -> Sequence[Tab]:  # type: ignore[override]
        return (
            Tab("open", pgettext_lazy("disputes tab", "Open"), lists.OPEN),
            Tab("overdue", pgettext_lazy("disputes tab", "Overdue"), lists.overdue(self.now)),
            Tab("visit", pgettext_lazy("disputes tab", "To visit"), lists.TO_VISIT),
            Tab("closed", pgettext_lazy("disputes tab", "Closed"), lists.CLOSED),
            Tab("all", pgettext_lazy("disputes tab", "All"), lists.EVERY),
        )

    @property
    def default_order(self) -> str:  # type: ignore[override]
        return "-registered_at" if self._tab().name in {"closed", "all"} else "due_at"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        user = cast("SignedInRequest", self.request).user
        return context | {
            "rows": rows_of(context["page_obj"].object_list, self.now),
            "wide": "q",
            "order": self.default_order,
            "can_register": policies.can_register(user),
            "month": Month.of(self.now).first_day,
            "registered": lists.registered_in(user, Month.of(self.now)),
        }

    def export_columns(self) -> Sequence[Column]:
        return DISPUTE_COLUMNS
