"""What the list of consequences can be narrowed by."""

from __future__ import annotations

from typing import Any, cast

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.consequences.states import Action
from assessments.models import Consequence
from safety_portal.accounts.models import User
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit


def _units(request: Any) -> QuerySet[Unit]:
    """Units that stand in the user's list."""
    if request is None:
        return Unit.objects.none()
    visible = Consequence.objects.visible_to(cast("User", request.user))
    return Unit.objects.filter(pk__in=visible.values("unit")).order_by("code")


class ConsequenceFilter(filters.FilterSet):
    """Action, unit, number; the month and township that a page links by."""

    action = filters.ChoiceFilter(label=_("What follows"), choices=Action.choices, empty_label=_("All"))
    unit = filters.ModelChoiceFilter(label=_("Unit"), queryset=_units, empty_label=_("All"))
    q = filters.CharFilter(label=_("Number"), field_name="number", lookup_expr="icontains")
    month = filters.CharFilter(label=_("Month"), method="of_month", widget=forms.HiddenInput)
    township = filters.CharFilter(label=_("Township"), field_name="township__code", widget=forms.HiddenInput)

    class Meta:
        model = Consequence
        fields: tuple[str, ...] = ()

    def of_month(self, rows: QuerySet[Consequence], _name: str, text: str) -> QuerySet[Consequence]:
        """Of the ranking of one month, and of the quarter that it closed."""
        try:
            return rows.filter(month__first_day=Month.parse(text).first_day)
        except ValueError:
            return rows.none()
