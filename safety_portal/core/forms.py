"""What forms of all apps share: refusals of services as errors, and a field's value in words."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField, DateField, DateInput
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters.fields import IsoDateTimeField

from safety_portal.core.errors import Refused
from safety_portal.core.formats import short_datetime


class DayInput(DateInput):
    """The browser's own date picker (it works without JavaScript, and in the user's language)."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")  # the only form that browsers take for a value


class DayField(DateField):
    """A day."""

    widget = DayInput


class MomentField(IsoDateTimeField):
    """A moment in an address, as ``2026-11-20T16:40:00+08:00``."""

    def in_words(self, value: str) -> str:
        try:
            moment = self.to_python(value)
        except ValidationError:
            return value
        return short_datetime(moment, timezone.localdate()) if isinstance(moment, datetime) else value


def add_refusal(form: BaseForm, refusal: Refused) -> None:
    """A service's refusal as errors of the form: at the fields it names, where the form has them."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def shown_value(bound: BoundField) -> str:
    """``Community: 四岗社区``: what a bound filter field holds, in its own words or those of its choices."""
    if isinstance(bound.field, MomentField):
        return f"{bound.label}{_(': ')}{bound.field.in_words(str(bound.data))}"
    values = bound.data if isinstance(bound.data, list) else [bound.data]
    words = {str(value): str(label) for value, label in getattr(bound.field, "choices", ())}
    shown = "、".join(words.get(str(value), str(value)) for value in values)
    return f"{bound.label}{_(': ')}{shown}"
