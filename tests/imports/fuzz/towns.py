"""The township that the workbooks of the fuzz are about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import time_machine

from assessments.models import AssessmentMonth
from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Unit
from tests.assessments.reports.builders import FakeRegister, at, make_police, make_township, only_register, open_in
from tests.factories import CommunityFactory, user_as
from tests.imports.fuzz.sheets import NAMES


@dataclass
class Town:
    unit: Unit
    office: User
    police: Unit
    month: AssessmentMonth
    units: dict[str, Unit]


@contextmanager
def town_of_daxing() -> Iterator[Town]:
    """With its month of October open, on 2 November."""
    township, _none = make_township(0)
    township.name = "大兴镇"
    township.save()
    units = {name: CommunityFactory(parent=township, name=f"{name}社区", short_name=name) for name in NAMES}
    police = make_police(township)
    register = FakeRegister([])
    with only_register(register), time_machine.travel(at("11-02 09:00"), tick=False):
        month = open_in(township, register)
        yield Town(township, user_as(Role.OFFICE, township), police, month, units)
