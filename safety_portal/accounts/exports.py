"""The columns of users when the administrator takes the list away."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import User
from safety_portal.core.exports import Column
from safety_portal.core.templatetags.portal import unit_text


def _holdings(user: User) -> str:
    held = user.current  # type: ignore[attr-defined]  # the list's view loads it
    return "；".join(f"{one.get_role_display()} · {unit_text(one.unit)}" for one in held)


USER_COLUMNS = (
    Column(_("Name"), attrgetter("name"), 16),
    Column(_("User name"), attrgetter("username"), 16),
    Column(_("Post"), attrgetter("post"), 16),
    Column(_("Role and unit"), _holdings, 40),
    Column(_("Last log-in"), attrgetter("last_login"), 18),
)
