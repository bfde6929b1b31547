"""Scoring a month: freeze the facts, score them, keep the result, make it the current one; and prove it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments import scoring
from assessments.models import AssessmentMonth, FrozenFacts, MonthResult, Objection, RuleSet, ScoreLine, UnitScore
from assessments.results import telling
from assessments.results.freezing import MonthFacts, facts_of_month
from assessments.results.policies import can_run
from assessments.rules.selectors import Rules, read_rules, rules_in_force
from assessments.rules.wording import as_decimal
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.deadlines import WorkingCalendar
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.organization.calendar import working_calendar
from safety_portal.organization.models import Unit
from safety_portal.work import jobs
from safety_portal.work.models import Job

_DAY = timedelta(days=1)
KIND = "score_month"
BATCH = 5000


# --- Runs -----------------------------------------------------------------------------------------------------


def start_run(*, month: AssessmentMonth, by: User | trail.System) -> Job:
    """Begin to score a month in the background; a second click finds the open job.

    Raises ``NotAllowed``, and ``Refused`` where no rule set is in force.
    """
    if not can_run(by, month):
        raise NotAllowed
    _rules(month)
    return _queue(month, f"score:{month.township.code}:{month.slug}", by)


def start_run_after(*, month: AssessmentMonth, change: str) -> Job:
    """Begin a run of its own for a change that was decided in this transaction (``change`` names it), even if another
    is under way: that one may have read the facts already. The caller has checked the right.
    """
    return _queue(month, f"score:{month.township.code}:{month.slug}:{change}", trail.SYSTEM)


def _queue(month: AssessmentMonth, key: str, by: User | trail.System) -> Job:
    return jobs.start_job(kind=KIND, key=key, by=by, params={"month_id": month.pk}, township=month.township)


def perform_run(job: Job, progress: jobs.Progress) -> str:
    """The handler of ``start_run``'s job. Repeatable: it ends in one result whatever happened before."""
    month = AssessmentMonth.objects.select_related("township").get(pk=job.params["month_id"])
    progress.total = 2
    progress.step(gettext_noop("Collecting and freezing the facts"))
    with progress.transaction():
        score_month(month=month, by=job.created_by or trail.SYSTEM, progress=progress)
    return month.page("ranking")


def score_month(
    *, month: AssessmentMonth, by: User | trail.System, progress: jobs.Progress | None = None
) -> MonthResult:
    """Freeze, score and keep a month in one transaction; the result becomes the current one.

    The month's row is locked first, so that two runs follow each other: the same facts under the same rules give
    the row that is there, changed facts give the next draft, and the draft before stays beside it.
    """
    if not can_run(by, month):
        raise NotAllowed
    with transaction.atomic():
        # NO KEY: rows that point at the month may still be written meanwhile.
        AssessmentMonth.objects.select_for_update(no_key=True).get(pk=month.pk)
        rules = _rules(month)
        facts = facts_of_month(month, rules.parsed)
        if progress is not None:
            progress.advance()
            progress.step(gettext_noop("Computing points and places"))
        frozen = _freeze(month, facts)
        result = keep_result(month=month, rules=rules, frozen=frozen, by=by)
        if progress is not None:
            progress.advance()
    return result


def _rules(month: AssessmentMonth) -> Rules:
    row = rules_in_force(month)
    if row is None:
        raise Refused(_("No rule set is in force for this month."))
    return read_rules(row)


def _freeze(month: AssessmentMonth, facts: MonthFacts) -> FrozenFacts:
    values = {"text": facts.text, "provenance": facts.provenance}
    frozen, is_new = FrozenFacts.objects.get_or_create(month=month, sha256=facts.sha256, defaults=values)
    if not is_new and frozen.provenance != facts.provenance:
        frozen.provenance = facts.provenance
        frozen.save(update_fields=["provenance"])
    return frozen


def keep_result(*, month: AssessmentMonth, rules: Rules, frozen: FrozenFacts, by: User | trail.System) -> MonthResult:
    """Score frozen facts and store what is new. The caller has checked the right and holds the month's lock."""
    scored = scoring.score(rules.loaded, scoring.load_json(frozen.text, "facts"))
    now = timezone.now()
    MonthResult.objects.filter(month=month, is_current=True).update(is_current=False)
    result = MonthResult.objects.filter(month=month, fingerprint=scored.fingerprint).first()
    if result is not None:
        _make_current(result, by, now)
    else:
        result = _store(month, rules.row, frozen, scored, by, now)
        _store_scores(result, rules.parsed, scored)
        trail.record("result.compute", result, by=by, township_id=month.township_id, details=_told(result, scored))
        telling.draft_computed(result)
    # Objections are decided under the month's lock, so this run has read whatever they corrected.
    Objection.objects.filter(month=month).unscored().update(rescored=result)
    return result


def _make_current(result: MonthResult, by: User | trail.System, now: datetime) -> None:
    """The same facts under the same rules again: nothing new but the time of the last run."""
    result.is_current, result.computed_at = True, now
    result.save(update_fields=["is_current", "computed_at"])
    trail.record("result.confirm", result, by=by, township_id=result.month.township_id)


