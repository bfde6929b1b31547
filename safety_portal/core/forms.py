"""What forms of all apps share: refusals of services as errors, and a field's value in words."""

from __future__ import annotations

from django.forms import BaseForm, BoundField, DateField, DateInput
from django.utils.translation import gettext as _

from safety_portal.core.errors import Refused


class DayInput(DateInput):
    """The browser's own date picker (it works without JavaScript, and in the user's language)."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")  # the only form that browsers take for a value


class DayField(DateField):
    """A day."""

    widget = DayInput


def add_refusal(form: BaseForm, refusal: Refused) -> None:
    """A service's refusal as errors of the form: at the fields it names, where the form has them."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def shown_value(bound: BoundField) -> str:
    """``Community: 四岗社区``: what a bound filter field holds, in the words of its choices."""
    values = bound.data if isinstance(bound.data, list) else [bound.data]
    words = {str(value): str(label) for value, label in getattr(bound.field, "choices", ())}
    shown = "、".join(words.get(str(value), str(value)) for value in values)
    return f"{bound.label}{_(': ')}{shown}"
