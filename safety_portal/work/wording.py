"""What the codes of this app mean in the trail."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.core.ports import Words

TRAIL: dict[str, Words] = {
    "job.start": _("started a job"),
    "list.export": _("took a list away"),
    "tracked.issue": _("issued something owed"),
    "tracked.reply": _("replied to something owed"),
    "tracked.return": _("returned something owed"),
    "tracked.clear": _("cleared something owed"),
    "tracked.void": _("voided something owed"),
    "attachment.add": _("attached a file"),
    "attachment.remove": _("removed a file"),
    "attachment.read": _("fetched a file"),
}
DETAILS: dict[str, Words] = {
    "attachment": pgettext_lazy("detail of the trail", "file number"),
    "rows": pgettext_lazy("detail of the trail", "rows"),
    "format": pgettext_lazy("detail of the trail", "format"),
    "type": pgettext_lazy("detail of the trail", "file type"),
}
