"""The words of each action on a thing owed, and of the steps of its life."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.accounts.models import User
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.timeline import Step
from safety_portal.core.ports import Words
from safety_portal.work import tracked
from safety_portal.work.models import TrackedItem


@dataclass(frozen=True)
class Action:
    """What an action is called on its button, over its form and beside its field, and the service behind it."""

    button: Words
    heading: Words
    label: Words
    service: Callable[[TrackedItem, str, User], TrackedItem]
    is_required: bool = True


ACTIONS = {
    "reply": Action(
        pgettext_lazy("button", "Reply"),
        _("Reply to what is owed"),
        _("What has been done"),
        lambda item, text, by: tracked.reply_item(item=item, reply=text, by=by),
    ),
    "return": Action(
        pgettext_lazy("button", "Return"),
        _("Return to the unit"),
        _("Reason"),
        lambda item, text, by: tracked.return_item(item=item, reason=text, by=by),
    ),
    "clear": Action(
        pgettext_lazy("button", "Clear"),
        _("Check and clear"),
        _("What was checked"),
        lambda item, text, by: tracked.clear_item(item=item, verdict=text, by=by),
        is_required=False,
    ),
    "void": Action(
        pgettext_lazy("button", "Void"),
        _("Void"),
        _("Reason"),
        lambda item, text, by: tracked.void_item(item=item, reason=text, by=by),
    ),
}

#: action in the trail → words, icon, class
STEPS: dict[str, tuple[Words, str, str]] = {
    "tracked.issue": (pgettext_lazy("step", "Issued"), "flag-fill", ""),
    "tracked.reply": (pgettext_lazy("step", "Replied"), "check-circle-fill", ""),
    "tracked.return": (pgettext_lazy("step", "Returned"), "exclamation-triangle-fill", "bad"),
    "tracked.clear": (pgettext_lazy("step", "Cleared"), "check-circle-fill", ""),
    "tracked.void": (pgettext_lazy("step", "Void"), "slash-circle", ""),
    "attachment.add": (pgettext_lazy("step", "File attached"), "paperclip", ""),
    "attachment.remove": (pgettext_lazy("step", "File removed"), "trash", ""),
}


def step_of(entry: AuditEntry) -> Step:
    """A line of an item's course."""
    title, icon, css = STEPS[entry.action]
    return Step(icon, title, entry.at, entry.actor_label, entry.reason, css)
