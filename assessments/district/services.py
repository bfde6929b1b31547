"""Keeping the places that the district announced: entered, corrected with a reason, struck out with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.district.policies import can_keep_places
from assessments.models import DistrictPlace
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.months import Month
from safety_portal.imports.changes import ChangeLog
from safety_portal.organization.models import Unit


@dataclass(frozen=True)
class Announced:
    """What the district announced of one township: in which month's ranking, which place, among how many.

    ``value``: a survey's index 0–100, or points of the assessment; ``sample``: valid answers, of surveys only.
    """

    first_day: date
    kind: str
    place: int
    of: int
    value: Decimal | None
    sample: int | None
    source: str


SAID = tuple(field.name for field in fields(Announced))
Key = tuple[date, str]


def enter_place(*, township: Unit, announced: Announced, by: User) -> DistrictPlace:
    """Enter a place. Raises ``NotAllowed``; ``Refused`` with the field to blame where it can't be, or is there."""
    _check_may(by, township)
    _check(announced)
    with transaction.atomic():
        _lock(township)
        _check_is_new(township, announced)
        row = DistrictPlace.objects.create(township=township, entered_by=by, **_said(announced))
        trail.record("place.enter", row, by=by, township_id=township.pk, details=_words(announced))
    return row


def correct_place(*, place: DistrictPlace, announced: Announced, version: int, reason: str, by: User) -> DistrictPlace:
    """Make an entry say what was announced. Raises ``NotAllowed``; ``Refused`` without a reason, where nothing would
    change, where it was changed meanwhile (``version`` is what the page showed), or as entering does.
    """
    _check_may(by, place.township)
    _check_reason(reason)
    _check(announced)
    with transaction.atomic():
        _lock(place.township)
        row = _current(place, version)
        changes = {
            f"announced_{name}": f"{getattr(row, name)} → {value}"
            for name, value in _said(announced).items()
            if getattr(row, name) != value
        }
        if not changes:
            raise Refused(_("Nothing changed."))
        _check_is_new(row.township, announced, row)
        for name, value in _said(announced).items():
            setattr(row, name, value)
        row.version, row.corrected_because = row.version + 1, reason.strip()
        row.save()
        trail.record("place.correct", row, by=by, township_id=row.township_id, reason=reason, details={**changes})
    return row


def strike_out_place(*, place: DistrictPlace, version: int, reason: str, by: User) -> DistrictPlace:
    """Strike out an entry that should never have been made. Raises as correcting does."""
    _check_may(by, place.township)
    _check_reason(reason)
    with transaction.atomic():
        _lock(place.township)
        row = _current(place, version)
        row.version, row.struck_out_because, row.struck_out_at = row.version + 1, reason.strip(), timezone.now()
        row.save()
        details: dict[str, trail.JsonValue] = {"month": str(row.month), "announced_kind": row.kind}
        trail.record("place.strike_out", row, by=by, township_id=row.township_id, reason=reason, details=details)
    return row


def keep_places(*, township: Unit, by: User, entries: Sequence[DistrictPlace], log: ChangeLog | None = None) -> None:
    """Enter what a workbook brought in, or what it says of places that are there. ``entries``: one a month and
    ranking, not yet stored, looked through by the caller. Raises ``NotAllowed`` for all but the office.
    """
    _check_may(by, township)
    with transaction.atomic():
        rows = DistrictPlace.objects.that_count().filter(township=township).select_for_update()
        there = {key_of(row): row for row in rows}
        said = {key_of(entry): entry for entry in entries}
        changed = [row for key, row in there.items() if key in said]
        new = [entry for key, entry in said.items() if key not in there]
        if log is not None:
            log.will_change(changed)
        for row in changed:
            for name in (*SAID, "run_id"):
                setattr(row, name, getattr(said[key_of(row)], name))
            row.version += 1
        DistrictPlace.objects.bulk_update(changed, [*SAID, "run", "version"])
        DistrictPlace.objects.bulk_create(new)
        if log is not None:
            log.changed(changed)
            log.created(new)
        _record_import(township, by, entries)


def key_of(entry: DistrictPlace) -> Key:
    """Which ranking an entry is about."""
    return entry.first_day, entry.kind


def _record_import(township: Unit, by: User, entries: Sequence[DistrictPlace]) -> None:
    months = sorted({str(entry.month) for entry in entries})
    details: dict[str, trail.JsonValue] = {"entries": len(entries), "months": ", ".join(months)}
    trail.record("place.import", township, by=by, township_id=township.pk, details=details)


# --- What must hold -------------------------------------------------------------------------------------------


def _check_may(by: User, township: Unit) -> None:
    if not can_keep_places(by, township):
        raise NotAllowed


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused({"reason": _("Give the reason.")})


def _lock(township: Unit) -> None:
    """One at a time, so that two who enter the same place get a sentence and not a database error."""
    Unit.objects.select_for_update(no_key=True).get(pk=township.pk)


def _current(place: DistrictPlace, version: int) -> DistrictPlace:
    row = DistrictPlace.objects.select_related("township").get(pk=place.pk)
    if row.struck_out_at is not None:
        raise Refused(_("This entry is struck out."))
    if row.version != version:
        raise Refused(_("Somebody changed this entry meanwhile. Look at it again."))
    return row


def _check(announced: Announced) -> None:
    if Month.of(announced.first_day) > Month.of(timezone.now()):
        raise Refused({"first_day": _("This month lies ahead.")})
    if not 1 <= announced.place <= announced.of:
        raise Refused({"place": _("The place must lie between 1 and the number ranked.")})
    if not announced.source.strip():
        raise Refused({"source": _("Say in which document the district announced it.")})
    is_survey = announced.kind != DistrictPlace.Kind.ASSESSMENT
    if announced.value is not None and not 0 <= announced.value <= (100 if is_survey else 9999):
        raise Refused({"value": _("An index lies between 0 and 100.") if is_survey else _("Not possible as points.")})
    if announced.sample is not None and not is_survey:
        raise Refused({"sample": _("Only a survey has a sample.")})
    if announced.sample is not None and announced.sample < 1:
        raise Refused({"sample": _("Leave the sample empty where it was not announced.")})


def _check_is_new(township: Unit, announced: Announced, own: DistrictPlace | None = None) -> None:
    rows = DistrictPlace.objects.that_count().filter(township=township)
    same = rows.filter(first_day=announced.first_day, kind=announced.kind)
    if (same if own is None else same.exclude(pk=own.pk)).exists():
        raise Refused({"first_day": _("This month's place in this ranking is entered already; correct that entry.")})


def _said(announced: Announced) -> dict[str, date | str | int | Decimal | None]:
    return {name: getattr(announced, name) for name in SAID}


def _words(announced: Announced) -> Mapping[str, trail.JsonValue]:
    month = str(Month.of(announced.first_day))
    return {"month": month, "announced_kind": announced.kind, "announced_place": f"{announced.place} / {announced.of}"}
