"""What the list of documents can be narrowed by."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from safety_portal.core.forms import DayInput
from safety_portal.documents.models import Document, Genre
from safety_portal.organization.models import Unit


def _addressed_units(request: HttpRequest) -> QuerySet[Unit]:
    """The units that a document this user may see is addressed to."""
    visible = Document.objects.visible_to(request.user)  # type: ignore[arg-type]
    return Unit.objects.filter(pk__in=visible.values("addressed_to"))


class DocumentFilter(django_filters.FilterSet):
    """Kind of document, unit, day it was made, and words of the title or number."""

    genre = django_filters.ChoiceFilter(label=_("Kind of document"), choices=Genre.choices, empty_label=_("All"))
    addressed_to = django_filters.ModelChoiceFilter(
        label=_("Addressed to"), queryset=_addressed_units, empty_label=_("All")
    )
    since = django_filters.DateFilter(
        label=_("Made since"), field_name="made_at", lookup_expr="date__gte", widget=DayInput
    )
    q = django_filters.CharFilter(label=_("Number, title"), method="find")

    class Meta:
        model = Document
        fields = ("genre", "addressed_to", "since", "q")

    def find(self, rows: QuerySet[Document], _name: str, text: str) -> QuerySet[Document]:
        return rows.filter(Q(number__icontains=text) | Q(title__icontains=text))
