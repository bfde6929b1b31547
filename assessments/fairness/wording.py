"""What a leader reads of a last place in ten seconds: who, how sure, and what that allows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from assessments.fairness.chance import Chance
from assessments.fairness.last_place import Finding, LastPlace, LeftOut, Nobody, NoLastPlace, Run
from assessments.fairness.rankings import Definition, MonthFigures
from assessments.fairness.selectors import Brief
from assessments.fairness.surveys import HALVES, Half, estimate_of, half_estimate
from assessments.models.filings import SurveyHalf
from safety_portal.core.formats import month_label, number, percent, points
from safety_portal.core.templatetags.portal import unit_text

_NOBODY: Mapping[Nobody, Promise] = {
    Nobody.NO_RANKING: gettext_lazy("No last place: this ranking has no figures this month."),
    Nobody.ALL_LEFT_OUT: gettext_lazy("No last place: no community meets the conditions."),
    Nobody.ONLY_ONE: gettext_lazy("No last place: only one community can be compared."),
    Nobody.ALL_EQUAL: gettext_lazy("No last place: all communities are equal."),
}
HALF_SHORT: Mapping[SurveyHalf, Promise] = {
    SurveyHalf.SAFETY: pgettext_lazy("half of the survey", "safety"),
    SurveyHalf.SATISFACTION: pgettext_lazy("half of the survey", "satisfaction"),
}


@dataclass(frozen=True)
class Said:
    """One finding in words. ``kind`` of the box: "warn" where the last place could as well be another's."""

    kind: str
    head: str
    doubt: str = ""
    again: str = ""
    verdict: str = ""
    aside: str = ""


def said(brief: Brief, own: Collection[int] | None = None) -> list[Said]:
    """Each finding in words. ``own``: the communities of somebody who sees no others; None for who sees all."""
    if own is not None:
        return [words for finding in brief.findings if (words := _own_words(finding, own))]
    is_many = len(brief.findings) > 1
    return [_said(brief.figures, finding, brief.runs, is_many=is_many) for finding in brief.findings]


def _said(figures: MonthFigures, finding: Finding, runs: Mapping[int, Run], *, is_many: bool) -> Said:
    aside = _small(figures, finding)
    group = _("%(group)s: ") % {"group": finding.group or _("no group")} if is_many else ""
    if isinstance(finding, NoLastPlace):
        return Said("", f"{group}{_NOBODY[finding.why]}", aside=aside)
    names = {place.unit.pk: unit_text(place.unit) for place in figures.places}
    last = [
        _("%(name)s (%(figures)s)") % {"name": names[unit], "figures": _figures(figures, unit)}
        for unit in sorted(finding.units)
    ]
    lead = _("Last: %(names)s.") if len(last) == 1 else _("Sharing the last place: %(names)s.")
    return Said(
        kind="" if finding.is_clear else "warn",
        head=group + lead % {"names": _and(last)},
        doubt=_doubt(finding),
        again=chance_words(finding.chance),
        verdict=_verdict(finding),
        aside=f"{_runs(finding, runs, names)}{aside}",
    )


def _figures(figures: MonthFigures, unit_id: int) -> str:
    """“safety 87.2%, satisfaction 85.0%, 39 answers”; the total where the score is ranked."""
    definition, halves = figures.definition, figures.halves[unit_id]
    place = next(one for one in figures.places if one.unit.pk == unit_id)
    if not definition.is_survey:
        return _("total %(points)s") % {"points": points(place.score.total)} if place.score else ""
    parts = [_figure(half, halves[half], definition) for half in HALVES[definition.terms.ranking]]
    estimate = estimate_of(halves, definition.terms, definition.weights)
    if estimate and estimate.sample:
        parts.append(_answers(estimate.sample))
    return _(", ").join(parts)


def _figure(half: SurveyHalf, counts: Half, definition: Definition) -> str:
    estimate = half_estimate(counts, definition.terms, definition.weights)
    if estimate is None:
        return ""
    if definition.terms.index == "share":
        return _("%(half)s %(share)s") % {"half": HALF_SHORT[half], "share": percent(float(estimate.value))}
    index = number(float(estimate.value) * 100, 1)
    return _("%(half)s index %(index)s") % {"half": HALF_SHORT[half], "index": index}


