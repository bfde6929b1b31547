"""The district's survey: answers of both halves, one row a community (区测评结果)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.intake.common import (
    NOT_ASSESSED,
    NOT_OPEN,
    UNIT,
    Kind,
    assessed_units,
    is_office,
    month_of,
    unit_of,
)
from assessments.models import AssessmentMonth, SurveyResult
from assessments.models.filings import SurveyHalf
from assessments.reports.filings import ANSWERS, SurveyCounts, save_survey
from safety_portal.accounts.models import User
from safety_portal.core.errors import Refused
from safety_portal.core.ports import Words
from safety_portal.imports.changes import ChangeLog
from safety_portal.imports.kinds import Plan, Row, Scope
from safety_portal.imports.reading.columns import Column, Form, Remark, Severity, Value
from safety_portal.imports.states import RowStatus
from safety_portal.organization.models import Unit

Cell = tuple[int, SurveyHalf]

#: What the halves are called over their answers; the first is what remarks call them.
HALVES: Mapping[SurveyHalf, tuple[str, ...]] = {
    SurveyHalf.SAFETY: ("安全感", "安全感评价", "群众安全感", "社会治安安全感", "安全感测评"),
    SurveyHalf.SATISFACTION: ("满意度", "政法工作满意度", "满意度评价", "群众满意度", "满意度测评", "政法队伍满意度"),
}
#: Headings of each answer, best first; the first is the column's own name.
HEADINGS: Mapping[SurveyHalf, Mapping[str, tuple[str, ...]]] = {
    SurveyHalf.SAFETY: {
        "best": ("安全", "很安全", "非常安全"),
        "good": ("比较安全", "较安全", "基本安全"),
        "poor": ("不太安全", "不够安全", "较不安全"),
        "bad": ("不安全", "很不安全", "非常不安全"),
        "unknown": ("说不清", "说不清楚", "不清楚", "不知道", "不好说"),
    },
    SurveyHalf.SATISFACTION: {
        "best": ("满意", "很满意", "非常满意"),
        "good": ("基本满意", "比较满意", "较满意"),
        "poor": ("不太满意", "不够满意", "较不满意"),
        "bad": ("不满意", "很不满意", "非常不满意"),
        "unknown": ("不了解", "说不清", "说不清楚", "不清楚", "不知道"),
    },
}
#: Answers that no questionnaire leaves out; a district may do without the others.
_ALWAYS_ASKED = frozenset({"best", "good", "bad"})
_MOST = Decimal(100_000)
VALID = Column(
    key="valid",
    label="有效样本",
    form=Form.INTEGER,
    words=("有效样本数", "有效样本量", "样本数", "样本量", "有效问卷", "有效问卷数", "样本"),
    example="45",
    minimum=Decimal(0),
    maximum=_MOST,
)


def column_key(half: SurveyHalf, answer: str) -> str:
    return f"{half.value}_{answer}"


def _answer_columns() -> Iterator[Column]:
    for half, answers in HEADINGS.items():
        for answer, (label, *words) in answers.items():
            yield Column(
                key=column_key(half, answer),
                label=label,
                form=Form.INTEGER,
                words=tuple(words),
                above=HALVES[half],
                example="0",
                minimum=Decimal(0),
                maximum=_MOST,
            )


class SurveyImport(Kind):
    """One row a community; writes what ``save_survey`` writes, for the halves and communities of the sheet only."""

    code = "survey"
    label: Words = _("District survey results")
    hint: Words = _("Answers for each community: sense of safety, satisfaction, or both")
    icon = "clipboard-data"

    def may_import(self, user: User, township: Unit) -> bool:
        return is_office(user, township)

    def senders(self, scope: Scope) -> Sequence[str]:
        return ["区平安办", "区委政法委", "区统计局"]

    def refusal(self, scope: Scope) -> Words | None:
        return None if month_of(scope) else NOT_OPEN

    def columns(self, scope: Scope) -> Sequence[Column]:
        return [UNIT, VALID, *_answer_columns()]

    def plan(self, scope: Scope, rows: Sequence[Row]) -> Sequence[Plan]:
        month = month_of(scope)
        units, known = assessed_units(month), _results(month)
        plans = [_plan(row, unit_of(row, units), known) for row in rows]
        # Asked again before writing, the engine leaves refused rows out: they say nothing of the others.
        taken = [row for row, plan in zip(rows, plans, strict=True) if plan.status != RowStatus.REFUSED]
        expected = [half for half in SurveyHalf if any(half in counts_of(row) for row in taken)]
        return [_with_blanks(plan, row, expected) for row, plan in zip(rows, plans, strict=True)]

    def lock(self, scope: Scope) -> None:
        if month := month_of(scope):
            AssessmentMonth.objects.select_for_update().get(pk=month.pk)

    def write(self, scope: Scope, rows: Sequence[Row], log: ChangeLog) -> Mapping[int, tuple[int, str]]:
        month = month_of(scope)
        if month is None:
            raise Refused(NOT_OPEN)
        units, known = assessed_units(month), _results(month)
        found = {row.number: unit for row in rows if (unit := unit_of(row, units))}
        counts = {
            (found[row.number].pk, half): one
            for row in rows
            if row.number in found
            for half, one in counts_of(row).items()
            if not _is_same(known.get((found[row.number].pk, half)), one)
        }
        save_survey(month=month, by=scope.by, source=scope.source, counts=counts, now=scope.now, log=log)
        keys = {result.unit_id: result.pk for result in _results(month).values()}
        return {number: (keys[unit.pk], unit.name) for number, unit in found.items()}

    def address(self, scope: Scope) -> str:
        return f"{reverse('assessments:survey', args=[str(scope.month)])}?township={scope.township.code}"


def _results(month: AssessmentMonth | None) -> dict[Cell, SurveyResult]:
    rows = SurveyResult.objects.filter(month=month).order_by("-half") if month else ()
    return {(row.unit_id, SurveyHalf(row.half)): row for row in rows}


# --- What a row says ------------------------------------------------------------------------------------------


def counts_of(row: Row) -> dict[SurveyHalf, SurveyCounts]:
    """The halves that a row answers; an answer that was not asked, or left blank among others, is 0."""
    given = {half: _answers(row, half) for half in SurveyHalf}
    return {
        half: SurveyCounts(**{answer: answers.get(answer, 0) for answer in ANSWERS})
        for half, answers in given.items()
        if any(answers.values())
    }


def _answers(row: Row, half: SurveyHalf) -> dict[str, int]:
    """The answers that have a number."""
    values = {answer: row.values.get(column_key(half, answer)) for answer in ANSWERS}
    return {answer: value for answer, value in values.items() if isinstance(value, int)}


def remarks_of(row: Row) -> list[Remark]:
    """Why the answers can't be right, or must be looked at."""
    counts = counts_of(row)
    if not counts:
        return [Remark("no_answers")]
    return [remark for half, one in counts.items() for remark in _remarks_of_half(row, half, one)]


