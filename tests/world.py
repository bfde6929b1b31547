"""Two townships of two districts with everything that pages show, for tests that go over all pages.

``make_town("此岸")`` marks every text that people write with town and place ("此岸-own 漏水赔偿"), so that a page which
shows what it must not can be told by a search for the mark. Times count from now: nothing is locked, nothing is
overdue, and the month that runs is already open, so that what is registered now stands behind its figures.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from assessments.figures import install_catalogue
from assessments.models import (
    AssessmentMonth,
    AssessmentPolicy,
    Consequence,
    Figure,
    FigureOwner,
    FiledFigure,
    Filing,
    ManualEntry,
    Objection,
    Report,
    ReportLine,
    RuleSet,
    SurveyResult,
    Target,
    VetoDecision,
)
from assessments.models.filings import SurveyHalf
from assessments.months import ASKED, prefilled_lines
from assessments.objections import services as objections
from assessments.objections.services import Claim
from assessments.publication.services import publish_month
from assessments.reports.registers import read_registers
from assessments.results.services import score_month
from assessments.rules.services import import_rule_set, install_rule_set
from assessments.targets.services import install_plan
from disputes import services
from disputes.models import Dispute, DisputeCategory, Party, ReturnVisit, RiskGrade, ScreeningRound
from disputes.services import DisputeFacts, PartyFacts
from safety_portal.accounts.models import Appointment, Deputation, Role, User
from safety_portal.audit.trail import SYSTEM
from safety_portal.core.deadlines import end_of
from safety_portal.core.months import Month
from safety_portal.documents.models import Document
from safety_portal.imports.models import ImportRun
from safety_portal.notices.models import Delivery, Notice
from safety_portal.organization.models import Unit
from safety_portal.work.attachments import attach_file
from safety_portal.work.models import Attachment, Export, Job, TrackedItem
from tests.assessments.consequences.rows import add_consequences
from tests.assessments.district.rows import add_places
from tests.assessments.rules.samples import rule_text
from tests.assessments.workbook.rows import add_templates
from tests.documents.rows import add_documents
from tests.factories import (
    AppointmentFactory,
    CommunityFactory,
    DeputationFactory,
    DistrictFactory,
    GridFactory,
    MemberUnitFactory,
    TownshipFactory,
    user_as,
)
from tests.imports.uploads import add_imports
from tests.work.items import TrackedItemFactory, add_export

PDF = b"%PDF-1.7 scan"
FULL_NAME = "欧阳全名"  # of a party: never on a page that nobody unmasked
FULL_PHONE = "13812345678"
#: Days from now to a month's four dates: all ahead, locked and open to objections, or all over.
AHEAD, LOCKED, OVER = (32, 33, 36, 39), (-2, -1, 3, 6), (-40, -39, -36, -33)
TOWNSHIP_ROLES = (Role.LEADER, Role.OFFICE, Role.ADMIN, Role.AUDITOR)


@dataclass
class Place:
    """A community, the member unit beside it, and what lies in them."""

    town: Town
    mark: str
    community: Unit
    grid: Unit
    member_unit: Unit
    people: dict[Role, User]
    disputes: dict[str, Dispute] = field(default_factory=dict)
    items: dict[str, TrackedItem] = field(default_factory=dict)
    objections: dict[str, Objection] = field(default_factory=dict)
    imports: dict[str, ImportRun] = field(default_factory=dict)
    consequences: dict[str, Consequence] = field(default_factory=dict)
    document: Document = field(init=False)

    @property
    def secretary(self) -> User:
        return self.people[Role.SECRETARY]

    @property
    def dispute(self) -> Dispute:
        return self.disputes["registered"]

    @property
    def visit(self) -> ReturnVisit:
        return ReturnVisit.objects.filter(dispute=self.disputes["concluded"]).latest("pk")

    @property
    def attachment(self) -> Attachment:
        return Attachment.objects.filter(target_type="disputes.dispute", target_id=self.dispute.pk).latest("pk")

    def attachment_of(self, dispute: Dispute) -> Attachment:
        return Attachment.objects.filter(target_type="disputes.dispute", target_id=dispute.pk).latest("pk")

    def report(self, month: AssessmentMonth) -> Report:
        return Report.objects.get(month=month, unit=self.community)

    def filing(self, month: AssessmentMonth) -> Filing:
        return Filing.objects.get(month=month, member_unit=self.member_unit)


@dataclass
class Town:
    """A township of a district of its own: people for all roles, four months, its first two communities in full.

    The month that runs (``now``) has reports in draft, the one ``before`` submitted ones, the one ``judged`` accepted
    ones: it is locked, and objections to it are open. The one before it is ``published`` and corrected, and a newer
    draft waits. All are scored.
    """

    district: Unit
    unit: Unit
    people: dict[Role, User]
    colleague: User
    now: AssessmentMonth
    before: AssessmentMonth
    judged: AssessmentMonth
    published: AssessmentMonth
    places: list[Place] = field(default_factory=list)
    notices: dict[Role, Notice] = field(default_factory=dict)

    @property
    def office(self) -> User:
        return self.people[Role.OFFICE]

    @property
    def job(self) -> Job:
        return Job.objects.filter(township=self.unit).latest("created_at")

    @property
    def stuck_delivery(self) -> Delivery:
        return Delivery.objects.filter(notice__recipient=self.office, state="failed").latest("pk")

    @property
    def export(self) -> Export:
        return Export.objects.get(job__created_by=self.office)

    @property
    def draft_rules(self) -> RuleSet:
        return RuleSet.objects.filter(township=self.unit, state="draft").latest("pk")

    @property
    def shared_rules(self) -> RuleSet:
        return RuleSet.objects.get(township=None, code="small")

    @property
    def veto(self) -> VetoDecision:
        return VetoDecision.objects.get(month=self.now)

    @property
    def appointment(self) -> Appointment:
        return Appointment.objects.get(user=self.places[0].secretary)

    @property
    def deputation(self) -> Deputation:
        return Deputation.objects.get(appointment=self.appointment)

    def target(self, code: str) -> Target:
        """Of the plan that the town has taken on."""
        return Target.objects.select_related("plan").get(plan__township=self.unit, code=code)

    def user(self, role: Role) -> User:
        """Whoever holds ``role`` here: at the township, or at the first community."""
        return self.people.get(role) or self.places[0].people[role]


# --- Making a town --------------------------------------------------------------------------------------------


def make_town(mark: str, *, communities: int = 2, rows: int = 1) -> Town:
    """A town with ``rows`` of everything that a page lists, in the first community."""
    install_catalogue()
    install_rule_set(body=rule_text(), by=SYSTEM)
    town = _bare_town(mark)
    units = [CommunityFactory(parent=town.unit, name=f"{mark}社区{n + 1}") for n in range(communities)]
    town.places = [_place(town, unit, f"{mark}-{name}") for unit, name in zip(units, ("own", "near"), strict=False)]
    for place in town.places:
        _add_cases(place, rows if place is town.places[0] else 1)
    _add_people(town, mark, rows)
    for month in (town.published, town.judged, town.before, town.now):
        _add_month(town, month, units)
    _add_judgements(town, mark, units)
    install_plan(township=town.unit, code="songshanlu-2020", from_month=town.published.month, by=town.office)
    for month in (town.judged, town.before, town.now):
        score_month(month=month, by=town.office)
    _publish(town)
    _add_objections(town, units, rows)
    for place in town.places:
        add_imports(place, rows if place is town.places[0] else 1)
        add_documents(place, rows if place is town.places[0] else 1)
        add_consequences(place, rows if place is town.places[0] else 1)
    add_templates(town)
    add_places(town, rows)
    for n in range(rows):
        _add_rows(town, mark, n)
    add_export(User.objects.get(pk=town.office.pk), f"{mark}的列表")
    return town


def _bare_town(mark: str) -> Town:
    district = DistrictFactory(name=f"{mark}区")
    unit = TownshipFactory(parent=district, name=f"{mark}镇")
    AssessmentPolicy.objects.create(township=unit, rule_code="small")
    people = {role: user_as(role, unit) for role in TOWNSHIP_ROLES}
    people[Role.DISTRICT] = user_as(Role.DISTRICT, district)
    colleague = user_as(Role.AUDITOR, unit)
    AppointmentFactory(user=colleague, role=Role.AUDITOR, unit=district)
    this = Month.of(timezone.now())
    now, before, judged = _month(unit, this), _month(unit, this - 1), _month(unit, this - 2, LOCKED)
    published = _month(unit, this - 3, OVER)
    return Town(district, unit, people, colleague, now=now, before=before, judged=judged, published=published)


def _month(township: Unit, month: Month, in_days: tuple[int, ...] = AHEAD) -> AssessmentMonth:
    days = [end_of(timezone.localdate() + timedelta(days=days)) for days in in_days]
    due_at, lock_at, objections_until, publish_by = days
    return AssessmentMonth.objects.create(
        township=township,
        first_day=month.first_day,
        due_at=due_at,
        lock_at=lock_at,
        objections_until=objections_until,
        publish_by=publish_by,
    )


def _place(town: Town, unit: Unit, mark: str) -> Place:
    grid = GridFactory(parent=unit, name=f"{mark}网格")
    member_unit = MemberUnitFactory(parent=town.unit, name=f"{mark}所")
    people = {
        Role.SECRETARY: user_as(Role.SECRETARY, unit),
        Role.GRID_WORKER: user_as(Role.GRID_WORKER, grid),
        Role.UNIT: user_as(Role.UNIT, member_unit),
    }
    return Place(town, mark, unit, grid, member_unit, people)


# --- Cases ----------------------------------------------------------------------------------------------------


def _add_cases(place: Place, rows: int) -> None:
    """One dispute in each state that a page asks for; of the plain ones and their parts, ``rows``."""
    now = timezone.now()
    for _n in range(rows):
        place.disputes["registered"] = _dispute(place, now, parties=rows)
    place.disputes["accepted"] = _accepted(place, now)
    place.disputes["settled"] = _concluded(place, now, parties=0)
    place.disputes["concluded"] = _concluded(place, now, parties=rows)
    place.disputes["handed"] = _dispute(place, now, parties=1, responsible_unit=place.member_unit)
    place.disputes["closed_doors"] = _dispute(place, now, parties=1, is_public=False)
    for name in ("registered", "handed", "closed_doors"):
        _attach(place, place.disputes[name], rows)
    _add_items(place, rows)
    rounds = [
        ScreeningRound(
            community=place.community,
            held_on=timezone.localdate() - timedelta(days=n + 1),
            found=0,
            is_nil_report=True,
            note=f"{place.mark} 轮次",
            reported_by=place.secretary,
            reported_at=now,
        )
        for n in range(rows)
    ]
    ScreeningRound.objects.bulk_create(rounds)


def _dispute(
    place: Place, now: datetime, *, parties: int, responsible_unit: Unit | None = None, is_public: bool = True
) -> Dispute:
    """Registered by the office, in the community's grid."""
    facts = DisputeFacts(
        unit=place.grid,
        title=f"{place.mark} 漏水赔偿",
        category=DisputeCategory.objects.get(code="0201"),
        risk=RiskGrade.objects.get(code="yellow"),
        source="screening",
        place=f"{place.mark} 7 幢",
        summary=f"{place.mark} 经过",
        responsible_unit=responsible_unit or place.community,
        is_public=is_public,
    )
    people = [PartyFacts(role=Party.Role.APPLICANT, name=FULL_NAME, phone=FULL_PHONE) for _n in range(parties)]
    return services.register(facts, people, by=place.town.office, now=_ago(now, days=2), token=uuid.uuid4())


