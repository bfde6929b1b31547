import json
from datetime import datetime

import pytest
from django.core.management import call_command

from assessments.models import MonthResult, RuleSet
from assessments.rules.services import (
    copy_rule_set,
    import_rule_set,
    install_rule_set,
    publish_rule_set,
    save_draft,
)
from assessments.scoring import parse_rules
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.trail import SYSTEM
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.months import SHANGHAI
from safety_portal.organization.models import Unit
from tests.assessments.rules.samples import rule_set, rule_text
from tests.factories import TownshipFactory, user_as

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 5, 9, tzinfo=SHANGHAI)


@pytest.fixture
def town() -> Unit:
    return TownshipFactory()


@pytest.fixture
def office(town: Unit) -> User:
    return user_as(Role.OFFICE, town)


def test_import_keeps_the_text_and_records_it(town: Unit, office: User) -> None:
    text = "\ufeff" + rule_text()
    made = import_rule_set(body=text, township=town, by=office)
    made.refresh_from_db()
    assert (made.body, made.state, str(made), made.name) == (text, "draft", "small@1", "小细则")
    assert AuditEntry.objects.get(action="rules.import").object_label == "small@1"


def test_import_names_path_and_reason(town: Unit, office: User) -> None:
    broken = rule_set()
    broken["items"][1]["points"] = 2.5
    with pytest.raises(Refused) as refusal:
        import_rule_set(body=json.dumps(broken), township=town, by=office)
    assert refusal.value.message_dict == {"body": ["rules.items[1].points: 2.5 是 JSON 小数，请写成带引号的十进制数"]}


def test_import_refuses_a_name_too_long_for_its_column(town: Unit, office: User) -> None:
    with pytest.raises(Refused, match=r"rules\.name"):
        import_rule_set(body=rule_text(name="长" * 81), township=town, by=office)


def test_import_writes_over_a_draft_but_not_over_rules_in_force(town: Unit, office: User) -> None:
    draft = import_rule_set(body=rule_text(), township=town, by=office)
    again = import_rule_set(body=rule_text(name="改"), township=town, by=office)
    assert (again.pk, again.name) == (draft.pk, "改")
    publish_rule_set(rule_set=again, by=office, now=NOW)
    with pytest.raises(Refused, match="small@1"):
        import_rule_set(body=rule_text(), township=town, by=office)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.UNIT, Role.DISTRICT, Role.ADMIN])
def test_import_is_for_office_and_leader(town: Unit, role: Role) -> None:
    with pytest.raises(NotAllowed):
        import_rule_set(body=rule_text(), township=town, by=user_as(role))


def test_office_of_another_township_may_not_write(town: Unit) -> None:
    with pytest.raises(NotAllowed):
        import_rule_set(body=rule_text(), township=town, by=user_as(Role.OFFICE))


def test_copy_begins_the_next_version_from_this_month(town: Unit, office: User) -> None:
    shared = install_rule_set(body=rule_text(version=4), by=SYSTEM)
    copy = copy_rule_set(source=shared, township=town, by=office, now=NOW)
    parsed = parse_rules(json.loads(copy.body))
    assert (str(copy), copy.township, copy.state, parsed.effective_from) == ("small@5", town, "draft", "2026-11")
    assert parsed.items == parse_rules(json.loads(shared.body)).items


def test_save_draft_keeps_code_and_version(town: Unit, office: User) -> None:
    draft = import_rule_set(body=rule_text(), township=town, by=office)
    saved = save_draft(rule_set=draft, body=rule_text(name="改"), by=office)
    assert saved.name == "改"
    with pytest.raises(Refused, match="small@1"):
        save_draft(rule_set=draft, body=rule_text(version=2), by=office)


def test_published_rules_stay(town: Unit, office: User) -> None:
    draft = import_rule_set(body=rule_text(), township=town, by=office)
    published = publish_rule_set(rule_set=draft, by=office, now=NOW)
    assert (published.state, published.published_by, published.published_at) == ("published", office, NOW)
    with pytest.raises(NotAllowed):
        save_draft(rule_set=published, body=rule_text(name="改"), by=office)


def test_publish_does_not_reach_into_closed_months(town: Unit, office: User, closed_october: MonthResult) -> None:
    draft = import_rule_set(body=rule_text(version=2), township=town, by=office)
    late = datetime(2026, 11, 20, tzinfo=SHANGHAI)
    with pytest.raises(Refused, match="2026-10"):
        publish_rule_set(rule_set=draft, by=office, now=late)
    later = save_draft(rule_set=draft, body=rule_text(version=2, effective_from="2026-11"), by=office)
    assert publish_rule_set(rule_set=later, by=office, now=late).state == "published"


def test_install_is_repeatable_and_refuses_another_text() -> None:
    first = install_rule_set(body=rule_text(), by=SYSTEM)
    assert install_rule_set(body=rule_text(), by=SYSTEM) == first
    with pytest.raises(Refused):
        install_rule_set(body=rule_text(name="改"), by=SYSTEM)


def test_install_rules_command_puts_the_shipped_sets_in_force() -> None:
    call_command("install_rules", verbosity=0)
    call_command("install_rules", verbosity=0)
    rules = RuleSet.objects.get(code="daxing-2022")
    assert (rules.version, rules.township, rules.state) == (1, None, "published")
