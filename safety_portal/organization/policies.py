"""Who administers which units. Roles live in accounts, which lies above: here they are codes."""

from __future__ import annotations

from safety_portal.audit.trail import Actor, System
from safety_portal.organization.models import Level, Unit

ADMIN = "admin"
OFFICE = "office"


def administers(by: Actor, unit: Unit) -> bool:
    """An administrator of the unit's township or of its district; the portal itself always."""
    if isinstance(by, System):
        return True
    area = {unit.pk, unit.parent_id, unit.own_township_id}
    if unit.own_township_id and unit.level not in {Level.TOWNSHIP, Level.DISTRICT} and unit.township is not None:
        area.add(unit.township.parent_id)
    return any(scope.role == ADMIN and scope.unit.pk in area for scope in getattr(by, "scopes", ()))


def edits_calendar(by: Actor) -> bool:
    """Any administrator: the working calendar is the country's, one for the whole portal."""
    return isinstance(by, System) or any(scope.role == ADMIN for scope in getattr(by, "scopes", ()))
