import pytest

from assessments.models import AssessmentPolicy, RuleSet
from assessments.rules.selectors import next_version, rules_in_force
from assessments.rules.services import install_rule_set
from safety_portal.accounts.models import Role
from safety_portal.audit.trail import SYSTEM
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit
from tests.assessments.reports.builders import make_month
from tests.assessments.rules.samples import rule_text
from tests.factories import TownshipFactory, user_as

pytestmark = pytest.mark.django_db


def town_with_policy() -> Unit:
    town = TownshipFactory()
    AssessmentPolicy.objects.create(township=town, rule_code="small")
    return town


def install(version: int, effective_from: str, town: Unit | None = None) -> RuleSet:
    return install_rule_set(body=rule_text(version=version, effective_from=effective_from), by=SYSTEM, township=town)


def test_latest_version_in_force_by_the_month_judges_it() -> None:
    town = town_with_policy()
    first, second, _later = install(1, "2026-01"), install(2, "2026-10"), install(3, "2026-11")
    assert rules_in_force(make_month(town, Month(2026, 10))) == second
    assert rules_in_force(make_month(town, Month(2026, 9))) == first


def test_own_rules_come_before_shared_ones() -> None:
    town = town_with_policy()
    install(5, "2026-01")
    own = install(1, "2026-01", town)
    install(9, "2026-01", TownshipFactory())
    assert rules_in_force(make_month(town)) == own


def test_drafts_and_other_codes_judge_nothing() -> None:
    town = town_with_policy()
    RuleSet.objects.create(code="small", version=1, name="n", effective_from="2026-01-01", body="{}", township=town)
    install_rule_set(body=rule_text(code="other"), by=SYSTEM)
    assert rules_in_force(make_month(town)) is None


def test_next_version_counts_own_and_shared() -> None:
    town = town_with_policy()
    install(3, "2026-01")
    assert (next_version("small", town), next_version("new", town)) == (4, 1)


def test_drafts_are_visible_to_their_makers_only() -> None:
    town = TownshipFactory()
    RuleSet.objects.create(code="d", version=1, name="n", effective_from="2026-01-01", body="{}", township=town)
    shared = install(1, "2026-01")
    office, foreign = user_as(Role.OFFICE, town), user_as(Role.OFFICE)
    assert RuleSet.objects.visible_to(office).count() == 2
    assert list(RuleSet.objects.visible_to(foreign)) == [shared]
