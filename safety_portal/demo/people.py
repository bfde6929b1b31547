"""People, named by post, with one log-in for every role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from safety_portal.accounts.demo import DemoLogin
from safety_portal.accounts.models import Appointment, Deputation, Role, User
from safety_portal.demo.places import Township
from safety_portal.demo.plan import Plan
from safety_portal.organization.models import Unit

PASSWORD = "Pingan-2026"  # noqa: S105 -- known to everybody, and shown on the demo's log-in page
SINCE = DateRange(date(2024, 1, 1), None)


@dataclass(frozen=True)
class Login:
    """A user name to try, and as what."""

    username: str
    role: Role
    label: str


#: One for every role, in 大兴镇. The log-in page of the demo and `make run` show them.
LOGINS = [
    Login("secretary", Role.SECRETARY, "四岗社区·书记"),
    Login("office", Role.OFFICE, "大兴镇综治办"),
    Login("leader", Role.LEADER, "大兴镇领导"),
    Login("police", Role.UNIT, "大兴镇派出所"),
    Login("grid", Role.GRID_WORKER, "四岗第1网格·网格员"),
    Login("district", Role.DISTRICT, "瑶海区平安办"),
    Login("admin", Role.ADMIN, "系统管理员"),
    Login("auditor", Role.AUDITOR, "审计员"),
]


def shown_logins() -> list[DemoLogin]:
    """The log-ins as the gate shows them."""
    return [DemoLogin(login.role.label, login.username, PASSWORD) for login in LOGINS]


@dataclass
class People:
    """Who acts in the demo's records."""

    offices: dict[int, User]
    leaders: dict[int, User]
    secretaries: dict[int, User]
    member_users: dict[int, User]


def make_people(plan: Plan, district: Unit, townships: list[Township]) -> People:
    """Users and their appointments; the password is hashed once, since everybody's is the same."""
    cast = _Cast(make_password(PASSWORD), plan)
    people = People({}, {}, {}, {})
    cast.add("district", "演示·区平安办", "区平安办", Role.DISTRICT, district)
    cast.add("admin", "演示·管理员", "系统管理员", Role.ADMIN, townships[0].unit)
    cast.add("auditor", "演示·审计员", "审计员", Role.AUDITOR, townships[0].unit)
    for index, township in enumerate(townships):
        cast.may_log_in = plan.neighbour(township.unit.name) is None
        _people_of(cast, people, township, "" if index == 0 else f"{index}")
    cast.save()
    _stand_in(plan, people, townships[0])
    return people


class _Cast:
    """Collects users and appointments for two bulk inserts."""

    def __init__(self, password: str, plan: Plan) -> None:
        self.password = password
        self.closed = make_password(None)
        self.may_log_in = True  # of a neighbour only the office and the leader may: the others stand in its records
        self.plan = plan
        self.users: list[User] = []
        self.appointments: list[Appointment] = []

    def add(self, username: str, name: str, post: str, role: Role, unit: Unit, *, discipline: bool = False) -> User:
        may_log_in = self.may_log_in or role == Role.LEADER or (role == Role.OFFICE and not discipline)
        password = self.password if may_log_in else self.closed
        user = User(username=username, name=name, post=post, password=password, date_joined=self.plan.now)
        self.users.append(user)
        self.appointments.append(
            Appointment(user=user, role=role, unit=unit, valid=SINCE, is_discipline_contact=discipline)
        )
        return user

    def save(self) -> None:
        User.objects.bulk_create(self.users)
        for appointment in self.appointments:
            appointment.user_id = appointment.user.pk
        Appointment.objects.bulk_create(self.appointments)


def _people_of(cast: _Cast, people: People, township: Township, tag: str) -> None:
    unit = township.unit
    people.offices[unit.pk] = cast.add(f"office{tag}", f"演示·{unit.short_name}综治办", "综治办主任", Role.OFFICE, unit)
    post = "街道党工委副书记" if unit.name.endswith("街道") else "镇党委副书记"
    people.leaders[unit.pk] = cast.add(
        f"leader{tag}", f"演示·{unit.name.removeprefix('演示')}领导", post, Role.LEADER, unit
    )
    cast.add(f"discipline{tag}", f"演示·{unit.short_name}纪检", "纪检联系人", Role.OFFICE, unit, discipline=True)
    for member_tag, member in township.member_units.items():
        people.member_users[member.pk] = cast.add(
            f"{member_tag}{tag}", f"演示·{member.short_name}", "综治联络员", Role.UNIT, member
        )
    for number, community in enumerate(township.communities, start=1):
        username = f"secretary{tag}" if number == 1 else f"secretary{tag}_{number}"
        people.secretaries[community.pk] = cast.add(
            username, f"演示·{community.short_name}书记", "社区书记", Role.SECRETARY, community
        )
        grid = township.grids[community.pk][0]
        cast.add(
            f"grid{tag}" if number == 1 else f"grid{tag}_{number}",
            f"演示·{community.short_name}网格员",
            "网格员",
            Role.GRID_WORKER,
            grid,
        )


def _stand_in(plan: Plan, people: People, township: Township) -> None:
    """One secretary stands in for a neighbour this week, so that the demo shows what a deputy sees."""
    away, neighbour = township.communities[1:3]
    Deputation.objects.create(
        appointment=Appointment.objects.get(user=people.secretaries[away.pk], role=Role.SECRETARY),
        deputy=people.secretaries[neighbour.pk],
        valid=DateRange(plan.today - timedelta(days=2), plan.today + timedelta(days=5)),
        reason="外出学习",
    )
