"""What the comparison says in words: where a month stands, who can't be told from the lowest; the trail's codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from assessments.district.comparison import Comparison, Row
from assessments.district.places import Difference, Step
from assessments.district.published import Standing
from assessments.fairness.estimates import band_of
from assessments.models import AssessmentMonth, Publication
from assessments.models.filings import SurveyHalf
from assessments.reports.lateness import day_of
from safety_portal.core.formats import percent, short_date
from safety_portal.core.templatetags.portal import unit_text


@dataclass(frozen=True)
class Chip:
    """A state: kind of chip, words, icon ("" for the kind's own)."""

    kind: str
    words: str
    icon: str = ""


def state_of(month: AssessmentMonth | None, publication: Publication | None, *, is_late: bool) -> Chip:
    """Whether a month is published, and when or by when."""
    if month is None:
        return Chip("", _("Month not opened"), "slash-circle")
    if publication is None:
        day = {"day": _short(month.publish_by)}
        if is_late:
            return Chip("late", _("Not published, was due %(day)s") % day)
        return Chip("", _("Not yet published, due %(day)s") % day)
    day = {"day": _short(publication.published_at)}
    if publication.is_correction:
        return Chip("info", _("Corrected %(day)s, version %(version)s") % {**day, "version": publication.number})
    return Chip("warn", _("Published late, %(day)s") % day) if is_late else Chip("ok", _("Published %(day)s") % day)


def _short(moment: datetime) -> str:
    return short_date(day_of(moment), timezone.localdate())


def lowest_words(comparison: Comparison) -> list[str]:
    """For each half who stands lowest, and how many others could as well."""
    return [words for half in SurveyHalf if (words := _lowest(comparison, half))]


def _lowest(comparison: Comparison, half: SurveyHalf) -> str:
    standings = {row.township: row.standings[half] for row in comparison.rows if half in row.standings}
    if len(standings) < 2:
        return ""
    estimates = {unit: one.estimate for unit, one in standings.items()}
    place = max(one.place for one in standings.values())
    last = [unit for unit, one in standings.items() if one.place == place]
    others = len(band_of(last, estimates)) - len(last)
    words = {
        "half": half.label,
        "names": _(", ").join(unit_text(unit) for unit in last),
        "share": percent(standings[last[0]].estimate.figure),
    }
    head = _("%(half)s: lowest %(names)s with %(share)s.") % words
    return f"{head} {_doubt(others, len(standings) - len(last))}"


def _doubt(others: int, rest: int) -> str:
    if not rest:
        return _("All are equal.")
    if not others:
        return _("Significantly lower than all the others.")
    words = ngettext(
        "%(count)s other township can't be told from it: no significant difference.",
        "%(count)s other townships can't be told from it: no significant difference.",
        others,
    )
    return words % {"count": others}


def alike_words(standing: Standing, alike: int) -> str:
    """From how many others a township can't be told."""
    others = standing.of - 1
    if not others:
        return ""
    if alike == others:
        return _("can't be told from any other")
    if not alike:
        return _("differs from all others")
    return _("can't be told from %(count)s of %(others)s others") % {"count": alike, "others": others}


def step_words(step: Step) -> Chip:
    """What a newest place means for the target "a better place than in the survey before" (plan 一、工作目标)."""
    if step.gained is None:
        return Chip("", _("first of its kind"), "circle")
    if step.gained > 0:
        return Chip("ok", _("moved forward, target met"))
    if step.gained < 0:
        return Chip("warn", _("moved back, target missed"))
    return Chip("", _("same place, target missed"), "circle")


DIFFERENCES: Mapping[Difference, Promise] = {
    Difference.HIGHER: gettext_lazy("index significantly higher"),
    Difference.LOWER: gettext_lazy("index significantly lower"),
    Difference.NONE: gettext_lazy("no significant difference"),
}


def overdue_words(row: Row) -> Iterator[tuple[str, int]]:
    """Registers with something overdue, and how much."""
    return ((str(one.label), one.overdue) for one in row.overdue if one.overdue)


TRAIL = {
    "place.enter": gettext_lazy("entered a place in the district"),
    "place.correct": gettext_lazy("corrected a place in the district"),
    "place.strike_out": gettext_lazy("struck out a place in the district"),
    "place.import": gettext_lazy("brought in places in the district"),
}
#: With a name of their own: other apps call other things place, value or source.
DETAILS = {
    "announced_first_day": pgettext_lazy("detail of the trail", "month"),
    "announced_kind": gettext_lazy("ranking"),
    "announced_place": gettext_lazy("rank"),
    "announced_of": gettext_lazy("number ranked"),
    "announced_value": gettext_lazy("index or points"),
    "announced_sample": gettext_lazy("valid answers"),
    "announced_source": gettext_lazy("announced in"),
}