def _ago(now: datetime, *, days: int) -> datetime:
    """Some days ago, but in the month that is scored."""
    return max(now - timedelta(days=days), Month.of(now).start)


def _accepted(place: Place, now: datetime, parties: int = 0) -> Dispute:
    dispute = _dispute(place, now, parties=parties)
    return services.accept(
        dispute, handler=place.secretary, by=place.town.office, now=_ago(now, days=1), version=dispute.version
    )


def _concluded(place: Place, now: datetime, parties: int) -> Dispute:
    dispute = _accepted(place, now, parties)
    return services.conclude(
        dispute,
        outcome="oral",
        note=f"{place.mark} 和解",
        by=place.town.office,
        now=_ago(now, days=0),
        version=dispute.version,
    )


def _attach(place: Place, dispute: Dispute, rows: int) -> None:
    """By whoever answers for the dispute."""
    by = place.people[Role.UNIT if dispute.responsible_unit == place.member_unit else Role.SECRETARY]
    for n in range(rows):
        attach_file(target=dispute, upload=SimpleUploadedFile(f"{place.mark} {n}.pdf", PDF), by=by)


def _add_items(place: Place, rows: int) -> None:
    common = {"township": place.town.unit, "issued_by": place.town.office, "title": f"{place.mark} 清理楼道"}
    for _n in range(rows):
        place.items["open"] = TrackedItemFactory(owed_by=place.community, **common)
    place.items["replied"] = TrackedItemFactory(
        owed_by=place.community, state="replied", replied_by=place.secretary, reply="已清理", **common
    )
    place.items["handed"] = TrackedItemFactory(owed_by=place.member_unit, **common)


