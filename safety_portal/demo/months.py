"""Fourteen months of reports, filings, surveys and inspections, consistent with the registers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from assessments.models import (
    AssessmentMonth,
    AssessmentPolicy,
    Figure,
    FigureOwner,
    FiledFigure,
    Filing,
    ManualEntry,
    Report,
    ReportLine,
    SurveyResult,
)
from assessments.models.filings import SurveyHalf
from assessments.months import dates_of, prefilled_lines
from assessments.reports.registers import RegisterValues, read_registers
from assessments.states import FilingState, ReportState
from safety_portal.core.deadlines import end_of
from safety_portal.core.months import Month
from safety_portal.demo.course import Form
from safety_portal.demo.disputes import Course
from safety_portal.demo.people import People
from safety_portal.demo.places import Township
from safety_portal.demo.plan import Plan
from safety_portal.organization.models import Unit

_BATCH = 5000
#: Where a few communities stand in the month that is open now; all others are accepted.
OPEN_STATES = {0: ReportState.DRAFT, 3: ReportState.SUBMITTED, 5: ReportState.RETURNED}
#: How many days after the making of the demo one may still object in its open month.
TRIAL_DAYS = 4
RETURN_REASON = "按期办结数与登记簿不符，请核对后再报。"
CLAIM_REASON = "月底一轮夜间排查，次月1日才补录。"
UNLOCK_REASON = "演示：留出补报时间"


def make_months(plan: Plan, townships: list[Township], people: People, course: Course) -> list[AssessmentMonth]:
    """Every month of every township, oldest first, ready to be scored."""
    months = []
    for township in townships:
        policy = AssessmentPolicy.objects.create(township=township.unit)
        figures = list(Figure.objects.filter(is_active=True))
        _own_figures(township, figures)
        for month in plan.months_of(township.unit.name):
            row = AssessmentMonth.objects.create(
                township=township.unit, first_day=month.first_day, opened_at=month.end, **_dates(plan, policy, month)
            )
            _Month(plan, township, people, row, figures).make(course)
            months.append(row)
    return sorted(months, key=lambda row: row.first_day)


def _dates(plan: Plan, policy: AssessmentPolicy, month: Month) -> dict[str, datetime]:
    """By the timetable; in the open month objections stay possible, so that they can be tried on any day."""
    dates = dates_of(policy, month)
    if month == plan.open_month:
        for name, days in (("objections_until", TRIAL_DAYS), ("publish_by", TRIAL_DAYS + 3)):
            dates[name] = max(dates[name], end_of(plan.today + timedelta(days=days)))
    return dates


def _own_figures(township: Township, figures: list[Figure]) -> None:
    """The police station files all figures that a member unit files (daxing-2022, 三、2（2）)."""
    police = township.member_units["police"]
    FigureOwner.objects.bulk_create(
        FigureOwner(figure=figure, member_unit=police, township=township.unit)
        for figure in figures
        if figure.source == Figure.Source.MEMBER_UNIT and not figure.is_townshipwide
    )


class _Month:
    """One month of one township on its way into the tables."""

    def __init__(
        self, plan: Plan, township: Township, people: People, row: AssessmentMonth, figures: list[Figure]
    ) -> None:
        self.plan, self.township, self.people, self.row = plan, township, people, row
        self.figures = figures
        self.month: Month = row.month
        self.is_open = self.month == plan.open_month
        self.communities = [
            unit for unit in township.communities if not unit.opened_on or unit.opened_on <= self.month.last_day
        ]

    def make(self, course: Course) -> None:
        forms = {unit.pk: course[unit.pk][self.month] for unit in self.communities}
        self._reports(forms)
        self._filing(forms)
        self._surveys(forms)
        self._inspections(forms)

    def _dice(self, *purpose: object) -> random.Random:
        return self.plan.dice(self.month, *purpose)

    def _reports(self, forms: dict[int, Form]) -> None:
        asked = [f for f in self.figures if f.source in {Figure.Source.REGISTER, Figure.Source.COMMUNITY}]
        codes = [figure.code for figure in asked if figure.source == Figure.Source.REGISTER]
        registers = read_registers(codes, self.month, [unit.pk for unit in self.communities])
        reports = [self._report(index, unit, forms[unit.pk]) for index, unit in enumerate(self.communities)]
        Report.objects.bulk_create(reports)
        ReportLine.objects.bulk_create(
            (line for report in reports for line in self._lines(report, asked, registers, forms[report.unit_id])),
            batch_size=_BATCH,
        )

    def _report(self, index: int, unit: Unit, form: Form) -> Report:
        """Submitted in time by those in good form, late or twice by others; a few still under way in the open month."""
        dice = self._dice("report", unit.code)
        late = dice.random() > 0.55 + 0.45 * form.quality
        came = self.row.due_at - timedelta(days=dice.choice([0, 0, 0, 1, 1]), minutes=dice.randint(400, 930))
        if late:
            came += timedelta(days=1)
        state = OPEN_STATES.get(index, ReportState.ACCEPTED) if self.is_open else ReportState.ACCEPTED
        report = Report(month=self.row, unit=unit, state=state, prefilled_at=self.month.end, version=2)
        if state != ReportState.DRAFT:
            self._submit(report, came.replace(microsecond=0))
        if state == ReportState.ACCEPTED:
            report.accepted_at = min(came + timedelta(hours=5), self.plan.now)
            report.accepted_by = self.people.offices[self.township.unit.pk]
            report.times_returned = int(dice.random() > 0.75 + 0.25 * form.quality)
        if state == ReportState.RETURNED:
            report.times_returned, report.return_reason = 1, RETURN_REASON
        if state in {ReportState.DRAFT, ReportState.RETURNED} and self.plan.now > self.row.lock_at:
            report.unlocked_until = self.plan.now + timedelta(days=5)
            report.unlock_reason = UNLOCK_REASON
        return report

    def _submit(self, report: Report, came: datetime) -> None:
        report.first_submitted_at = report.submitted_at = min(came, self.plan.now)
        report.submitted_by = self.people.secretaries[report.unit_id]

    def _lines(
        self, report: Report, asked: list[Figure], registers: RegisterValues, form: Form
    ) -> Iterator[ReportLine]:
        """As the month opens them; beyond a draft, with what only the community knows."""
        own = self._stated(report.unit, form)
        for line in prefilled_lines(report, asked, registers):
            if report.state != ReportState.DRAFT and not line.is_counted:
                line.is_filled, line.claimed_value = True, own.get(line.figure.code)
            yield self._claim_more(line)

    def _claim_more(self, line: ReportLine) -> ReportLine:
        """Now and then a community claims what was done in time but entered late, and says so."""
        dice = self._dice("claim", line.report.unit.code)
        waits = self.is_open and line.report.state == ReportState.SUBMITTED
        claims = line.figure.code == "screening.rounds" and (waits or dice.random() < 0.08)
        if claims and line.report.state != ReportState.DRAFT and line.claimed_value is not None:
            line.claimed_value += 1
            line.reason = CLAIM_REASON
        return line

    def _stated(self, unit: Unit, form: Form) -> dict[str, Decimal]:
        """What only the community knows."""
        dice = self._dice("stated", unit.code)
        planned = dice.randint(3, 6)
        done = sum(dice.random() < 0.55 + 0.45 * form.quality for _ in range(planned)) + dice.choice([0, 0, 0, 1])
        households = unit.households or 1000
        return {
            "publicity.planned": Decimal(planned),
            "publicity.activities": Decimal(done),
            "publicity.anti_cult": Decimal(min(done, dice.choice([0, 1, 1, 2]))),
            "publicity.households_reached": Decimal(int(households * dice.uniform(0.1, 0.4) * form.quality)),
            "publicity.leaflets": Decimal(done * dice.randint(60, 180)),
            "forums.held": Decimal(dice.choice([0, 1, 1, 2])),
            "volunteers.patrols": Decimal(dice.randint(8, 26)),
        }

    def _filing(self, forms: dict[int, Form]) -> None:
        police = self.township.member_units["police"]
        filing = Filing.objects.create(
            month=self.row,
            member_unit=police,
            state=FilingState.SUBMITTED,
            version=2,
            submitted_at=min(self.row.due_at - timedelta(hours=8), self.plan.now),
            submitted_by=self.people.member_users[police.pk],
        )
        owned = [
            figure
            for figure in self.figures
            if figure.source == Figure.Source.MEMBER_UNIT and not figure.is_townshipwide
        ]
        FiledFigure.objects.bulk_create(
            FiledFigure(filing=filing, unit=unit, figure=figure, value=self._police(figure.code, unit, forms[unit.pk]))
            for unit in self.communities
            for figure in owned
        )

    def _police(self, code: str, unit: Unit, form: Form) -> Decimal:
        """Cases by population; worse months have a few more of those that prevention reaches."""
        dice = self._dice("police", code, unit.code)
        per_thousand = {
            "police.preventable": 0.9 * (1.6 - form.quality),
            "police.fraud": 0.6 * (1.5 - form.quality),
            "police.fraud_loss": 1.8,
            "police.drug_control": 0.05,
            "police.gambling_vice": 0.25,
            "police.criminal": 1.1,
            "police.civil": 2.0,
            "police.administrative": 1.6,
        }.get(code, 0.5)
        mean = per_thousand * (unit.population or 3000) / 1000
        value = max(0.0, dice.gauss(mean, mean**0.5))
        return Decimal(f"{value:.2f}") if code == "police.fraud_loss" else Decimal(round(value))

    def _surveys(self, forms: dict[int, Form]) -> None:
        """Both halves of the district's survey; one community in ten has too small a sample, in one neighbour all."""
        office = self.people.offices[self.township.unit.pk]
        results = []
        for unit in self.communities:
            dice = self._dice("survey", unit.code)
            size = self._asked(dice)
            for half, centre in ((SurveyHalf.SAFETY, 0.925), (SurveyHalf.SATISFACTION, 0.895)):
                share = centre + 0.10 * (forms[unit.pk].quality - 0.8)
                answers = [_answer(dice, share) for _ in range(size)]
                counts = [answers.count(kind) for kind in ("best", "good", "poor", "bad", "unknown")]
                results.append(
                    SurveyResult(
                        month=self.row,
                        unit=unit,
                        half=half,
                        best=counts[0],
                        good=counts[1],
                        poor=counts[2],
                        bad=counts[3],
                        unknown=counts[4],
                        source="区测评（演示数据）",
                        entered_by=office,
                        entered_at=min(self.row.due_at - timedelta(hours=8), self.plan.now),
                    )
                )
        SurveyResult.objects.bulk_create(results)

    def _asked(self, dice: random.Random) -> int:
        neighbour = self.plan.neighbour(self.township.unit.name)
        if neighbour and neighbour.asked:
            return dice.randint(*neighbour.asked)
        return dice.randint(15, 26) if dice.random() < 0.1 else dice.randint(38, 104)

    def _inspections(self, forms: dict[int, Form]) -> None:
        """Unannounced inspections of two or three communities a month, and now and then a recognised innovation."""
        dice = self._dice("inspections")
        office = self.people.offices[self.township.unit.pk]
        visited = dice.sample(self.communities, min(3, len(self.communities)))
        entries = [
            self._entry(unit, "inspection", _inspected(forms[unit.pk], dice), "暗访督查：消防通道堆物，已当场整改。")
            for unit in visited
            if dice.random() > forms[unit.pk].quality - 0.25
        ]
        if dice.random() < 0.5:
            star = max(self.communities, key=lambda unit: forms[unit.pk].quality)
            entries.append(self._entry(star, "innovation-town", Decimal(2), "楼栋议事做法在全镇推广。"))
        for entry in entries:
            entry.entered_by, entry.entered_at = office, min(self.row.due_at - timedelta(hours=8), self.plan.now)
        ManualEntry.objects.bulk_create(entries)

    def _entry(self, unit: Unit, item: str, points: Decimal, reason: str) -> ManualEntry:
        return ManualEntry(month=self.row, unit=unit, item_code=item, points=points, reason=f"{reason}（演示数据）")


def _inspected(form: Form, dice: random.Random) -> Decimal:
    return Decimal(dice.choice(["3", "3.5", "4", "4.5"] if form.quality > 0.75 else ["2", "2.5", "3"]))


def _answer(dice: random.Random, share: float) -> str:
    if dice.random() < share:
        return "best" if dice.random() < 0.6 else "good"
    return dice.choices(["poor", "bad", "unknown"], [55, 15, 30])[0]
