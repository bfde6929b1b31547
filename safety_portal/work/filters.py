"""What the list of things owed can be narrowed by."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from safety_portal.organization.models import Unit
from safety_portal.work.models import TrackedItem


def _owing_units(request: HttpRequest) -> QuerySet[Unit]:
    """The units that owe something this user may see."""
    visible = TrackedItem.objects.visible_to(request.user)  # type: ignore[arg-type]
    return Unit.objects.filter(pk__in=visible.values("owed_by"))


class TrackedItemFilter(django_filters.FilterSet):
    """Kind, unit, and words of the matter or its number."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=TrackedItem.Kind.choices, empty_label=_("All"))
    owed_by = django_filters.ModelChoiceFilter(label=_("Owed by"), queryset=_owing_units, empty_label=_("All"))
    q = django_filters.CharFilter(label=_("Number, matter"), method="find")

    class Meta:
        model = TrackedItem
        fields = ("kind", "owed_by", "q")

    def find(self, rows: QuerySet[TrackedItem], _name: str, text: str) -> QuerySet[TrackedItem]:
        return rows.filter(Q(number__icontains=text) | Q(title__icontains=text))
