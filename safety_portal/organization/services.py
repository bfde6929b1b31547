"""Every write to units and the working calendar: checked, dated, in one transaction, on record.

A change of a unit takes effect on a day that has come: the day is written into the unit's periods and successions, so
that any past month can be told with the names and parents of its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from safety_portal.audit.trail import Actor, JsonValue, record
from safety_portal.core import ports
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.organization.calendar import forget_calendar, read_calendar
from safety_portal.organization.models import (
    CODE_LENGTHS,
    PARENT_LEVELS,
    CalendarDay,
    CalendarYear,
    Level,
    Unit,
    UnitPeriod,
    UnitSuccession,
)
from safety_portal.organization.policies import administers, edits_calendar


@dataclass(frozen=True)
class NewUnit:
    """What a new unit needs to be called; ``children`` move into it on the day it opens (split and merge)."""

    code: str
    name: str
    short_name: str = ""
    code_is_official: bool = True
    group: str = ""
    population: int | None = None
    households: int | None = None
    children: Sequence[Unit] = ()


# --- Units ----------------------------------------------------------------------------------------------------


@transaction.atomic
def open_unit(*, level: Level, parent: Unit | None, new: NewUnit, on: date, by: Actor, document: str = "") -> Unit:
    """A new unit under ``parent``, from ``on``."""
    unit = _create(level, parent, new, on, document, by)
    _record("unit.open", unit, by, on, document)
    return unit


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, on: date, by: Actor, short_name: str = "", document: str = "") -> Unit:
    """Another name from ``on``; the earlier one stays in the unit's history."""
    unit = _locked(unit, on, by)
    if name == unit.name:
        raise Refused({"name": _("This is the name it has.")})
    details: dict[str, JsonValue] = {"was": unit.name, "is": name}
    unit.short_name = short_name or unit.short_name
    _turn_page(unit, on, document, name=name, parent=unit.parent)
    _record("unit.rename", unit, by, on, document, details)
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, on: date, by: Actor, document: str = "") -> Unit:
    """Another parent from ``on``, inside the same township: other townships' figures must not change hands."""
    unit = _locked(unit, on, by)
    if parent == unit.parent:
        raise Refused({"parent": _("It already belongs there.")})
    if parent.own_township_id != unit.own_township_id:
        raise Refused({"parent": _("A unit cannot move to another township.")})
    details: dict[str, JsonValue] = {"was": str(unit.parent), "is": parent.name}
    _put_under(unit, parent, on, document)
    _record("unit.move", unit, by, on, document, details)
    return unit


@transaction.atomic
def edit_unit(
    *, unit: Unit, short_name: str, group: str, population: int | None, households: int | None, by: Actor
) -> Unit:
    """Facts that have no dated history of their own (the row history keeps them)."""
    if not administers(by, unit):
        raise NotAllowed
    unit.short_name, unit.group, unit.population, unit.households = short_name, group, population, households
    unit.save(update_fields=["short_name", "group", "population", "households"])
    record("unit.edit", unit, by=by, township_id=unit.own_township_id)
    return unit


@transaction.atomic
def split_unit(
    *, unit: Unit, into: Sequence[NewUnit], on: date, by: Actor, keeps: bool, document: str = ""
) -> list[Unit]:
    """New units out of one. ``keeps``: the old unit lives on beside them; otherwise it ends, and each of its children
    must be named in one of ``into``.
    """
    unit = _locked(unit, on, by)
    if not into or (not keeps and len(into) < 2):
        raise Refused(_("A split needs two parts at least."))
    moving = {child.pk for new in into for child in new.children}
    staying = Unit.objects.open_on(on).filter(parent=unit).exclude(pk__in=moving)
    if not keeps and staying.exists():
        names = "、".join(staying.values_list("name", flat=True))
        raise Refused(_("Say where these go: %(names)s") % {"names": names})
    made = [_create(Level(unit.level), unit.parent, new, on, document, by) for new in into]
    for part, new in zip(made, into, strict=True):
        _succeed(UnitSuccession.Kind.SPLIT, [unit], part, on, document)
        _take_children(part, new.children, unit, on, document)
    if not keeps:
        _close(unit, on)
    _record("unit.split", unit, by, on, document, {"into": [part.name for part in made]})
    return made


