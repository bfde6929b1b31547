from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from assessments.models import MonthResult
from assessments.results.services import score_month
from safety_portal.accounts.models import Role
from safety_portal.bench import cases
from safety_portal.bench.measure import Measured, Times, queries_of, repeated, undone
from safety_portal.organization.models import Unit
from tests.assessments.results.builders import make_town
from tests.factories import user_as

PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def test_times_have_a_middle_and_a_95th_percentile() -> None:
    times = Times(tuple(float(n) for n in range(1, 21)))
    assert (times.middle, times.p95) == (10.5, 19.0)
    assert (Times((3.0,)).middle, Times((3.0,)).p95) == (3.0, 3.0)


def test_ratio_is_against_the_lean_page() -> None:
    line = Measured("page", "1", 3, Times((8.0,)), Times((2.0,)))
    assert (line.ratio, Measured("run", "1", 3, Times((8.0,))).ratio) == (4.0, None)


def test_repeated_warms_up_first() -> None:
    calls: list[int] = []
    times = repeated(lambda: calls.append(1), 3)
    assert (len(calls), len(times.taken)) == (4, 3)


@pytest.mark.django_db
def test_undone_leaves_nothing_behind() -> None:
    act = undone(lambda: Unit.objects.create(code="1", level="district", name="a"))
    assert queries_of(act) >= 1
    assert not Unit.objects.exists()


@pytest.mark.django_db
@override_settings(STORAGES={"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}, **PLAIN})
def test_bench_measures_and_writes_its_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "LARGE", 5)
    town = make_town(2)
    assert town.unit.parent is not None
    user_as(Role.DISTRICT, town.unit.parent)
    result = score_month(month=town.month, by=town.office)
    output = tmp_path / "benchmarks.md"
    call_command("bench", times=1, output=output, verbosity=0)
    page = output.read_text(encoding="utf-8")
    for name in ("run of a township", "page: ranking", "page: explanation", "page: monthly report", "score and store"):
        assert f"| {name} |" in page
    assert list(MonthResult.objects.values_list("pk", flat=True)) == [result.pk]


@pytest.mark.django_db
def test_bench_without_a_scored_month_says_so() -> None:
    make_town(1)
    with pytest.raises(CommandError, match="no month has been scored"):
        call_command("bench", times=1)
