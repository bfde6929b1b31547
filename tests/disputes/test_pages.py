"""The pages as somebody uses them: lists, forms, moves, revealing, print, export, API."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disputes.models import Dispute, ScreeningRound
from disputes.states import Move, State
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from tests.disputes.makers import TWO_PARTIES, Town, concluded, in_state, registered, visit_all


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(user: User, name: str, *args: object, **query: str) -> str:
    response = client_of(user).get(reverse(f"disputes:{name}", args=args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def numbers_in(html: str) -> list[str]:
    """Register numbers of the rows, in their order."""
    return re.findall(r'<td class="text-nowrap up">([^<]+)</td>', html)


@pytest.fixture
def now_town(town: Town) -> Town:
    return town.with_everybody()


def new_dispute(town: Town, **changes: Any) -> Dispute:
    return registered(town, timezone.now(), **changes)


# --- Lists ------------------------------------------------------------------------------------------------------


def test_list_tabs_hold_what_they_say(town: Town) -> None:
    now = timezone.now()
    fresh = registered(town, now)
    late = registered(town, now - timedelta(days=9))
    owed = concluded(town, now)
    closed = in_state(town, State.CLOSED, now)
    void = in_state(town, State.VOID, now)
    shown = {
        tab: set(numbers_in(page(town.secretary, "list", tab=tab))) for tab in ("open", "overdue", "visit", "closed")
    }
    assert shown == {
        "open": {fresh.number, late.number},
        "overdue": {late.number},
        "visit": {owed.number},
        "closed": {closed.number},
    }
    assert void.number in numbers_in(page(town.secretary, "list", tab="all"))
    counts = re.findall(r"<span>(\d+)</span></a>", page(town.secretary, "list"))
    assert counts == ["2", "1", "1", "1", "5"]


def test_list_shows_the_most_urgent_first_and_sorts(town: Town) -> None:
    now = timezone.now()
    later, sooner = registered(town, now), registered(town, now - timedelta(days=2))
    assert numbers_in(page(town.secretary, "list")) == [sooner.number, later.number]
    assert numbers_in(page(town.secretary, "list", order="-due_at")) == [later.number, sooner.number]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "漏水"}, True),
        ({"q": "火灾"}, False),
        ({"category": "02"}, True),
        ({"category": "01"}, False),
        ({"risk": "yellow"}, True),
        ({"risk": "red"}, False),
        ({"source": "screening"}, True),
        ({"source": "letter"}, False),
        ({"figure": "disputes.registered", "month": "now"}, True),
        ({"figure": "disputes.registered", "month": "2020-01"}, False),
        ({"figure": "disputes.registered"}, False),
        ({"figure": "nonsense", "month": "now"}, False),
        ({"risk": "pink"}, False),
    ],
)
def test_list_and_api_filter_alike(town: Town, query: dict[str, str], found: bool) -> None:
    dispute = new_dispute(town)
    if query.get("month") == "now":
        query = query | {"month": f"{timezone.localdate():%Y-%m}"}
    assert (numbers_in(page(town.secretary, "list", **query)) == [dispute.number]) is found
    answer = client_of(town.secretary).get(reverse("disputes:api-list"), query)
    assert [row["number"] for row in answer.json().get("results", [])] == ([dispute.number] if found else [])


def test_list_says_which_figure_it_stands_behind(town: Town) -> None:
    html = page(town.secretary, "list", figure="disputes.on_time", month="2026-10", tab="all")
    assert re.findall(r'class="picked" href="[^"]*">([^<]+?) <', html) == ["数字：按期办理", "月份：2026-10"]


def test_list_never_shows_a_foreign_dispute(now_town: Town) -> None:
    new_dispute(Town())
    for role in Role:
        assert numbers_in(page(now_town.person(role), "list", tab="all")) == []


def test_list_says_what_to_do_when_empty(town: Town) -> None:
    html = page(town.secretary, "list")
    assert "这里没有矛盾纠纷" in html
    assert reverse("disputes:create") in html
    assert reverse("disputes:create") not in page(town.leader, "list")


def queries_of(client: Client, url: str) -> int:
    """How many queries the page takes once what a process keeps (content types, site) is known."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


@pytest.mark.parametrize(("name", "most"), [("list", 20), ("api-list", 8)])
def test_list_queries_do_not_grow_with_rows(town: Town, name: str, most: int) -> None:
    client, url = client_of(town.secretary), reverse(f"disputes:{name}")
    new_dispute(town)
    at_one = queries_of(client, url)
    for _ in range(29):
        new_dispute(town)
    assert (queries_of(client, url), at_one <= most) == (at_one, True)


