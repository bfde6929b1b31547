"""Who opens the dashboard and the big screen, and of which townships."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Level, Unit


def townships_shown(user: User) -> QuerySet[Unit]:
    """Townships whose dashboard the user may open: one's own as leader or office, those of one's district."""
    own = Q(pk__in=user.unit_ids(Role.LEADER, Role.OFFICE))
    below = Q(level=Level.TOWNSHIP, parent__in=user.unit_ids(Role.DISTRICT))
    return Unit.objects.filter(own | below).select_related("parent").order_by("code")


def sees_work(user: User, township: Unit) -> bool:
    """Drafts, what is overdue and what waits for a decision: the township's leader and office, never the district."""
    return user.has_role(Role.LEADER, Role.OFFICE, township_id=township.pk)
