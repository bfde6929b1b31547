"""What member units file (派出所警情数据): one row a community, one column a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from django.db.models import QuerySet
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
from assessments.intake.headings import Headings, read_headings
from assessments.models import Figure, FiledFigure, Filing
from assessments.reports.filings import save_filing
from assessments.reports.policies import can_write_filing
from assessments.states import FilingState
from safety_portal.accounts.models import Role, User
from safety_portal.core.months import Month
from safety_portal.core.ports import Words
from safety_portal.imports.changes import ChangeLog
from safety_portal.imports.kinds import Plan, Row, Scope
from safety_portal.imports.reading.columns import Column, Form, Remark, Severity, Value
from safety_portal.imports.states import RowStatus
from safety_portal.organization.models import Unit


class FilingImport(Kind):
    """Fills the draft of one member unit; submitting it stays a step of its own, on the page of the filing.

    The sender is the member unit. Figures and communities that the sheet leaves out stay as they are.
    """

    code = "filing"
    label: Words = _("Figures of a member unit")
    hint: Words = _("Figures for each community, from the police station or another member unit")
    icon = "building"

    def may_import(self, user: User, township: Unit) -> bool:
        return is_office(user, township) or _filing_units(user, township).exists()

    def senders(self, scope: Scope) -> Sequence[str]:
        return [unit.name for unit in _filing_units(scope.by, scope.township)]

    def refusal(self, scope: Scope) -> Words | None:
        unit = _member_unit(scope)
        if unit is None:
            return _("Choose the member unit whose figures these are.")
        if month_of(scope) is None:
            return NOT_OPEN
        filing = _filing(scope)
        return (
            _("This member unit is not asked for figures in this month.") if filing is None else _fault(filing, scope)
        )

    def columns(self, scope: Scope) -> Sequence[Column]:
        return [UNIT, *(_column(figure) for figure in _figures(scope))]

    def plan(self, scope: Scope, rows: Sequence[Row]) -> Sequence[Plan]:
        units, figures = assessed_units(month_of(scope)), _figures(scope)
        filed = _filed(_filing(scope))
        plans = [_plan(row, unit_of(row, units), figures, filed) for row in rows]
        # Asked again before writing, the engine leaves refused rows out: they say nothing of the others.
        taken = [row for row, plan in zip(rows, plans, strict=True) if plan.status != RowStatus.REFUSED]
        given = [figure for figure in figures if any(figure.code in values_of(row, figures) for row in taken)]
        return [_with_blanks(plan, row, given) for row, plan in zip(rows, plans, strict=True)]

    def lock(self, scope: Scope) -> None:
        if filing := _filing(scope):
            Filing.objects.select_for_update().get(pk=filing.pk)

    def write(self, scope: Scope, rows: Sequence[Row], log: ChangeLog) -> Mapping[int, tuple[int, str]]:
        filing = _filings(scope).get()
        units, figures = assessed_units(filing.month), _figures(scope)
        found = {row.number: unit for row in rows if (unit := unit_of(row, units))}
        cells = {cell: one.value for cell, one in _filed(filing).items()}
        for row in rows:
            if unit := found.get(row.number):
                cells |= {(unit.pk, code): value for code, value in values_of(row, figures).items()}
        save_filing(
            filing=filing,
            by=scope.by,
            version=filing.version,
            cells=cells,
            reason=scope.reason,
            now=scope.now,
            log=log,
        )
        return {number: (filing.pk, unit.name) for number, unit in found.items()}

    def undo_fault(self, scope: Scope, model: str, keys: Sequence[int]) -> Words | None:
        filing = _filing(scope)
        if filing and filing.state == FilingState.SUBMITTED:
            return _("The figures have been submitted. They can only be withdrawn and put right.")
        return _shut(filing, scope) if filing else None

    def months(self, scope: Scope) -> Sequence[Month]:
        """Months whose figures wait come before those that were submitted; the latest first."""
        units = _filing_units(scope.by, scope.township)
        waiting = Filing.objects.filter(month__township=scope.township, member_unit__in=units, state=FilingState.DRAFT)
        days = set(waiting.values_list("month__first_day", flat=True))
        return sorted(super().months(scope), key=lambda month: month.first_day not in days)

    def asks_reason(self, scope: Scope) -> bool:
        return not scope.by.has_role(Role.UNIT, township_id=scope.township.pk)

    def address(self, scope: Scope) -> str:
        unit = _member_unit(scope)
        return reverse("assessments:filing", args=[str(scope.month), unit.code if unit else "-"])


def _fault(filing: Filing, scope: Scope) -> Words | None:
    """Why ``scope.by`` can't bring figures into the filing now."""
    if not scope.by.has_role_at(Role.UNIT, filing.member_unit_id) and not scope.reason.strip():
        return _shut(filing, scope) or _("Say why the office files these figures.")
    return _shut(filing, scope)


