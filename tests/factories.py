"""Objects for tests: a district, townships, communities, grids, member units, people and what they may act as.

Without arguments every factory stands on its own; ``user_as(Role.SECRETARY, community)`` is the short way to
somebody who may do something.
"""

from datetime import date
from typing import Any, Generic, TypeVar, cast

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from safety_portal.accounts.models import Appointment, Deputation, Role, User
from safety_portal.organization.models import Level, Unit

PASSWORD = "Correct-horse-7"
ALWAYS = DateRange(date(2020, 1, 1), None)
Made = TypeVar("Made", bound=Model)


class Factory(factory.django.DjangoModelFactory, Generic[Made]):
    """A factory whose call is typed: ``CommunityFactory()`` is a Unit."""

    class Meta:
        abstract = True

    def __new__(cls, **fields: Any) -> Made:  # type: ignore[misc]  # factory-boy's call makes the object
        return cast("Made", cls.create(**fields))


class DistrictFactory(Factory[Unit]):
    class Meta:
        model = Unit

    level = Level.DISTRICT
    code = factory.Sequence(lambda n: f"{900001 + n}")
    name = factory.Sequence(lambda n: f"第{n + 1}区")


class TownshipFactory(Factory[Unit]):
    class Meta:
        model = Unit

    level = Level.TOWNSHIP
    code = factory.Sequence(lambda n: f"{900001001 + n}")
    name = factory.Sequence(lambda n: f"第{n + 1}镇")
    parent = factory.SubFactory(DistrictFactory)


class CommunityFactory(Factory[Unit]):
    """A community; ``parent=township`` puts it into one that exists."""

    class Meta:
        model = Unit

    level = Level.COMMUNITY
    code = factory.Sequence(lambda n: f"{900001001001 + n}")
    name = factory.Sequence(lambda n: f"第{n + 1}社区")
    short_name = factory.Sequence(lambda n: f"社{n + 1}")
    parent = factory.SubFactory(TownshipFactory)
    township = factory.SelfAttribute("parent")
    population = 4000
    households = 1500


class GridFactory(Factory[Unit]):
    class Meta:
        model = Unit

    level = Level.GRID
    code = factory.Sequence(lambda n: f"{900001001001001 + n}")
    name = factory.Sequence(lambda n: f"第{n + 1}网格")
    parent = factory.SubFactory(CommunityFactory)
    township = factory.SelfAttribute("parent.township")


class MemberUnitFactory(Factory[Unit]):
    """A member unit (成员单位) of a township."""

    class Meta:
        model = Unit

    level = Level.MEMBER_UNIT
    code = factory.Sequence(lambda n: f"900001001M{n:02d}")
    name = factory.Sequence(lambda n: f"第{n + 1}派出所")
    parent = factory.SubFactory(TownshipFactory)
    township = factory.SelfAttribute("parent")


class UserFactory(Factory[User]):
    """A user without any appointment; logs in with ``PASSWORD``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n + 1}")
    name = factory.Sequence(lambda n: f"演示·{n + 1}")
    password = factory.django.Password(PASSWORD)


class AppointmentFactory(Factory[Appointment]):
    class Meta:
        model = Appointment

    user = factory.SubFactory(UserFactory)
    role = Role.SECRETARY
    unit = factory.SubFactory(CommunityFactory)
    valid = ALWAYS


class DeputationFactory(Factory[Deputation]):
    class Meta:
        model = Deputation

    appointment = factory.SubFactory(AppointmentFactory)
    deputy = factory.SubFactory(UserFactory)
    valid = DateRange(date(2020, 1, 1), date(2100, 1, 1))
    reason = "出差"


_UNIT_FACTORIES: dict[Role, type[Factory[Unit]]] = {
    Role.DISTRICT: DistrictFactory,
    Role.LEADER: TownshipFactory,
    Role.OFFICE: TownshipFactory,
    Role.UNIT: MemberUnitFactory,
    Role.SECRETARY: CommunityFactory,
    Role.GRID_WORKER: GridFactory,
    Role.ADMIN: TownshipFactory,
    Role.AUDITOR: TownshipFactory,
}


def user_as(role: Role, unit: Unit | None = None, *, is_discipline_contact: bool = False, **fields: Any) -> User:
    """A user appointed as ``role`` at ``unit`` (or at a fresh unit of the right level); ``fields`` are the user's."""
    unit = unit or _UNIT_FACTORIES[role]()
    user = UserFactory(**fields)
    AppointmentFactory(user=user, role=role, unit=unit, is_discipline_contact=is_discipline_contact)
    return user
