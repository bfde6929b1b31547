"""What is wrong with a rule set's or a month's JSON, in the reader's language, with its path.

The scoring core speaks English only (``assessments.scoring.errors``); each reason has its words here.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.scoring import InputError
from safety_portal.core.errors import Refused

REASONS: Mapping[str, Promise] = {
    "duplicate": _("is given twice: {text}"),
    "duplicate_key": _("the key is given twice in one object"),
    "too_deep": _("is nested too deeply"),
    "too_large": _("is larger than {limit} bytes"),
    "not_utf8": _("is not UTF-8 text"),
    "not_json": _("is not JSON: {problem}"),
    "float": _("{text} is a JSON fraction; write it as a decimal string"),
    "not_finite": _("{text} is not a finite number"),
    "boolean": _("is true or false where a number is due"),
    "not_number": _('must be an integer or a decimal string in plain digits, such as 3 or "0.95"'),
    "number_too_long": _("has more than {limit} digits"),
    "not_integer": _("must be a JSON integer"),
    "not_boolean": _("must be true or false"),
    "not_text": _("must be a string"),
    "blank": _("must not be blank"),
    "control_character": _("holds a character that can't be stored"),
    "not_object": _("must be an object"),
    "not_array": _("must be an array"),
    "required": _("is required"),
    "unknown_key": _("is not a key of this object"),
    "not_one_of": _("must be one of {options}"),
    "out_of_range": _("must lie between {low} and {high}"),
    "below_minimum": _("must not be less than {low}"),
    "not_positive": _("must be greater than 0"),
    "too_many_decimals": _("carries more decimals than the rule set's {decimals}"),
    "empty": _("must not be empty"),
    "no_base": _("needs at least one item of kind base"),
    "not_a_month": _("must be a month such as 2026-10"),
    "before_effective": _("lies before the rule set takes effect in {effective_from}"),
    "steps_not_falling": _("must fall strictly from step to step"),
    "pair": _("must be an array of two"),
    "type_not_for_kind": _("formula {type} is not allowed for kind {kind}"),
    "rate_positive": _("must not be positive for kind {kind}"),
    "rate_negative": _("must not be negative for kind {kind}"),
    "key_not_for_kind": _("is not allowed for kind {kind}"),
    "unknown_item": _("names no item of this rule set: {text}"),
    "unknown_cap_group": _("names no cap group of this rule set: {text}"),
    "mixed_cap_group": _("cap group {text} already holds items of another kind"),
    "not_manual": _("names no manual item of this rule set"),
}


def refusal_words(error: InputError) -> str:
    """``rules.items[3].formula.steps: must fall strictly from step to step``"""
    words = str(REASONS[error.reason]) if error.reason in REASONS else error.message
    return f"{error.path}: {words.format(**error.params)}"


def refused(error: InputError, field: str) -> Refused:
    """The same as a refusal of a service, to be shown at ``field`` of the form."""
    return Refused({field: [refusal_words(error)]})
