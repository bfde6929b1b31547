"""The auditor's page."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.views.generic import TemplateView

from safety_portal.audit.filters import EntryFilter
from safety_portal.audit.models import AuditEntry, Reader
from safety_portal.audit.selectors import details_in_words, sheet, type_words


class EntryListView(TemplateView):
    """The trail of the auditor's township or district, the newest first."""

    template_name = "audit/entries.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not any(scope.role == "auditor" for scope in self._reader().scopes):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        visible = AuditEntry.objects.visible_to(self._reader())
        narrowed = EntryFilter(self.request.GET or None, queryset=visible, request=self.request)
        found = visible.none() if narrowed.form.errors else narrowed.qs
        page = sheet(found, before=self._key("before"), after=self._key("after"))
        lines = [(entry, type_words(entry.object_type), details_in_words(entry)) for entry in page.entries]
        return super().get_context_data(
            filter=narrowed, sheet=page, lines=lines, clear_url=self.request.path, wide="q", **context
        )

    def _reader(self) -> Reader:
        """Users live in accounts, which lies above: here they are whoever has scopes."""
        return cast("Reader", self.request.user)

    def _key(self, name: str) -> int | None:
        text = self.request.GET.get(name, "")
        return int(text) if text.isdigit() else None
