"""What the lines of the trail mean."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.core.ports import Words

TRAIL: dict[str, Words] = {
    "document.make": _("made an official document"),
    "document.issue": _("put on record that an official document is issued"),
    "document.void": _("voided an official document"),
    "document.fetch": _("fetched an official document"),
    "template.replace": _("replaced a document template"),
    "template.restore": _("restored the shipped document template"),
}
DETAILS: dict[str, Words] = {"edition": pgettext_lazy("detail of the trail", "edition")}
