"""Which rules judge a month, and rule sets read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Max, Q

from assessments import scoring
from assessments.models import AssessmentMonth, AssessmentPolicy, RuleSet
from assessments.states import RuleState
from safety_portal.organization.models import Unit

DEFAULT_CODE = "daxing-2022"


@dataclass(frozen=True)
class Rules:
    """A rule set as stored, as loaded JSON (what is scored and fingerprinted), and as read."""

    row: RuleSet
    loaded: object
    parsed: scoring.RuleSet


def read_rules(row: RuleSet) -> Rules:
    """Read a stored rule set. A stored one was checked when it came in, so a refusal here is a fault."""
    loaded = scoring.load_json(row.body, "rules")
    return Rules(row=row, loaded=loaded, parsed=scoring.parse_rules(loaded))


def rule_code_of(township_id: int) -> str:
    """Which rule set the township's timetable names."""
    code = AssessmentPolicy.objects.filter(township_id=township_id).values_list("rule_code", flat=True).first()
    return code or DEFAULT_CODE


def rules_in_force(month: AssessmentMonth) -> RuleSet | None:
    """The rule set that judges a month: of the code that the township's timetable names, the latest published
    version in force by then; the township's own comes before the shared one. None: there is nothing to score by.
    """
    fitting = RuleSet.objects.filter(
        Q(township_id=month.township_id) | Q(township=None),
        code=rule_code_of(month.township_id),
        state=RuleState.PUBLISHED,
        effective_from__lte=month.first_day,
    )
    return fitting.order_by(F("township").asc(nulls_last=True), "-version").first()


def next_version(code: str, township: Unit | None) -> int:
    """One above the highest version of this code that the township can see, its own or shared."""
    known = RuleSet.objects.filter(Q(township=township) | Q(township=None), code=code)
    return int(known.aggregate(highest=Max("version"))["highest"] or 0) + 1
