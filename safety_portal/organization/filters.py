"""How the list of units is narrowed."""

from __future__ import annotations

from typing import Any, ClassVar, cast

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from safety_portal.core.templatetags.portal import unit_text
from safety_portal.organization.models import Level, Member, Unit


def _townships(request: HttpRequest | None) -> QuerySet[Unit]:
    if request is None:
        return Unit.objects.none()
    return Unit.objects.visible_to(cast("Member", request.user)).filter(level=Level.TOWNSHIP)


class UnitFilter(django_filters.FilterSet):
    """Township, level, and a piece of name or code."""

    township = django_filters.ModelChoiceFilter(
        label=_("Township"), queryset=_townships, method="in_township", empty_label=_("All townships")
    )
    level = django_filters.ChoiceFilter(label=_("Level"), choices=Level, empty_label=_("All levels"))
    q = django_filters.CharFilter(label=_("Name or code"), method="with_words")

    class Meta:
        model = Unit
        fields: ClassVar[list[str]] = []

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.form.fields["township"].label_from_instance = unit_text

    def in_township(self, units: QuerySet[Unit], _name: str, township: Unit) -> QuerySet[Unit]:
        return units.filter(Q(pk=township.pk) | Q(township=township))

    def with_words(self, units: QuerySet[Unit], _name: str, words: str) -> QuerySet[Unit]:
        return units.filter(Q(name__contains=words) | Q(code__startswith=words))
