"""How the trail is narrowed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from safety_portal.audit.models import AuditEntry
from safety_portal.audit.selectors import object_types
from safety_portal.audit.wording import known_actions
from safety_portal.core.forms import DayInput
from safety_portal.core.months import SHANGHAI


class EntryFilter(django_filters.FilterSet):
    """Days, kind, action, who, and which object."""

    first = django_filters.DateFilter(label=_("From"), widget=DayInput, method="since")
    last = django_filters.DateFilter(label=_("To"), widget=DayInput, method="until")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=AuditEntry.Kind, empty_label=_("All"))
    action = django_filters.ChoiceFilter(label=_("Action"), choices=known_actions, empty_label=_("All"))
    object_type = django_filters.ChoiceFilter(label=_("Object type"), choices=object_types, empty_label=_("All"))
    actor = django_filters.CharFilter(label=_("Who"), field_name="actor_label", lookup_expr="contains")
    q = django_filters.CharFilter(label=_("Object name or number"), method="about")

    class Meta:
        model = AuditEntry
        fields: ClassVar[list[str]] = []

    def since(self, rows: QuerySet[AuditEntry], _name: str, day: date) -> QuerySet[AuditEntry]:
        return rows.filter(at__gte=datetime.combine(day, time.min, tzinfo=SHANGHAI))

    def until(self, rows: QuerySet[AuditEntry], _name: str, day: date) -> QuerySet[AuditEntry]:
        return rows.filter(at__lt=datetime.combine(day + timedelta(days=1), time.min, tzinfo=SHANGHAI))

    def about(self, rows: QuerySet[AuditEntry], _name: str, words: str) -> QuerySet[AuditEntry]:
        return rows.filter(Q(object_label__contains=words) | Q(object_id=words))
