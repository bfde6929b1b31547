"""What an administrator sees of the mail on the home page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from safety_portal.accounts.models import Role, User
from safety_portal.accounts.policies import administered_users
from safety_portal.core.formats import number
from safety_portal.core.ports import Panel, Tile
from safety_portal.notices.selectors import outbox_counts


class Panels:
    """Panels port: mail that somebody has to look at; one query."""

    def tiles(self, user: User, now: datetime) -> Sequence[Tile]:
        if not user.has_role(Role.ADMIN):
            return []
        counts = outbox_counts(administered_users(user), now)
        stuck = counts["uncertain"] + counts["failed"]
        waiting = _("%(count)s waiting") % {"count": number(counts["waiting"])}
        url, label = reverse("notices:outbox"), _("Mail that got stuck")
        return [Tile(label, number(stuck), url, facts=[waiting], is_hot=bool(stuck), order=60)]

    def panel(self, user: User, now: datetime) -> Panel | None:
        return None
