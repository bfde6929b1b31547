"""Keeping a district's template, saying what goes where in it, filling it for a month."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.models import DistrictTemplate, TemplatePlace
from assessments.workbook import filling, mapping
from assessments.workbook.grids import check_form, read_grids, spot_of
from assessments.workbook.policies import can_fill, can_keep_templates
from assessments.workbook.recognising import TOWNSHIP, Proposed
from assessments.workbook.selectors import MonthBook
from safety_portal.accounts.models import User
from safety_portal.audit import trail
from safety_portal.audit.models import AuditEntry
from safety_portal.core import sealed_files
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.imports.reading.faults import FileRefused
from safety_portal.imports.reading.gate import kind_of
from safety_portal.imports.wording import fault_words
from safety_portal.organization.models import Unit
from safety_portal.work.files import clean_name

_ENOUGH_PLACES = 3_000


@dataclass(frozen=True)
class Answer:
    """What somebody says of a place: a unit or a value ("" leaves it as it is), and whether formulas give way."""

    unit_id: int | None = None
    value: str = ""
    overwrites: bool = False
    is_settled: bool = True


@dataclass(frozen=True)
class Addition:
    """A place that was not found: ``C3``, column ``C`` or row ``5`` of a sheet, and what it is."""

    sheet: str
    where: str
    answer: Answer


@transaction.atomic
def keep_template(*, township: Unit, title: str, name: str, data: bytes, by: User) -> DistrictTemplate:
    """Keep a workbook of the district as the next version of ``title`` and propose what goes where in it.

    Refused, as {"file": why}: it is no xlsx, may do harm, is too large, or nothing in it is known.
    """
    if not can_keep_templates(by, township):
        raise NotAllowed(_("Only the office of the township may do this."))
    title = title.strip()[:80]
    if not title:
        raise Refused({"title": _("Say what the district calls this workbook.")})
    proposed = _proposed(township, title, name, data)
    Unit.objects.select_for_update(of=("self",)).get(pk=township.pk)
    template = _next_version(township, title, name, data, by)
    _store(template, proposed)
    details: dict[str, trail.JsonValue] = {
        "edition": template.version,
        "places": len(proposed),
        "asked": sum(not place.is_settled for place in proposed),
    }
    trail.record("workbook.upload", template, by=by, township_id=township.pk, details=details)
    return template


def _proposed(township: Unit, title: str, name: str, data: bytes) -> list[Proposed]:
    try:
        if data and kind_of(data, name, mapping.LIMITS) != "xlsx":
            raise Refused({"file": _("Only xlsx can be filled. Open the file in Excel or WPS and save it as xlsx.")})
        check_form(data, name)
        proposed = mapping.proposal_for(township, title, read_grids(data))
    except FileRefused as refusal:
        raise Refused({"file": fault_words(refusal)}) from refusal
    if not proposed:
        raise Refused({"file": _("No community and no figure was found in this workbook. Is it the right one?")})
    if len(proposed) > _ENOUGH_PLACES:
        raise Refused({"file": _("This workbook has too many rows and columns for a form to fill in.")})
    return proposed


def _next_version(township: Unit, title: str, name: str, data: bytes, by: User) -> DistrictTemplate:
    rows = DistrictTemplate.objects.filter(township=township, title=title)
    last: int = rows.aggregate(last=Max("version"))["last"] or 0
    rows.filter(is_current=True).update(is_current=False)
    template = DistrictTemplate(
        township=township,
        title=title,
        version=last + 1,
        name=clean_name(name),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=by,
    )
    sealed_files.keep(template.file, data)
    with sealed_files.kept_with_row(template.file), transaction.atomic():
        template.save()
    return template


def _store(template: DistrictTemplate, proposed: Sequence[Proposed]) -> None:
    ids = dict(Unit.objects.filter(township=template.township_id).values_list("code", "pk"))
    ids[TOWNSHIP] = template.township_id
    TemplatePlace.objects.bulk_create(
        TemplatePlace(
            template=template,
            sheet=place.sheet,
            axis=place.axis,
            row=place.row,
            column=place.column,
            asks=place.asks,
            words=place.words[:200],
            unit_id=None if place.unit is None else ids[place.unit],
            value=place.value,
            is_settled=place.is_settled,
            overwrites=place.overwrites,
        )
        for place in proposed
    )


@transaction.atomic
def settle_places(
    *, template: DistrictTemplate, answers: Mapping[int, Answer], additions: Sequence[Addition] = (), by: User
) -> None:
    """Say what places mean; a place without an answer stays as it is. Refused: an unknown unit, value or place."""
    if not can_keep_templates(by, template.township):
        raise NotAllowed(_("Only the office of the township may do this."))
    DistrictTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    known = mapping.Known.of(template.township)
    changed = []
    for place in template.places.filter(pk__in=answers):
        answer = answers[place.pk]
        _check(place.asks, answer, known)
        _apply(place, answer)
        changed.append(place)
    TemplatePlace.objects.bulk_update(changed, ["unit", "value", "is_settled", "overwrites"])
    for addition in additions:
        _add(template, addition, known)
    details: dict[str, trail.JsonValue] = {
        "places": len(changed) + len(additions),
        "asked": template.places.filter(is_settled=False).count(),
    }
    trail.record("workbook.map", template, by=by, township_id=template.township_id, details=details)


def _check(asks: str, answer: Answer, known: mapping.Known) -> None:
    if asks == TemplatePlace.Asks.UNIT and answer.unit_id is not None and answer.unit_id not in known.unit_ids:
        raise Refused(_("There is no such community."))
    if asks == TemplatePlace.Asks.VALUE and answer.value and answer.value not in known.values.kinds:
        raise Refused(_("There is no such figure."))


def _apply(place: TemplatePlace, answer: Answer) -> None:
    is_unit = place.asks == TemplatePlace.Asks.UNIT
    place.unit_id = answer.unit_id if is_unit and answer.is_settled else None
    place.value = answer.value if not is_unit and answer.is_settled else ""
    place.is_settled = answer.is_settled
    place.overwrites = answer.overwrites and not is_unit


def _add(template: DistrictTemplate, addition: Addition, known: mapping.Known) -> None:
    """A cell, row or column that was not found by itself."""
    spot = spot_of(addition.where)
    sheets = {grid.name: grid for grid in read_grids(sealed_files.content_of(template.file))}
    if spot is None or addition.sheet not in sheets:
        raise Refused({"where": _("Write a cell such as C3, a column such as C or a row such as 5.")})
    row, column = spot
    axis = TemplatePlace.Axis.CELL if row and column else TemplatePlace.Axis.ROW if row else TemplatePlace.Axis.COLUMN
    asks = TemplatePlace.Asks.UNIT if addition.answer.unit_id else TemplatePlace.Asks.VALUE
    if axis == TemplatePlace.Axis.CELL and asks == TemplatePlace.Asks.UNIT:
        raise Refused({"where": _("A single cell takes a figure of the township.")})
    _check(asks, addition.answer, known)
    place, _is_new = TemplatePlace.objects.get_or_create(
        template=template, sheet=addition.sheet, axis=axis, row=row, column=column, defaults={"asks": asks}
    )
    place.asks = asks
    if row and column:
        place.words = place.words or sheets[addition.sheet].text((row, column))[:200]
    _apply(place, addition.answer)
    place.save()


@transaction.atomic
def retire_template(*, template: DistrictTemplate, by: User) -> None:
    """The township fills it no more; the file and what was said of it stay on record."""
    if not can_keep_templates(by, template.township):
        raise NotAllowed(_("Only the office of the township may do this."))
    DistrictTemplate.objects.filter(pk=template.pk).update(is_current=False)
    trail.record("workbook.retire", template, by=by, township_id=template.township_id)


def fetch_template(*, template: DistrictTemplate, by: User) -> bytes:
    """The file as the district sent it; recorded as read."""
    trail.record("workbook.fetch", template, by=by, township_id=template.township_id, kind=AuditEntry.Kind.READ)
    return sealed_files.content_of(template.file)


def fill_template(*, template: DistrictTemplate, book: MonthBook, by: User) -> bytes:
    """The template filled with a published month; recorded as read. Refused: questions are open, or it is a draft."""
    if not can_fill(by, template.township):
        raise NotAllowed(_("Only the office and the leader of the township may do this."))
    if book.is_draft:
        raise Refused(_("The month is not published yet: nothing of a draft leaves for the district."))
    if count := template.places.filter(is_settled=False).count():
        raise Refused(_("Say first what %(count)s places of the template mean.") % {"count": count})
    data = sealed_files.content_of(template.file)
    plan = mapping.filling_of(template, data, book)
    filled = filling.fill(data, plan.targets)
    details: dict[str, trail.JsonValue] = {
        "filled_for": book.month.slug,
        "version": book.shown.publication.number if book.shown.publication else 0,
        "cells": len(plan.filled),
    }
    trail.record(
        "workbook.fill",
        template,
        by=by,
        township_id=template.township_id,
        details=details,
        kind=AuditEntry.Kind.READ,
    )
    return filled
