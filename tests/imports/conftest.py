"""A township, its office, and a kind of imports that writes days of the calendar."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation
from pytest_django import Settings

from safety_portal.accounts.models import Role, User
from safety_portal.imports import kinds, wording
from safety_portal.organization.models import Unit
from tests.factories import TownshipFactory, user_as
from tests.imports.days import Days


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def english() -> None:
    """Refusals are compared with their message ids."""
    translation.activate("en")


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch, english: None) -> Days:
    """The only kind there is."""
    days = Days()
    monkeypatch.setattr(kinds, "_kinds", {"days": days})
    monkeypatch.setitem(wording._remarks, "odd_name", ("What is this day called?",))
    return days


@pytest.fixture
def town(db: None) -> Unit:
    return TownshipFactory()


@pytest.fixture
def office(town: Unit) -> User:
    return user_as(Role.OFFICE, town)
