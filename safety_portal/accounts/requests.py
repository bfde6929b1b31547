"""The request as views behind the log-in know it, for annotations only."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from safety_portal.accounts.models import User


class UserRequest(HttpRequest):
    """A request of somebody who is logged in (``SignInRequiredMiddleware``)."""

    user: User
    htmx: HtmxDetails