# --- The month ------------------------------------------------------------------------------------------------


def _add_month(town: Town, month: AssessmentMonth, units: list[Unit]) -> None:
    is_filed = month != town.now
    state: dict[str, object] = {}
    if is_filed:
        state = {"state": "submitted", "submitted_at": timezone.now(), "first_submitted_at": timezone.now()}
    if month in {town.judged, town.published}:
        state |= {"state": "accepted", "accepted_at": timezone.now()}
    remarks = {place.community: f"{place.mark} 备注" for place in town.places}
    reports = Report.objects.bulk_create(
        Report(month=month, unit=unit, remark=remarks.get(unit, ""), **state) for unit in units
    )
    ReportLine.objects.bulk_create(_lines(month, reports))
    for place in town.places:
        _file_figures(place, month, units, is_filed=is_filed)
    SurveyResult.objects.bulk_create(
        SurveyResult(
            month=month,
            unit=unit,
            half=half,
            best=80,
            good=10,
            poor=5,
            bad=5,
            source="区考评办",
            entered_by=town.office,
        )
        for unit in units
        for half in SurveyHalf
    )


def _lines(month: AssessmentMonth, reports: list[Report]) -> Iterator[ReportLine]:
    """As the registers say, and 1 where nothing is counted."""
    figures = list(Figure.objects.filter(source__in=ASKED, is_active=True))
    registers = read_registers([one.code for one in figures], month.month, [report.unit_id for report in reports])
    for report in reports:
        for line in prefilled_lines(report, figures, registers):
            if not line.is_filled:
                line.claimed_value, line.is_filled = Decimal(1), True
            yield line


