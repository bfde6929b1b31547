"""What services raise: refusals that a page shows in the user's words."""

from django.core.exceptions import PermissionDenied, ValidationError


class NotAllowed(PermissionDenied):
    """The user sees the object but may not do this with it (403)."""


class Refused(ValidationError):
    """The action does not fit the state or the data; ``message_dict`` names the field where one is to blame."""
