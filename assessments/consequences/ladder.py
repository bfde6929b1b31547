"""The ladder that holds in a township: as set, or as plan daxing-2022 三、2 and 四（二） says where nothing was set."""

from __future__ import annotations

import json
from pathlib import Path

from assessments.models import LadderStep
from safety_portal.organization.models import Unit

#: The shipped ladder; domain data, so in Chinese.
DEFAULTS = Path(__file__).parents[1] / "data" / "ladder.json"


def default_steps(township: Unit) -> list[LadderStep]:
    """The shipped ladder as rows that are not saved."""
    shipped = json.loads(DEFAULTS.read_text("utf-8"))
    return [LadderStep(township=township, position=place, **step) for place, step in enumerate(shipped, start=1)]


def ladder_of(township: Unit) -> list[LadderStep]:
    """Current steps from the lowest to the highest; rows without a key where the shipped ladder holds."""
    rows = LadderStep.objects.current().filter(township=township).select_related("changed_by").order_by("position")
    return list(rows) or default_steps(township)


def install_ladder(township: Unit) -> list[LadderStep]:
    """The same, saved: whatever is drafted names the very step in the very version. The township's row is locked."""
    Unit.objects.select_for_update(no_key=True).get(pk=township.pk)
    steps = ladder_of(township)
    if any(step.pk is None for step in steps):
        LadderStep.objects.bulk_create(steps)
    return steps
