"""Publishing a month, and correcting what was published."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.consequences import drafting
from assessments.models import AssessmentMonth, MonthResult, Publication
from assessments.publication import telling
from assessments.publication.differences import Difference, difference_of
from assessments.publication.policies import can_publish
from assessments.publication.selectors import Readiness, odd_reports, published_result, readiness_of
from assessments.results.selectors import current_draft, publication_of
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.audit.trail import JsonValue
from safety_portal.core.errors import NotAllowed, Refused


def publish_month(
    *, month: AssessmentMonth, draft: int, by: User, reason: str = "", now: datetime | None = None
) -> Publication:
    """Publish the draft that was looked at; over an earlier publication, as its correction with a reason.

    The month's row is locked, as a run does: no run comes between the look and the publication, and of two leaders one
    publishes. The same leader's second click finds what the first made.

    Raises ``NotAllowed``; ``Refused`` where another draft has become the current one, it is published already, it is
    stale, the month is not locked, something unwaived stands in the way, or a correction has no reason.
    """
    now = now or timezone.now()
    if not can_publish(by, month):
        raise NotAllowed(_("Only a leader of the township may do this."))
    with transaction.atomic():
        locked = _lock(month.pk)
        result, current = current_draft(locked), publication_of(locked)
        if result is None:
            raise Refused(_("The month has not been scored yet."))
        if result.number != draft:
            raise Refused(_("There is a new draft meanwhile. Look at it first."))
        ready = readiness_of(locked, result, current, now)
        if ready.is_published and current is not None:
            return _found(current, by)
        _check(ready, reason)
        publication = _store(ready, by, reason.strip()[:500], now)
        _record(publication, by)
        telling.published(publication)
        drafting.follow(publication, now=now)
    return publication


def _lock(pk: int) -> AssessmentMonth:
    months = AssessmentMonth.objects.select_for_update(no_key=True, of=("self",)).select_related("township")
    return months.get(pk=pk)


def _found(current: Publication, by: User) -> Publication:
    if current.published_by_id != by.pk:
        words = _("%(person)s has published this draft already.")
        raise Refused(words % {"person": current.published_by})
    return current


def _check(ready: Readiness, reason: str) -> None:
    if ready.is_early:
        raise Refused(_("Reports are still coming in: a month is published after its lock."))
    if ready.is_stale:
        raise Refused(
            _("Figures or rules changed after this draft. Have the scores run again, then look at the new one.")
        )
    if ready.open_obstacles:
        raise Refused([one.words for one in ready.open_obstacles])
    if ready.current is not None and not reason.strip():
        raise Refused({"reason": _("Say why the published ranking is corrected.")})


def _store(ready: Readiness, by: User, reason: str, now: datetime) -> Publication:
    result, current = ready.draft, ready.current
    changes = _changes(current, result)
    if current is not None:
        Publication.objects.filter(pk=current.pk).update(is_current=False)
    return Publication.objects.create(
        month=result.month,
        number=current.number + 1 if current else 1,
        result=result,
        published_at=now,
        published_by=by,
        reason=reason if current else "",
        told=_told(ready),
        changes=changes.as_json() if changes else {},
    )


def _changes(current: Publication | None, result: MonthResult) -> Difference | None:
    return difference_of(published_result(current), result) if current else None


def _told(ready: Readiness) -> dict[str, JsonValue]:
    """What a leader saw and let pass, as it was then."""
    reports = odd_reports(ready.draft.month)
    return {
        "draft": ready.draft.number,
        "waived": [
            {
                "kind": str(one.kind.value),
                "count": one.count,
                "by": str(one.waiver.waived_by),
                "at": one.waiver.waived_at.isoformat(),
                "reason": one.waiver.reason,
            }
            for one in ready.obstacles
            if one.waiver is not None
        ],
        "not_accepted": [one.report.unit.code for one in reports if not one.is_accepted],
        "late": [one.report.unit.code for one in reports if one.is_late],
    }


def _record(publication: Publication, by: User) -> None:
    waived = publication.told["waived"]
    details: dict[str, JsonValue] = {
        "version": publication.number,
        "number": publication.result.number,
        "fingerprint": publication.result.fingerprint,
        "waived": ", ".join(one["kind"] for one in waived),
    }
    trail.record(
        "publication.correct" if publication.is_correction else "publication.publish",
        publication,
        by=by,
        township_id=publication.township_id,
        reason=publication.reason,
        details=details,
    )
