"""What is measured: runs of a month, and the pages that everybody opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments import scoring
from assessments.models import AssessmentMonth, MonthResult
from assessments.reports.facts import collect_facts
from assessments.results.services import keep_result, score_month
from assessments.rules.selectors import read_rules
from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import SYSTEM
from safety_portal.bench import lean
from safety_portal.bench.artificial import make_large
from safety_portal.bench.measure import Act, Measured, measured, undone
from safety_portal.notices.selectors import people_with_roles

LARGE = 400


class NothingToMeasure(LookupError):
    """No scored month, or nobody of the governance office."""


@dataclass(frozen=True)
class Ground:
    """What the measurements stand on: the newest scored month of the township with most communities."""

    result: MonthResult
    office: User
    months: list[AssessmentMonth]

    @property
    def month(self) -> AssessmentMonth:
        return self.result.month


def find_ground() -> Ground:
    """Raises ``NothingToMeasure`` on an empty database."""
    results = MonthResult.objects.filter(is_current=True).select_related("month__township__parent", "rule_set", "facts")
    result = results.order_by("-month__first_day", "month__township__code").first()
    if result is None:
        raise NothingToMeasure("no month has been scored")
    office = people_with_roles(result.month.first_day, Role.OFFICE, unit_ids=[result.month.township_id]).first()
    if office is None:
        raise NothingToMeasure("nobody of the governance office")
    months = AssessmentMonth.objects.filter(first_day=result.month.first_day, results__is_current=True)
    return Ground(result, office, list(months.select_related("township").order_by("township__code")))


def measure_all(ground: Ground, times: int) -> Iterator[Measured]:
    """Every line of the table, as soon as it is there."""
    yield from _runs(ground, times)
    yield from _pages(ground, times)
    yield from _large(ground, times)


# --- Runs -----------------------------------------------------------------------------------------------------


def _anew(month: AssessmentMonth) -> None:
    """Score as if for the first time; the caller rolls back."""
    MonthResult.objects.filter(month=month).delete()
    score_month(month=month, by=SYSTEM)


def _runs(ground: Ground, times: int) -> Iterator[Measured]:
    month = ground.month
    size = _communities(ground.result.scores.count())
    yield measured("collect the facts of a township", size, lambda: collect_facts(month), times)
    yield measured("run of a township", size, undone(lambda: _anew(month)), times)
    if len(ground.months) > 1:
        count = sum(month.reports.count() for month in ground.months)
        townships = f"{len(ground.months)} townships, {_communities(count)}"
        few = max(3, times // 5)
        yield measured("runs of all townships, one after another", townships, undone(lambda: _all(ground)), few)


def _all(ground: Ground) -> None:
    for month in ground.months:
        _anew(month)


# --- Pages ----------------------------------------------------------------------------------------------------


def _get(client: Client, path: str) -> Act:
    def get() -> None:
        response = client.get(path)
        if response.status_code != 200:
            raise LookupError(f"{path} answered {response.status_code}")

    return get


def _client(user: User) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _bare(sql: str, *arguments: int) -> Callable[[], object]:
    return lambda: lean.lean_page(sql, arguments)


def _pages(ground: Ground, times: int) -> Iterator[Measured]:
    month, result, client = ground.month, ground.result, _client(ground.office)
    size = _communities(result.scores.count())
    score = result.scores.select_related("unit").latest("rank")
    report = month.reports.select_related("unit").earliest("unit__code")
    pages = {
        "ranking": (size, month.page("ranking"), _bare(lean.RANKING, result.pk)),
        "explanation": (
            "one community",
            reverse("assessments:score", args=[month.slug, score.unit.code]),
            _bare(lean.EXPLANATION, result.pk, score.unit_id),
        ),
        "monthly report": (
            "one community",
            reverse("assessments:report", args=[month.slug, report.unit.code]),
            _bare(lean.REPORT, report.pk),
        ),
        "list of disputes": ("50 a page", reverse("disputes:list"), _bare(lean.DISPUTES, month.township_id)),
    }
    for name, (shown, path, bare) in pages.items():
        yield measured(f"page: {name}", shown, _get(client, path), times, bare)


# --- Growth ---------------------------------------------------------------------------------------------------


def _large(ground: Ground, times: int) -> Iterator[Measured]:
    """One township of 400 communities: what a district in one ranking would take."""
    rules = read_rules(ground.result.rule_set)
    size = _communities(LARGE)
    few = max(3, times // 4)
    lines: list[Measured] = []
    with transaction.atomic():
        large = make_large(ground.month, rules, LARGE)
        loaded = scoring.load_json(large.frozen.text, "facts")
        lines.append(measured("score in memory", size, lambda: scoring.score(rules.loaded, loaded), few))

        def keep() -> MonthResult:
            return keep_result(month=large.month, rules=rules, frozen=large.frozen, by=SYSTEM)

        lines.append(measured("score and store", size, undone(keep), few))
        result = keep()
        lines.append(_large_ranking(ground, large.month, result, few))
        transaction.set_rollback(True)
    yield from lines


def _large_ranking(ground: Ground, month: AssessmentMonth, result: MonthResult, times: int) -> Measured:
    """As the district sees it: the office of another township may not."""
    viewer = people_with_roles(month.first_day, Role.DISTRICT, unit_ids=[month.township.parent_id or 0]).first()
    if viewer is None:
        raise NothingToMeasure("nobody of the district")
    get = _get(_client(viewer), month.page("ranking"))
    return measured("page: ranking", _communities(LARGE), get, times, _bare(lean.RANKING, result.pk))


def _communities(count: int) -> str:
    return f"{count} communities"
