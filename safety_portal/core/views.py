"""Three mixins that every register's pages share; anything odder is an ordinary Django view in its own app."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Model, Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import View
from django.views.generic.edit import FormMixin
from django_filters.views import FilterView

from safety_portal.core.errors import Refused
from safety_portal.core.forms import add_refusal, shown_value
from safety_portal.core.ports import Words

if TYPE_CHECKING:
    _FormMixin = FormMixin[BaseForm]
else:
    _FormMixin = FormMixin  # generic for the type checker only


class VisibleObjectMixin(View):
    """Before a generic view: only what ``objects.visible_to(user)`` gives; anything else is a 404, or not listed."""

    def get_queryset(self) -> Any:
        return super().get_queryset().visible_to(self.request.user)  # type: ignore[misc]


class ServiceFormMixin(_FormMixin):
    """Before ``FormView`` and its kin: a valid form calls one service; a refusal comes back as errors of the form.

    A view gives ``perform(form)``, which calls the service and returns what it made or changed; the answer is a
    redirect to ``success_url``, or else to that object's own page, with ``success_message`` (``%(object)s`` in it).
    """

    request: HttpRequest
    success_message: Words = ""
    changed: Any = None

    def perform(self, form: Any) -> Model | None:
        """Call one service with ``form.cleaned_data`` and ``by=self.request.user``."""
        raise NotImplementedError

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            self.changed = self.perform(form)
        except Refused as refusal:
            add_refusal(form, refusal)
            return self.form_invalid(form)
        if self.success_message:
            messages.success(self.request, str(self.success_message) % {"object": self.changed})
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return str(self.success_url or self.changed.get_absolute_url())


@dataclass(frozen=True)
class Tab:
    """A part of a list: ``?tab=name`` shows the rows that match ``rows``."""

    name: str
    label: Words
    rows: Q


@dataclass(frozen=True)
class Link:
    """A link above a list: a tab with the number of its rows, or a condition that is on (``url``: without it)."""

    label: Words
    url: str
    count: int | None = None
    is_current: bool = False


class FilteredListMixin(VisibleObjectMixin, FilterView):
    """A list in tabs, filtered by a ``FilterSet``, sorted by ``?order=``, 50 rows a page.

    ``tabs`` holds the default first. ``orders`` says which names ``{% sort_header %}`` may use, and the fields they
    stand for. ``object_list`` is the whole list as the page shows it, so that an export can take the same.
    """

    paginate_by: ClassVar[int] = 50  # type: ignore[misc]
    tabs: Sequence[Tab] = ()
    orders: Mapping[str, str] = {}
    default_order = ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        found: QuerySet[Model] = context.pop("object_list")
        self.object_list = self._ordered(found.filter(self._tab().rows) if self.tabs else found)
        return super().get_context_data(
            object_list=self.object_list,
            tabs=self._tab_links(found),
            picked=self._picked(),
            clear_url=self._address(drop=self._conditions()),
            **context,
        )

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """A page beyond the end (rows went away meanwhile) is the last page, not a 404."""
        paginator = Paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def _tab(self) -> Tab:
        name = self.request.GET.get("tab")
        return next((tab for tab in self.tabs if tab.name == name), self.tabs[0])

    def _tab_links(self, found: QuerySet[Model]) -> list[Link]:
        if not self.tabs:
            return []
        sizes = {tab.name: Count("pk", filter=tab.rows, distinct=True) for tab in self.tabs}
        counts = found.order_by().aggregate(**sizes)
        return [
            Link(tab.label, self._address(tab=tab.name), counts[tab.name], is_current=tab == self._tab())
            for tab in self.tabs
        ]

    def _ordered(self, rows: QuerySet[Model]) -> QuerySet[Model]:
        order = self.request.GET.get("order", "")
        order = order if order.lstrip("-") in self.orders else self.default_order
        if not order:
            return rows
        field = F(self.orders[order.lstrip("-")])
        last = field.desc(nulls_last=True) if order.startswith("-") else field.asc(nulls_last=True)
        return rows.order_by(last, "pk")

    def _conditions(self) -> list[str]:
        return [name for name in self.filterset.form.fields if self.request.GET.get(name)]

    def _picked(self) -> list[Link]:
        return [Link(shown_value(self.filterset.form[name]), self._address(drop=[name])) for name in self._conditions()]

    def _address(self, drop: Sequence[str] = (), **changes: str) -> str:
        query = self.request.GET.copy()
        for name in ("page", *drop):
            query.pop(name, None)
        for name, value in changes.items():
            query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path
