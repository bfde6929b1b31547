"""What an administrator sees of the users on the home page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety_portal.accounts.models import Role, User
from safety_portal.accounts.policies import administered_users
from safety_portal.core.formats import number
from safety_portal.core.ports import Panel, Tile


class Panels:
    """Panels port: who may log in, and who never did since the password was given; one query."""

    def tiles(self, user: User, now: datetime) -> Sequence[Tile]:
        if not user.has_role(Role.ADMIN):
            return []
        active = Q(is_active=True)
        counts = (
            administered_users(user)
            .order_by()
            .aggregate(active=Count("pk", filter=active), new=Count("pk", filter=active & Q(must_change_password=True)))
        )
        words = ngettext("%(count)s with a one-time password", "%(count)s with one-time passwords", counts["new"])
        facts = [words % {"count": number(counts["new"])}]
        return [Tile(_("Users who may log in"), number(counts["active"]), reverse("accounts:users"), facts=facts)]

    def panel(self, user: User, now: datetime) -> Panel | None:
        return None
