"""What the trail says of units and the working calendar."""

from django.utils.translation import gettext_lazy as _

TRAIL = {
    "unit.open": _("opened the unit"),
    "unit.edit": _("edited the unit"),
    "unit.rename": _("renamed the unit"),
    "unit.move": _("moved the unit"),
    "unit.split": _("split the unit"),
    "unit.merge": _("merged units"),
    "calendar.set_day": _("set a special day"),
    "calendar.clear_day": _("removed a special day"),
    "calendar.confirm_year": _("confirmed the year's calendar"),
    "calendar.unconfirm_year": _("took back the year's calendar"),
}
