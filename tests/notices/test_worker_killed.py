"""A worker that is killed with mail in its hands: sent once or marked uncertain, never lost, never twice."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone

from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import JsonValue
from safety_portal.core.months import SHANGHAI
from safety_portal.notices.models import Delivery
from safety_portal.notices.outbox import LEASE, deliver
from safety_portal.notices.reminders import ESCALATED
from safety_portal.notices.selectors import stuck_deliveries
from safety_portal.notices.services import notify, retry_delivery
from safety_portal.notices.tasks import deliver_notices
from tests.factories import TownshipFactory, user_as
from tests.work.test_worker_killed import PATIENCE, kill, wait, worker

pytestmark = pytest.mark.django_db(transaction=True)

NOTICES = 3


def _tell_leader() -> User:
    """Three notices wait for one person: they would go in one mail."""
    town = TownshipFactory()
    leader = user_as(Role.LEADER, town, email="leader@example.org")
    for number in range(NOTICES):
        params: dict[str, JsonValue] = {"count": 1, "days": 3, "township": town.name, "township_id": town.pk}
        notify(recipients=[leader], kind=ESCALATED, params=params, url="/", dedupe=f"{number}")
    Delivery.objects.update(not_before=timezone.now() - timedelta(days=1))
    return leader


def _kill_a_worker(folder: Path, moment: str) -> None:
    """A real worker takes the rows, hangs at ``moment`` and is killed."""
    sign, log = folder / moment, folder / "worker.log"
    with worker(log, "tests.notices.slow_mail", MAIL_HANGS=str(sign)) as process:
        deliver_notices.delay()
        wait(sign.exists, PATIENCE, log)
        kill(process)


def _after_the_lease() -> datetime:
    """A working morning after the dead worker's lease, whenever the test runs."""
    day = timezone.localdate() + timedelta(days=1)
    while day.weekday() != 2 or day.month in {1, 2, 4, 5, 6, 9, 10}:  # no Wednesday of a month with holidays
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)


def _states() -> list[tuple[str, int]]:
    return list(Delivery.objects.order_by("pk").values_list("state", "attempts"))


def test_killed_between_claim_and_send_goes_once(tmp_path: Path) -> None:
    _tell_leader()
    _kill_a_worker(tmp_path, "before")
    assert _states() == [("waiting", 1)] * NOTICES
    assert deliver(timezone.now()) == 0  # the lease still holds
    later = _after_the_lease()
    assert (deliver(later), deliver(later + LEASE * 2)) == (NOTICES, 0)
    assert (len(mail.outbox), _states()) == (1, [("sent", 2)] * NOTICES)


def test_killed_in_the_act_is_uncertain_till_somebody_decides(tmp_path: Path) -> None:
    leader = _tell_leader()
    _kill_a_worker(tmp_path, "act")
    later = _after_the_lease()
    assert (deliver(later), mail.outbox, _states()) == (0, [], [("uncertain", 1)] * NOTICES)
    administrator = user_as(Role.ADMIN, leader.appointments.get().unit)
    stuck = list(stuck_deliveries(later).select_related("notice"))
    assert len(stuck) == NOTICES
    for delivery in stuck:
        retry_delivery(delivery=delivery, by=administrator, reason="邮件服务器无记录", now=later)
    assert (deliver(later), len(mail.outbox)) == (NOTICES, 1)
