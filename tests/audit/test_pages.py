import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safety_portal.accounts.models import Role
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.trail import SYSTEM, record
from safety_portal.organization.models import Unit
from tests.factories import CommunityFactory, DistrictFactory, TownshipFactory, user_as

pytestmark = pytest.mark.django_db
TRAIL = "/audit/"


@pytest.fixture
def town() -> Unit:
    return TownshipFactory(parent=DistrictFactory())


@pytest.fixture
def reader(client: Client, town: Unit) -> Client:
    client.force_login(user_as(Role.AUDITOR, town))
    client.cookies["django_language"] = "zh-hans"
    return client


def told(town: Unit | None, name: str, action: str = "unit.rename", **more: object) -> AuditEntry:
    township_id = town.pk if town else None
    return record(action, CommunityFactory(name=name), by=SYSTEM, township_id=township_id, **more)  # type: ignore[arg-type]


def text(client: Client, query: str = "") -> str:
    return client.get(f"{TRAIL}{query}").content.decode()


def shown(client: Client, *names: str, query: str = "") -> list[bool]:
    page = text(client, query)
    return [name in page for name in names]


def test_auditor_reads_the_township_and_what_belongs_to_none(reader: Client, town: Unit) -> None:
    told(town, "本镇社区")
    told(TownshipFactory(), "外镇社区")
    told(None, "不属任何镇")
    assert shown(reader, "本镇社区", "外镇社区", "不属任何镇") == [True, False, True]


def test_district_auditor_reads_all_townships_of_the_district(client: Client, town: Unit) -> None:
    told(town, "本区社区")
    told(TownshipFactory(), "外区社区")
    client.force_login(user_as(Role.AUDITOR, town.parent))
    assert shown(client, "本区社区", "外区社区") == [True, False]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_nobody_else_reads_the_trail(client: Client, role: Role) -> None:
    client.force_login(user_as(role))
    assert client.get(TRAIL).status_code == 403


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("?action=unit.rename", [True, False, False]),
        ("?kind=read", [False, True, False]),
        ("?object_type=organization.unit&q=丙", [False, False, True]),
        ("?actor=系统", [True, True, True]),
        ("?actor=别人", [False, False, False]),
        ("?first=2020-01-01&last=2020-12-31", [False, False, False]),
        ("?first=2020-01-01", [True, True, True]),
        ("?first=nonsense", [False, False, False]),
    ],
)
def test_trail_is_filtered(reader: Client, town: Unit, query: str, seen: list[bool]) -> None:
    told(town, "甲社区")
    told(town, "乙社区", "unit.reveal", kind=AuditEntry.Kind.READ)
    told(town, "丙社区", "unit.open")
    assert shown(reader, "甲社区", "乙社区", "丙社区", query=query) == seen


def test_actions_and_details_are_in_words(reader: Client, town: Unit) -> None:
    told(town, "甲社区", reason="区划调整", details={"was": "旧社区", "document": "", "into": ["一", "二"]})
    assert shown(reader, "单位更名", "区划调整", "原为：旧社区", "分为：一、二", "unit.rename</") == [True] * 4 + [
        False
    ]


def test_pages_go_on_by_key_both_ways(reader: Client, town: Unit) -> None:
    entries = [record("unit.edit", town, by=SYSTEM, township_id=town.pk, reason=f"第{n}条") for n in range(120)]
    assert shown(reader, "第119条", "第70条", "第69条") == [True, True, False]
    older = f"?before={entries[70].pk}"
    assert shown(reader, "第70条", "第69条", "第20条", "第19条", query=older) == [False, True, True, False]
    newer = f"?after={entries[69].pk}"
    assert shown(reader, "第119条", "第70条", "第69条", query=newer) == [True, True, False]
    assert f"after={entries[69].pk}" in text(reader, older)
    assert 'rel="next"' not in text(reader, f"?before={entries[10].pk}")


def test_query_count_is_the_same_at_1_and_40_rows(reader: Client, town: Unit) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            text(reader)
        return len(seen)

    told(town, "甲社区")
    text(reader)
    few = queries()
    for _time in range(40):
        record("unit.edit", town, by=SYSTEM, township_id=town.pk)
    assert queries() == few
