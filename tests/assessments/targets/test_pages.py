"""Boards, a target's page, plans, and the form of a member unit."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments.intake.filings import FilingImport
from assessments.models import Figure, Filing, TargetPlan
from safety_portal.accounts.models import Role, User
from safety_portal.imports.kinds import Scope
from tests.assessments.reports.builders import OCTOBER
from tests.assessments.targets.builders import Targets, make_targets
from tests.exports_of import content_of, rows_of
from tests.factories import user_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Targets:
    return make_targets()


def page(user: User, name: str, *arguments: object, **query: str) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(reverse(f"assessments:{name}", args=arguments), query)
    assert response.status_code == 200
    return response.content.decode()


def send(user: User, name: str, *arguments: object, **data: object) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    response = client.post(reverse(f"assessments:{name}", args=arguments), data, follow=True)
    return response.status_code, response.content.decode()


def test_board_without_a_plan_shows_the_next_step(town: Targets) -> None:
    text = page(town.town.office, "targets", str(OCTOBER))
    assert "还没有启用方案目标" in text
    assert reverse("assessments:target_plans") in text


def test_board_shows_its_seven_lines_with_their_sums(town: Targets) -> None:
    town.take_on("songshanlu-2020")
    town.town.set(1, disputes_on_time=5, disputes_due=10)
    town.score()
    text = page(user_as(Role.LEADER, town.town.unit), "targets", str(OCTOBER))
    for words in ("七个100%", "75.0%", "15 ÷ 20", "未达到", "尚未公布", "未统计"):
        assert words in text


def test_district_sees_nothing_of_a_draft(town: Targets) -> None:
    town.take_on("songshanlu-2020")
    town.score()
    text = page(user_as(Role.DISTRICT, town.town.unit.parent), "targets", str(OCTOBER))
    assert "10 ÷ 10" not in text
    assert "20 ÷ 20" not in text


def test_secretary_sees_the_own_part_alone(town: Targets) -> None:
    town.take_on("songshanlu-2020")
    town.town.set(1, disputes_on_time=5, disputes_due=10)
    town.score(publish=True)
    secretary = user_as(Role.SECRETARY, town.town.communities[0])
    text = page(secretary, "targets", str(OCTOBER))
    assert "10 ÷ 10" in text
    assert "15 ÷ 20" not in text
    text = page(secretary, "target", str(OCTOBER), town.target("disputes").pk)
    assert town.town.communities[1].name not in text


def test_target_shows_communities_the_sentence_and_its_history(town: Targets) -> None:
    town.take_on("songshanlu-2020")
    town.score()
    text = page(town.town.office, "target", str(OCTOBER), town.target("disputes").pk)
    for words in ("“矛盾纠纷排查调处100%”", "SS-006", town.town.communities[0].name, "10 ÷ 10"):
        assert words in text


def test_petitions_have_no_chip_whether_known_or_not(town: Targets) -> None:
    town.take_on("chengjian-2023")
    unknown = row_of(page(town.town.office, "targets", str(OCTOBER)), "聚集访、越级访")
    town.own("petitions.collective")
    town.file(petitions_collective=500)
    known = row_of(page(town.town.office, "targets", str(OCTOBER)), "聚集访、越级访")
    assert "500" in known
    assert "chip" not in known + unknown


def row_of(text: str, name: str) -> str:
    """The table row in which a target stands."""
    return next(row for row in text.split("<tr") if f">{name}</a>" in row)


def test_export_has_the_rows_of_the_page(town: Targets) -> None:
    town.take_on("chengjian-2023")
    client = Client()
    client.force_login(town.town.office)
    response = client.get(reverse("assessments:targets", args=[str(OCTOBER)]), {"export": "xlsx"})
    names = [row[2] for row in rows_of(content_of(response))]
    assert names[1:4] == ["危害国家安全犯罪事件", "邪教组织滋事、聚集闹事事件", "重大恶性刑事案件"]
    assert len(names) == 10


def test_plan_is_taken_on_from_its_page(town: Targets) -> None:
    text = page(town.town.office, "target_plan", "xinjie-2021")
    for words in ("启用 12 项目标", "“杜绝进京非正常访和赴省异常访”", "按信仰、健康、前科建人员名单不做"):
        assert words in text
    status, text = send(town.town.office, "target_plan_install", "xinjie-2021", from_month="2026-10")
    assert (status, TargetPlan.objects.get().from_day) == (200, OCTOBER.first_day)
    assert "已启用" in text


def test_month_that_cannot_be_read_is_said_at_its_field(town: Targets) -> None:
    status, text = send(town.town.office, "target_plan_install", "xinjie-2021", from_month="十月")
    assert (status, TargetPlan.objects.exists()) == (200, False)
    assert "月份写成 2026-10" in text


def test_percent_is_read_as_a_share(town: Targets) -> None:
    town.take_on("chengjian-2023")
    data = {"value": "95.5", "definition": "口径", "from_month": "2026-10", "reason": "区文件", "version": 1}
    send(town.town.office, "target_amend", town.target("survey-index").pk, **data)
    assert str(town.target("survey-index").value) == "0.9550"


# --- Who files ------------------------------------------------------------------------------------------------


def test_owners_page_tells_what_is_asked_of_each_unit(town: Targets) -> None:
    town.take_on("chengjian-2023")
    town.own("police.preventable", "police.public_order")
    text = page(town.town.office, "figure_owners")
    assert "2 项指标，每月 <b>3</b> 个数" in text  # two communities, and once for the township
    assert "7 项目标指标没有单位填报" in text


def test_owner_is_set_with_a_reason(town: Targets) -> None:
    figure = Figure.objects.get(code="safety.disasters")
    send(town.town.office, "figure_owner", figure.pk, member_unit=town.police.pk, reason="")
    assert not figure.owners.exists()
    send(town.town.office, "figure_owner", figure.pk, member_unit=town.police.pk, reason="分工")
    assert figure.owners.get().member_unit == town.police


def test_sheets_are_asked_of_units_with_figures_of_communities_only(town: Targets) -> None:
    town.own("police.public_order")
    asked = Scope(township=town.town.unit, by=town.town.office, now=town.now, month=OCTOBER)
    assert FilingImport().senders(asked) == []
    town.own("police.preventable")
    assert FilingImport().senders(asked) == ["大兴派出所"]


# --- The form of a member unit --------------------------------------------------------------------------------


@pytest.fixture
def filing(town: Targets) -> Filing:
    """The police station's October: one figure of the whole township, none of communities."""
    town.own("police.public_order", "police.vicious_cases")
    return Filing.objects.create(month=town.town.month, member_unit=town.police)