def test_detail_queries_do_not_grow_with_parties(town: Town) -> None:
    small, large = new_dispute(town, parties=TWO_PARTIES[:1]), new_dispute(town, parties=TWO_PARTIES * 5)
    client = client_of(town.secretary)
    counts = [queries_of(client, dispute.get_absolute_url()) for dispute in (small, large)]
    assert (counts[0], counts[0] <= 30) == (counts[1], True)


# --- Permission table -------------------------------------------------------------------------------------------

READERS = {Role.LEADER, Role.OFFICE, Role.SECRETARY, Role.GRID_WORKER}
HANDLERS = {Role.OFFICE, Role.SECRETARY}


@pytest.mark.parametrize(
    ("name", "allowed", "forbidden"),
    [
        ("detail", READERS, set()),
        ("print", READERS, set()),
        ("api-detail", READERS, set()),
        ("edit", HANDLERS, READERS - HANDLERS),
    ],
)
def test_pages_of_one_dispute_by_role(town: Town, name: str, allowed: set[Role], forbidden: set[Role]) -> None:
    dispute = registered(town.with_everybody(), timezone.now(), unit=town.grid)
    stranger = Town().with_everybody()
    url = reverse(f"disputes:{name}", args=[dispute.pk])
    for role in Role:
        expected = 200 if role in allowed else 403 if role in forbidden else 404
        assert client_of(town.person(role)).get(url).status_code == expected, role
        assert client_of(stranger.person(role)).get(url).status_code == 404, role


@pytest.mark.parametrize("move", [move for move in Move if move != Move.VISIT])
def test_move_pages_by_role(town: Town, move: Move) -> None:
    state = State.CONCLUDED if move in {Move.CLOSE, Move.REOPEN} else State.ACCEPTED
    state = State.REGISTERED if move == Move.ACCEPT else state
    dispute = in_state(town.with_everybody(), state, timezone.now())
    url = reverse("disputes:move", args=[dispute.pk, move.value])
    allowed = {Role.OFFICE} if move == Move.VOID else HANDLERS
    for role in Role:
        expected = 200 if role in allowed else 403 if role in {*HANDLERS, Role.LEADER} else 404
        assert client_of(town.person(role)).get(url).status_code == expected, role


def test_unknown_move_is_not_found(town: Town) -> None:
    url = reverse("disputes:move", args=[new_dispute(town).pk, "burn"])
    assert client_of(town.secretary).get(url).status_code == 404


@pytest.mark.parametrize("name", ["create", "round-create"])
def test_new_entries_by_role(now_town: Town, name: str) -> None:
    allowed = {Role.OFFICE, Role.SECRETARY} | ({Role.GRID_WORKER} if name == "create" else set())
    statuses = {role: client_of(now_town.person(role)).get(reverse(f"disputes:{name}")).status_code for role in Role}
    assert statuses == {role: 200 if role in allowed else 403 for role in Role}


@pytest.mark.parametrize("name", ["list", "rounds", "create", "round-create", "api-list"])
def test_nobody_gets_in_without_log_in(town: Town, name: str) -> None:
    assert Client().get(reverse(f"disputes:{name}")).status_code in {302, 401, 403}


# --- Forms ------------------------------------------------------------------------------------------------------


def form_data(town: Town, **changes: object) -> dict[str, object]:
    """What a browser sends for a new dispute with two party lines."""
    lines = {f"party-{n}-{name}": value for n, name, value in (
        (0, "role", "applicant"), (0, "name", "张三"), (0, "phone", "13800001234"), (1, "role", "respondent"),
    )}  # fmt: skip
    management = {"party-TOTAL_FORMS": 2, "party-INITIAL_FORMS": 0}
    facts = {
        "title": "漏水", "unit": town.community.pk, "place": "7 幢", "category": "0201", "source": "screening",
        "risk": "yellow", "people_involved": 2, "scale": "01", "token": "6f7c0c34-7d0c-4a55-9d0c-0a6f6f8f2f11",
    }  # fmt: skip
    return {**management, **lines, **facts, **changes}


def test_register_form_makes_a_dispute_once(town: Town) -> None:
    client, url = client_of(town.secretary), reverse("disputes:create")
    answers = [client.post(url, form_data(town)) for _ in range(2)]
    dispute = Dispute.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [dispute.get_absolute_url()] * 2
    assert [(party.role, party.name) for party in dispute.parties.all()] == [("applicant", "张三")]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "事由"),
        ({"party-1-phone": "13911112222"}, "填了电话或住址，请补上姓名。"),
        ({"party-0-phone": "打电话"}, "只填数字，至少 5 位。"),
        ({"occurred_on": "2999-01-01"}, "日期晚于今天，请核对。"),
        ({"people_involved": -1}, "涉及人数"),
    ],
)
def test_register_form_keeps_everything_on_error(town: Town, changes: dict[str, object], message: str) -> None:
    response = client_of(town.secretary).post(reverse("disputes:create"), form_data(town, **changes))
    html = response.content.decode()
    assert (response.status_code, Dispute.objects.count()) == (422, 0)
    assert message in html
    for kept in ("7 幢", "张三", "6f7c0c34-7d0c-4a55-9d0c-0a6f6f8f2f11"):
        assert kept in html


