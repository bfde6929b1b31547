"""Who has not filed, one-click 催办, and the text for the chat group."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.reports import telling
from assessments.reports.absent import REPORT_CHASED, missing_of
from assessments.reports.chasing import chase
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.notices.models import Notice
from safety_portal.notices.wording import _wordings, is_still_visible
from tests.assessments.reports.builders import make_month, make_township
from tests.assessments.reports.people import Town, as_user, text_of
from tests.factories import DeputationFactory, UserFactory, user_as


def _chase(town: Town, *codes: str) -> list[str]:
    told = chase(month=town.month, by=town.office, now=timezone.now(), codes=list(codes) if codes else None)
    return [one.unit.name for one in told]


def _told(kind: str = REPORT_CHASED) -> set[User]:
    return {notice.recipient for notice in Notice.objects.filter(kind=kind).select_related("recipient")}


@pytest.mark.django_db
def test_chase_tells_secretaries_their_deputies_and_member_units(town: Town) -> None:
    deputy = UserFactory()
    DeputationFactory(appointment=town.secretary.appointments.get(), deputy=deputy)
    assert _chase(town) == [town.report.unit.name, town.police_unit.name]  # the other community has no secretary
    assert _told() == {town.secretary, deputy}
    assert _told("filing.chased") == {town.police}
    entry = AuditEntry.objects.get(action="month.chase")
    assert entry.details == {"unit": [town.report.unit.name, town.police_unit.name]}


@pytest.mark.django_db
def test_chase_only_the_ticked_ones(town: Town) -> None:
    assert _chase(town, town.police_unit.code) == [town.police_unit.name]
    assert _told() == set()


@pytest.mark.django_db
def test_chase_once_a_day_and_unit(town: Town) -> None:
    _chase(town, town.police_unit.code)
    assert _chase(town) == [town.report.unit.name]
    with pytest.raises(Refused):
        _chase(town)
    tomorrow = timezone.now() + timedelta(days=1)
    assert len(chase(month=town.month, by=town.office, now=tomorrow)) == 2


@pytest.mark.django_db
def test_chase_leaves_out_who_has_filed_and_who_is_locked_out(town: Town) -> None:
    town.submitted()
    assert _chase(town) == [town.police_unit.name]
    with pytest.raises(Refused):
        chase(month=town.month, by=town.office, now=town.month.lock_at + timedelta(hours=1))


@pytest.mark.django_db
def test_chase_is_the_offices(town: Town) -> None:
    with pytest.raises(NotAllowed):
        chase(month=town.month, by=user_as(Role.LEADER, town.unit), now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_tell_once() -> None:
    unit, communities = make_township(2)
    month = make_month(unit)
    for community in communities:
        user_as(Role.SECRETARY, community)
        month.reports.create(unit=community)
    office, barrier, told = user_as(Role.OFFICE, unit), threading.Barrier(2), []

    def click() -> None:
        barrier.wait(10)
        try:
            told.append(len(chase(month=month, by=office, now=month.due_at)))
        except Refused:
            told.append(0)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(told) == [0, 2]
    assert (Notice.objects.count(), AuditEntry.objects.filter(action="month.chase").count()) == (2, 1)


# --- Whether it still goes ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_chase_that_was_answered_is_not_mailed(town: Town) -> None:
    _chase(town)
    notice = Notice.objects.get(kind=REPORT_CHASED)
    assert is_still_visible(notice)
    town.submitted()
    assert not is_still_visible(notice)


@pytest.mark.django_db
def test_nothing_goes_to_who_is_no_secretary_any_more(town: Town) -> None:
    _chase(town)
    telling.month_opened(town.month, [town.report], list(town.month.filings.all()))
    telling.report_unlocked(town.report)
    rows = list(Notice.objects.order_by("pk"))
    expected = {"report.month_opened", "report.filing_opened", "report.unlocked", "report.chased", "filing.chased"}
    assert {row.kind for row in rows} == expected
    assert [is_still_visible(row) for row in rows] == [True] * len(rows)
    for row in rows:
        row.recipient.appointments.all().delete()
        row.recipient = User.objects.get(pk=row.recipient_id)
    assert [is_still_visible(row) for row in rows] == [False] * len(rows)


def test_every_kind_says_who_may_still_see_it() -> None:
    assert [kind for kind, words in _wordings.items() if words.still_visible is None] == []


# --- The panel ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_panel_names_who_and_gives_the_text(town: Town) -> None:
    page = text_of(as_user(town.office).get(reverse("assessments:reports", args=[town.month.slug])))
    first, second = town.communities
    assert "未报：2 个社区、1 个单位" in page
    assert (
        f"2026年10月月报截止 11月3日 24:00。\n2 个社区未报：{first.name}、{second.name}\n1 个单位未报：大兴派出所"
        in page
    )
    filings = text_of(as_user(town.office).get(reverse("assessments:filings")))
    assert "未报：2 个社区、1 个单位" in filings


@pytest.mark.django_db
def test_panel_is_gone_when_all_have_filed(town: Town) -> None:
    town.month.reports.update(state="submitted", submitted_at=timezone.now(), first_submitted_at=timezone.now())
    town.month.filings.all().delete()
    assert missing_of(town.month, timezone.now()).all == []
    assert "未报：" not in text_of(as_user(town.office).get(reverse("assessments:reports", args=[town.month.slug])))


@pytest.mark.django_db
def test_member_unit_sees_no_panel(town: Town) -> None:
    assert "未报：" not in text_of(as_user(town.police).get(reverse("assessments:filings")))


@pytest.mark.django_db
def test_chase_by_two_clicks_on_the_page(town: Town) -> None:
    client, address = as_user(town.office), reverse("assessments:chase", args=[town.month.slug])
    for _click in range(2):
        assert client.post(address, {"all": "1"}).status_code == 302
    assert Notice.objects.filter(kind=REPORT_CHASED).count() == 1
    assert "今日已催" in text_of(client.get(reverse("assessments:reports", args=[town.month.slug])))


@pytest.mark.django_db
def test_missing_needs_as_many_queries_for_many() -> None:
    counts = []
    for number in (1, 6):
        unit, communities = make_township(number)
        month = make_month(unit)
        for community in communities:
            user_as(Role.SECRETARY, community)
            month.reports.create(unit=community)
        with CaptureQueriesContext(connection) as captured:
            assert len(missing_of(month, month.due_at).can_be_chased) == number
        counts.append(len(captured))
    assert counts[0] == counts[1]
