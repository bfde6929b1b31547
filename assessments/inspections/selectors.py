"""Points given by hand, for the grid of communities and manual items."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.models import AssessmentMonth, ManualEntry
from assessments.rules.selectors import read_rules, rules_in_force
from assessments.scoring import Item
from assessments.scoring.formulas import Manual
from safety_portal.organization.models import Unit


@dataclass(frozen=True)
class Grid:
    """The manual items of a month's rules, the communities, and what was entered: ``entries[unit id, item code]``."""

    items: tuple[Item, ...]
    decimals: int
    units: tuple[Unit, ...]
    entries: dict[tuple[int, str], ManualEntry]

    def count(self, item: Item) -> int:
        return sum(code == item.code for _unit, code in self.entries)


def units_of(month: AssessmentMonth) -> tuple[Unit, ...]:
    """The communities that are scored in the month: those with a report."""
    return tuple(report.unit for report in month.reports.select_related("unit").order_by("unit__code"))


def grid_of(month: AssessmentMonth) -> Grid | None:
    """None where no rule set is in force."""
    row = rules_in_force(month)
    if row is None:
        return None
    rules = read_rules(row).parsed
    entries = ManualEntry.objects.filter(month=month).select_related("entered_by")
    return Grid(
        items=tuple(item for item in rules.items if isinstance(item.formula, Manual)),
        decimals=rules.decimals,
        units=units_of(month),
        entries={(entry.unit_id, entry.item_code): entry for entry in entries},
    )
