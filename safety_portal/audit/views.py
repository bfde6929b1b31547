"""The auditor's page."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from safety_portal.audit.exports import MOST, count_of, trail_table
from safety_portal.audit.filters import EntryFilter
from safety_portal.audit.models import AuditEntry, Reader
from safety_portal.audit.selectors import details_in_words, sheet, type_words
from safety_portal.core.exports import as_file, ending_asked
from safety_portal.core.forms import shown_value


class EntryListView(TemplateView):
    """The trail of the auditor's township or district, the newest first."""

    template_name = "audit/entries.html"
    found: QuerySet[AuditEntry]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not any(scope.role == "auditor" for scope in self._reader().scopes):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        context = self.get_context_data(**kwargs)
        if not ending_asked(request) or not context["export_count"]:
            return self.render_to_response(context)
        form = context["filter"].form
        notes = [(_("Condition"), shown_value(form[name])) for name in form.fields if request.GET.get(name)]
        return as_file(request, trail_table(self.found, context["export_count"], notes))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        visible = AuditEntry.objects.visible_to(self._reader())
        narrowed = EntryFilter(self.request.GET or None, queryset=visible, request=self.request)
        self.found = visible.none() if narrowed.form.errors else narrowed.qs
        count = count_of(self.found)
        page = sheet(self.found, before=self._key("before"), after=self._key("after"))
        lines = [(entry, type_words(entry.object_type), details_in_words(entry)) for entry in page.entries]
        return super().get_context_data(
            filter=narrowed,
            sheet=page,
            lines=lines,
            clear_url=self.request.path,
            wide="q",
            export_count=count if count <= MOST else 0,
            most=MOST if count > MOST else None,
            **context,
        )

    def _reader(self) -> Reader:
        """Users live in accounts, which lies above: here they are whoever has scopes."""
        return cast("Reader", self.request.user)

    def _key(self, name: str) -> int | None:
        text = self.request.GET.get(name, "")
        return int(text) if text.isdigit() else None
