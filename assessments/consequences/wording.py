"""Consequences in words: neutral until a leader has confirmed, and what the figures bear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from assessments.consequences.evidence import Frozen
from assessments.consequences.states import ConsequenceState, Trigger
from assessments.fairness.last_place import LeftOut
from assessments.fairness.wording import about
from assessments.models import Consequence, LastPlacePolicy
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.timeline import Step
from safety_portal.core.formats import month_label, number, percent
from safety_portal.core.months import Month
from safety_portal.core.ports import Words

LEFT_OUT: Mapping[str, Promise] = {
    LeftOut.NOT_RANKED.value: gettext_lazy("not ranked"),
    LeftOut.SMALL_SAMPLE.value: gettext_lazy("sample too small"),
    LeftOut.VETOED.value: gettext_lazy("vetoed"),
}


def headline(row: Consequence) -> str:
    """``Proposed: …`` until a leader has confirmed it: never as a fact before."""
    if row.is_confirmed:
        return str(row.get_action_display())
    return _("Proposed: %(action)s") % {"action": row.get_action_display()}


def period_words(row: Consequence) -> str:
    """The month, the quarter, or the day it stands under."""
    if row.trigger == Trigger.LAST_PLACE:
        return month_label(row.first_day)
    if row.trigger == Trigger.RECORDED:
        return str(row.first_day)
    return _("quarter %(quarter)s of %(year)s") % {
        "quarter": (row.first_day.month + 2) // 3,
        "year": row.first_day.year,
    }


# --- Evidence -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """What the figures say, in sentences without a judgement of anybody."""

    place: str
    verdict: str
    chance: str
    run: str
    is_clear: bool


def said(frozen: Frozen) -> Said:
    return Said(_place(frozen), _verdict(frozen), _chance(frozen), _run(frozen), frozen.is_clear)


def ranking_words(frozen: Frozen) -> str:
    """Which ranking, of which months: ``District survey: mean of both halves, Oct 2026``."""
    months = _(", ").join(month_label(month) for month in frozen.months)
    label = LastPlacePolicy.Ranking(frozen.ranking).label
    return _("%(ranking)s, %(months)s") % {"ranking": label, "months": months}


def _place(frozen: Frozen) -> str:
    own = frozen.own
    words = _("Number %(place)s of %(count)s") if not frozen.is_shared else _("Sharing number %(place)s of %(count)s")
    parts = [words % {"place": own.place, "count": frozen.ranked}]
    if own.figure and frozen.is_survey:
        low, high = percent(own.figure[1]), percent(own.figure[2])
        interval = {"value": percent(own.figure[0]), "low": low, "high": high}
        parts.append(_("%(value)s (95%% interval %(low)s–%(high)s)") % interval)
    if own.sample is not None:
        parts.append(ngettext("%(n)s valid answer", "%(n)s valid answers", own.sample) % {"n": number(own.sample)})
    return _(", ").join(parts)


def _verdict(frozen: Frozen) -> str:
    if frozen.is_clear:
        return _("The figures bear it: this place can be told from all the others.")
    words = ngettext(
        "It cannot be told from %(count)s other community.",
        "It cannot be told from %(count)s other communities.",
        frozen.others,
    )
    return words % {"count": frozen.others}


def _chance(frozen: Frozen) -> str:
    return _("The same survey taken again would put others last %(share)s of the time.") % {
        "share": about(frozen.changed)
    }


def _run(frozen: Frozen) -> str:
    if not frozen.run:
        return ""
    months = _(", ").join(month_label(month) for month in reversed(frozen.run))
    told = _("Last in %(months)s") % {"months": months}
    if len(frozen.run) > 1:
        told = _("Last %(count)s times running: %(months)s") % {"count": len(frozen.run), "months": months}
    if not frozen.skipped:
        return told
    skipped = _(", ").join(month_label(month) for month in reversed(frozen.skipped))
    return _("%(run)s; without a ranking: %(skipped)s") % {"run": told, "skipped": skipped}


def left_out_words(reason: str) -> Words:
    return LEFT_OUT.get(reason, "")


def months_behind(frozen: Frozen) -> list[Month]:
    """All months whose rankings the evidence rests on, the newest first."""
    return sorted({*frozen.months, *frozen.run}, reverse=True)


# --- Trail ----------------------------------------------------------------------------------------------------

TRAIL: Mapping[str, Words] = {
    "ladder.change": gettext_lazy("changed a step of the ladder"),
    "ladder.add": gettext_lazy("added a step to the ladder"),
    "consequence.draft": gettext_lazy("drafted a proposal from the published ranking"),
    "consequence.refresh": gettext_lazy("brought the evidence of a proposal up to a correction"),
    "consequence.choose": gettext_lazy("proposed a key unit"),
    "consequence.record": gettext_lazy("recorded a decision taken elsewhere"),
    "consequence.confirm": gettext_lazy("confirmed a proposal"),
    "consequence.decline": gettext_lazy("declined a proposal"),
    "consequence.postpone": gettext_lazy("postponed a proposal"),
    "consequence.resume": gettext_lazy("brought a postponed proposal back"),
    "consequence.withdraw": gettext_lazy("withdrew a proposal"),
    "consequence.carry_out": gettext_lazy("put down how it was carried out"),
    "consequence.extend": gettext_lazy("gave more time"),
    "consequence.repeat": gettext_lazy("had it carried out again"),
    "consequence.close": gettext_lazy("closed it, its exit condition met"),
    "consequence.exit": gettext_lazy("looked at its exit condition"),
    "consequence.ground_gone": gettext_lazy("found its ground changed by a correction"),
    "consequence.ground_back": gettext_lazy("found its ground restored by a correction"),
    "consequence.uphold": gettext_lazy("upheld it though its ground has changed"),
    "consequence.revoke": gettext_lazy("revoked it"),
}
DETAILS: Mapping[str, Words] = {
    "month": gettext_lazy("month"),
    "step": gettext_lazy("step"),
    "to": pgettext_lazy("detail of the trail", "to"),
    "is_active": gettext_lazy("in use"),
    "name": gettext_lazy("name"),
    "addressee": gettext_lazy("who is meant"),
    "trigger": gettext_lazy("trigger"),
    "times": gettext_lazy("months running"),
    "repeats": gettext_lazy("again each further month"),
    "days": gettext_lazy("days to carry it out"),
    "basis": gettext_lazy("basis"),
    "clause": gettext_lazy("text of the clause"),
    "exit_condition": gettext_lazy("exit condition"),
    "exit_not_last": gettext_lazy("not last in a later published survey month"),
    "exit_plan": gettext_lazy("improvement plan checked"),
}

#: What the unit itself may read of the course, without anybody's reasons.
STEPS: Mapping[str, tuple[Words, str, str]] = {
    "consequence.record": (pgettext_lazy("step", "Recorded"), "flag-fill", ""),
    "consequence.confirm": (pgettext_lazy("step", "Confirmed"), "flag-fill", ""),
    "consequence.carry_out": (pgettext_lazy("step", "Carried out"), "check-circle-fill", ""),
    "consequence.extend": (pgettext_lazy("step", "More time given"), "clock-history", ""),
    "consequence.repeat": (pgettext_lazy("step", "To be carried out again"), "arrow-repeat", ""),
    "consequence.close": (pgettext_lazy("step", "Closed"), "check-circle-fill", ""),
    "consequence.revoke": (pgettext_lazy("step", "Revoked"), "slash-circle", "bad"),
}


def step_of(entry: AuditEntry) -> Step:
    """A line of the course, for the unit."""
    title, icon, css = STEPS[entry.action]
    return Step(icon, title, entry.at, css=css)


#: State → kind and icon of its chip.
CHIPS: Mapping[str, tuple[str, str]] = {
    ConsequenceState.PROPOSED: ("info", ""),
    ConsequenceState.POSTPONED: ("", "clock-history"),
    ConsequenceState.DECLINED: ("", "x-circle-fill"),
    ConsequenceState.WITHDRAWN: ("", "arrow-return-left"),
    ConsequenceState.CONFIRMED: ("warn", ""),
    ConsequenceState.CARRIED_OUT: ("info", "check2"),
    ConsequenceState.CLOSED: ("ok", ""),
    ConsequenceState.REVOKED: ("", "slash-circle"),
}