def _remarks_of_half(row: Row, half: SurveyHalf, counts: SurveyCounts) -> Iterator[Remark]:
    """The answers make up the sample, "don't know" among them (assessment.md §G)."""
    answers, valid, words = _answers(row, half), row.values.get(VALID.key), {"half": HALVES[half][0]}
    if isinstance(valid, int):
        if counts.valid != valid:
            sums = {"sum": counts.valid, "valid": valid}
            yield Remark("answers_do_not_add_up", column=VALID.key, params={**words, **sums})
    elif not answers.keys() >= _ALWAYS_ASKED:
        yield Remark("answers_not_all_there", params=words)
    elif len(answers) < len(ANSWERS):
        yield Remark("answers_counted_as_none", Severity.QUESTION, params={**words, "sum": counts.valid})


# --- What becomes of it ---------------------------------------------------------------------------------------


def _plan(row: Row, unit: Unit | None, known: Mapping[Cell, SurveyResult]) -> Plan:
    if unit is None:
        return Plan(RowStatus.REFUSED, [NOT_ASSESSED])
    remarks = remarks_of(row)
    if any(remark.severity is Severity.REFUSAL for remark in remarks):
        return Plan(RowStatus.REFUSED, remarks, label=unit.name)
    counts = counts_of(row)
    there = {half: known[unit.pk, half] for half in SurveyHalf if (unit.pk, half) in known}
    before = {half: result for half, result in there.items() if half in counts}
    target = next((result.pk for result in there.values()), None)
    if not before:
        return Plan(RowStatus.NEW, remarks, target, unit.name)
    if all(_is_same(before.get(half), one) for half, one in counts.items()):
        return Plan(RowStatus.SAME, remarks, target, unit.name)
    return Plan(RowStatus.CHANGED, remarks, target, unit.name, _values_of(before))


def _with_blanks(plan: Plan, row: Row, expected: Collection[SurveyHalf]) -> Plan:
    """The plan with a question for each half that other rows answer and this one doesn't."""
    if plan.status == RowStatus.REFUSED:
        return plan
    blank = [half for half in expected if half not in counts_of(row)]
    questions = [Remark("half_blank", Severity.QUESTION, params={"half": HALVES[half][0]}) for half in blank]
    return replace(plan, remarks=[*questions, *plan.remarks])


def _is_same(result: SurveyResult | None, counts: SurveyCounts) -> bool:
    return result is not None and all(getattr(result, answer) == getattr(counts, answer) for answer in ANSWERS)


def _values_of(results: Mapping[SurveyHalf, SurveyResult]) -> dict[str, Value]:
    """What the columns of these halves say there now."""
    values: dict[str, Value] = {VALID.key: next(result.valid for result in results.values())}
    for half, result in results.items():
        values |= {column_key(half, answer): getattr(result, answer) for answer in ANSWERS}
    return values
