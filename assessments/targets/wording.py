"""A verdict in words: what is missing and who could give it, how far off it is; never a reproach, never a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from assessments.models import Target
from assessments.states import TargetState
from assessments.targets.measuring import Point, Verdict, Why
from safety_portal.core.formats import month_label, number, percent, signed
from safety_portal.core.months import Month

#: Colour and sign of a state's chip (look.md): ochre for a target that is not met, red for nothing here.
CHIPS: Mapping[TargetState, tuple[str, str]] = {
    TargetState.MET: ("ok", "check-circle-fill"),
    TargetState.AT_RISK: ("warn", "exclamation-triangle-fill"),
    TargetState.MISSED: ("late", "x-circle-fill"),
    TargetState.SMALL_SAMPLE: ("", "dash"),
    TargetState.NOT_APPLICABLE: ("", "dash"),
    TargetState.NOT_MEASURED: ("", "question-circle"),
    TargetState.WAITING: ("info", "pencil-square"),
    TargetState.NEUTRAL: ("", "dash"),
}
#: Of what must not happen "met" would be an odd word.
_ZERO_WORDS: Mapping[TargetState, Promise] = {
    TargetState.MET: gettext_lazy("Did not happen"),
    TargetState.MISSED: gettext_lazy("Happened"),
}


@dataclass(frozen=True)
class Source:
    """Where a target's numbers come from: ``filed_by`` the member units that file them, ``unowned`` the figures that
    nobody files with the units that could.
    """

    filed_by: Sequence[str]
    unowned: Sequence[tuple[str, str]]
    is_filed: bool


def state_words(target: Target, state: TargetState) -> str:
    """The word on the chip."""
    if target.kind == Target.Kind.ZERO and state in _ZERO_WORDS:
        return str(_ZERO_WORDS[state])
    return str(state.label)


def explained(target: Target, verdict: Verdict, last: Month | None, point: Point | None, source: Source) -> str:
    """The verdict in a sentence. ``last``: when it last happened; ``point``: the month's own numbers."""
    if verdict.why in {Why.NO_NUMBERS, Why.GAPS}:
        return _unknown(verdict, point, source)
    if verdict.why is Why.OPEN:
        return _open(target)
    if words := _PLAIN.get(verdict.why):
        return str(words)
    if verdict.why is Why.THIN:
        return _("%(valid)s valid answers; below 30 nothing is judged.") % {"valid": _n(verdict.denominator)}
    return _BY_KIND[Target.Kind(target.kind)](target, verdict, last)


_PLAIN: Mapping[Why, Promise] = {
    Why.NOTHING_DUE: gettext_lazy("Nothing was due."),
    Why.NO_LAST_YEAR: gettext_lazy("Last year's months are not known, so there is nothing to compare with."),
    Why.NO_PLACE: gettext_lazy("No place in the district has been entered."),
    Why.NO_EARLIER_PLACE: gettext_lazy("No earlier place to compare with."),
    Why.WITHIN_INTERVAL: gettext_lazy("Below the target, but within the survey's margin of error."),
    Why.LOWER_BOUND: gettext_lazy("At least so much: households of several months can't be told apart."),
}


def _n(value: Decimal | None) -> str:
    return "—" if value is None else number(value)


def _unknown(verdict: Verdict, point: Point | None, source: Source) -> str:
    if source.unowned:
        names = pgettext("list", ", ").join(dict.fromkeys(name for name, _could in source.unowned))
        could = next((could for _name, could in source.unowned if could), "")
        if could:
            return _("Nobody files %(figures)s; %(unit)s could.") % {"figures": names, "unit": could}
        return _("Nobody files %(figures)s.") % {"figures": names}
    if point is not None and not point.is_known and source.is_filed:
        return _("%(unit)s has not filed this month yet.") % {"unit": pgettext("list", ", ").join(source.filed_by)}
    if point is not None and not point.is_known and point.of > 1:
        words = ngettext(
            "The numbers of %(count)s community are missing.",
            "The numbers of %(count)s communities are missing.",
            point.gaps,
        )
        return words % {"count": point.gaps}
    if verdict.gap_months:
        months = {"month": month_label(verdict.gap_months[0]), "count": len(verdict.gap_months)}
        words = ngettext(
            "%(month)s is missing.", "%(count)s months are missing, %(month)s the first.", len(verdict.gap_months)
        )
        return words % months
    return _("No numbers yet.")


def _open(target: Target) -> str:
    if target.pending == Target.Pending.VALUE:
        return _("The plan gives no value that can be read: the office must set it.")
    return _("The plan does not say how it is counted: the office must confirm how.")


# --- By kind --------------------------------------------------------------------------------------------------


def _share(target: Target, verdict: Verdict, _last: Month | None) -> str:
    if verdict.value is None or target.value is None:
        return ""
    if verdict.why is Why.REACHED:
        return _("%(target)s reached.") % {"target": wanted_words(target)}
    gap = number((target.value - verdict.value) * 100, 1)
    if verdict.why is Why.RUNNING:
        return _("%(gap)s points short of %(target)s; the year is not over.") % {
            "gap": gap,
            "target": wanted_words(target),
        }
    return _("%(gap)s points short of %(target)s.") % {"gap": gap, "target": wanted_words(target)}


