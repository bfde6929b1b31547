"""Password rules beyond Django's own (等保 2.0, level 2: three of four kinds of characters)."""

import string

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from safety_portal.accounts.models import User

_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation)


class LengthValidator(MinimumLengthValidator):
    """Django's own, whose refusal has no Chinese words: it says the rule."""

    def get_error_message(self) -> str:
        return str(self.get_help_text())


class CharacterClassesValidator:
    """At least ``at_least`` of: lower case, upper case, digits, signs."""

    def __init__(self, at_least: int = 3) -> None:
        self.at_least = at_least

    def validate(self, password: str, user: User | None = None) -> None:
        if sum(any(char in kind for char in password) for kind in _CLASSES) < self.at_least:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return ngettext(
            "Use at least %(count)d of: lower case, upper case, digits, signs.",
            "Use at least %(count)d of: lower case, upper case, digits, signs.",
            self.at_least,
        ) % {"count": self.at_least}
