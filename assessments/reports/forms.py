"""What the pages of reports, filings and the survey post."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Figure
from assessments.models.filings import SurveyHalf
from assessments.reports.checks import range_fault
from assessments.reports.filings import ANSWERS, SurveyCounts
from assessments.reports.inputs import LineInput, read_number
from safety_portal.core.months import SHANGHAI
from safety_portal.organization.models import Unit

Posted = Mapping[str, str]


# --- Report ---------------------------------------------------------------------------------------------------


def read_lines(posted: Posted, codes: Collection[str]) -> dict[str, LineInput]:
    """The lines that the page sent: ``v-CODE`` value, ``n-CODE`` not applicable, ``r-CODE`` reason."""
    return {
        code: LineInput(posted[f"v-{code}"], f"n-{code}" in posted, posted.get(f"r-{code}"))
        for code in codes
        if f"v-{code}" in posted
    }


def read_version(posted: Posted) -> int:
    """The version that the page was made of; 0, which nobody has, if it is no number."""
    text = posted.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


class ReturnForm(forms.Form):
    """The office sends a report back."""

    reason = forms.CharField(
        label=gettext_lazy("What is to be put right"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The community reads this. Name the figure and where to look, no persons."),
    )
    until = forms.DateField(
        label=gettext_lazy("The community may correct it until the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The month is locked: this makes an exception for this report."),
    )

    def __init__(self, *args: Any, is_shut: bool = True, **kwargs: Any) -> None:
        """``is_shut``: the lock keeps the report shut, so it needs a day until which it may be corrected."""
        super().__init__(*args, **kwargs)
        self.fields["until"].required = is_shut
        if not is_shut:
            del self.fields["until"]


class UnlockForm(forms.Form):
    """An exception from the lock."""

    until = forms.DateField(
        label=gettext_lazy("Open until the end of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class DatesForm(forms.Form):
    """The four dates of a month, as the days they end with."""

    due_at = forms.DateField(label=gettext_lazy("Reports due"))
    lock_at = forms.DateField(label=gettext_lazy("Locked"))
    objections_until = forms.DateField(label=gettext_lazy("Objections until"))
    publish_by = forms.DateField(label=gettext_lazy("Published by"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("due_at", "lock_at", "objections_until", "publish_by"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def end_of_day(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time.max, tzinfo=SHANGHAI)


# --- Grids of communities × figures ---------------------------------------------------------------------------


@dataclass
class FilingInput:
    """A member unit's grid as posted: cells that can be kept, and those that can't with what was typed and why."""

    cells: dict[tuple[int, str], Decimal | None] = field(default_factory=dict)
    faults: dict[tuple[int, str], str] = field(default_factory=dict)
    typed: dict[tuple[int, str], str] = field(default_factory=dict)

    def add(self, other: FilingInput) -> None:
        """What another part of the page gave."""
        self.cells |= other.cells
        self.faults |= other.faults
        self.typed |= other.typed


def read_filing(posted: Posted, units: Iterable[Unit], figures: Iterable[Figure]) -> FilingInput:
    """Cells under ``c-UNIT-CODE``: a number, 无, or - for "not applicable"; an empty one is not filed yet."""
    figures = list(figures)
    found = FilingInput()
    for unit in units:
        for figure in figures:
            text = posted.get(f"c-{unit.pk}-{figure.code}", "").strip()
            if text:
                _read_cell(found, (unit.pk, figure.code), text, figure)
    return found


NOT_APPLICABLE = frozenset({"-", "—", "–", "/", "不适用", "n/a", "N/A"})


def _read_cell(found: FilingInput, cell: tuple[int, str], text: str, figure: Figure) -> None:
    found.typed[cell] = text
    if text in NOT_APPLICABLE:
        found.cells[cell] = None
        return
    try:
        value = read_number(text)
    except ValueError:
        found.faults[cell] = _("Not a number.")
        return
    if fault := range_fault(value, figure):
        found.faults[cell] = fault
    else:
        found.cells[cell] = value


_MOST = 100_000


@dataclass
class SurveyInput:
    """The survey page as posted: rows that can be kept (None: no entry), and what is wrong with the others."""

    counts: dict[tuple[int, SurveyHalf], SurveyCounts | None] = field(default_factory=dict)
    faults: dict[tuple[int, SurveyHalf], str] = field(default_factory=dict)


def read_survey(posted: Posted, units: Iterable[Unit]) -> SurveyInput:
    """Counts under ``s-UNIT-HALF-ANSWER``. An empty row is no entry; an empty answer in a filled row is 0."""
    found = SurveyInput()
    for unit in units:
        for half in SurveyHalf:
            texts = {answer: posted.get(f"s-{unit.pk}-{half.value}-{answer}", "").strip() for answer in ANSWERS}
            try:
                found.counts[unit.pk, half] = _counts(texts) if any(texts.values()) else None
            except ValueError:
                found.faults[unit.pk, half] = _("Whole numbers only, not below 0.")
    return found


def _counts(texts: Mapping[str, str]) -> SurveyCounts:
    numbers = {answer: read_number(text or "0") for answer, text in texts.items()}
    if any(number != int(number) or not 0 <= number <= _MOST for number in numbers.values()):
        raise ValueError("not a count")
    return SurveyCounts(**{answer: int(number) for answer, number in numbers.items()})
