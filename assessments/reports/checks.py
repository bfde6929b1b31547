"""What must hold before a report can be submitted; plain functions of the lines, with the way out in each message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from django.utils.translation import gettext as _

from assessments.models import Figure, FigureCheck, Report, ReportLine
from safety_portal.core.formats import number


class Part(Enum):
    """Which input of a line a fault is at."""

    VALUE = "value"
    REASON = "reason"


@dataclass(frozen=True)
class Fault:
    """Something that stands in the way of submitting: at which figure, which input, and what to do about it."""

    code: str
    name: str
    part: Part
    text: str


def faults_of(lines: Sequence[ReportLine], checks: Iterable[FigureCheck], report: Report) -> list[Fault]:
    """All faults, in the order of the lines. ``lines`` with their figures, ``report`` with its unit."""
    found = [fault for line in lines for fault in _faults_of_line(line, report)]
    return found + list(_faults_between(lines, checks))


def _fault(line: ReportLine, text: str, part: Part = Part.VALUE) -> Fault:
    return Fault(line.figure.code, line.figure.name, part, text)


def _faults_of_line(line: ReportLine, report: Report) -> Iterator[Fault]:
    if line.typed:
        yield _fault(line, _("“%(typed)s” is not a number. Write digits only.") % {"typed": line.typed})
    elif not line.is_filled:
        yield _fault(line, _("Fill this in, 0 if there was none, or mark it as not applicable."))
    elif line.claimed_value is not None and (
        text := range_fault(line.claimed_value, line.figure, bound_of(line, report))
    ):
        yield _fault(line, text)
    if not line.reason and (text := _reason_wanted(line)):
        yield _fault(line, text, Part.REASON)


def bound_of(line: ReportLine, report: Report) -> int | None:
    """The community's households or population where the figure can't be larger than that, None if unknown."""
    bounds: Mapping[str, int | None] = {
        Figure.Bound.HOUSEHOLDS: report.unit.households,
        Figure.Bound.POPULATION: report.unit.population,
    }
    return bounds.get(line.figure.bounded_by)


def range_fault(value: Decimal, figure: Figure, bound: int | None = None) -> str:
    """Why ``value`` can't be a value of ``figure``; empty if it can."""
    if value != round(value, figure.decimals):
        if not figure.decimals:
            return _("Only whole numbers.")
        return _("At most %(decimals)s decimals.") % {"decimals": figure.decimals}
    if figure.minimum is not None and value < figure.minimum:
        return _("Not below %(minimum)s.") % {"minimum": number(figure.minimum)}
    if bound is not None and value > bound:
        if figure.bounded_by == Figure.Bound.HOUSEHOLDS:
            return _("Not above the community's %(bound)s households.") % {"bound": number(bound)}
        return _("Not above the community's population of %(bound)s.") % {"bound": number(bound)}
    if figure.maximum is not None and value > figure.maximum:
        return _("Not above %(maximum)s.") % {"maximum": number(figure.maximum)}
    return ""


def _reason_wanted(line: ReportLine) -> str:
    """A claim that isn't the register's needs a reason; so does "not applicable", unless the register says so."""
    if line.differs:
        if line.register_value is None:
            return _("The register says “not applicable”. Give a reason, or mark it so.")
        return _("Give a reason, or change it back to %(value)s.") % {"value": number(line.register_value)}
    if line.is_filled and line.claimed_value is None and not line.is_counted:
        return _("Say why this is not applicable.")
    return ""


def _faults_between(lines: Sequence[ReportLine], checks: Iterable[FigureCheck]) -> Iterator[Fault]:
    by_figure = {line.figure_id: line for line in lines}
    for check in checks:
        left, right = by_figure.get(check.left_id), by_figure.get(check.right_id)
        if left is None or right is None or left.claimed_value is None or right.claimed_value is None:
            continue
        if left.claimed_value > right.claimed_value:
            words = {"name": right.figure.name, "value": number(right.claimed_value)}
            yield _fault(left, _("Not above “%(name)s”, which is %(value)s.") % words)


def can_be_nil(lines: Iterable[ReportLine], *, claims: bool = False) -> bool:
    """A nil report says that nothing happened, so no register may have counted anything; targets don't speak here.

    ``claims``: nothing may be claimed either.
    """
    spoken = [line for line in lines if not line.figure.is_target]
    return not any(line.register_value or (claims and line.claimed_value) for line in spoken)
