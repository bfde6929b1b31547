"""How the list of users is narrowed."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import Appointment, Role, User
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.organization.models import Level, Unit


def _units(request: HttpRequest | None) -> QuerySet[Unit]:
    """Units an administrator may ask for; grids are too many for a list."""
    if request is None or not isinstance(request.user, User):
        return Unit.objects.none()
    return Unit.objects.administered_by(request.user).exclude(level__in=[Level.GRID, Level.MICRO_GRID])


class UserFilter(django_filters.FilterSet):
    """Role and unit as held today, and a piece of the name."""

    role = django_filters.ChoiceFilter(
        label=_("Role"), choices=Role.choices, method="with_role", empty_label=_("All roles")
    )
    unit = django_filters.ModelChoiceFilter(
        label=_("Unit"), queryset=_units, method="at_unit", empty_label=_("All units")
    )
    q = django_filters.CharFilter(label=_("Name, user name, post"), method="with_words")

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.form.fields["unit"].label_from_instance = unit_text

    def with_role(self, users: QuerySet[User], _name: str, role: str) -> QuerySet[User]:
        return users.filter(pk__in=self._today().filter(role=role).values("user"))

    def at_unit(self, users: QuerySet[User], _name: str, unit: Unit) -> QuerySet[User]:
        """The unit and all beneath it."""
        beneath = Unit.objects.under(unit)
        return users.filter(pk__in=self._today().filter(unit__in=beneath).values("user"))

    def with_words(self, users: QuerySet[User], _name: str, words: str) -> QuerySet[User]:
        return users.filter(Q(name__icontains=words) | Q(username__icontains=words) | Q(post__icontains=words))

    def _today(self) -> QuerySet[Appointment]:
        return Appointment.objects.filter(valid__contains=timezone.localdate())
