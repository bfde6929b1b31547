"""Pages of units: list, one unit, and the administrator's dated changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, FormView

from safety_portal.audit.trail import Actor, history_of
from safety_portal.core.exports import Column, ExportedListMixin
from safety_portal.core.ports import Words
from safety_portal.core.views import ServiceFormMixin, Tab, VisibleObjectMixin
from safety_portal.organization import services
from safety_portal.organization.exports import UNIT_COLUMNS
from safety_portal.organization.filters import UnitFilter
from safety_portal.organization.forms import FactsForm, MergeForm, MoveForm, OpenForm, PartForm, RenameForm, SplitForm
from safety_portal.organization.models import PARENT_LEVELS, Level, Member, Unit
from safety_portal.organization.policies import administers
from safety_portal.organization.selectors import periods, successions, with_parts


def actor(request: HttpRequest) -> Actor:
    """The signed-in user, as services want it (users live in accounts, which lies above)."""
    return cast("Actor", request.user)


class UnitListView(ExportedListMixin):
    """Units of one's township or district; the codes' order is the tree's."""

    export_title = _("Units")
    model = Unit
    filterset_class = UnitFilter
    template_name = "organization/units.html"
    tabs = (
        Tab("tree", _("Tree of units"), Q(closed_on=None) & ~Q(level=Level.MEMBER_UNIT)),
        Tab("members", _("Member units"), Q(closed_on=None, level=Level.MEMBER_UNIT)),
        Tab("closed", _("Closed"), Q(closed_on__isnull=False)),
    )
    orders = {"code": "code", "name": "name"}
    default_order = "code"

    def get_queryset(self) -> QuerySet[Unit]:
        return with_parts(super().get_queryset())

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        administered = Unit.objects.administered_by(cast("Member", self.request.user))
        return super().get_context_data(wide="q", can_open=administered.exists(), **context)

    def export_columns(self) -> Sequence[Column]:
        return UNIT_COLUMNS


class UnitDetailView(VisibleObjectMixin, DetailView[Unit]):
    """One unit: what it is, what lies beneath it, what it was."""

    model = Unit
    template_name = "organization/unit.html"

    def get_queryset(self) -> QuerySet[Unit]:
        return super().get_queryset().select_related("parent", "township")  # type: ignore[no-any-return]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        unit = self.object
        return super().get_context_data(
            parts=with_parts(unit.children.filter(closed_on=None)).order_by("level", "code"),
            periods=periods(unit),
            successions=successions(unit),
            history=history_of(unit),
            can_change=unit.closed_on is None and administers(actor(self.request), unit),
            **context,
        )


class UnitFormView(ServiceFormMixin, FormView[Any]):
    """A change of one unit, for its administrator."""

    template_name = "organization/unit_form.html"
    title: Words = ""
    submit_label: Words = _("Save")
    success_message = _("Saved.")

    @cached_property
    def unit(self) -> Unit:
        visible = Unit.objects.visible_to(cast("Member", self.request.user))
        unit = get_object_or_404(visible.select_related("parent", "township"), pk=self.kwargs["pk"])
        if not administers(actor(self.request), unit):
            raise PermissionDenied
        return unit

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate()}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            unit=self.unit,
            title=self.title,
            submit_label=self.submit_label,
            cancel_url=self.unit.get_absolute_url(),
            **context,
        )

    def get_success_url(self) -> str:
        return self.unit.get_absolute_url()

    def siblings(self) -> QuerySet[Unit]:
        """Open units of the same level and township."""
        same = Unit.objects.filter(level=self.unit.level, township_id=self.unit.township_id, closed_on=None)
        return same.exclude(pk=self.unit.pk)


class UnitOpenView(ServiceFormMixin, FormView[OpenForm]):
    """A new unit in the administrator's area."""

    template_name = "organization/unit_form.html"
    form_class = OpenForm
    success_message = _("%(object)s is open.")

    def get_initial(self) -> dict[str, Any]:
        return {"on": timezone.localdate(), "parent": self.request.GET.get("parent"), "level": Level.GRID}

    def get_form_kwargs(self) -> dict[str, Any]:
        units = Unit.objects.administered_by(cast("Member", self.request.user))
        if not units.exists():
            raise PermissionDenied
        return {**super().get_form_kwargs(), "units": units}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        urls = {"cancel_url": reverse("organization:units")}
        return super().get_context_data(title=_("New unit"), submit_label=_("Open"), **urls, **context)

    def perform(self, form: OpenForm) -> Unit:
        data = form.cleaned_data
        return services.open_unit(
            level=Level(data["level"]),
            parent=data["parent"],
            new=form.new_unit(),
            on=data["on"],
            document=data["document"],
            by=actor(self.request),
        )


class UnitEditView(UnitFormView):
    form_class = FactsForm
    title = _("Edit unit")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.unit}

    def perform(self, form: FactsForm) -> Unit:
        return services.edit_unit(unit=self.unit, **form.cleaned_data, by=actor(self.request))


class UnitRenameView(UnitFormView):
    form_class = RenameForm
    title = _("Rename")

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "name": self.unit.name, "short_name": self.unit.short_name}

    def perform(self, form: RenameForm) -> Unit:
        return services.rename_unit(unit=self.unit, **form.cleaned_data, by=actor(self.request))


class UnitMoveView(UnitFormView):
    form_class = MoveForm
    title = _("Move under another unit")

    def get_form_kwargs(self) -> dict[str, Any]:
        levels = [level for level in PARENT_LEVELS[Level(self.unit.level)] if level]
        place = Q(township=self.unit.township_id) | Q(pk=self.unit.township_id)
        return {**super().get_form_kwargs(), "units": Unit.objects.filter(place, level__in=levels)}

    def perform(self, form: MoveForm) -> Unit:
        return services.move_unit(unit=self.unit, **form.cleaned_data, by=actor(self.request))


class UnitMergeView(UnitFormView):
    form_class = MergeForm
    title = _("Merge others into this unit")
    submit_label = _("Merge")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "units": self.siblings()}

    def perform(self, form: MergeForm) -> Unit:
        data = form.cleaned_data
        return services.merge_units(
            units=list(data["units"]), into=self.unit, on=data["on"], document=data["document"], by=actor(self.request)
        )


class UnitSplitView(UnitFormView):
    """The form of the split, and one for each of two parts; the second may stay empty where the old unit lives on."""

    form_class = SplitForm
    template_name = "organization/unit_split.html"
    title = _("Split")
    submit_label = _("Split")

    @cached_property
    def parts(self) -> list[PartForm]:
        data = self.request.POST if self.request.method == "POST" else None
        children = Unit.objects.filter(parent=self.unit)
        return [
            PartForm(
                data, prefix=prefix, units=children, empty_permitted=prefix == "second", use_required_attribute=False
            )
            for prefix in ("first", "second")
        ]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(parts=self.parts, **context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if all([form.is_valid(), *(part.is_valid() for part in self.parts)]):
            return self.form_valid(form)
        return self.form_invalid(form)

    def perform(self, form: SplitForm) -> Unit:
        services.split_unit(
            unit=self.unit,
            into=[part.new_unit() for part in self.parts if part.has_changed()],
            **form.cleaned_data,
            by=actor(self.request),
        )
        return self.unit
