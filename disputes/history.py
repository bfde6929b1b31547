"""The history of a dispute as a reader sees it: the trail's lines, missed deadlines, and what is still to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from disputes.models import Dispute, ReturnVisit, Source, StageDeadline
from disputes.states import Move, Outcome, Satisfaction
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.timeline import Step
from safety_portal.core.formats import english_unit_name, short_date, speaks_chinese

_DONE, _NEW, _HALF, _WARN, _OVER, _OPEN = (
    "check-circle-fill",
    "plus-lg",
    "circle-half",
    "exclamation-triangle-fill",
    "over",
    "circle",
)


def steps(
    dispute: Dispute,
    entries: Sequence[AuditEntry],
    deadlines: Sequence[StageDeadline],
    visits: Sequence[ReturnVisit],
    now: datetime,
) -> list[Step]:
    """Past lines in order of time, then what is still owed."""
    past = [_step(entry) for entry in entries] + list(_missed(deadlines, now))
    past.sort(key=lambda step: step.at or now)
    return past + list(_still_owed(dispute, visits))


def _step(entry: AuditEntry) -> Step:
    action = entry.action.removeprefix("disputes.")
    title, icon, css = _titles(entry.details).get(action, (str(entry.words), _DONE, ""))
    return Step(icon, title, entry.at, entry.actor_label, _text(action, entry), css)


def _titles(details: Mapping[str, object]) -> dict[str, tuple[str, str, str]]:
    unit, to = {"unit": _unit_words(details.get("unit"))}, {"unit": _unit_words(details.get("to"))}
    return {
        "register": (_("Registered"), _DONE, ""),
        "update": (pgettext("dispute", "Corrected"), "pencil-square", ""),
        "import": (_("Imported from a ledger"), "journal-text", ""),
        "import_update": (_("Updated from a ledger"), "journal-text", ""),
        Move.ACCEPT.value: (
            _("Accepted by %(unit)s") % unit if unit["unit"] else pgettext("dispute", "Accepted"),
            _DONE,
            "",
        ),
        Move.START.value: (_("Mediation started"), _HALF, ""),
        Move.ESCALATE.value: (_("Escalated to %(unit)s") % to, "arrow-up-circle", ""),
        Move.REFER.value: (_("Handed over to %(unit)s") % to, "send-check", ""),
        Move.CONCLUDE.value: (_label(Outcome, details.get("outcome")) or _("Result recorded"), _DONE, ""),
        Move.VISIT.value: (_("Return visit"), "telephone-outbound", ""),
        Move.CLOSE.value: (pgettext("dispute", "Closed"), "archive", ""),
        Move.REOPEN.value: (pgettext("dispute", "Reopened"), _WARN, "bad"),
        Move.VOID.value: (pgettext("dispute", "Voided"), "slash-circle", "bad"),
    }


def _unit_words(name: object) -> str:
    text = str(name or "")
    return text if speaks_chinese() else english_unit_name(text)


def _label(choices: type[Outcome | Satisfaction | Source], value: object) -> str:
    return str(choices(value).label) if value in choices.values else ""


def _text(action: str, entry: AuditEntry) -> str:
    details = entry.details
    match action:
        case "register":
            source = _label(Source, details.get("source"))
            return _("Source: %(source)s") % {"source": source} if source else ""
        case "import" | "import_update":
            return _("%(file)s, row %(row)s") % {"file": details.get("file", ""), "row": details.get("row", "")}
        case Move.ACCEPT.value:
            handler = details.get("handler", "")
            return _("Handler: %(name)s") % {"name": handler} if handler else ""
        case Move.START.value:
            return _("Open mediation") if details.get("open") else _("Closed doors")
        case Move.VISIT.value:
            answer = _label(Satisfaction, details.get("satisfaction"))
            return _("%(answer)s; the dispute came back") % {"answer": answer} if details.get("relapse") else answer
        case _:
            return entry.reason


def _missed(deadlines: Sequence[StageDeadline], now: datetime) -> Iterator[Step]:
    for row in deadlines:
        ended_at = row.met_at or row.handed_on_at or now
        if row.due_at < ended_at:
            yield Step(
                _OVER, _("Deadline passed: %(stage)s") % {"stage": row.get_stage_display()}, row.due_at, css="bad"
            )


def _still_owed(dispute: Dispute, visits: Sequence[ReturnVisit]) -> Iterator[Step]:
    owed = [visit for visit in visits if not visit.is_done]
    if dispute.is_open:
        yield Step(_OPEN, _("Result"), text=_("to be recorded"), css="todo")
        yield Step(_OPEN, _("Return visits"), text=_("to each party, after the result"), css="todo")
    for visit in owed:
        day = short_date(visit.due_on, timezone.localdate())
        title = _("Return visit: %(party)s") % {"party": visit.party.masked_name}
        yield Step(_OPEN, title, text=_("by %(day)s") % {"day": day}, css="todo")