def test_register_form_of_a_grid_worker_offers_the_own_grid_only(town: Town) -> None:
    html = page(town.worker, "create")
    options = re.findall(r'<option value="(\d+)"', html.split('name="unit"')[1].split("</select>")[0])
    assert options == [str(town.grid.pk)]


def test_register_form_refuses_a_foreign_place(town: Town) -> None:
    response = client_of(town.secretary).post(reverse("disputes:create"), form_data(town, unit=Town().community.pk))
    assert (response.status_code, Dispute.objects.count()) == (422, 0)


def test_edit_form_never_shows_full_names(town: Town) -> None:
    dispute = new_dispute(town, parties=TWO_PARTIES)
    html = page(town.secretary, "edit", dispute.pk)
    assert "张*" in html
    assert not any(text in html for text in ("张三", "13800001234", "502室"))


def test_edit_form_corrects(town: Town) -> None:
    dispute = new_dispute(town, parties=TWO_PARTIES)
    first, second = dispute.parties.all()
    lines = {
        "party-TOTAL_FORMS": 2,
        "party-INITIAL_FORMS": 2,
        "version": 1,
        "party-0-pk": first.pk,
        "party-1-pk": second.pk,
    }
    data = form_data(town, title="渗水", **lines, **{"party-0-name": "", "party-0-phone": "", "party-1-leaves": "on"})
    response = client_of(town.secretary).post(reverse("disputes:edit", args=[dispute.pk]), data)
    dispute.refresh_from_db()
    assert (response.status_code, dispute.title) == (302, "渗水")
    assert [party.name for party in dispute.parties.all()] == ["张三"]


def test_move_form_of_an_old_page_is_refused_in_words(town: Town) -> None:
    dispute = new_dispute(town)
    url = reverse("disputes:move", args=[dispute.pk, "accept"])
    data = {"handler": town.secretary.pk, "version": 1}
    client = client_of(town.secretary)
    assert client.post(url, data).status_code == 302
    second = client.post(url, data)
    assert (second.status_code, "刚被他人改动" in second.content.decode()) == (422, True)


def test_moves_from_registration_to_the_end_by_the_pages(town: Town) -> None:
    dispute = new_dispute(town, parties=TWO_PARTIES[:1])
    client = client_of(town.secretary)

    def post(action: str, version: int, **data: object) -> None:
        url = reverse("disputes:move", args=[dispute.pk, action])
        assert client.post(url, {"version": version, **data}).status_code == 302, action

    post("accept", 1, handler=town.secretary.pk)
    post("start", 2)
    post("conclude", 3, outcome="agreed", note="赔偿 3 000 元", agreement_number="（2026）人调字第1号")
    visit = dispute.return_visits.get()
    answers = {"visited_on": timezone.localdate(), "satisfaction": "satisfied", "performance": "kept", "version": 4}
    url = reverse("disputes:visit", args=[dispute.pk, visit.pk])
    assert client.post(url, answers).status_code == 302
    post("close", 5)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.version, dispute.agreement_number) == ("closed", 6, "（2026）人调字第1号")


def test_visit_of_another_dispute_is_not_found(town: Town) -> None:
    visit = concluded(town, timezone.now(), parties=TWO_PARTIES[:1]).return_visits.get()
    other = concluded(town, timezone.now())
    assert client_of(town.secretary).get(reverse("disputes:visit", args=[other.pk, visit.pk])).status_code == 404


def test_round_form_reports_a_nil_round(town: Town) -> None:
    data = {
        "community": town.community.pk, "held_on": timezone.localdate(), "kind": "routine", "found": 0,
        "is_nil_report": "on", "token": "6f7c0c34-7d0c-4a55-9d0c-0a6f6f8f2f12",
    }  # fmt: skip
    client, url = client_of(town.secretary), reverse("disputes:round-create")
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 302]
    assert ScreeningRound.objects.get().is_nil_report
    assert "零报告" in page(town.leader, "rounds", month=f"{timezone.localdate():%Y-%m}")
    assert "零报告</span>" not in page(town.leader, "rounds", month="2020-01")


# --- One dispute ------------------------------------------------------------------------------------------------


