"""What the list of imports can be narrowed by."""

from __future__ import annotations

from typing import ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import User
from safety_portal.imports.kinds import kind_of
from safety_portal.imports.models import ImportRun


class ImportFilter(django_filters.FilterSet):
    """Kind, and words of the file's name or its sender."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("All"))
    q = django_filters.CharFilter(label=_("File, sender"), method="with_words")

    class Meta:
        model = ImportRun
        fields: ClassVar[list[str]] = []

    def __init__(self, *arguments: object, request: HttpRequest, **options: object) -> None:
        super().__init__(*arguments, request=request, **options)
        if isinstance(request.user, User):
            self.filters["kind"].extra["choices"] = kinds_seen_by(request.user)

    def with_words(self, rows: QuerySet[ImportRun], _name: str, text: str) -> QuerySet[ImportRun]:
        return rows.filter(Q(file_name__icontains=text) | Q(sender__icontains=text))


def kinds_seen_by(user: User) -> list[tuple[str, str]]:
    """Kinds of the imports that ``user`` may see, with their words."""
    codes = ImportRun.objects.visible_to(user).order_by("kind").values_list("kind", flat=True).distinct()
    return [(code, str(kind.label)) for code in codes if (kind := kind_of(code))]