def _answers(count: int) -> str:
    return ngettext("%(count)s answer", "%(count)s answers", count) % {"count": number(count)}


def _and(names: Iterable[str]) -> str:
    return _("; ").join(names)


def _doubt(finding: LastPlace) -> str:
    others = len(finding.band - finding.units)
    if not others:
        return _("Significantly lower than all the others.")
    words = ngettext(
        "Not significantly different from %(count)s other community.",
        "Not significantly different from %(count)s other communities.",
        others,
    )
    return words % {"count": others}


def chance_words(chance: Chance[int]) -> str:
    """How often the same survey, taken again, would put others last."""
    return _("The same survey taken again would put others last %(share)s of the time.") % {
        "share": about(chance.changed)
    }


def about(share: float) -> str:
    """“about 46%”; never 0 or 100, which no simulation shows."""
    if share < 0.01:
        return _("less than %(share)s") % {"share": percent(0.01, 0)}
    if share > 0.99:
        return _("more than %(share)s") % {"share": percent(0.99, 0)}
    return _("about %(share)s") % {"share": percent(share, 0)}


def _verdict(finding: LastPlace) -> str:
    if not finding.triggers:
        return _("A shared last place counts as nobody's.")
    if finding.is_clear:
        return _("This last place can be relied on.")
    return _("Not enough to summon anybody on.")


def _small(figures: MonthFigures, finding: Finding) -> str:
    """Those left out for their sample, by name."""
    small = {unit for unit, why in finding.left_out.items() if why is LeftOut.SMALL_SAMPLE}
    names = [unit_text(place.unit) for place in figures.places if place.unit.pk in small]
    if not names:
        return ""
    words = _("Fewer than %(count)s answers, so not in question: %(names)s.")
    return words % {"count": figures.definition.terms.minimum_sample, "names": _("; ").join(names)}


def _runs(finding: LastPlace, runs: Mapping[int, Run], names: Mapping[int, str]) -> str:
    parts = [run_words(runs[unit], names[unit]) for unit in sorted(finding.triggers) if unit in runs]
    return "".join(part for part in parts if part)


def run_words(run: Run, name: str) -> str:
    """Nothing for the first month."""
    if run.length < 2:
        return ""
    months = _(", ").join(month_label(month) for month in reversed(run.months))
    return _("%(name)s has been last %(count)s surveyed months running (%(months)s). ") % {
        "name": name,
        "count": run.length,
        "months": months,
    }


def _own_words(finding: Finding, own: Collection[int]) -> Said | None:
    """For a secretary: only what is said of the own community, no other's name."""
    if not isinstance(finding, LastPlace) or not finding.units & set(own):
        return None
    shared = len(finding.units - set(own))
    words = ngettext(
        "Your community shares the last place with %(count)s other.",
        "Your community shares the last place with %(count)s others.",
        shared,
    )
    head = words % {"count": shared} if shared else _("Your community is last.")
    return Said(
        "" if finding.is_clear else "warn", head, _doubt(finding), chance_words(finding.chance), _verdict(finding)
    )


# --- Trail ----------------------------------------------------------------------------------------------------

TRAIL = {"last_place.set": gettext_lazy("set what last place means")}
DETAILS = {
    "ranking": gettext_lazy("ranking"),
    "index": gettext_lazy("survey index"),
    "scope": gettext_lazy("compared within"),
    "shared": gettext_lazy("shared last place"),
    "counts_vetoed": gettext_lazy("vetoed communities count"),
    "minimum_sample": gettext_lazy("least valid answers"),
    "missing_month": gettext_lazy("month without the ranking"),
    "weight_best": gettext_lazy("weight: safe / satisfied"),
    "weight_good": gettext_lazy("weight: fairly safe / fairly satisfied"),
    "weight_unknown": gettext_lazy("weight: don't know"),
    "weight_poor": gettext_lazy("weight: not very safe / not very satisfied"),
    "weight_bad": gettext_lazy("weight: unsafe / dissatisfied"),
}
