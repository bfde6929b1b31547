"""Freezing a month: everything the scoring reads, as one canonical text with its checksum."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from assessments import scoring
from assessments.models import AssessmentMonth, ManualEntry
from assessments.reports.facts import CollectedFacts, Provenance, collect_facts
from assessments.scoring.formulas import Manual
from safety_portal.core.errors import Refused

ManualJson = dict[str, dict[str, str]]


@dataclass(frozen=True)
class MonthFacts:
    """The facts of a month as canonical JSON, and where each value came from (not part of the checksum)."""

    text: str
    provenance: dict[str, dict[str, Provenance]]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def facts_of_month(month: AssessmentMonth, rules: scoring.RuleSet) -> MonthFacts:
    """What is known of the month now: collected figures, groups, and points given by hand, by unit code.

    Raises ``Refused`` where nothing can be scored: no community reports, or hand-given points are out of the
    rule set's range. Hand-given points of an item that these rules don't have are left out.
    """
    collected = collect_facts(month)
    if not collected.units:
        raise Refused(_("No community has a report in this month yet."))
    manual = _manual(month, rules)
    ordered = sorted(collected.units, key=lambda unit: unit.code)
    units = [_unit(collected, unit.code, unit.name, unit.group, manual) for unit in ordered]
    text = scoring.canonical_json({"month": month.slug, "units": units})
    return MonthFacts(text=text, provenance=collected.provenance)


def _unit(
    collected: CollectedFacts, code: str, name: str, group: str, manual: dict[str, ManualJson]
) -> dict[str, object]:
    unit: dict[str, object] = {"code": code, "name": name, "group": group, "facts": collected.facts[code]}
    if code in manual:
        unit["manual"] = manual[code]
    return unit


def _manual(month: AssessmentMonth, rules: scoring.RuleSet) -> dict[str, ManualJson]:
    items = {item.code: item for item in rules.items if isinstance(item.formula, Manual)}
    found: dict[str, ManualJson] = defaultdict(dict)
    for entry in ManualEntry.objects.filter(month=month, item_code__in=items).select_related("unit"):
        item = items[entry.item_code]
        if not item.low <= entry.points <= item.high:
            words = _("%(unit)s: the points given in “%(item)s” are out of the rules' range; enter them again.")
            raise Refused(words % {"unit": entry.unit.name, "item": item.name})
        found[entry.unit.code][entry.item_code] = {"points": plain(entry.points), "reason": entry.reason}
    return found


def plain(points: Decimal) -> str:
    """The shortest decimal string, as the contract writes numbers: -2.0000 → "-2"."""
    return "0" if points == 0 else format(points.normalize(), "f")