def _file_figures(place: Place, month: AssessmentMonth, units: list[Unit], *, is_filed: bool) -> None:
    """The first place's member unit owns every figure but the last, which is the second's."""
    figures = list(Figure.objects.filter(source=Figure.Source.MEMBER_UNIT, is_townshipwide=False))
    owned = figures[:-1] if place is place.town.places[0] else figures[-1:]
    FigureOwner.objects.bulk_create(
        [FigureOwner(figure=one, member_unit=place.member_unit, township=place.town.unit) for one in owned],
        ignore_conflicts=True,
    )
    state = {"state": "submitted", "submitted_at": timezone.now()} if is_filed else {}
    filing = Filing.objects.create(month=month, member_unit=place.member_unit, **state)
    FiledFigure.objects.bulk_create(
        FiledFigure(filing=filing, unit=unit, figure=figure, value=3) for unit in units for figure in owned
    )


def _add_judgements(town: Town, mark: str, units: Iterable[Unit]) -> None:
    ManualEntry.objects.bulk_create(
        ManualEntry(month=town.now, unit=unit, item_code="initiative", points=2, reason="主动", entered_by=town.office)
        for unit in units
    )
    VetoDecision.objects.create(
        month=town.now,
        unit=town.places[-1].community,
        document=f"{mark}委〔2026〕1号",
        decided_by="区委政法委",
        decided_on=timezone.localdate(),
        reason=f"{mark}事由",
        entered_by=town.office,
    )


