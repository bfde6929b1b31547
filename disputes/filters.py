"""The one set of conditions that the page, the export and the API share."""

from __future__ import annotations

from typing import Any, cast

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from disputes.models import Dispute, DisputeCategory, Origin, RiskGrade, ScreeningRound, Source
from disputes.selectors.figures import FIGURES, disputes_behind
from disputes.selectors.lists import by_text
from disputes.selectors.news import CONDITIONS, Happened
from safety_portal.accounts.models import Role, User
from safety_portal.core.formats import english_unit_name, speaks_chinese
from safety_portal.core.forms import MomentField
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit


def communities_of(user: User) -> QuerySet[Unit]:
    """Communities whose entries may lie in the user's view."""
    townships = [scope.township_id for scope in user.scopes if scope.role in {Role.OFFICE, Role.LEADER, Role.UNIT}]
    own = Q(township__in=townships) | Q(pk__in=user.unit_ids(Role.SECRETARY))
    parents = [scope.unit.parent_id for scope in user.scopes if scope.role == Role.GRID_WORKER]
    return Unit.objects.communities().filter(own | Q(pk__in=parents)).order_by("code")


def _communities(request: Any) -> QuerySet[Unit]:
    return communities_of(cast("User", request.user)) if request is not None else Unit.objects.none()


class CommunityField(ModelChoiceField):
    def label_from_instance(self, obj: Unit) -> str:
        return obj.name if speaks_chinese() else english_unit_name(obj.name)


class MomentFilter(filters.Filter):
    field_class = MomentField


class CommunityFilter(filters.ModelChoiceFilter):
    field_class = CommunityField


class DisputeFilter(filters.FilterSet):
    """Conditions on disputes. ``figure`` with ``month``: the disputes behind a figure of that month."""

    community = CommunityFilter(label=_("Community"), queryset=_communities, empty_label=_("All communities"))
    category = filters.ModelChoiceFilter(
        label=_("Category"),
        queryset=DisputeCategory.objects.filter(parent=None),
        empty_label=_("All categories"),
        method="in_category",
    )
    risk = filters.ModelChoiceFilter(label=_("Risk"), queryset=RiskGrade.objects.all(), empty_label=_("All grades"))
    source = filters.ChoiceFilter(label=_("Source"), choices=Source, empty_label=_("All sources"))
    q = filters.CharFilter(
        label=_("Matter, place, number"),
        method="with_text",
        widget=forms.TextInput(attrs={"placeholder": _("Such as: leak, building 7")}),
    )
    origin = filters.ChoiceFilter(label=_("Origin"), choices=Origin, widget=forms.HiddenInput)
    figure = filters.ChoiceFilter(
        label=_("Behind the figure"),
        choices=[(figure.metric.code, figure.metric.name) for figure in FIGURES],
        method="behind_figure",
        widget=forms.HiddenInput,
    )
    month = filters.CharFilter(label=_("Month"), method="unchanged", widget=forms.HiddenInput)
    news = filters.ChoiceFilter(label=_("New"), choices=Happened, method="behind_news", widget=forms.HiddenInput)
    since = MomentFilter(label=_("Since"), method="unchanged", widget=forms.HiddenInput)

    class Meta:
        model = Dispute
        fields: tuple[str, ...] = ()

    def in_category(self, rows: QuerySet[Dispute], _name: str, category: DisputeCategory) -> QuerySet[Dispute]:
        return rows.filter(Q(category=category) | Q(category__parent=category))

    def with_text(self, rows: QuerySet[Dispute], _name: str, text: str) -> QuerySet[Dispute]:
        return rows.filter(by_text(text.strip()))

    def behind_figure(self, rows: QuerySet[Dispute], _name: str, code: str) -> QuerySet[Dispute]:
        month = month_or_none(self.data.get("month"))
        return rows.filter(pk__in=disputes_behind(code, month).values("pk")) if month else rows.none()

    def behind_news(self, rows: QuerySet[Dispute], _name: str, happened: str) -> QuerySet[Dispute]:
        since = self.form.cleaned_data.get("since")
        user = cast("User", self.request.user)
        return rows.filter(CONDITIONS[Happened(happened)](user, since)) if since else rows.none()

    def unchanged(self, rows: QuerySet[Dispute], _name: str, _value: object) -> QuerySet[Dispute]:
        return rows


class RoundFilter(filters.FilterSet):
    """Conditions on screening rounds."""

    community = CommunityFilter(label=_("Community"), queryset=_communities, empty_label=_("All communities"))
    month = filters.CharFilter(
        label=_("Month"), method="in_month", widget=forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"})
    )

    class Meta:
        model = ScreeningRound
        fields: tuple[str, ...] = ()

    def in_month(self, rows: QuerySet[ScreeningRound], _name: str, text: str) -> QuerySet[ScreeningRound]:
        month = month_or_none(text)
        return rows.filter(held_on__range=(month.first_day, month.last_day)) if month else rows.none()


def month_or_none(text: object) -> Month | None:
    try:
        return Month.parse(str(text))
    except ValueError:
        return None