@transaction.atomic
def merge_units(*, units: Sequence[Unit], into: NewUnit | Unit, on: date, by: Actor, document: str = "") -> Unit:
    """Units become one: a new unit, or one that lives on (``into``). All their children go with them."""
    old = [_locked(unit, on, by) for unit in sorted(units, key=lambda one: one.pk) if unit != into]
    if len(old) < (1 if isinstance(into, Unit) else 2):
        raise Refused(_("A merger needs two units at least."))
    if len({(unit.level, unit.own_township_id) for unit in old}) > 1:
        raise Refused(_("Only units of one kind and one township merge."))
    whole = into if isinstance(into, Unit) else _create(Level(old[0].level), old[0].parent, into, on, document, by)
    if (whole.level, whole.own_township_id) != (old[0].level, old[0].own_township_id):
        raise Refused(_("Only units of one kind and one township merge."))
    _succeed(UnitSuccession.Kind.MERGE, old, whole, on, document)
    for unit in old:
        for child in Unit.objects.open_on(on).filter(parent=unit):
            _put_under(child, whole, on, document)
        _close(unit, on)
    _record("unit.merge", whole, by, on, document, {"from": [unit.name for unit in old]})
    return whole


def _create(level: Level, parent: Unit | None, new: NewUnit, on: date, document: str, by: Actor) -> Unit:
    _check_place(level, parent, new, on, by)
    unit = Unit.objects.create(
        code=new.code,
        code_is_official=new.code_is_official,
        level=level,
        name=new.name,
        short_name=new.short_name,
        parent=parent,
        township_id=None if level in {Level.DISTRICT, Level.TOWNSHIP} else _township_under(parent),
        group=new.group,
        population=new.population,
        households=new.households,
        opened_on=on,
    )
    UnitPeriod.objects.create(unit=unit, name=unit.name, parent=parent, valid=DateRange(on, None), document=document)
    return unit


def _check_place(level: Level, parent: Unit | None, new: NewUnit, on: date, by: Actor) -> None:
    _demand_day(on)
    if not administers(by, parent or Unit(level=level)):
        raise NotAllowed
    if (Level(parent.level) if parent else None) not in PARENT_LEVELS[level]:
        raise Refused({"parent": _("A unit of this level does not belong there.")})
    if parent and parent.closed_on and parent.closed_on <= on:
        raise Refused({"parent": _("This unit is closed.")})
    _check_code(level, parent, new)


def _check_code(level: Level, parent: Unit | None, new: NewUnit) -> None:
    """Official codes: 6 digits for a district, 9 township, 12 community, 15 grid, each beginning with its parent's
    (GB/T 10114, GB/T 2260); a grid that hangs under the township itself begins with the township's.
    """
    if Unit.objects.filter(code=new.code).exists():
        raise Refused({"code": _("This code is taken.")})
    if not new.code_is_official or level not in CODE_LENGTHS:
        return
    if not new.code.isdigit() or len(new.code) != CODE_LENGTHS[level]:
        raise Refused({"code": _("The official code has %(count)d digits.") % {"count": CODE_LENGTHS[level]}})
    if parent and parent.code_is_official and not new.code.startswith(parent.code):
        raise Refused({"code": _("The official code begins with %(code)s.") % {"code": parent.code}})


def _township_under(parent: Unit | None) -> int | None:
    return parent.own_township_id if parent else None


def _locked(unit: Unit, on: date, by: Actor) -> Unit:
    """The unit's row, locked, open on ``on`` and ``by``'s to change."""
    if not administers(by, unit):
        raise NotAllowed
    _demand_day(on)
    row = Unit.objects.select_for_update(of=("self",)).select_related("parent", "township").get(pk=unit.pk)
    if row.closed_on is not None or (row.opened_on is not None and on <= row.opened_on):
        raise Refused({"on": _("%(unit)s was not open before that day.") % {"unit": row.name}})
    return row


def _demand_day(on: date) -> None:
    if on > timezone.localdate():
        raise Refused({"on": _("Enter changes on the day they take effect, or later.")})


def _put_under(unit: Unit, parent: Unit, on: date, document: str) -> None:
    if Level(parent.level) not in PARENT_LEVELS[Level(unit.level)]:
        raise Refused({"parent": _("A unit of this level does not belong there.")})
    _turn_page(unit, on, document, name=unit.name, parent=parent)


