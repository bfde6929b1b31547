"""Pages of the working calendar: a year at a glance, and the administrator's corrections."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from safety_portal.core.ports import Words
from safety_portal.core.views import ServiceFormMixin
from safety_portal.organization import services
from safety_portal.organization.calendar import working_calendar
from safety_portal.organization.forms import CalendarDayForm, ConfirmYearForm
from safety_portal.organization.models import CalendarDay, CalendarYear
from safety_portal.organization.policies import edits_calendar
from safety_portal.organization.selectors import special_days, year_sheet
from safety_portal.organization.views import actor

_YEARS = range(2020, 2101)
WEEKDAYS = [
    pgettext_lazy("weekday", "Mo"),
    pgettext_lazy("weekday", "Tu"),
    pgettext_lazy("weekday", "We"),
    pgettext_lazy("weekday", "Th"),
    pgettext_lazy("weekday", "Fr"),
    pgettext_lazy("weekday", "Sa"),
    pgettext_lazy("weekday", "Su"),
]


class CalendarView(TemplateView):
    """A year with its holidays and make-up working days, and how far the calendar is confirmed."""

    template_name = "organization/calendar.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        year, calendar = self._year(), working_calendar()
        words = {"off": _("holiday"), "worked": _("worked"), "weekend": _("weekend")}
        months = year_sheet(year, calendar, words)
        return super().get_context_data(
            year=year,
            years=[one for one in (year - 1, year + 1) if one in _YEARS],
            months=months,
            weekdays=WEEKDAYS,
            working_days=sum(month.working_days for month in months),
            days=special_days(year),
            confirmed=CalendarYear.objects.filter(year=year).first(),
            confirmed_until=calendar.confirmed_until if calendar.confirmed_until > date.min else None,
            can_edit=edits_calendar(actor(self.request)),
            **context,
        )

    def _year(self) -> int:
        text = self.request.GET.get("year", "")
        year = int(text) if text.isdigit() else timezone.localdate().year
        if year not in _YEARS:
            raise Http404
        return year


class CalendarFormView(ServiceFormMixin, FormView[Any]):
    """A correction of the calendar, for administrators."""

    template_name = "organization/calendar_form.html"
    title: Words = ""
    success_message = gettext_lazy("Saved. Open deadlines are counted again.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not edits_calendar(actor(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        address = reverse("organization:calendar")
        return super().get_context_data(title=self.title, submit_label=_("Save"), cancel_url=address, **context)


class CalendarDayView(CalendarFormView):
    form_class = CalendarDayForm
    title = gettext_lazy("Special day")

    def perform(self, form: CalendarDayForm) -> CalendarDay:
        return services.set_calendar_day(**form.cleaned_data, by=actor(self.request))

    def get_success_url(self) -> str:
        return f"{reverse('organization:calendar')}?year={self.changed.day.year}"


class ConfirmYearView(CalendarFormView):
    form_class = ConfirmYearForm
    title = gettext_lazy("Confirm a year")

    def get_initial(self) -> dict[str, Any]:
        return {"year": self.request.GET.get("year")}

    def perform(self, form: ConfirmYearForm) -> CalendarYear:
        return services.confirm_year(**form.cleaned_data, by=actor(self.request))

    def get_success_url(self) -> str:
        return f"{reverse('organization:calendar')}?year={self.changed.year}"


@require_POST
def calendar_day_clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the plain week."""
    if not edits_calendar(actor(request)):
        raise PermissionDenied
    day = get_object_or_404(CalendarDay, pk=pk)
    year = day.day.year
    services.clear_calendar_day(day=day, by=actor(request))
    messages.success(request, _("Saved. Open deadlines are counted again."))
    return redirect(f"{reverse('organization:calendar')}?year={year}")


@require_POST
def calendar_year_unconfirm(request: HttpRequest, year: int) -> HttpResponse:
    """Take the confirmation of a year back."""
    if not edits_calendar(actor(request)):
        raise PermissionDenied
    services.unconfirm_year(year=get_object_or_404(CalendarYear, year=year), by=actor(request))
    messages.success(request, _("Saved. Open deadlines are counted again."))
    return redirect(f"{reverse('organization:calendar')}?year={year}")
