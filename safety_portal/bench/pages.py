"""Pages of the month's end with the data that is there: how long, how many queries, how large."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from assessments.models import AssessmentMonth, Publication
from safety_portal.accounts.models import Role, User
from safety_portal.bench.cases import Ground, NothingToMeasure
from safety_portal.bench.measure import Times, queries_of, repeated
from safety_portal.notices.selectors import people_with_roles


@dataclass(frozen=True)
class Case:
    """A page as one of the roles opens it."""

    name: str
    role: Role
    path: str


@dataclass(frozen=True)
class PageLine:
    """One line of the table. ``first``: milliseconds of the first view in this process; ``times`` and ``queries`` come
    after that. ``size``: bytes of the page.
    """

    case: Case
    queries: int
    first: float
    times: Times
    size: int


def cases_of(month: AssessmentMonth) -> Iterator[Case]:
    """``month``: the newest that was scored; where an older one is published, its publication is opened as well."""
    for role in (Role.LEADER, Role.OFFICE, Role.SECRETARY, Role.DISTRICT):
        yield Case("home", role, reverse("home:index"))
    township = f"?{urlencode({'township': month.township.code})}"
    dashboard = reverse("assessments:dashboard") + township
    yield Case("dashboard, newest published month", Role.LEADER, dashboard)
    yield Case("dashboard, newest published month", Role.DISTRICT, dashboard)
    yield Case("dashboard, newest scored month", Role.LEADER, month.page("dashboard"))
    yield Case("big screen", Role.OFFICE, reverse("assessments:big_screen") + township)
    yield Case("big screen, figures alone", Role.OFFICE, reverse("assessments:big_screen_figures") + township)
    yield Case("townships compared", Role.DISTRICT, reverse("assessments:townships"))
    yield Case("one township compared", Role.DISTRICT, reverse("assessments:township", args=[month.township.code]))
    yield Case("targets board", Role.LEADER, month.page("targets"))
    yield Case("ranking", Role.LEADER, month.page("ranking"))
    yield Case("fairness", Role.LEADER, month.page("fairness"))
    yield Case("before publishing", Role.LEADER, month.page("publish"))
    yield from _published(month)


def _published(month: AssessmentMonth) -> Iterator[Case]:
    published = Publication.objects.filter(is_current=True, month__township=month.township_id)
    newest = published.select_related("month__township").order_by("-month__first_day").first()
    if newest is not None:
        yield Case("publication", Role.SECRETARY, newest.month.page("publication", newest.number))


def measure_pages(ground: Ground, times: int) -> Iterator[PageLine]:
    """Every line of the table, as soon as it is there. Raises ``NothingToMeasure`` where a role is nobody's."""
    month = ground.month
    clients: dict[Role, Client] = {}
    for case in cases_of(month):
        if case.role not in clients:
            clients[case.role] = signed_in(_somebody(case.role, month))
        yield _measured(case, clients[case.role], times)


def _somebody(role: Role, month: AssessmentMonth) -> User:
    """A secretary of one of the township's communities, a viewer of its district, or a post of the township."""
    township = month.township
    units = {
        Role.DISTRICT: [township.parent_id or 0],
        Role.SECRETARY: list(month.reports.order_by("unit__code").values_list("unit", flat=True)),
    }
    found = people_with_roles(month.first_day, role, unit_ids=units.get(role, [township.pk])).first()
    if found is None:
        raise NothingToMeasure(f"nobody is {role}")
    return found


def signed_in(user: User) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _measured(case: Case, client: Client, times: int) -> PageLine:
    def get() -> int:
        response = client.get(case.path)
        if response.status_code != 200:
            raise LookupError(f"{case.path} answered {response.status_code}")
        return len(response.content)

    start = time.perf_counter()
    size = get()
    first = (time.perf_counter() - start) * 1000
    return PageLine(case, queries_of(get), first, repeated(get, times), size)