def _shut(filing: Filing, scope: Scope) -> Words | None:
    if filing.state == FilingState.SUBMITTED:
        return _("The figures of this month have been submitted. Withdraw them first.")
    return None if can_write_filing(scope.by, filing, scope.now) else _("The month is locked. Ask the office.")


# --- Whose figures --------------------------------------------------------------------------------------------


def _filing_units(user: User, township: Unit) -> QuerySet[Unit]:
    """Member units of the township that own figures of communities: all for the office, their own for their people."""
    figures = Figure.objects.filter(is_active=True, is_townshipwide=False)
    units = Unit.objects.filter(owned_figures__township=township, owned_figures__figure__in=figures)
    if not is_office(user, township):
        units = units.filter(pk__in=user.unit_ids(Role.UNIT))
    return units.distinct().order_by("code")


def _member_unit(scope: Scope) -> Unit | None:
    return _filing_units(scope.by, scope.township).filter(name=scope.sender.strip()).first()


def _filings(scope: Scope) -> QuerySet[Filing]:
    if scope.month is None:
        return Filing.objects.none()
    filings = Filing.objects.filter(month__township=scope.township, member_unit=_member_unit(scope))
    return filings.filter(month__first_day=scope.month.first_day).select_related("month__township", "member_unit")


def _filing(scope: Scope) -> Filing | None:
    return _filings(scope).first()


def _figures(scope: Scope) -> list[Figure]:
    """The figures that the sender owns, in the order of the catalogue."""
    owned = Figure.objects.filter(owners__township=scope.township, owners__member_unit=_member_unit(scope))
    return list(owned.filter(is_active=True, is_townshipwide=False))


def _filed(filing: Filing | None) -> dict[tuple[int, str], FiledFigure]:
    rows = filing.figures.select_related("figure") if filing else ()
    return {(row.unit_id, row.figure.code): row for row in rows}


# --- Columns --------------------------------------------------------------------------------------------------


def _column(figure: Figure) -> Column:
    headings = read_headings().get(figure.code, Headings())
    return Column(
        key=figure.code,
        label=figure.name,
        form=Form.DECIMAL if figure.decimals else Form.INTEGER,
        words=(*headings.words, *headings.parts),
        above=headings.above,
        hint=figure.definition,
        example="0",
        adds=bool(headings.parts),
        counted_in=figure.unit_label,
        decimals=figure.decimals,
        minimum=figure.minimum,
        maximum=figure.maximum,
    )


# --- What a row says ------------------------------------------------------------------------------------------


def values_of(row: Row, figures: Sequence[Figure]) -> dict[str, Decimal]:
    """The figures that the row has a number for, by code."""
    found = {figure.code: row.values.get(figure.code) for figure in figures}
    return {code: Decimal(value) for code, value in found.items() if isinstance(value, int | Decimal)}


# --- What becomes of it ---------------------------------------------------------------------------------------


def _plan(row: Row, unit: Unit | None, figures: Sequence[Figure], filed: Mapping[tuple[int, str], FiledFigure]) -> Plan:
    if unit is None:
        return Plan(RowStatus.REFUSED, [NOT_ASSESSED])
    values = values_of(row, figures)
    if not values:
        return Plan(RowStatus.REFUSED, [Remark("no_figures")], label=unit.name)
    there = {code: filed[unit.pk, code] for code in values if (unit.pk, code) in filed}
    target = next((cell.filing_id for cell in there.values()), None)
    if not there:
        return Plan(RowStatus.NEW, target_id=target, label=unit.name)
    before: dict[str, Value] = {code: cell.value for code, cell in there.items()}
    if before == values:
        return Plan(RowStatus.SAME, target_id=target, label=unit.name)
    return Plan(RowStatus.CHANGED, target_id=target, label=unit.name, before=before)


def _with_blanks(plan: Plan, row: Row, given: Sequence[Figure]) -> Plan:
    """The plan with a question for each figure that the sheet has and this row hasn't: a blank is not 0. Its cell stays
    as it is and, if it is empty, must be filled before the figures can be submitted.
    """
    if plan.status == RowStatus.REFUSED:
        return plan
    blank = [figure for figure in given if figure.code not in values_of(row, given)]
    questions = [Remark("figure_left_empty", Severity.QUESTION, one.code, {"figure": one.name}) for one in blank]
    return replace(plan, remarks=questions)
