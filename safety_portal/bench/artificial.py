"""A township of many communities, made inside a transaction that is rolled back: nothing of it stays."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass

from assessments.models import AssessmentMonth, FrozenFacts, Report
from assessments.rules.selectors import Rules
from assessments.scoring import canonical_json
from safety_portal.organization.models import Level, Unit


@dataclass(frozen=True)
class Large:
    """A month of an artificial township with its facts frozen."""

    month: AssessmentMonth
    frozen: FrozenFacts


def make_large(like: AssessmentMonth, rules: Rules, communities: int) -> Large:
    """Communities of a new township beside ``like``'s, with facts drawn by lot from a fixed seed."""
    town = Unit.objects.create(
        level=Level.TOWNSHIP, code="999999001", code_is_official=False, name="测算镇", parent=like.township.parent
    )
    units = Unit.objects.bulk_create(
        Unit(
            level=Level.COMMUNITY,
            code=f"999999001{number:03d}",
            code_is_official=False,
            name=f"测算{number}社区",
            parent=town,
            township=town,
        )
        for number in range(communities)
    )
    dates = {name: getattr(like, name) for name in ("first_day", "due_at", "lock_at", "objections_until", "publish_by")}
    month = AssessmentMonth.objects.create(township=town, **dates)
    Report.objects.bulk_create(Report(month=month, unit=unit) for unit in units)
    text = canonical_json({"month": month.slug, "units": [_unit(unit, rules) for unit in units]})
    frozen = FrozenFacts.objects.create(month=month, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    return Large(month, frozen)


def _unit(unit: Unit, rules: Rules) -> dict[str, object]:
    dice = random.Random(unit.code)  # noqa: S311 - the same figures every time
    metrics = sorted({metric for item in rules.parsed.items for metric in item.metrics})
    facts = {metric: 0 if metric.startswith("veto.") else dice.randint(0, 40) for metric in metrics}
    return {"code": unit.code, "name": unit.name, "facts": facts}