def file(filing: Filing, user: User, **data: object) -> str:
    cells = {f"c-{filing.month.township_id}-police.{name}": value for name, value in data.items()}
    posted = {"version": filing.version, "submit": "1", **cells}
    return send(user, "filing", filing.month.slug, filing.member_unit.code, **posted)[1]


@pytest.fixture
def filer(town: Targets, monkeypatch: pytest.MonkeyPatch) -> User:
    """A police officer, before the lock."""
    monkeypatch.setattr("assessments.reports.policies.is_locked", lambda month, now: False)
    return user_as(Role.UNIT, town.police)


def test_one_number_for_the_whole_township_is_asked_once(filing: Filing, filer: User) -> None:
    text = page(filer, "filing", filing.month.slug, filing.member_unit.code)
    assert "全镇一个数" in text
    assert text.count('class="form-control num"') == 2
    assert "每个社区一行" not in text


def test_numbers_of_the_whole_township_are_filed(filing: Filing, filer: User) -> None:
    file(filing, filer, public_order="0", vicious_cases="1")
    filing.refresh_from_db()
    values = filing.figures.values_list("unit", "figure__code", "value")
    assert filing.state == "submitted"
    assert sorted((unit, code, int(value or 0)) for unit, code, value in values) == [
        (filing.month.township_id, "police.public_order", 0),
        (filing.month.township_id, "police.vicious_cases", 1),
    ]


def test_empty_number_of_the_whole_township_is_not_submitted(filing: Filing, filer: User) -> None:
    text = file(filing, filer, public_order="0", vicious_cases="")
    filing.refresh_from_db()
    assert filing.state == "draft"
    assert "1 个格子" in text or "还空着" in text or "1 格" in text