def _store(
    month: AssessmentMonth,
    rule_set: RuleSet,
    frozen: FrozenFacts,
    scored: scoring.Result,
    by: User | trail.System,
    now: datetime,
) -> MonthResult:
    highest = MonthResult.objects.filter(month=month).aggregate(highest=Max("number"))["highest"] or 0
    return MonthResult.objects.create(
        month=month,
        facts=frozen,
        rule_set=rule_set,
        number=highest + 1,
        fingerprint=scored.fingerprint,
        text=result_text(scored),
        computed_at=now,
        computed_by=by if isinstance(by, User) else None,
        is_current=True,
    )


def _told(result: MonthResult, scored: scoring.Result) -> dict[str, trail.JsonValue]:
    return {"number": result.number, "units": len(scored.units), "fingerprint": scored.fingerprint}


def _store_scores(result: MonthResult, rules: scoring.RuleSet, scored: scoring.Result) -> None:
    """Spread the result out into rows: one a unit, one a unit and item."""
    ids = dict(Unit.objects.filter(code__in=[unit.code for unit in scored.units]).values_list("code", "pk"))
    scores = UnitScore.objects.bulk_create(
        [_score_row(result, ids[unit.code], unit) for unit in scored.units], batch_size=BATCH
    )
    lines = [row for score, unit in zip(scores, scored.units, strict=True) for row in _line_rows(score.pk, rules, unit)]
    ScoreLine.objects.bulk_create(lines, batch_size=BATCH)


def _score_row(result: MonthResult, unit_id: int, unit: scoring.UnitResult) -> UnitScore:
    return UnitScore(
        result=result,
        unit_id=unit_id,
        group=unit.group,
        base=unit.base,
        bonus=unit.bonus,
        deduction=unit.deduction,
        total=unit.total,
        rescaled=unit.rescaled or "",
        is_vetoed=bool(unit.veto),
        missing=sum(line.state is scoring.State.MISSING for line in unit.lines),
        rank=unit.rank,
        group_rank=unit.group_rank,
    )


def _line_rows(score_id: int, rules: scoring.RuleSet, unit: scoring.UnitResult) -> Iterator[ScoreLine]:
    for position, (item, line) in enumerate(zip(rules.items, unit.lines, strict=True)):
        yield ScoreLine(
            score_id=score_id,
            item_code=line.item,
            position=position,
            points=line.points,
            lowest=as_decimal(item.low),
            highest=as_decimal(item.high),
            state=line.state.value,
            because=scoring.because_as_json(line.because),
        )


# --- Proof ----------------------------------------------------------------------------------------------------


def result_text(scored: scoring.Result) -> str:
    """A result as it is kept: canonical JSON, one text for one result."""
    return scoring.canonical_json(scoring.result_as_json(scored))


def recompute(result: MonthResult) -> bytes:
    """Score again from the frozen facts and the rule version; equals ``result.text`` to the byte."""
    rules = read_rules(result.rule_set)
    return result_text(scoring.score(rules.loaded, scoring.load_json(result.facts.text, "facts"))).encode()


def facts_changed(result: MonthResult) -> bool:
    """Whether a run now would freeze other facts, or by other rules, than the result's."""
    month = result.month
    row = rules_in_force(month)
    if row is None or row.pk != result.rule_set_id:
        return row is not None
    return facts_of_month(month, read_rules(row).parsed).sha256 != result.facts.sha256


# --- By itself ------------------------------------------------------------------------------------------------


def start_due_runs(*, now: datetime) -> list[Job]:
    """Beat: start a run where the month is locked, not yet due for publishing, and has no current result or facts
    that changed since.
    """
    open_months = AssessmentMonth.objects.filter(lock_at__lte=now, publish_by__gt=now).select_related("township")
    return [start_run(month=month, by=trail.SYSTEM) for month in open_months if _is_due(month)]


def _is_due(month: AssessmentMonth) -> bool:
    if rules_in_force(month) is None or not month.reports.exists():
        return False
    current = month.results.filter(is_current=True).select_related("facts", "rule_set").first()
    try:
        return current is None or facts_changed(current)
    except Refused:
        return True  # the run ends in a failed job that says why; the other townships go on


def tell_windows(*, now: datetime) -> None:
    """Beat: secretaries hear that they may object, also where the draft was there before the month was locked; and on
    the last working day before the window's last day that it ends, unless it has only just opened.
    """
    today, calendar = timezone.localdate(now), working_calendar()
    months = AssessmentMonth.objects.filter(lock_at__lt=now, objections_until__gte=now, publications=None)
    results = MonthResult.objects.filter(month__in=months, is_current=True).select_related("month__township")
    for result in results.defer("text"):
        telling.window_open(result)
        if _is_last_call(result.month, today, calendar):
            telling.window_ends(result)


def _is_last_call(month: AssessmentMonth, today: date, calendar: WorkingCalendar) -> bool:
    last, opened = timezone.localdate(month.objections_until), timezone.localdate(month.lock_at) + _DAY
    return calendar.is_working(today) and opened < today < last <= calendar.next_working(today + _DAY)