def _zero(_target: Target, verdict: Verdict, last: Month | None) -> str:
    if verdict.why is Why.REACHED:
        return _("Nothing this year.")
    if last is None:
        return _("%(count)s this year.") % {"count": _n(verdict.value)}
    return _("%(count)s this year, the last in %(month)s.") % {"count": _n(verdict.value), "month": month_label(last)}


def _compared(target: Target, verdict: Verdict, _last: Month | None) -> str:
    if verdict.value is None or verdict.before is None:
        return ""
    change = verdict.value - verdict.before
    words = _change_words(target, verdict, change)
    return words + _compared_months(verdict.compared) if verdict.compared else words


def _compared_months(months: Sequence[Month]) -> str:
    words = ngettext(
        " Compared is %(month)s alone: last year knows no more.",
        " Compared are %(count)s months, %(month)s the first: last year knows no more.",
        len(months),
    )
    return words % {"count": len(months), "month": month_label(months[0])}


def _change_words(target: Target, verdict: Verdict, change: Decimal) -> str:
    if target.is_neutral:
        return _("%(change)s against the same months of last year; a trend, not judged.") % {"change": signed(change)}
    if not verdict.value and not verdict.before:
        return _("None this year, none in the same months of last year.")
    if not change:
        return _("As many as in the same months of last year.")
    words = (
        _("%(count)s fewer than in the same months of last year.")
        if change < 0
        else _("%(count)s more than in the same months of last year.")
    )
    return words % {"count": number(abs(change))}


def _counted(_target: Target, _verdict: Verdict, _last: Month | None) -> str:
    return _("Counted, not judged.")


def _placed(_target: Target, verdict: Verdict, _last: Month | None) -> str:
    if verdict.place is None:
        return ""
    facts = {"month": month_label(verdict.place.month), "place": verdict.place.place, "of": verdict.place.of}
    if verdict.before is None:
        return _("Place %(place)s of %(of)s in %(month)s.") % facts
    return _("Place %(place)s of %(of)s in %(month)s, before that place %(before)s.") % (
        facts | {"before": _n(verdict.before)}
    )


_BY_KIND: Mapping[Target.Kind, Callable[[Target, Verdict, Month | None], str]] = {
    Target.Kind.SHARE: _share,
    Target.Kind.INDEX: _share,
    Target.Kind.ZERO: _zero,
    Target.Kind.FEWER: _compared,
    Target.Kind.NOT_MORE: _compared,
    Target.Kind.COUNT: _counted,
    Target.Kind.BETTER_PLACE: _placed,
    Target.Kind.AMONG_FIRST: _placed,
}


def value_words(target: Target, value: Decimal | None) -> str:
    """A value as one reads it: 97.5%, 3, place 4; a dash where there is none."""
    if value is None:
        return "—"
    if target.kind in {Target.Kind.SHARE, Target.Kind.INDEX}:
        return percent(value)
    if target.kind in {Target.Kind.BETTER_PLACE, Target.Kind.AMONG_FIRST}:
        return _("place %(place)s") % {"place": number(value)}
    return number(value)


def wanted_words(target: Target) -> str:
    """What the target wants, in a few words; nothing for neutral counts."""
    if target.is_neutral:
        return "—"
    if target.pending == Target.Pending.VALUE:
        return _("to be set")
    if target.kind in {Target.Kind.SHARE, Target.Kind.INDEX, Target.Kind.AMONG_FIRST} and target.value is not None:
        share = target.kind != Target.Kind.AMONG_FIRST
        return (
            percent(target.value, 0 if target.value == 1 else 1)
            if share
            else _("first %(place)s") % {"place": number(target.value)}
        )
    return str(_WANTED.get(Target.Kind(target.kind), ""))


_WANTED: Mapping[Target.Kind, Promise] = {
    Target.Kind.ZERO: pgettext_lazy("target", "none"),
    Target.Kind.FEWER: gettext_lazy("fewer than last year"),
    Target.Kind.NOT_MORE: gettext_lazy("no more than last year"),
    Target.Kind.BETTER_PLACE: gettext_lazy("better than before"),
}
#: Actions of targets in the audit trail.
TRAIL: Mapping[str, Promise] = {
    "targets.install": gettext_lazy("took on the targets of a plan"),
    "targets.end": gettext_lazy("set the last month of a plan's targets"),
    "target.amend": gettext_lazy("amended a target"),
    "figure.own": gettext_lazy("said which unit files a figure"),
}
DETAILS: Mapping[str, Promise] = {
    "targets": gettext_lazy("targets"),
    "definition": gettext_lazy("how it is counted"),
    "figure": gettext_lazy("figure"),
    "value": gettext_lazy("target value"),
    "from_day": gettext_lazy("from month"),
    "until_day": gettext_lazy("until month"),
    "pending": gettext_lazy("to be set first"),
}
