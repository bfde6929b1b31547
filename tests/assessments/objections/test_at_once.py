"""Two people at the same moment, on two connections."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from assessments.models import Objection
from assessments.objections import services
from safety_portal.core.errors import Refused
from tests.assessments.objections.builders import Case

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[str]:
    """Run all at once; what became of each."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=20)
            act()
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


def test_filing_twice_at_once_files_once(case: Case) -> None:
    assert together(case.file, case.file) == ["done", "refused"]
    assert Objection.objects.count() == 1


def test_accepting_and_withdrawing_at_once_is_one_of_them(case: Case) -> None:
    objection = case.file()

    def withdraw() -> None:
        services.withdraw(objection=objection, by=case.secretary, version=1)

    assert together(lambda: case.accept(objection, disputes_on_time=10), withdraw) == ["done", "refused"]


def test_decision_during_a_run_is_scored_by_its_own_run(case: Case) -> None:
    """Whichever comes first, the run after the decision has read the correction."""
    objection = case.file()
    together(lambda: case.accept(objection, disputes_on_time=10), case.run)
    case.run()
    assert case.score.total == 100
    assert not Objection.objects.unscored().exists()