def _publish(town: Town) -> None:
    """Two versions, and a draft that differs from both: each plans more activities than the one before."""
    month, leader = town.published, town.people[Role.LEADER]
    planned = ReportLine.objects.filter(report__month=month, figure__code="publicity.planned")
    for number, reason in ((1, ""), (2, "计划数漏报"), (3, None)):
        planned.update(claimed_value=number, reason="计划数")
        score_month(month=month, by=town.office)
        if reason is not None:
            publish_month(month=month, draft=number, by=leader, reason=reason)


# --- Objections -----------------------------------------------------------------------------------------------


def _add_objections(town: Town, units: Iterable[Unit], rows: int) -> None:
    """An open one to each community's publicity, by the office where nobody else would; of the first two, a rejected
    one, and of the first ``rows`` withdrawn ones.
    """
    of_unit = {place.community: place for place in town.places}
    for _n in range(rows):
        objections.withdraw(objection=_object(town.places[0], "leadership"), by=town.places[0].secretary)
    for place in town.places:
        place.objections["open"] = _object(place, "publicity", evidence=place is town.places[0])
        place.objections["rejected"] = objections.reject(
            objection=_object(place, "initiative"), reason=f"{place.mark} 核对无误", by=town.office
        )
    for unit in units:
        if unit not in of_unit:
            claim = Claim("数据有误")
            objections.file_objection(
                month=town.judged,
                unit_id=unit.pk,
                item_code="publicity",
                claim=claim,
                by=town.office,
                on_behalf_reason="停电",
            )


def _object(place: Place, item: str, *, evidence: bool = False) -> Objection:
    files = [SimpleUploadedFile(f"{place.mark} 证明.pdf", PDF)] if evidence else []
    return objections.file_objection(
        month=place.town.judged,
        unit_id=place.community.pk,
        item_code=item,
        claim=Claim(f"{place.mark} 理由", evidence=files),
        by=place.secretary,
    )


# --- People and rows of lists ---------------------------------------------------------------------------------


def _add_people(town: Town, mark: str, rows: int) -> None:
    today = timezone.localdate()
    days = DateRange(today, today + timedelta(days=3))
    DeputationFactory(appointment=town.appointment, deputy=user_as(Role.AUDITOR, town.unit), valid=days)
    for n in range(rows):
        user_as(Role.SECRETARY, town.places[0].community, name=f"{mark}人{n}")


def _add_rows(town: Town, mark: str, n: int) -> None:
    """One more of what stands in lists of the township and of each person."""
    now = timezone.now()
    Job.objects.create(
        kind="score_month", key=f"{mark}:{n}", township=town.unit, created_by=town.office, state="done", finished_at=now
    )
    draft = rule_text(code=f"own-{n}", name=f"{mark}草案{n}", effective_from=town.judged.slug)
    import_rule_set(body=draft, township=town.unit, by=town.office)
    for role in Role:
        params = {"count": n, "day": "2026-11-23"}
        town.notices[role] = Notice.objects.create(
            recipient=town.user(role), kind="due.after", params=params, url="/", dedupe=f"{mark}:{n}"
        )
    Delivery.objects.create(notice=town.notices[Role.OFFICE], state="failed", error="SMTPDataError 550", attempts=6)
