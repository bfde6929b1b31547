"""A township's month for tests, and a register that says what a test wants."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.figures import install_catalogue
from assessments.models import AssessmentMonth, Figure, FigureOwner, FiledFigure, Filing, Report, ReportLine
from assessments.months import open_month
from assessments.reports.inputs import LineInput
from assessments.reports.services import save_lines
from safety_portal.accounts.models import User
from safety_portal.audit.trail import SYSTEM
from safety_portal.core import ports
from safety_portal.core.deadlines import end_of
from safety_portal.core.months import SHANGHAI, Month
from safety_portal.core.ports import FactValue, MetricDefinition, RecordPage
from safety_portal.organization.models import Unit
from tests.factories import CommunityFactory, MemberUnitFactory, TownshipFactory

OCTOBER = Month(2026, 10)


def at(text: str) -> datetime:
    """``11-03 09:30`` of 2026 in Shanghai; a whole date with its year is taken as it is."""
    whole = text if text.count("-") == 2 else f"2026-{text}"
    return datetime.strptime(whole, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


class FakeRegister:
    """Counts the given metrics; units without a value have ``default``."""

    def __init__(self, codes: Collection[str], default: FactValue = 0) -> None:
        self.metrics: Sequence[MetricDefinition] = [MetricDefinition(code, code, "", "件") for code in sorted(codes)]
        self.default = default
        self.values: dict[tuple[str, int], FactValue] = {}
        self.calls = 0

    def set(self, unit: Unit, **values: FactValue) -> None:
        """``disputes_due=3`` for ``disputes.due``."""
        for name, value in values.items():
            self.values[name.replace("_", ".", 1), unit.pk] = value

    def monthly_facts(self, month: Month, unit_ids: Sequence[int]) -> Mapping[str, Mapping[int, FactValue]]:
        self.calls += 1
        return {
            metric.code: {unit: self.values.get((metric.code, unit), self.default) for unit in unit_ids}
            for metric in self.metrics
        }

    def records(self, metric: str, month: Month, unit_id: int, user: User, limit: int = 20) -> RecordPage:
        return RecordPage(0, [], f"/register/?metric={metric}&month={month}")


def only_register(register: FakeRegister) -> AbstractContextManager[object]:
    """No other register answers meanwhile."""
    registry: ports.Registry[ports.FactsProvider] = ports.Registry()
    registry.offer("fake", register)
    return patch.object(ports, "facts", registry)


def register_codes() -> list[str]:
    return list(Figure.objects.filter(source=Figure.Source.REGISTER).values_list("code", flat=True))


def make_township(communities: int = 2) -> tuple[Unit, list[Unit]]:
    install_catalogue()
    town = TownshipFactory()
    return town, [CommunityFactory(parent=town) for _ in range(communities)]


def make_police(town: Unit) -> Unit:
    """A member unit that owns every police figure of the township."""
    police = MemberUnitFactory(parent=town, name="大兴派出所")
    figures = Figure.objects.filter(source=Figure.Source.MEMBER_UNIT, is_townshipwide=False)
    FigureOwner.objects.bulk_create([FigureOwner(figure=one, member_unit=police, township=town) for one in figures])
    return police


def make_month(town: Unit, month: Month = OCTOBER) -> AssessmentMonth:
    """The rows alone, on the default timetable; ``months.open_month`` is what the portal does."""
    days = [end_of((month + 1).first_day.replace(day=day)) for day in (3, 4, 7, 10)]
    due_at, lock_at, objections_until, publish_by = days
    return AssessmentMonth.objects.create(
        township=town,
        first_day=month.first_day,
        due_at=due_at,
        lock_at=lock_at,
        objections_until=objections_until,
        publish_by=publish_by,
    )


def claim(report: Report, code: str, value: int | None, *, register: int | None = None, reason: str = "") -> ReportLine:
    return ReportLine.objects.create(
        report=report,
        figure=Figure.objects.get(code=code),
        register_value=register,
        is_counted=register is not None,
        claimed_value=value,
        is_filled=True,
        reason=reason,
    )


def file_figure(month: AssessmentMonth, by: Unit, unit: Unit, code: str, value: int | None) -> FiledFigure:
    filing, _made = Filing.objects.get_or_create(
        month=month, member_unit=by, defaults={"state": "submitted", "submitted_at": month.due_at}
    )
    return FiledFigure.objects.create(filing=filing, unit=unit, figure=Figure.objects.get(code=code), value=value)


def open_october(communities: int = 2, register: FakeRegister | None = None) -> AssessmentMonth:
    """A township's October, opened by the portal on 1 November; registers: ``register`` or one that counted nothing."""
    town, _units = make_township(communities)
    return open_in(town, register or FakeRegister(register_codes()))


def open_in(town: Unit, register: FakeRegister, month: Month = OCTOBER) -> AssessmentMonth:
    with only_register(register):
        return open_month(township=town, month=month, by=SYSTEM, now=month.end)


def fill(report: Report, by: User, now: datetime, **values: str) -> Report:
    """Type 1 into every figure that is open, or what ``values`` say (``disputes_due="3"``)."""
    typed = {line.figure.code: LineInput("1") for line in report.lines.select_related("figure") if not line.is_filled}
    typed |= {name.replace("_", ".", 1): LineInput(value) for name, value in values.items()}
    report.refresh_from_db()
    return save_lines(report=report, by=by, version=report.version, lines=typed, now=now)


def queries_of(act: Callable[[], object]) -> int:
    """How many queries ``act`` makes."""
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def whole(value: Decimal | None) -> int | None:
    """As tests write it."""
    return None if value is None else int(value)


def numbers(line: ReportLine) -> tuple[int | None, int | None]:
    """Register value and claim."""
    return whole(line.register_value), whole(line.claimed_value)