def test_detail_masks_and_reveals_once_for_a_reason(town: Town) -> None:
    dispute = new_dispute(town, parties=TWO_PARTIES)
    client, url = client_of(town.secretary), reverse("disputes:reveal", args=[dispute.pk])
    assert "张三" not in page(town.secretary, "detail", dispute.pk)
    assert client.post(url, {"reason": ""}).status_code == 422
    revealed = client.post(url, {"reason": "电话联系"})
    assert ("张三" in revealed.content.decode(), "no-store" in revealed.headers["Cache-Control"]) == (True, True)
    assert client.get(url).status_code == 302
    assert AuditEntry.objects.filter(kind="read").count() == 1


@pytest.mark.parametrize(("role", "status"), [(Role.LEADER, 403), (Role.GRID_WORKER, 403), (Role.DISTRICT, 404)])
def test_reveal_page_by_role(town: Town, role: Role, status: int) -> None:
    dispute = new_dispute(town, unit=town.grid, parties=TWO_PARTIES)
    for name in ("reveal", "print"):
        url = reverse(f"disputes:{name}", args=[dispute.pk])
        assert client_of(town.person(role)).post(url, {"reason": "看看"}).status_code == status


def test_print_is_masked_until_a_reason_is_given(town: Town) -> None:
    dispute = new_dispute(town, parties=TWO_PARTIES)
    assert "张三" not in page(town.secretary, "print", dispute.pk)
    response = client_of(town.secretary).post(reverse("disputes:print", args=[dispute.pk]), {"reason": "存档"})
    assert "张三" in response.content.decode()


def test_detail_tells_the_history_and_what_is_owed(town: Town) -> None:
    dispute = concluded(town, timezone.now(), parties=TWO_PARTIES)
    html = page(town.secretary, "detail", dispute.pk)
    titles = re.findall(r"<b>([^<]+)</b><time", html)
    assert titles == ["登记", f"{town.community.name}受理", "达成书面协议"]
    assert html.count("待回访") >= 2


def test_detail_offers_only_the_moves_of_the_reader(town: Town) -> None:
    dispute = in_state(town, State.MEDIATING, timezone.now())

    def offered(user: User) -> list[str]:
        return re.findall(rf"/disputes/{dispute.pk}/move/(\w+)/", page(user, "detail", dispute.pk))

    assert offered(town.office) == ["refer", "escalate", "conclude", "void"]
    assert offered(town.secretary) == ["refer", "escalate", "conclude"]
    assert offered(town.leader) == []


def test_detail_shows_the_arithmetic_of_the_clocks(town: Town) -> None:
    dispute = new_dispute(town)
    html = page(town.secretary, "detail", dispute.pk)
    assert re.findall(r"登记 \+ (\d+) 日 = ", html) == ["3", "30"]


def test_detail_closes_only_after_the_visits(town: Town) -> None:
    dispute = concluded(town, timezone.now(), parties=TWO_PARTIES)
    url = reverse("disputes:move", args=[dispute.pk, "close"])
    assert url not in page(town.secretary, "detail", dispute.pk)
    visit_all(town, dispute, timezone.localtime())
    assert url in page(town.secretary, "detail", dispute.pk)


@pytest.mark.parametrize("state", State)
def test_detail_of_every_state_opens_in_both_languages(town: Town, state: State) -> None:
    dispute = in_state(town, state, timezone.now())
    client = client_of(town.office)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        assert client.get(dispute.get_absolute_url()).status_code == 200


def test_api_gives_masks_and_no_course_of_events(town: Town) -> None:
    dispute = new_dispute(town, parties=TWO_PARTIES, summary="张三与李四四因漏水争执")
    answer = client_of(town.secretary).get(reverse("disputes:api-detail", args=[dispute.pk])).json()
    assert answer["parties"] == [
        {"role": "applicant", "name": "张*", "phone": "138****1234"},
        {"role": "respondent", "name": "李**", "phone": "139****5678"},
    ]
    assert "summary" not in answer
    assert not any(text in str(answer) for text in ("张三", "13800001234"))


def test_api_is_read_only(town: Town) -> None:
    client, url = client_of(town.office), reverse("disputes:api-detail", args=[new_dispute(town).pk])
    assert [getattr(client, verb)(url).status_code for verb in ("post", "put", "patch", "delete")] == [405] * 4


def test_register_form_shows_two_party_lines_until_more_are_used(town: Town) -> None:
    def unfolded(html: str) -> int:
        return len(re.findall(r'name="party-\d-name"', html.split("<details>", maxsplit=1)[0]))

    six = {f"party-{n}-role": "applicant" for n in range(6)} | {"party-TOTAL_FORMS": 6, "title": ""}
    client, url = client_of(town.secretary), reverse("disputes:create")
    answers = [client.post(url, form_data(town, **six, **more)) for more in ({}, {"party-2-name": "王五"})]
    assert [unfolded(answer.content.decode()) for answer in answers] == [2, 3]
