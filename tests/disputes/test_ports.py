"""What the register offers to the rest of the portal."""

from __future__ import annotations

import pytest

from disputes import services
from disputes.ports import Facts
from disputes.selectors.figures import disputes_behind
from disputes.wording import DETAILS, TRAIL
from safety_portal.accounts.models import Role
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.wording import words_for
from safety_portal.core import ports
from safety_portal.core.months import Month
from safety_portal.work.attachments import files_of, visible_target
from tests.disputes.makers import MORNING, TWO_PARTIES, Town, at, concluded, registered, visit_all

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
CODES = [
    "disputes.registered", "disputes.assigned", "disputes.due", "disputes.on_time", "disputes.concluded",
    "disputes.agreed", "disputes.return_visits_due", "disputes.return_visits_done", "disputes.open_overdue",
    "screening.rounds", "screening.required",
]  # fmt: skip


def test_metrics_are_offered_under_their_codes() -> None:
    assert [metric.code for metric in Facts.metrics] == CODES
    providers = {ports.facts_provider(code) for code in CODES}
    assert [type(one) for one in providers] == [Facts]


@pytest.mark.parametrize("metric", Facts.metrics, ids=lambda metric: metric.code)
def test_metrics_say_what_they_count(metric: ports.MetricDefinition) -> None:
    assert str(metric.name)
    assert str(metric.definition).endswith("。")
    assert str(metric.unit) in {"件", "次"}


def test_due_and_search_are_offered(town: Town) -> None:
    dispute = registered(town)
    found = [hit for port in ports.search for hit in port.search(town.secretary, "漏水", 5)]
    waiting = [entry for port in ports.due for entry in port.due_for(town.secretary, MORNING, 5)[0]]
    assert [(hit.number, str(hit.kind)) for hit in found] == [(dispute.number, "矛盾纠纷")]
    assert [(entry.number, entry.kind, entry.place) for entry in waiting] == [
        (dispute.number, "矛盾纠纷 · 待受理", town.community.name)
    ]


@pytest.mark.parametrize(
    ("metric", "visited_on", "notes"),
    [
        ("disputes.return_visits_due", None, ["12月4日到期，尚未回访"] * 2),
        ("disputes.return_visits_done", "2026-12-01 09:00", ["12月4日到期，满意"] * 2),
        ("disputes.return_visits_done", "2026-12-06 09:00", ["12月4日到期，超 2 天"] * 2),
    ],
)
def test_records_of_visits(town: Town, metric: str, visited_on: str | None, notes: list[str]) -> None:
    dispute = concluded(town, at("2026-11-04 09:00"), parties=TWO_PARTIES)
    if visited_on:
        visit_all(town, dispute, at(visited_on))
    page = Facts().records(metric, Month(2026, 12), town.community.pk, town.secretary)
    assert [record.note for record in page.records] == notes


def test_records_of_results_name_them(town: Town) -> None:
    concluded(town, MORNING, outcome="court")
    page = Facts().records("disputes.agreed", OCTOBER, town.community.pk, town.secretary)
    assert [(record.note, record.counted) for record in page.records] == [("引导诉讼", False)]


def test_records_of_rounds(town: Town) -> None:
    for day, found in ((19, 0), (20, 3)):
        services.report_round(
            community=town.community, held_on=MORNING.date().replace(day=day), kind="routine", found=found,
            is_nil_report=not found, by=town.secretary, now=MORNING,
        )  # fmt: skip
    page = Facts().records("screening.rounds", OCTOBER, town.community.pk, town.secretary)
    assert [(record.number, record.note) for record in page.records] == [
        ("10月19日", "零报告"),
        ("10月20日", "发现 3 件"),
    ]
    assert page.more_url == f"/disputes/rounds/?month=2026-10&community={town.community.pk}"
    unseen = Facts().records("screening.rounds", OCTOBER, town.community.pk, Town().secretary)
    assert ({record.url for record in unseen.records}, unseen.more_url) == ({None}, None)


def test_records_stop_at_the_limit_and_tell_the_whole(town: Town) -> None:
    for _ in range(3):
        registered(town)
    page = Facts().records("disputes.registered", OCTOBER, town.community.pk, town.secretary, limit=2)
    assert (len(page.records), page.total) == (2, 3)


def test_records_of_an_unknown_figure_are_none(town: Town) -> None:
    page = Facts().records("screening.required", OCTOBER, town.community.pk, town.secretary)
    assert (page.total, list(page.records), page.more_url) == (0, [], None)


def test_records_of_a_foreign_reader_are_bare_numbers(town: Town) -> None:
    dispute = registered(town)
    page = Facts().records("disputes.registered", OCTOBER, town.community.pk, Town().secretary)
    assert [(record.number, record.label, record.url) for record in page.records] == [(dispute.number, "", None)]
    assert page.more_url is None


@pytest.mark.parametrize("code", CODES)
def test_list_behind_a_figure_holds_its_candidates(town: Town, code: str) -> None:
    dispute = visit_all(town, concluded(town, at("2026-10-01 09:00"), parties=TWO_PARTIES), at("2026-10-05 09:00"))
    registered(town, at("2026-12-01 09:00"))
    expected = [dispute] if code.startswith("disputes.") and code != "disputes.open_overdue" else []
    assert list(disputes_behind(code, OCTOBER)) == expected


def test_files_belong_to_whoever_sees_and_come_from_who_handles(town: Town) -> None:
    dispute = registered(town)
    attach = {role: files_of(dispute, town.person(role)).may_attach for role in Role}
    assert {role for role, may in attach.items() if may} == {Role.OFFICE, Role.SECRETARY}
    assert visible_target("disputes.dispute", dispute.pk, town.leader) == dispute
    assert visible_target("disputes.dispute", dispute.pk, Town().office) is None


def test_trail_lines_are_worded(town: Town) -> None:
    dispute = visit_all(town, concluded(town, parties=TWO_PARTIES), MORNING)
    services.reveal_parties(dispute, by=town.office, reason="存档")
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    details = {name for entry in AuditEntry.objects.all() for name in entry.details}
    assert actions <= set(TRAIL)
    assert str(words_for("disputes.accept")) == "受理纠纷"
    assert details <= set(DETAILS) | {"unit", "from", "fields"}
