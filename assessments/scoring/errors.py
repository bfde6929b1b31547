"""The one error of this package: bad input, with the place and the reason."""

from collections.abc import Mapping

MESSAGES: Mapping[str, str] = {
    "duplicate": "is given twice: {text}",
    "duplicate_key": "the key is given twice in one object",
    "too_deep": "is nested too deeply",
    "too_large": "is larger than {limit} bytes",
    "not_utf8": "is not UTF-8 text",
    "not_json": "is not JSON: {problem}",
    "float": "{text} is a JSON fraction; write it as a decimal string",
    "not_finite": "{text} is not a finite number",
    "boolean": "is true or false where a number is due",
    "not_number": 'must be an integer or a decimal string in plain digits, such as 3 or "0.95"',
    "number_too_long": "has more than {limit} digits",
    "not_integer": "must be a JSON integer",
    "not_boolean": "must be true or false",
    "not_text": "must be a string",
    "blank": "must not be blank",
    "control_character": "holds a character that can't be stored",
    "not_object": "must be an object",
    "not_array": "must be an array",
    "required": "is required",
    "unknown_key": "is not a key of this object",
    "not_one_of": "must be one of {options}",
    "out_of_range": "must lie between {low} and {high}",
    "below_minimum": "must not be less than {low}",
    "not_positive": "must be greater than 0",
    "too_many_decimals": "carries more decimals than the rule set's {decimals}",
    "empty": "must not be empty",
    "no_base": "needs at least one item of kind base",
    "not_a_month": "must be a month such as 2026-10",
    "before_effective": "lies before the rule set takes effect in {effective_from}",
    "steps_not_falling": "must fall strictly from step to step",
    "pair": "must be an array of two",
    "type_not_for_kind": "formula {type} is not allowed for kind {kind}",
    "rate_positive": "must not be positive for kind {kind}",
    "rate_negative": "must not be negative for kind {kind}",
    "key_not_for_kind": "is not allowed for kind {kind}",
    "unknown_item": "names no item of this rule set: {text}",
    "unknown_cap_group": "names no cap group of this rule set: {text}",
    "mixed_cap_group": "cap group {text} already holds items of another kind",
    "not_manual": "names no manual item of this rule set",
}


class InputError(ValueError):
    """Rules or facts that the contract refuses.

    ``path`` names the place (``rules.items[3].formula.steps``), ``reason`` is a key of
    ``MESSAGES`` for callers that word it in another language, ``params`` fill the message.
    """

    def __init__(self, path: str, reason: str, params: Mapping[str, str] | None = None) -> None:
        self.path = path
        self.reason = reason
        self.params = dict(params or {})
        super().__init__(f"{path}: {self.message}")

    @property
    def message(self) -> str:
        """The reason in English, without the path."""
        return MESSAGES[self.reason].format(**self.params)
