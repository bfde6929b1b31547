"""The small pictures of a township's year, and of its places in the district."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.district.graphics import Dot, Trend
from assessments.district.places import Step
from assessments.district.published import Standing
from assessments.district.trends import TownshipTrend
from assessments.models import DistrictPlace
from assessments.models.filings import SurveyHalf
from safety_portal.core.formats import number, percent
from safety_portal.core.months import Month
from safety_portal.core.ports import Words


@dataclass(frozen=True)
class Picture:
    """A picture with its title; ``hint``: what the dashed line is."""

    title: Words
    svg: SafeString
    hint: Words = ""


def pictures_of(trend: TownshipTrend) -> list[Picture]:
    """Survey, reports, disputes, totals: what is read in one glance, the table below has the figures."""
    rates = [
        (_("Reports in time"), [_rate(row.turnout.on_time_share) if row.turnout else None for row in trend.rows]),
        (
            _("Disputes concluded in time"),
            [
                _rate(row.published.disputes.share) if row.published and row.published.disputes else None
                for row in trend.rows
            ],
        ),
    ]
    pictures = [_survey(trend, half) for half in SurveyHalf]
    pictures += [Picture(title, _drawn(trend, title, dots, ceiling=1.0)) for title, dots in rates]
    totals = [Dot(float(row.totals.median)) if row.totals else None for row in trend.rows]
    hint = _("Rule sets changed: not one scale") if trend.has_several_rules else ""
    title = _("Median total")
    months = [str(row.month) for row in trend.rows]
    return [*pictures, Picture(title, Trend(months, totals, number).svg(title), hint)]


def _survey(trend: TownshipTrend, half: SurveyHalf) -> Picture:
    dots = [_dot(row.standings.get(half)) for row in trend.rows]
    middles = [row.middles[half] for row in trend.rows]
    months = [str(row.month) for row in trend.rows]
    picture = Trend(months, dots, percent, reference=middles).svg(str(half.label))
    return Picture(half.label, picture, _("Dashed: median of the townships"))


def _dot(standing: Standing | None) -> Dot | None:
    if standing is None:
        return None
    one = standing.estimate
    return Dot(one.figure, one.low, one.high, is_thin=standing.is_thin)


def _rate(share: float | None) -> Dot | None:
    return None if share is None else Dot(share)


def _drawn(trend: TownshipTrend, title: str, dots: Sequence[Dot | None], ceiling: float) -> SafeString:
    return Trend([str(row.month) for row in trend.rows], dots, percent, ceiling=ceiling).svg(title)


def place_pictures(steps: Sequence[Step], until: Month, back: int = 12) -> list[Picture]:
    """One picture for each ranking that has places in the window; the first place on top."""
    months = [*until.back(back - 1), until]
    pictures = []
    for kind in DistrictPlace.Kind:
        found = {step.place.month: step.place for step in steps if step.place.kind == kind}
        dots = [Dot(one.place) if (one := found.get(month)) else None for month in months]
        if any(dots):
            ranked = max(one.of for one in found.values())
            drawn = Trend([str(month) for month in months], dots, number, is_place=True, floor=1, ceiling=ranked)
            pictures.append(Picture(kind.label, drawn.svg(str(kind.label))))
    return pictures
