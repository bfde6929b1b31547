"""What the office configured, with the township's own rows before the defaults."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Q

from disputes.models import RegisterSetting, StageRule
from disputes.states import HandlingLevel
from safety_portal.organization.models import Level, Unit


def stage_days(township_id: int) -> dict[str, int]:
    """Natural days of every stage of ``StageRule.Kind`` in this township."""
    rules = StageRule.objects.filter(Q(township=None) | Q(township_id=township_id))
    return dict(rules.order_by(F("township").asc(nulls_first=True)).values_list("kind", "days"))


def setting_of(township_id: int | None) -> RegisterSetting:
    """The township's setting, or the default."""
    rows = RegisterSetting.objects.filter(Q(township=None) | Q(township_id=township_id))
    return rows.order_by(F("township").asc(nulls_last=True))[0]


def screening_rounds_required(units: Sequence[Unit]) -> dict[int, int]:
    """Rounds a month asked of each community, by id; one query."""
    rows = RegisterSetting.objects.values_list("township_id", "screening_rounds")
    by_township: dict[int | None, int] = dict(rows)
    return {unit.pk: by_township.get(unit.township_id, by_township[None]) for unit in units}


def level_of(unit: Unit) -> HandlingLevel:
    """The level at which a unit handles disputes; a member unit works for the township."""
    match Level(unit.level):
        case Level.GRID | Level.MICRO_GRID:
            return HandlingLevel.GRID
        case Level.COMMUNITY:
            return HandlingLevel.COMMUNITY
        case _:
            return HandlingLevel.TOWNSHIP