def _take_children(whole: Unit, children: Sequence[Unit], old: Unit, on: date, document: str) -> None:
    for child in children:
        if child.parent_id != old.pk:
            raise Refused(_("%(unit)s does not belong to the unit that is split.") % {"unit": child.name})
        _put_under(child, whole, on, document)


def _turn_page(unit: Unit, on: date, document: str, *, name: str, parent: Unit | None) -> None:
    """End the unit's period of before ``on`` and begin one with another name or parent."""
    _end_page(unit, on)
    unit.name, unit.parent = name, parent
    unit.save(update_fields=["name", "short_name", "parent"])
    UnitPeriod.objects.create(unit=unit, name=name, parent=parent, valid=DateRange(on, None), document=document)


def _end_page(unit: Unit, on: date) -> None:
    """End the unit's last period on ``on``; a unit that never changed gets its first one now."""
    last = unit.periods.order_by("valid").last()
    if last is None:
        span = DateRange(unit.opened_on, on)
        UnitPeriod.objects.create(unit=unit, name=unit.name, parent=unit.parent, valid=span)
        return
    if last.valid.lower is not None and on <= last.valid.lower:
        raise Refused({"on": _("A later change is already on record.")})
    last.valid = DateRange(last.valid.lower, on)
    last.save(update_fields=["valid"])


def _close(unit: Unit, on: date) -> None:
    _end_page(unit, on)
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])


def _succeed(kind: UnitSuccession.Kind, old: Sequence[Unit], new: Unit, on: date, document: str) -> None:
    UnitSuccession.objects.bulk_create(
        [UnitSuccession(kind=kind, on=on, predecessor=unit, successor=new, document=document) for unit in old]
    )


def _record(
    action: str, unit: Unit, by: Actor, on: date, document: str, more: dict[str, JsonValue] | None = None
) -> None:
    details: dict[str, JsonValue] = {"on": str(on), "document": document, **(more or {})}
    record(action, unit, by=by, township_id=unit.own_township_id, details=details)


# --- Working calendar -----------------------------------------------------------------------------------------


@transaction.atomic
def set_calendar_day(*, day: date, kind: CalendarDay.Kind, name: str, by: Actor) -> CalendarDay:
    """Make ``day`` a holiday or a make-up working day; open deadlines are counted again."""
    _demand_editor(by)
    row, _created = CalendarDay.objects.update_or_create(day=day, defaults={"kind": kind, "name": name})
    record("calendar.set_day", row, by=by, details={"kind": kind.value, "moved": _followed()})
    return row


@transaction.atomic
def clear_calendar_day(*, day: CalendarDay, by: Actor) -> None:
    """Back to the plain week; open deadlines are counted again."""
    _demand_editor(by)
    kept = CalendarDay(pk=day.pk, day=day.day, kind=day.kind, name=day.name)
    day.delete()
    record("calendar.clear_day", kept, by=by, details={"moved": _followed()})


@transaction.atomic
def confirm_year(*, year: int, source: str, by: Actor) -> CalendarYear:
    """The State Council's notice for ``year`` is entered: deadlines up to its end are no longer provisional."""
    _demand_editor(by)
    row, created = CalendarYear.objects.get_or_create(year=year, defaults={"source": source})
    if not created:
        raise Refused({"year": _("This year is already confirmed.")})
    record("calendar.confirm_year", row, by=by, details={"moved": _followed()})
    return row


@transaction.atomic
def unconfirm_year(*, year: CalendarYear, by: Actor) -> None:
    """Take a confirmation back: its deadlines are provisional again."""
    _demand_editor(by)
    kept = CalendarYear(year=year.year, source=year.source)
    year.delete()
    record("calendar.unconfirm_year", kept, by=by, details={"moved": _followed()})


def _demand_editor(by: Actor) -> None:
    if not edits_calendar(by):
        raise NotAllowed


def _followed() -> int:
    """Let every register count its open deadlines again; returns how many moved."""
    transaction.on_commit(forget_calendar)
    calendar = read_calendar()
    return sum(follower.calendar_changed(calendar) for follower in ports.calendar)
