"""Under which names the communities of a township may stand in a workbook."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import QuerySet

from safety_portal.imports.reading.columns import UnitNames
from safety_portal.organization.models import Level, Unit, UnitPeriod


def unit_names(township: Unit) -> UnitNames:
    """Every community by its code: today's name, the short one, then former ones; and what they all lie in."""
    communities = Unit.objects.filter(township=township, level=Level.COMMUNITY).order_by("code")
    former = _former_names(communities)
    names = {
        unit.code: tuple(dict.fromkeys([unit.name, *([unit.short_name] if unit.short_name else []), *former[unit.pk]]))
        for unit in communities
    }
    return UnitNames(names, within=_surroundings(township))


def _former_names(communities: QuerySet[Unit]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    periods = UnitPeriod.objects.filter(unit__in=communities).order_by("-valid")
    for unit_id, name in periods.values_list("unit_id", "name"):
        found[unit_id].append(name)
    return found


def _surroundings(township: Unit) -> tuple[str, ...]:
    """The township and what it lies in; of a name with its city (合肥市瑶海区) also the last part."""
    names = []
    unit: Unit | None = township
    while unit is not None:
        names.append(unit.name)
        unit = unit.parent
    parts = [name[name.index("市") + 1 :] for name in names if "市" in name[:-1]]
    cities = [name[: name.index("市") + 1] for name in names if "市" in name]
    return tuple(dict.fromkeys([*names, *parts, *cities]))
