"""Runs that meet or break: two connections, and a process that dies between freezing and storing."""

import os
import signal
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Sum

from assessments.models import FrozenFacts, MonthResult, ScoreLine, UnitScore
from assessments.results import services
from assessments.results.services import recompute, score_month
from tests.assessments.results.builders import Town, make_town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town() -> Town:
    town = make_town(3)
    town.set(1, disputes_on_time=8)
    return town


def assert_one_correct_result() -> None:
    result = MonthResult.objects.get()
    assert (result.number, result.is_current, FrozenFacts.objects.count()) == (1, True, 1)
    assert (UnitScore.objects.count(), ScoreLine.objects.count()) == (3, 15)
    assert UnitScore.objects.aggregate(Sum("total"))["total__sum"] == Decimal("290.53")
    assert recompute(result) == result.text.encode()


def test_two_runs_at_once_end_in_one_result(town: Town) -> None:
    start, found, failed = threading.Barrier(2), [], []

    def run() -> None:
        try:
            start.wait(timeout=20)
            found.append(score_month(month=town.month, by=town.office).pk)
        except Exception as error:  # noqa: BLE001 - told in the assertion below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (failed, len(found), len(set(found))) == ([], 2, 1)
    assert_one_correct_result()


def test_a_fault_while_storing_leaves_nothing_behind(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(services, "_store_scores", fail)
        with pytest.raises(RuntimeError):
            score_month(month=town.month, by=town.office)
    assert not MonthResult.objects.exists()
    score_month(month=town.month, by=town.office)
    assert_one_correct_result()


DYING = """
import os, signal, sys
import django
django.setup()
from assessments.models import AssessmentMonth
from assessments.results import services
from safety_portal.audit.trail import SYSTEM

def die(*args):
    print("frozen", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

services._store_scores = die
services.score_month(month=AssessmentMonth.objects.get(pk=int(sys.argv[1])), by=SYSTEM)
"""


def test_a_process_killed_between_freezing_and_storing(town: Town) -> None:
    database = connection.settings_dict
    code = f"from django.conf import settings; settings.DATABASES['default']['NAME'] = {database['NAME']!r}\n{DYING}"
    dead = subprocess.run(
        [sys.executable, "-c", code, str(town.month.pk)],
        cwd=Path(settings.BASE_DIR),
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (dead.returncode, dead.stdout) == (-signal.SIGKILL, "frozen\n"), dead.stderr
    assert not MonthResult.objects.exists()
    score_month(month=town.month, by=town.office)
    assert_one_correct_result()
