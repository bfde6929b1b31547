"""The bench of pages: every page of the month's end opens in a tiny town, and its section has a line for each."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from assessments.results.services import score_month
from safety_portal.accounts.models import Role
from safety_portal.bench.pages import cases_of
from tests.assessments.results.builders import Town, make_town, publish_current
from tests.bench.test_bench import PLAIN
from tests.factories import user_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    made = make_town(2)
    assert made.unit.parent is not None
    user_as(Role.DISTRICT, made.unit.parent)
    leader = user_as(Role.LEADER, made.unit)
    user_as(Role.SECRETARY, made.communities[0])
    score_month(month=made.month, by=made.office)
    publish_current(made.month, leader)
    return made


@override_settings(STORAGES={"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}, **PLAIN})
def test_every_page_is_measured(town: Town, tmp_path: Path) -> None:
    output = tmp_path / "benchmarks.md"
    call_command("bench", times=1, only="pages", output=output, verbosity=0)
    rows = [line.split(" | ")[:2] for line in output.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert rows[2:] == [[f"| {case.name}", case.role.value] for case in cases_of(town.month)]


def test_a_role_that_nobody_has_says_so() -> None:
    made = make_town(1)
    score_month(month=made.month, by=made.office)
    with pytest.raises(CommandError, match="nobody is leader"):
        call_command("bench", times=1, only="pages")
